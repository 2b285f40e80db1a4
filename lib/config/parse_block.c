/* SPDX-License-Identifier: ISC */
/* Blocks while they are read: made, put into their parents, finished. */
#include "parser.h"

#include <string.h>
#include <talloc.h>

#include "value.h"

struct frame *parser_top(struct parser *p)
{
	return &p->stack[p->depth];
}

const char *parser_keyword_of(const struct cf_block *b)
{
	return b->keyword ? b->keyword : "the file";
}

/* The text cannot be read on: nothing more is looked at. */
void parser_give_up(struct parser *p, const struct cf_pos *pos)
{
	cf_no_memory(&p->lexer, pos);
	p->lexer.at = p->lexer.in.len;
	p->lexer.token = (struct cf_token){ .kind = CF_END, .pos = *pos };
}

static void *child_list(const struct cf_block *b, void *parent)
{
	return (uint8_t *)parent + b->list_off;
}

static uint32_t *child_count(const struct cf_block *b, void *parent)
{
	return (uint32_t *)(void *)((uint8_t *)parent + b->count_off);
}

/* The array doubles when its length reaches a power of two, so no capacity need be kept. */
bool parser_add_child(const struct cf_block *b, void *parent, void *child)
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

struct cf_node *parser_new_block(const struct cf_block *b, void *parent, const struct cf_pos *pos)
{
	struct cf_node *node = talloc_zero_size(parent, b->size);

	if (!node)
		return NULL;
	talloc_set_name_const(node, parser_keyword_of(b));
	node->block = b;
	node->pos = *pos;
	node->set = talloc_zero_array(node, struct cf_pos, cf_block_n_members(b) + 1);
	node->bad = talloc_zero_array(node, bool, cf_block_n_members(b) + 1);
	if (!node->set || !node->bad || (parent && !parser_add_child(b, parent, node))) {
		talloc_free(node);
		return NULL;
	}
	cf_set_defaults(b, node);
	return node;
}

/* A block is complete: what it must have is there, its own checks agree. */
void parser_finish(struct parser *p, struct cf_node *node, void *parent)
{
	struct cf_member m;

	node->end = p->lexer.end.offset;
	for (unsigned i = 0; !node->faulty && (m = cf_block_member(node->block, i)).field; i++) {
		if (!(m.field->flags & FIELD_REQUIRED) || (m.field->flags & FIELD_HEAD) ||
		    node->set[i].line > 0 || node->bad[i])
			continue;
		cf_error(&p->ctx, &node->pos, NULL, "`%s` needs %s", parser_keyword_of(node->block),
			 m.field->keyword);
		node->faulty = true;
	}
	if (node->block->finish)
		node->block->finish(&p->ctx, node, parent);
}

static void finish_frame(struct parser *p, const struct frame *f)
{
	if (f->block->flags & CF_LIST)
		parser_finish_list(p, f);
	else
		parser_finish(p, f->node, parser_top(p)->node);
}

void parser_pop(struct parser *p)
{
	p->depth--;
	finish_frame(p, &p->stack[p->depth + 1]);
}

void parser_push(struct parser *p, const struct cf_block *b, struct cf_node *node)
{
	struct frame f = { .block = b, .node = node };

	if (p->depth == CF_MAX_NESTING) {
		cf_error(&p->ctx, &node->pos, NULL, "blocks are nested more than %u deep",
			 CF_MAX_NESTING);
		node->faulty = true;
		for (unsigned open = 1; open > 0 && p->lexer.token.kind != CF_END;) {
			enum cf_token_kind kind = cf_take(&p->lexer).kind;

			open += kind == CF_OPEN;
			open -= kind == CF_CLOSE;
		}
		finish_frame(p, &f);
		parser_end_statement(p, "`}`");
		return;
	}
	p->stack[++p->depth] = f;
}

void parser_check_once(struct parser *p, const struct cf_block *b, const struct cf_token *key)
{
	void *parent = parser_top(p)->node;
	struct cf_node **list;
	char first[CF_PLACE];

	if (!(b->flags & CF_ONCE) || *child_count(b, parent) == 0)
		return;
	memcpy(&list, child_list(b, parent), sizeof(list));
	cf_error(&p->ctx, &key->pos, NULL, "a second `%s` block; the first one is in %s",
		 b->keyword, cf_place(&p->ctx, first, &list[0]->pos, &key->pos));
}

bool parser_read_member(struct parser *p, struct cf_node *node, unsigned number,
			const struct cf_token *key)
{
	struct cf_member m = cf_block_member(node->block, number);
	struct cf_pos at = p->lexer.token.pos;
	struct cf_value v = {
		.field = m.field,
		.label = m.field->flags & FIELD_HEAD ? parser_keyword_of(node->block)
						     : m.field->keyword,
		.base = (uint8_t *)node + (m.off - m.field->off),
		.arena = node,
		.block = node->block,
	};
	struct cf_pos *set = &node->set[number];
	char first[CF_PLACE];

	if (set->line > 0)
		cf_warn(&p->ctx, &key->pos, "leave out one of the two",
			"%s is given twice; the value of %s does not count", v.label,
			cf_place(&p->ctx, first, set, &key->pos));
	node->bad[number] = !cf_read_value(&p->lexer, &v);
	if (!node->bad[number])
		*set = at;
	return !node->bad[number];
}
