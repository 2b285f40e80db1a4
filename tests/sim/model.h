/* SPDX-License-Identifier: ISC */
#ifndef TESTS_SIM_MODEL_H
#define TESTS_SIM_MODEL_H

/*
 * What must be true of radvd6 at every moment, told from what happened to its
 * interfaces and from what it sent: a second, much simpler opinion. It never
 * looks into the core.
 */

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "bucket.h"
#include "link.h"
#include "millis.h"
#include "world.h"

#define FACES 4
#define ASKERS 64	/* solicitations of one interface that wait for their answer */

/** struct variant - one way to configure an interface, and what it means. */
struct variant {
	const char *text;	/* NULL: the file does not name the interface */
	bool on, unicast_only, solicited_unicast;
	nd_ms max_ms, min_ms, min_delay_ms;
	uint16_t lifetime_s;
	unsigned final_ras;
};

struct asker {
	struct in6_addr src;
	nd_ms deadline;
};

/** struct face - what is expected of one interface. */
struct face {
	const struct variant *v;
	const struct link *link;	/* NULL while there is none */
	bool forwarding;
	uint8_t lladdr_end;
	bool ready;			/* it shall advertise */
	bool joined;			/* all-routers, since the link was up */
	struct in6_addr source;
	nd_ms ready_at;
	nd_ms last;			/* multicast RA */
	nd_ms announce_by;		/* a multicast RA must leave until then */
	unsigned burst;			/* RAs that may come quicker than Min */
	unsigned initial;		/* RAs that must come within 16 s of the one before */
	unsigned finals;		/* since it ceased; more than MAX_FINALS = all said */
	bool asked;			/* somebody may have caused a multicast RA */
	unsigned n_askers;
	struct asker askers[ASKERS];
	struct bucket budget;
	struct {
		struct in6_addr src;
		struct bucket bucket;
	} sources[ASKERS];
	unsigned n_sources;
};

struct model {
	struct world *w;
	struct face face[FACES];
	nd_ms fail_end;		/* sends met errors until then */
	bool stopping;
	unsigned long sent, answers, events;
	/* Says what is wrong; does not return. */
	void (*wrong)(const char *rule, unsigned face, const char *what);
};

/** model_init - nothing is there yet; takes the hooks of @w. */
void model_init(struct model *m, struct world *w);

/** model_configure - from now on interface @i is configured as @v. Called right before the core hears. */
void model_configure(struct model *m, unsigned i, const struct variant *v);

/** model_link - interface @i is as @l says (NULL: gone). Called right before the core hears. */
void model_link(struct model *m, unsigned i, const struct link *l);

/** model_asked - a valid solicitation from @src arrives. */
void model_asked(struct model *m, unsigned i, const struct in6_addr *src);

/** model_flood - one of very many solicitations arrives; nobody looks for its answer. */
void model_flood(struct model *m, unsigned i);

/** model_failing - sends meet errors just now. */
void model_failing(struct model *m);

/** model_stop - the daemon is asked to end. */
void model_stop(struct model *m);

/** model_check - time has passed: is anything late? */
void model_check(struct model *m);

#endif
