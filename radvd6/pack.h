/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_PACK_H
#define RADVD6_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"
#include "wbuf.h"

/**
 * struct ra_batch - the octets of one advertisement, ready to send.
 *
 * An advertisement that does not fit one packet goes out as several, which
 * count as one. Storage is the batch's own and only grows.
 */
struct ra_batch {
	uint8_t *octets;
	uint32_t *end;			/* where each packet ends in @octets */
	uint32_t n;			/* packets */
	uint32_t cap, cap_ends;
	bool ages;			/* lifetimes in it fall with time alone */
};

/** ra_batch_packet - the ICMPv6 octets of packet @i, checksum 0. */
struct view ra_batch_packet(const struct ra_batch *b, uint32_t i);

/** ra_batch_fini - give the storage back. */
void ra_batch_fini(struct ra_batch *b);

#define PACK_REPEATED_MAX 6

/** struct pack_repeated - an option that every packet has, where its rank puts it. */
struct pack_repeated {
	unsigned rank;
	struct view octets;
	bool but_first;		/* the first packet has it already */
};

/**
 * struct pack - fills packets one after the other.
 *
 * Each begins with the header and holds the repeated options at their place
 * among the others; options come by ascending rank. What @header and the
 * repeated options view must stay until pack_end().
 */
struct pack {
	struct ra_batch *batch;
	struct wbuf w;			/* the open packet */
	struct view header;
	struct pack_repeated repeated[PACK_REPEATED_MAX];	/* by ascending rank */
	unsigned n_repeated, next;	/* the first that the open packet lacks */
	size_t limit;			/* ICMPv6 octets of a packet */
	bool first, empty;		/* the open packet: is it the first, has it no option of its own */
	int error;
};

/** pack_init - packets of at most @limit octets, appended to @batch. */
void pack_init(struct pack *p, struct ra_batch *batch, size_t limit, struct view header);

/** pack_repeat - one more repeated option; by ascending rank, before pack_begin(). */
void pack_repeat(struct pack *p, unsigned rank, struct view octets, bool but_first);

/** pack_begin - open the first packet. */
void pack_begin(struct pack *p);

/** pack_room - the longest option that fits a packet by itself. */
size_t pack_room(const struct pack *p);

/** pack_option - append a whole option; one longer than pack_room() is left out. */
void pack_option(struct pack *p, unsigned rank, struct view option);

/** pack_end - close the last packet. Returns 0 or ND_ENOMEM. */
int pack_end(struct pack *p);

#endif
