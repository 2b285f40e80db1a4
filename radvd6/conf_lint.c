/* SPDX-License-Identifier: ISC */
/*
 * Advice: what is allowed, works, and may yet not be what was meant, or could
 * be kinder to the hosts. Nothing here is needed to run.
 */
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "conf_check.h"

#define OFTEN_MS 180000		/* RFC 7772 s. 4 wants rare ones; the figure is ours */
#define PERIODS 5		/* RFC 7772 s. 4: lifetimes in advertisements that may get lost */
#define TWO_HOURS_S 7200u	/* RFC 4862 s. 5.5.3 e */
#define LONG_S 86400u
#define LONG_LIFETIMES 48u	/* of the router */
#define PREF64_MAX_S 65528u	/* RFC 8781 s. 4.1 */

#define IFACE(member) offsetof(struct conf_iface, member)
#define OPTION(member) offsetof(struct conf_option, opt.member)

static const struct cf_pos *at(const struct conf_iface *i, size_t off)
{
	return cf_pos_of(&i->node, off);
}

static bool any(const struct conf_iface *i, uint8_t type)
{
	for (uint32_t n = 0; n < i->n_options; n++)
		if (i->options[n]->opt.type == type)
			return true;
	return false;
}

/* */
static void lint_interval(const struct cf_ctx *c, const struct conf_iface *i)
{
	if (i->max_ms < OFTEN_MS && !i->unicast_only && i->n_clients == 0)
		cf_advise(c, at(i, IFACE(max_ms)), "MaxRtrAdvInterval 600 is the default",
			  "multicast advertisements more often than every 180 s keep the hosts awake");
	if (cf_is_set(&i->node, IFACE(ra.router_lifetime_s)) && i->ra.router_lifetime_s > 0 &&
	    i->ra.router_lifetime_s * ND_SECOND < PERIODS * i->max_ms)
		cf_advise(c, at(i, IFACE(ra.router_lifetime_s)), "5 * MaxRtrAdvInterval or more",
			  "hosts that miss a few advertisements lose the router");
}

/* R-296 for what an option says; its own default is not the operator's choice. */
static void lint_lifetime(const struct cf_ctx *c, const struct conf_iface *i,
			  const struct conf_option *o)
{
	struct cf_member m;
	uint64_t s;

	for (unsigned n = 0; (m = cf_block_member(o->node.block, n)).field; n++) {
		if (!(m.field->flags & FIELD_LIFETIME) || o->node.set[n].line == 0 ||
		    !m.field->unit || strcmp(m.field->unit, "s") != 0)
			continue;
		s = field_uint(m.field, cf_member_base(&m, o));
		if (s > 0 && (nd_ms)s * ND_SECOND < PERIODS * i->max_ms)
			cf_advise(c, &o->node.set[n], "5 * MaxRtrAdvInterval or more",
				  "hosts that miss a few advertisements lose what this `%s` says",
				  o->node.block->keyword);
	}
}

static void lint_prefix_lifetimes(const struct cf_ctx *c, const struct conf_iface *i,
				  const struct conf_option *o)
{
	const struct nd_opt_prefix *p = &o->opt.prefix;

	if (p->autonomous && p->valid_s == 0)	/* */
		cf_advise(c, cf_pos_of(&o->node, OPTION(prefix.valid_s)), NULL,
			  "AdvAutonomous on with AdvValidLifetime 0 gives no host an address");
	else if (p->autonomous && p->valid_s < TWO_HOURS_S)	/* */
		cf_advise(c, cf_pos_of(&o->node, OPTION(prefix.valid_s)), NULL,
			  "hosts that have an address keep it for two hours, whatever is below them");
	if (p->preferred_s > LONG_S &&	/* */
	    p->preferred_s / LONG_LIFETIMES > i->ra.router_lifetime_s)
		cf_advise(c, cf_pos_of(&o->node, OPTION(prefix.preferred_s)),
			  "a few times AdvDefaultLifetime is enough while advertisements come",
			  "hosts go on using this prefix for long after it is gone");
}

static void lint_prefix(const struct cf_ctx *c, const struct conf_iface *i, struct conf_option *o)
{
	lint_prefix_lifetimes(c, i, o);
	if (!o->opt.prefix.on_link && i->ra.router_lifetime_s == 0)	/* */
		cf_advise(c, cf_pos_of(&o->node, OPTION(prefix.on_link)), NULL,
			  "AdvOnLink off and no default router: hosts reach nobody by this prefix");
}

/* */
static void lint_resolver(const struct cf_ctx *c, const struct conf_iface *i,
			  const struct conf_option *o)
{
	if (i->ra.router_lifetime_s == 0)
		cf_advise(c, &o->node.pos, "some hosts stop using it when a router's lifetime ends",
			  "%s from a router that is no default router (AdvDefaultLifetime 0)",
			  o->node.block->keyword);
}

