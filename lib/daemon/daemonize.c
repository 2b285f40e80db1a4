/* SPDX-License-Identifier: ISC */
#include "daemonize.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int daemonize_stdio(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
		if (fd < 0)
			return -errno;
	} while (fd <= STDERR_FILENO);
	/* What else the caller left open is none of ours, and would outlive our privileges. */
	close_range((unsigned)fd, ~0u, 0);
	return 0;
}

/* Wait until the child says a word or is gone; what code does that make for the shell? */
static int wait_for_child(int fd, pid_t child)
{
	unsigned char word;
	int status;
	ssize_t n;

	do {
		n = read(fd, &word, 1);
	} while (n < 0 && errno == EINTR);
	if (n == 1)
		return 0;
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return 1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int daemonize(struct daemonize *d, int *exit_code)
{
	int ends[2], r;
	pid_t child;

	d->fd = -1;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	fflush(NULL);	/* or both would print what is buffered */
	child = fork();
	if (child < 0) {
		r = -errno;
		close(ends[0]);
		close(ends[1]);
		return r;
	}
	if (child > 0) {
		close(ends[1]);
		*exit_code = wait_for_child(ends[0], child);
		close(ends[0]);
		return 1;
	}
	close(ends[0]);
	setsid();	/* a fresh child leads no process group, so this cannot fail */
	d->fd = ends[1];
	return 0;
}

int daemonize_ready(struct daemonize *d, bool keep_stderr)
{
	int last = keep_stderr ? STDOUT_FILENO : STDERR_FILENO;
	int null_fd, r = 0;

	if (d->fd < 0)
		return 0;
	null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null_fd < 0)
		return -errno;
	for (int fd = STDIN_FILENO; fd <= last; fd++) {
		if (dup2(null_fd, fd) < 0)
			r = -errno;
	}
	close(null_fd);
	/* A parent that somebody killed is no reason to stop. SIGPIPE is ignored by then. */
	if (write(d->fd, "", 1) < 0 && errno != EPIPE)
		r = -errno;
	close(d->fd);
	d->fd = -1;
	return r;
}
