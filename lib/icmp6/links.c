/* SPDX-License-Identifier: ISC */
/*
 * The kernel's interfaces, addresses and forwarding switches, followed by
 * rtnetlink(7).
 *
 * Events and dumps come on two sockets. The groups are joined before the first
 * question, and no event is read until the dumps are: so the last thing applied
 * to an object is never older than the last event about it.
 */
#include "links.h"

#include <errno.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "links_apply.h"
#include "links_table.h"

#define BUF_LEN (64u << 10)		/* octets; the kernel fills 32 KiB at most */
#define EVENTS_RCVBUF (4 << 20)		/* octets: some 1,000 events between two turns */
#define EVENTS_PER_CALL 64u		/* datagrams */
#define DRAIN_PER_CALL 1024u
#define ANSWERS_PER_CALL 8u		/* of about 30 links each */
#define TOLD_PER_CALL 256u
#define LOAD_CALLS 100000u		/* some seconds */

enum dump {
	DUMP_LINKS,
	DUMP_ADDRS,
	DUMP_CONF,
	N_DUMPS,
};

static int nl_errno(int err)
{
	switch (-err) {
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EACCES;
	case NLE_AGAIN:
		return -EAGAIN;
	default:
		return -EIO;
	}
}

/* Octets of the next datagram of the kernel, 0 if it is somebody else's, or -errno. */
static int receive(struct links *l, struct nl_sock *sk)
{
	struct sockaddr_nl from = { 0 };
	socklen_t len = sizeof(from);
	ssize_t n = recvfrom(nl_socket_get_fd(sk), l->buf, BUF_LEN, MSG_DONTWAIT,
			     (struct sockaddr *)&from, &len);

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	return from.nl_pid == 0 ? (int)n : 0;
}

static int read_events(struct links *l, nd_ms now)
{
	for (unsigned i = 0; i < EVENTS_PER_CALL && l->phase == LINKS_LIVE; i++) {
		int r, n = receive(l, l->events);

		if (n == -EAGAIN && l->again) {
			l->phase = LINKS_ASK;
			break;
		}
		if (n == -EAGAIN)
			return 0;
		if (n == -ENOBUFS) {
			l->overruns++;
			l->phase = LINKS_DRAIN;
			break;
		}
		if (n < 0)
			return n;
		for (struct nlmsghdr *nh = (struct nlmsghdr *)l->buf; nlmsg_ok(nh, n);
		     nh = nlmsg_next(nh, &n)) {
			r = links_apply(l, nh, now);
			if (r < 0) {
				l->again = true;
				return r;
			}
		}
	}
	return 1;
}

/*
 * Having lost events, the kernel adds none until all are read. What is left is
 * older than the dumps to come.
 */
static int drain(struct links *l)
{
	for (unsigned i = 0; i < DRAIN_PER_CALL; i++) {
		int n = receive(l, l->events);

		if (n == -EAGAIN) {
			l->phase = LINKS_ASK;
			break;
		}
		if (n < 0 && n != -ENOBUFS)
			return n;
	}
	return 1;
}

static int put_question(enum dump dump, struct nl_msg *msg)
{
	const struct ifinfomsg link = { .ifi_family = AF_UNSPEC };
	const struct ifaddrmsg addr = { .ifa_family = AF_UNSPEC };
	const struct netconfmsg conf = { .ncm_family = AF_INET6 };

	switch (dump) {
	case DUMP_LINKS:
		if (nlmsg_append(msg, (void *)(uintptr_t)&link, sizeof(link), NLMSG_ALIGNTO) < 0)
			return -ENOMEM;
		return nla_put_u32(msg, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) < 0 ? -ENOMEM : 0;
	case DUMP_ADDRS:
		return nlmsg_append(msg, (void *)(uintptr_t)&addr, sizeof(addr), NLMSG_ALIGNTO);
	default:
		return nlmsg_append(msg, (void *)(uintptr_t)&conf, sizeof(conf), NLMSG_ALIGNTO);
	}
}

