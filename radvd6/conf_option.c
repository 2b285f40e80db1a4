/* SPDX-License-Identifier: ISC */
/*
 * The options of an interface: their own checks, their default lifetimes,
 * duplicates, and the order in which they go out.
 */
#include "conf_check.h"

#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#define PREF64_MAX_S 65528u	/* RFC 8781 s. 4.1 */
#define MANY_ROUTES 17u		/* RFC 4191 s. 4 */

#define AT(member) offsetof(struct conf_option, opt.member)
#define IFACE(member) offsetof(struct conf_iface, member)

/* In which order the kinds go out. */
static const uint8_t wire_order[] = {
	ND_OPT_PREFIX, ND_OPT_PREF64, ND_OPT_ROUTE, ND_OPT_RDNSS, ND_OPT_DNSSL,
};

static const struct cf_pos *at(const struct conf_option *o, size_t off)
{
	return cf_pos_of(&o->node, off);
}

static bool in_doubt(const struct conf_option *o, size_t off)
{
	return cf_in_doubt(&o->node, off);
}

struct ip6_prefix *conf_prefix_of(struct conf_option *o)
{
	switch (o->opt.type) {
	case ND_OPT_PREFIX:
		return &o->opt.prefix.prefix;
	case ND_OPT_PREF64:
		return &o->opt.pref64.prefix;
	case ND_OPT_ROUTE:
		return &o->opt.route.prefix;
	default:
		return NULL;
	}
}

static const struct cf_pos *prefix_pos(struct conf_option *o)
{
	return at(o, (size_t)((uint8_t *)conf_prefix_of(o) - (uint8_t *)o));
}

/* -- one option by itself -- */

void conf_check_server(const struct cf_ctx *c, const struct cf_pos *pos, const struct in6_addr *a)
{
	if (ip6_is_multicast(a))
		cf_error(c, pos, NULL, "a multicast address cannot be a DNS server");
	else if (ip6_is_v4_mapped(a))
		cf_error(c, pos, "hosts ask DNS servers of an RDNSS block over IPv6",
			 "an IPv4-mapped address cannot be a DNS server");
	else if (ip6_is_unspecified(a))
		cf_error(c, pos, "write the address itself",
			 ":: for this router's own address is not supported");
	else if (ip6_is_loopback(a))
		cf_warn(c, pos, NULL, "every host will take ::1 for itself, not for this router");
}

static void clear_host_bits(const struct cf_ctx *c, struct conf_option *o)
{
	struct ip6_prefix *p = conf_prefix_of(o), masked = *p;
	char shown[INET6_ADDRSTRLEN + 8];
	struct text t;

	if (o->opt.type == ND_OPT_PREFIX && o->opt.prefix.router_addr)
		return;
	if (!ip6_prefix_has_host_bits(p))
		return;
	masked.addr = ip6_mask(&p->addr, p->plen);
	text_init(&t, shown, sizeof(shown));
	ip6_prefix_put(&t, &masked);
	cf_warn(c, prefix_pos(o), NULL, "bits beyond the prefix length: %s is sent", shown);
	*p = masked;
}

static const char *show_lifetime(char buf[static 32], uint32_t lifetime_s)
{
	static const struct field f = { .kind = FIELD_SECONDS, .flags = FIELD_INFINITY };
	struct text t;

	text_init(&t, buf, 32);
	field_put(&t, &f, &lifetime_s);
	return buf;
}

/* */
static void check_preferred(const struct cf_ctx *c, const struct conf_option *o)
{
	const struct nd_opt_prefix *p = &o->opt.prefix;
	bool valid_set = cf_is_set(&o->node, AT(prefix.valid_s));
	bool preferred_set = cf_is_set(&o->node, AT(prefix.preferred_s));
	size_t blamed = preferred_set ? AT(prefix.preferred_s) : AT(prefix.valid_s);
	char valid[32], preferred[32], hint[96];
	struct text h;

	if (p->preferred_s <= p->valid_s || in_doubt(o, AT(prefix.valid_s)) ||
	    in_doubt(o, AT(prefix.preferred_s)))
		return;
	show_lifetime(valid, p->valid_s);
	show_lifetime(preferred, p->preferred_s);
	text_init(&h, hint, sizeof(hint));
	if (preferred_set && !valid_set)
		text_printf(&h, "add AdvValidLifetime %s; or more", preferred);
	else
		text_printf(&h, "%s AdvPreferredLifetime %s; or less",
			    preferred_set ? "write" : "add", valid);
	cf_error(c, at(o, blamed), hint,
		 "AdvPreferredLifetime %s%s is longer than AdvValidLifetime %s%s", preferred,
		 preferred_set ? "" : " (the default)", valid, valid_set ? "" : " (the default)");
}

