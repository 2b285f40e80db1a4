/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_LEXER_H
#define CONFIG_LEXER_H

#include "source.h"

#define CF_MAX_WORD 255u		/* octets of a bare word */
#define CF_MAX_STRING ((size_t)64 << 10) /* octets between quotes */

/**
 * struct cf_dialect - in what the languages differ, as far as their octets go.
 *
 * @punctuation: what else a bare word may hold besides letters and digits.
 *               A separator of `{ } ; /` that stands here is part of the word
 *               it is glued to.
 * @case_sensitive: are keywords?
 */
struct cf_dialect {
	const char *punctuation;
	bool case_sensitive;
};

extern const struct cf_dialect CF_RADVD;	/* radvd.conf: RADVD-CONF 1.1 */

enum cf_token_kind {
	CF_END,			/* of the text */
	CF_WORD,		/* bare */
	CF_STRING,		/* in quotes, either kind */
	CF_OPEN,		/* { */
	CF_CLOSE,		/* } */
	CF_SEMICOLON,
	CF_SLASH,
	CF_BAD,			/* what was there is reported already */
};

/** struct cf_token - one token; it never goes over the end of a line. */
struct cf_token {
	enum cf_token_kind kind;
	bool first_on_line;
	struct cf_pos pos;
	struct view text;	/* what stands there, of a string what is between the quotes */
	size_t width;		/* octets in the text, quotes included */
};

/**
 * struct cf_lexer - the tokens of one text, one ahead.
 *
 * @token: the next token, not yet taken
 * @end:   where the token before it ends
 */
struct cf_lexer {
	const struct cf_ctx *ctx;
	const struct cf_dialect *dialect;
	bool silent;
	uint16_t file;
	struct cf_text in;
	size_t at, line_start;
	uint32_t line;
	bool line_is_new;	/* no token on this line yet */
	struct cf_token token;
	struct cf_pos end;
};

/**
 * cf_lexer_init - begin with a text of @ctx.
 *
 * @file:   its index
 * @silent: report nothing
 */
void cf_lexer_init(struct cf_lexer *l, const struct cf_ctx *ctx, uint16_t file,
		   const struct cf_dialect *dialect, bool silent);

/**
 * cf_take - take the next token and look at the one behind it.
 *
 * Linear in the length of the text. Octets that may not stand where they are,
 * tokens that are too long, and strings and comments without an end are
 * reported once each.
 */
struct cf_token cf_take(struct cf_lexer *l);

/** cf_token_is - is @t a bare word that spells the keyword @word in this language? */
bool cf_token_is(const struct cf_dialect *d, const struct cf_token *t, const char *word);

#define CF_SHOWN 48u

/** cf_show - a token for a message: escaped, cut to fit; returns @buf. */
const char *cf_show(char buf[static CF_SHOWN], const struct cf_token *t);

#endif
