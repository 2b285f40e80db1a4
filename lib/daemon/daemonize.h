/* SPDX-License-Identifier: ISC */
#ifndef DAEMON_DAEMONIZE_H
#define DAEMON_DAEMONIZE_H

#include <stdbool.h>

/** struct daemonize - the child's end of the readiness pipe; fd -1 = not a daemon. */
struct daemonize {
	int fd;
};

/**
 * daemonize_stdio - make sure that descriptors 0, 1 and 2 are open, and no others.
 *
 * First thing in main(): a program started with a closed stderr would else get
 * a socket as number 2 and write messages into it. Returns 0 or -errno.
 */
int daemonize_stdio(void);

/**
 * daemonize - become a background process; the parent waits until it is ready.
 *
 * In the child: returns 0; a new session, stdio still the caller's so that
 * faults of the configuration are seen. In the parent: returns 1 once the
 * child is ready (@exit_code 0) or has ended before (@exit_code what it exited
 * with, 1 if a signal ended it); main() then exits with @exit_code. -errno if
 * there is no child.
 *
 * The working directory stays, so that relative names mean the same at reload.
 */
int daemonize(struct daemonize *d, int *exit_code);

/**
 * daemonize_ready - let the parent go, with exit code 0.
 *
 * @keep_stderr: someone reads our stderr; else all three go to /dev/null
 *
 * Does nothing where daemonize() was not called (@d->fd -1). Returns 0 or -errno.
 */
int daemonize_ready(struct daemonize *d, bool keep_stderr);

#endif
