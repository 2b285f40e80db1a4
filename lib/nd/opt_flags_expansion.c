/* SPDX-License-Identifier: ISC */
/* RA Flags Expansion, RFC 5175 s. 4: flag bits 8 to 55. What is longer belongs to the future. */
#include "opt_rows.h"

#define FLAGS_MAX 0xffffffffffffu	/* 48 bits */

static const struct field fields[] = {
	{ .name = "flags", .kind = FIELD_UINT, ND_FIELD(flags_expansion.flags), .max = FLAGS_MAX },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	uint64_t high = rbuf_u16(r);

	o->flags_expansion.flags = high << 32 | rbuf_u32(r);
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	uint64_t flags = o->flags_expansion.flags;

	if (flags > FLAGS_MAX)
		return ND_ERANGE;
	wbuf_u16(w, (uint16_t)(flags >> 32));
	wbuf_u32(w, (uint32_t)(flags & UINT32_MAX));
	return 0;
}

const struct nd_opt_desc nd_row_flags_expansion = {
	.type = ND_OPT_FLAGS_EXPANSION, .name = "flags-expansion", .rfc = "RFC 5175",
	.min_units = 1, .max_units = 255, .allowed = ND_IN_RA,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
