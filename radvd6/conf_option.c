/* SPDX-License-Identifier: ISC */
/*
 * One option by itself: prefixes, routes, name servers. Lifetimes that follow
 * from the interface are in conf_derive.c, duplicates and order in conf_wire.c.
 */
#include "conf_check.h"

#include <net/if.h>
#include <string.h>

#define LEN_6TO4 48u	/* bits that a 6to4 prefix takes from an IPv4 address, RFC 3056 s. 2 */
#define LEN_AUTO 64u	/* bits of an automatic prefix */

#define AT(member) offsetof(struct conf_option, opt.member)

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

const struct cf_pos *conf_prefix_pos(struct conf_option *o)
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
	else if (ip6_is_loopback(a))
		cf_warn(c, pos, NULL, "every host will take ::1 for itself, not for this router");
}

void conf_clear_host_bits(const struct cf_ctx *c, struct conf_option *o, const char *verb)
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
	cf_warn(c, conf_prefix_pos(o), NULL, "bits beyond the prefix length: %s is %s", shown,
		verb);
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

bool conf_is_automatic(const struct conf_option *o)
{
	return o->opt.type == ND_OPT_PREFIX &&
	       (o->base_iface || ip6_is_unspecified(&o->opt.prefix.prefix.addr));
}

static bool is_name(const struct cf_ctx *c, const struct cf_pos *pos, const char *name)
{
	size_t len = strlen(name);

	if (len > 0 && len < IF_NAMESIZE && !strpbrk(name, "/: \t\n\v\f\r*?"))
		return true;
	cf_error(c, pos, NULL, "not a name of an interface: 1..%d octets, without blanks, / and :",
		 IF_NAMESIZE - 1);
	return false;
}

/* the prefixes of another interface. The address stands for nothing. */
static void check_base_iface(const struct cf_ctx *c, struct conf_option *o)
{
	struct ip6_prefix *p = &o->opt.prefix.prefix;

	is_name(c, cf_pos_of(&o->node, offsetof(struct conf_option, base_iface)), o->base_iface);
	if (o->base_6to4)
		cf_error(c, cf_pos_of(&o->node, offsetof(struct conf_option, base_6to4)),
			 "write a `prefix` block for each",
			 "Base6to4Interface together with Base6Interface");
	if (p->plen != LEN_AUTO)
		cf_error(c, conf_prefix_pos(o), "write ::/64",
			 "Base6Interface needs a prefix length of 64, not %u", p->plen);
	else if (!ip6_is_unspecified(&p->addr))
		cf_warn(c, conf_prefix_pos(o), "write ::/64",
			"with Base6Interface the prefix itself is not used");
	p->addr = in6addr_any;
}

/* 2002, the IPv4 address, and of the prefix itself the 16 bits behind them. */
static void check_base_6to4(const struct cf_ctx *c, struct conf_option *o)
{
	struct ip6_prefix *p = &o->opt.prefix.prefix;
	struct in6_addr head = ip6_mask(&p->addr, LEN_6TO4);

	is_name(c, cf_pos_of(&o->node, offsetof(struct conf_option, base_6to4)), o->base_6to4);
	if (!ip6_is_unspecified(&head))
		cf_warn(c, conf_prefix_pos(o), "write it like 0:0:0:1::/64",
			"with Base6to4Interface the first %u bits are replaced", LEN_6TO4);
	if (p->plen != LEN_AUTO)
		cf_warn(c, conf_prefix_pos(o), "write /64",
			"with Base6to4Interface a /64 is sent, not a /%u", p->plen);
	for (unsigned i = 0; i < LEN_6TO4 / 8; i++)
		p->addr.s6_addr[i] = 0;
	p->plen = LEN_AUTO;
	conf_clear_host_bits(c, o, "sent");
}

/* */
static void check_automatic(const struct cf_ctx *c, struct conf_option *o)
{
	if (o->opt.prefix.prefix.plen != LEN_AUTO)
		cf_warn(c, conf_prefix_pos(o), "write ::/64",
			"of the interface's prefixes only those of 64 bits are sent, as for ::/64");
}

static void check_static(const struct cf_ctx *c, struct conf_option *o)
{
	const struct nd_opt_prefix *p = &o->opt.prefix;

	if (ip6_is_multicast(&p->prefix.addr)) {
		cf_error(c, conf_prefix_pos(o), NULL, "a multicast prefix cannot be advertised");
	} else if (ip6_is_link_local(&p->prefix.addr)) {
		cf_warn(c, conf_prefix_pos(o), "remove the block: every link has fe80::/64 by itself",
			"a link-local prefix is not sent");
	} else {
		conf_clear_host_bits(c, o, "sent");
		if (p->autonomous && p->prefix.plen != 64 && !in_doubt(o, AT(prefix.autonomous)))
			cf_warn(c, conf_prefix_pos(o), "use a /64, or set AdvAutonomous off",
				"hosts make no addresses from a prefix of %u bits", p->prefix.plen);
	}
}

static void finish_prefix(const struct cf_ctx *c, struct conf_option *o)
{
	if (o->base_iface)
		check_base_iface(c, o);
	else if (o->base_6to4)
		check_base_6to4(c, o);
	else if (conf_is_automatic(o))
		check_automatic(c, o);
	else
		check_static(c, o);
	check_preferred(c, o);
}

bool conf_check_nat64(const struct cf_ctx *c, struct conf_option *o)
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
		cf_error(c, conf_prefix_pos(o), "usual is 64:ff9b::/96",
			 "a NAT64 prefix has 32, 40, 48, 56, 64 or 96 bits, not %u", p->plen);
		return false;
	}
	if (ip6_is_unspecified(&p->addr) || ip6_is_multicast(&p->addr)) {
		cf_error(c, conf_prefix_pos(o), "usual is 64:ff9b::/96", "not a NAT64 prefix");
		return false;
	}
	return true;
}

bool conf_has_head(const struct conf_option *o)
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
	bool head = conf_has_head(o);

	(void)parent;
	if (!o->node.block->parts[0].option) {
		conf_finish_raw(c, o, head);
		return;
	}
	if (!head)
		return;
	switch (o->opt.type) {
	case ND_OPT_PREFIX:
		finish_prefix(c, o);
		break;
	case ND_OPT_PREF64:
		if (conf_check_nat64(c, o))
			conf_clear_host_bits(c, o, "sent");
		break;
	case ND_OPT_ROUTE:
		conf_clear_host_bits(c, o, "sent");
		break;
	case ND_OPT_6CO:
		conf_finish_6co(c, o);
		break;
	case ND_OPT_ABRO:
		conf_finish_abro(c, o);
		break;
	case ND_OPT_DNR:
		conf_finish_dnr(c, o);
		break;
	default:
		break;
	}
}
