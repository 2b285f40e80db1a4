/* SPDX-License-Identifier: ISC */
/*
 * THE option table, and everything that is done to an option by description
 * (RFC 4861 s. 4.6). What is particular to a type stands in its row, one file
 * opt_*.c each.
 */
#include "nd_opt.h"

#include "err.h"
#include "opt_rows.h"

const struct nd_opt_desc *const nd_opt_table[] = {
	&nd_row_slla, &nd_row_tlla, &nd_row_prefix, &nd_row_redirected, &nd_row_mtu,
	&nd_row_adv_interval, &nd_row_home_agent, &nd_row_nonce, &nd_row_pvd, &nd_row_route,
	&nd_row_rdnss, &nd_row_flags_expansion, &nd_row_dnssl, &nd_row_6co, &nd_row_abro,
	&nd_row_captive_portal, &nd_row_pref64, &nd_row_dnr, &nd_row_raw,
};

const unsigned nd_opt_n_rows = ARRAY_LEN(nd_opt_table);

const struct nd_opt_desc *nd_opt_desc_of(uint8_t type)
{
	for (unsigned i = 0; i < ARRAY_LEN(nd_opt_table) - 1; i++) {
		if (nd_opt_table[i]->type == type)
			return nd_opt_table[i];
	}
	return &nd_row_raw;
}

static void init_as(struct nd_opt *o, const struct nd_opt_desc *desc, uint8_t type)
{
	memset(o, 0, sizeof(*o));
	o->desc = desc;
	o->type = type;
	for (unsigned i = 0; i < desc->n_fields; i++)
		field_set_default(&desc->fields[i], o);
}

void nd_opt_init(struct nd_opt *o, uint8_t type)
{
	init_as(o, nd_opt_desc_of(type), type);
}

/* The value behind type and length; @units is what the length octet said. */
static int parse_value(struct rbuf body, uint8_t units, struct nd_opt *o)
{
	if (units < o->desc->min_units || units > o->desc->max_units)
		return ND_ELEN;
	return o->desc->parse(&body, o);
}

int nd_opt_next(struct rbuf *options, struct nd_opt *o, int *fault)
{
	uint8_t type, units;
	struct rbuf body;

	*fault = 0;
	if (rbuf_left(options) == 0)
		return rbuf_ok(options) ? 0 : ND_ELEN;
	type = rbuf_u8(options);
	units = rbuf_u8(options);
	if (units == 0)
		return ND_ELEN;
	body = rbuf_sub(options, units * ND_OPT_UNIT - 2);
	if (!rbuf_ok(options))
		return ND_ELEN;
	nd_opt_init(o, type);
	*fault = parse_value(body, units, o);
	if (*fault < 0) {
		init_as(o, &nd_row_raw, type);
		(void)nd_row_raw.parse(&body, o);
	}
	return 1;
}

/* Type, length, value and padding; what went wrong is undone by the caller. */
static int build_whole(struct wbuf *w, const struct nd_opt *o)
{
	size_t start = w->len, len;
	int r;

	wbuf_u8(w, o->type);
	wbuf_u8(w, 0);
	r = o->desc->build(w, o);
	if (r < 0)
		return r;
	len = w->len - start;
	wbuf_zero(w, (ND_OPT_UNIT - len % ND_OPT_UNIT) % ND_OPT_UNIT);
	if (!wbuf_ok(w))
		return ND_EFULL;
	len = w->len - start;
	if (len > o->desc->max_units * ND_OPT_UNIT)
		return ND_EFULL;
	if (len < o->desc->min_units * ND_OPT_UNIT)
		return ND_ERANGE;
	wbuf_set_u8(w, start + 1, (uint8_t)(len / ND_OPT_UNIT));
	return 0;
}

int nd_opt_build(struct wbuf *w, const struct nd_opt *o)
{
	size_t start = w->len;
	int r;

	if (!wbuf_ok(w))
		return ND_EFULL;
	r = build_whole(w, o);
	if (r < 0)
		wbuf_rewind(w, start);
	return r;
}

