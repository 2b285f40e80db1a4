/* SPDX-License-Identifier: ISC */
/* 6LoWPAN Context, RFC 6775 s. 4.2. One context per ID: the ID is the identity. */
#include "opt_rows.h"

#define COMPRESSION 0x10u
#define ID_MAX 0x0fu

static const struct field fields[] = {
	{ .name = "context-prefix", .keyword = "AdvContextPrefix", .kind = FIELD_ADDR,
	  ND_FIELD(sixco.context) },
	{ .name = "context-length", .keyword = "AdvContextLength", .kind = FIELD_UINT,
	  ND_FIELD(sixco.context_len), .max = IP6_BITS, .unit = "bits" },
	{ .name = "compression", .keyword = "AdvContextCompressionFlag", .kind = FIELD_BOOL,
	  ND_FIELD(sixco.compression), .max = 1 },
	{ .name = "context-id", .keyword = "AdvContextID", .kind = FIELD_UINT, .flags = FIELD_KEY,
	  ND_FIELD(sixco.context_id), .max = ID_MAX },
	{ .name = "lifetime", .keyword = "AdvLifeTime", .kind = FIELD_UINT, .flags = FIELD_LIFETIME,
	  ND_FIELD(sixco.lifetime_min), .max = UINT16_MAX, .unit = "min" },
};

static size_t context_room(uint8_t len)
{
	return len > 64 ? 16 : 8;
}

static int parse(struct rbuf *r, struct nd_opt *o)
{
	struct nd_opt_6co *c = &o->sixco;
	uint8_t flags;

	c->context_len = rbuf_u8(r);
	if (c->context_len > IP6_BITS)
		return ND_ERANGE;
	flags = rbuf_u8(r);
	c->compression = flags & COMPRESSION;
	c->context_id = flags & ID_MAX;
	rbuf_skip(r, 2);
	c->lifetime_min = rbuf_u16(r);
	if (rbuf_left(r) < context_room(c->context_len))
		return ND_ELEN;
	rbuf_copy(r, &c->context, rbuf_left(r));
	c->context = ip6_mask(&c->context, c->context_len);
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	const struct nd_opt_6co *c = &o->sixco;
	struct in6_addr context;

	if (c->context_len > IP6_BITS || c->context_id > ID_MAX)
		return ND_ERANGE;
	context = ip6_mask(&c->context, c->context_len);
	wbuf_u8(w, c->context_len);
	wbuf_u8(w, (uint8_t)((c->compression ? COMPRESSION : 0) | c->context_id));
	wbuf_zero(w, 2);
	wbuf_u16(w, c->lifetime_min);
	wbuf_put(w, &context, context_room(c->context_len));
	return 0;
}

const struct nd_opt_desc nd_row_6co = {
	.type = ND_OPT_6CO, .name = "6co", .keyword = "lowpanco", .rfc = "RFC 6775",
	.min_units = 2, .max_units = 3, .allowed = ND_IN_RA, .repeats = true,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
