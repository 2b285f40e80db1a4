/* SPDX-License-Identifier: ISC */
#ifndef ND_BUILD_H
#define ND_BUILD_H

#include <netinet/in.h>
#include <stdint.h>

#include "view.h"
#include "wbuf.h"

#define ND_MAC_LEN 6u
#define ND_ETHERNET_LEN (2 * ND_MAC_LEN + 2)	/* octets of a header without a tag */

/** nd_group_mac - the Ethernet address of the multicast group @group (RFC 2464 s. 7). */
void nd_group_mac(const struct in6_addr *group, uint8_t mac[ND_MAC_LEN]);

/**
 * nd_build_frame - append a whole Ethernet frame with an ND message.
 *
 * @icmp: from the ICMPv6 type on, checksum 0; in the frame it is filled in
 *
 * Hop limit 255, no extension header (RFC 4861 s. 4). Returns 0 or ND_EFULL.
 */
int nd_build_frame(struct wbuf *w, const uint8_t to[ND_MAC_LEN], const uint8_t from[ND_MAC_LEN],
		   const struct in6_addr *src, const struct in6_addr *dst, struct view icmp);

#endif
