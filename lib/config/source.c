/* SPDX-License-Identifier: ISC */
/* The texts of one load, and faults at places in them. */
#include "source.h"

#include <stdarg.h>

static struct diag_where where_is(const struct cf_ctx *c, const struct cf_pos *pos)
{
	const struct cf_file *f = &c->files[pos->file];

	return (struct diag_where){
		.file = f->name,
		.line = pos->line,
		.column = pos->column,
		.text = view_of(f->content.text, f->content.len),
		.offset = pos->offset,
	};
}

void cf_error(const struct cf_ctx *c, const struct cf_pos *pos, const char *hint, const char *fmt,
	      ...)
{
	struct diag_where w = where_is(c, pos);
	va_list ap;

	va_start(ap, fmt);
	diags_add(c->diags, DIAG_ERROR, &w, hint, fmt, ap);
	va_end(ap);
}

void cf_warn(const struct cf_ctx *c, const struct cf_pos *pos, const char *hint, const char *fmt,
	     ...)
{
	struct diag_where w = where_is(c, pos);
	va_list ap;

	va_start(ap, fmt);
	diags_add(c->diags, DIAG_WARNING, &w, hint, fmt, ap);
	va_end(ap);
}

bool cf_read_main(struct cf_ctx *c, const char *name)
{
	static const struct cf_pos whole;
	struct cf_file *f = &c->files[0];
	const char *why;

	*f = (struct cf_file){ .name = name };
	c->n_files = 1;
	why = c->source->read(c->source->arg, name, NULL, &f->content);
	if (why) {
		f->content = (struct cf_text){ .len = 0 };
		cf_error(c, &whole, NULL, "cannot be read: %s", why);
		return false;
	}
	if (f->content.len > CF_MAX_FILE) {
		cf_error(c, &whole, "is this the right file?", "longer than %zu MiB",
			 CF_MAX_FILE >> 20);
		return false;
	}
	return true;
}
