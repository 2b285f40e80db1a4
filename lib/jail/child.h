/* SPDX-License-Identifier: ISC */
#ifndef JAIL_CHILD_H
#define JAIL_CHILD_H

#include <sys/types.h>

/** struct child - a process of ours, and our end of the socket pair to it. */
struct child {
	pid_t pid;		/* 0 = none */
	int fd;			/* -1 = none, or it is gone; SOCK_SEQPACKET, close-on-exec */
};

/**
 * child_start - fork a process that does one thing for the daemon.
 *
 * @name: for ps(1), at most 15 characters
 * @body: what the process does with its end of the pair; its value is the exit
 *        status
 *
 * The new process has no descriptor but its end of the pair, and /dev/null as
 * 0, 1 and 2: no lock, no readiness pipe, no log. It ignores the signals that
 * end or reload a daemon, since a service manager or a terminal sends them to
 * all of its processes: it ends when the pair does. Returns 0 or -errno.
 */
int child_start(struct child *c, const char *name, int (*body)(int fd, void *arg), void *arg);

/**
 * child_stop - close the pair, wait at most a second until the process is gone,
 * and reap it. Harmless where there is none.
 */
void child_stop(struct child *c);

/**
 * child_follow_parent - in the new process, after the change of its user (which
 * undoes it): be killed when the daemon ends, however it does. @parent is the
 * daemon's pid. Returns 0 or -errno; -ESRCH if it has ended already.
 */
int child_follow_parent(pid_t parent);

#endif