static void finish_prefix(const struct cf_ctx *c, struct conf_option *o)
{
	const struct nd_opt_prefix *p = &o->opt.prefix;

	if (ip6_is_multicast(&p->prefix.addr)) {
		cf_error(c, prefix_pos(o), NULL, "a multicast prefix cannot be advertised");
	} else if (ip6_is_unspecified(&p->prefix.addr)) {
		cf_error(c, prefix_pos(o), "write the prefix itself",
			 "::/%u for the prefixes of the interface is not supported",
			 p->prefix.plen);
	} else if (ip6_is_link_local(&p->prefix.addr)) {
		cf_warn(c, prefix_pos(o), "remove the block: every link has fe80::/64 by itself",
			"a link-local prefix is not sent");
	} else {
		clear_host_bits(c, o);
		if (p->autonomous && p->prefix.plen != 64 && !in_doubt(o, AT(prefix.autonomous)))
			cf_warn(c, prefix_pos(o), "use a /64, or set AdvAutonomous off",
				"hosts make no addresses from a prefix of %u bits", p->prefix.plen);
	}
	check_preferred(c, o);
}

static void finish_pref64(const struct cf_ctx *c, struct conf_option *o)
{
	const struct ip6_prefix *p = &o->opt.pref64.prefix;

	switch (p->plen) {
	case 32:
	case 40:
	case 48:
	case 56:
	case 64:
	case 96:
		break;
	default:
		cf_error(c, prefix_pos(o), "usual is 64:ff9b::/96",
			 "a NAT64 prefix has 32, 40, 48, 56, 64 or 96 bits, not %u", p->plen);
		return;
	}
	if (ip6_is_unspecified(&p->addr) || ip6_is_multicast(&p->addr))
		cf_error(c, prefix_pos(o), "usual is 64:ff9b::/96", "not a NAT64 prefix");
	else
		clear_host_bits(c, o);
}

/* Was the head of the block read? Without it there is nothing to judge. */
static bool has_head(const struct conf_option *o)
{
	struct cf_member m;

	for (unsigned i = 0; (m = cf_block_member(o->node.block, i)).field; i++)
		if ((m.field->flags & FIELD_HEAD) && o->node.set[i].line == 0)
			return false;
	return true;
}

void conf_finish_option(const struct cf_ctx *c, void *block, void *parent)
{
	struct conf_option *o = block;

	(void)parent;
	if (!has_head(o))
		return;
	if (o->opt.type == ND_OPT_PREFIX)
		finish_prefix(c, o);
	else if (o->opt.type == ND_OPT_PREF64)
		finish_pref64(c, o);
	else if (o->opt.type == ND_OPT_ROUTE)
		clear_host_bits(c, o);
}

/* -- lifetimes that follow from the interface -- */

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

/* */
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
static void check_default_route(const struct cf_ctx *c, const struct conf_iface *i,
				struct conf_option *o)
{
	const struct nd_opt_route *r = &o->opt.route;

	if (r->prefix.plen != 0 || (r->lifetime_s == 0) == (i->ra.router_lifetime_s == 0))
		return;
	if (in_doubt(o, AT(route.lifetime_s)) || cf_in_doubt(&i->node, IFACE(ra.router_lifetime_s)))
		return;
	cf_warn(c, prefix_pos(o), "make both lifetimes 0, or neither",
		"route ::/0 and AdvDefaultLifetime contradict each other: default routes will flap");
}

/* */
static void check_pd_preferred(const struct cf_ctx *c, const struct conf_iface *i,
			       const struct conf_option *o)
{
	if (cf_in_doubt(&i->node, IFACE(ra.managed)) || cf_in_doubt(&i->node, IFACE(ra.other)))
		return;
	if (o->opt.prefix.pd_preferred && !i->ra.managed && !i->ra.other)
		cf_warn(c, at(o, AT(prefix.pd_preferred)), "AdvManagedFlag or AdvOtherConfigFlag on",
			"hosts may not ask for a prefix while M and O are off");
}

