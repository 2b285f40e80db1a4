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

#include "suggest.h"
#include "value.h"

/* struct frame - a block that is open. */
struct frame {
	const struct cf_block *block;
	struct cf_node *node;
	bool misplaced;		/* the last statement belonged elsewhere: its neighbours may too */
};

struct parser {
	struct cf_ctx ctx;
	struct cf_lexer lexer;
	struct frame stack[CF_MAX_NESTING + 1];	/* [0] is the file */
	unsigned depth;
	long missing_closes;	/* { minus } in the text, less those already accounted for */
};

static struct frame *top(struct parser *p)
{
	return &p->stack[p->depth];
}

static const char *keyword_of(const struct cf_block *b)
{
	return b->keyword ? b->keyword : "the file";
}

/* The text cannot be read on: nothing more is looked at. */
static void give_up(struct parser *p, const struct cf_pos *pos)
{
	cf_no_memory(&p->lexer, pos);
	p->lexer.at = p->lexer.in.len;
	p->lexer.token = (struct cf_token){ .kind = CF_END, .pos = *pos };
}

/* -- keywords -- */

static bool is_keyword(const struct parser *p, const struct cf_token *t, const struct field *f)
{
	return f->keyword && !(f->flags & FIELD_HEAD) &&
	       cf_token_is(p->lexer.dialect, t, f->keyword);
}

static bool find_field(const struct parser *p, const struct cf_block *b, const struct cf_token *t,
		       unsigned *number)
{
	struct cf_member m;

	for (unsigned i = 0; (m = cf_block_member(b, i)).field; i++) {
		if (is_keyword(p, t, m.field)) {
			*number = i;
			return true;
		}
	}
	return false;
}

static const struct cf_block *find_block(const struct parser *p, const struct cf_block *b,
					 const struct cf_token *t)
{
	for (unsigned i = 0; b->blocks && b->blocks[i]; i++)
		if (cf_token_is(p->lexer.dialect, t, b->blocks[i]->keyword))
			return b->blocks[i];
	return NULL;
}

static const char *find_ignored(const struct parser *p, const struct cf_block *b,
				const struct cf_token *t)
{
	for (unsigned i = 0; b->ignored && b->ignored[i]; i++)
		if (cf_token_is(p->lexer.dialect, t, b->ignored[i]))
			return b->ignored[i];
	return NULL;
}

static bool knows(const struct parser *p, const struct cf_block *b, const struct cf_token *t)
{
	unsigned number;

	return t->kind == CF_WORD && (find_field(p, b, t, &number) || find_block(p, b, t) ||
				      find_ignored(p, b, t));
}

static bool is_known_here(const struct parser *p, const struct cf_token *t)
{
	for (unsigned i = 0; i <= p->depth; i++)
		if (knows(p, p->stack[i].block, t))
			return true;
	return false;
}

/* -- skipping -- */

static bool begins_statement(const struct parser *p, const struct cf_token *t)
{
	return t->first_on_line && is_known_here(p, t);
}

static void skip_braces(struct parser *p)
{
	unsigned long depth = 0;

	do {
		struct cf_token t = cf_take(&p->lexer);

		if (t.kind == CF_OPEN)
			depth++;
		else if (t.kind == CF_CLOSE)
			depth--;
		else if (t.kind == CF_END)
			return;
	} while (depth > 0);
}

/* Over the rest of a statement, its `;` or its block with the `;` behind it included. */
static void skip_statement(struct parser *p)
{
	for (;;) {
		const struct cf_token *t = &p->lexer.token;

		if (t->kind == CF_END || t->kind == CF_CLOSE || begins_statement(p, t))
			return;
		if (t->kind == CF_OPEN) {
			skip_braces(p);
			if (t->kind == CF_SEMICOLON)
				cf_take(&p->lexer);
			return;
		}
		if (cf_take(&p->lexer).kind == CF_SEMICOLON)
			return;
	}
}

/* Over the rest of a block's head, as far as its brace. */
static void skip_head(struct parser *p)
{
	for (;;) {
		const struct cf_token *t = &p->lexer.token;

		if (t->kind == CF_END || t->kind == CF_OPEN || t->kind == CF_CLOSE ||
		    t->kind == CF_SEMICOLON || begins_statement(p, t))
			return;
		cf_take(&p->lexer);
	}
}

static void fault_skip(struct parser *p)
{
	top(p)->node->faulty = true;
	skip_statement(p);
}

