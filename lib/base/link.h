/* SPDX-License-Identifier: ISC */
#ifndef BASE_LINK_H
#define BASE_LINK_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "millis.h"

#define LINK_LLADDR_MAX 32	/* octets of a link-layer address, as in the kernel */

/** struct link_addr - one address of an interface; an IPv4 address stands here v4-mapped. */
struct link_addr {
	struct in6_addr addr;
	uint8_t plen;			/* bits */
	bool tentative;			/* DAD is not over, optimistic included */
	bool dad_failed;
	bool deprecated;
	bool temporary;			/* RFC 8981 */
	nd_ms preferred_until;		/* ND_NEVER = infinity */
	nd_ms valid_until;		/* ND_NEVER = infinity */
};

/**
 * struct link - an interface as both cores see it: values only.
 *
 * Owned by whoever watches the kernel (lib/icmp6 links); an object stays at
 * its address from the event that announces it to the event that says it is
 * gone, and is brought up to date in between before each event.
 */
struct link {
	uint32_t ifindex;
	char name[IF_NAMESIZE];
	bool up;			/* administratively up and with carrier */
	bool multicast;			/* IFF_MULTICAST */
	bool point_to_point;
	bool forwarding;		/* conf/IF/forwarding, and all.forwarding or force_forwarding */
	uint16_t type;			/* ARPHRD_... */
	uint32_t mtu;			/* octets; the IPv6 MTU where it is lower */
	uint8_t lladdr[LINK_LLADDR_MAX];
	uint8_t lladdr_len;		/* octets; 0 = the link has no such addresses */
	uint16_t n_addrs;
	uint16_t cap_addrs;		/* the owner's */
	struct link_addr *addrs;
};

/** link_has_addr - the entry of @a if it is assigned to @l, else NULL. */
const struct link_addr *link_has_addr(const struct link *l, const struct in6_addr *a);

/** link_addr_usable - may it be used as a source: DAD over and not failed? */
bool link_addr_usable(const struct link_addr *a);

/**
 * link_source - the link-local address to send from: one that is not
 * deprecated before one that is, else the first.
 *
 * @prefer: taken where that leaves a choice, so that the source does not change
 *          without need; may be NULL or ::
 *
 * Returns NULL while no link-local address is usable (RFC 4861 s. 4.2, R-001).
 */
const struct link_addr *link_source(const struct link *l, const struct in6_addr *prefer);

#endif
