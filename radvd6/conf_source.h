/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_CONF_SOURCE_H
#define RADVD6_CONF_SOURCE_H

#include "source.h"
#include "textfile.h"

/** struct conf_source - the files of one load; caller's storage. */
struct conf_source {
	const struct textfile_guard *guard;
	char *root;			/* directory of the main file */
	struct conf_source_item *items;	/* what was read and matched, the latest first */
};

/**
 * conf_source_init - texts from files.
 *
 * @path:  the main file; what is included lies beneath its directory, whatever
 *         symbolic links say
 * @guard: judges every file; must outlive @s
 *
 * The texts live until conf_source_fini().
 */
struct cf_source conf_source_init(struct conf_source *s, const char *path,
				  const struct textfile_guard *guard);
void conf_source_fini(struct conf_source *s);

#endif
