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

/**
 * struct watch - everything radvd6 knows about the routers of all its links.
 *
 * A part of the core: frames in, actions out. Owned by struct core.
 */
struct watch {
	struct nd_reasm reasm;
	struct incident_table incidents;
	struct lru routers;		/* (ifindex, source, MAC) -> struct heard_router */
};

/** struct watch_iface - what the core hands over about the interface of a frame. */
struct watch_iface {
	const struct ra_env *ra;
	const struct conf_watch *watch;	/* NULL = consistency only */
	struct own_ra *own;
};

int watch_init(struct watch *w, uint64_t hash_key);
void watch_fini(struct watch *w);

/**
 * watch_on_frame, watch_on_packet - something was seen on the interface. Appends
 * at most WATCH_ACTIONS. Returns whether a re-announcement of our own RA is
 * called for (the caller decides whether it is wanted).
 */
bool watch_on_frame(struct watch *w, nd_ms now, const struct watch_iface *i,
		    const struct nd_frame *f, struct actions *out);
bool watch_on_packet(struct watch *w, nd_ms now, const struct watch_iface *i,
		     const struct nd_packet *p, struct actions *out);
#define WATCH_ACTIONS (2 * INCIDENT_ACTIONS)

/** watch_tick, watch_next - summaries, ends, and trusted routers that fell silent. */
void watch_tick(struct watch *w, nd_ms now, struct actions *out);
nd_ms watch_next(const struct watch *w);

/** watch_forget - the interface is gone, or its `watch` block changed. */
void watch_forget(struct watch *w, uint32_t ifindex);

/** watch_each_router - the view behind `show routers`: one note per router, cursor from 0. */
bool watch_each_router(const struct watch *w, nd_ms now, uint32_t *at, struct note *n);

/** watch_learn - append `router` blocks for what is on the link now, to be read and pasted. */
void watch_learn(const struct watch *w, nd_ms now, uint32_t ifindex, struct text *t);

#endif