static void lint_option(const struct cf_ctx *c, const struct conf_iface *i, struct conf_option *o)
{
	switch (o->opt.type) {
	case ND_OPT_PREFIX:
		lint_prefix(c, i, o);
		return;
	case ND_OPT_RDNSS:
	case ND_OPT_DNSSL:
		lint_resolver(c, i, o);
		break;
	case ND_OPT_PREF64:
		if (i->ra.router_lifetime_s > PREF64_MAX_S)	/* */
			cf_advise(c, &o->node.pos, "AdvDefaultLifetime 65528 or less",
				  "the NAT64 prefix expires before the router does");
		break;
	default:
		break;
	}
	lint_lifetime(c, i, o);
}

/* */
static void lint_managed(const struct cf_ctx *c, const struct conf_iface *i)
{
	if (i->ra.managed && !any(i, ND_OPT_PREFIX))
		cf_advise(c, at(i, IFACE(ra.managed)),
			  "add the prefix of the addresses, with AdvAutonomous off",
			  "hosts with addresses from DHCPv6 alone do not learn that this router "
			  "serves their prefix");
}

static bool is_ula(const struct in6_addr *a)
{
	return (a->s6_addr[0] & 0xfe) == 0xfc;
}

static bool is_global(const struct in6_addr *a)
{
	return (a->s6_addr[0] & 0xe0) == 0x20;
}

/* */
static void lint_ula(const struct cf_ctx *c, struct conf_iface *i)
{
	struct conf_option *ula = NULL;
	bool global = false;

	for (uint32_t n = 0; n < i->n_options; n++) {
		const struct in6_addr *a = &i->options[n]->opt.prefix.prefix.addr;

		if (i->options[n]->opt.type != ND_OPT_PREFIX)
			continue;
		global |= is_global(a);
		if (!ula && is_ula(a))
			ula = i->options[n];
	}
	if (ula && global)
		cf_advise(c, conf_prefix_pos(ula), NULL,
			  "a ULA beside a global prefix: for names that have both kinds of address, "
			  "hosts prefer IPv4 to the ULA (RFC 6724)");
}

void conf_lint_iface(const struct cf_ctx *c, struct conf_iface *i)
{
	conf_lint_watch(c, i);
	if (!i->advertise)
		return;
	lint_interval(c, i);
	lint_managed(c, i);
	lint_ula(c, i);
	for (uint32_t n = 0; n < i->n_options; n++)
		lint_option(c, i, i->options[n]);
}

/* -- prefixes of several interfaces: R-354 -- */

struct use {
	struct ip6_prefix prefix;	/* host bits cleared */
	const struct conf_iface *iface;
	struct conf_option *option;
};

static int compare_prefix(const struct use *a, const struct use *b)
{
	if (a->prefix.plen != b->prefix.plen)
		return a->prefix.plen < b->prefix.plen ? -1 : 1;
	return memcmp(&a->prefix.addr, &b->prefix.addr, sizeof(a->prefix.addr));
}

static int compare_use(const void *a, const void *b)
{
	const struct use *x = a, *y = b;
	int r = compare_prefix(x, y);

	if (r != 0)
		return r;
	return (x->iface->number > y->iface->number) - (x->iface->number < y->iface->number);
}

static uint32_t collect(const struct conf_iface *i, struct use *uses)
{
	uint32_t n = 0;

	for (uint32_t k = 0; i->advertise && k < i->n_options; k++) {
		struct conf_option *o = i->options[k];
		const struct ip6_prefix *p = &o->opt.prefix.prefix;

		if (o->opt.type != ND_OPT_PREFIX || conf_is_automatic(o))
			continue;
		uses[n++] = (struct use){ .prefix = { .addr = ip6_mask(&p->addr, p->plen),
						      .plen = p->plen },
					  .iface = i, .option = o };
	}
	return n;
}

bool conf_lint_file(const struct cf_ctx *c, struct conf *conf)
{
	uint32_t n = 0, all = 0;
	struct use *uses;

	for (uint32_t k = 0; k < conf->n_ifaces; k++)
		all += conf->ifaces[k]->n_options;
	uses = talloc_array(conf, struct use, all + 1);
	if (!uses)
		return false;
	for (uint32_t k = 0; k < conf->n_ifaces; k++)
		n += collect(conf->ifaces[k], uses + n);
	qsort(uses, n, sizeof(*uses), compare_use);
	for (uint32_t k = 1; k < n; k++)
		if (compare_prefix(&uses[k - 1], &uses[k]) == 0)
			cf_advise(c, conf_prefix_pos(uses[k].option), "a prefix belongs to one link",
				  "the same prefix is advertised on interface %s too",
				  uses[k - 1].iface->name ? uses[k - 1].iface->name : "?");
	talloc_free(uses);
	return true;
}
