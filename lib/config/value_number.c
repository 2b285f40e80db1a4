/* SPDX-License-Identifier: ISC */
/* Numbers: decimal only, within the range of their field, never cut or wrapped. */
#include "value.h"

#include <stdio.h>
#include <string.h>

#include "millis.h"

#define TOO_MUCH UINT64_MAX

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* How many digits @v begins with, and their value; TOO_MUCH if it does not fit. */
static size_t digits(struct view v, uint64_t *value)
{
	size_t n = 0;

	for (*value = 0; n < v.len && is_digit(v.ptr[n]); n++) {
		if (*value > (UINT64_MAX - 10) / 10)
			*value = TOO_MUCH;
		else
			*value = *value * 10 + (uint64_t)(v.ptr[n] - '0');
	}
	return n;
}

static void put_bound(struct text *t, const struct field *f, uint64_t bound)
{
	nd_ms ms = (nd_ms)bound;
	struct field alone = *f;

	if (f->kind == FIELD_MILLIS) {
		alone.off = 0;
		field_put(t, &alone, &ms);
	} else {
		text_printf(t, "%llu", (unsigned long long)bound);
	}
}

static const char *unit_of(const struct field *f)
{
	if (f->kind == FIELD_MILLIS || f->kind == FIELD_SECONDS)
		return "s";
	return f->unit ? f->unit : "";
}

static void put_range(struct text *t, const struct field *f)
{
	bool infinity = f->kind == FIELD_SECONDS && (f->flags & FIELD_INFINITY);

	put_bound(t, f, f->min);
	text_put(t, "..");
	put_bound(t, f, infinity && f->max == ND_INFINITY_S ? f->max - 1 : f->max);
	if (unit_of(f)[0] != '\0')
		text_printf(t, " %s", unit_of(f));
	if (infinity)
		text_put(t, " or infinity");
}

static bool out_of_range(const struct cf_lexer *l, const struct cf_value *v,
			 const struct cf_token *t)
{
	char range[96], shown[CF_SHOWN];
	struct text r;

	text_init(&r, range, sizeof(range));
	put_range(&r, v->field);
	cf_error(l->ctx, &t->pos, NULL, "%s is out of range: %s takes %s", cf_show(shown, t),
		 v->label, range);
	return false;
}

/* "600s" and the like: what the operator meant, in the unit that is wanted. */
static bool unit_hint(const struct cf_value *v, struct view number, struct view suffix, char *hint,
		      size_t cap)
{
	static const struct {
		const char *suffix;
		uint64_t ms;
	} units[] = {
		{ "ms", 1 },	    { "s", 1000 },	{ "sec", 1000 },   { "m", 60000 },
		{ "min", 60000 },   { "h", 3600000 },	{ "d", 86400000 }, { "w", 604800000 },
	};
	uint64_t n, in_ms = strcmp(unit_of(v->field), "s") == 0  ? 1000 :
			    strcmp(unit_of(v->field), "ms") == 0 ? 1 :
								   0;

	digits(number, &n);
	for (size_t i = 0; in_ms > 0 && i < ARRAY_LEN(units); i++) {
		if (!view_equal(suffix, view_of(units[i].suffix, strlen(units[i].suffix))))
			continue;
		if (n > UINT32_MAX || n * units[i].ms % in_ms != 0)
			break;
		(void)snprintf(hint, cap, "write %llu (always in %s, without the unit)",
			       (unsigned long long)(n * units[i].ms / in_ms), unit_of(v->field));
		return true;
	}
	return false;
}

static void number_hint(const struct cf_lexer *l, const struct cf_value *v,
			const struct cf_token *t, char *hint, size_t cap)
{
	struct view text = t->text;
	const char *words = "a decimal number without a unit";
	uint64_t ignored;
	size_t n = digits(text, &ignored);

	if (n > 0 && unit_hint(v, view_of(text.ptr, n), view_of(text.ptr + n, text.len - n), hint,
			       cap))
		return;
	if (text.len > 1 && text.ptr[0] == '-' && is_digit(text.ptr[1]))
		words = "negative numbers are not allowed here";
	else if (cf_token_is(l->dialect, t, "infinity"))
		words = "infinity is not allowed here";
	else if (n > 0 && n < text.len && text.ptr[n] == '.' && v->field->kind != FIELD_MILLIS)
		words = "whole numbers only";
	(void)snprintf(hint, cap, "%s", words);
}

static bool not_a_number(const struct cf_lexer *l, const struct cf_value *v,
			 const struct cf_token *t)
{
	char hint[96], shown[CF_SHOWN], range[96];
	struct text r;

	text_init(&r, range, sizeof(range));
	put_range(&r, v->field);
	number_hint(l, v, t, hint, sizeof(hint));
	cf_error(l->ctx, &t->pos, hint, "`%s` is not a number: %s takes %s", cf_show(shown, t),
		 v->label, range);
	return false;
}

bool cf_read_number(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t)
{
	const struct field *f = v->field;
	uint64_t n;

	if (f->kind == FIELD_SECONDS && (f->flags & FIELD_INFINITY) &&
	    cf_token_is(l->dialect, t, "infinity")) {
		field_set_uint(f, v->base, ND_INFINITY_S);
		return true;
	}
	if (digits(t->text, &n) != t->text.len)
		return not_a_number(l, v, t);
	if (n < f->min || n > f->max)
		return out_of_range(l, v, t);
	field_set_uint(f, v->base, n);
	return true;
}

/* Decimals beyond the third are rounded: a millisecond is as fine as our clock is. */
bool cf_read_millis(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t)
{
	const struct field *f = v->field;
	uint64_t seconds, ms = 0, weight = 100;
	size_t n = digits(t->text, &seconds), at = n + 1;

	if (n == 0 || (n < t->text.len && (t->text.ptr[n] != '.' || at == t->text.len)))
		return not_a_number(l, v, t);
	for (; at < t->text.len; at++) {
		uint64_t digit = (uint64_t)(t->text.ptr[at] - '0');

		if (!is_digit(t->text.ptr[at]))
			return not_a_number(l, v, t);
		ms += at == n + 4 && digit >= 5 ? 1 : digit * weight;
		weight /= 10;
	}
	if (seconds > f->max / 1000 + 1)
		return out_of_range(l, v, t);
	ms += seconds * 1000;
	if (ms < f->min || ms > f->max)
		return out_of_range(l, v, t);
	*(nd_ms *)cf_field_at(v) = (nd_ms)ms;
	return true;
}