void conf_options_derive(const struct cf_ctx *c, struct conf_iface *i)
{
	uint32_t routes = 0;

	for (uint32_t n = 0; n < i->n_options; n++) {
		struct conf_option *o = i->options[n];

		if (lifetime_off(o) && !cf_is_set(&o->node, lifetime_off(o)))
			set_default_lifetime(i, o);
		if (lifetime_off(o))
			check_short_lifetime(c, i, o);
		if (o->opt.type == ND_OPT_PREFIX)
			check_pd_preferred(c, i, o);
		if (o->opt.type != ND_OPT_ROUTE)
			continue;
		check_default_route(c, i, o);
		if (++routes == MANY_ROUTES + 1)
			cf_warn(c, &o->node.pos, NULL,
				"more than %u routes on a link: hosts may not keep them all (RFC 4191)",
				MANY_ROUTES);
	}
}

/* -- duplicates and order -- */

/* struct key - what makes two options the same one. */
struct key {
	uint8_t type;
	struct ip6_prefix prefix;	/* host bits cleared */
	uint32_t index;			/* in the order of the text */
};

static int compare_identity(const struct key *a, const struct key *b)
{
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (a->prefix.plen != b->prefix.plen)
		return a->prefix.plen < b->prefix.plen ? -1 : 1;
	return memcmp(&a->prefix.addr, &b->prefix.addr, sizeof(a->prefix.addr));
}

static int compare_key(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int r = compare_identity(x, y);

	return r != 0 ? r : (x->index > y->index) - (x->index < y->index);
}

static uint32_t collect_keys(const struct conf_iface *i, struct key *keys)
{
	uint32_t n = 0;

	for (uint32_t k = 0; k < i->n_options; k++) {
		const struct ip6_prefix *p = conf_prefix_of(i->options[k]);

		if (!p || i->options[k]->node.faulty)
			continue;
		keys[n].type = i->options[k]->opt.type;
		keys[n].prefix.plen = p->plen;
		keys[n].prefix.addr = ip6_mask(&p->addr, p->plen);
		keys[n++].index = k;
	}
	return n;
}

/* of several the last one counts, the others go. */
static bool drop_duplicates(const struct cf_ctx *c, struct conf_iface *i)
{
	struct key *keys = talloc_array(i, struct key, i->n_options);
	uint32_t n;

	if (!keys)
		return false;
	n = collect_keys(i, keys);
	qsort(keys, n, sizeof(*keys), compare_key);
	for (uint32_t k = 0; k + 1 < n; k++) {
		struct conf_option *first = i->options[keys[k].index];
		struct conf_option *later = i->options[keys[k + 1].index];

		if (compare_identity(&keys[k], &keys[k + 1]) != 0)
			continue;
		cf_warn(c, prefix_pos(later), "remove one of the two",
			"the same %s as in line %lu; this one counts", later->node.block->keyword,
			(unsigned long)first->node.pos.line);
		i->options[keys[k].index] = NULL;
	}
	talloc_free(keys);
	for (uint32_t k = n = 0; k < i->n_options; k++) {
		if (i->options[k])
			i->options[n++] = i->options[k];
	}
	i->n_options = n;
	return true;
}

static bool is_sent(const struct conf_option *o, uint8_t type)
{
	if (o->opt.type != type)
		return false;
	return type != ND_OPT_PREFIX || !ip6_is_link_local(&o->opt.prefix.prefix.addr);
}

bool conf_options_arrange(const struct cf_ctx *c, struct conf_iface *i)
{
	struct conf_option **sorted;
	uint32_t n = 0;

	if (i->n_options == 0)
		return true;
	sorted = talloc_array(i, struct conf_option *, i->n_options);
	if (!sorted || !drop_duplicates(c, i))
		return false;
	for (size_t kind = 0; kind < ARRAY_LEN(wire_order); kind++)
		for (uint32_t k = 0; k < i->n_options; k++)
			if (is_sent(i->options[k], wire_order[kind]))
				sorted[n++] = i->options[k];
	i->wire = sorted;
	i->n_wire = n;
	return true;
}
