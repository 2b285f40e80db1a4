/* SPDX-License-Identifier: ISC */
/*
 * What hosts now do because of an RA, given what we advertise: in words, the
 * most harmful first, and until when (RFC 4861 s. 6.3.4, RFC 4862 s. 5.5.3).
 */
#include "judge_parts.h"

#include <string.h>

#include "ip6.h"
#include "wire_order.h"

#define TINY_TIMER_MS 1000u

/* struct part - one kind of harm: the words about the first of it, and how many more. */
struct part {
	char words[112];
	const char *plural;
	unsigned more;
};

struct impact {
	struct judging *j;
	struct part part[IMPACT_RANKS];
};

/* --- time ------------------------------------------------------------------------ */

static void harm_for_s(struct impact *x, uint32_t lifetime_s)
{
	struct verdict *v = x->j->v;
	nd_ms until = lifetime_s == ND_INFINITY_S ? ND_NEVER :
						    x->j->s->at + lifetime_s * ND_SECOND;

	v->harm_until = nd_ms_max(v->harm_until, until);
}

/* What our next periodic RA sets right; without one it stays. */
static void harm_until_we_speak(struct impact *x, bool we_say_it)
{
	struct verdict *v = x->j->v;
	nd_ms until = x->j->says && we_say_it ? x->j->s->at + x->j->cf->max_ms : ND_NEVER;

	v->harm_until = nd_ms_max(v->harm_until, until);
}

/* Infinity, and what has no lifetime at all, goes without saying. */
static void put_span(struct text *t, uint32_t lifetime_s)
{
	if (lifetime_s != ND_INFINITY_S)
		text_printf(t, " for %lu s", (unsigned long)lifetime_s);
}

/* The writer for the first harm of a rank; of later ones only the number is told. */
static bool begin(struct impact *x, enum impact_rank rank, const char *plural, struct text *t)
{
	struct part *p = &x->part[rank];

	if (p->words[0] != '\0') {
		p->more++;
		return false;
	}
	p->plural = plural;
	text_init(t, p->words, sizeof(p->words));
	return true;
}

/* Is it a router that may be there, so that only differences do harm? */
static bool may_be_there(const struct judging *j)
{
	return !j->watching || is_trusted(j);
}

/* --- the header -------------------------------------------------------------------- */

static const char *relation(const struct judging *j)
{
	int8_t mine = j->cf->ra.preference, theirs = j->s->msg.ra.preference;

	if (own_lifetime_s(j) == 0)
		return "";
	if (theirs > mine)
		return " instead of us";
	return theirs < mine ? " if we fail" : " beside us";
}

static bool finds_sllao(const struct judging *j, struct nd_opt *o)
{
	struct rbuf r;
	int fault;

	rbuf_init(&r, j->s->msg.options.ptr, j->s->msg.options.len);
	while (nd_opt_next(&r, o, &fault) == 1) {
		if (wire_is(o, ND_OPT_SLLA))
			return true;
	}
	return false;
}

/* A router that hosts have already: what moves them is the link-layer address (RFC 4861 s. 6.3.4). */
static void forged_router(struct impact *x)
{
	const struct judging *j = x->j;
	struct nd_opt o;
	struct view said;
	struct text t;

	if (!finds_sllao(j, &o))
		return;
	said = view_of(o.lladdr.addr.ptr, o.lladdr.addr.len < 6 ? o.lladdr.addr.len : 6);
	if (j->own_addr ? is_own_mac(j->env->ra->link, said) : lists_mac(j->desc, said))
		return;
	begin(x, IMPACT_DEFAULT_ROUTER, NULL, &t);
	text_put(&t, "send to ");
	text_hex(&t, said, ':');
	text_put(&t, " what is meant for ");
	ip6_put(&t, &j->s->src);
	harm_until_we_speak(x, j->own_addr && j->cf->source_lladdr);
}

