/* SPDX-License-Identifier: ISC */
/* DNS Search List, RFC 8106 s. 5.2: uncompressed names, then zero octets. */
#include "opt_rows.h"

static const struct field fields[] = {
	{ .name = "suffixes", .kind = FIELD_NAMES, .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED,
	  ND_FIELD(dnssl.suffixes) },
	{ .name = "lifetime", .keyword = "AdvDNSSLLifetime", .kind = FIELD_SECONDS,
	  .flags = FIELD_INFINITY | FIELD_LIFETIME | FIELD_DERIVED, ND_FIELD(dnssl.lifetime_s),
	  .max = UINT32_MAX, .unit = "s" },
};

/* Take names until the octets end or a zero stands where a name should begin. */
static int take_names(struct rbuf *r, struct view *names)
{
	struct rbuf start = *r;
	size_t len = 0;

	while (rbuf_left(r) > 0) {
		struct rbuf peek = *r;
		struct view name;
		int err;

		if (rbuf_u8(&peek) == 0)
			break;
		err = nd_name_next(r, &name);
		if (err < 0)
			return err;
		len += name.len;
	}
	*names = rbuf_view(&start, len);
	return len > 0 ? 0 : ND_ERANGE;
}

static int parse(struct rbuf *r, struct nd_opt *o)
{
	int err;

	rbuf_skip(r, 2);
	o->dnssl.lifetime_s = rbuf_u32(r);
	err = take_names(r, &o->dnssl.suffixes);
	if (err < 0)
		return err;
	return nd_is_zero(rbuf_view(r, rbuf_left(r))) ? nd_result(r) : ND_ERANGE;
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	struct view names = o->dnssl.suffixes, taken;
	struct rbuf r;

	rbuf_init(&r, names.ptr, names.len);
	if (take_names(&r, &taken) < 0 || rbuf_left(&r) > 0)
		return ND_ERANGE;
	wbuf_zero(w, 2);
	wbuf_u32(w, o->dnssl.lifetime_s);
	wbuf_put(w, names.ptr, names.len);
	return 0;
}

const struct nd_opt_desc nd_row_dnssl = {
	.type = ND_OPT_DNSSL, .name = "dnssl", .keyword = "DNSSL", .rfc = "RFC 8106",
	.min_units = 2, .max_units = 255, .allowed = ND_IN_RA, .repeats = true,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
