/* SPDX-License-Identifier: ISC */
/*
 * The tokens of a configuration. Comments are #, // and C comments, where a
 * token could begin; a string ends on the line where it begins, so that a
 * forgotten quote costs one line and not the rest of the file.
 */
#include "lexer.h"

#include <string.h>
#include <strings.h>

const struct cf_dialect CF_RADVD = { .punctuation = "`~!@#$%^&*()_-+=:[]<>,.?\\" };

static bool is_word(const struct cf_dialect *d, char c)
{
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return true;
	return c != '\0' && strchr(d->punctuation, c);
}

static bool is_at(const struct cf_lexer *l, size_t at, const char *s)
{
	size_t len = strlen(s);

	return l->in.len - at >= len && memcmp(l->in.text + at, s, len) == 0;
}

static bool is_blank(const struct cf_lexer *l, size_t at)
{
	char c = l->in.text[at];

	return c == ' ' || c == '\t' || c == '\n' || is_at(l, at, "\r\n");
}

static bool is_separator(char c)
{
	return c == '{' || c == '}' || c == ';' || c == '/';
}

/* What no token may begin with or hold: control octets, octets above 0x7f, `|`. */
static bool is_stray(const struct cf_lexer *l, size_t at)
{
	char c = l->in.text[at];

	return !is_word(l->dialect, c) && !is_blank(l, at) && !is_separator(c) && c != '"' &&
	       c != '\'';
}

static struct cf_pos pos_at(const struct cf_lexer *l, size_t at)
{
	return (struct cf_pos){
		.line = l->line,
		.column = (uint32_t)(at - l->line_start + 1),
		.offset = (uint32_t)at,
		.file = l->file,
	};
}

static void next_line(struct cf_lexer *l, size_t start)
{
	l->line++;
	l->line_start = start;
	l->line_is_new = true;
}

static void skip_to_line_end(struct cf_lexer *l)
{
	const char *end = memchr(l->in.text + l->at, '\n', l->in.len - l->at);

	l->at = end ? (size_t)(end - l->in.text) : l->in.len;
}

static void skip_c_comment(struct cf_lexer *l)
{
	struct cf_pos start = pos_at(l, l->at);

	for (l->at += 2; l->at < l->in.len; l->at++) {
		if (is_at(l, l->at, "*/")) {
			l->at += 2;
			return;
		}
		if (l->in.text[l->at] == '\n')
			next_line(l, l->at + 1);
	}
	if (!l->silent)
		cf_error(l->ctx, &start, "end it with */", "comment without an end");
}

static void skip_blanks(struct cf_lexer *l)
{
	while (l->at < l->in.len) {
		if (l->in.text[l->at] == '#' || is_at(l, l->at, "//")) {
			skip_to_line_end(l);
		} else if (is_at(l, l->at, "/*")) {
			skip_c_comment(l);
		} else if (is_blank(l, l->at)) {
			if (l->in.text[l->at++] == '\n')
				next_line(l, l->at);
		} else {
			return;
		}
	}
}

static const char *stray_hint(const struct cf_lexer *l, size_t at)
{
	if (is_at(l, at, "\xef\xbb\xbf"))
		return "save the file without a byte order mark";
	if (is_at(l, at, "\xc2\xa0"))
		return "this is a no-break space, often copied from a web page; write a blank";
	if (is_at(l, at, "\xe2\x80\x9c") || is_at(l, at, "\xe2\x80\x9d"))
		return "this is a typographic quote; write \"";
	return "outside strings and comments only ASCII text may stand";
}

/* Stray octets belong to the word around them: one fault, and no guess at what the rest means. */
static void word(struct cf_lexer *l, struct cf_token *t)
{
	size_t start = l->at, stray = SIZE_MAX;

	for (; l->at < l->in.len; l->at++) {
		if (is_stray(l, l->at))
			stray = stray == SIZE_MAX ? l->at : stray;
		else if (!is_word(l->dialect, l->in.text[l->at]))
			break;
	}
	t->kind = CF_WORD;
	t->text = view_of(l->in.text + start, l->at - start);
	if (stray == SIZE_MAX && t->text.len <= CF_MAX_WORD)
		return;
	t->kind = CF_BAD;
	if (l->silent)
		return;
	if (stray != SIZE_MAX) {
		struct cf_pos pos = pos_at(l, stray);

		cf_error(l->ctx, &pos, stray_hint(l, stray), "octet 0x%02x may not stand here",
			 (unsigned)(uint8_t)l->in.text[stray]);
		return;
	}
	cf_error(l->ctx, &t->pos, NULL, "word of %zu octets; at most %u are allowed", t->text.len,
		 CF_MAX_WORD);
}

