/* SPDX-License-Identifier: ISC */
#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

#include <sys/socket.h>
#include <sys/un.h>

#include "millis.h"

/**
 * struct notify - the service manager's notification socket, caller's storage.
 *
 * Every function is harmless where there is no service manager. What cannot
 * be sent at once is given up: the daemon never waits for its manager.
 */
struct notify {
	int fd;				/* -1 = none */
	struct sockaddr_un addr;
	socklen_t addr_len;
	nd_ms watchdog_ms;		/* send notify_watchdog() twice in this span; ND_NEVER = unwanted */
};

/**
 * notify_open - take NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment.
 *
 * Paths and abstract names ("@...") are understood. Returns 0 (also without a
 * manager), -EAFNOSUPPORT for another kind of name, -errno.
 */
int notify_open(struct notify *n);
void notify_close(struct notify *n);

/** notify_ready - READY=1: started, or done with a reload. Returns 0 or -errno, as do the rest. */
int notify_ready(struct notify *n);

/** notify_reloading - RELOADING=1 with the time that Type=notify-reload asks for. */
int notify_reloading(struct notify *n);

/** notify_stopping - STOPPING=1. */
int notify_stopping(struct notify *n);

/** notify_watchdog - WATCHDOG=1. */
int notify_watchdog(struct notify *n);

/** notify_status - STATUS=@line, one line for people. */
int notify_status(struct notify *n, const char *line);

#endif
