/* SPDX-License-Identifier: ISC */
/*
 * Who sent an RA, and what is wrong with that: our own name or that of an
 * allowed router in another's mouth, or a stranger (ROGUE 4.3, R-270 to R-273).
 */
#include "judge_parts.h"

#include <string.h>

#include "ip6.h"
#include "wire_order.h"

#define VRRP_MAC_LEN 6u

/* --- who -------------------------------------------------------------------------- */

struct view mac_of(const struct sighting *s)
{
	return s->by_raw_socket ? view_of(NULL, 0) : view_of(s->mac, s->mac_len);
}

bool is_own_addr(const struct ra_env *ra, const struct in6_addr *src)
{
	const struct link_addr *a = link_has_addr(ra->link, src);

	return (a && link_addr_usable(a)) ||
	       (!ip6_is_unspecified(&ra->source) && ip6_equal(&ra->source, src));
}

bool is_own_mac(const struct link *l, struct view mac)
{
	return mac.len > 0 && view_equal(view_of(l->lladdr, l->lladdr_len), mac);
}

bool lists_mac(const struct conf_router *r, struct view mac)
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

void judge_who(struct judging *j)
{
	find_description(j);
	j->self = !j->outgoing && (j->own_addr || j->own_mac) && !is_allowed_peer(j);
	if (j->self)
		j->mac_mismatch = false;
	/* Without a frame nothing proves that what bears our MAC is `any` router. */
	if (j->self && j->desc && j->desc->any)
		j->desc = NULL;
}

bool is_trusted(const struct judging *j)
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

void judge_sender(struct judging *j)
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
