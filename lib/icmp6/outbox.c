/* SPDX-License-Identifier: ISC */
/* Sending in batches, with the fate of every single message. */
#include "outbox.h"

#include <errno.h>
#include <string.h>

void outbox_init(struct outbox *o, void *name, size_t name_len, void *control,
		 size_t control_len)
{
	memset(o, 0, sizeof(*o));
	for (unsigned i = 0; i < OUTBOX_MAX; i++) {
		struct msghdr *h = &o->msg[i].msg_hdr;

		h->msg_name = (uint8_t *)name + i * name_len;
		h->msg_namelen = (socklen_t)name_len;
		h->msg_iov = &o->iov[i];
		h->msg_iovlen = 1;
		if (!control)
			continue;
		h->msg_control = (uint8_t *)control + i * control_len;
		h->msg_controllen = control_len;
	}
}

int outbox_add(struct outbox *o, struct view octets)
{
	if (o->n == OUTBOX_MAX)
		return -ENOSPC;
	/* Of the last flush, which may have had more messages than this one will have. */
	if (o->n == 0)
		memset(o->err, 0, sizeof(o->err));
	/* sendmsg() only reads, but its iovec serves readv() as well */
	o->iov[o->n].iov_base = (void *)(uintptr_t)octets.ptr;
	o->iov[o->n].iov_len = octets.len;
	return (int)o->n++;
}

/*
 * What befell an earlier packet (an ICMPv6 error) or the bound interface (it went
 * down) is reported by whatever call comes next on the socket. Errors of these
 * two kinds never are such.
 */
static bool may_be_anothers(int err)
{
	return err != EAGAIN && err != ENOBUFS;
}

unsigned outbox_flush(struct outbox *o, int fd)
{
	unsigned at = 0, failed = 0;
	bool second_try = false;

	while (at < o->n) {
		int sent = sendmmsg(fd, &o->msg[at], o->n - at, MSG_DONTWAIT);

		if (sent > 0) {
			at += (unsigned)sent;
			second_try = false;
			continue;
		}
		o->saw_error = true;
		if (!second_try && may_be_anothers(errno)) {
			second_try = true;
			continue;
		}
		second_try = false;
		failed++;
		o->err[at++] = -errno;
		if (errno != EAGAIN)
			continue;
		failed += o->n - at;
		while (at < o->n)
			o->err[at++] = -EAGAIN;
	}
	o->n = 0;
	return failed;
}
