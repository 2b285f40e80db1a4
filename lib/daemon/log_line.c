/* SPDX-License-Identifier: ISC */
/* What stands around a note in each kind of log. */
#include "log_line.h"

#include <stdlib.h>
#include <time.h>

/* Local time with its offset, RFC 3339, so that it needs no guessing. */
static void put_time(struct text *t)
{
	struct timespec ts;
	struct tm tm;
	long minutes;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (!localtime_r(&ts.tv_sec, &tm))
		return;
	minutes = tm.tm_gmtoff / 60;
	text_printf(t, "%04d-%02d-%02dT%02d:%02d:%02d.%03ld%c%02ld:%02ld",
		    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		    ts.tv_nsec / 1000000, minutes < 0 ? '-' : '+', labs(minutes) / 60,
		    labs(minutes) % 60);
}

static void put_note(struct text *t, const struct log *l, const struct note *n)
{
	if (l->cf.format == LOG_FORMAT_JSON)
		note_put_json(t, n);
	else
		note_put_text(t, n);
}

static void put_json_timed(struct text *t, const struct note *n)
{
	char stamp[48];
	struct text s;
	struct json j;

	text_init(&s, stamp, sizeof(stamp));
	put_time(&s);
	json_init(&j, t);
	json_object(&j, NULL);
	json_string(&j, "time", stamp);
	note_json_members(&j, n);
	json_end(&j);
}

size_t log_line_timed(const struct log *l, const struct note *n, char *buf, size_t cap)
{
	struct text t;

	text_init(&t, buf, cap);
	if (l->cf.format == LOG_FORMAT_JSON) {
		put_json_timed(&t, n);
	} else {
		put_time(&t);
		text_printf(&t, " %s[%d]: ", l->cf.ident, (int)l->pid);
		note_put_text(&t, n);
	}
	text_char(&t, '\n');
	return t.len;
}

size_t log_line_bare(const struct log *l, const struct note *n, char *buf, size_t cap)
{
	struct text t;

	text_init(&t, buf, cap);
	put_note(&t, l, n);
	text_char(&t, '\n');
	return t.len;
}

size_t log_line_syslog(const struct log *l, const struct note *n, char *buf, size_t cap)
{
	struct text t;

	text_init(&t, buf, cap);
	text_printf(&t, "<%d>%s[%d]: ", l->cf.facility | (int)n->severity, l->cf.ident, (int)l->pid);
	put_note(&t, l, n);
	return t.len;
}

size_t log_line_journal(const struct log *l, const struct note *n, char *buf, size_t cap)
{
	struct wbuf w;

	wbuf_init(&w, buf, cap);
	note_put_journal(&w, n, l->cf.ident, l->cf.prefix);
	return w.len;
}
