/* SPDX-License-Identifier: ISC */
/* Blocks by description: walking over their fields. Parsing is in parse.c. */
#include "schema.h"

#include <assert.h>

#include "nd_opt.h"

static unsigned part_len(const struct cf_part *p)
{
	if (p->option)
		return nd_opt_desc_of(p->option)->n_fields;
	return p->n_fields ? *p->n_fields : 0;
}

static const struct field *part_fields(const struct cf_part *p)
{
	return p->option ? nd_opt_desc_of(p->option)->fields : p->fields;
}

struct cf_member cf_block_member(const struct cf_block *b, unsigned i)
{
	for (unsigned part = 0; part < CF_MAX_PARTS; part++) {
		const struct cf_part *p = &b->parts[part];
		unsigned len = part_len(p);

		if (i < len) {
			const struct field *f = &part_fields(p)[i];

			return (struct cf_member){ .field = f, .off = p->off + f->off };
		}
		i -= len;
	}
	return (struct cf_member){ .field = NULL };
}

unsigned cf_block_n_members(const struct cf_block *b)
{
	unsigned n = 0;

	for (unsigned part = 0; part < CF_MAX_PARTS; part++)
		n += part_len(&b->parts[part]);
	return n;
}

const void *cf_member_base(const struct cf_member *m, const void *block)
{
	return (const uint8_t *)block + (m->off - m->field->off);
}

/* The number of the field at @off; a mistake of ours if there is none. */
static unsigned number_of(const struct cf_node *n, size_t off)
{
	struct cf_member m;
	unsigned i = 0;

	while ((m = cf_block_member(n->block, i)).field && m.off != off)
		i++;
	assert(m.field);
	return i;
}

bool cf_is_set(const struct cf_node *n, size_t off)
{
	return n->set[number_of(n, off)].line > 0;
}

bool cf_is_bad(const struct cf_node *n, size_t off)
{
	return n->bad[number_of(n, off)];
}

bool cf_in_doubt(const struct cf_node *n, size_t off)
{
	return cf_is_bad(n, off) || (n->faulty && !cf_is_set(n, off));
}

const struct cf_pos *cf_pos_of(const struct cf_node *n, size_t off)
{
	const struct cf_pos *pos = &n->set[number_of(n, off)];

	return pos->line > 0 ? pos : &n->pos;
}

void cf_set_defaults(const struct cf_block *b, void *block)
{
	for (unsigned part = 0; part < CF_MAX_PARTS; part++) {
		const struct cf_part *p = &b->parts[part];
		void *base = (uint8_t *)block + p->off;

		if (p->option) {
			nd_opt_init(base, p->option);
			continue;
		}
		for (unsigned i = 0; i < part_len(p); i++)
			field_set_default(&p->fields[i], base);
	}
}
