/* SPDX-License-Identifier: ISC */
/*
 * The fixed part of another router's RA, its MTU, and what it said before,
 * held against its description or our own (RFC 4861 s. 6.2.7, R-241, R-243,
 *
 */
#include "judge_parts.h"

#include <stddef.h>
#include <string.h>

#define MIN_HOP_LIMIT 32u	/* */
#define MIN_MTU 1280u		/* RFC 8200 s. 5 */

/* struct header_row - a field of the header in which routers must agree. */
struct header_row {
	size_t off;
	enum judge_word word;
	bool zero_is_unspecified;
};

static const struct header_row rows[] = {
	{ offsetof(struct nd_ra, cur_hop_limit), WORD_HOPLIMIT_OUT_OF_RANGE, true },
	{ offsetof(struct nd_ra, managed), WORD_FLAGS_CHANGED, false },
	{ offsetof(struct nd_ra, other), WORD_FLAGS_CHANGED, false },
	{ offsetof(struct nd_ra, reachable_ms), WORD_TIMERS_CHANGED, true },
	{ offsetof(struct nd_ra, retrans_ms), WORD_TIMERS_CHANGED, true },
};

static const struct field *header_field(size_t off)
{
	unsigned i = 0;

	while (i + 1 < nd_ra_n_fields && nd_ra_fields[i].off != off)
		i++;
	return &nd_ra_fields[i];
}

static void judge_agreement(struct judging *j)
{
	const struct nd_ra *mine = &j->cf->ra, *theirs = &j->s->msg.ra;

	for (unsigned i = 0; i < ARRAY_LEN(rows) && j->says; i++) {
		const struct field *f = header_field(rows[i].off);

		if (field_equal(f, mine, theirs))
			continue;
		if (rows[i].zero_is_unspecified &&
		    (field_uint(f, mine) == 0 || field_uint(f, theirs) == 0))
			continue;
		judge_add_values(j, rows[i].word, f, mine, theirs);
		j->v->harms_ours = true;
	}
}

/* A hop limit that does not reach far, where ours does not say otherwise. */
static void judge_short_reach(struct judging *j)
{
	const struct field *f = header_field(offsetof(struct nd_ra, cur_hop_limit));
	const struct nd_ra *theirs = &j->s->msg.ra;
	struct finding *found;
	struct text t;

	if (!j->watching || theirs->cur_hop_limit == 0 || theirs->cur_hop_limit >= MIN_HOP_LIMIT ||
	    (j->says && j->cf->ra.cur_hop_limit != 0))
		return;
	found = judge_add_values(j, WORD_HOPLIMIT_OUT_OF_RANGE, f, NULL, theirs);
	if (!found)
		return;
	t = finding_expected(found);
	text_printf(&t, "at least %u", MIN_HOP_LIMIT);
}

static void judge_preference(struct judging *j)
{
	const struct field *f = header_field(offsetof(struct nd_ra, preference));
	const struct nd_ra *theirs = &j->s->msg.ra;
	struct nd_ra allowed = j->cf->ra;

	if (!j->watching || theirs->router_lifetime_s == 0)
		return;
	if (j->desc)
		allowed.preference = j->desc->max_preference;
	else if (own_lifetime_s(j) == 0)
		return;
	if (theirs->preference > allowed.preference)
		judge_add_values(j, WORD_PREFERENCE_ABOVE_OURS, f, &allowed, theirs);
}

static void judge_lifetime(struct judging *j)
{
	const struct field *f = header_field(offsetof(struct nd_ra, router_lifetime_s));
	const struct nd_ra *theirs = &j->s->msg.ra;
	struct finding *found;
	struct text t;

	if (!j->desc || theirs->router_lifetime_s <= j->desc->max_lifetime_s)
		return;
	found = judge_add_values(j, WORD_LIFETIME_OUT_OF_RANGE, f, NULL, theirs);
	if (!found)
		return;
	t = finding_expected(found);
	text_printf(&t, "at most %u", (unsigned)j->desc->max_lifetime_s);
}

/* Only of a router that is trusted: of others every value is reported anyway. */
static void judge_change(struct judging *j)
{
	const struct field *lifetime = header_field(offsetof(struct nd_ra, router_lifetime_s));
	const struct nd_ra *before = j->env->before, *now = &j->s->msg.ra;

	if (!before || !is_trusted(j))
		return;
	for (unsigned i = 0; i < nd_ra_n_fields; i++) {
		const struct field *f = &nd_ra_fields[i];

		/* Its end and its beginning: a trusted router may stop, as VRRP makes it. */
		if (f == lifetime && (before->router_lifetime_s == 0 || now->router_lifetime_s == 0))
			continue;
		if (!field_equal(f, before, now))
			judge_add_values(j, WORD_ROUTER_CHANGED, f, before, now);
	}
}

void judge_header(struct judging *j)
{
	judge_agreement(j);
	judge_short_reach(j);
	judge_preference(j);
	judge_lifetime(j);
	judge_change(j);
}

static void add_mtu(struct judging *j, const struct nd_opt *o, const char *form, uint32_t expected)
{
	struct finding *found = judge_add_values(j, WORD_MTU_OUT_OF_RANGE, &o->desc->fields[0],
						 NULL, o);
	struct text t;

	if (!found)
		return;
	t = finding_expected(found);
	text_printf(&t, form, (unsigned)expected);
}

void judge_mtu(struct judging *j, const struct nd_opt *o)
{
	uint32_t mine = own_mtu(j), mtu = o->mtu.mtu, link_mtu = j->env->ra->link->mtu;
	uint32_t listed = j->desc ? j->desc->link_mtu : 0;

	j->v->harms_ours |= mine != 0 && mtu != mine && mtu != listed && mtu >= MIN_MTU && mtu <= link_mtu;
	if (listed && mtu != listed)
		add_mtu(j, o, "%u", listed);
	else if (!listed && mine && mtu != mine)
		add_mtu(j, o, "%u", mine);
	else if (j->watching && mtu < MIN_MTU)
		add_mtu(j, o, "at least %u", MIN_MTU);
	else if (j->watching && !listed && !mine && mtu > link_mtu)
		add_mtu(j, o, "at most %u", link_mtu);
}
