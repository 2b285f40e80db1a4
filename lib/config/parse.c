/* SPDX-License-Identifier: ISC */
/*
 * The parser of both languages: statements and blocks by schema.
 *
 * One fault, one report: what was skipped because of a fault is not judged,
 * and everything behind it is. The rules of recovery:
 *  - a bad statement costs itself, up to its `;`, its block, or the next line
 *    that begins with a known keyword;
 *  - a missing `;` or `{` is reported where it should stand, and taken as there;
 *  - a keyword of an outer block inside an inner one means a missing `}` if the
 *    file has too few of them, else a statement in the wrong place.
 */
#include "parse.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "parser.h"
#include "suggest.h"
#include "value.h"

/* -- statements -- */

static void field_statement(struct parser *p, unsigned number, const struct cf_token *key)
{
	struct cf_node *node = parser_top(p)->node;
	struct cf_member m = cf_block_member(node->block, number);
	char behind[64];

	if (!parser_read_member(p, node, number, key)) {
		parser_skip_statement(p);
		return;
	}
	(void)snprintf(behind, sizeof(behind), "the value of %s", m.field->keyword);
	parser_end_statement(p, behind);
}

static void ignored_statement(struct parser *p, const char *keyword, const struct cf_token *key)
{
	char behind[64];

	cf_warn(&p->ctx, &key->pos, "leave it out", "%s is obsolete and has no effect", keyword);
	if (p->lexer.token.kind == CF_WORD)
		cf_take(&p->lexer);
	(void)snprintf(behind, sizeof(behind), "the value of %s", keyword);
	parser_end_statement(p, behind);
}

/* A length behind an address, which radvd took once. */
static bool skip_old_length(struct parser *p, const struct cf_block *b)
{
	static const struct field length = { .kind = FIELD_UINT, .size = 4, .max = UINT32_MAX };
	uint32_t ignored;
	struct cf_value v = { .field = &length, .label = b->keyword, .base = &ignored, .block = b };

	cf_warn(&p->ctx, &p->lexer.token.pos, "leave it out",
		"the prefix length of `%s` is obsolete and has no effect", b->keyword);
	cf_take(&p->lexer);
	return cf_read_value(&p->lexer, &v);
}

static bool read_head(struct parser *p, struct cf_node *node, const struct cf_token *key)
{
	struct cf_member m;

	for (unsigned i = 0; (m = cf_block_member(node->block, i)).field; i++) {
		if (!(m.field->flags & FIELD_HEAD))
			continue;
		if (parser_read_member(p, node, i, key) &&
		    (!(node->block->flags & CF_OLD_LENGTH) || p->lexer.token.kind != CF_SLASH ||
		     skip_old_length(p, node->block)))
			continue;
		node->faulty = true;
		parser_skip_head(p);
		return false;
	}
	return true;
}

/* No brace behind the head: a short form, or a fault. */
static void short_block(struct parser *p, const struct cf_block *b, struct cf_node *node)
{
	const struct cf_token *t = &p->lexer.token;
	char shown[CF_SHOWN], hint[64], behind[64];
	bool optional = b->flags & (CF_BRACES_OPTIONAL | CF_STATEMENT);

	(void)snprintf(behind, sizeof(behind), "the head of `%s`", b->keyword);
	if (parser_knows(p, b, t)) {
		cf_error(&p->ctx, &p->lexer.end, NULL, "missing `{` behind %s", behind);
		p->missing_closes++;
		parser_push(p, b, node);
		return;
	}
	node->faulty = !optional;	/* what the braces were to hold is not known */
	parser_finish(p, node, parser_top(p)->node);
	if (optional || t->kind == CF_BAD) {
		parser_end_statement(p, behind);
		return;
	}
	(void)snprintf(hint, sizeof(hint), "without options: %s ... { };", b->keyword);
	if (t->kind == CF_SEMICOLON || t->kind == CF_CLOSE || t->kind == CF_END ||
	    t->first_on_line) {
		cf_error(&p->ctx, &p->lexer.end, hint, "missing `{` behind %s", behind);
		if (t->kind == CF_SEMICOLON)
			cf_take(&p->lexer);
		return;
	}
	cf_error(&p->ctx, &t->pos, hint, "unexpected `%s` behind %s", cf_show(shown, t), behind);
	parser_fault_skip(p);
}

