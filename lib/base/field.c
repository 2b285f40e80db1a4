/* SPDX-License-Identifier: ISC */
/*
 * Members of structs by description. The readers of text live in lib/config,
 * the JSON writer in lib/report; what every level needs is here.
 */
#include "field.h"

#include <assert.h>
#include <netinet/in.h>
#include <string.h>

#include "ip6.h"
#include "millis.h"

bool field_is_view(const struct field *f)
{
	switch (f->kind) {
	case FIELD_LLADDR:
	case FIELD_LLADDRS:
	case FIELD_ADDRS:
	case FIELD_NAMES:
	case FIELD_WORDS:
	case FIELD_TEXT:
	case FIELD_OCTETS:
	case FIELD_OPTIONS:
		return true;
	default:
		return false;
	}
}

const void *field_ptr(const struct field *f, const void *base)
{
	return (const uint8_t *)base + f->off;
}

uint64_t field_uint(const struct field *f, const void *base)
{
	const void *p = field_ptr(f, base);

	switch (f->size) {
	case 1:
		return *(const uint8_t *)p;
	case 2:
		return *(const uint16_t *)p;
	case 4:
		return *(const uint32_t *)p;
	default:
		assert(f->size == 8);
		return *(const uint64_t *)p;
	}
}

void field_set_uint(const struct field *f, void *base, uint64_t v)
{
	void *p = (uint8_t *)base + f->off;

	switch (f->size) {
	case 1:
		assert(v <= UINT8_MAX);
		*(uint8_t *)p = (uint8_t)v;
		break;
	case 2:
		assert(v <= UINT16_MAX);
		*(uint16_t *)p = (uint16_t)v;
		break;
	case 4:
		assert(v <= UINT32_MAX);
		*(uint32_t *)p = (uint32_t)v;
		break;
	default:
		assert(f->size == 8);
		*(uint64_t *)p = v;
		break;
	}
}

static size_t size_of(const struct field *f)
{
	switch (f->kind) {
	case FIELD_BOOL:
		return sizeof(bool);
	case FIELD_UINT:
	case FIELD_CHARS:
	case FIELD_CHOICE:
		return f->size;
	case FIELD_SECONDS:
		return sizeof(uint32_t);
	case FIELD_MILLIS:
		return sizeof(nd_ms);
	case FIELD_PREFERENCE:
		return sizeof(int8_t);
	case FIELD_ADDR:
		return sizeof(struct in6_addr);
	case FIELD_PREFIX:
		return sizeof(struct ip6_prefix);
	case FIELD_STRING:
		return sizeof(const char *);
	case FIELD_LLADDR:
	case FIELD_LLADDRS:
	case FIELD_ADDRS:
	case FIELD_NAMES:
	case FIELD_WORDS:
	case FIELD_TEXT:
	case FIELD_OCTETS:
	case FIELD_OPTIONS:
		break;
	}
	return sizeof(struct view);
}

void field_set_default(const struct field *f, void *base)
{
	void *p = (uint8_t *)base + f->off;

	switch (f->kind) {
	case FIELD_BOOL:
	case FIELD_UINT:
	case FIELD_SECONDS:
	case FIELD_CHOICE:
		field_set_uint(f, base, f->def);
		break;
	case FIELD_MILLIS:
		*(nd_ms *)p = (nd_ms)f->def;
		break;
	case FIELD_PREFERENCE:
		*(int8_t *)p = (int8_t)f->def;
		break;
	case FIELD_CHARS:
		*(char *)p = '\0';
		break;
	default:
		memset(p, 0, size_of(f));
		break;
	}
}

void field_copy(const struct field *f, void *to, const void *from)
{
	memcpy((uint8_t *)to + f->off, field_ptr(f, from), size_of(f));
}

bool field_equal(const struct field *f, const void *a, const void *b)
{
	const void *pa = field_ptr(f, a), *pb = field_ptr(f, b);
	const char *sa, *sb;

	switch (f->kind) {
	case FIELD_PREFIX:
		return ip6_prefix_equal(pa, pb);
	case FIELD_STRING:
		sa = *(const char *const *)pa;
		sb = *(const char *const *)pb;
		return sa == sb || (sa && sb && strcmp(sa, sb) == 0);
	case FIELD_CHARS:
		return strcmp(pa, pb) == 0;
	case FIELD_LLADDR:
	case FIELD_LLADDRS:
	case FIELD_ADDRS:
	case FIELD_NAMES:
	case FIELD_WORDS:
	case FIELD_TEXT:
	case FIELD_OCTETS:
	case FIELD_OPTIONS:
		return view_equal(*(const struct view *)pa, *(const struct view *)pb);
	default:
		return memcmp(pa, pb, size_of(f)) == 0;
	}
}

