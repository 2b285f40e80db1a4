/* SPDX-License-Identifier: ISC */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "note.h"

/** enum log_method - where lines go: the words of radvd's -m, and the journal. */
enum log_method {
	LOG_METHOD_NONE,
	LOG_METHOD_SYSLOG,
	LOG_METHOD_STDERR,
	LOG_METHOD_STDERR_CLEAN,	/* no time, no name: the bare line */
	LOG_METHOD_STDERR_SYSLOG,	/* syslog, and what is err or worse to stderr too */
	LOG_METHOD_LOGFILE,
	LOG_METHOD_JOURNAL,		/* native fields; @format does not matter */
};

enum log_format {
	LOG_FORMAT_TEXT,
	LOG_FORMAT_JSON,
};

/**
 * struct log_conf - how to log; strings must outlive the log.
 *
 * @ident:    the program's name, in front of every line
 * @prefix:   of the journal's fields: "RADVD6"
 * @debug:    -d, 0..5: what of NOTE_DEBUG is shown (struct note, detail)
 * @facility: LOG_DAEMON etc. of <syslog.h>, as a number; radvd's -f
 * @logfile:  path, for LOG_METHOD_LOGFILE
 * @syslog_path, @journal_path: NULL = /dev/log, /run/systemd/journal/socket
 */
struct log_conf {
	const char *ident;
	const char *prefix;
	enum log_method method;
	enum log_format format;
	int debug;
	int facility;
	const char *logfile;
	const char *syslog_path;
	const char *journal_path;
};

struct log;

/** struct log_sink - one place that takes lines. */
struct log_sink {
	int fd;				/* -1 = closed */
	bool socket;			/* send(), not write() */
	const char *path;		/* of a logger's socket; NULL = no logger */
	enum note_severity least;	/* what is less severe does not come here */
	size_t (*compose)(const struct log *l, const struct note *n, char *buf, size_t cap);
	uint64_t lost;			/* lines not taken since the last one that was */
};

/** struct log - caller's storage; owns its descriptors, stderr excepted. */
struct log {
	struct log_conf cf;
	pid_t pid;
	struct log_sink err, file, sys, journal;
};

/** log_conf_default - stderr as text, -d 0, LOG_DAEMON. */
void log_conf_default(struct log_conf *cf, const char *ident, const char *prefix);

/** log_method_parse - one of radvd's words, or "journal". Returns 0 or -EINVAL. */
int log_method_parse(const char *word, enum log_method *out);

/**
 * log_open - open what the method needs; before privileges go, after daemonize().
 *
 * A logger that is away is no error: lines are lost and counted until it is
 * there. Ignores SIGPIPE from here on. Returns 0; -EINVAL for a facility that is none; -errno of a log file
 * that cannot be opened.
 */
int log_open(struct log *l, const struct log_conf *cf);
void log_close(struct log *l);

/**
 * log_reopen - open the log file anew (SIGHUP: it may have been rotated away);
 * nothing to do for the other methods. On -errno the old file stays in use.
 */
int log_reopen(struct log *l);

/**
 * log_give - make the log file @uid's, so that log_reopen() works without privileges.
 *
 * A device or a fifo is left as it is. Returns 0; -EINVAL for a symbolic link
 * or a file with a second name; -errno.
 */
int log_give(struct log *l, uid_t uid, gid_t gid);

/** log_set_debug, log_set_format - change at run time. */
void log_set_debug(struct log *l, int debug);
void log_set_format(struct log *l, enum log_format format);

/** log_wants - would a note of this severity and detail be shown? Ask before costly wording. */
bool log_wants(const struct log *l, enum note_severity severity, enum note_detail detail);

/**
 * log_note - write one note as one line, if -d shows it.
 *
 * Never waits: what a sink does not take at once is lost, and the next line it
 * takes is preceded by a `log-lost` line with the count. A stderr that is dead
 * is closed silently.
 */
void log_note(struct log *l, const struct note *n);

/**
 * log_say - a note that is only words: `event severity=... what="..."`.
 *
 * For start, reload and stop. At most 255 characters, the rest is cut.
 */
void log_say(struct log *l, const char *event, enum note_severity severity, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
