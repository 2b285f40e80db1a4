/* SPDX-License-Identifier: ISC */
#include "text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_init(struct text *t, char *base, size_t cap)
{
	assert(cap > 0);
	t->base = base;
	t->cap = cap;
	t->len = 0;
	t->truncated = false;
	base[0] = '\0';
}

static void append(struct text *t, const char *s, size_t len)
{
	size_t room = t->cap - 1 - t->len;

	if (len > room) {
		len = room;
		t->truncated = true;
	}
	memcpy(t->base + t->len, s, len);
	t->len += len;
	t->base[t->len] = '\0';
}

void text_put(struct text *t, const char *s)
{
	append(t, s, strlen(s));
}

void text_char(struct text *t, char c)
{
	append(t, &c, 1);
}

void text_printf(struct text *t, const char *fmt, ...)
{
	size_t room = t->cap - t->len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->base + t->len, room, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= room) {
		t->truncated = true;
		t->len = t->cap - 1;
		return;
	}
	t->len += (size_t)n;
}

void text_escaped(struct text *t, struct view octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		uint8_t c = octets.ptr[i];

		if (c == '"' || c == '\\')
			text_char(t, '\\');
		if (c >= 0x20 && c < 0x7f)
			text_char(t, (char)c);
		else
			text_printf(t, "\\x%02x", c);
	}
}

void text_hex(struct text *t, struct view octets, char sep)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < octets.len; i++) {
		if (i > 0 && sep != '\0')
			text_char(t, sep);
		text_char(t, digits[octets.ptr[i] >> 4]);
		text_char(t, digits[octets.ptr[i] & 0xf]);
	}
}