static void block_statement(struct parser *p, const struct cf_block *b, const struct cf_token *key)
{
	struct cf_node *node;
	bool good;

	if (b->flags & CF_LIST) {
		parser_list_statement(p, b, key);
		return;
	}
	parser_check_once(p, b, key);
	node = parser_new_block(b, parser_top(p)->node, &key->pos);
	if (!node) {
		parser_give_up(p, &key->pos);
		return;
	}
	good = read_head(p, node, key);
	if (p->lexer.token.kind == CF_OPEN && !(b->flags & CF_STATEMENT)) {
		cf_take(&p->lexer);
		parser_push(p, b, node);
	} else if (good) {
		short_block(p, b, node);
	} else {
		parser_finish(p, node, parser_top(p)->node);
		if (p->lexer.token.kind == CF_SEMICOLON)
			cf_take(&p->lexer);
		else if (p->lexer.token.kind == CF_OPEN)
			parser_skip_statement(p);
	}
}

/* -- what is not known here -- */

static const struct cf_block *inner_home(const struct parser *p, const struct cf_block *b,
					 const struct cf_token *t, unsigned levels)
{
	const struct cf_block *found = NULL;

	for (unsigned i = 0; levels > 0 && !found && b->blocks && b->blocks[i]; i++)
		found = parser_knows(p, b->blocks[i], t)
				? b->blocks[i]
				: inner_home(p, b->blocks[i], t, levels - 1);
	return found;
}

/* A word of an outer block: is a brace missing, or does the word stand in the wrong place? */
static bool outer_statement(struct parser *p, const struct cf_token *key, unsigned home)
{
	const struct frame *f = parser_top(p);
	char shown[CF_SHOWN], hint[80];

	if (p->missing_closes <= 0) {
		if (!f->misplaced)
			cf_error(&p->ctx, &key->pos, "move it behind the `};` of this block",
				 "%s does not belong in the `%s` block", cf_show(shown, key),
				 parser_keyword_of(f->block));
		return false;
	}
	(void)snprintf(hint, sizeof(hint), "end the `%s` block of line %lu with `};`",
		       parser_keyword_of(f->block), (unsigned long)f->node->pos.line);
	cf_error(&p->ctx, &key->pos, hint, "missing `};` before %s", cf_show(shown, key));
	while (p->depth > home) {
		parser_pop(p);
		p->missing_closes--;
	}
	return true;
}

static const char *nearest_keyword(const struct cf_block *b, struct view word)
{
	struct cf_member m;
	struct suggest s;

	suggest_init(&s, word);
	for (unsigned i = 0; (m = cf_block_member(b, i)).field; i++)
		if (m.field->keyword && !(m.field->flags & FIELD_HEAD))
			suggest_try(&s, m.field->keyword);
	for (unsigned i = 0; b->blocks && b->blocks[i]; i++)
		suggest_try(&s, b->blocks[i]->keyword);
	if (b->flags & CF_INCLUDES)
		suggest_try(&s, "include");
	return s.best;
}

static void unknown_statement(struct parser *p, const struct cf_token *key)
{
	const struct cf_block *b = parser_top(p)->block;
	char shown[CF_SHOWN], hint[80] = "";
	const char *near = NULL;

	if (diags_would_keep(p->ctx.diags, DIAG_ERROR))
		near = nearest_keyword(b, key->text);
	if (near)
		(void)snprintf(hint, sizeof(hint), "did you mean %s?", near);
	cf_error(&p->ctx, &key->pos, hint, "unknown keyword `%s` in %s%s%s", cf_show(shown, key),
		 b->keyword ? "`" : "", parser_keyword_of(b), b->keyword ? "`" : "");
}

/* Returns true if the keyword should be looked up again: blocks were closed for its sake. */
static bool foreign_statement(struct parser *p, const struct cf_token *key)
{
	const struct cf_block *home;
	struct frame *f = parser_top(p);
	char shown[CF_SHOWN];

	for (unsigned i = p->depth; i > 0; i--) {
		if (!parser_knows(p, p->stack[i - 1].block, key))
			continue;
		if (outer_statement(p, key, i - 1))
			return true;
		f->misplaced = true;
		parser_fault_skip(p);
		return false;
	}
	home = inner_home(p, f->block, key, 2);
	if (home && !f->misplaced)
		cf_error(&p->ctx, &key->pos, NULL, "%s belongs in a `%s` block",
			 cf_show(shown, key), home->keyword);
	else if (!home)
		unknown_statement(p, key);
	f->misplaced = home != NULL;
	parser_fault_skip(p);
	return false;
}

static void statement(struct parser *p)
{
	struct cf_token key = cf_take(&p->lexer);

	do {
		const struct cf_block *b = parser_top(p)->block,
				      *sub = parser_find_block(p, b, &key);
		const char *ignored = parser_find_ignored(p, b, &key);
		unsigned number;

		if (parser_is_include(p, b, &key)) {
			parser_top(p)->misplaced = false;
			parser_include(p);
			return;
		}
		if (sub || ignored || parser_find_field(p, b, &key, &number)) {
			parser_top(p)->misplaced = false;
			if (sub)
				block_statement(p, sub, &key);
			else if (ignored)
				ignored_statement(p, ignored, &key);
			else
				field_statement(p, number, &key);
			return;
		}
	} while (foreign_statement(p, &key));
}

