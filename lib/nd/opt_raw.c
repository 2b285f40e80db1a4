/* SPDX-License-Identifier: ISC */
/* Any other type: octets that are kept, never guessed at (RFC 4861 s. 4.6). */
#include "opt_rows.h"

static const struct field fields[] = {
	{ .name = "octets", .kind = FIELD_OCTETS, .flags = FIELD_KEY, ND_FIELD(raw.octets) },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	o->raw.octets = rbuf_view(r, rbuf_left(r));
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	wbuf_put(w, o->raw.octets.ptr, o->raw.octets.len);
	return 0;
}

const struct nd_opt_desc nd_row_raw = {
	.type = 0, .name = "raw", .rfc = "RFC 4861", .min_units = 1, .max_units = 255,
	.allowed = ND_IN_RS | ND_IN_RA | ND_IN_NS | ND_IN_NA | ND_IN_REDIRECT, .repeats = true,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
