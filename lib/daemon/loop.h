/* SPDX-License-Identifier: ISC */
#ifndef DAEMON_LOOP_H
#define DAEMON_LOOP_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <signal.h>
#include <stdbool.h>

#include "millis.h"

/**
 * struct loop_ops - what the loop asks of a daemon; @arg is the one of loop_init().
 *
 * @due:    the deadline of loop_arm() has come; it is spent then. Before every
 *          callback of a descriptor the clock is looked at, so a flood on
 *          sockets delays this by one callback at most
 * @signal: SIGHUP, SIGTERM, SIGINT, SIGUSR1 or SIGUSR2 arrived
 * @turn:   every descriptor that was ready has had its callback; the place to
 *          send what was collected and to loop_arm(). May be NULL
 */
struct loop_ops {
	void (*due)(void *arg, nd_ms now);
	void (*signal)(void *arg, nd_ms now, int signo);
	void (*turn)(void *arg, nd_ms now);
};

/**
 * struct loop - the one event loop of a daemon, caller's storage.
 *
 * A turn is: wait, then for each ready descriptor its callback, then
 * ops->turn(). With nothing to re-arm, a turn costs one epoll_wait() besides
 * what the callbacks do.
 */
struct loop {
	struct event_base *base;	/* for bufferevents; owned by the loop */
	const struct loop_ops *ops;
	void *arg;
	struct event timer, signals;
	int timer_fd, signal_fd;
	nd_ms deadline;			/* asked for */
	nd_ms armed;			/* what the kernel's timer is set to */
	sigset_t mask_before;
	bool stopping;
};

/** struct loop_fd - one watched descriptor, caller's storage, alive while watched. */
struct loop_fd {
	struct loop *loop;
	void (*readable)(void *arg, nd_ms now, int fd);
	void *arg;
	struct event event;
};

/**
 * loop_init - make the loop; not before daemonize(), since what it opens does
 * not survive a fork().
 *
 * Blocks the five signals of struct loop_ops (they wait for loop_run()) and
 * ignores SIGPIPE. A child process begins with
 * loop_signals_reset(). Returns 0 or -errno.
 */
int loop_init(struct loop *l, const struct loop_ops *ops, void *arg);

/** loop_fini - end the loop and restore the signal mask; no descriptor is watched any more. */
void loop_fini(struct loop *l);

/**
 * loop_watch_fd - call @readable whenever @fd can be read.
 *
 * A callback must take a bounded batch and return; it is called again as long
 * as there is more. The descriptor stays the caller's. Returns 0 or -errno.
 */
int loop_watch_fd(struct loop *l, struct loop_fd *w, int fd,
		  void (*readable)(void *arg, nd_ms now, int fd), void *arg);

/** loop_unwatch_fd - stop; to be called before the descriptor is closed. Also inside a callback. */
void loop_unwatch_fd(struct loop_fd *w);

/**
 * loop_arm - be woken at @deadline (ND_NEVER: not at all).
 *
 * Takes effect at the end of the turn and only then costs a system call, and
 * only if the deadline differs from what the timer is set to. A deadline in
 * the past is due at once.
 */
void loop_arm(struct loop *l, nd_ms deadline);

/** loop_run - turn until loop_stop(). Returns 0 or -errno. */
int loop_run(struct loop *l);

/** loop_stop - let loop_run() return after the callback that runs now and ops->turn(). */
void loop_stop(struct loop *l);

/** loop_signals_reset - in a child: default actions and the mask as it was before loop_init(). */
void loop_signals_reset(const struct loop *l);

#endif
