/* SPDX-License-Identifier: ISC */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "field.h"
#include "text.h"
#include "view.h"

#define JSON_MAX_DEPTH 16u

/**
 * struct json - writes one JSON value (RFC 8259) into a bounded text.
 *
 * What comes out is valid JSON whatever goes in: a member that does not fit
 * is left out whole and @t->truncated says so; room for the closing brackets
 * is kept back from the start. The text is the caller's and nobody else
 * writes to it between json_init() and the last json_end().
 *
 * In every function @key is the member's name inside an object, and NULL
 * inside an array and at the top.
 */
struct json {
	struct text *t;
	unsigned depth;		/* brackets that are open */
	unsigned skipping;	/* brackets opened inside one that did not fit */
	uint32_t arrays;	/* bit per depth: it is an array */
	uint32_t filled;	/* bit per depth: a member stands there already */
	bool cut;		/* something did not fit */
};

/** json_init - start one value at the end of @t. */
void json_init(struct json *j, struct text *t);

/** json_object, json_array - open one; ended by json_end(). At most JSON_MAX_DEPTH deep. */
void json_object(struct json *j, const char *key);
void json_array(struct json *j, const char *key);
void json_end(struct json *j);

/**
 * json_string - a string; NULL becomes null.
 *
 * Octets are escaped one by one: controls and everything from 0x7f on as
 * \u00XX, so no sequence of octets makes the text invalid.
 */
void json_string(struct json *j, const char *key, const char *s);

/** json_octets - a string of octets that need not be text, escaped likewise. */
void json_octets(struct json *j, const char *key, struct view octets);

/** json_uint, json_bool - a number or a truth value. */
void json_uint(struct json *j, const char *key, uint64_t v);
void json_bool(struct json *j, const char *key, bool v);

/**
 * json_field - the member @f of the struct at @base, named f->name.
 *
 * Numbers and switches as such; FIELD_SECONDS always a number (infinity is
 * 4294967295); FIELD_MILLIS in seconds, ND_NEVER is null; FIELD_ADDRS,
 * FIELD_LLADDRS, FIELD_NAMES and FIELD_WORDS are arrays of strings; octets are
 * hex; a string that is not given is null.
 */
void json_field(struct json *j, const struct field *f, const void *base);

#endif
