/* SPDX-License-Identifier: ISC */
/*
 * Lines out of the daemon. Each place that takes lines is a sink with its own
 * way to word a note; none of them can make the daemon wait.
 *
 * libc's syslog() is not used: it opens its socket when it likes, which the
 * sandbox forbids. A datagram socket can be connected again as often as the
 * logger restarts, so the one opened at the start lasts.
 */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "log_line.h"

static const struct {
	const char *word;
	enum log_method method;
} methods[] = {
	{ "none", LOG_METHOD_NONE },
	{ "syslog", LOG_METHOD_SYSLOG },
	{ "stderr", LOG_METHOD_STDERR },
	{ "stderr_clean", LOG_METHOD_STDERR_CLEAN },
	{ "stderr_syslog", LOG_METHOD_STDERR_SYSLOG },
	{ "logfile", LOG_METHOD_LOGFILE },
	{ "journal", LOG_METHOD_JOURNAL },
};

int log_method_parse(const char *word, enum log_method *out)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (strcmp(methods[i].word, word) == 0) {
			*out = methods[i].method;
			return 0;
		}
	}
	return -EINVAL;
}

void log_conf_default(struct log_conf *cf, const char *ident, const char *prefix)
{
	*cf = (struct log_conf){
		.ident = ident, .prefix = prefix, .method = LOG_METHOD_STDERR,
		.facility = LOG_DAEMON,
	};
}

/* -- sinks ------------------------------------------------------------------ */

static int dial(const struct log_sink *s)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	if (strlen(s->path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, s->path);
	return connect(s->fd, (const struct sockaddr *)&addr, sizeof(addr)) < 0 ? -errno : 0;
}

static int open_logger(struct log_sink *s, const char *path)
{
	s->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s->fd < 0)
		return -errno;
	s->socket = true;
	s->path = path;
	dial(s);	/* if nobody is there now, the first line tries again */
	return 0;
}

