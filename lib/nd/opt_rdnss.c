/* SPDX-License-Identifier: ISC */
/* Recursive DNS Server, RFC 8106 s. 5.1. */
#include "opt_rows.h"

static const struct field fields[] = {
	{ .name = "servers", .kind = FIELD_ADDRS, .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED,
	  ND_FIELD(rdnss.servers) },
	{ .name = "lifetime", .keyword = "AdvRDNSSLifetime", .kind = FIELD_SECONDS,
	  .flags = FIELD_INFINITY | FIELD_LIFETIME | FIELD_DERIVED, ND_FIELD(rdnss.lifetime_s),
	  .max = UINT32_MAX, .unit = "s" },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	rbuf_skip(r, 2);
	o->rdnss.lifetime_s = rbuf_u32(r);
	o->rdnss.servers = rbuf_view(r, rbuf_left(r));
	/* RFC 8106 s. 5.3.1: an even length cannot be whole addresses */
	return o->rdnss.servers.len % sizeof(struct in6_addr) ? ND_ELEN : nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	struct view servers = o->rdnss.servers;

	if (servers.len == 0 || servers.len % sizeof(struct in6_addr))
		return ND_ERANGE;
	wbuf_zero(w, 2);
	wbuf_u32(w, o->rdnss.lifetime_s);
	wbuf_put(w, servers.ptr, servers.len);
	return 0;
}

const struct nd_opt_desc nd_row_rdnss = {
	.type = ND_OPT_RDNSS, .name = "rdnss", .keyword = "RDNSS", .rfc = "RFC 8106",
	.min_units = 3, .max_units = 255, .allowed = ND_IN_RA, .repeats = true,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
