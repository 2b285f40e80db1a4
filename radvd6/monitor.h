/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_MONITOR_H
#define RADVD6_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "capture.h"
#include "idmap.h"
#include "loop.h"
#include "millis.h"
#include "nd_frame.h"

#define MONITOR_SOCKETS 16	/* bound ones; beyond them one for all (closing a bound one is slow) */

/**
 * struct monitor_ops - whom the monitor tells; @arg is the one of monitor_open().
 *
 * @frame: a frame of a followed interface; its views are good during the call
 * @lost:  @count frames were lost before they could be read
 */
struct monitor_ops {
	void (*frame)(void *arg, nd_ms now, const struct nd_frame *f);
	void (*lost)(void *arg, nd_ms now, int count);
};

struct monitor_socket {
	int fd;
	uint32_t ifindex;		/* bound to; 0 = free, or the one for all */
	bool promisc;
	struct loop_fd watch;
};

/**
 * struct monitor - the packet sockets that watch links.
 *
 * They are opened before privileges go; binding them to interfaces that come
 * later needs none. Reading them takes at most a part of one core: what is over
 * that waits, so that a flood on a link delays nothing that is due.
 */
struct monitor {
	const struct monitor_ops *ops;
	void *arg;
	struct loop *loop;
	struct capture_inbox inbox;
	struct monitor_socket socket[MONITOR_SOCKETS];
	unsigned n;
	bool shared;			/* socket[0] hears all interfaces */
	struct idmap listening;		/* then: how those that are followed are heard */
	unsigned budget_percent;	/* of one core */
	int64_t credit_us;		/* processor time that may still be spent */
	nd_ms credit_at;
	bool paused;
	nd_ms drops_at;			/* when losses are asked for next */
};

/**
 * monitor_open - open the sockets for @n watched interfaces (0 = none).
 *
 * @shared: their number is not known (patterns): one socket for all
 *
 * Returns 0 or -errno (-EPERM without CAP_NET_RAW); monitor_close() is fine
 * after a failure.
 */
int monitor_open(struct monitor *m, struct loop *loop, unsigned n, bool shared,
		 const struct monitor_ops *ops, void *arg);
void monitor_close(struct monitor *m);

/** monitor_add - one socket more, of capture_socket(); owned from here on. 0, -ENOSPC or -errno. */
int monitor_add(struct monitor *m, int fd);

/** monitor_set_budget - reading may take @percent (1..100) of one core. */
void monitor_set_budget(struct monitor *m, unsigned percent);

/**
 * monitor_follow - hear interface @ifindex from now on; again with another
 * @promisc to change that. Returns 0; -ENOSPC if no socket is left; -errno.
 */
int monitor_follow(struct monitor *m, uint32_t ifindex, bool promisc);

/** monitor_unfollow - no longer; also when the interface is gone. */
void monitor_unfollow(struct monitor *m, uint32_t ifindex);

/** monitor_send - put a whole frame onto interface @ifindex. 0, -EPERM without sockets, -errno. */
int monitor_send(struct monitor *m, uint32_t ifindex, struct view frame);

/** monitor_tick, monitor_next - go on reading after a pause; ND_NEVER if there is none. */
void monitor_tick(struct monitor *m, nd_ms now);
nd_ms monitor_next(const struct monitor *m);

#endif
