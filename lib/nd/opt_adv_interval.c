/* SPDX-License-Identifier: ISC */
/* Advertisement Interval, RFC 6275 s. 7.3. */
#include "opt_rows.h"

static const struct field fields[] = {
	{ .name = "interval", .kind = FIELD_UINT, ND_FIELD(adv_interval.interval_ms),
	  .max = UINT32_MAX, .unit = "ms" },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	rbuf_skip(r, 2);
	o->adv_interval.interval_ms = rbuf_u32(r);
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	wbuf_zero(w, 2);
	wbuf_u32(w, o->adv_interval.interval_ms);
	return 0;
}

const struct nd_opt_desc nd_row_adv_interval = {
	.type = ND_OPT_ADV_INTERVAL, .name = "adv-interval", .rfc = "RFC 6275",
	.min_units = 1, .max_units = 1, .allowed = ND_IN_RA,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
