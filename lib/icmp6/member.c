/* SPDX-License-Identifier: ISC */
/* Multicast memberships on plain UDP sockets (RFC 3493 s. 5.2). */
#include "member.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ip6.h"

struct member {
	struct in6_addr group;
	uint32_t ifindex;
	unsigned socket;		/* index into the set's sockets */
};

struct member_socket {
	int fd;				/* -1 = closed, to be opened again */
	unsigned n, cap;		/* memberships it holds, and may hold */
};

void member_init(struct member_set *m)
{
	memset(m, 0, sizeof(*m));
}

void member_fini(struct member_set *m)
{
	for (unsigned i = 0; i < m->n_sockets; i++) {
		if (m->socket[i].fd >= 0)
			close(m->socket[i].fd);
	}
	free(m->socket);
	free(m->member);
	member_init(m);
}

static struct member *find(struct member_set *m, uint32_t ifindex, const struct in6_addr *group)
{
	for (unsigned i = 0; i < m->n; i++) {
		if (m->member[i].ifindex == ifindex && ip6_equal(&m->member[i].group, group))
			return &m->member[i];
	}
	return NULL;
}

static int change(int fd, int option, uint32_t ifindex, const struct in6_addr *group)
{
	struct ipv6_mreq req = { .ipv6mr_multiaddr = *group, .ipv6mr_interface = ifindex };

	return setsockopt(fd, IPPROTO_IPV6, option, &req, sizeof(req)) < 0 ? -errno : 0;
}

/* A socket that has room; opened, or re-opened in place, if there is none. -errno. */
static int socket_with_room(struct member_set *m)
{
	struct member_socket *s;
	unsigned at = m->n_sockets;

	for (unsigned i = 0; i < m->n_sockets; i++) {
		if (m->socket[i].fd < 0)
			at = i;
		else if (m->socket[i].n < m->socket[i].cap)
			return (int)i;
	}
	if (at == m->n_sockets) {
		s = realloc(m->socket, (at + 1) * sizeof(*s));
		if (!s)
			return -ENOMEM;
		m->socket = s;
		m->socket[m->n_sockets++] = (struct member_socket){ .fd = -1 };
	}
	s = &m->socket[at];
	s->fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_UDP);
	if (s->fd < 0)
		return -errno;
	s->n = 0;
	s->cap = MEMBER_PER_SOCKET;
	return (int)at;
}

static void close_if_empty(struct member_socket *s)
{
	if (s->n > 0 || s->fd < 0)
		return;
	close(s->fd);
	s->fd = -1;
}

static bool is_full(int err)
{
	return err == -ENOMEM || err == -ENOBUFS;
}

/* The index of the socket that holds the membership from now on, or -errno. */
static int join_somewhere(struct member_set *m, uint32_t ifindex, const struct in6_addr *group)
{
	for (;;) {
		int r, at = socket_with_room(m);
		struct member_socket *s;

		if (at < 0)
			return at;
		s = &m->socket[at];
		r = change(s->fd, IPV6_JOIN_GROUP, ifindex, group);
		if (r == 0) {
			s->n++;
			return at;
		}
		if (!is_full(r) || s->n == 0) {
			close_if_empty(s);
			return r;
		}
		s->cap = s->n;		/* a small optmem_max: take the next socket */
	}
}

int member_join(struct member_set *m, uint32_t ifindex, const struct in6_addr *group)
{
	int at;

	if (find(m, ifindex, group))
		return 0;
	if (m->n == m->cap) {
		unsigned cap = m->cap ? 2 * m->cap : 8;
		struct member *grown = realloc(m->member, cap * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		m->member = grown;
		m->cap = cap;
	}
	at = join_somewhere(m, ifindex, group);
	if (at < 0)
		return at;
	m->member[m->n++] = (struct member){
		.group = *group, .ifindex = ifindex, .socket = (unsigned)at,
	};
	return 0;
}

static void drop(struct member_set *m, struct member *e)
{
	struct member_socket *s = &m->socket[e->socket];

	/* Of an interface that is gone, too: the socket would keep it (EADDRINUSE later). */
	(void)change(s->fd, IPV6_LEAVE_GROUP, e->ifindex, &e->group);
	s->n--;
	close_if_empty(s);
	*e = m->member[--m->n];
}

int member_leave(struct member_set *m, uint32_t ifindex, const struct in6_addr *group)
{
	struct member *e = find(m, ifindex, group);

	if (!e)
		return -ENOENT;
	drop(m, e);
	return 0;
}

void member_forget(struct member_set *m, uint32_t ifindex)
{
	for (unsigned i = m->n; i-- > 0;) {
		if (m->member[i].ifindex == ifindex)
			drop(m, &m->member[i]);
	}
}