static void put_millis(struct text *t, nd_ms ms)
{
	char decimals[5];
	size_t len;

	text_printf(t, "%lld", (long long)(ms / 1000));
	if (ms % 1000 == 0)
		return;
	decimals[0] = '.';
	decimals[1] = (char)('0' + ms / 100 % 10);
	decimals[2] = (char)('0' + ms / 10 % 10);
	decimals[3] = (char)('0' + ms % 10);
	for (len = 4; decimals[len - 1] == '0'; len--)
		;
	decimals[len] = '\0';
	text_put(t, decimals);
}

static void put_lladdrs(struct text *t, struct view v)
{
	for (size_t i = 0; i + FIELD_LLADDR_LEN <= v.len; i += FIELD_LLADDR_LEN) {
		if (i > 0)
			text_char(t, ' ');
		text_hex(t, view_of(v.ptr + i, FIELD_LLADDR_LEN), ':');
	}
}

static void put_addrs(struct text *t, struct view v)
{
	struct in6_addr a;

	for (size_t i = 0; i + 16 <= v.len; i += 16) {
		memcpy(&a, v.ptr + i, 16);
		if (i > 0)
			text_char(t, ' ');
		ip6_put(t, &a);
	}
}

/* Labels come from the wire too: what is not a plain letter, digit, - or _ is escaped. */
static void put_label(struct text *t, struct view label)
{
	for (size_t i = 0; i < label.len; i++) {
		uint8_t c = label.ptr[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			     (c >= 'A' && c <= 'Z') || c == '-' || c == '_';

		if (plain)
			text_char(t, (char)c);
		else
			text_printf(t, "\\x%02x", c);
	}
}

static void put_names(struct text *t, struct view v)
{
	size_t at = 0, start = 0;

	while (at < v.len) {
		size_t len = v.ptr[at++];

		if (len == 0) {
			if (at == start + 1)
				text_char(t, '.');	/* the root alone */
			start = at;
			if (at < v.len)
				text_char(t, ' ');
			continue;
		}
		if (len > v.len - at)
			return;
		if (at - 1 != start)
			text_char(t, '.');
		put_label(t, view_of(v.ptr + at, len));
		at += len;
	}
}

static void put_text(struct text *t, struct view v)
{
	text_char(t, '"');
	text_escaped(t, v);
	text_char(t, '"');
}

static void put_words(struct text *t, struct view v)
{
	for (size_t at = 0; at < v.len && v.ptr[at] < v.len - at; at += 1u + v.ptr[at]) {
		if (at > 0)
			text_char(t, ' ');
		put_text(t, view_of(v.ptr + at + 1, v.ptr[at]));
	}
}

static void put_view(struct text *t, enum field_kind kind, struct view v)
{
	switch (kind) {
	case FIELD_WORDS:
		put_words(t, v);
		break;
	case FIELD_LLADDRS:
		put_lladdrs(t, v);
		break;
	case FIELD_ADDRS:
		put_addrs(t, v);
		break;
	case FIELD_NAMES:
		put_names(t, v);
		break;
	case FIELD_LLADDR:
		text_hex(t, v, ':');
		break;
	case FIELD_TEXT:
		put_text(t, v);
		break;
	default:
		text_char(t, '"');
		text_hex(t, v, '\0');
		text_char(t, '"');
		break;
	}
}

void field_put(struct text *t, const struct field *f, const void *base)
{
	static const char *const preference[] = { "low", "medium", "high" };
	const void *p = field_ptr(f, base);
	const char *s;

	switch (f->kind) {
	case FIELD_BOOL:
		text_put(t, *(const bool *)p ? "on" : "off");
		break;
	case FIELD_SECONDS:
		if ((f->flags & FIELD_INFINITY) && *(const uint32_t *)p == ND_INFINITY_S)
			text_put(t, "infinity");
		else
			text_printf(t, "%lu", (unsigned long)*(const uint32_t *)p);
		break;
	case FIELD_UINT:
		text_printf(t, "%llu", (unsigned long long)field_uint(f, base));
		break;
	case FIELD_MILLIS:
		put_millis(t, *(const nd_ms *)p);
		break;
	case FIELD_PREFERENCE:
		text_put(t, preference[*(const int8_t *)p + 1]);
		break;
	case FIELD_CHOICE:
		text_put(t, f->words[field_uint(f, base)]);
		break;
	case FIELD_ADDR:
		if ((f->flags & FIELD_OR_ANY) && ip6_is_unspecified(p))
			text_put(t, "any");
		else
			ip6_put(t, p);
		break;
	case FIELD_PREFIX:
		ip6_prefix_put(t, p);
		break;
	case FIELD_STRING:
	case FIELD_CHARS:
		s = f->kind == FIELD_CHARS ? p : *(const char *const *)p;
		if (f->flags & FIELD_OR_OFF && s && *s == '\0') {
			text_put(t, "off");
			break;
		}
		text_char(t, '"');
		text_escaped(t, view_of(s, s ? strlen(s) : 0));
		text_char(t, '"');
		break;
	default:
		put_view(t, f->kind, *(const struct view *)p);
		break;
	}
}
