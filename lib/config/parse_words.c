/* SPDX-License-Identifier: ISC */
/* Keywords, and how far to skip when something is wrong: the rules are in parse.c. */
#include "parser.h"

static bool is_keyword(const struct parser *p, const struct cf_token *t, const struct field *f)
{
	return f->keyword && !(f->flags & FIELD_HEAD) &&
	       cf_token_is(p->lexer.dialect, t, f->keyword);
}

bool parser_find_field(const struct parser *p, const struct cf_block *b, const struct cf_token *t,
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

const struct cf_block *parser_find_block(const struct parser *p, const struct cf_block *b,
					 const struct cf_token *t)
{
	for (unsigned i = 0; b->blocks && b->blocks[i]; i++)
		if (cf_token_is(p->lexer.dialect, t, b->blocks[i]->keyword))
			return b->blocks[i];
	return NULL;
}

const char *parser_find_ignored(const struct parser *p, const struct cf_block *b,
				const struct cf_token *t)
{
	for (unsigned i = 0; b->ignored && b->ignored[i]; i++)
		if (cf_token_is(p->lexer.dialect, t, b->ignored[i]))
			return b->ignored[i];
	return NULL;
}

bool parser_knows(const struct parser *p, const struct cf_block *b, const struct cf_token *t)
{
	unsigned number;

	return t->kind == CF_WORD && (parser_find_field(p, b, t, &number) ||
				      parser_find_block(p, b, t) || parser_find_ignored(p, b, t) ||
				      parser_is_include(p, b, t));
}

bool parser_knows_outside(const struct parser *p, const struct cf_token *t)
{
	for (unsigned i = 0; i < p->depth; i++)
		if (parser_knows(p, p->stack[i].block, t))
			return true;
	return false;
}

static bool is_known_here(const struct parser *p, const struct cf_token *t)
{
	return parser_knows(p, p->stack[p->depth].block, t) ||
	       parser_knows_outside(p, t);
}

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
void parser_skip_statement(struct parser *p)
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
void parser_skip_head(struct parser *p)
{
	for (;;) {
		const struct cf_token *t = &p->lexer.token;

		if (t->kind == CF_END || t->kind == CF_OPEN || t->kind == CF_CLOSE ||
		    t->kind == CF_SEMICOLON || begins_statement(p, t))
			return;
		cf_take(&p->lexer);
	}
}

void parser_fault_skip(struct parser *p)
{
	parser_top(p)->node->faulty = true;
	parser_skip_statement(p);
}

void parser_end_statement(struct parser *p, const char *behind)
{
	const struct cf_token *t = &p->lexer.token;
	char shown[CF_SHOWN];

	switch (t->kind) {
	case CF_SEMICOLON:
		cf_take(&p->lexer);
		return;
	case CF_BAD:
		parser_fault_skip(p);
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
	parser_fault_skip(p);
}