static void default_router(struct impact *x)
{
	static const char *const preference[] = { "low", "medium", "high" };
	const struct judging *j = x->j;
	const struct nd_ra *ra = &j->s->msg.ra;
	struct text t;

	if (judge_has(j, WORD_ROUTER_KILLED) && ra->router_lifetime_s == 0) {
		begin(x, IMPACT_KILL, NULL, &t);
		text_put(&t, "drop ");
		ip6_put(&t, &j->s->src);
		text_put(&t, " as default router");
		if (j->own_addr)
			harm_until_we_speak(x, true);
		return;
	}
	if (j->mac_mismatch || (j->self && j->own_addr)) {
		forged_router(x);
		return;
	}
	if (ra->router_lifetime_s == 0 ||
	    (may_be_there(j) && !judge_has(j, WORD_PREFERENCE_ABOVE_OURS) &&
	     !judge_has(j, WORD_NO_ROUTER_EXPECTED)))
		return;
	begin(x, IMPACT_DEFAULT_ROUTER, NULL, &t);
	text_put(&t, "now use ");
	ip6_put(&t, &j->s->src);
	text_printf(&t, " as default router%s (preference %s)", relation(j),
		    preference[ra->preference + 1]);
	put_span(&t, ra->router_lifetime_s);
	harm_for_s(x, ra->router_lifetime_s);
}

static void hop_limit(struct impact *x)
{
	const struct nd_ra *ra = &x->j->s->msg.ra;
	struct text t;

	if (!judge_has(x->j, WORD_HOPLIMIT_OUT_OF_RANGE))
		return;
	begin(x, IMPACT_HOP_LIMIT, NULL, &t);
	text_printf(&t, "send packets that reach %u hops", ra->cur_hop_limit);
	harm_until_we_speak(x, x->j->cf->ra.cur_hop_limit != 0);
}

static void flags(struct impact *x)
{
	const struct nd_ra *ra = &x->j->s->msg.ra;
	struct text t;

	if (!judge_has(x->j, WORD_FLAGS_CHANGED))
		return;
	harm_until_we_speak(x, true);
	begin(x, IMPACT_FLAGS, NULL, &t);
	text_put(&t, ra->managed ? "ask DHCPv6 for addresses" :
		     ra->other ? "ask DHCPv6 for settings" : "stop asking DHCPv6");
}

static void put_timer(struct impact *x, const char *words, uint32_t ms, uint32_t own_ms)
{
	struct text t;

	if (ms == 0 || ms == own_ms || (own_ms == 0 && ms >= TINY_TIMER_MS))
		return;
	harm_until_we_speak(x, own_ms != 0);
	if (begin(x, IMPACT_TIMERS, "timers", &t))
		text_printf(&t, words, (unsigned long)ms);
}

static void timers(struct impact *x)
{
	const struct nd_ra *ra = &x->j->s->msg.ra, *mine = &x->j->cf->ra;

	if (may_be_there(x->j) && !judge_has(x->j, WORD_TIMERS_CHANGED))
		return;
	put_timer(x, "take neighbours for reachable for %lu ms", ra->reachable_ms,
		  x->j->says ? mine->reachable_ms : 0);
	put_timer(x, "repeat solicitations after %lu ms", ra->retrans_ms,
		  x->j->says ? mine->retrans_ms : 0);
}

/* --- options ------------------------------------------------------------------------- */

/* Hosts pass over an MTU above that of the link or below the least one (RFC 4861 s. 6.3.4). */
static void mtu(struct impact *x, const struct nd_opt *o)
{
	uint32_t mine = own_mtu(x->j), link_mtu = x->j->env->ra->link->mtu;
	struct text t;

	if (o->mtu.mtu < 1280 || o->mtu.mtu > link_mtu || o->mtu.mtu == (mine ? mine : link_mtu))
		return;
	if (may_be_there(x->j) && !judge_has(x->j, WORD_MTU_OUT_OF_RANGE))
		return;
	harm_until_we_speak(x, mine != 0);
	if (begin(x, IMPACT_MTU, "MTUs", &t))
		text_printf(&t, "send packets of at most %lu octets", (unsigned long)o->mtu.mtu);
}

static void put_when(struct text *t, uint32_t lifetime_s)
{
	if (lifetime_s == 0)
		text_put(t, " now");
	else
		text_printf(t, " in %lu s", (unsigned long)lifetime_s);
}