static void put_raw(struct text *t, const struct nd_opt *o)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	struct wbuf w;

	wbuf_init(&w, octets, sizeof(octets));
	if (nd_opt_build(&w, o) < 0)
		return;
	text_printf(t, "AdvOption %u \"", o->type);
	text_hex(t, view_of(octets + 2, w.len - 2), '\0');
	text_put(t, "\";");
}

static void put_option(struct text *t, const struct nd_opt *o, bool inner);

static void put_inner(struct text *t, struct view options)
{
	struct nd_opt o;
	struct rbuf r;
	int fault;

	rbuf_init(&r, options.ptr, options.len);
	while (nd_opt_next(&r, &o, &fault) > 0) {
		text_char(t, ' ');
		put_option(t, &o, true);
	}
}

static bool is_empty_view(const struct field *f, const struct nd_opt *o)
{
	return field_is_view(f) && ((const struct view *)field_ptr(f, o))->len == 0;
}

static void put_body_field(struct text *t, const struct field *f, const struct nd_opt *o)
{
	if (f->kind == FIELD_OPTIONS) {
		put_inner(t, *(const struct view *)field_ptr(f, o));
		return;
	}
	if (!f->keyword || (f->flags & FIELD_HEAD) || is_empty_view(f, o))
		return;
	text_printf(t, " %s ", f->keyword);
	field_put(t, f, o);
	text_char(t, ';');
}

/* A PvD inside a PvD is ignored by hosts (RFC 8801 s. 3.2); it is shown as octets. */
static void put_option(struct text *t, const struct nd_opt *o, bool inner)
{
	const struct nd_opt_desc *d = o->desc;

	if (!d->keyword || (inner && o->type == ND_OPT_PVD)) {
		put_raw(t, o);
		return;
	}
	text_put(t, d->keyword);
	for (unsigned i = 0; i < d->n_fields; i++) {
		if (!(d->fields[i].flags & FIELD_HEAD))
			continue;
		text_char(t, ' ');
		field_put(t, &d->fields[i], o);
	}
	if (!d->statement) {
		text_put(t, " {");
		for (unsigned i = 0; i < d->n_fields; i++)
			put_body_field(t, &d->fields[i], o);
		text_put(t, " }");
	}
	text_char(t, ';');
}

void nd_opt_put(struct text *t, const struct nd_opt *o)
{
	put_option(t, o, false);
}

/* Domain names compare without regard to case (RFC 4343); label lengths are no letters. */
static bool names_equal(struct view a, struct view b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		uint8_t ca = a.ptr[i], cb = b.ptr[i];

		if (ca >= 'A' && ca <= 'Z')
			ca |= 0x20;
		if (cb >= 'A' && cb <= 'Z')
			cb |= 0x20;
		if (ca != cb)
			return false;
	}
	return true;
}

static bool same_value(const struct field *f, const struct nd_opt *a, const struct nd_opt *b)
{
	if (f->kind == FIELD_NAMES)
		return names_equal(*(const struct view *)field_ptr(f, a),
				   *(const struct view *)field_ptr(f, b));
	return field_equal(f, a, b);
}

bool nd_opt_same_key(const struct nd_opt *a, const struct nd_opt *b)
{
	if (a->type != b->type || a->desc != b->desc)
		return false;
	for (unsigned i = 0; i < a->desc->n_fields; i++) {
		const struct field *f = &a->desc->fields[i];

		if ((f->flags & FIELD_KEY) && !same_value(f, a, b))
			return false;
	}
	return true;
}

const struct field *nd_opt_differ(const struct nd_opt *a, const struct nd_opt *b, unsigned *at)
{
	if (a->desc != b->desc) {	/* one of them has a fault inside: no field compares */
		unsigned first = *at;

		*at = a->desc->n_fields;
		return first == 0 ? &a->desc->fields[0] : NULL;
	}
	while (*at < a->desc->n_fields) {
		const struct field *f = &a->desc->fields[(*at)++];

		if (!same_value(f, a, b))
			return f;
	}
	return NULL;
}

bool nd_opt_withdraw(struct nd_opt *o)
{
	bool can = false;

	for (unsigned i = 0; i < o->desc->n_fields; i++) {
		const struct field *f = &o->desc->fields[i];

		if (!(f->flags & FIELD_LIFETIME))
			continue;
		field_set_uint(f, o, 0);
		can = true;
	}
	return can;
}
