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

/* The latest one of the least important, if less important than @severity: it may go. */
static struct diag *dispensable(struct diags *d, enum diag_severity severity)
{
	for (enum diag_severity least = DIAG_ADVICE; least > severity; least--)
		for (unsigned i = d->n; i > 0; i--)
			if (d->list[i - 1].severity == least)
				return &d->list[i - 1];
	return NULL;
}

/* Room for one more; what makes room for it leaves the list, so the order holds. */
static struct diag *make_room(struct diags *d, enum diag_severity severity)
{
	struct diag *victim;

	if (d->n < DIAGS_MAX)
		return &d->list[d->n++];
	victim = dispensable(d, severity);
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
	unsigned *count[] = { &d->errors, &d->warnings, &d->advices };
	char words[sizeof(d->list[0].message)];
	struct diag *diag;

	if (severity == DIAG_ADVICE && !d->wants_advice)
		return;
	(*count[severity])++;
	diag = make_room(d, severity);
	if (!diag)
		return;
	memset(diag, 0, sizeof(*diag));
	diag->severity = severity;
	diag->order = where->order;
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
	for (unsigned i = 0; i < d->n; i++)
		if (d->list[i].severity > severity)
			return true;
	return false;
}

static bool stands_behind(const struct diag *a, const struct diag *b)
{
	if (a->order != b->order)
		return a->order > b->order;
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

const char *diag_severity_word(enum diag_severity severity)
{
	static const char *const words[] = { "error", "warning", "advice" };

	return words[severity];
}

void diag_put(struct text *t, const struct diag *diag)
{
	text_put(t, diag->file);
	if (diag->line > 0)
		text_printf(t, ":%lu:%lu", (unsigned long)diag->line, (unsigned long)diag->column);
	text_printf(t, ": %s: %s\n", diag_severity_word(diag->severity), diag->message);
	if (diag->excerpt[0] != '\0')
		text_printf(t, "%s\n%*s^\n", diag->excerpt, (int)diag->caret, "");
	if (diag->hint[0] != '\0')
		text_printf(t, "  hint: %s\n", diag->hint);
}

void diags_put(struct text *t, const struct diags *d)
{
	unsigned all = d->errors + d->warnings + d->advices;

	for (unsigned i = 0; i < d->n; i++)
		diag_put(t, &d->list[i]);
	if (all <= d->n)
		return;
	text_printf(t, "%u more not shown (%u errors and %u warnings", all - d->n, d->errors,
		    d->warnings);
	if (d->advices > 0)
		text_printf(t, " and %u times advice", d->advices);
	text_put(t, " in all)\n");
}
