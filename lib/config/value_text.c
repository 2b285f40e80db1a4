/* SPDX-License-Identifier: ISC */
/* Texts and octets: what stands in quotes, or as one bare word. */
#include "value.h"

#include <string.h>
#include <talloc.h>

static int hex(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The octet that the escape at @s (behind the backslash) stands for, or -1; *@used octets of it. */
static int unescape(struct view s, size_t *used)
{
	*used = 1;
	if (s.len == 0)
		return -1;
	if (s.ptr[0] == '\\' || s.ptr[0] == '"' || s.ptr[0] == '\'')
		return s.ptr[0];
	if (s.ptr[0] != 'x' || s.len < 3 || hex(s.ptr[1]) < 0 || hex(s.ptr[2]) < 0)
		return -1;
	*used = 3;
	return hex(s.ptr[1]) << 4 | hex(s.ptr[2]);
}

/* A bare word means itself; in quotes \\ \" \' and \xHH are escapes, as of text_escaped(). */
static bool decode(const struct cf_lexer *l, const struct cf_token *t, uint8_t *out, size_t *len)
{
	*len = 0;
	for (size_t i = 0; i < t->text.len; i++) {
		struct cf_pos pos = t->pos;
		size_t used;
		int c;

		if (t->kind != CF_STRING || t->text.ptr[i] != '\\') {
			out[(*len)++] = t->text.ptr[i];
			continue;
		}
		c = unescape(view_of(t->text.ptr + i + 1, t->text.len - i - 1), &used);
		if (c < 0) {
			pos.column += (uint32_t)i + 1;
			pos.offset += (uint32_t)i + 1;
			cf_error(l->ctx, &pos, "write \\\\ for a backslash",
				 "unknown escape in a string");
			return false;
		}
		out[(*len)++] = (uint8_t)c;
		i += used;
	}
	return true;
}

static bool store_chars(const struct cf_lexer *l, const struct cf_value *v,
			const struct cf_token *t, const uint8_t *octets, size_t len)
{
	if (len >= v->field->size) {
		cf_error(l->ctx, &t->pos, NULL, "too long: %s takes at most %u octets", v->label,
			 v->field->size - 1u);
		return false;
	}
	memset(cf_field_at(v), 0, v->field->size);
	memcpy(cf_field_at(v), octets, len);
	return true;
}

/* Printed back, an octet may need four: what is read must always fit into a string then. */
static bool is_short_enough(const struct cf_lexer *l, const struct cf_value *v,
			    const struct cf_token *t, size_t len)
{
	if (len <= CF_MAX_STRING / 4)
		return true;
	cf_error(l->ctx, &t->pos, NULL, "too long: %s takes at most %zu octets", v->label,
		 CF_MAX_STRING / 4);
	return false;
}

bool cf_read_text(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t)
{
	uint8_t *octets = talloc_size(v->arena, t->text.len + 1);
	bool good, off = v->field->flags & FIELD_OR_OFF && cf_token_is(l->dialect, t, "off");
	size_t len;

	if (!octets)
		return cf_no_memory(l, &t->pos);
	if (!decode(l, t, octets, &len) || !is_short_enough(l, v, t, len))
		return false;
	len = off ? 0 : len;
	octets[len] = '\0';
	if (v->field->kind == FIELD_TEXT) {
		*(struct view *)cf_field_at(v) = view_of(octets, len);
		return true;
	}
	if (memchr(octets, '\0', len)) {
		cf_error(l->ctx, &t->pos, NULL, "%s cannot hold a NUL octet", v->label);
		return false;
	}
	if (v->field->kind == FIELD_STRING) {
		*(const char **)cf_field_at(v) = (const char *)octets;
		return true;
	}
	good = store_chars(l, v, t, octets, len);
	talloc_free(octets);
	return good;
}

/* After one bad word the rest is read all the same: each fault is its own. */
bool cf_read_words(struct cf_lexer *l, const struct cf_value *v)
{
	struct cf_buffer list = { .arena = v->arena };
	bool good = true;
	size_t len;

	do {
		struct cf_token t = cf_take(l);
		uint8_t *word = talloc_size(v->arena, t.text.len + 1);

		if (!word)
			return cf_no_memory(l, &t.pos);
		if (!decode(l, &t, word + 1, &len)) {
			good = false;
		} else if (len == 0 || len > UINT8_MAX) {
			cf_error(l->ctx, &t.pos, NULL, "%s takes words of 1..255 octets", v->label);
			good = false;
		} else {
			word[0] = (uint8_t)len;
			if (!cf_buffer_add(&list, word, len + 1))
				return cf_no_memory(l, &t.pos);
		}
		talloc_free(word);
	} while (!cf_list_ends(l, v));
	if (good)
		*(struct view *)cf_field_at(v) = view_of(list.octets, list.len);
	return good && l->token.kind != CF_BAD;
}

/* The octets of a word, into @octets with room for half its length; false if it was reported. */
static bool read_hex(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t,
		     uint8_t *octets, size_t *len)
{
	size_t at = 0;

	*len = 0;
	while (at < t->text.len) {
		uint8_t c = t->text.ptr[at];

		if (at > 0 && (c == ':' || (t->kind == CF_STRING && c == ' ')))
			at++;
		if (t->text.len - at < 2 || hex(t->text.ptr[at]) < 0 ||
		    hex(t->text.ptr[at + 1]) < 0) {
			cf_error(l->ctx, &t->pos, "two hex digits for each octet, like 02:1a or 021a",
				 "not hex octets: %s takes them", v->label);
			return false;
		}
		octets[(*len)++] =
			(uint8_t)(hex(t->text.ptr[at]) << 4 | hex(t->text.ptr[at + 1]));
		at += 2;
	}
	return true;
}

bool cf_read_octets(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t)
{
	uint8_t *octets = talloc_size(v->arena, t->text.len / 2 + 1);
	size_t len;

	if (!octets)
		return cf_no_memory(l, &t->pos);
	if (!read_hex(l, v, t, octets, &len))
		return false;
	*(struct view *)cf_field_at(v) = view_of(octets, len);
	return true;
}

/* One Ethernet address; a frame cannot come from a group or from nowhere. */
static bool read_lladdr(const struct cf_lexer *l, const struct cf_value *v,
			const struct cf_token *t, uint8_t *octets)
{
	static const uint8_t none[FIELD_LLADDR_LEN];
	uint8_t word[4 * FIELD_LLADDR_LEN];
	char shown[CF_SHOWN];
	size_t len = 0;

	if (t->kind == CF_STRING) {
		cf_error(l->ctx, &t->pos, "leave out the quotes", "%s takes addresses", v->label);
		return false;
	}
	if (t->text.len / 2 <= sizeof(word) && !read_hex(l, v, t, word, &len))
		return false;
	if (len != FIELD_LLADDR_LEN) {
		cf_error(l->ctx, &t->pos, "six octets, like 02:00:5e:10:00:01",
			 "`%s` is not an Ethernet address: %s takes them", cf_show(shown, t),
			 v->label);
		return false;
	}
	if ((word[0] & 1) || memcmp(word, none, sizeof(none)) == 0) {
		cf_error(l->ctx, &t->pos, NULL, "`%s` is not the address of one device",
			 cf_show(shown, t));
		return false;
	}
	memcpy(octets, word, FIELD_LLADDR_LEN);
	return true;
}

bool cf_read_lladdrs(struct cf_lexer *l, const struct cf_value *v)
{
	struct cf_buffer list = { .arena = v->arena };
	uint8_t octets[FIELD_LLADDR_LEN];
	bool good = true;

	do {
		struct cf_token t = cf_take(l);

		if (!read_lladdr(l, v, &t, octets))
			good = false;
		else if (!cf_buffer_add(&list, octets, sizeof(octets)))
			return cf_no_memory(l, &t.pos);
	} while (!cf_list_ends(l, v));
	if (good)
		*(struct view *)cf_field_at(v) = view_of(list.octets, list.len);
	return good && l->token.kind != CF_BAD;
}