static int ask(struct links *l)
{
	static const int types[N_DUMPS] = { RTM_GETLINK, RTM_GETADDR, RTM_GETNETCONF };
	struct nl_msg *msg = nlmsg_alloc_simple(types[l->asking], NLM_F_DUMP);
	int r;

	if (!msg)
		return -ENOMEM;
	if (l->asking == DUMP_LINKS) {
		l->round = l->round == UINT8_MAX ? 1 : (uint8_t)(l->round + 1);
		l->incomplete = 0;
		l->again = false;
	}
	r = put_question(l->asking, msg);
	if (r >= 0)
		r = nl_send_auto(l->dumps, msg);
	l->seq = nlmsg_hdr(msg)->nlmsg_seq;
	nlmsg_free(msg);
	if (r < 0)
		return nl_errno(r);
	l->phase = LINKS_DUMP;
	return 1;
}

static void sweep(struct links *l)
{
	uint32_t at = 0;
	struct links_entry *e;

	while ((e = idmap_each(&l->map, &at))) {
		if (!(l->incomplete & 1u << DUMP_ADDRS))
			links_sweep_addrs(e, l->round);
		if (e->seen == l->round || l->incomplete & 1u << DUMP_LINKS)
			continue;
		e->next_gone = l->gone;
		l->gone = e;
	}
	for (e = l->gone; e; e = e->next_gone)
		idmap_drop(&l->map, e->link.ifindex);
}

static void end_of_dump(struct links *l)
{
	l->phase = LINKS_ASK;
	if (++l->asking < N_DUMPS)
		return;
	l->asking = 0;
	sweep(l);
	l->phase = LINKS_TELL;
	l->tell_at = 0;
}

/* The error in an NLMSG_ERROR or at the end of a dump: 0 or -errno. */
static int error_of(struct nlmsghdr *nh)
{
	int32_t err = 0;

	if (nlmsg_datalen(nh) >= (int)sizeof(err))
		memcpy(&err, nlmsg_data(nh), sizeof(err));
	return err < 0 ? err : 0;
}

static void missed_some(struct links *l)
{
	l->incomplete |= (uint8_t)(1u << l->asking);
	l->again = true;
}

/*
 * One message of a dump. A dump that is refused (no IPv6 in this kernel) is
 * not asked for again, but nothing is swept by it either.
 */
static int answer(struct links *l, struct nlmsghdr *nh, nd_ms now)
{
	int r;

	if (l->phase != LINKS_DUMP || nh->nlmsg_seq != l->seq)
		return 0;
	if (nh->nlmsg_flags & NLM_F_DUMP_INTR)
		missed_some(l);
	if (nh->nlmsg_type != NLMSG_ERROR && nh->nlmsg_type != NLMSG_DONE) {
		r = links_apply(l, nh, now);
		if (r < 0)
			missed_some(l);
		return r;
	}
	r = error_of(nh);
	if (r < 0)
		l->incomplete |= (uint8_t)(1u << l->asking);
	end_of_dump(l);
	return r;
}

/* The kernel makes the next piece while it hands over this one: none is waited for. */
static int read_answers(struct links *l, nd_ms now)
{
	for (unsigned i = 0; i < ANSWERS_PER_CALL && l->phase == LINKS_DUMP; i++) {
		int error = 0, n = receive(l, l->dumps);

		if (n == -EAGAIN || n == -ENOBUFS) {
			missed_some(l);
			if (n == -EAGAIN)
				end_of_dump(l);
			return 1;
		}
		if (n < 0)
			return n;
		for (struct nlmsghdr *nh = (struct nlmsghdr *)l->buf; nlmsg_ok(nh, n);
		     nh = nlmsg_next(nh, &n)) {
			int r = answer(l, nh, now);

			if (r < 0)
				error = r;
		}
		if (error < 0)
			return error;
	}
	return 1;
}

static int tell_all(struct links *l)
{
	for (unsigned i = 0; i < TOLD_PER_CALL; i++) {
		struct links_entry *e = l->gone;

		if (e) {
			l->gone = e->next_gone;
			links_tell_gone(l, e);
			continue;
		}
		e = idmap_each(&l->map, &l->tell_at);
		if (!e) {
			l->phase = LINKS_LIVE;
			break;
		}
		links_tell(l, e);
	}
	return 1;
}

static int work(struct links *l, nd_ms now)
{
	switch (l->phase) {
	case LINKS_LIVE:
		return read_events(l, now);
	case LINKS_DRAIN:
		return drain(l);
	case LINKS_ASK:
		return ask(l);
	case LINKS_DUMP:
		return read_answers(l, now);
	case LINKS_TELL:
		break;
	}
	return tell_all(l);
}

