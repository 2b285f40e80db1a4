/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_INCIDENT_FLOOD_H
#define RADVD6_INCIDENT_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

#include "lru.h"
#include "millis.h"
#include "nd_frame.h"
#include "text.h"

#define FLOOD_SOURCES 32	/* more new ones than this ... */
#define FLOOD_MS ((nd_ms)10000)	/* ... in this time are a flood */
#define FLOOD_TOP 8		/* MACs whose frames are counted; the first three are said */
#define FLOOD_CANDIDATES 8	/* last new sources of a flood: one may be more than that */

/**
 * struct crowd - has this source been heard within the last seconds?
 *
 * Two Bloom filters of 5 s each, keyed, for all interfaces together: a source
 * is remembered for 5 to 10 s, however many there are. A stranger is mistaken
 * for one that was heard with a chance of about 1 % at 37,000 of them in 5 s.
 */
struct crowd {
	uint64_t *bits[2];		/* [0]: of now; [1]: of the 5 s before */
	nd_ms since;			/* when [0] began */
	struct lru suspects;		/* heard twice in a flood: source -> struct suspect */
};

int crowd_init(struct crowd *c, uint64_t hash_key);
void crowd_fini(struct crowd *c);

/** crowd_add - the source with the hash @id is heard now. Returns whether it is new. */
bool crowd_add(struct crowd *c, nd_ms now, uint64_t id);

/**
 * crowd_thrice - a source that is not new is heard: has it been heard three
 * times within 5 s?
 */
bool crowd_thrice(struct crowd *c, nd_ms now, uint64_t id);

struct incident;

/** struct flood_top - frames of one MAC, counted as space-saving does: at most too many. */
struct flood_top {
	uint8_t mac_len, mac[ND_FRAME_MAC_MAX];
	uint64_t frames;
};

/** struct flood - is an interface flooded with RAs of ever new sources? */
struct flood {
	struct incident *incident;	/* NULL = no */
	nd_ms recent[FLOOD_SOURCES];	/* when the last new sources were heard */
	unsigned at;			/* the oldest of these */
	nd_ms second;			/* when the second that is counted began */
	nd_ms calm_since;		/* fewer than 4 new sources a second since then */
	unsigned in_second;		/* new sources in it */
	uint64_t sources;		/* since the flood began */
	struct flood_top top[FLOOD_TOP];
	struct incident *candidate[FLOOD_CANDIDATES];
	unsigned next_candidate;
};

void flood_init(struct flood *f);

/** flood_new_source - one more; returns whether there are now too many of them. */
bool flood_new_source(struct flood *f, nd_ms now);

/** flood_begin - count from now on. */
void flood_begin(struct flood *f, nd_ms now);

/** flood_count_mac - a frame of the flood came from @mac. */
void flood_count_mac(struct flood *f, const uint8_t *mac, uint8_t len);

/** flood_count_new - a new source was heard during the flood. */
void flood_count_new(struct flood *f, nd_ms now);

/** flood_is_over - have fewer than 4 new sources a second been heard for 2 s? */
bool flood_is_over(struct flood *f, nd_ms now);

/** flood_next - when flood_is_over() may change its mind by itself. */
nd_ms flood_next(const struct flood *f);

/** flood_put_top - append the three MACs that most frames came from. */
void flood_put_top(struct text *t, const struct flood *f);

#endif
