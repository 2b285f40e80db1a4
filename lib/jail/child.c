/* SPDX-License-Identifier: ISC */
/* What helper and hook process have in common: how they begin, and how they end. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "view.h"

#define STOP_MS 1000	/* to end in once the pair is closed */
#define PAIR_FD 3	/* where the child keeps its end */

/* Kernels before 5.9 have no close_range(). */
static void close_from(int first)
{
	long last;

	if (syscall(SYS_close_range, first, ~0u, 0) == 0)
		return;
	last = sysconf(_SC_OPEN_MAX);
	for (int fd = first; fd < (last > 0 && last < INT_MAX ? (int)last : 65536); fd++)
		close(fd);
}

/* 0, 1 and 2 are /dev/null, 3 is the pair, and nothing else is open. */
static int keep_only(int fd)
{
	int null_fd;

	if (fd != PAIR_FD && dup3(fd, PAIR_FD, O_CLOEXEC) < 0)
		return -errno;
	close_from(PAIR_FD + 1);
	null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int std = STDIN_FILENO; std <= STDERR_FILENO; std++) {
		if (null_fd >= 0 ? dup2(null_fd, std) < 0 : close(std) < 0)
			return -errno;
	}
	if (null_fd >= 0)
		close(null_fd);
	return 0;
}

static void reset_signals(void)
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE };
	sigset_t none;

	for (size_t i = 0; i < ARRAY_LEN(ignored); i++)
		signal(ignored[i], SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

int child_start(struct child *c, const char *name, int (*body)(int fd, void *arg), void *arg)
{
	int ends[2], r;

	*c = (struct child){ .fd = -1 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	fflush(NULL);	/* or both would print what is buffered */
	c->pid = fork();
	if (c->pid < 0) {
		r = -errno;
		c->pid = 0;
		close(ends[0]);
		close(ends[1]);
		return r;
	}
	if (c->pid == 0) {
		reset_signals();
		prctl(PR_SET_NAME, name, 0, 0, 0);
		_exit(keep_only(ends[1]) < 0 ? 1 : body(PAIR_FD, arg));
	}
	close(ends[1]);
	c->fd = ends[0];
	return 0;
}

void child_stop(struct child *c)
{
	struct pollfd gone = { .fd = c->fd };

	if (c->fd >= 0) {
		shutdown(c->fd, SHUT_WR);
		poll(&gone, 1, STOP_MS);	/* POLLHUP: its end is closed */
		close(c->fd);
	}
	/* Its descriptors are closed a moment before it can be reaped; a stuck one is left to init. */
	for (int i = 0; c->pid > 0 && i < 50 && waitpid(c->pid, NULL, WNOHANG) == 0; i++)
		poll(NULL, 0, 2);
	*c = (struct child){ .fd = -1 };
}

int child_follow_parent(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	return getppid() == parent ? 0 : -ESRCH;
}