static void end_statement(struct parser *p, const char *behind)
{
	const struct cf_token *t = &p->lexer.token;
	char shown[CF_SHOWN];

	switch (t->kind) {
	case CF_SEMICOLON:
		cf_take(&p->lexer);
		return;
	case CF_BAD:
		fault_skip(p);
		return;
	default:
		break;
	}
	if (t->kind == CF_END || t->kind == CF_CLOSE || t->first_on_line || is_known_here(p, t)) {
		cf_error(&p->ctx, &p->lexer.end, NULL, "missing `;` behind %s", behind);
		return;
	}
	cf_error(&p->ctx, &t->pos, "a statement ends with `;`", "unexpected `%s` behind %s",
		 cf_show(shown, t), behind);
	fault_skip(p);
}

/* -- blocks -- */

static void *child_list(const struct cf_block *b, void *parent)
{
	return (uint8_t *)parent + b->list_off;
}

static uint32_t *child_count(const struct cf_block *b, void *parent)
{
	return (uint32_t *)(void *)((uint8_t *)parent + b->count_off);
}

/* The array doubles when its length reaches a power of two, so no capacity need be kept. */
static bool add_child(const struct cf_block *b, void *parent, void *child)
{
	uint32_t *n = child_count(b, parent);
	void **list;

	memcpy(&list, child_list(b, parent), sizeof(list));
	if ((*n & (*n - 1)) == 0) {
		list = talloc_realloc(parent, list, void *, *n ? 2u * *n : 1u);
		if (!list)
			return false;
		memcpy(child_list(b, parent), &list, sizeof(list));
	}
	list[(*n)++] = child;
	return true;
}

static struct cf_node *new_block(const struct cf_block *b, void *parent, const struct cf_pos *pos)
{
	struct cf_node *node = talloc_zero_size(parent, b->size);

	if (!node)
		return NULL;
	talloc_set_name_const(node, keyword_of(b));
	node->block = b;
	node->pos = *pos;
	node->set = talloc_zero_array(node, struct cf_pos, cf_block_n_members(b) + 1);
	node->bad = talloc_zero_array(node, bool, cf_block_n_members(b) + 1);
	if (!node->set || !node->bad || (parent && !add_child(b, parent, node))) {
		talloc_free(node);
		return NULL;
	}
	cf_set_defaults(b, node);
	return node;
}

/* A block is complete: what it must have is there, its own checks agree. */
static void finish(struct parser *p, struct cf_node *node, void *parent)
{
	struct cf_member m;

	for (unsigned i = 0; !node->faulty && (m = cf_block_member(node->block, i)).field; i++) {
		if (!(m.field->flags & FIELD_REQUIRED) || (m.field->flags & FIELD_HEAD) ||
		    node->set[i].line > 0 || node->bad[i])
			continue;
		cf_error(&p->ctx, &node->pos, NULL, "`%s` needs %s", keyword_of(node->block),
			 m.field->keyword);
		node->faulty = true;
	}
	if (node->block->finish)
		node->block->finish(&p->ctx, node, parent);
}

static void pop(struct parser *p)
{
	struct frame *f = top(p);

	p->depth--;
	finish(p, f->node, top(p)->node);
}

static void push(struct parser *p, const struct cf_block *b, struct cf_node *node)
{
	if (p->depth == CF_MAX_NESTING) {
		cf_error(&p->ctx, &node->pos, NULL, "blocks are nested more than %u deep",
			 CF_MAX_NESTING);
		node->faulty = true;
		for (unsigned open = 1; open > 0 && p->lexer.token.kind != CF_END;) {
			enum cf_token_kind kind = cf_take(&p->lexer).kind;

			open += kind == CF_OPEN;
			open -= kind == CF_CLOSE;
		}
		finish(p, node, top(p)->node);
		end_statement(p, "`}`");
		return;
	}
	p->stack[++p->depth] = (struct frame){ .block = b, .node = node };
}

/* -- statements -- */

static bool read_member(struct parser *p, struct cf_node *node, unsigned number,
			const struct cf_token *key)
{
	struct cf_member m = cf_block_member(node->block, number);
	struct cf_pos at = p->lexer.token.pos;
	struct cf_value v = {
		.field = m.field,
		.label = m.field->flags & FIELD_HEAD ? keyword_of(node->block) : m.field->keyword,
		.base = (uint8_t *)node + (m.off - m.field->off),
		.arena = node,
		.block = node->block,
	};
	struct cf_pos *set = &node->set[number];

	if (set->line > 0)
		cf_warn(&p->ctx, &key->pos, "leave out one of the two",
			"%s is given twice; the value of line %lu does not count", v.label,
			(unsigned long)set->line);
	node->bad[number] = !cf_read_value(&p->lexer, &v);
	if (!node->bad[number])
		*set = at;
	return !node->bad[number];
}

