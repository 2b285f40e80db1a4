/* SPDX-License-Identifier: ISC */
/*
 * Provisioning Domain, RFC 8801 s. 3.1: a name, perhaps an RA header of its
 * own, and options that only PvD-aware hosts use. The inner options stay as
 * octets; here only their lengths are settled.
 */
#include "opt_rows.h"

#include "ra_fields.h"

#define NAME_OFF 6u	/* octets of the option before the name */

enum {
	HTTP = 0x8000,
	LEGACY = 0x4000,
	HAS_RA = 0x2000,
	DELAY = 0x000f,
};

static const struct field fields[] = {
	{ .name = "id", .kind = FIELD_NAMES, .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED,
	  ND_FIELD(pvd.id) },
	{ .name = "http", .keyword = "AdvPvDHttpFlag", .kind = FIELD_BOOL, ND_FIELD(pvd.http),
	  .max = 1 },
	{ .name = "legacy", .keyword = "AdvPvDLegacyFlag", .kind = FIELD_BOOL,
	  ND_FIELD(pvd.legacy), .max = 1 },
	{ .name = "delay", .keyword = "AdvPvDDelay", .kind = FIELD_UINT, ND_FIELD(pvd.delay),
	  .max = DELAY },
	{ .name = "sequence", .keyword = "AdvPvDSequenceNumber", .kind = FIELD_UINT,
	  ND_FIELD(pvd.sequence), .max = UINT16_MAX },
	{ .name = "has-ra", .keyword = "AdvPvDRouterHeader", .kind = FIELD_BOOL,
	  ND_FIELD(pvd.has_ra), .max = 1 },
	ND_RA_FIELDS(struct nd_opt, pvd.ra., 0),
	{ .name = "options", .kind = FIELD_OPTIONS, ND_FIELD(pvd.options) },
};

/* Octets from the end of a name of @len to the next multiple of 8 of the option. */
static size_t name_pad(size_t len)
{
	return (ND_OPT_UNIT - (NAME_OFF + len) % ND_OPT_UNIT) % ND_OPT_UNIT;
}

/* Do whole options fill @options? None of them may be a PvD if @strict (RFC 8801 s. 3.2). */
static bool whole_options(struct view options, bool strict)
{
	struct rbuf r;

	rbuf_init(&r, options.ptr, options.len);
	while (rbuf_left(&r) > 0) {
		uint8_t type = rbuf_u8(&r);
		size_t len = rbuf_u8(&r) * ND_OPT_UNIT;

		if (len == 0 || (strict && type == ND_OPT_PVD))
			return false;
		rbuf_skip(&r, len - 2);
	}
	return rbuf_ok(&r);
}

static int parse(struct rbuf *r, struct nd_opt *o)
{
	struct nd_opt_pvd *p = &o->pvd;
	uint16_t flags = rbuf_u16(r);
	int err;

	p->http = flags & HTTP;
	p->legacy = flags & LEGACY;
	p->has_ra = flags & HAS_RA;
	p->delay = flags & DELAY;
	p->sequence = rbuf_u16(r);
	err = nd_name_next(r, &p->id);
	if (err < 0)
		return err;
	rbuf_skip(r, name_pad(p->id.len));
	if (p->has_ra) {
		rbuf_skip(r, 4);	/* type, code and checksum say nothing here */
		nd_ra_parse(r, &p->ra);
	}
	p->options = rbuf_view(r, rbuf_left(r));
	if (!rbuf_ok(r))
		return ND_ESHORT;
	return whole_options(p->options, false) ? 0 : ND_ELEN;
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	const struct nd_opt_pvd *p = &o->pvd;

	if (!nd_is_name(p->id) || p->delay > DELAY || !whole_options(p->options, true))
		return ND_ERANGE;
	wbuf_u16(w, (uint16_t)((p->http ? HTTP : 0) | (p->legacy ? LEGACY : 0) |
			       (p->has_ra ? HAS_RA : 0) | p->delay));
	wbuf_u16(w, p->sequence);
	wbuf_put(w, p->id.ptr, p->id.len);
	wbuf_zero(w, name_pad(p->id.len));
	if (p->has_ra) {
		wbuf_u8(w, ND_RA);
		wbuf_zero(w, 3);
		nd_ra_build(w, &p->ra);
	}
	wbuf_put(w, p->options.ptr, p->options.len);
	return 0;
}

const struct nd_opt_desc nd_row_pvd = {
	.type = ND_OPT_PVD, .name = "pvd", .keyword = "pvd", .rfc = "RFC 8801",
	.min_units = 2, .max_units = 255, .allowed = ND_IN_RA,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
