/* SPDX-License-Identifier: ISC */
#ifndef TESTS_PRINTED_H
#define TESTS_PRINTED_H

#include <stdlib.h>
#include <string.h>

#include "print.h"

/* A text that grows; all zero is an empty one. */
struct printed {
	char *text;
	size_t len;
};

static inline void put_printed(void *arg, const char *text, size_t len)
{
	struct printed *p = arg;

	p->text = realloc(p->text, p->len + len + 1);
	if (!p->text)
		abort();
	memcpy(p->text + p->len, text, len);
	p->len += len;
	p->text[p->len] = '\0';
}

/* The block at @root as text, which the caller frees. */
static inline struct printed print_node(const struct cf_node *root)
{
	struct printed out = { .len = 0 };
	const struct cf_printer to = { .put = put_printed, .arg = &out };

	put_printed(&out, "", 0);
	if (!cf_print(root, &to))
		abort();
	return out;
}

#endif
