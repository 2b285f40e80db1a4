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
#define ND_REASM_MS ((nd_ms)10000)	/* the time that the fragments of one packet have */

struct nd_reasm_entry;

/**
 * struct nd_reasm - puts fragments together to see what a host would see.
 *
 * Hosts differ in which octets win where fragments overlap, so that both
 * readings are kept. Memory is taken by nd_reasm_init(); when the table is
 * full the oldest unfinished packet gives way and is counted.
 */
struct nd_reasm {
	struct nd_reasm_entry *entry;
	uint64_t dropped;		/* unfinished packets that gave way or ran out of time */
};

/** struct nd_reasm_packet - a packet that is whole. */
struct nd_reasm_packet {
	struct view first_wins, last_wins;	/* IPv6 packets without Fragment header; the same
						 * octets unless @overlap */
	bool overlap;			/* two fragments gave different octets for one place */
	bool hidden;			/* the first fragment does not reach to the upper layer */
	unsigned fragments;
};

/** nd_reasm_init - take the memory. Returns 0 or ND_ENOMEM; _fini() frees it. */
int nd_reasm_init(struct nd_reasm *r);
void nd_reasm_fini(struct nd_reasm *r);

/**
 * nd_reasm_add - one fragment arrived on @ifindex.
 *
 * @ip6:   the IPv6 packet with its Fragment header; octets behind its payload do not count
 * @chain: its walk, which found the Fragment header
 * @out:   filled if the packet is whole now; its views are good until the next call
 *
 * Atomic fragments are whole at once. Returns 1 if @out is filled, 0 if more
 * is wanted, ND_ELEN or ND_EFULL for a fragment that cannot belong to a packet
 * of ND_REASM_MAX octets (it is not kept).
 */
int nd_reasm_add(struct nd_reasm *r, nd_ms now, uint32_t ifindex, struct view ip6,
		 const struct nd_chain *chain, struct nd_reasm_packet *out);

#endif
