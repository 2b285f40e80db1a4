/* SPDX-License-Identifier: ISC */
/* Addresses, prefixes and domain names. */
#include "value.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "ip6.h"

#define MAX_LABEL 63u	/* octets, RFC 1035 s. 2.3.4 */
#define MAX_NAME 255u	/* octets in wire form, the root's zero included */

static bool has(const struct cf_token *t, char c)
{
	return memchr(t->text.ptr, c, t->text.len) != NULL;
}

static const char *addr_hint(const struct cf_token *t)
{
	if (has(t, '%'))
		return "leave out the zone (from % on): the interface is the one of the block";
	if (has(t, ','))
		return "lists have blanks between, not commas";
	if (has(t, '[') || has(t, ']'))
		return "leave out the brackets";
	if (has(t, '.') && !has(t, ':'))
		return "IPv4 addresses and names cannot stand here";
	return NULL;
}

bool cf_read_addr(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t,
		  struct in6_addr *a)
{
	char shown[CF_SHOWN], text[INET6_ADDRSTRLEN];

	if (t->text.len < sizeof(text)) {
		memcpy(text, t->text.ptr, t->text.len);
		text[t->text.len] = '\0';
		if (ip6_parse(text, a) == 0)
			return true;
	}
	cf_error(l->ctx, &t->pos, addr_hint(t), "`%s` is not an IPv6 address: %s needs one",
		 cf_show(shown, t), v->label);
	return false;
}

/* What stands for any is written as a word only: :: may be meant otherwise. */
bool cf_read_addr_or_any(const struct cf_lexer *l, const struct cf_value *v,
			 const struct cf_token *t)
{
	struct in6_addr *a = cf_field_at(v), given;

	if (!(v->field->flags & FIELD_OR_ANY))
		return cf_read_addr(l, v, t, a);
	if (cf_token_is(l->dialect, t, "any")) {
		*a = in6addr_any;
		return true;
	}
	if (!cf_read_addr(l, v, t, &given))
		return false;
	if (ip6_is_unspecified(&given)) {
		cf_error(l->ctx, &t->pos, "write any", "%s takes an address or any, not ::", v->label);
		return false;
	}
	*a = given;
	return true;
}

static bool missing_length(const struct cf_lexer *l, const struct cf_value *v,
			   const struct in6_addr *a)
{
	char hint[INET6_ADDRSTRLEN + 32];
	struct text h;

	text_init(&h, hint, sizeof(hint));
	text_put(&h, "for example ");
	ip6_put(&h, a);
	text_put(&h, "/64");
	cf_error(l->ctx, &l->end, hint, "missing prefix length: %s needs address/length", v->label);
	return false;
}

/* The length behind the slash: 0..128 in digits. */
static bool read_length(const struct cf_lexer *l, const struct cf_value *v,
			const struct cf_token *t, uint8_t *plen)
{
	static const struct field length = {
		.kind = FIELD_UINT, .size = 1, .max = IP6_BITS, .unit = "bits"
	};
	char label[64];
	struct cf_value n = { .field = &length, .label = label, .base = plen };

	(void)snprintf(label, sizeof(label), "the prefix length of %s", v->label);
	return cf_read_number(l, &n, t);
}

bool cf_read_prefix(struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t)
{
	struct ip6_prefix p;
	struct cf_token length;

	if (!cf_read_addr(l, v, t, &p.addr))
		return false;
	if (l->token.kind == CF_BAD)
		return false;
	if (l->token.kind != CF_SLASH)
		return missing_length(l, v, &p.addr);
	cf_take(l);
	if (l->token.kind == CF_BAD)
		return false;
	if (l->token.kind != CF_WORD)
		return missing_length(l, v, &p.addr);
	length = cf_take(l);
	if (!read_length(l, v, &length, &p.plen))
		return false;
	*(struct ip6_prefix *)cf_field_at(v) = p;
	return true;
}

/* After one bad address the rest is read all the same: each fault is its own. */
bool cf_read_addrs(struct cf_lexer *l, const struct cf_value *v)
{
	struct cf_buffer list = { .arena = v->arena };
	bool good = true;
	struct in6_addr a;

	do {
		struct cf_token t = cf_take(l);

		if (t.kind == CF_STRING) {
			cf_error(l->ctx, &t.pos, "leave out the quotes", "%s takes addresses",
				 v->label);
			good = false;
		} else if (!cf_read_addr(l, v, &t, &a)) {
			good = false;
		} else if (!cf_buffer_add(&list, a.s6_addr, 16)) {
			return cf_no_memory(l, &t.pos);
		} else if (v->block->on_addr) {
			v->block->on_addr(l->ctx, &t.pos, &a);
		}
	} while (!cf_list_ends(l, v));
	if (good)
		*(struct view *)cf_field_at(v) = view_of(list.octets, list.len);
	return good && l->token.kind != CF_BAD;
}

static bool is_label_octet(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-' || c == '_';
}

static bool bad_name(const struct cf_lexer *l, const struct cf_token *t, const char *hint,
		     const char *why)
{
	char shown[CF_SHOWN];

	cf_error(l->ctx, &t->pos, hint, "`%s` is not a domain name: %s", cf_show(shown, t), why);
	return false;
}

/* One name into wire form at @wire, room for MAX_NAME; returns false if it was reported. */
static bool name_to_wire(const struct cf_lexer *l, const struct cf_token *t, uint8_t *wire,
			 size_t *len)
{
	size_t label = 0, n = t->text.len;

	if (n > 0 && t->text.ptr[n - 1] == '.')
		n--;
	if (n == 0)
		return bad_name(l, t, NULL, "it is empty");
	if (n > MAX_NAME - 2)
		return bad_name(l, t, NULL, "longer than 255 octets");
	for (size_t i = 0; i <= n; i++) {
		uint8_t c = i < n ? t->text.ptr[i] : '.';

		if (c != '.' && !is_label_octet(c))
			return bad_name(l, t, c == ',' ? "lists have blanks between, not commas" : NULL,
					"only letters, digits, -, _ and . may stand in it");
		if (c != '.') {
			wire[i + 1] = c;
			continue;
		}
		if (i == label)
			return bad_name(l, t, NULL, "a label is empty");
		if (i - label > MAX_LABEL)
			return bad_name(l, t, NULL, "a label is longer than 63 octets");
		wire[label] = (uint8_t)(i - label);
		label = i + 1;
	}
	wire[n + 1] = 0;
	*len = n + 2;
	return true;
}

bool cf_read_names(struct cf_lexer *l, const struct cf_value *v)
{
	struct cf_buffer list = { .arena = v->arena };
	uint8_t wire[MAX_NAME];
	bool good = true;
	size_t len;

	do {
		struct cf_token t = cf_take(l);

		if (!name_to_wire(l, &t, wire, &len))
			good = false;
		else if (!cf_buffer_add(&list, wire, len))
			return cf_no_memory(l, &t.pos);
	} while (!cf_list_ends(l, v));
	if (good)
		*(struct view *)cf_field_at(v) = view_of(list.octets, list.len);
	return good && l->token.kind != CF_BAD;
}
