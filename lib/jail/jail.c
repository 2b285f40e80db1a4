/* SPDX-License-Identifier: ISC */
/* The daemon's side of the helper: a request, and the wait for its answer. */
#include "jail.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "helper_wire.h"
#include "millis.h"

#define ANSWER_MS 1000

static nd_ms monotonic(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (nd_ms)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* One answer with its socket, -1 without. Returns the octets of the answer; 0 at the end. */
static ssize_t receive(int from, struct helper_answer *a, int *fd)
{
	_Alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { a, sizeof(*a) };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
			    .msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(from, &h, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	const struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&h) : NULL;

	*fd = -1;
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(c), sizeof(*fd));
	return n;
}

static int lost(struct jail *j)
{
	close(j->child.fd);
	j->child.fd = -1;
	return -EPIPE;
}

int jail_await(struct jail *j, int *fd)
{
	nd_ms now, end = monotonic() + ANSWER_MS;

	while ((now = monotonic()) < end) {
		struct pollfd ready = { .fd = j->child.fd, .events = POLLIN };
		struct helper_answer a;
		ssize_t n;

		if (poll(&ready, 1, (int)(end - now)) <= 0)
			continue;
		n = receive(j->child.fd, &a, fd);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return lost(j);
		if (n == (ssize_t)sizeof(a) && a.seq == j->seq)
			return a.result;
		if (*fd >= 0)
			close(*fd);	/* of a request that was given up */
		*fd = -1;
	}
	return -ETIMEDOUT;
}

static int ask(struct jail *j, struct helper_request *q, int *fd)
{
	*fd = -1;
	if (j->child.fd < 0)
		return -EPERM;
	if (++j->seq == 0)
		j->seq = 1;	/* 0 answers a request whose number could not be read */
	q->seq = j->seq;
	if (send(j->child.fd, q, sizeof(*q), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return errno == EAGAIN ? -EAGAIN : lost(j);
	return jail_await(j, fd);
}

/* For requests that are answered by a number only. */
static int ask_plain(struct jail *j, struct helper_request *q)
{
	int fd, r = ask(j, q, &fd);

	if (fd >= 0)
		close(fd);
	return r;
}

int jail_open_socket(struct jail *j, enum jail_socket kind)
{
	struct helper_request q = { .op = HELPER_OPEN, .what = kind };
	int fd, r = ask(j, &q, &fd);

	if (r == 0)
		return fd >= 0 ? fd : -EBADF;
	if (fd >= 0)
		close(fd);
	return r;
}

int jail_set_variable(struct jail *j, uint32_t ifindex, enum jail_variable var, uint32_t value)
{
	struct helper_request q = { .op = HELPER_VARIABLE, .what = var, .ifindex = ifindex,
				    .value = value };

	return ask_plain(j, &q);
}

int jail_route_add(struct jail *j, const struct jail_route *route)
{
	struct helper_request q = { .op = HELPER_ROUTE_ADD, .route = *route };

	return ask_plain(j, &q);
}

int jail_route_remove(struct jail *j, const struct jail_route *route)
{
	struct helper_request q = { .op = HELPER_ROUTE_REMOVE, .route = *route };

	return ask_plain(j, &q);
}
