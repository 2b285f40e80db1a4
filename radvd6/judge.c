/* SPDX-License-Identifier: ISC */
/*
 * Whose RA is it, and is it right? (ROGUE 4.3, 5.1, 5.3; .) The
 * source address proves nothing: whether an RA is ours is told by the way its
 * frame went and by what we remember having sent.
 */
#include "judge.h"

#include <stddef.h>
#include <string.h>

#include "ip6.h"
#include "judge_parts.h"
#include "wire_order.h"

#define REFLECTION_MS (2 * ND_SECOND)	/* how long a copy of our own RA may wander */
#define VRRP_MAC_LEN 6u

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

/* --- who -------------------------------------------------------------------------- */

static struct view mac_of(const struct sighting *s)
{
	return s->by_raw_socket ? view_of(NULL, 0) : view_of(s->mac, s->mac_len);
}

static bool is_own_addr(const struct ra_env *ra, const struct in6_addr *src)
{
	const struct link_addr *a = link_has_addr(ra->link, src);

	return (a && link_addr_usable(a)) ||
	       (!ip6_is_unspecified(&ra->source) && ip6_equal(&ra->source, src));
}

static bool is_own_mac(const struct link *l, struct view mac)
{
	return mac.len > 0 && view_equal(view_of(l->lladdr, l->lladdr_len), mac);
}

static bool lists_mac(const struct conf_router *r, struct view mac)
{
	for (size_t i = 0; mac.len == VRRP_MAC_LEN && i + mac.len <= r->lladdrs.len; i += mac.len) {
		if (memcmp(r->lladdrs.ptr + i, mac.ptr, mac.len) == 0)
			return true;
	}
	return false;
}

static bool accepts_mac(const struct conf_router *r, struct view mac)
{
	return r->lladdrs.len == 0 || mac.len == 0 || lists_mac(r, mac);
}

/* 00:00:5e:00:02:xx, the virtual MACs of VRRP for IPv6 (RFC 9568 s. 7.3). */
static bool is_vrrp_mac(struct view mac)
{
	static const uint8_t head[] = { 0, 0, 0x5e, 0, 2 };

	return mac.len == VRRP_MAC_LEN && memcmp(mac.ptr, head, sizeof(head)) == 0;
}

static const struct conf_router *router_by_addr(const struct conf_watch *w, const struct in6_addr *a)
{
	for (uint32_t i = 0; i < w->n_routers; i++) {
		if (!w->routers[i]->any && ip6_equal(&w->routers[i]->addr, a))
			return w->routers[i];
	}
	return NULL;
}

/* A `router any` for this MAC; with @listed only one that names it, or any for a VRRP MAC. */
static const struct conf_router *router_by_mac(const struct conf_watch *w, struct view mac,
					       bool listed)
{
	for (uint32_t i = 0; i < w->n_routers; i++) {
		const struct conf_router *r = w->routers[i];

		if (r->any && (listed ? lists_mac(r, mac) || (is_vrrp_mac(mac) && r->lladdrs.len == 0) :
					accepts_mac(r, mac)))
			return r;
	}
	return NULL;
}

static void find_description(struct judging *j)
{
	const struct conf_watch *w = j->env->watch;
	struct view mac = mac_of(j->s);

	j->desc = router_by_addr(w, &j->s->src);
	if (!j->desc)
		j->desc = router_by_mac(w, mac, false);
	else
		j->mac_mismatch = !accepts_mac(j->desc, mac) && !router_by_mac(w, mac, true);
}

/* A peer that shares our address (VRRP, CARP) is one whose block lists its MAC. */
static bool is_allowed_peer(const struct judging *j)
{
	struct view mac = mac_of(j->s);

	return j->desc && !j->mac_mismatch && !j->own_mac &&
	       (lists_mac(j->desc, mac) || (mac.len > 0 && router_by_mac(j->env->watch, mac, true)));
}

static void find_who(struct judging *j)
{
	find_description(j);
	j->self = !j->outgoing && (j->own_addr || j->own_mac) && !is_allowed_peer(j);
	if (j->self)
		j->mac_mismatch = false;
	/* Without a frame nothing proves that what bears our MAC is `any` router. */
	if (j->self && j->desc && j->desc->any)
		j->desc = NULL;
}

static bool is_trusted(const struct judging *j)
{
	return j->desc && !j->self && !j->mac_mismatch;
}

/* --- findings about the sender ------------------------------------------------------- */

static void got_mac(struct judging *j, struct finding *f)
{
	struct text t;

	if (!f)
		return;
	t = finding_got(f);
	text_hex(&t, mac_of(j->s), ':');
}

static void add_self(struct judging *j)
{
	const struct link *l = j->env->ra->link;
	struct finding *f = judge_add(j, WORD_SELF_SPOOF, j->own_addr ? "src" : "mac");
	struct text t;

	if (!f)
		return;
	t = finding_expected(f);
	text_put(&t, "not sent by us");
	t = finding_got(f);
	if (j->own_addr)
		ip6_put(&t, &j->s->src);
	else
		text_hex(&t, view_of(l->lladdr, l->lladdr_len), ':');
}

static void add_mismatch(struct judging *j)
{
	struct finding *f = judge_add(j, WORD_ROUTER_MAC_MISMATCH, "mac");
	struct text t;

	if (!f)
		return;
	t = finding_expected(f);
	for (size_t i = 0; i + VRRP_MAC_LEN <= j->desc->lladdrs.len; i += VRRP_MAC_LEN) {
		if (i > 0)
			text_char(&t, ' ');
		text_hex(&t, view_of(j->desc->lladdrs.ptr + i, VRRP_MAC_LEN), ':');
	}
	got_mac(j, f);
}

