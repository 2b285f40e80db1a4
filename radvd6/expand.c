/* SPDX-License-Identifier: ISC */
/*
 * From the options of a configuration to those of a moment: prefixes taken
 * from the addresses of interfaces, lifetimes that follow the kernel or fall
 * with time.
 */
#include "expand.h"

#include <string.h>

#include "ip6.h"
#include "wire_order.h"

#define AUTO_PLEN 64u

/* --- lifetimes --------------------------------------------------------------- */

/* Seconds from @now to @until, never rounded up: nothing outlives its address. */
static uint32_t remaining_s(nd_ms until, nd_ms now)
{
	nd_ms left_s = (until - now) / ND_SECOND;

	if (until == ND_NEVER || left_s >= (nd_ms)ND_INFINITY_S)
		return ND_INFINITY_S;
	return left_s > 0 ? (uint32_t)left_s : 0;
}

static uint32_t min_s(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* struct kernel_life - the longest lifetimes of the addresses in one prefix. */
struct kernel_life {
	bool known;
	nd_ms preferred_until, valid_until;
};

static void add_life(struct kernel_life *k, const struct link_addr *a)
{
	nd_ms preferred_until = a->deprecated ? ND_LONG_AGO : a->preferred_until;

	k->preferred_until = k->known ? nd_ms_max(k->preferred_until, preferred_until) :
					preferred_until;
	k->valid_until = k->known ? nd_ms_max(k->valid_until, a->valid_until) : a->valid_until;
	k->known = true;
}

/* Returns whether time alone will change the result. */
static bool cap(struct nd_opt_prefix *p, const struct kernel_life *k, nd_ms now)
{
	if (!k->known)
		return false;
	p->valid_s = min_s(p->valid_s, remaining_s(k->valid_until, now));
	p->preferred_s = min_s(p->preferred_s, remaining_s(k->preferred_until, now));
	p->preferred_s = min_s(p->preferred_s, p->valid_s);
	return k->valid_until != ND_NEVER ||
	       (k->preferred_until != ND_NEVER && k->preferred_until > now);
}

/* Lifetimes fall in real time; infinity does not. */
static uint32_t fallen_s(uint32_t lifetime_s, nd_ms elapsed)
{
	nd_ms gone_s = nd_ms_max(elapsed, 0) / ND_SECOND;

	if (lifetime_s == ND_INFINITY_S)
		return lifetime_s;
	return gone_s < (nd_ms)lifetime_s ? lifetime_s - (uint32_t)gone_s : 0;
}

static bool falls(const struct conf_option *co)
{
	return co->decrement && wire_is(&co->opt, ND_OPT_PREFIX);
}

/*
 * When a prefix that counts down is over: deprecated, or, where it is configured
 * as deprecated, invalid. ND_NEVER if it never is.
 */
static nd_ms over_at(const struct conf_option *co, nd_ms since)
{
	const struct nd_opt_prefix *p = &co->opt.prefix;
	uint32_t span_s = p->preferred_s ? p->preferred_s : p->valid_s;

	if (!falls(co) || span_s == 0 || span_s == ND_INFINITY_S)
		return ND_NEVER;
	return since + span_s * ND_SECOND;
}

/* --- prefixes ---------------------------------------------------------------- */

struct prefixes {
	const struct ra_env *env;
	const struct conf_option *co;
	expand_fn *fn;
	void *arg;
	bool ages;
};

static bool takes_own(const struct conf_option *co)
{
	return ip6_is_unspecified(&co->opt.prefix.prefix.addr);
}

static bool is_automatic(const struct conf_option *co)
{
	return wire_is(&co->opt, ND_OPT_PREFIX) &&
	       (takes_own(co) || co->base_iface || co->base_6to4);
}

static void say_prefix(struct prefixes *x, const struct ip6_prefix *prefix,
		       const struct kernel_life *life)
{
	struct nd_opt o = x->co->opt;

	o.prefix.prefix = *prefix;
	if (falls(x->co)) {
		nd_ms elapsed = x->env->now - x->env->since;

		/* R-080a: said once more when it is over, then left out. */
		if (x->env->last_multicast >= over_at(x->co, x->env->since))
			return;
		o.prefix.valid_s = fallen_s(o.prefix.valid_s, elapsed);
		o.prefix.preferred_s = fallen_s(o.prefix.preferred_s, elapsed);
		x->ages = true;
	}
	x->ages |= cap(&o.prefix, life, x->env->now);
	x->fn(x->arg, &o);
}

static void expand_static(struct prefixes *x)
{
	const struct ip6_prefix *p = &x->co->opt.prefix.prefix;
	const struct link *l = x->env->link;
	struct kernel_life life = { 0 };

	for (uint16_t i = 0; i < l->n_addrs; i++) {
		if (ip6_prefix_has(p, &l->addrs[i].addr))
			add_life(&life, &l->addrs[i]);
	}
	say_prefix(x, p, &life);
}

/* May hosts be given addresses next to this one? */
static bool is_source(const struct link_addr *a)
{
	return a->plen == AUTO_PLEN && link_addr_usable(a) && !a->temporary &&
	       !ip6_is_link_local(&a->addr) && !ip6_is_loopback(&a->addr);
}

static bool same_prefix(const struct in6_addr *a, const struct in6_addr *b)
{
	return memcmp(a->s6_addr, b->s6_addr, AUTO_PLEN / 8) == 0;
}

/* A prefix that is excluded, or has a block of its own, is not taken. */
static bool is_taken(const struct conf_iface *cf, const struct ip6_prefix *p)
{
	for (uint32_t i = 0; i < cf->n_ignored; i++) {
		if (ip6_prefix_equal(&cf->ignored[i]->prefix, p))
			return true;
	}
	for (uint32_t i = 0; i < cf->n_wire; i++) {
		const struct conf_option *co = cf->wire[i];

		if (wire_is(&co->opt, ND_OPT_PREFIX) && !is_automatic(co) &&
		    ip6_prefix_equal(&co->opt.prefix.prefix, p))
			return true;
	}
	return false;
}

/* One prefix for all addresses of @l that share it, at the first of them. */
static void expand_link(struct prefixes *x, const struct link *l)
{
	for (uint16_t i = 0; i < l->n_addrs; i++) {
		const struct link_addr *a = &l->addrs[i];
		struct ip6_prefix p = { .addr = a->addr, .plen = AUTO_PLEN };
		struct kernel_life life = { 0 };
		bool first = true;

		if (!is_source(a))
			continue;
		for (uint16_t k = 0; k < l->n_addrs; k++) {
			if (!is_source(&l->addrs[k]) || !same_prefix(&a->addr, &l->addrs[k].addr))
				continue;
			first &= k >= i;
			add_life(&life, &l->addrs[k]);
		}
		if (first && !is_taken(x->env->cf, &p))
			say_prefix(x, &p, &life);
	}
}

static const struct link *base_link(const struct ra_env *env, const char *name)
{
	for (unsigned i = 0; i < env->n_bases; i++) {
		if (strcmp(env->bases[i].name, name) == 0)
			return env->bases[i].link;
	}
	return NULL;
}

/* RFC 3056: 2002, the IPv4 address, then the rest as configured. */
static void expand_6to4(struct prefixes *x, const struct link *l)
{
	struct ip6_prefix p = { .addr = x->co->opt.prefix.prefix.addr, .plen = AUTO_PLEN };
	const struct kernel_life none = { 0 };

	for (uint16_t i = 0; i < l->n_addrs; i++) {
		const struct in6_addr *a = &l->addrs[i].addr;

		if (!ip6_is_v4_mapped(a))
			continue;
		p.addr.s6_addr[0] = 0x20;
		p.addr.s6_addr[1] = 0x02;
		memcpy(&p.addr.s6_addr[2], &a->s6_addr[12], 4);
		say_prefix(x, &p, &none);
		return;
	}
}

static bool expand_prefix(const struct ra_env *env, const struct conf_option *co, expand_fn *fn,
			  void *arg)
{
	struct prefixes x = { .env = env, .co = co, .fn = fn, .arg = arg };
	const struct link *base;

	if (!is_automatic(co)) {
		expand_static(&x);
		return x.ages;
	}
	if (takes_own(co))
		expand_link(&x, env->link);
	base = co->base_iface ? base_link(env, co->base_iface) : NULL;
	if (base)
		expand_link(&x, base);
	base = co->base_6to4 ? base_link(env, co->base_6to4) : NULL;
	if (base)
		expand_6to4(&x, base);
	return x.ages;
}

bool expand_option(const struct ra_env *env, const struct conf_option *co, expand_fn *fn, void *arg)
{
	if (wire_is(&co->opt, ND_OPT_PREFIX))
		return expand_prefix(env, co, fn, arg);
	fn(arg, &co->opt);
	return false;
}

/* --- the own address ----------------------------------------------------------- */

struct in6_addr expand_own_address(const struct ra_env *env)
{
	const struct link_addr *best = NULL;

	for (uint16_t i = 0; i < env->link->n_addrs; i++) {
		const struct link_addr *a = &env->link->addrs[i];

		if (!link_addr_usable(a) || a->temporary || a->deprecated ||
		    ip6_is_link_local(&a->addr) || ip6_is_loopback(&a->addr) ||
		    ip6_is_v4_mapped(&a->addr))
			continue;
		if (!best || (ip6_is_ula(&a->addr) && !ip6_is_ula(&best->addr)))
			best = a;
	}
	return best ? best->addr : env->source;
}

/* --- what changes ---------------------------------------------------------------- */

static uint64_t mix(uint64_t h, const void *octets, size_t len)
{
	const uint8_t *p = octets;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3u;	/* FNV-1a */
	return h;
}

static void mix_option(void *arg, const struct nd_opt *o)
{
	uint64_t *h = arg;
	const uint8_t zero[2] = { o->prefix.preferred_s == 0, o->prefix.valid_s == 0 };

	*h = mix(*h, &o->prefix.prefix.addr, sizeof(o->prefix.prefix.addr));
	*h = mix(*h, zero, sizeof(zero));
}

uint64_t expand_digest(const struct ra_env *env)
{
	struct in6_addr own = expand_own_address(env);
	uint64_t h = 0xcbf29ce484222325u;
	bool says_own = false;

	for (uint32_t i = 0; i < env->cf->n_wire; i++) {
		const struct conf_option *co = env->cf->wire[i];

		if (wire_is(&co->opt, ND_OPT_PREFIX) && !falls(co))
			expand_option(env, co, mix_option, &h);
		says_own |= wire_is(&co->opt, ND_OPT_RDNSS);
	}
	return says_own ? mix(h, &own, sizeof(own)) : h;
}

nd_ms expand_next_change(const struct ra_env *env)
{
	nd_ms next = ND_NEVER;

	for (uint32_t i = 0; i < env->cf->n_wire; i++) {
		nd_ms at = over_at(env->cf->wire[i], env->since);

		if (at > env->last_multicast)
			next = nd_ms_min(next, at);
	}
	return next;
}
