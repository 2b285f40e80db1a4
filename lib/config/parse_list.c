/* SPDX-License-Identifier: ISC */
/* Blocks of bare values: `clients { 2001:db8::1; !2001:db8::2; };` */
#include "parser.h"

#include <stdio.h>
#include <talloc.h>

#include "value.h"

/* The number of the field that a line gives (FIELD_HEAD), or that its `!` sets. */
static bool number_of(const struct cf_block *b, bool head, unsigned *number)
{
	struct cf_member m;

	for (unsigned i = 0; (m = cf_block_member(b, i)).field; i++) {
		bool is_head = m.field->flags & FIELD_HEAD;

		if (is_head == head && (head || (m.field->kind == FIELD_BOOL && !m.field->keyword))) {
			*number = i;
			return true;
		}
	}
	return false;
}

/* While a list is open its frame has a node that stands for the braces only. */
static struct cf_node *new_braces(const struct cf_block *b, void *parent, const struct cf_pos *pos)
{
	struct cf_node *node = talloc_zero(parent, struct cf_node);

	if (node) {
		node->block = b;
		node->pos = *pos;
	}
	return node;
}

static void missing_brace(struct parser *p, const struct cf_block *b)
{
	const struct cf_token *t = &p->lexer.token;
	char hint[64];

	(void)snprintf(hint, sizeof(hint), "%s { ...; ...; };", b->keyword);
	if (t->kind != CF_BAD)
		cf_error(&p->ctx, &p->lexer.end, hint, "missing `{` behind `%s`", b->keyword);
	parser_fault_skip(p);
}

void parser_list_statement(struct parser *p, const struct cf_block *b, const struct cf_token *key)
{
	struct cf_node *node;

	if (p->lexer.token.kind != CF_OPEN) {
		missing_brace(p, b);
		return;
	}
	node = new_braces(b, parser_top(p)->node, &key->pos);
	if (!node) {
		parser_give_up(p, &key->pos);
		return;
	}
	cf_take(&p->lexer);
	parser_push(p, b, node);
}

/* Take the `!` off the next token; false if there is none, or none is allowed. */
static bool take_bang(struct parser *p, const struct cf_block *b, struct cf_node *node)
{
	struct cf_token *t = &p->lexer.token;
	struct cf_member m;
	unsigned number;

	if (t->kind != CF_WORD || t->text.ptr[0] != '!' || !number_of(b, false, &number))
		return false;
	m = cf_block_member(b, number);
	*(bool *)((uint8_t *)node + m.off) = true;
	node->set[number] = t->pos;
	t->text = view_of(t->text.ptr + 1, t->text.len - 1);
	t->pos.column++;
	t->pos.offset++;
	t->width--;
	return true;
}

void parser_list_entry(struct parser *p)
{
	struct frame *f = parser_top(p);
	const struct cf_block *b = f->block;
	struct cf_token key = p->lexer.token;
	struct cf_node *parent = p->stack[p->depth - 1].node, *node;
	unsigned number;
	char behind[64];

	node = parser_new_block(b, parent, &key.pos);
	if (!node || !number_of(b, true, &number)) {
		parser_give_up(p, &key.pos);
		return;
	}
	f->filled = true;
	if (take_bang(p, b, node) && p->lexer.token.text.len == 0) {
		cf_error(&p->ctx, &key.pos, "write it without a blank behind the !",
			 "`!` without a value in `%s`", b->keyword);
		node->faulty = node->bad[number] = true;
		parser_fault_skip(p);
	} else if (!parser_read_member(p, node, number, &key)) {
		node->faulty = true;
		parser_fault_skip(p);
	} else {
		(void)snprintf(behind, sizeof(behind), "a line of `%s`", b->keyword);
		parser_end_statement(p, behind);
	}
	parser_finish(p, node, parent);
}

void parser_finish_list(struct parser *p, const struct frame *f)
{
	if (!f->filled && !f->node->faulty)
		cf_error(&p->ctx, &f->node->pos, "leave the block out, or give it a line",
			 "`%s` is empty", f->block->keyword);
	talloc_free(f->node);
}
