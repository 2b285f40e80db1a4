/* SPDX-License-Identifier: ISC */
/*
 * What of an option follows from its interface: default lifetimes, and whether
 * those that are given make sense beside the header and the timers.
 */
#include "conf_check.h"

#define PREF64_MAX_S 65528u	/* RFC 8781 s. 4.1 */
#define MANY_ROUTES 17u		/* RFC 4191 s. 4 */

#define AT(member) offsetof(struct conf_option, opt.member)
#define IFACE(member) offsetof(struct conf_iface, member)

static const struct cf_pos *at(const struct conf_option *o, size_t off)
{
	return cf_pos_of(&o->node, off);
}

static bool in_doubt(const struct conf_option *o, size_t off)
{
	return cf_in_doubt(&o->node, off);
}

/* Is the member at @off of the header what was meant? */
static bool ra_in_doubt(const struct conf_scope *s, size_t off)
{
	return cf_in_doubt(s->ra_node, s->ra_off + off);
}

/* Where an option's lifetime is, if its default is 3 * Max. */
static size_t lifetime_off(const struct conf_option *o)
{
	switch (o->opt.type) {
	case ND_OPT_PREF64:
		return AT(pref64.lifetime_s);
	case ND_OPT_ROUTE:
		return AT(route.lifetime_s);
	case ND_OPT_RDNSS:
		return AT(rdnss.lifetime_s);
	case ND_OPT_DNSSL:
		return AT(dnssl.lifetime_s);
	case ND_OPT_DNR:
		return AT(dnr.lifetime_s);
	default:
		return 0;
	}
}

static uint32_t *lifetime_of(struct conf_option *o)
{
	return (uint32_t *)(void *)((uint8_t *)o + lifetime_off(o));
}

static void set_default_lifetime(const struct conf_iface *i, struct conf_option *o)
{
	uint32_t lifetime_s = (uint32_t)(3 * i->max_ms / ND_SECOND);

	if (o->opt.type == ND_OPT_PREF64)	/* */
		o->opt.pref64.lifetime_s =
			(uint16_t)(lifetime_s < PREF64_MAX_S ? lifetime_s : PREF64_MAX_S);
	else
		*lifetime_of(o) = lifetime_s;
}

/* for the others by the same reason */
static void check_short_lifetime(const struct cf_ctx *c, const struct conf_iface *i,
				 struct conf_option *o)
{
	uint32_t lifetime_s = o->opt.type == ND_OPT_PREF64 ? o->opt.pref64.lifetime_s :
							     *lifetime_of(o);
	char max[32];
	struct text t;

	if (lifetime_s == 0 || lifetime_s * ND_SECOND >= i->max_ms ||
	    in_doubt(o, lifetime_off(o)) || cf_in_doubt(&i->node, IFACE(max_ms)))
		return;
	text_init(&t, max, sizeof(max));
	conf_put_ms(&t, i->max_ms);
	cf_warn(c, at(o, lifetime_off(o)), "3 * MaxRtrAdvInterval is the default",
		"a lifetime of %lu s ends between two advertisements, which may be %s s apart",
		(unsigned long)lifetime_s, max);
}

/* hosts apply the route after the header, so the two would undo each other. */
static void check_default_route(const struct cf_ctx *c, const struct conf_scope *s,
				struct conf_option *o)
{
	const struct nd_opt_route *r = &o->opt.route;

	if (r->prefix.plen != 0 || (r->lifetime_s == 0) == (s->ra->router_lifetime_s == 0))
		return;
	if (in_doubt(o, AT(route.lifetime_s)) || ra_in_doubt(s, offsetof(struct nd_ra, router_lifetime_s)))
		return;
	cf_warn(c, conf_prefix_pos(o), "make both lifetimes 0, or neither",
		"route ::/0 and AdvDefaultLifetime contradict each other: default routes will flap");
}

/* */
static void check_pd_preferred(const struct cf_ctx *c, const struct conf_scope *s,
			       const struct conf_option *o)
{
	if (ra_in_doubt(s, offsetof(struct nd_ra, managed)) ||
	    ra_in_doubt(s, offsetof(struct nd_ra, other)))
		return;
	if (o->opt.prefix.pd_preferred && !s->ra->managed && !s->ra->other)
		cf_warn(c, at(o, AT(prefix.pd_preferred)), "AdvManagedFlag or AdvOtherConfigFlag on",
			"hosts may not ask for a prefix while M and O are off");
}

static void derive_one(const struct cf_ctx *c, const struct conf_scope *s, struct conf_option *o)
{
	if (lifetime_off(o) && !cf_is_set(&o->node, lifetime_off(o)))
		set_default_lifetime(s->iface, o);
	if (lifetime_off(o))
		check_short_lifetime(c, s->iface, o);
	if (o->opt.type == ND_OPT_PREFIX)
		check_pd_preferred(c, s, o);
	else if (o->opt.type == ND_OPT_ROUTE)
		check_default_route(c, s, o);
}

void conf_options_derive(const struct cf_ctx *c, const struct conf_scope *s)
{
	uint32_t routes = 0;

	for (uint32_t n = 0; n < *s->n_options; n++) {
		struct conf_option *o = s->options[n];

		derive_one(c, s, o);
		if (o->opt.type == ND_OPT_ROUTE && ++routes == MANY_ROUTES + 1)
			cf_warn(c, &o->node.pos, NULL,
				"more than %u routes on a link: hosts may not keep them all (RFC 4191)",
				MANY_ROUTES);
	}
}
