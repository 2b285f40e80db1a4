/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_JUDGE_H
#define RADVD6_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "expand.h"
#include "millis.h"
#include "note.h"
#include "sight.h"

/** enum router_class - who seems to have sent an RA. */
enum router_class {
	ROUTER_OWN,		/* this daemon */
	ROUTER_TRUSTED,		/* described in `watch` */
	ROUTER_SNAC,		/* a Thread or other stub network router, harmless by what it says */
	ROUTER_UNKNOWN,
	ROUTER_INVALID,		/* hosts that conform discard it */
};

/** struct finding - one thing that is wrong; the words are those of the documented list. */
struct finding {
	const char *reason;		/* "unknown-router", "mtu-out-of-range", ...; of ra-invalid the
					 * rule; NULL = the event has none (judge_words.h) */
	enum note_severity severity;
	const char *field;		/* NULL = it is not about a value */
	char expected[96], got[96];
};

#define FINDINGS_MAX 24

/** struct verdict - what is to be said about one sighting. */
struct verdict {
	enum router_class class;
	const char *event;		/* "rogue-ra", "ra-invalid", "ra-inconsistent", "second-sender",
					 * "own-ra-reflected"; NULL = nothing */
	enum note_severity severity;	/* of the line: that of the first finding */
	const struct conf_router *router;	/* whose description it was held against; NULL = none */
	unsigned n;			/* findings, the weightiest first, then by the order of the
					 * documented list; at least one if there is an event */
	struct finding finding[FINDINGS_MAX];
	char impact[192];		/* what hosts now do, in words; "" = nothing */
	nd_ms harm_until;		/* when the last bad state that hosts took from it ends;
					 * ND_LONG_AGO = they took none, ND_NEVER = infinity */
	bool harms_ours;		/* hosts now differ from what we advertise: worth a re-announcement */
};

/** OWN_RAS - what is still on its way to be seen must not be pushed out; see sight_hash(). */
#define OWN_RAS 32

/** struct own_ra - the RAs that this daemon sends on the link. */
struct own_ra {
	uint64_t hash[OWN_RAS];		/* of the last ones sent, any order; 0 = none */
	nd_ms at[OWN_RAS];
};

/** own_ra_remember - one left at @now. */
void own_ra_remember(struct own_ra *o, nd_ms now, uint64_t hash);

/** struct judge_env - the truth about a link. */
struct judge_env {
	const struct ra_env *ra;	/* our own configuration and link; its cf->advertise may be off */
	const struct conf_watch *watch;	/* NULL = the consistency check alone (REQUIREMENTS 20) */
	const struct own_ra *own;
	const struct nd_ra *before;	/* the header this router sent last, NULL = not heard before */
};

/**
 * judge - decide about one sighting (ROGUE 5.1, 5.3, 5.5; REQUIREMENTS 20 to 22).
 *
 * @v: gets the verdict
 *
 * Values are held against the description of the router in `watch` if there is
 * one, else against our own configuration. Equal values, unspecified ones, and
 * what another router may rightly differ in are no findings. The first
 * finding is the one that a line names. Reads nothing but its arguments.
 */
void judge(const struct judge_env *env, const struct sighting *s, struct verdict *v);

#endif
