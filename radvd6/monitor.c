/* SPDX-License-Identifier: ISC */
#include "monitor.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CREDIT_MS 200		/* of the budget that may be spent at once */
#define DROPS_EVERY_MS ((nd_ms)1000)

static int64_t cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t credit_max(const struct monitor *m)
{
	return (int64_t)m->budget_percent * CREDIT_MS * 10;
}

/* A percent of a core is 10 us of it in each ms. */
static void refill(struct monitor *m, nd_ms now)
{
	int64_t more = (now - m->credit_at) * (int64_t)m->budget_percent * 10;

	m->credit_us = m->credit_us + more < credit_max(m) ? m->credit_us + more : credit_max(m);
	m->credit_at = now;
}

static enum nd_frame_way way_of(uint8_t pkttype)
{
	switch (pkttype) {
	case PACKET_OUTGOING:
		return ND_FRAME_OUTGOING;
	case PACKET_MULTICAST:
		return ND_FRAME_MULTICAST;
	case PACKET_OTHERHOST:
		return ND_FRAME_OTHER_HOST;
	default:
		return ND_FRAME_TO_US;
	}
}

static struct monitor_socket *socket_of(struct monitor *m, uint32_t ifindex)
{
	for (unsigned i = 0; i < m->n; i++) {
		if (m->socket[i].ifindex == ifindex)
			return &m->socket[i];
	}
	return NULL;
}

/* The socket for all hears others too, and one that is free what it was bound to before. */
static bool is_followed(struct monitor *m, uint32_t ifindex)
{
	if (m->shared)
		return idmap_get(&m->listening, ifindex) != NULL;
	return ifindex != 0 && socket_of(m, ifindex) != NULL;
}

static void hand_over(struct monitor *m, nd_ms now, const struct capture_frame *c)
{
	struct nd_frame f = {
		.ifindex = c->ifindex,
		.way = way_of(c->pkttype),
		.mac_len = c->src_len,
		.tagged = c->vlan_present,
		.vlan = c->vlan_tci & 0xfff,
		.truncated = c->truncated,
		.hatype = c->hatype,
		.frame = c->frame,
		.ip6 = c->ip6,
	};

	memcpy(f.mac, c->src, sizeof(f.mac));
	m->ops->frame(m->arg, now, &f);
}

static void pause_reading(struct monitor *m)
{
	m->paused = true;
	for (unsigned i = 0; i < m->n; i++)
		loop_unwatch_fd(&m->socket[i].watch);
}

static void ask_for_drops(struct monitor *m, nd_ms now, int fd)
{
	int lost;

	if (now < m->drops_at)
		return;
	m->drops_at = now + DROPS_EVERY_MS;
	lost = capture_drops(fd);
	if (lost > 0)
		m->ops->lost(m->arg, now, lost);
}

static void on_readable(void *arg, nd_ms now, int fd)
{
	struct monitor *m = arg;
	int64_t before = cpu_us();
	int n = capture_receive(fd, &m->inbox, CAPTURE_BATCH);

	for (int i = 0; i < n; i++) {
		if (is_followed(m, m->inbox.frame[i].ifindex))
			hand_over(m, now, &m->inbox.frame[i]);
	}
	ask_for_drops(m, now, fd);
	refill(m, now);
	m->credit_us -= cpu_us() - before;
	if (m->credit_us < 0)
		pause_reading(m);
}

static int watch_all(struct monitor *m)
{
	for (unsigned i = 0; i < m->n; i++) {
		struct monitor_socket *s = &m->socket[i];
		int r = loop_watch_fd(m->loop, &s->watch, s->fd, on_readable, m);

		if (r < 0)
			return r;
	}
	return 0;
}

int monitor_open(struct monitor *m, struct loop *loop, unsigned n, bool shared,
		 const struct monitor_ops *ops, void *arg)
{
	int r;

	*m = (struct monitor){ .ops = ops, .arg = arg, .loop = loop, .budget_percent = 25,
			       .shared = shared || n > MONITOR_SOCKETS };
	if (n == 0 && !shared)
		return 0;
	r = capture_inbox_init(&m->inbox);
	for (unsigned i = 0; r == 0 && i < (m->shared ? 1 : n); i++) {
		int fd = capture_socket(FILTER_RA);

		if (fd < 0)
			r = fd;
		else
			m->socket[m->n++].fd = fd;
	}
	if (r == 0 && m->shared)
		r = capture_bind(m->socket[0].fd, 0);
	if (r == 0)
		r = watch_all(m);
	if (r < 0)
		monitor_close(m);
	return r;
}

