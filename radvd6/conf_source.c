/* SPDX-License-Identifier: ISC */
#include "conf_source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A text, or the names that a pattern gave. */
struct conf_source_item {
	struct conf_source_item *next;
	char *text;
	char **names;
	size_t n;
};

static struct conf_source_item *new_item(struct conf_source *s)
{
	struct conf_source_item *item = calloc(1, sizeof(*item));

	if (item) {
		item->next = s->items;
		s->items = item;
	}
	return item;
}

static const char *read_text(void *arg, const char *name, const char *from, struct cf_text *out)
{
	struct conf_source *s = arg;
	struct conf_source_item *item = new_item(s);
	const char *why;

	if (!item || !s->root)
		return strerror(ENOMEM);
	if (from)
		why = textfile_read_beneath(name, s->root, s->guard, &item->text, &out->len);
	else
		why = textfile_read(name, s->guard, &item->text, &out->len);
	out->text = item->text;
	return why;
}

static const char *match(void *arg, const char *dir, const char *pattern,
			 const char *const **names, size_t *n)
{
	struct conf_source *s = arg;
	struct conf_source_item *item = new_item(s);
	const char *why;

	if (!item)
		return strerror(ENOMEM);
	why = textfile_match(dir, pattern, &item->names, &item->n);
	*names = (const char *const *)item->names;
	*n = item->n;
	return why;
}

struct cf_source conf_source_init(struct conf_source *s, const char *path,
				  const struct textfile_guard *guard)
{
	const char *slash = strrchr(path, '/');

	*s = (struct conf_source){ .guard = guard };
	s->root = strndup(path, slash ? (size_t)(slash - path) + 1 : 0);
	return (struct cf_source){ .read = read_text, .match = match, .arg = s };
}

void conf_source_fini(struct conf_source *s)
{
	while (s->items) {
		struct conf_source_item *item = s->items;

		s->items = item->next;
		for (size_t i = 0; item->names && i < item->n; i++)
			free(item->names[i]);
		free(item->names);
		free(item->text);
		free(item);
	}
	free(s->root);
}