static void open_stderr(struct log_sink *s)
{
	struct stat st;

	s->fd = STDERR_FILENO;
	s->socket = fstat(s->fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* O_NONBLOCK: it may be a fifo that nobody reads. */
static int open_file(const char *path)
{
	int fd;

	if (!path)
		return -EINVAL;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0640);
	return fd < 0 ? -errno : fd;
}

static bool send_line(struct log_sink *s, const char *line, size_t len)
{
	const int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
	ssize_t n = send(s->fd, line, len, flags);

	if (n < 0 && errno != EAGAIN && s->path && dial(s) == 0)
		n = send(s->fd, line, len, flags);
	if (n < 0 && errno != EAGAIN && !s->path)
		s->fd = -1;	/* a stderr whose reader is gone */
	return n == (ssize_t)len;
}

/*
 * stderr is shared with whoever started us, so it cannot be made nonblocking.
 * A pipe that polls writable takes PIPE_BUF octets at once.
 */
static bool write_line(struct log_sink *s, const char *line, size_t len)
{
	struct pollfd ready = { .fd = s->fd, .events = POLLOUT };

	while (len > 0) {
		ssize_t n;

		if (poll(&ready, 1, 0) <= 0)
			return false;
		n = write(s->fd, line, len < PIPE_BUF ? len : PIPE_BUF);
		if (n < 0) {
			if (errno == EPIPE || errno == EBADF || errno == EIO)
				s->fd = s->fd == STDERR_FILENO ? -1 : s->fd;
			return false;
		}
		line += n;
		len -= (size_t)n;
	}
	return true;
}

static bool put(const struct log *l, struct log_sink *s, const struct note *n)
{
	char line[LOG_LINE_MAX];
	size_t len = s->compose(l, n, line, sizeof(line));

	return s->socket ? send_line(s, line, len) : write_line(s, line, len);
}

static void deliver(const struct log *l, struct log_sink *s, const struct note *n)
{
	if (s->fd < 0 || n->severity > s->least)
		return;
	if (s->lost > 0) {
		struct note lost;

		note_init(&lost, "log-lost", NOTE_WARNING);
		lost.count = s->lost;
		if (!put(l, s, &lost)) {
			s->lost++;
			return;
		}
		s->lost = 0;
	}
	if (!put(l, s, n))
		s->lost++;
}

/* -- the log ---------------------------------------------------------------- */

static int open_sinks(struct log *l)
{
	const struct log_conf *cf = &l->cf;
	const char *logger = cf->syslog_path ? cf->syslog_path : "/dev/log";
	const char *journal = cf->journal_path ? cf->journal_path
					       : "/run/systemd/journal/socket";

	switch (cf->method) {
	case LOG_METHOD_NONE:
		break;
	case LOG_METHOD_SYSLOG:
		return open_logger(&l->sys, logger);
	case LOG_METHOD_STDERR_CLEAN:
		l->err.compose = log_line_bare;
		open_stderr(&l->err);
		break;
	case LOG_METHOD_STDERR:
		open_stderr(&l->err);
		break;
	case LOG_METHOD_STDERR_SYSLOG:
		l->err.least = NOTE_ERR;
		open_stderr(&l->err);
		return open_logger(&l->sys, logger);
	case LOG_METHOD_LOGFILE:
		l->file.fd = open_file(cf->logfile);
		return l->file.fd < 0 ? l->file.fd : 0;
	case LOG_METHOD_JOURNAL:
		return open_logger(&l->journal, journal);
	}
	return 0;
}

int log_open(struct log *l, const struct log_conf *cf)
{
	const struct log_sink none = { .fd = -1, .least = NOTE_DEBUG };

	*l = (struct log){
		.cf = *cf, .pid = getpid(),
		.err = none, .file = none, .sys = none, .journal = none,
	};
	l->err.compose = l->file.compose = log_line_timed;
	l->sys.compose = log_line_syslog;
	l->journal.compose = log_line_journal;
	if (cf->facility < 0 || cf->facility >= LOG_NFACILITIES << 3 || (cf->facility & LOG_PRIMASK))
		return -EINVAL;
	signal(SIGPIPE, SIG_IGN);	/* a stderr that nobody reads any more is no error */
	tzset();	/* reads the time zone now; later the sandbox would be in the way */
	return open_sinks(l);
}

static void close_sink(struct log_sink *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

void log_close(struct log *l)
{
	l->err.fd = -1;
	close_sink(&l->file);
	close_sink(&l->sys);
	close_sink(&l->journal);
}

int log_reopen(struct log *l)
{
	int fd;

	if (l->cf.method != LOG_METHOD_LOGFILE)
		return 0;
	fd = open_file(l->cf.logfile);
	if (fd < 0)
		return fd;
	close_sink(&l->file);
	l->file.fd = fd;
	return 0;
}

int log_give(struct log *l, uid_t uid, gid_t gid)
{
	struct stat open_st, name_st;

	if (l->file.fd < 0)
		return 0;
	if (fstat(l->file.fd, &open_st) < 0 || lstat(l->cf.logfile, &name_st) < 0)
		return -errno;
	if (!S_ISREG(open_st.st_mode) && !S_ISLNK(name_st.st_mode))
		return 0;	/* a device or fifo keeps its owner, whatever it is for others */
	/* Behind a link, or with a second name, it may be a file that nobody meant to give away. */
	if (!S_ISREG(name_st.st_mode) || open_st.st_nlink != 1 ||
	    open_st.st_dev != name_st.st_dev || open_st.st_ino != name_st.st_ino)
		return -EINVAL;
	return fchown(l->file.fd, uid, gid) < 0 ? -errno : 0;
}

void log_set_debug(struct log *l, int debug)
{
	l->cf.debug = debug;
}

void log_set_format(struct log *l, enum log_format format)
{
	l->cf.format = format;
}

bool log_wants(const struct log *l, enum note_severity severity, enum note_detail detail)
{
	if (severity != NOTE_DEBUG)
		return true;
	return l->cf.debug >= (detail ? (int)detail : NOTE_TIMERS);
}

void log_note(struct log *l, const struct note *n)
{
	if (!log_wants(l, n->severity, n->detail))
		return;
	deliver(l, &l->err, n);
	deliver(l, &l->file, n);
	deliver(l, &l->sys, n);
	deliver(l, &l->journal, n);
}

void log_say(struct log *l, const char *event, enum note_severity severity, const char *fmt, ...)
{
	struct note n;
	va_list ap;

	note_init(&n, event, severity);
	va_start(ap, fmt);
	vsnprintf(n.what, sizeof(n.what), fmt, ap);
	va_end(ap);
	log_note(l, &n);
}
