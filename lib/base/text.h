/* SPDX-License-Identifier: ISC */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"

/**
 * struct text - a bounded text writer; always NUL-terminated.
 *
 * What does not fit is cut and remembered in @truncated, so a long value
 * shortens a line and never loses it. The storage belongs to the caller.
 */
struct text {
	char *base;
	size_t cap;		/* octets of storage, the NUL included; at least 1 */
	size_t len;		/* characters written, without the NUL */
	bool truncated;
};

/** text_init - start an empty text in @cap (at least 1) octets at @base. */
void text_init(struct text *t, char *base, size_t cap);

/** text_put - append a string. */
void text_put(struct text *t, const char *s);

/** text_char - append one character. */
void text_char(struct text *t, char c);

/** text_printf - append formatted text. */
void text_printf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/**
 * text_escaped - append octets of foreign origin so that they cannot break a
 * line, a quoted string or a terminal: printable ASCII except " and \ stands
 * as it is, those two get a backslash, everything else becomes \xHH.
 */
void text_escaped(struct text *t, struct view octets);

/** text_hex - append octets as lower-case hex digits, @sep (0 = none) between them. */
void text_hex(struct text *t, struct view octets, char sep);

#endif
