/* SPDX-License-Identifier: ISC */
/* Nonce, RFC 3971 s. 5.3.2; also in the probes of enhanced DAD (RFC 7527 s. 4). */
#include "opt_rows.h"

#define NONCE_MIN_LEN 6u

static const struct field fields[] = {
	{ .name = "nonce", .kind = FIELD_OCTETS, ND_FIELD(nonce.nonce) },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	o->nonce.nonce = rbuf_view(r, rbuf_left(r));
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	if (o->nonce.nonce.len < NONCE_MIN_LEN)
		return ND_ERANGE;
	wbuf_put(w, o->nonce.nonce.ptr, o->nonce.nonce.len);
	return 0;
}

const struct nd_opt_desc nd_row_nonce = {
	.type = ND_OPT_NONCE, .name = "nonce", .rfc = "RFC 3971",
	.min_units = 1, .max_units = 255,
	.allowed = ND_IN_RS | ND_IN_RA | ND_IN_NS | ND_IN_NA | ND_IN_REDIRECT,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
