/* SPDX-License-Identifier: ISC */
/*
 * Authoritative Border Router, RFC 6775 s. 4.3. A lifetime of 0 reads as 10000
 * units there, so it withdraws nothing.
 */
#include "opt_rows.h"

static const struct field fields[] = {
	{ .name = "border-router", .kind = FIELD_ADDR,
	  .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED, ND_FIELD(abro.border_router) },
	{ .name = "version-low", .keyword = "AdvVersionLow", .kind = FIELD_UINT,
	  ND_FIELD(abro.version_low), .max = UINT16_MAX },
	{ .name = "version-high", .keyword = "AdvVersionHigh", .kind = FIELD_UINT,
	  ND_FIELD(abro.version_high), .max = UINT16_MAX },
	{ .name = "lifetime", .keyword = "AdvValidLifetime", .kind = FIELD_UINT,
	  ND_FIELD(abro.lifetime_min), .max = UINT16_MAX, .unit = "min" },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	o->abro.version_low = rbuf_u16(r);
	o->abro.version_high = rbuf_u16(r);
	o->abro.lifetime_min = rbuf_u16(r);
	rbuf_copy(r, &o->abro.border_router, sizeof(o->abro.border_router));
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	wbuf_u16(w, o->abro.version_low);
	wbuf_u16(w, o->abro.version_high);
	wbuf_u16(w, o->abro.lifetime_min);
	wbuf_put(w, &o->abro.border_router, sizeof(o->abro.border_router));
	return 0;
}

const struct nd_opt_desc nd_row_abro = {
	.type = ND_OPT_ABRO, .name = "abro", .keyword = "abro", .rfc = "RFC 6775",
	.min_units = 3, .max_units = 3, .allowed = ND_IN_RA,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
