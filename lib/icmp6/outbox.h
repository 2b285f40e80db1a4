/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_OUTBOX_H
#define ICMP6_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "view.h"

#define OUTBOX_MAX 64u		/* messages sent by one system call */

/**
 * struct outbox - messages that leave a socket together.
 *
 * The headers are built once; queueing a message fills in only its octets.
 * Whoever owns the outbox keeps the arrays of destinations and control data
 * that it was given at outbox_init().
 */
struct outbox {
	unsigned n;			/* queued and not yet flushed */
	bool saw_error;			/* a send failed since this was cleared last */
	int err[OUTBOX_MAX];		/* after outbox_flush(): 0 or -errno of each message */
	struct mmsghdr msg[OUTBOX_MAX];
	struct iovec iov[OUTBOX_MAX];
};

/**
 * outbox_init - point every header at its destination and its control data.
 *
 * @name, @name_len:       OUTBOX_MAX destinations of @name_len octets each
 * @control, @control_len: OUTBOX_MAX blocks of control data, or NULL and 0
 *
 * Both arrays must live as long as the outbox and not move.
 */
void outbox_init(struct outbox *o, void *name, size_t name_len, void *control,
		 size_t control_len);

/**
 * outbox_add - take the next slot for @octets, which must stay valid until the
 * flush. Returns the slot (0..OUTBOX_MAX-1), whose destination the caller
 * fills in, or -ENOSPC if the outbox is full: flush first.
 */
int outbox_add(struct outbox *o, struct view octets);

/**
 * outbox_flush - send all that is queued, in order, without waiting.
 *
 * A message that fails does not hold up those behind it; its errno stands
 * negative in @err at its slot, and stays there until the next message is
 * queued. A failure that may have been left behind by an earlier, other packet
 * (a pending socket error) is tried once more. When the socket's buffer is full
 * (EAGAIN) all that is left fails with it, without being tried.
 *
 * Returns how many failed; the outbox is empty afterwards. Each message costs
 * at most two system calls.
 */
unsigned outbox_flush(struct outbox *o, int fd);

#endif
