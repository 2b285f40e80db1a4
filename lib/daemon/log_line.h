/* SPDX-License-Identifier: ISC */
#ifndef DAEMON_LOG_LINE_H
#define DAEMON_LOG_LINE_H

#include <stddef.h>

#include "log.h"

/** Octets that every line fits into, whatever the sink: the largest note and what goes around it. */
#define LOG_LINE_MAX (NOTE_JOURNAL_MAX + 256)

/**
 * log_line_timed, ... - a note as one sink of struct log takes it.
 *
 * _timed: time, name and pid in front (in JSON the member "time"), newline;
 * _bare: newline only; _syslog: `<PRI>name[pid]: `, no newline;
 * _journal: the native protocol.
 *
 * @cap: at least LOG_LINE_MAX. Returns the length in octets.
 */
size_t log_line_timed(const struct log *l, const struct note *n, char *buf, size_t cap);
size_t log_line_bare(const struct log *l, const struct note *n, char *buf, size_t cap);
size_t log_line_syslog(const struct log *l, const struct note *n, char *buf, size_t cap);
size_t log_line_journal(const struct log *l, const struct note *n, char *buf, size_t cap);

#endif
