/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_INCIDENT_H
#define RADVD6_INCIDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "action.h"
#include "judge.h"
#include "millis.h"
#include "sight.h"

#define INCIDENTS_MAX 1024	/* of all interfaces together */

struct incident;

/**
 * struct incident_table - what is wrong on all links, and what was said about it
 * (ROGUE 5.4): one line opens an incident, later ones summarise or escalate,
 * one closes it. Bounded whatever arrives; memory is taken at start.
 */
struct incident_table {
	struct incident *pool;
	struct incident_links *by_key;	/* private */
	uint32_t next_number;		/* of the incident that opens next, from 1 */
	uint64_t suppressed;		/* lines held back since start */
};

/** struct incident_limits - of one interface, from its `watch` block. */
struct incident_limits {
	uint32_t ifindex;
	const char *iface;		/* its name, for the lines */
	uint32_t max_incidents;
	nd_ms alert_interval, cease_after;	/* cease_after 0 = automatic */
};

int incident_init(struct incident_table *t, uint64_t hash_key);
void incident_fini(struct incident_table *t);

/**
 * incident_report - a verdict with an event about @s.
 *
 * Appends at most INCIDENT_ACTIONS: notes, and with an incident that opens,
 * rises or closes a HOOK, with one that opens EVIDENCE (the shell knows whether
 * these are wanted). Trusted routers and our own never come here.
 */
void incident_report(struct incident_table *t, nd_ms now, const struct incident_limits *l,
		     const struct sighting *s, const struct verdict *v, struct actions *out);
#define INCIDENT_ACTIONS 4

/** incident_tick - summaries, ends of floods, incidents that ceased; as far as @out has room. */
void incident_tick(struct incident_table *t, nd_ms now, struct actions *out);

/** incident_next - when incident_tick() has something to do; ND_NEVER if not. */
nd_ms incident_next(const struct incident_table *t);

/** incident_forget - the interface is gone or no longer watched: close without lines. */
void incident_forget(struct incident_table *t, uint32_t ifindex);

/**
 * incident_each - walk all open incidents as notes, the newest line of each
 * (the view behind `show findings`).
 *
 * @at: a cursor that starts at 0
 *
 * Returns false at the end.
 */
bool incident_each(const struct incident_table *t, uint32_t *at, struct note *n);

#endif
