/* SPDX-License-Identifier: ISC */
/* Blocks that take over what they do not say themselves: `defaults { ... };` */
#include "inherit.h"

#include <string.h>
#include <talloc.h>

#include "parser.h"

static bool no_memory(const struct cf_ctx *c, const struct cf_node *from)
{
	cf_error(c, &from->pos, NULL, "out of memory");
	return false;
}

/* From now on faults at places inside @from are those of several blocks. */
static bool lend(const struct cf_ctx *c, const struct cf_node *from, const char *user)
{
	struct cf_lender *l = c->lender;

	l->user = user;
	if (l->said && l->file == from->pos.file && l->begin == from->pos.offset)
		return true;
	l->said = talloc_zero_array(from, uint8_t, from->end - from->pos.offset + 1);
	if (!l->said)
		return no_memory(c, from);
	l->file = from->pos.file;
	l->begin = from->pos.offset;
	l->end = from->end;
	return true;
}

static void inherit_fields(struct cf_node *to, const struct cf_node *from)
{
	struct cf_member theirs, ours;
	unsigned n = 0;

	for (unsigned i = 0; (theirs = cf_block_member(from->block, i)).field; i++) {
		while ((ours = cf_block_member(to->block, n)).field && ours.off != theirs.off)
			n++;
		if (!ours.field)
			return;
		if (to->set[n].line > 0 || to->bad[n])
			continue;
		to->bad[n] = from->bad[i];
		if (from->set[i].line == 0)
			continue;
		to->set[n] = from->set[i];
		field_copy(ours.field, (uint8_t *)to + (ours.off - ours.field->off),
			   cf_member_base(&theirs, from));
	}
}

static uint32_t list_of(const struct cf_block *kind, const void *parent,
			struct cf_node *const **list)
{
	uint32_t n;

	memcpy(list, (const uint8_t *)parent + kind->list_off, sizeof(*list));
	memcpy(&n, (const uint8_t *)parent + kind->count_off, sizeof(n));
	return n;
}

static bool has_kind(const struct cf_node *node, const struct cf_block *kind)
{
	struct cf_node *const *list;
	uint32_t n = list_of(kind, node, &list);

	for (uint32_t i = 0; i < n; i++)
		if (list[i]->block == kind)
			return true;
	return false;
}

static bool copy_kind(const struct cf_ctx *c, struct cf_node *to, const struct cf_node *from,
		      const struct cf_block *kind);

static void forget_lists(struct cf_node *node)
{
	const struct cf_block *const *kind = node->block->blocks;

	for (; kind && *kind; kind++) {
		memset((uint8_t *)node + (*kind)->list_off, 0, sizeof(void *));
		memset((uint8_t *)node + (*kind)->count_off, 0, sizeof(uint32_t));
	}
}

static bool copy_block(const struct cf_ctx *c, struct cf_node *parent, const struct cf_node *from)
{
	const struct cf_block *const *kind = from->block->blocks;
	struct cf_node *copy;

	if (++c->lender->copies > CF_MAX_INHERITED) {
		cf_error(c, &from->pos, "give them to the interfaces that need them",
			 "the blocks of defaults, once for each interface, are more than %u",
			 CF_MAX_INHERITED);
		return false;
	}
	copy = talloc_memdup(parent, from, from->block->size);
	if (!copy)
		return no_memory(c, from);
	forget_lists(copy);
	if (!parser_add_child(from->block, parent, copy)) {
		talloc_free(copy);
		return no_memory(c, from);
	}
	for (; kind && *kind; kind++)
		if (!copy_kind(c, copy, from, *kind))
			return false;
	return true;
}

static bool copy_kind(const struct cf_ctx *c, struct cf_node *to, const struct cf_node *from,
		      const struct cf_block *kind)
{
	struct cf_node *const *list;
	uint32_t n = list_of(kind, from, &list);

	for (uint32_t i = 0; i < n; i++)
		if (list[i]->block == kind && !copy_block(c, to, list[i]))
			return false;
	return true;
}

bool cf_inherit(const struct cf_ctx *c, struct cf_node *to, const struct cf_node *from,
		const char *user)
{
	const struct cf_block *const *kind = to->block->blocks;

	if (!lend(c, from, user))
		return false;
	to->faulty |= from->faulty;
	inherit_fields(to, from);
	for (; kind && *kind; kind++)
		if (!has_kind(to, *kind) && !copy_kind(c, to, from, *kind))
			return false;
	return true;
}

void cf_inherit_user(const struct cf_ctx *c, const char *user)
{
	c->lender->user = user;
}

void cf_inherit_end(const struct cf_ctx *c)
{
	talloc_free(c->lender->said);
	c->lender->said = NULL;
}
