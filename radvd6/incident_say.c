/* SPDX-License-Identifier: ISC */
/* What is said about incidents: notes, and the hooks and evidence that go with them. */
#include <stdio.h>
#include <string.h>

#include "incident_pool.h"
#include "judge_words.h"
#include "sight_note.h"
#include "text.h"

#define HELD_SPAN "the last minute"

static void put_lladdr(char *out, size_t size, const uint8_t *octets, size_t len)
{
	struct text t;

	text_init(&t, out, size);
	text_hex(&t, view_of(octets, len), ':');
}

static void put_ends(struct text *t, nd_ms now, nd_ms until)
{
	if (until == ND_NEVER)
		text_put(t, "; what hosts took from it has no end");
	else if (until > now)
		text_printf(t, "; what hosts took from it ends in %lld s",
			    (long long)((until - now + ND_SECOND - 1) / ND_SECOND));
}

/* By the order of the table, which is that of precedence: as many as fit. */
static void put_reasons(char *out, size_t size, uint64_t reasons)
{
	struct text t;

	text_init(&t, out, size);
	for (unsigned w = 0; w < JUDGE_N_WORDS; w++) {
		if (!(reasons & UINT64_C(1) << w) ||
		    t.len + strlen(judge_table[w].reason) + 1 >= size)
			continue;
		text_printf(&t, "%s%s", t.len ? " " : "", judge_table[w].reason);
	}
}

static void fill_sender(const struct incident *inc, struct note *n)
{
	const struct incident_key *k = &inc->key;

	snprintf(n->iface, sizeof(n->iface), "%s", inc->iface->name);
	n->incident = inc->number;
	n->count = inc->count;
	n->reason = k->reason[0] ? k->reason : NULL;
	if (k->id_len && k->id_len != INCIDENT_BY_ADDR)
		put_lladdr(n->mac, sizeof(n->mac), k->id, k->id_len);
	if (!inc->rule->anonymous)
		n->src = inc->src;
}

void incident_fill(const struct incident *inc, nd_ms now, struct note *n)
{
	note_init(n, inc->rule->event, inc->severity);
	fill_sender(inc, n);
	put_reasons(n->reasons, sizeof(n->reasons), inc->reasons);
	n->ifindex = inc->iface->ifindex;
	n->vlan = inc->vlan;
	n->dst = inc->dst;
	if (inc->sllao_len && !inc->rule->anonymous)
		put_lladdr(n->sllao, sizeof(n->sllao), inc->sllao, inc->sllao_len);
	n->field = inc->field;
	memcpy(n->expected, inc->expected, sizeof(n->expected));
	memcpy(n->got, inc->got, sizeof(n->got));
	memcpy(n->impact, inc->impact, sizeof(n->impact));
	n->suppressed = inc->suppressed;
	n->first_seen_ago_s = (uint32_t)((now - inc->first) / ND_SECOND);
	n->last_seen_ago_s = (uint32_t)((now - inc->last) / ND_SECOND);
}

static void put_flood(const struct flood *f, char *what, size_t size, const char *more)
{
	struct text t;

	text_init(&t, what, size);
	text_printf(&t, "%llu new routers so far%s, most advertisements from ",
		    (unsigned long long)f->sources, more);
	flood_put_top(&t, f);
}

static bool is_flood(const struct incident *inc)
{
	return inc->iface->flood.incident == inc;
}

struct note *incident_say(struct incident *inc, nd_ms now, const struct sighting *s,
			  struct actions *out)
{
	struct note *n = actions_note(out, inc->rule->event, inc->severity, inc->iface->name);

	incident_fill(inc, now, n);
	if (s)
		sight_note(&n->ra, s);
	if (is_flood(inc))
		put_flood(&inc->iface->flood, n->what, sizeof(n->what),
			  "; they get no lines of their own");
	inc->said = true;
	inc->last_line = now;
	inc->suppressed = 0;
	return n;
}

void incident_act(const struct incident *inc, enum action_kind kind, const struct note *n,
		  struct actions *out)
{
	actions_about(out, kind, inc->iface->ifindex, n);
}

void incident_say_over(const struct incident *inc, nd_ms now, struct actions *out)
{
	struct note *n = actions_note(out, "rogue-ra-ceased", NOTE_NOTICE, inc->iface->name);
	struct text t;

	fill_sender(inc, n);
	n->ifindex = inc->iface->ifindex;
	n->suppressed = inc->suppressed;
	n->first_seen_ago_s = (uint32_t)((now - inc->first) / ND_SECOND);
	n->last_seen_ago_s = (uint32_t)((now - inc->last) / ND_SECOND);
	text_init(&t, n->what, sizeof(n->what));
	if (is_flood(inc)) {
		n->reason = inc->rule->event;
		text_printf(&t, "over after %lld s: ", (long long)((inc->last - inc->first) / ND_SECOND));
		put_flood(&inc->iface->flood, n->what + t.len, sizeof(n->what) - t.len, "");
	} else {
		text_printf(&t, "it lasted %lld s, silent for %lld s",
			    (long long)((inc->last - inc->first) / ND_SECOND),
			    (long long)((now - inc->last) / ND_SECOND));
		put_ends(&t, now, inc->harm_until);
	}
	incident_act(inc, ACTION_HOOK, n, out);
}

void incident_say_held(struct incident_iface *i, const struct incident_window *w,
		       const struct incident_rule *rule, struct actions *out)
{
	struct note *n;

	if (w) {
		n = actions_note(out, rule->event, rule->severity, i->name);
		n->count = w->held;
		snprintf(n->what, sizeof(n->what), "further ones in " HELD_SPAN
			 " that have no line of their own");
		return;
	}
	n = actions_note(out, i->held.event, i->held.severity, i->name);
	n->reason = i->held.reason;
	n->count = i->held.untold;
	snprintf(n->what, sizeof(n->what), "further incidents of " HELD_SPAN
		 " that have no line of their own, the gravest named here");
}
