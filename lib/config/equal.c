/* SPDX-License-Identifier: ISC */
#include "equal.h"

#include <string.h>

#include "ip6.h"

static bool members_equal(const struct cf_node *a, const struct cf_node *b)
{
	struct cf_member m;

	for (unsigned i = 0; (m = cf_block_member(a->block, i)).field; i++) {
		const void *x = cf_member_base(&m, a), *y = cf_member_base(&m, b);

		if (!field_equal(m.field, x, y))
			return false;
		/* Host bits count here: with R they are a router's address (RFC 6275 s. 7.2). */
		if (m.field->kind == FIELD_PREFIX &&
		    !ip6_equal(&((const struct ip6_prefix *)field_ptr(m.field, x))->addr,
			       &((const struct ip6_prefix *)field_ptr(m.field, y))->addr))
			return false;
	}
	return true;
}

static bool lists_equal(const struct cf_node *a, const struct cf_node *b,
			const struct cf_block *kind)
{
	struct cf_node *const *x, *const *y;
	uint32_t nx, ny;

	memcpy(&x, (const char *)a + kind->list_off, sizeof(x));
	memcpy(&y, (const char *)b + kind->list_off, sizeof(y));
	memcpy(&nx, (const char *)a + kind->count_off, sizeof(nx));
	memcpy(&ny, (const char *)b + kind->count_off, sizeof(ny));
	if (nx != ny)
		return false;
	for (uint32_t i = 0; i < nx; i++) {
		if (!cf_equal(x[i], y[i]))
			return false;
	}
	return true;
}

bool cf_equal(const struct cf_node *a, const struct cf_node *b)
{
	const struct cf_block *const *kind = a->block->blocks;

	if (a->block != b->block || !members_equal(a, b))
		return false;
	for (; kind && *kind; kind++) {
		const struct cf_block *before = kind == a->block->blocks ? NULL : kind[-1];

		/* Kinds that share one array were compared with the first of them. */
		if (before && before->list_off == (*kind)->list_off)
			continue;
		if ((*kind)->flags & (CF_TEMPLATE | CF_APART))
			continue;
		if (!lists_equal(a, b, *kind))
			return false;
	}
	return true;
}
