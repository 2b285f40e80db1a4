/* SPDX-License-Identifier: ISC */
#ifndef ND_FRAME_H
#define ND_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "view.h"

#define ND_FRAME_MAC_MAX 8	/* octets of a link-layer address that is compared */

/** enum nd_frame_way - how a frame came to be seen. */
enum nd_frame_way {
	ND_FRAME_TO_US,		/* unicast to this host, or broadcast */
	ND_FRAME_MULTICAST,
	ND_FRAME_OTHER_HOST,	/* unicast to somebody else */
	ND_FRAME_OUTGOING,	/* this host sends it */
};

/**
 * struct nd_frame - one frame with an IPv6 packet, as a core sees it.
 *
 * The views are good until the next receive.
 */
struct nd_frame {
	uint32_t ifindex;		/* where it was seen */
	enum nd_frame_way way;
	uint8_t mac_len;		/* octets of @mac; 0 on links without addresses */
	uint8_t mac[ND_FRAME_MAC_MAX];	/* link-layer source */
	bool tagged;			/* there is a VLAN tag, the outermost is shown */
	uint16_t vlan;			/* its number, 12 bits; 0 = priority tag */
	bool truncated;			/* longer than the receive buffer */
	uint16_t hatype;		/* ARPHRD_... of the interface */
	struct view frame;		/* from the link-layer header on, for evidence */
	struct view ip6;		/* from the IPv6 header on; padding may follow the packet */
};

#endif
