/* SPDX-License-Identifier: ISC */
/* Values of statements: what is missing or wrong is said with what is allowed. */
#include "value.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "millis.h"

bool cf_no_memory(const struct cf_lexer *l, const struct cf_pos *pos)
{
	cf_error(l->ctx, pos, NULL, "out of memory");
	return false;
}

bool cf_buffer_add(struct cf_buffer *b, const void *octets, size_t len)
{
	if (len > b->cap - b->len) {
		size_t cap = 2 * b->cap > b->len + len ? 2 * b->cap : b->len + len + 64;
		uint8_t *more = talloc_realloc_size(b->arena, b->octets, cap);

		if (!more)
			return false;
		b->octets = more;
		b->cap = cap;
	}
	memcpy(b->octets + b->len, octets, len);
	b->len += len;
	return true;
}

bool cf_list_ends(const struct cf_lexer *l, const struct cf_value *v)
{
	const struct cf_token *t = &l->token;
	struct cf_member m;

	if (t->kind != CF_WORD)
		return t->kind != CF_STRING;
	for (unsigned i = 0; (m = cf_block_member(v->block, i)).field; i++)
		if (m.field->keyword && cf_token_is(l->dialect, t, m.field->keyword))
			return true;
	return false;
}

static const char *what_is_wanted(const struct field *f)
{
	switch (f->kind) {
	case FIELD_BOOL:
		return "on or off";
	case FIELD_UINT:
	case FIELD_SECONDS:
	case FIELD_MILLIS:
		return "a number";
	case FIELD_PREFERENCE:
		return "low, medium or high";
	case FIELD_ADDR:
	case FIELD_ADDRS:
		return "an IPv6 address";
	case FIELD_PREFIX:
		return "a prefix like 2001:db8::/64";
	case FIELD_LLADDR:
	case FIELD_LLADDRS:
		return "a link-layer address like 02:00:5e:10:00:01";
	case FIELD_NAMES:
		return "a domain name";
	case FIELD_OCTETS:
	case FIELD_OPTIONS:
		return "hex digits in quotes";
	case FIELD_WORDS:
	case FIELD_TEXT:
	case FIELD_STRING:
	case FIELD_CHARS:
		break;
	case FIELD_CHOICE:
		return "one of a few words";
	}
	return "a word or a text in quotes";
}

static bool says(const struct cf_lexer *l, const struct cf_token *t, const char *const *words)
{
	for (; *words; words++)
		if (cf_token_is(l->dialect, t, *words))
			return true;
	return false;
}

static bool read_bool(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t)
{
	static const char *const yes[] = { "on", "yes", NULL }, *const no[] = { "off", "no", NULL };
	static const char *const as_yes[] = { "true", "1", "enable", "enabled", NULL };
	static const char *const as_no[] = { "false", "0", "disable", "disabled", NULL };
	char shown[CF_SHOWN];
	bool on = says(l, t, yes);

	if (on || says(l, t, no)) {
		*(bool *)cf_field_at(v) = on;
		return true;
	}
	cf_error(l->ctx, &t->pos,
		 says(l, t, as_yes) ? "write on" :
		 says(l, t, as_no)  ? "write off" :
				      NULL,
		 "`%s` is not a switch: %s is on or off", cf_show(shown, t), v->label);
	return false;
}

static bool read_preference(const struct cf_lexer *l, const struct cf_value *v,
			    const struct cf_token *t)
{
	int8_t *to = cf_field_at(v);
	char shown[CF_SHOWN];

	if (cf_token_is(l->dialect, t, "low") || cf_token_is(l->dialect, t, "-1"))
		*to = -1;
	else if (cf_token_is(l->dialect, t, "medium"))
		*to = 0;
	else if (cf_token_is(l->dialect, t, "high"))
		*to = 1;
	else {
		cf_error(l->ctx, &t->pos, "there are only these three (RFC 4191)",
			 "`%s` is not a preference: %s is low, medium or high", cf_show(shown, t),
			 v->label);
		return false;
	}
	return true;
}

static bool read_choice(const struct cf_lexer *l, const struct cf_value *v,
			const struct cf_token *t)
{
	const char *const *words = v->field->words;
	char shown[CF_SHOWN], list[128];
	struct text all;

	for (unsigned i = 0; words[i]; i++) {
		if (cf_token_is(l->dialect, t, words[i])) {
			field_set_uint(v->field, v->base, i);
			return true;
		}
	}
	text_init(&all, list, sizeof(list));
	for (unsigned i = 0; words[i]; i++)
		text_printf(&all, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
	cf_error(l->ctx, &t->pos, NULL, "`%s` is not possible here: %s is %s", cf_show(shown, t),
		 v->label, list);
	return false;
}

static bool read_one(struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t)
{
	switch (v->field->kind) {
	case FIELD_BOOL:
		return read_bool(l, v, t);
	case FIELD_UINT:
	case FIELD_SECONDS:
		return cf_read_number(l, v, t);
	case FIELD_MILLIS:
		return cf_read_millis(l, v, t);
	case FIELD_PREFERENCE:
		return read_preference(l, v, t);
	case FIELD_CHOICE:
		return read_choice(l, v, t);
	case FIELD_ADDR:
		return cf_read_addr_or_any(l, v, t);
	case FIELD_PREFIX:
		return cf_read_prefix(l, v, t);
	case FIELD_LLADDR:
	case FIELD_OCTETS:
	case FIELD_OPTIONS:
		return cf_read_octets(l, v, t);
	default:
		return cf_read_text(l, v, t);
	}
}

static bool may_be_quoted(enum field_kind kind)
{
	switch (kind) {
	case FIELD_NAMES:
	case FIELD_WORDS:
	case FIELD_TEXT:
	case FIELD_STRING:
	case FIELD_CHARS:
	case FIELD_OCTETS:
	case FIELD_OPTIONS:
		return true;
	default:
		return false;
	}
}

/* Is there a value at all? What is there instead stays for the caller to judge. */
static bool is_there(const struct cf_lexer *l, const struct cf_value *v)
{
	const struct cf_token *t = &l->token;
	const char *wanted = what_is_wanted(v->field);

	if (t->kind == CF_BAD)
		return false;
	if (t->kind == CF_STRING && !may_be_quoted(v->field->kind)) {
		cf_error(l->ctx, &t->pos, "leave out the quotes", "%s takes %s, without quotes",
			 v->label, wanted);
		return false;
	}
	if (t->kind == CF_WORD || t->kind == CF_STRING)
		return true;
	if (t->kind == CF_SLASH)
		cf_error(l->ctx, &t->pos,
			 may_be_quoted(v->field->kind) ? "put a text that holds a / in quotes" : NULL,
			 "`/` instead of a value: %s takes %s", v->label, wanted);
	else
		cf_error(l->ctx, &l->end, NULL, "missing value: %s takes %s", v->label, wanted);
	return false;
}

bool cf_read_value(struct cf_lexer *l, const struct cf_value *v)
{
	struct cf_token t;

	if (!is_there(l, v))
		return false;
	if (v->field->kind == FIELD_ADDRS)
		return cf_read_addrs(l, v);
	if (v->field->kind == FIELD_LLADDRS)
		return cf_read_lladdrs(l, v);
	if (v->field->kind == FIELD_NAMES)
		return cf_read_names(l, v);
	if (v->field->kind == FIELD_WORDS)
		return cf_read_words(l, v);
	t = cf_take(l);
	return read_one(l, v, &t);
}
