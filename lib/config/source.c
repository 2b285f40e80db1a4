/* SPDX-License-Identifier: ISC */
/* The texts of one load, and faults at places in them. */
#include "source.h"

#include <stdarg.h>
#include <stdio.h>
#include <talloc.h>

static struct diag_where where_is(const struct cf_ctx *c, const struct cf_pos *pos)
{
	const struct cf_file *f = &c->files[pos->file];

	return (struct diag_where){
		.file = f->name,
		.order = pos->file,
		.line = pos->line,
		.column = pos->column,
		.text = view_of(f->content.text, f->content.len),
		.offset = pos->offset,
	};
}

static bool is_lent(const struct cf_ctx *c, const struct cf_pos *pos)
{
	const struct cf_lender *l = c->lender;

	return l && l->said && pos->line > 0 && pos->file == l->file && pos->offset >= l->begin &&
	       pos->offset < l->end;
}

static void add(const struct cf_ctx *c, enum diag_severity severity, const struct cf_pos *pos,
		const char *hint, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static void add(const struct cf_ctx *c, enum diag_severity severity, const struct cf_pos *pos,
		const char *hint, const char *fmt, ...)
{
	struct diag_where w = where_is(c, pos);
	va_list ap;

	va_start(ap, fmt);
	diags_add(c->diags, severity, &w, hint, fmt, ap);
	va_end(ap);
}

/* A fault at a value that several blocks use is said once, with the first block it shows in. */
static void report(const struct cf_ctx *c, enum diag_severity severity, const struct cf_pos *pos,
		   const char *hint, const char *fmt, va_list ap)
{
	struct diag_where w = where_is(c, pos);
	char words[sizeof(c->diags->list[0].message)];
	uint8_t *said;

	if (!is_lent(c, pos)) {
		diags_add(c->diags, severity, &w, hint, fmt, ap);
		return;
	}
	said = &c->lender->said[pos->offset - c->lender->begin];
	if (*said & 1u << severity)
		return;
	*said |= (uint8_t)(1u << severity);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	add(c, severity, pos, hint, "%s (in %s)", words, c->lender->user);
}

void cf_error(const struct cf_ctx *c, const struct cf_pos *pos, const char *hint, const char *fmt,
	      ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(c, DIAG_ERROR, pos, hint, fmt, ap);
	va_end(ap);
}

void cf_warn(const struct cf_ctx *c, const struct cf_pos *pos, const char *hint, const char *fmt,
	     ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(c, DIAG_WARNING, pos, hint, fmt, ap);
	va_end(ap);
}

void cf_advise(const struct cf_ctx *c, const struct cf_pos *pos, const char *hint, const char *fmt,
	       ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(c, DIAG_ADVICE, pos, hint, fmt, ap);
	va_end(ap);
}

const char *cf_place(const struct cf_ctx *c, char buf[static CF_PLACE], const struct cf_pos *place,
		     const struct cf_pos *from)
{
	if (place->file == from->file)
		(void)snprintf(buf, CF_PLACE, "line %lu", (unsigned long)place->line);
	else
		(void)snprintf(buf, CF_PLACE, "%.256s:%lu", c->files[place->file].name,
			       (unsigned long)place->line);
	return buf;
}

/* The array doubles when its length reaches a power of two, so no capacity need be kept. */
static struct cf_file *new_file(struct cf_ctx *c)
{
	uint16_t n = c->n_files;

	if ((n & (n - 1)) == 0) {
		struct cf_file *more = talloc_realloc(NULL, c->files, struct cf_file, n ? 2u * n : 1u);

		if (!more)
			return NULL;
		c->files = more;
	}
	return &c->files[c->n_files++];
}

const char *cf_add_file(struct cf_ctx *c, const char *name, const struct cf_pos *at)
{
	const char *from = at ? c->files[at->file].name : NULL, *why;
	struct cf_file *f;

	if (c->n_files == CF_MAX_FILES)
		return "a configuration has at most 10000 files";
	f = new_file(c);
	if (!f)
		return "out of memory";
	*f = (struct cf_file){ .name = name };
	if (at)
		f->included_at = *at;
	why = c->source->read(c->source->arg, name, from, &f->content);
	if (!why && f->content.len > CF_MAX_FILE)
		why = "longer than 16 MiB";
	if (!why && f->content.len > CF_MAX_TOTAL - c->total)
		why = "all files together are longer than 64 MiB";
	if (why) {
		f->content = (struct cf_text){ .len = 0 };
		c->n_files = (uint16_t)(c->n_files - (at != NULL));
		return why;
	}
	c->total += f->content.len;
	return NULL;
}
