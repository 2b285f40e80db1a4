/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "field.h"
#include "lexer.h"
#include "schema.h"

/**
 * struct cf_value - a value that is wanted.
 *
 * @label: what it is called in messages: the keyword of the field, or of the
 *         block whose head it is part of
 * @base:  the struct that the field counts from
 * @arena: talloc context for what the field points at
 * @block: whose on_addr hook hears of addresses, and whose keywords end a list
 */
struct cf_value {
	const struct field *field;
	const char *label;
	void *base;
	void *arena;
	const struct cf_block *block;
};

/**
 * cf_read_value - read the value at the lexer's next token into its field.
 *
 * Returns false if it is missing or wrong: that is reported, the field keeps
 * what it had, and the lexer stands at or behind the token at fault.
 */
bool cf_read_value(struct cf_lexer *l, const struct cf_value *v);

/** cf_read_number, ... - by kind; for cf_read_value(). */
bool cf_read_number(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t);
bool cf_read_millis(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t);
bool cf_read_prefix(struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t);
bool cf_read_addr(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t,
		  struct in6_addr *a);
bool cf_read_addr_or_any(const struct cf_lexer *l, const struct cf_value *v,
			 const struct cf_token *t);
bool cf_read_addrs(struct cf_lexer *l, const struct cf_value *v);
bool cf_read_names(struct cf_lexer *l, const struct cf_value *v);
bool cf_read_lladdrs(struct cf_lexer *l, const struct cf_value *v);
bool cf_read_words(struct cf_lexer *l, const struct cf_value *v);
bool cf_read_octets(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t);
bool cf_read_text(const struct cf_lexer *l, const struct cf_value *v, const struct cf_token *t);

/** cf_field_at - the member of a value's field, to write to. */
static inline void *cf_field_at(const struct cf_value *v)
{
	return (uint8_t *)v->base + v->field->off;
}

/**
 * cf_list_ends - is the next token none that could belong to a list of words?
 * A keyword of the block ends a list too: then its brace is missing.
 */
bool cf_list_ends(const struct cf_lexer *l, const struct cf_value *v);

/** struct cf_buffer - octets that grow beneath a talloc context, amortised. */
struct cf_buffer {
	void *arena;
	uint8_t *octets;
	size_t len, cap;
};

/** cf_buffer_add - append; false if memory was refused. */
bool cf_buffer_add(struct cf_buffer *b, const void *octets, size_t len);

/** cf_no_memory - report that at @pos; returns false, for the caller to return. */
bool cf_no_memory(const struct cf_lexer *l, const struct cf_pos *pos);

#endif
