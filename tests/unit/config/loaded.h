/* SPDX-License-Identifier: ISC */
#ifndef TESTS_LOADED_H
#define TESTS_LOADED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "diag.h"
#include "source.h"

/* What a load found in a text from memory. */
static struct diags found;

static const char *read_memory(void *arg, const char *name, const char *from, struct cf_text *out)
{
	(void)name;
	(void)from;
	*out = *(const struct cf_text *)arg;
	return NULL;
}

/* A source that gives @text whatever is asked for. */
static inline struct cf_source memory_source(struct cf_text *text)
{
	memset(&found, 0, sizeof(found));
	return (struct cf_source){ .read = read_memory, .arg = text };
}

static inline void print_found(void)
{
	static char out[65536];
	struct text t;

	text_init(&t, out, sizeof(out));
	diags_put(&t, &found);
	print_message("%s", out);
}

/* Is fault number @n at @place ("line:column"), with @part in its message? */
static inline bool fault_is(unsigned n, const char *place, const char *part)
{
	char at[32];

	if (n >= found.n)
		return false;
	(void)snprintf(at, sizeof(at), "%u:%u", found.list[n].line, found.list[n].column);
	return strcmp(at, place) == 0 && strstr(found.list[n].message, part);
}

#endif
