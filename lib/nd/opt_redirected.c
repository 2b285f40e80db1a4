/* SPDX-License-Identifier: ISC */
/* Redirected Header, RFC 4861 s. 4.6.3: the start of the packet that caused the Redirect. */
#include "opt_rows.h"

static const struct field fields[] = {
	{ .name = "packet", .kind = FIELD_OCTETS, ND_FIELD(redirected.packet) },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	rbuf_skip(r, 6);
	o->redirected.packet = rbuf_view(r, rbuf_left(r));
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	wbuf_zero(w, 6);
	wbuf_put(w, o->redirected.packet.ptr, o->redirected.packet.len);
	return 0;
}

const struct nd_opt_desc nd_row_redirected = {
	.type = ND_OPT_REDIRECTED, .name = "redirected", .rfc = "RFC 4861",
	.min_units = 1, .max_units = 255, .allowed = ND_IN_REDIRECT,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
