/* SPDX-License-Identifier: ISC */
/* A configuration as text: fields in the order of the schema, blocks in that of the text. */
#include "print.h"

#include <string.h>
#include <talloc.h>

#include "text.h"

#define INDENT 4u

/* struct print - the way down to the block that is being printed. */
struct print {
	const struct cf_printer *to;
	unsigned depth;
	bool failed;		/* memory was refused */
};

static void put(const struct print *p, const char *s)
{
	p->to->put(p->to->arg, s, strlen(s));
}

static void indent(const struct print *p)
{
	static const char blanks[] = "                                ";

	p->to->put(p->to->arg, blanks, p->depth * INDENT < 32 ? p->depth * INDENT : 32);
}

/* How many octets of text a value may take: four for each of its own (\xHH). */
static size_t width_of(const struct field *f, const void *base)
{
	struct view v;
	const char *s;

	switch (f->kind) {
	case FIELD_STRING:
		memcpy(&s, field_ptr(f, base), sizeof(s));
		return 64 + 4 * (s ? strlen(s) : 0);
	case FIELD_CHARS:
		return 64 + 4u * f->size;
	default:
		if (!field_is_view(f))
			return 64;
		memcpy(&v, field_ptr(f, base), sizeof(v));
		return 64 + 4 * v.len;
	}
}

static void put_value(struct print *p, const struct field *f, const void *base)
{
	char small[256], *buf = small;
	size_t cap = width_of(f, base);
	struct text t;

	if (cap > sizeof(small))
		buf = talloc_size(NULL, cap);
	if (!buf) {
		p->failed = true;
		return;
	}
	text_init(&t, buf, cap > sizeof(small) ? cap : sizeof(small));
	field_put(&t, f, base);
	p->to->put(p->to->arg, t.base, t.len);
	if (buf != small)
		talloc_free(buf);
}

static bool is_in_range(const struct field *f, const void *base)
{
	uint64_t v;

	switch (f->kind) {
	case FIELD_UINT:
	case FIELD_SECONDS:
		v = field_uint(f, base);
		break;
	case FIELD_MILLIS:
		memcpy(&v, field_ptr(f, base), sizeof(v));
		break;
	default:
		return true;
	}
	return v >= f->min && v <= f->max;
}

/* Is there something to write? Numbers always; what may be absent only if it is there. */
static bool is_there(const struct cf_node *node, unsigned number, const struct cf_member *m)
{
	const void *base = cf_member_base(m, node), *at = field_ptr(m->field, base);
	struct view v;
	const char *s;

	if ((node->block->flags & CF_GIVEN_ONLY) && node->set[number].line == 0)
		return false;
	switch (m->field->kind) {
	case FIELD_STRING:
		memcpy(&s, at, sizeof(s));
		return s != NULL;
	case FIELD_CHARS:
		return *(const char *)at != '\0';
	case FIELD_ADDR:
	case FIELD_PREFIX:
		return node->set[number].line > 0;
	case FIELD_BOOL:
	case FIELD_UINT:
	case FIELD_SECONDS:
	case FIELD_MILLIS:
	case FIELD_PREFERENCE:
	case FIELD_CHOICE:
		return node->set[number].line > 0 || is_in_range(m->field, base);
	default:
		memcpy(&v, at, sizeof(v));
		return v.len > 0;
	}
}

static void print_fields(struct print *p, const struct cf_node *node)
{
	struct cf_member m;

	for (unsigned i = 0; (m = cf_block_member(node->block, i)).field; i++) {
		if (!m.field->keyword || m.field->flags & FIELD_HEAD || !is_there(node, i, &m))
			continue;
		indent(p);
		put(p, m.field->keyword);
		put(p, " ");
		put_value(p, m.field, cf_member_base(&m, node));
		put(p, ";\n");
	}
}

static void print_head(struct print *p, const struct cf_node *node)
{
	struct cf_member m;

	indent(p);
	put(p, node->block->keyword);
	for (unsigned i = 0; (m = cf_block_member(node->block, i)).field; i++) {
		if (!(m.field->flags & FIELD_HEAD))
			continue;
		put(p, " ");
		put_value(p, m.field, cf_member_base(&m, node));
	}
}

static void print_line(struct print *p, const struct cf_node *node)
{
	struct cf_member m;

	indent(p);
	for (unsigned i = 0; (m = cf_block_member(node->block, i)).field; i++) {
		const void *base = cf_member_base(&m, node);

		if (m.field->kind == FIELD_BOOL && !(m.field->flags & FIELD_HEAD) &&
		    *(const bool *)field_ptr(m.field, base))
			put(p, "!");
	}
	for (unsigned i = 0; (m = cf_block_member(node->block, i)).field; i++)
		if (m.field->flags & FIELD_HEAD)
			put_value(p, m.field, cf_member_base(&m, node));
	put(p, ";\n");
}

static void print_list(struct print *p, struct cf_node *const *list, uint32_t n)
{
	indent(p);
	put(p, list[0]->block->keyword);
	put(p, " {\n");
	p->depth++;
	for (uint32_t i = 0; i < n; i++)
		print_line(p, list[i]);
	p->depth--;
	indent(p);
	put(p, "};\n");
}

static void print_inside(struct print *p, const struct cf_node *node);

static void print_block(struct print *p, const struct cf_node *node)
{
	print_head(p, node);
	if (node->block->flags & CF_STATEMENT) {
		put(p, ";\n");
		return;
	}
	put(p, " {\n");
	p->depth++;
	print_inside(p, node);
	p->depth--;
	indent(p);
	put(p, "};\n");
}

/* Kinds that share an array are printed with the first of them, in the order of the array. */
static bool is_printed_before(const struct cf_block *const *kinds, const struct cf_block *kind)
{
	for (; *kinds != kind; kinds++)
		if ((*kinds)->list_off == kind->list_off)
			return true;
	return false;
}

static void print_inside(struct print *p, const struct cf_node *node)
{
	const struct cf_block *const *kinds = node->block->blocks;

	print_fields(p, node);
	for (unsigned k = 0; kinds && kinds[k]; k++) {
		struct cf_node *const *list;
		uint32_t n;

		memcpy(&list, (const uint8_t *)node + kinds[k]->list_off, sizeof(list));
		memcpy(&n, (const uint8_t *)node + kinds[k]->count_off, sizeof(n));
		if (n == 0 || kinds[k]->flags & CF_TEMPLATE || is_printed_before(kinds, kinds[k]))
			continue;
		if (kinds[k]->flags & CF_LIST)
			print_list(p, list, n);
		else
			for (uint32_t i = 0; i < n; i++)
				print_block(p, list[i]);
	}
}

bool cf_print(const struct cf_node *root, const struct cf_printer *to)
{
	struct print p = { .to = to };

	print_inside(&p, root);
	return !p.failed;
}