/* Our prefix with its lifetimes cut: RFC 4862 s. 5.5.3 e keeps it valid for two hours. */
static void prefix_lowered(struct impact *x, const struct nd_opt *o, const struct own_option *mine)
{
	const struct nd_opt_prefix *a = &o->prefix, *b = &mine->opt.prefix;
	bool capped = a->valid_s <= TWO_HOURS_S;
	struct text t;

	harm_until_we_speak(x, true);
	if (!begin(x, IMPACT_DEPRECATED, "prefixes", &t))
		return;
	if (below_by(a->preferred_s, b->preferred_s, mine->tolerance_s)) {
		text_put(&t, "take ");
		ip6_prefix_put(&t, &a->prefix);
		text_put(&t, " for deprecated");
		put_when(&t, a->preferred_s);
	} else {
		text_put(&t, "keep addresses in ");
		ip6_prefix_put(&t, &a->prefix);
	}
	if (!below_by(a->valid_s, b->valid_s, mine->tolerance_s) ||
	    (capped && b->valid_s <= TWO_HOURS_S))
		return;
	if (capped)
		text_put(&t, " and drop it in 2 h");
	else
		text_printf(&t, " and drop it in %lu s", (unsigned long)a->valid_s);
}

static void withdrawn(struct impact *x, const struct option_row *row, const struct nd_opt *o)
{
	struct text t;

	harm_until_we_speak(x, true);
	if (!begin(x, IMPACT_WITHDRAWN, row->plural, &t))
		return;
	text_printf(&t, "stop using %s ", o->desc->name);
	option_key_put(o, &t);
}

static void taken(struct impact *x, const struct option_row *row, const struct nd_opt *o)
{
	bool on_link_only = wire_is(o, ND_OPT_PREFIX) && !o->prefix.autonomous;
	uint32_t lifetime_s = option_lifetime_s(o);
	struct text t;

	if (on_link_only && !o->prefix.on_link)
		return;
	harm_for_s(x, lifetime_s);
	if (!begin(x, row->rank, row->plural, &t))
		return;
	text_put(&t, on_link_only ? "take for on-link" : row->takes);
	text_char(&t, ' ');
	option_key_put(o, &t);
	put_span(&t, lifetime_s);
}

static void element(struct impact *x, const struct option_row *row, const struct nd_opt *o)
{
	const struct judging *j = x->j;
	struct own_option mine;
	bool ours = own_find(j, o, &mine);

	if (ours && wire_is(o, ND_OPT_PREFIX)) {
		if (lowers_ours(j, o, &mine))
			prefix_lowered(x, o, &mine);
		return;
	}
	if (option_lifetime_s(o) == 0) {
		if (ours && option_lifetime_s(&mine.opt) > 0 && (!row->per_router || j->self))
			withdrawn(x, row, o);
		return;
	}
	if (may_be_there(j) && (desc_find(j->desc, o) || !desc_lists(j->desc, row->type)) &&
	    !judge_has(j, row->unknown))
		return;
	if (ours && (!row->per_router || j->self) && !judge_has(j, row->unknown))
		return;
	taken(x, row, o);
}

static void options(struct impact *x)
{
	struct nd_opt o, one;
	struct rbuf r;
	int fault;

	rbuf_init(&r, x->j->s->msg.options.ptr, x->j->s->msg.options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		const struct option_row *row = fault < 0 ? NULL : option_row_of(o.type);
		size_t at = 0;

		if (wire_is(&o, ND_OPT_MTU))
			mtu(x, &o);
		while (row && !option_ignored(&o) && option_element(&o, &at, &one))
			element(x, row, &one);
	}
}

/* --- all -------------------------------------------------------------------------------- */

#define AND_MORE ", and more"

/* Whole parts only: half an address is none. What has no room is told by AND_MORE. */
static void put_parts(const struct impact *x, struct text *t)
{
	char buf[192];
	struct text one;

	for (unsigned i = 0; i < IMPACT_RANKS; i++) {
		const struct part *p = &x->part[i];

		if (p->words[0] == '\0')
			continue;
		text_init(&one, buf, sizeof(buf));
		text_put(&one, t->len == 0 ? "hosts here " : ", ");
		text_put(&one, p->words);
		if (p->more > 0)
			text_printf(&one, " (and %u more %s)", p->more, p->plural);
		if (t->len + one.len + sizeof(AND_MORE) > t->cap) {
			text_put(t, AND_MORE);
			return;
		}
		text_put(t, buf);
	}
}

void judge_impact(struct judging *j)
{
	struct impact x = { .j = j };
	struct text t;

	default_router(&x);
	hop_limit(&x);
	flags(&x);
	timers(&x);
	options(&x);
	text_init(&t, j->v->impact, sizeof(j->v->impact));
	put_parts(&x, &t);
}