/* Keep links_fd() readable while there is more to do than events will tell. */
static void set_more(struct links *l, bool more)
{
	uint64_t n = 1;
	ssize_t r;

	if (l->more == more)
		return;
	r = more ? write(l->more_fd, &n, sizeof(n)) : read(l->more_fd, &n, sizeof(n));
	if (r == sizeof(n))
		l->more = more;
}

int links_read(struct links *l, nd_ms now)
{
	int r = work(l, now);

	set_more(l, r != 0);
	return r;
}

int links_load(struct links *l, nd_ms now)
{
	for (unsigned i = 0; i < LOAD_CALLS; i++) {
		int r = links_read(l, now);

		if (r <= 0)
			return r;
	}
	return -EAGAIN;
}

static int open_socket(struct nl_sock **sk)
{
	int r;

	*sk = nl_socket_alloc();
	if (!*sk)
		return -ENOMEM;
	r = nl_connect(*sk, NETLINK_ROUTE);
	if (r >= 0)
		r = nl_socket_set_nonblocking(*sk);
	return r < 0 ? nl_errno(r) : 0;
}

static int open_events(struct links *l)
{
	const int size = EVENTS_RCVBUF;
	int r = open_socket(&l->events);

	if (r < 0)
		return r;
	r = nl_socket_add_memberships(l->events, RTNLGRP_LINK, RTNLGRP_IPV6_IFADDR,
				      RTNLGRP_IPV4_IFADDR,
				      RTNLGRP_IPV6_NETCONF, 0);
	if (r < 0)
		return nl_errno(r);
	if (setsockopt(nl_socket_get_fd(l->events), SOL_SOCKET, SO_RCVBUFFORCE, &size,
		       sizeof(size)) == 0)
		return 0;
	return setsockopt(nl_socket_get_fd(l->events), SOL_SOCKET, SO_RCVBUF, &size,
			  sizeof(size)) < 0 ? -errno : 0;
}

static int open_poll(struct links *l)
{
	struct epoll_event on = { .events = EPOLLIN };

	l->more_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	l->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (l->more_fd < 0 || l->poll_fd < 0 ||
	    epoll_ctl(l->poll_fd, EPOLL_CTL_ADD, l->more_fd, &on) < 0 ||
	    epoll_ctl(l->poll_fd, EPOLL_CTL_ADD, nl_socket_get_fd(l->events), &on) < 0)
		return -errno;
	set_more(l, true);
	return 0;
}

int links_open(struct links *l, links_fn *fn, void *arg)
{
	int r;

	memset(l, 0, sizeof(*l));
	l->poll_fd = l->more_fd = -1;
	idmap_init(&l->map);
	l->fn = fn;
	l->arg = arg;
	l->phase = LINKS_ASK;
	l->buf = malloc(BUF_LEN);
	r = l->buf ? open_events(l) : -ENOMEM;
	if (r == 0)
		r = open_socket(&l->dumps);
	if (r == 0)
		r = open_poll(l);
	if (r < 0)
		links_close(l);
	return r;
}

void links_close(struct links *l)
{
	uint32_t at = 0;
	struct links_entry *e;

	while ((e = idmap_each(&l->map, &at)))
		links_entry_free(e);
	while ((e = l->gone)) {
		l->gone = e->next_gone;
		links_entry_free(e);
	}
	idmap_fini(&l->map);
	if (l->events)
		nl_socket_free(l->events);
	if (l->dumps)
		nl_socket_free(l->dumps);
	if (l->poll_fd >= 0)
		close(l->poll_fd);
	if (l->more_fd >= 0)
		close(l->more_fd);
	free(l->buf);
	memset(l, 0, sizeof(*l));
	l->poll_fd = l->more_fd = -1;
}

int links_fd(const struct links *l)
{
	return l->poll_fd;
}

static const struct link *visible(const struct links_entry *e)
{
	return e && e->told ? &e->link : NULL;
}

const struct link *links_get(const struct links *l, uint32_t ifindex)
{
	return visible(idmap_get(&l->map, ifindex));
}

const struct link *links_each(const struct links *l, uint32_t *at)
{
	const struct links_entry *e;

	while ((e = idmap_each(&l->map, at))) {
		if (visible(e))
			return &e->link;
	}
	return NULL;
}

size_t links_memory(const struct links *l)
{
	size_t sum = l->map.cap * sizeof(void *) * 2;
	uint32_t at = 0;
	const struct links_entry *e;

	while ((e = idmap_each(&l->map, &at)))
		sum += links_entry_memory(e);
	return sum;
}