/* What a forged RA takes back: its first field or option with lifetime 0. */
static const char *withdraws(const struct judging *j)
{
	struct nd_opt o, zero;
	struct rbuf r;
	int fault;

	if (j->s->msg.ra.router_lifetime_s == 0 && (!j->own_addr || own_lifetime_s(j) > 0))
		return "router-lifetime";
	rbuf_init(&r, j->s->msg.options.ptr, j->s->msg.options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		zero = o;
		if (fault == 0 && nd_opt_withdraw(&zero) && option_lifetime_s(&o) == 0)
			return o.desc->name;
	}
	return NULL;
}

static void add_killed(struct judging *j)
{
	const char *field = j->own_addr || j->desc ? withdraws(j) : NULL;
	struct finding *f = field ? judge_add(j, WORD_ROUTER_KILLED, field) : NULL;
	struct text t;

	if (!f)
		return;
	t = finding_got(f);
	text_put(&t, "0");
	if (strcmp(field, "router-lifetime") == 0 && j->own_addr) {
		t = finding_expected(f);
		text_printf(&t, "%lu", (unsigned long)own_lifetime_s(j));
	}
	j->v->harms_ours |= j->own_addr;
}

/* The line about a stranger shows what matters most: addresses, else its lifetime. */
static void add_unknown_router(struct judging *j)
{
	struct finding *f = judge_add(j, WORD_UNKNOWN_ROUTER, "router-lifetime");
	struct nd_opt o;
	struct rbuf r;
	struct text t;
	int fault;

	if (!f)
		return;
	t = finding_got(f);
	rbuf_init(&r, j->s->msg.options.ptr, j->s->msg.options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		if (!wire_is(&o, ND_OPT_PREFIX))
			continue;
		f->field = o.desc->name;
		option_key_put(&o, &t);
		return;
	}
	text_printf(&t, "%u", j->s->msg.ra.router_lifetime_s);
}

static void judge_sender(struct judging *j)
{
	if (j->self)
		add_self(j);
	if (j->self || j->mac_mismatch)
		add_killed(j);
	if (j->mac_mismatch)
		add_mismatch(j);
	if (!j->self && !j->desc && !j->outgoing)
		add_unknown_router(j);
	if (j->env->watch->no_router_expected)
		judge_add(j, WORD_NO_ROUTER_EXPECTED, NULL);
}

/* --- findings about the form ------------------------------------------------------------ */

static bool allows_sllao(const struct judging *j, struct view lladdr)
{
	return j->desc && lladdr.len >= VRRP_MAC_LEN &&
	       lists_mac(j->desc, view_of(lladdr.ptr, VRRP_MAC_LEN));
}

static void judge_sllao(struct judging *j)
{
	struct view mac = mac_of(j->s);
	struct finding *f;
	struct nd_opt o;
	struct rbuf r;
	struct text t;
	int fault;

	rbuf_init(&r, j->s->msg.options.ptr, j->s->msg.options.len);
	while (mac.len > 0 && nd_opt_next(&r, &o, &fault) == 1) {
		struct view said = o.lladdr.addr;

		if (!wire_is(&o, ND_OPT_SLLA) || allows_sllao(j, said) ||
		    (said.len >= mac.len && memcmp(said.ptr, mac.ptr, mac.len) == 0))
			continue;
		f = judge_add(j, WORD_SLLAO_MISMATCH, "sllao");
		if (!f)
			return;
		t = finding_expected(f);
		text_hex(&t, mac, ':');
		t = finding_got(f);
		text_hex(&t, view_of(said.ptr, said.len < mac.len ? said.len : mac.len), ':');
		return;
	}
}

static void judge_evasion(struct judging *j)
{
	static const struct {
		unsigned form;
		enum judge_word word;
	} rows[] = {
		{ SIGHT_FRAGMENTED | SIGHT_HIDDEN, WORD_FRAGMENTED },
		{ SIGHT_OVERLAP, WORD_OVERLAP },
		{ SIGHT_EXT_HEADERS, WORD_EXT_HEADERS },
		{ SIGHT_CHAIN_TOO_LONG, WORD_CHAIN_TOO_LONG },
	};
	struct finding *f;
	struct text t;

	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		f = (j->s->form & rows[i].form) ? judge_add(j, rows[i].word, NULL) : NULL;
		if (!f)
			continue;
		t = finding_got(f);
		if (rows[i].word == WORD_FRAGMENTED && (j->s->form & SIGHT_HIDDEN))
			text_put(&t, "the first fragment does not show what it is");
		else if (j->s->n_headers > 0)
			text_printf(&t, "%u extension header%s", j->s->n_headers,
				    j->s->n_headers == 1 ? "" : "s");
	}
}

static void judge_form(struct judging *j)
{
	struct finding *f;
	struct text t;

	judge_evasion(j);
	judge_sllao(j);
	/* A router may answer a solicitation so (RFC 4861 s. 6.2.6); a trusted one does no harm. */
	if ((j->s->form & SIGHT_UNICAST) && !is_trusted(j)) {
		f = judge_add(j, WORD_UNICAST, "dst");
		if (f) {
			t = finding_got(f);
			ip6_put(&t, &j->s->dst);
		}
	}
	if (j->s->form & SIGHT_TAGGED) {
		f = judge_add(j, WORD_VLAN_TAGGED, "vlan");
		if (f) {
			t = finding_got(f);
			text_printf(&t, "%u", j->s->vlan);
		}
	}
}

/* --- verdicts --------------------------------------------------------------------------- */

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
	find_who(j);
	j->v->router = j->desc;
	judge_sender(j);
	judge_form(j);
	judge_header(j);
	judge_options(j);
	if (is_trusted(j))
		j->v->class = ROUTER_TRUSTED;
	else if (!j->self && !j->mac_mismatch && !j->outgoing)
		weigh_stranger(j);
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
