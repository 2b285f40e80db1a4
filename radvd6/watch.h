/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_WATCH_H
#define RADVD6_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "incident.h"
#include "judge.h"
#include "lru.h"
#include "nd_frame.h"
#include "nd_reasm.h"
#include "sight.h"
#include "text.h"

#define WATCH_ROUTERS 256	/* strangers that are remembered, on all links together */
#define WATCH_TRUSTED 256	/* allowed routers, which strangers never push out */

/**
 * struct watch - everything radvd6 knows about the routers of all its links.
 *
 * A part of the core: frames in, actions out. Owned by struct core. Memory is
 * taken by watch_init(), and by watch_attach() for deadlines.
 */
struct watch {
	struct nd_reasm reasm;
	struct incident_table incidents;
	uint64_t key;			/* of sight_hash() */
	struct lru routers;		/* (ifindex, source, MAC) -> struct heard_router */
	struct lru trusted;		/* (ifindex, source) -> struct heard_router */
	nd_ms silent_due;		/* no allowed router is silent before */
};

/** struct watch_link - the watch of one link; caller's storage, all zeros before watch_attach(). */
struct watch_link {
	struct incident_iface incidents;
	struct own_ra own;		/* what this daemon sent there */
	bool attached;
	bool by_frames;			/* frames are seen; RAs from the raw socket are the same ones */
	uint64_t seen[ROUTER_INVALID + 1];	/* RAs by enum router_class */
	nd_ms last_unknown;		/* 0 = none */
};

/** struct watch_iface - what the core hands over about the interface of a frame. */
struct watch_iface {
	const struct ra_env *ra;
	const struct conf_watch *watch;	/* NULL = consistency only */
	struct watch_link *link;	/* attached */
};

/** watch_init - take the memory; @hash_key is a random number. 0 or ND_ENOMEM. */
int watch_init(struct watch *w, uint64_t hash_key);
void watch_fini(struct watch *w);

/** watch_attach - the link @ifindex is watched from now on. 0 or ND_ENOMEM. */
int watch_attach(struct watch *w, nd_ms now, struct watch_link *l, uint32_t ifindex,
		 const char *name);

/** watch_detach - the interface is gone; nothing happens if @l is not attached. */
void watch_detach(struct watch *w, struct watch_link *l);

/** watch_reset - its `watch` block changed: what was known there is judged anew, without lines. */
void watch_reset(struct watch *w, nd_ms now, struct watch_link *l);

/**
 * watch_sent - this daemon sends @icmp (checksum not filled in) on the link. To
 * be told before it can be seen.
 */
void watch_sent(struct watch *w, nd_ms now, struct watch_link *l, const struct in6_addr *src,
		const struct in6_addr *dst, struct view icmp);

/**
 * watch_on_frame, watch_on_packet - something was seen on the interface. Appends
 * at most WATCH_ACTIONS, for which there must be room.
 *
 * Returns whether a re-announcement of our own RA is called for: what hosts
 * took differs from what we advertise. Never for what may not have reached
 * hosts: fragments, tagged frames, frames to somebody else. The caller decides
 * whether it is wanted.
 */
bool watch_on_frame(struct watch *w, nd_ms now, const struct watch_iface *i,
		    const struct nd_frame *f, struct actions *out);
bool watch_on_packet(struct watch *w, nd_ms now, const struct watch_iface *i,
		     const struct nd_packet *p, struct actions *out);
#define WATCH_ACTIONS (3 * INCIDENT_ACTIONS + 3)	/* a frame is three sightings at most */

/**
 * watch_tick, watch_next - summaries, ends, and allowed routers that fell
 * silent; as far as @out has room.
 *
 * Silent is who was heard once and then not for 3 of its intervals (what it
 * says itself, RFC 6275 s. 7.3, else the longest pause seen, at least 600 s,
 * the default of RFC 4861), or whose Router Lifetime has less than a tenth left,
 * at most 60 s. One line, and another one when it is back; at most one such pair
 * in ten minutes for a router.
 */
void watch_tick(struct watch *w, nd_ms now, struct actions *out);
nd_ms watch_next(const struct watch *w);

/**
 * watch_each_router - the view behind `show routers`: one note per router that
 * was heard on link @ifindex (0: on all links), allowed ones first.
 *
 * @at: a cursor that starts at 0
 *
 * The reason is its class. Returns false at the end.
 */
bool watch_each_router(const struct watch *w, nd_ms now, uint32_t ifindex, uint32_t *at,
		       struct note *n);

/**
 * watch_learn - append a `router` block for each router heard on @ifindex, to be
 * read and pasted by a person; what it said last, and all MACs of its address.
 */
void watch_learn(const struct watch *w, nd_ms now, uint32_t ifindex, struct text *t);

#endif