int monitor_add(struct monitor *m, int fd)
{
	struct monitor_socket *s = &m->socket[m->n];
	int r = 0;

	if (m->n == MONITOR_SOCKETS) {
		close(fd);
		return -ENOSPC;
	}
	if (!m->inbox.io)
		r = capture_inbox_init(&m->inbox);
	/* The one for all, which could not be had at the start. */
	if (r == 0 && m->shared)
		r = capture_bind(fd, 0);
	*s = (struct monitor_socket){ .fd = fd };
	/* During a pause it waits with the others: monitor_tick() watches all of them. */
	if (r == 0 && !m->paused)
		r = loop_watch_fd(m->loop, &s->watch, fd, on_readable, m);
	if (r < 0)
		close(fd);
	else
		m->n++;
	return r;
}

void monitor_set_budget(struct monitor *m, unsigned percent)
{
	m->budget_percent = percent;
}

void monitor_close(struct monitor *m)
{
	for (unsigned i = 0; i < m->n; i++) {
		loop_unwatch_fd(&m->socket[i].watch);
		close(m->socket[i].fd);
	}
	m->n = 0;
	idmap_fini(&m->listening);
	if (m->inbox.io)
		capture_inbox_fini(&m->inbox);
}

/* What the map of followed interfaces holds. */
static const char all_multicast, promiscuous;

static void unfollow_shared(struct monitor *m, uint32_t ifindex)
{
	const char *how = idmap_get(&m->listening, ifindex);

	if (how)
		capture_unlisten(m->socket[0].fd, ifindex, how == &promiscuous);
	idmap_drop(&m->listening, ifindex);
}

static int follow_shared(struct monitor *m, uint32_t ifindex, bool promisc)
{
	const char *how = promisc ? &promiscuous : &all_multicast;
	int r;

	if (m->n == 0)
		return -ENOSPC;
	if (idmap_get(&m->listening, ifindex) == how)
		return 0;
	unfollow_shared(m, ifindex);
	if (idmap_put(&m->listening, ifindex, (void *)(uintptr_t)how) < 0)
		return -ENOMEM;
	r = capture_listen(m->socket[0].fd, ifindex, promisc);
	if (r < 0)
		idmap_drop(&m->listening, ifindex);
	return r;
}

int monitor_follow(struct monitor *m, uint32_t ifindex, bool promisc)
{
	struct monitor_socket *s;
	int r;

	if (m->shared)
		return follow_shared(m, ifindex, promisc);
	s = socket_of(m, ifindex);
	if (s && s->promisc == promisc)
		return 0;
	if (s) {
		capture_unlisten(s->fd, ifindex, s->promisc);
	} else {
		s = socket_of(m, 0);
		if (!s)
			return -ENOSPC;
		r = capture_bind(s->fd, ifindex);
		if (r < 0)
			return r;
		s->ifindex = ifindex;
	}
	s->promisc = promisc;
	r = capture_listen(s->fd, ifindex, promisc);
	if (r < 0)
		s->ifindex = 0;		/* not followed: what it still hears is passed over */
	return r;
}

void monitor_unfollow(struct monitor *m, uint32_t ifindex)
{
	struct monitor_socket *s = m->shared ? NULL : socket_of(m, ifindex);

	if (m->shared) {
		unfollow_shared(m, ifindex);
	} else if (s) {
		capture_unlisten(s->fd, ifindex, s->promisc);
		s->ifindex = 0;
	}
}

int monitor_send(struct monitor *m, uint32_t ifindex, struct view frame)
{
	return m->n > 0 ? capture_send(m->socket[0].fd, ifindex, frame) : -EPERM;
}

void monitor_tick(struct monitor *m, nd_ms now)
{
	if (!m->paused || now < monitor_next(m))
		return;
	refill(m, now);
	m->paused = false;
	watch_all(m);
}

nd_ms monitor_next(const struct monitor *m)
{
	nd_ms rate = (nd_ms)m->budget_percent * 10;

	return m->paused ? m->credit_at + (-m->credit_us + rate - 1) / rate : ND_NEVER;
}