static void close_brace(struct parser *p)
{
	struct cf_token brace = cf_take(&p->lexer);

	if (p->depth > 0) {
		parser_pop(p);
		parser_end_statement(p, "`}`");
		return;
	}
	if (!parser_top(p)->misplaced)
		cf_error(&p->ctx, &brace.pos, NULL, "`}` without a block that it could end");
	if (p->lexer.token.kind == CF_SEMICOLON)
		cf_take(&p->lexer);
}

static void stray_token(struct parser *p)
{
	const struct cf_token *t = &p->lexer.token;
	char shown[CF_SHOWN];

	if (t->kind == CF_SEMICOLON)
		cf_error(&p->ctx, &t->pos, "leave it out", "`;` without a statement");
	else if (t->kind != CF_BAD)
		cf_error(&p->ctx, &t->pos, NULL, "unexpected `%s`: a keyword should stand here",
			 cf_show(shown, t));
	parser_fault_skip(p);
}

/* Blocks end in the text where they begin. */
static void parse(struct parser *p)
{
	for (;;) {
		switch (p->lexer.token.kind) {
		case CF_END:
			if (p->depth > 0)
				cf_error(&p->ctx, &parser_top(p)->node->pos, "end it with `};`",
					 "`%s` block without an end",
					 parser_keyword_of(parser_top(p)->block));
			while (p->depth > 0) {
				parser_top(p)->node->faulty = true; /* its rest is not there */
				parser_pop(p);
			}
			return;
		case CF_WORD:
		case CF_STRING:
			if (parser_top(p)->block->flags & CF_LIST &&
			    !parser_knows_outside(p, &p->lexer.token))
				parser_list_entry(p);
			else if (p->lexer.token.kind == CF_WORD)
				statement(p);
			else
				stray_token(p);
			break;
		case CF_CLOSE:
			close_brace(p);
			break;
		default:
			stray_token(p);
			break;
		}
	}
}

/* Does the text have more { than }? That decides what a word in the wrong place means. */
static long count_missing_closes(const struct cf_ctx *c, uint16_t file,
				 const struct cf_dialect *dialect)
{
	struct cf_lexer l;
	long open = 0;

	cf_lexer_init(&l, c, file, dialect, true);
	while (l.token.kind != CF_END) {
		enum cf_token_kind kind = cf_take(&l).kind;

		open += kind == CF_OPEN;
		open -= kind == CF_CLOSE;
	}
	return open;
}

void parser_read_text(struct parser *p, uint16_t file)
{
	const struct cf_dialect *dialect = p->lexer.dialect;

	p->missing_closes = count_missing_closes(&p->ctx, file, dialect);
	cf_lexer_init(&p->lexer, &p->ctx, file, dialect, false);
	parser_top(p)->misplaced = false;
	parse(p);
}

static struct cf_node *load(struct parser *p, const struct cf_block *root, const char *name)
{
	static const struct cf_pos start = { .line = 1, .column = 1 }, whole;
	const char *why = cf_add_file(&p->ctx, name, NULL);

	if (p->ctx.n_files == 0)
		return NULL;
	if (why) {
		cf_error(&p->ctx, &whole, NULL, "cannot be read: %s", why);
		return NULL;
	}
	p->stack[0] = (struct frame){ .block = root, .node = parser_new_block(root, NULL, &start) };
	if (!p->stack[0].node) {
		cf_no_memory(&p->lexer, &start);
		return NULL;
	}
	parser_read_text(p, 0);
	parser_finish(p, p->stack[0].node, NULL);
	return p->stack[0].node;
}

void *cf_load(const struct cf_block *root, const struct cf_dialect *dialect,
	      const struct cf_source *source, const char *name, struct diags *diags)
{
	struct parser p = { .ctx = { .source = source, .diags = diags } };
	unsigned errors_before = diags->errors;
	struct cf_node *node;

	p.ctx.lender = &p.lender;
	p.lexer = (struct cf_lexer){ .ctx = &p.ctx, .dialect = dialect };
	p.arena = talloc_new(NULL);
	node = p.arena ? load(&p, root, name) : NULL;
	talloc_free(p.ctx.files);
	talloc_free(p.arena);
	diags_sort(diags);
	if (diags->errors == errors_before)
		return node;
	talloc_free(node);
	return NULL;
}