static void field_statement(struct parser *p, unsigned number, const struct cf_token *key)
{
	struct cf_node *node = top(p)->node;
	struct cf_member m = cf_block_member(node->block, number);
	char behind[64];

	if (!read_member(p, node, number, key)) {
		skip_statement(p);
		return;
	}
	(void)snprintf(behind, sizeof(behind), "the value of %s", m.field->keyword);
	end_statement(p, behind);
}

static void ignored_statement(struct parser *p, const char *keyword, const struct cf_token *key)
{
	char behind[64];

	cf_warn(&p->ctx, &key->pos, "leave it out", "%s is obsolete and has no effect", keyword);
	if (p->lexer.token.kind == CF_WORD)
		cf_take(&p->lexer);
	(void)snprintf(behind, sizeof(behind), "the value of %s", keyword);
	end_statement(p, behind);
}

static bool read_head(struct parser *p, struct cf_node *node, const struct cf_token *key)
{
	struct cf_member m;

	for (unsigned i = 0; (m = cf_block_member(node->block, i)).field; i++) {
		if (!(m.field->flags & FIELD_HEAD) || read_member(p, node, i, key))
			continue;
		node->faulty = true;
		skip_head(p);
		return false;
	}
	return true;
}

/* No brace behind the head: a short form, or a fault. */
static void short_block(struct parser *p, const struct cf_block *b, struct cf_node *node)
{
	const struct cf_token *t = &p->lexer.token;
	char shown[CF_SHOWN], hint[64], behind[64];
	bool optional = b->flags & CF_BRACES_OPTIONAL;

	(void)snprintf(behind, sizeof(behind), "the head of `%s`", b->keyword);
	if (knows(p, b, t)) {
		cf_error(&p->ctx, &p->lexer.end, NULL, "missing `{` behind %s", behind);
		p->missing_closes++;
		push(p, b, node);
		return;
	}
	finish(p, node, top(p)->node);
	if (optional || t->kind == CF_BAD) {
		end_statement(p, behind);
		return;
	}
	(void)snprintf(hint, sizeof(hint), "without options: %s ... { };", b->keyword);
	if (t->kind == CF_SEMICOLON || t->kind == CF_CLOSE || t->kind == CF_END || t->first_on_line) {
		cf_error(&p->ctx, &p->lexer.end, hint, "missing `{` behind %s", behind);
		if (t->kind == CF_SEMICOLON)
			cf_take(&p->lexer);
		return;
	}
	cf_error(&p->ctx, &t->pos, hint, "unexpected `%s` behind %s", cf_show(shown, t), behind);
	fault_skip(p);
}

static void check_once(struct parser *p, const struct cf_block *b, const struct cf_token *key)
{
	void *parent = top(p)->node;
	struct cf_node **list;

	if (!(b->flags & CF_ONCE) || *child_count(b, parent) == 0)
		return;
	memcpy(&list, child_list(b, parent), sizeof(list));
	cf_error(&p->ctx, &key->pos, NULL, "a second `%s` block; the first one is in line %lu",
		 b->keyword, (unsigned long)list[0]->pos.line);
}

static void block_statement(struct parser *p, const struct cf_block *b, const struct cf_token *key)
{
	struct cf_node *node;
	bool good;

	check_once(p, b, key);
	node = new_block(b, top(p)->node, &key->pos);
	if (!node) {
		give_up(p, &key->pos);
		return;
	}
	good = read_head(p, node, key);
	if (p->lexer.token.kind == CF_OPEN) {
		cf_take(&p->lexer);
		push(p, b, node);
	} else if (good) {
		short_block(p, b, node);
	} else {
		finish(p, node, top(p)->node);
		if (p->lexer.token.kind == CF_SEMICOLON)
			cf_take(&p->lexer);
	}
}

/* -- what is not known here -- */

static const struct cf_block *inner_home(const struct parser *p, const struct cf_block *b,
					 const struct cf_token *t, unsigned levels)
{
	const struct cf_block *found = NULL;

	for (unsigned i = 0; levels > 0 && !found && b->blocks && b->blocks[i]; i++)
		found = knows(p, b->blocks[i], t) ? b->blocks[i] :
						    inner_home(p, b->blocks[i], t, levels - 1);
	return found;
}