static void string(struct cf_lexer *l, struct cf_token *t)
{
	char quote = l->in.text[l->at++];
	size_t start = l->at;

	while (l->at < l->in.len && l->in.text[l->at] != quote && l->in.text[l->at] != '\n') {
		bool escape = l->in.text[l->at] == '\\' && l->at + 1 < l->in.len &&
			      l->in.text[l->at + 1] != '\n';

		l->at += escape ? 2 : 1;
	}
	t->kind = CF_STRING;
	t->text = view_of(l->in.text + start, l->at - start);
	if (l->at >= l->in.len || l->in.text[l->at] != quote) {
		t->kind = CF_BAD;
		if (!l->silent)
			cf_error(l->ctx, &t->pos, "a string ends on the line where it begins",
				 "string without a closing %c", quote);
		return;
	}
	l->at++;
	if (t->text.len <= CF_MAX_STRING)
		return;
	t->kind = CF_BAD;
	if (!l->silent)
		cf_error(l->ctx, &t->pos, NULL, "string of %zu octets; at most %zu are allowed",
			 t->text.len, CF_MAX_STRING);
}

static enum cf_token_kind separator_kind(char c)
{
	switch (c) {
	case '{':
		return CF_OPEN;
	case '}':
		return CF_CLOSE;
	case ';':
		return CF_SEMICOLON;
	default:
		return CF_SLASH;
	}
}

static struct cf_token next(struct cf_lexer *l)
{
	struct cf_token t = { .kind = CF_END };
	size_t start;
	char c;

	skip_blanks(l);
	start = l->at;
	t.pos = pos_at(l, start);
	t.first_on_line = l->line_is_new;
	l->line_is_new = false;
	if (start == l->in.len)
		return t;
	c = l->in.text[start];
	if (is_separator(c) && !is_word(l->dialect, c)) {
		t.kind = separator_kind(c);
		t.text = view_of(l->in.text + l->at++, 1);
	} else if (c == '"' || c == '\'') {
		string(l, &t);
	} else {
		word(l, &t);
	}
	t.width = l->at - start;
	return t;
}

void cf_lexer_init(struct cf_lexer *l, const struct cf_ctx *ctx, uint16_t file,
		   const struct cf_dialect *dialect, bool silent)
{
	*l = (struct cf_lexer){
		.ctx = ctx,
		.dialect = dialect,
		.silent = silent,
		.file = file,
		.in = ctx->files[file].content,
		.line = 1,
		.line_is_new = true,
	};
	l->end = pos_at(l, 0);
	l->token = next(l);
}

struct cf_token cf_take(struct cf_lexer *l)
{
	struct cf_token taken = l->token;

	l->end = taken.pos;
	l->end.column += (uint32_t)taken.width;
	l->end.offset += (uint32_t)taken.width;
	l->token = next(l);
	return taken;
}

bool cf_token_is(const struct cf_dialect *d, const struct cf_token *t, const char *keyword)
{
	const char *text = (const char *)t->text.ptr;

	if (t->kind != CF_WORD || t->text.len != strlen(keyword))
		return false;
	return d->case_sensitive ? memcmp(text, keyword, t->text.len) == 0 :
				   strncasecmp(text, keyword, t->text.len) == 0;
}

const char *cf_show(char buf[static CF_SHOWN], const struct cf_token *t)
{
	struct text out;

	if (t->kind == CF_END)
		return "end of the file";
	text_init(&out, buf, CF_SHOWN);
	text_escaped(&out, t->text);
	if (out.truncated)
		memcpy(buf + out.len - 3, "...", 3);
	return buf;
}
