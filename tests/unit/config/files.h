/* SPDX-License-Identifier: ISC */
#ifndef TESTS_FILES_H
#define TESTS_FILES_H

#include <fnmatch.h>

#include "loaded.h"

#define MAX_TEST_FILES 64

/* A source with several texts; @bad is what reading one says instead of giving it. */
struct test_file {
	const char *name, *text, *bad;
};

struct test_files {
	const struct test_file *file;	/* the last one has no name */
	const char *matched[MAX_TEST_FILES];
	const char *asked_dir;
};

static inline const char *read_test_file(void *arg, const char *name, const char *from,
					 struct cf_text *out)
{
	const struct test_files *files = arg;

	(void)from;
	for (const struct test_file *f = files->file; f->name; f++) {
		if (strcmp(f->name, name) != 0)
			continue;
		if (f->bad)
			return f->bad;
		*out = (struct cf_text){ .text = f->text, .len = strlen(f->text) };
		return NULL;
	}
	return "No such file or directory";
}

/* In the order opposite to the list's, so that it is the language that sorts. */
static inline const char *match_test_files(void *arg, const char *dir, const char *pattern,
					   const char *const **names, size_t *n)
{
	struct test_files *files = arg;
	size_t count = 0;

	*n = 0;
	files->asked_dir = dir;
	if (strcmp(pattern, "secret/*") == 0)
		return "a directory cannot be read";
	while (files->file[count].name)
		count++;
	while (count-- > 0) {
		const char *name = files->file[count].name;

		if (strncmp(name, dir, strlen(dir)) == 0 &&
		    fnmatch(pattern, name + strlen(dir), FNM_PATHNAME | FNM_PERIOD) == 0)
			files->matched[(*n)++] = name;
	}
	*names = files->matched;
	return NULL;
}

static inline struct cf_source files_source(struct test_files *files)
{
	memset(&found, 0, sizeof(found));
	return (struct cf_source){ .read = read_test_file, .match = match_test_files, .arg = files };
}

/* Is fault number @n in @file at @place, with @part in its message? */
static inline bool fault_in(unsigned n, const char *file, const char *place, const char *part)
{
	return fault_is(n, place, part) && strcmp(found.list[n].file, file) == 0;
}

#endif
