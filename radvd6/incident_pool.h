/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_INCIDENT_POOL_H
#define RADVD6_INCIDENT_POOL_H

#include "incident.h"

/* What the files of the incidents share; nobody else includes this. */

/** enum incident_budget - what limits the lines of an event. */
enum incident_budget {
	BUDGET_NONE,		/* the flood itself */
	BUDGET_OPENING,		/* lines that open: incident_iface.tokens */
	BUDGET_INVALID,		/* ten a minute: window[0] */
	BUDGET_INCONSISTENT,	/* ten a minute: window[1] */
};

/** struct incident_rule - how the lines of one event word are dealt with. */
struct incident_rule {
	const char *event;
	enum incident_budget budget;
	enum note_severity severity;	/* where the verdict has no finding */
	nd_ms gap;		/* between two lines of one incident that has a window */
	nd_ms quiet;		/* the least silence that ends it */
	bool crowds;		/* strangers without number may cause it: floods take it in */
	bool closes;		/* its end is worth a line */
	bool anonymous;		/* src and SLLAO would be our own */
};

/** incident_rule_of - the rule of @event; never NULL for an event of a verdict. */
const struct incident_rule *incident_rule_of(const char *event);

/** struct incident_key - which incident a finding belongs to. */
struct incident_key {
	uint32_t ifindex;
	uint8_t id_len;		/* of the MAC, or INCIDENT_BY_ADDR */
	uint8_t id[ND_FRAME_MAC_MAX];
	const char *event, *reason, *field;	/* field: of ra-inconsistent only; "" = none */
};

#define INCIDENT_BY_ADDR 0xff	/* no MAC was seen: the interface identifier stands for it */

/** struct incident - one thing that is wrong. */
struct incident {
	TAILQ_ENTRY(incident) use;		/* table: used or free */
	TAILQ_ENTRY(incident) of_iface;
	uint32_t chain;				/* next in the hash chain, index plus 1 */
	struct heap_node timer;
	struct incident_iface *iface;		/* NULL = free */
	const struct incident_rule *rule;
	struct incident_key key;
	uint32_t number;
	enum note_severity severity;
	bool said;		/* it has had a line */
	bool waiting;		/* it shall have one as soon as the budget allows */
	bool candidate;		/* of a flood: perhaps nothing but a part of it */
	nd_ms first, last, last_line;
	nd_ms put_off;		/* no summary before: there were too many */
	nd_ms interval;		/* between its RAs, as observed; 0 = heard once */
	nd_ms lifetime;		/* of what it last said, at most 30 min */
	nd_ms harm_until;
	uint64_t count, suppressed;	/* RAs; and those since the last line */
	uint64_t next_line;		/* the count that has a line of its own */
	bool tagged;
	uint16_t vlan;
	struct in6_addr src, dst;
	uint8_t sllao_len, sllao[ND_FRAME_MAC_MAX];
	const char *field;
	uint64_t reasons;	/* all of that RA, as bits: enum judge_word */
	char expected[96], got[96], impact[192];
};

/** incident_hash - of @len octets, keyed; 64 good bits. */
uint64_t incident_hash(uint64_t key, const void *octets, size_t len);

/** incident_find - the incident of @key, NULL if there is none. */
struct incident *incident_find(const struct incident_table *t, const struct incident_key *key);

/**
 * incident_open - a new incident, all zeros but key, rule, interface and
 * number. Whoever was heard longest ago on this interface (if its quota is
 * used up) or at all gives way, first those that never had a line.
 */
struct incident *incident_open(struct incident_table *t, struct incident_iface *i,
			       const struct incident_key *key);

/** incident_free - it is over; nothing is said. */
void incident_free(struct incident_table *t, struct incident *inc);

/** incident_used - it was heard now. */
void incident_used(struct incident_table *t, struct incident *inc);

/* --- incident_say.c --------------------------------------------------------- */

/** incident_fill - what a line about @inc says now; @n is set up anew. */
void incident_fill(const struct incident *inc, nd_ms now, struct note *n);

/** incident_say - append a line about @inc; @s: the RA at hand, NULL = none. */
struct note *incident_say(struct incident *inc, nd_ms now, const struct sighting *s,
			  struct actions *out);

/** incident_say_over - the line that closes @inc, and its hook. */
void incident_say_over(const struct incident *inc, nd_ms now, struct actions *out);

/** incident_act - append a HOOK or EVIDENCE for the note @n. */
void incident_act(const struct incident *inc, enum action_kind kind, const struct note *n,
		  struct actions *out);

/** incident_say_held - one line for all that were held back; @w NULL: those that wait. */
void incident_say_held(struct incident_iface *i, const struct incident_window *w,
		       const struct incident_rule *rule, struct actions *out);

/* --- incident_line.c -------------------------------------------------------- */

/** incident_budgets_init - all budgets are full. */
void incident_budgets_init(struct incident_iface *i, nd_ms now);

/** incident_announce - a line that opens @inc or says that it is worse, now or when it may. */
void incident_announce(struct incident_table *t, struct incident *inc, nd_ms now,
		       const struct sighting *s, struct actions *out);

/** incident_hold_back - @inc shall have such a line as soon as the budget allows. */
void incident_hold_back(struct incident_table *t, struct incident *inc, nd_ms now);

/** incident_say_waiting - the gravest that waits, if it may. Returns whether it did. */
bool incident_say_waiting(struct incident_table *t, struct incident_iface *i, nd_ms now,
			  struct actions *out);

/** incident_take_later_line - take a line that neither opens nor closes; false if none is left. */
bool incident_take_later_line(struct incident_iface *i, nd_ms now);

/** incident_summarise - such a line that is due, or put off. */
void incident_summarise(struct incident *inc, nd_ms now, struct actions *out);

/** incident_say_all_held - the lines of a minute that say how many had none. */
void incident_say_all_held(struct incident_iface *i, nd_ms now, struct actions *out);

/** incident_over_at - when silence will have ended @inc. */
nd_ms incident_over_at(const struct incident *inc);

/** incident_set_timer, incident_set_iface_timer - to be called after any change. */
void incident_set_timer(struct incident_table *t, struct incident *inc);
void incident_set_iface_timer(struct incident_table *t, struct incident_iface *i);

#endif
