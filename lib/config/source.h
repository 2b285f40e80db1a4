/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_SOURCE_H
#define CONFIG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag.h"

#define CF_MAX_FILE ((size_t)16 << 20)	/* octets of one text */
#define CF_MAX_TOTAL ((size_t)64 << 20)	/* octets of all texts of a load */
#define CF_MAX_FILES 10000u		/* texts of a load */
#define CF_MAX_INCLUDES 8u		/* texts that are included one by the other */

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
 * @match: give the names of all texts that @pattern (*, ? and [...] as of a
 *        shell) matches beneath @dir, which is to be taken literally and is
 *        empty or ends with a slash; every name begins with @dir. In any
 *        order; none is no fault. Returns and owns as @read does. NULL = this
 *        source knows no patterns.
 *
 * Whether a name may be included at all is settled before, by its words; what
 * a name leads to (links, owners, modes) is for the source to judge.
 */
struct cf_source {
	const char *(*read)(void *arg, const char *name, const char *from, struct cf_text *out);
	const char *(*match)(void *arg, const char *dir, const char *pattern,
			     const char *const **names, size_t *n);
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
	struct cf_pos included_at;	/* of the main text: line 0 */
	struct cf_text content;
};

/**
 * struct cf_lender - the block whose values are in force in other blocks (inherit.h).
 *
 * A fault at one of its values is reported once, not once for each of the others.
 *
 * @begin, @end: which octets of text @file it takes
 * @said:   for each of them a bit for each severity that was reported there; NULL = no lender
 * @user:   the block that is being judged, for people
 * @copies: blocks that were copied from it so far
 */
struct cf_lender {
	uint16_t file;
	uint32_t begin, end;
	uint8_t *said;
	const char *user;
	uint32_t copies;
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
	size_t total;		/* octets of all texts */
	struct cf_lender *lender;
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

/** cf_advise - the same for advice; nothing happens where nobody wants it. */
void cf_advise(const struct cf_ctx *c, const struct cf_pos *pos, const char *hint, const char *fmt,
	       ...) __attribute__((format(printf, 4, 5)));

#define CF_PLACE 320u

/** cf_place - how to call @place in a message at @from: "line 3", "file:3"; returns @buf. */
const char *cf_place(const struct cf_ctx *c, char buf[static CF_PLACE], const struct cf_pos *place,
		     const struct cf_pos *from);

/**
 * cf_add_file - read one more text.
 *
 * @name: must live as long as the load
 * @at:   the statement that includes it, NULL for the main one
 *
 * Returns NULL, and the text is the last one of @c->files, or a phrase that
 * says why not; of the main text even then the name is there.
 */
const char *cf_add_file(struct cf_ctx *c, const char *name, const struct cf_pos *at);

#endif
