/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_INCIDENT_H
#define RADVD6_INCIDENT_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "action.h"
#include "heap.h"
#include "incident_flood.h"
#include "judge.h"
#include "millis.h"
#include "sight.h"

#define INCIDENTS_MAX 1024	/* of all interfaces together */

/** INCIDENT_ACTIONS - the most actions that one call of incident_report() appends. */
#define INCIDENT_ACTIONS 12

/** INCIDENT_FINDINGS - disagreements of one RA that are told apart; further ones are not said. */
#define INCIDENT_FINDINGS 8

struct incident;
TAILQ_HEAD(incident_list, incident);

/**
 * struct incident_table - what is wrong on all links, and what was said about it
 * (ROGUE 5.4): one line opens an incident, later ones summarise or escalate,
 * one closes it. Bounded whatever arrives; memory is taken at start, and by
 * incident_attach() for deadlines.
 */
struct incident_table {
	struct incident *pool;
	uint32_t *bucket;		/* heads of the hash chains, index plus 1 */
	uint64_t hash_key;
	struct incident_list free;
	struct incident_list used;	/* the one heard longest ago first */
	struct heap due;		/* of incidents */
	struct heap iface_due;		/* of interfaces */
	uint32_t n_ifaces;		/* attached */
	struct crowd crowd;		/* who was heard lately */
	uint32_t next_number;		/* of the incident that opens next, from 1 */
	uint64_t suppressed;		/* lines held back since start */
};

/** struct incident_window - lines that have a budget per minute. */
struct incident_window {
	nd_ms since;			/* when the minute began */
	unsigned lines;			/* said in it */
	uint64_t held;			/* held back in it */
};

/** struct incident_held - incidents that wait for a line of their own. */
struct incident_held {
	nd_ms since;
	uint32_t waiting;		/* they have none yet */
	uint64_t untold;		/* became so since the last line about it */
	const char *event, *reason;	/* the worst of them */
	enum note_severity severity;
};

#define INCIDENT_WINDOWS 3	/* ra-invalid, ra-inconsistent, later lines of the others */

/** struct incident_iface - one interface; caller's storage, at its place while attached. */
struct incident_iface {
	uint32_t ifindex;
	char name[IF_NAMESIZE];
	uint32_t max_incidents;
	nd_ms alert_interval, cease_after;	/* cease_after 0 = automatic */

	/* Private. */
	struct heap_node timer;
	struct incident_list incidents;	/* the one heard longest ago first */
	uint32_t n;
	unsigned tokens;		/* lines that may open incidents */
	nd_ms refilled;
	struct incident_window window[INCIDENT_WINDOWS];
	struct incident_held held;
	struct flood flood;
};

/** incident_init - take the memory; @hash_key is a random number. 0 or ND_ENOMEM. */
int incident_init(struct incident_table *t, uint64_t hash_key);
void incident_fini(struct incident_table *t);

/**
 * incident_attach - incidents of interface @ifindex are kept from now on.
 *
 * @i: set up whole, its limits at their defaults; the caller may change these
 *     at any time
 *
 * Returns 0 or ND_ENOMEM. Ends with incident_detach().
 */
int incident_attach(struct incident_table *t, nd_ms now, struct incident_iface *i,
		    uint32_t ifindex, const char *name);

/** incident_detach - the interface is gone or no longer watched: close without lines. */
void incident_detach(struct incident_table *t, struct incident_iface *i);

/**
 * incident_report - a verdict with an event about @s, heard now.
 *
 * Appends at most INCIDENT_ACTIONS, for which @out must have room: notes, and
 * with an incident that opens, rises or closes a HOOK, with one that opens
 * EVIDENCE (the shell knows whether these are wanted).
 *
 * Lines (ROGUE 5.4): rogue-ra, second-sender and own-ra-reflected open with one
 * if the interface's budget (5, one more per 10 s) has one left, else as soon
 * as it has, the gravest first; then at the 10th, 100th, ... time, and for a
 * warning or worse a summary per @alert_interval, of all incidents of an
 * interface together 10 a minute. ra-invalid once a minute per
 * source and rule, ra-inconsistent once an hour per source and field and again
 * when it changes; each of these two at most 10 times a minute.
 * What is held back is counted, and one line a minute says so.
 */
void incident_report(struct incident_table *t, nd_ms now, struct incident_iface *i,
		     const struct sighting *s, const struct verdict *v, struct actions *out);

/**
 * incident_tick - summaries, ends of floods, incidents that ceased; as far as
 * @out has room.
 *
 * A rogue has ceased after a silence of three times its longest recent pause,
 * at least 60 s and at least as long as what it said last lives (30 min at
 * most), or of @cease_after; only one that had a line has a closing one.
 *
 * A flood (more than 32 new sources in 10 s, R-279) is one incident, which ends
 * those that it opened in these 10 s; it ends when for 2 s fewer than 4 new
 * sources a second are heard. Who is heard three times in 5 s during it, or was
 * heard in its last 2 s, is an incident of his own.
 */
void incident_tick(struct incident_table *t, nd_ms now, struct actions *out);

/** incident_next - when incident_tick() has something to do; ND_NEVER if not. */
nd_ms incident_next(const struct incident_table *t);

/**
 * incident_each - walk all open incidents as notes, as a line would say them
 * now (the view behind `show findings`); also those that wait for a line.
 *
 * @at: a cursor that starts at 0
 *
 * Returns false at the end.
 */
bool incident_each(const struct incident_table *t, nd_ms now, uint32_t *at, struct note *n);

#endif
