/* SPDX-License-Identifier: ISC */
/*
 * Whose RA is it, and is it right? (ROGUE 4.3, 5.1, 5.3; .) The
 * source address proves nothing: whether an RA is ours is told by the way its
 * frame went and by what we remember having sent.
 */
#include "judge.h"

#include <string.h>

#include "ip6.h"
#include "judge_parts.h"

#define REFLECTION_MS (2 * ND_SECOND)	/* how long a copy of our own RA may wander */

/* --- what we sent ---------------------------------------------------------------- */

/* When did we send just this? ND_LONG_AGO if we did not. */
static nd_ms sent_at(const struct own_ra *o, uint64_t hash)
{
	for (unsigned i = 0; o && hash != 0 && i < ARRAY_LEN(o->hash); i++) {
		if (o->hash[i] == hash)
			return o->at[i];
	}
	return ND_LONG_AGO;
}

/* --- verdicts --------------------------------------------------------------------------- */

/* The weightiest first; what weighs the same keeps the order of the table. */
static void sort_findings(struct verdict *v)
{
	for (unsigned i = 1; i < v->n; i++) {
		struct finding f = v->finding[i];
		unsigned at = i;

		for (; at > 0 && v->finding[at - 1].severity > f.severity; at--)
			v->finding[at] = v->finding[at - 1];
		v->finding[at] = f;
	}
}

static void settle(struct judging *j, const char *event)
{
	struct verdict *v = j->v;

	if (v->n == 0)
		return;
	v->event = event;
	v->severity = v->finding[0].severity;
}

/* An event without reasons: its one finding, before all others, has none either. */
static void settle_plain(struct judging *j, enum judge_word w)
{
	struct verdict *v = j->v;

	if (v->n == FINDINGS_MAX)
		v->n--;
	memmove(&v->finding[1], &v->finding[0], v->n * sizeof(v->finding[0]));
	v->finding[0] = (struct finding){ .severity = judge_table[w].severity };
	v->n++;
	settle(j, judge_table[w].event);
}

static void judge_invalid(struct judging *j)
{
	enum judge_word w = judge_word_of_fault(j->s->fault);
	struct finding *f;
	struct text t;

	j->v->class = ROUTER_INVALID;
	if (!j->watching)
		return;
	if (w == WORD_FRAGMENTED || (j->s->form & SIGHT_HIDDEN)) {
		judge_evasion(j);
		if (!judge_has(j, WORD_FRAGMENTED))
			judge_add(j, WORD_FRAGMENTED, NULL);
		settle(j, "rogue-ra");
		return;
	}
	f = judge_add(j, w, NULL);
	t = finding_got(f);
	if (w == WORD_INVALID_HOPLIMIT)
		text_printf(&t, "%u", j->s->hop_limit);
	else if (w == WORD_INVALID_SOURCE)
		ip6_put(&t, &j->s->src);
	else if (w == WORD_INVALID_CODE && j->s->parsed)
		text_printf(&t, "%u", j->s->msg.code);
	settle(j, "ra-invalid");
}

/* A stranger is below err only if it says nothing that could hurt (ROGUE 5.1, 5.3, 5.5). */
static void weigh_stranger(struct judging *j)
{
	struct verdict *v = j->v;
	const struct conf_watch *w = j->env->watch;

	if (v->n == 1 && j->s->msg.ra.router_lifetime_s == 0)
		v->finding[0].severity = NOTE_NOTICE;
	if (!judge_is_snac(j))
		return;
	v->class = ROUTER_SNAC;
	for (unsigned i = 0; i < v->n && w->allow_snac && !w->no_router_expected; i++)
		v->finding[i].severity = NOTE_NOTICE;
}

static void judge_watched(struct judging *j)
{
	judge_who(j);
	j->v->router = j->desc;
	judge_sender(j);
	judge_form(j);
	judge_header(j);
	judge_options(j);
	if (is_trusted(j))
		j->v->class = ROUTER_TRUSTED;
	else if (!j->self && !j->mac_mismatch && !j->outgoing)
		weigh_stranger(j);
	sort_findings(j->v);
	if (j->outgoing && !is_trusted(j))
		settle_plain(j, WORD_SECOND_SENDER);
	else
		settle(j, "rogue-ra");
	if (j->v->event)
		judge_impact(j);
}

/* The consistency check alone: only what we advertise ourselves matters. */
static void judge_consistency(struct judging *j)
{
	if (!j->says || j->outgoing)
		return;
	judge_header(j);
	judge_options(j);
	sort_findings(j->v);
	settle(j, "ra-inconsistent");
	if (j->v->event)
		judge_impact(j);
}

/* Ours, as far as we can tell: sent by us, or on a VLAN of ours that is another link. */
static bool is_own(const struct judging *j, nd_ms sent)
{
	if (j->outgoing)
		return sent != ND_LONG_AGO || ((j->s->form & SIGHT_TAGGED) && j->s->vlan != 0);
	return (j->own_addr || j->own_mac) && sent != ND_LONG_AGO &&
	       j->s->at - sent <= REFLECTION_MS;
}

/* The kernel fills in the checksum of what this host sends after we have seen it. */
static bool is_valid(const struct judging *j)
{
	return j->s->parsed && !(j->s->form & SIGHT_HIDDEN) &&
	       (j->s->fault == ND_VALID || (j->outgoing && j->s->fault == ND_FAULT_CHECKSUM));
}

void judge(const struct judge_env *env, const struct sighting *s, struct verdict *v)
{
	nd_ms sent = sent_at(env->own, s->hash);
	struct judging j = { .env = env, .s = s, .v = v, .cf = env->ra->cf,
			     .watching = env->watch != NULL, .says = env->ra->cf->advertise,
			     .outgoing = s->way == ND_FRAME_OUTGOING && !s->by_raw_socket,
			     .own_addr = is_own_addr(env->ra, &s->src),
			     .own_mac = is_own_mac(env->ra->link, mac_of(s)) };

	memset(v, 0, sizeof(*v));
	v->class = ROUTER_UNKNOWN;
	v->severity = NOTE_DEBUG;
	v->harm_until = ND_LONG_AGO;
	if (is_own(&j, sent)) {
		v->class = ROUTER_OWN;
		if (!j.outgoing && j.watching)
			settle_plain(&j, WORD_OWN_RA_REFLECTED);
	} else if (!is_valid(&j)) {
		judge_invalid(&j);
	} else if (j.watching) {
		judge_watched(&j);
	} else {
		judge_consistency(&j);
	}
	/* Never act on what hosts here may not have got (ROGUE 5.7). */
	if (!j.says || (s->form & SIGHT_TAGGED) || s->way == ND_FRAME_OTHER_HOST)
		v->harms_ours = false;
}
