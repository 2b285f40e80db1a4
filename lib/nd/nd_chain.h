/* SPDX-License-Identifier: ISC */
#ifndef ND_CHAIN_H
#define ND_CHAIN_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"

#define ND_CHAIN_MAX 32		/* extension headers remembered; more are counted and walked */

/** How the walk over a header chain ended. */
enum nd_chain_end {
	ND_CHAIN_ICMPV6,	/* at an ICMPv6 header: @upper views it to the end of the payload */
	ND_CHAIN_OTHER,		/* at another upper layer, ESP or "no next header" */
	ND_CHAIN_UNKNOWN,	/* at a next header value that is neither */
	ND_CHAIN_CUT,		/* the packet ended inside the chain, or right where the upper
				 * layer should begin */
	ND_CHAIN_LATER_FRAGMENT, /* behind a Fragment header with offset > 0 */
	ND_CHAIN_NOT_IPV6,	/* too short for an IPv6 header, or another version */
};

/** struct nd_chain - what stands before the upper layer of one IPv6 packet. */
struct nd_chain {
	enum nd_chain_end end;
	struct in6_addr src, dst;
	uint8_t hop_limit;
	unsigned n_headers;		/* extension headers walked, all of them */
	uint8_t header[ND_CHAIN_MAX];	/* their next-header values, the first ones */
	bool fragment;			/* a Fragment header is in the chain */
	bool more_fragments;		/* its M flag; with offset 0 and M 0 it is atomic */
	uint16_t fragment_offset;	/* octets */
	uint32_t fragment_id;
	size_t fragment_at;		/* where it begins, octets from the IPv6 header on */
	size_t fragment_link;		/* where the next header value that names it stands, likewise */
	uint8_t upper_proto;		/* the next header value where the walk ended */
	struct view upper;		/* from there to the end of the payload */
};

/**
 * nd_chain_walk - walk all of hop-by-hop, destination options, routing,
 * fragment, AH, mobility, HIP and shim6 headers (RFC 7045 s. 4) of the IPv6
 * packet in @ip6, however many there are. Octets behind the payload
 * length are not part of it; a packet shorter than its payload length is
 * walked as far as it goes. Never reads outside @ip6; cannot fail: @c->end
 * says how it went. Of several Fragment headers the first one is told that is
 * not atomic, because that is the one by which a host puts fragments together.
 */
void nd_chain_walk(struct view ip6, struct nd_chain *c);

/** nd_chain_is_atomic - a Fragment header, but the packet is whole (RFC 6946)? */
static inline bool nd_chain_is_atomic(const struct nd_chain *c)
{
	return c->fragment && !c->more_fragments && c->fragment_offset == 0;
}

#endif
