/* SPDX-License-Identifier: ISC */
/* Route Information, RFC 4191 s. 2.3. */
#include "opt_rows.h"

static const struct field fields[] = {
	{ .name = "prefix", .kind = FIELD_PREFIX, .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED,
	  ND_FIELD(route.prefix) },
	{ .name = "preference", .keyword = "AdvRoutePreference", .kind = FIELD_PREFERENCE,
	  ND_FIELD(route.preference), .max = 1, .def = ND_PREF_MEDIUM },
	{ .name = "lifetime", .keyword = "AdvRouteLifetime", .kind = FIELD_SECONDS,
	  .flags = FIELD_INFINITY | FIELD_LIFETIME | FIELD_DERIVED, ND_FIELD(route.lifetime_s),
	  .max = UINT32_MAX, .unit = "s" },
};

/* The least octets of prefix for a length: 0, 8 or 16. */
static size_t prefix_room(uint8_t plen)
{
	return (plen + 63u) / 64u * 8u;
}

static int parse(struct rbuf *r, struct nd_opt *o)
{
	struct nd_opt_route *t = &o->route;

	t->prefix.plen = rbuf_u8(r);
	if (t->prefix.plen > IP6_BITS)
		return ND_ERANGE;
	if (nd_pref_of_bits(rbuf_u8(r), &t->preference) < 0)
		return ND_ERANGE;	/* RFC 4191 s. 2.3: the option is ignored then */
	t->lifetime_s = rbuf_u32(r);
	if (rbuf_left(r) < prefix_room(t->prefix.plen))
		return ND_ELEN;
	rbuf_copy(r, &t->prefix.addr, rbuf_left(r));
	t->prefix.addr = ip6_mask(&t->prefix.addr, t->prefix.plen);
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	const struct nd_opt_route *t = &o->route;
	struct in6_addr addr;

	if (t->prefix.plen > IP6_BITS)
		return ND_ERANGE;
	addr = ip6_mask(&t->prefix.addr, t->prefix.plen);
	wbuf_u8(w, t->prefix.plen);
	wbuf_u8(w, nd_pref_bits(t->preference));
	wbuf_u32(w, t->lifetime_s);
	wbuf_put(w, &addr, prefix_room(t->prefix.plen));
	return 0;
}

const struct nd_opt_desc nd_row_route = {
	.type = ND_OPT_ROUTE, .name = "route", .keyword = "route", .rfc = "RFC 4191",
	.min_units = 1, .max_units = 3, .allowed = ND_IN_RA, .repeats = true,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
