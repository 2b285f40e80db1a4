/* SPDX-License-Identifier: ISC */
/* MTU, RFC 4861 s. 4.6.4. Which values make sense, the configuration and the watch decide. */
#include "opt_rows.h"

static const struct field fields[] = {
	{ .name = "mtu", .keyword = "AdvLinkMTU", .kind = FIELD_UINT,
	  .flags = FIELD_HEAD | FIELD_REQUIRED, ND_FIELD(mtu.mtu),
	  .min = 1280, .max = UINT32_MAX, .unit = "octets" },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	rbuf_skip(r, 2);
	o->mtu.mtu = rbuf_u32(r);
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	wbuf_zero(w, 2);
	wbuf_u32(w, o->mtu.mtu);
	return 0;
}

const struct nd_opt_desc nd_row_mtu = {
	.type = ND_OPT_MTU, .name = "mtu", .keyword = "AdvLinkMTU", .rfc = "RFC 4861",
	.statement = true, .min_units = 1, .max_units = 1, .allowed = ND_IN_RA,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
