/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_DIAG_H
#define CONFIG_DIAG_H

#include <stdarg.h>
#include <stdint.h>

#include "text.h"
#include "view.h"

#define DIAGS_MAX 50		/* faults kept; more are counted */
#define DIAG_COLUMNS 120	/* of an excerpt */

enum diag_severity {
	DIAG_ERROR,		/* the configuration is refused */
	DIAG_WARNING,		/* it is accepted */
	DIAG_ADVICE,		/* nothing is wrong, but something could be better */
};

/** struct diag - one fault, as data: diag_put() makes text of it. */
struct diag {
	enum diag_severity severity;
	char file[256];			/* a longer name is cut */
	uint16_t order;			/* of the file: 0 is the main one */
	uint32_t line, column;		/* from 1, the column in octets; line 0 = the file as a whole */
	char message[256];
	char hint[256];			/* "" = none */
	char excerpt[DIAG_COLUMNS + 1];	/* the line, printable: tabs are blanks, octets are \xHH */
	uint16_t caret;			/* which column of @excerpt, from 0 */
};

/** struct diags - a bounded collection; caller's storage, all zero is an empty one. */
struct diags {
	struct diag list[DIAGS_MAX];
	unsigned n;
	unsigned errors, warnings, advices;	/* all of them, held back ones included */
	bool wants_advice;		/* set by the caller: else advice is not even counted */
};

/**
 * struct diag_where - the place of a fault.
 *
 * @order:  of the file among those of the load
 * @text:   the whole text of the file; empty = no excerpt
 * @offset: of the fault in @text, at most its length
 */
struct diag_where {
	const char *file;
	uint16_t order;
	uint32_t line, column;
	struct view text;
	size_t offset;
};

/**
 * diags_add - note one fault.
 *
 * @hint: how to mend it; may be NULL
 *
 * When the collection is full an error takes the place of the latest advice or
 * else of the latest warning, and a warning that of the latest advice, so that
 * a refused configuration always shows an error; everything else is counted
 * only. Takes time bounded by DIAG_COLUMNS, not by the line's length.
 */
void diags_add(struct diags *d, enum diag_severity severity, const struct diag_where *where,
	       const char *hint, const char *fmt, va_list ap);

/** diags_would_keep - would a fault of @severity be kept? (Is a costly hint worth its while?) */
bool diags_would_keep(const struct diags *d, enum diag_severity severity);

/** diags_sort - file by file, each in the order of its lines; stable. */
void diags_sort(struct diags *d);

/** diag_severity_word - "error", "warning" or "advice". */
const char *diag_severity_word(enum diag_severity severity);

/**
 * diag_put - append `file:line:column: error: message`, the line, a caret
 * beneath the place, and `  hint: ...`; what does not apply is left out.
 */
void diag_put(struct text *t, const struct diag *diag);

/** diags_put - append all, and a line with the number of those held back. */
void diags_put(struct text *t, const struct diags *d);

#endif