/* A word of an outer block: is a brace missing, or does the word stand in the wrong place? */
static bool outer_statement(struct parser *p, const struct cf_token *key, unsigned home)
{
	const struct frame *f = top(p);
	char shown[CF_SHOWN], hint[80];

	if (p->missing_closes <= 0) {
		if (!f->misplaced)
			cf_error(&p->ctx, &key->pos, "move it behind the `};` of this block",
				 "%s does not belong in the `%s` block", cf_show(shown, key),
				 keyword_of(f->block));
		return false;
	}
	(void)snprintf(hint, sizeof(hint), "end the `%s` block of line %lu with `};`",
		       keyword_of(f->block), (unsigned long)f->node->pos.line);
	cf_error(&p->ctx, &key->pos, hint, "missing `};` before %s", cf_show(shown, key));
	while (p->depth > home) {
		pop(p);
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
	return s.best;
}

static void unknown_statement(struct parser *p, const struct cf_token *key)
{
	const struct cf_block *b = top(p)->block;
	char shown[CF_SHOWN], hint[80] = "";
	const char *near = NULL;

	if (diags_would_keep(p->ctx.diags, DIAG_ERROR))
		near = nearest_keyword(b, key->text);
	if (near)
		(void)snprintf(hint, sizeof(hint), "did you mean %s?", near);
	cf_error(&p->ctx, &key->pos, hint, "unknown keyword `%s` in %s%s%s", cf_show(shown, key),
		 b->keyword ? "`" : "", keyword_of(b), b->keyword ? "`" : "");
}

/* Returns true if the keyword should be looked up again: blocks were closed for its sake. */
static bool foreign_statement(struct parser *p, const struct cf_token *key)
{
	const struct cf_block *home;
	struct frame *f = top(p);
	char shown[CF_SHOWN];

	for (unsigned i = p->depth; i > 0; i--) {
		if (!knows(p, p->stack[i - 1].block, key))
			continue;
		if (outer_statement(p, key, i - 1))
			return true;
		f->misplaced = true;
		fault_skip(p);
		return false;
	}
	home = inner_home(p, f->block, key, 2);
	if (home && !f->misplaced)
		cf_error(&p->ctx, &key->pos, NULL, "%s belongs in a `%s` block",
			 cf_show(shown, key), home->keyword);
	else if (!home)
		unknown_statement(p, key);
	f->misplaced = home != NULL;
	fault_skip(p);
	return false;
}

static void statement(struct parser *p)
{
	struct cf_token key = cf_take(&p->lexer);

	do {
		const struct cf_block *b = top(p)->block, *sub = find_block(p, b, &key);
		const char *ignored = find_ignored(p, b, &key);
		unsigned number;

		if (sub || ignored || find_field(p, b, &key, &number)) {
			top(p)->misplaced = false;
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
		pop(p);
		end_statement(p, "`}`");
		return;
	}
	if (!top(p)->misplaced)
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
	fault_skip(p);
}

static void parse(struct parser *p)
{
	for (;;) {
		switch (p->lexer.token.kind) {
		case CF_END:
			if (p->depth > 0)
				cf_error(&p->ctx, &top(p)->node->pos, "end it with `};`",
					 "`%s` block without an end", keyword_of(top(p)->block));
			while (p->depth > 0) {
				top(p)->node->faulty = true;	/* its rest is not there */
				pop(p);
			}
			finish(p, top(p)->node, NULL);
			return;
		case CF_WORD:
			statement(p);
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
static long count_missing_closes(const struct cf_ctx *c, const struct cf_dialect *dialect)
{
	struct cf_lexer l;
	long open = 0;

	cf_lexer_init(&l, c, 0, dialect, true);
	while (l.token.kind != CF_END) {
		enum cf_token_kind kind = cf_take(&l).kind;

		open += kind == CF_OPEN;
		open -= kind == CF_CLOSE;
	}
	return open;
}

void *cf_load(const struct cf_block *root, const struct cf_dialect *dialect,
	      const struct cf_source *source, const char *name, struct diags *diags)
{
	struct cf_file files[1];
	struct parser p = { .ctx = { .source = source, .diags = diags, .files = files } };
	static const struct cf_pos start = { .line = 1, .column = 1 };
	unsigned errors_before = diags->errors;
	struct cf_node *node;

	if (!cf_read_main(&p.ctx, name))
		return NULL;
	p.missing_closes = count_missing_closes(&p.ctx, dialect);
	cf_lexer_init(&p.lexer, &p.ctx, 0, dialect, false);
	node = new_block(root, NULL, &start);
	if (!node) {
		cf_no_memory(&p.lexer, &start);
		return NULL;
	}
	p.stack[0] = (struct frame){ .block = root, .node = node };
	parse(&p);
	diags_sort(diags);
	if (diags->errors == errors_before)
		return node;
	talloc_free(node);
	return NULL;
}
