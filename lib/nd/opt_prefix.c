/* SPDX-License-Identifier: ISC */
/*
 * Prefix Information, RFC 4861 s. 4.6.2, with R (RFC 6275 s. 7.2) and P (RFC
 * 9762 s. 4). A preferred above the valid lifetime is no fault of the option
 * here: hosts ignore such a prefix, and a watch has to name it.
 */
#include "opt_rows.h"

enum {
	ON_LINK = 0x80,
	AUTONOMOUS = 0x40,
	ROUTER_ADDR = 0x20,
	PD_PREFERRED = 0x10,
};

static const struct field fields[] = {
	{ .name = "prefix", .kind = FIELD_PREFIX, .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED,
	  ND_FIELD(prefix.prefix) },
	{ .name = "on-link", .keyword = "AdvOnLink", .kind = FIELD_BOOL,
	  ND_FIELD(prefix.on_link), .max = 1, .def = 1 },
	{ .name = "autonomous", .keyword = "AdvAutonomous", .kind = FIELD_BOOL,
	  ND_FIELD(prefix.autonomous), .max = 1, .def = 1 },
	{ .name = "router-addr", .keyword = "AdvRouterAddr", .kind = FIELD_BOOL,
	  ND_FIELD(prefix.router_addr), .max = 1 },
	{ .name = "pd-preferred", .keyword = "AdvDHCPv6PDPreferred", .kind = FIELD_BOOL,
	  ND_FIELD(prefix.pd_preferred), .max = 1 },
	{ .name = "valid-lifetime", .keyword = "AdvValidLifetime", .kind = FIELD_SECONDS,
	  .flags = FIELD_INFINITY | FIELD_LIFETIME, ND_FIELD(prefix.valid_s),
	  .max = UINT32_MAX, .def = 86400, .unit = "s" },
	{ .name = "preferred-lifetime", .keyword = "AdvPreferredLifetime", .kind = FIELD_SECONDS,
	  .flags = FIELD_INFINITY | FIELD_LIFETIME, ND_FIELD(prefix.preferred_s),
	  .max = UINT32_MAX, .def = 14400, .unit = "s" },
};

/* With R the whole address counts, else only the prefix. */
static struct in6_addr visible(const struct nd_opt_prefix *p)
{
	return p->router_addr ? p->prefix.addr : ip6_mask(&p->prefix.addr, p->prefix.plen);
}

static int parse(struct rbuf *r, struct nd_opt *o)
{
	struct nd_opt_prefix *p = &o->prefix;
	uint8_t flags;

	p->prefix.plen = rbuf_u8(r);
	if (p->prefix.plen > IP6_BITS)
		return ND_ERANGE;
	flags = rbuf_u8(r);
	p->on_link = flags & ON_LINK;
	p->autonomous = flags & AUTONOMOUS;
	p->router_addr = flags & ROUTER_ADDR;
	p->pd_preferred = flags & PD_PREFERRED;
	p->valid_s = rbuf_u32(r);
	p->preferred_s = rbuf_u32(r);
	rbuf_skip(r, 4);
	rbuf_copy(r, &p->prefix.addr, sizeof(p->prefix.addr));
	p->prefix.addr = visible(p);
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	const struct nd_opt_prefix *p = &o->prefix;
	struct in6_addr addr;

	if (p->prefix.plen > IP6_BITS || p->preferred_s > p->valid_s)
		return ND_ERANGE;
	addr = visible(p);
	wbuf_u8(w, p->prefix.plen);
	wbuf_u8(w, (uint8_t)((p->on_link ? ON_LINK : 0) | (p->autonomous ? AUTONOMOUS : 0) |
			     (p->router_addr ? ROUTER_ADDR : 0) |
			     (p->pd_preferred ? PD_PREFERRED : 0)));
	wbuf_u32(w, p->valid_s);
	wbuf_u32(w, p->preferred_s);
	wbuf_zero(w, 4);
	wbuf_put(w, &addr, sizeof(addr));
	return 0;
}

const struct nd_opt_desc nd_row_prefix = {
	.type = ND_OPT_PREFIX, .name = "prefix", .keyword = "prefix", .rfc = "RFC 4861",
	.min_units = 4, .max_units = 4, .allowed = ND_IN_RA, .repeats = true,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
