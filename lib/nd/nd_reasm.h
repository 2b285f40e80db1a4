/* SPDX-License-Identifier: ISC */
#ifndef ND_REASM_H
#define ND_REASM_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "millis.h"
#include "nd_chain.h"
#include "view.h"

#define ND_REASM_ENTRIES 32		/* packets in the making, of all interfaces together */
#define ND_REASM_MAX 2048u		/* octets of a reassembled packet, IPv6 header included */
#define ND_REASM_MS ((nd_ms)60000)	/* the time that the fragments of one packet have: that
					 * of hosts (RFC 8200 s. 4.5), so that none outwaits us */

struct nd_reasm_entry;
struct nd_reasm_room;

/**
 * struct nd_reasm - puts fragments together to see what a host would see.
 *
 * Hosts differ in which octets win where fragments overlap, so that both
 * readings are kept. Memory is taken by nd_reasm_init(); when the table is
 * full the oldest unfinished packet gives way and is counted.
 */
struct nd_reasm {
	struct nd_reasm_entry *entry;	/* private */
	struct nd_reasm_room *room;	/* private: the packet that became whole last */
	uint64_t dropped;		/* unfinished packets that gave way or ran out of time */
};

/**
 * struct nd_reasm_packet - a packet that is whole.
 *
 * IPv6 packets without the Fragment header by which they were put together. Of
 * one that is longer than ND_REASM_MAX octets the first ones are there, under
 * a payload length that says more. If fragments disagree about where the packet
 * ends, one reading may become whole before the other, which is empty then.
 */
struct nd_reasm_packet {
	struct view first_wins, last_wins;	/* the same octets unless @overlap */
	bool overlap;			/* two fragments contradict each other: octets, headers
					 * before the Fragment header, or the end */
	bool hidden;			/* the first fragment does not reach to the upper layer */
	unsigned fragments;		/* duplicates included */
};

/** nd_reasm_init - take the memory. Returns 0 or ND_ENOMEM; _fini() frees it. */
int nd_reasm_init(struct nd_reasm *r);
void nd_reasm_fini(struct nd_reasm *r);

/**
 * nd_reasm_add - one fragment arrived on @ifindex.
 *
 * @ip6:   the IPv6 packet with its Fragment header; octets behind its payload do not count
 * @chain: its walk, which found a Fragment header that is not atomic (what is
 *         atomic is whole as it stands, RFC 6946)
 * @out:   filled if the packet is whole now; its views are good until the next call
 *
 * Returns 1 if @out is filled, 0 if more is wanted, ND_ELEN for what hosts do
 * not take for a fragment: no octets, no multiple of 8 before the last one, an
 * end beyond 65,535 (RFC 8200 s. 4.5), or ND_REASM_MAX octets before its
 * Fragment header. It is not kept.
 */
int nd_reasm_add(struct nd_reasm *r, nd_ms now, uint32_t ifindex, struct view ip6,
		 const struct nd_chain *chain, struct nd_reasm_packet *out);

/** nd_reasm_hides - a first fragment that does not reach to the upper layer (R-275, RFC 7112)? */
bool nd_reasm_hides(const struct nd_chain *chain);

#endif
