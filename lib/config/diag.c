/* SPDX-License-Identifier: ISC */
/* Faults of a configuration, collected as data and rendered for people. */
#include "diag.h"

#include <stdio.h>
#include <string.h>

#define TAB_STOP 8u
#define CUT "..."
#define CUT_LEN (sizeof(CUT) - 1)

/*
 * One octet takes up to 8 columns (a tab) and at least one, so this many
 * octets on either side of the caret are enough to fill an excerpt.
 */
#define AROUND DIAG_COLUMNS
#define WIDE ((2 * AROUND + 1) * TAB_STOP + 1)

static bool is_line_end(struct view text, size_t at)
{
	if (at >= text.len || text.ptr[at] == '\n')
		return true;
	return text.ptr[at] == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n';
}

static void put_octet(struct text *t, uint8_t c)
{
	if (c == '\t') {
		do
			text_char(t, ' ');
		while (t->len % TAB_STOP != 0);
	} else if (c >= 0x20 && c < 0x7f) {
		text_char(t, (char)c);
	} else {
		text_printf(t, "\\x%02x", c);
	}
}

/* Cut @wide so that the caret stays visible, and say where something was cut. */
static void set_window(struct diag *d, const struct text *wide, size_t caret, bool cut_left,
		       bool cut_right)
{
	size_t from = 0, len = wide->len;

	if (caret >= DIAG_COLUMNS - CUT_LEN && wide->len > DIAG_COLUMNS) {
		from = caret - DIAG_COLUMNS / 2;
		cut_left = true;
	}
	len -= from;
	if (len > DIAG_COLUMNS) {
		len = DIAG_COLUMNS;
		cut_right = true;
	}
	memcpy(d->excerpt, wide->base + from, len);
	d->excerpt[len] = '\0';
	d->caret = (uint16_t)(caret - from);
	if (cut_left && d->caret >= CUT_LEN)
		memcpy(d->excerpt, CUT, CUT_LEN);
	if (cut_right && len >= d->caret + CUT_LEN + 1)
		memcpy(d->excerpt + len - CUT_LEN, CUT, CUT_LEN);
}

static void set_excerpt(struct diag *d, const struct diag_where *w)
{
	char wide[WIDE];
	struct text t;
	size_t start = w->offset, end, caret = 0;
	bool cut_left, cut_right;

	text_init(&t, wide, sizeof(wide));
	while (start > 0 && w->offset - start < AROUND && w->text.ptr[start - 1] != '\n')
		start--;
	cut_left = start > 0 && w->text.ptr[start - 1] != '\n';
	for (end = start; end < w->offset + AROUND && !is_line_end(w->text, end); end++) {
		if (end == w->offset)
			caret = t.len;
		put_octet(&t, w->text.ptr[end]);
	}
	if (end <= w->offset)
		caret = t.len;
	cut_right = !is_line_end(w->text, end);
	set_window(d, &t, caret, cut_left, cut_right);
}

static struct diag *latest_warning(struct diags *d)
{
	for (unsigned i = d->n; i > 0; i--)
		if (d->list[i - 1].severity == DIAG_WARNING)
			return &d->list[i - 1];
	return NULL;
}

/* Room for one more; a warning that makes room for an error leaves the list, so the order holds. */
static struct diag *make_room(struct diags *d, enum diag_severity severity)
{
	struct diag *victim;

	if (d->n < DIAGS_MAX)
		return &d->list[d->n++];
	if (severity != DIAG_ERROR)
		return NULL;
	victim = latest_warning(d);
	if (!victim)
		return NULL;
	memmove(victim, victim + 1, (size_t)(&d->list[DIAGS_MAX - 1] - victim) * sizeof(*victim));
	return &d->list[DIAGS_MAX - 1];
}

/* A name or value inside the words may hold anything: no octet of it reaches a terminal. */
static void set_words(char *to, size_t cap, const char *from)
{
	struct text t;

	text_init(&t, to, cap);
	for (; *from; from++)
		if (*from >= 0x20 && *from < 0x7f)
			text_char(&t, *from);
		else
			text_printf(&t, "\\x%02x", (unsigned)(uint8_t)*from);
}

void diags_add(struct diags *d, enum diag_severity severity, const struct diag_where *where,
	       const char *hint, const char *fmt, va_list ap)
{
	struct diag *diag = make_room(d, severity);
	char words[sizeof(diag->message)];

	if (severity == DIAG_ERROR)
		d->errors++;
	else
		d->warnings++;
	if (!diag)
		return;
	memset(diag, 0, sizeof(*diag));
	diag->severity = severity;
	diag->line = where->line;
	diag->column = where->column;
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	set_words(diag->message, sizeof(diag->message), words);
	set_words(diag->file, sizeof(diag->file), where->file);
	set_words(diag->hint, sizeof(diag->hint), hint ? hint : "");
	if (where->line > 0 && where->text.len > 0)
		set_excerpt(diag, where);
}

bool diags_would_keep(const struct diags *d, enum diag_severity severity)
{
	if (d->n < DIAGS_MAX)
		return true;
	if (severity != DIAG_ERROR)
		return false;
	for (unsigned i = 0; i < d->n; i++)
		if (d->list[i].severity == DIAG_WARNING)
			return true;
	return false;
}

static bool stands_behind(const struct diag *a, const struct diag *b)
{
	if (strcmp(a->file, b->file) != 0)
		return false;
	return a->line > b->line || (a->line == b->line && a->column > b->column);
}

/* Insertion: at most DIAGS_MAX of them, almost in order already. */
void diags_sort(struct diags *d)
{
	for (unsigned i = 1; i < d->n; i++) {
		struct diag moved = d->list[i];
		unsigned at = i;

		while (at > 0 && stands_behind(&d->list[at - 1], &moved)) {
			d->list[at] = d->list[at - 1];
			at--;
		}
		d->list[at] = moved;
	}
}

void diag_put(struct text *t, const struct diag *diag)
{
	text_put(t, diag->file);
	if (diag->line > 0)
		text_printf(t, ":%lu:%lu", (unsigned long)diag->line, (unsigned long)diag->column);
	text_printf(t, ": %s: %s\n", diag->severity == DIAG_ERROR ? "error" : "warning",
		    diag->message);
	if (diag->excerpt[0] != '\0')
		text_printf(t, "%s\n%*s^\n", diag->excerpt, (int)diag->caret, "");
	if (diag->hint[0] != '\0')
		text_printf(t, "  hint: %s\n", diag->hint);
}

void diags_put(struct text *t, const struct diags *d)
{
	unsigned all = d->errors + d->warnings;

	for (unsigned i = 0; i < d->n; i++)
		diag_put(t, &d->list[i]);
	if (all > d->n)
		text_printf(t, "%u more not shown (%u errors and %u warnings in all)\n", all - d->n,
			    d->errors, d->warnings);
}
