/* SPDX-License-Identifier: ISC */
/* Source and Target Link-Layer Address, RFC 4861 s. 4.6.1. The link knows how long one is. */
#include "opt_rows.h"

static const struct field fields[] = {
	{ .name = "address", .kind = FIELD_LLADDR, ND_FIELD(lladdr.addr) },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	o->lladdr.addr = rbuf_view(r, rbuf_left(r));
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	if (o->lladdr.addr.len == 0)
		return ND_ERANGE;
	wbuf_put(w, o->lladdr.addr.ptr, o->lladdr.addr.len);
	return 0;
}

const struct nd_opt_desc nd_row_slla = {
	.type = ND_OPT_SLLA, .name = "source-lladdr", .rfc = "RFC 4861",
	.min_units = 1, .max_units = 255, .allowed = ND_IN_RS | ND_IN_RA | ND_IN_NS,
	ND_FIELDS(fields), .parse = parse, .build = build,
};

const struct nd_opt_desc nd_row_tlla = {
	.type = ND_OPT_TLLA, .name = "target-lladdr", .rfc = "RFC 4861",
	.min_units = 1, .max_units = 255, .allowed = ND_IN_NA | ND_IN_REDIRECT,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
