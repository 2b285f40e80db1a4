/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_SOURCE_H
#define CONFIG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag.h"

#define CF_MAX_FILE ((size_t)16 << 20)	/* octets of one text */

/** struct cf_text - what a source gives: any octets, NUL included. */
struct cf_text {
	const char *text;
	size_t len;
};

/**
 * struct cf_source - where texts come from; the language opens nothing itself.
 *
 * @read: give the text called @name. @from is the name of the text that
 *        includes it, NULL for the main one. Returns NULL, or a phrase that
 *        says why not ("Permission denied"). The text stays as it is, and in
 *        the hands of the source, until the configuration is loaded.
 */
struct cf_source {
	const char *(*read)(void *arg, const char *name, const char *from, struct cf_text *out);
	void *arg;
};

/** struct cf_pos - a place in a text. */
struct cf_pos {
	uint32_t line, column;	/* from 1, the column in octets; line 0 = nowhere (a default) */
	uint32_t offset;	/* octets from the start of the text */
	uint16_t file;		/* index into the files of the load */
};

/** struct cf_file - one text of a load. */
struct cf_file {
	const char *name;
	struct cf_text content;
};

/**
 * struct cf_ctx - one load: its files and where its faults go.
 *
 * Lives for one cf_load(); hooks of the schema get it to report faults.
 */
struct cf_ctx {
	const struct cf_source *source;
	struct diags *diags;
	struct cf_file *files;	/* talloc array; the first one is the main text */
	uint16_t n_files;
};

/**
 * cf_error, cf_warn - report a fault at @pos.
 *
 * @hint: how to mend it, NULL = none
 */
void cf_error(const struct cf_ctx *c, const struct cf_pos *pos, const char *hint, const char *fmt,
	      ...) __attribute__((format(printf, 4, 5)));
void cf_warn(const struct cf_ctx *c, const struct cf_pos *pos, const char *hint, const char *fmt,
	     ...) __attribute__((format(printf, 4, 5)));

/**
 * cf_read_main - get the main text @name as file 0; false if that failed, and
 * was reported. @c->files must have room for it.
 */
bool cf_read_main(struct cf_ctx *c, const char *name);

#endif
