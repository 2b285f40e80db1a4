/* SPDX-License-Identifier: ISC */
/*
 * The helper: a process that can open sockets, write four variables of an
 * interface, and set host routes. Whoever takes the daemon over can send it
 * any request; so each argument is checked here again, and nothing that came
 * from a link or a file is ever looked at.
 */
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper_wire.h"
#include "ip6.h"
#include "syscalls.h"

#define VARIABLES_DIR "/proc/sys/net/ipv6"
#define EXPIRES_MAX_S 604800u
#define NETLINK_MS 500

struct helper {
	const struct helper_conf *cf;
	int fd;			/* to the daemon */
	int names;		/* any socket: what SIOCGIFNAME is asked of */
	int netlink;
	int variables;		/* VARIABLES_DIR; -errno where it is not there */
};

/* --- sockets ---------------------------------------------------------------- */

static int open_socket(const struct helper *h, const struct helper_request *q, int *fd)
{
	if (q->what >= JAIL_SOCKETS)
		return -EINVAL;
	if (!h->cf->open[q->what])
		return -EPERM;
	*fd = h->cf->open[q->what]();
	return *fd < 0 ? *fd : 0;
}

/* --- interface variables ---------------------------------------------------- */

/* Older kernels have only the second name of the last two, in seconds and in ticks of 10 ms. */
static const struct {
	uint32_t min, max;
	const char *folder, *name;
	const char *old_name;
	uint32_t old_unit;
} variables[JAIL_VARIABLES] = {
	[JAIL_MTU] = { 1280, 65535, "conf", "mtu", NULL, 0 },
	[JAIL_HOP_LIMIT] = { 1, 255, "conf", "hop_limit", NULL, 0 },
	[JAIL_REACHABLE_MS] = { 100, 3600000, "neigh", "base_reachable_time_ms",
				"base_reachable_time", 1000 },
	[JAIL_RETRANS_MS] = { 10, 3600000, "neigh", "retrans_time_ms", "retrans_time", 10 },
};

/* `all` and `default` are no interfaces, but could be made the name of one. */
static int name_of(const struct helper *h, uint32_t ifindex, char name[IF_NAMESIZE])
{
	struct ifreq req = { .ifr_ifindex = (int)ifindex };

	if (ifindex == 0 || ifindex > INT32_MAX)
		return -EINVAL;
	if (ioctl(h->names, SIOCGIFNAME, &req) < 0)
		return errno == ENXIO ? -ENODEV : -errno;
	memcpy(name, req.ifr_name, IF_NAMESIZE);
	name[IF_NAMESIZE - 1] = '\0';
	if (strcmp(name, "all") == 0 || strcmp(name, "default") == 0 || name[0] == '.' ||
	    strchr(name, '/'))
		return -EPERM;
	return 0;
}

static int open_variable(const struct helper *h, const char *folder, const char *iface,
			 const char *name)
{
	char path[64];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s/%s", folder, iface, name);
	fd = openat(h->variables, path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	return fd < 0 ? -errno : fd;
}

static int write_number(int fd, uint32_t value)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u\n", value);

	return write(fd, text, (size_t)len) < 0 ? -errno : 0;
}

static int set_variable(const struct helper *h, const struct helper_request *q, int *unused)
{
	char name[IF_NAMESIZE], again[IF_NAMESIZE];
	uint32_t value = q->value;
	int fd, r;

	(void)unused;
	if (q->what >= JAIL_VARIABLES)
		return -EINVAL;
	if (value < variables[q->what].min || value > variables[q->what].max)
		return -ERANGE;
	if ((r = name_of(h, q->ifindex, name)) < 0)
		return r;
	if (h->variables < 0)
		return h->variables;
	fd = open_variable(h, variables[q->what].folder, name, variables[q->what].name);
	if (fd == -ENOENT && variables[q->what].old_name) {
		value = (value + variables[q->what].old_unit - 1) / variables[q->what].old_unit;
		fd = open_variable(h, variables[q->what].folder, name, variables[q->what].old_name);
	}
	if (fd < 0)
		return fd;
	/* Renamed meanwhile, the open file could be another interface's. */
	r = name_of(h, q->ifindex, again);
	if (r == 0)
		r = strcmp(name, again) == 0 ? write_number(fd, value) : -EAGAIN;
	close(fd);
	return r;
}

/* --- routes ----------------------------------------------------------------- */

struct route_message {
	struct nlmsghdr head;
	struct rtmsg rt;
	uint8_t attrs[64];
};

static void put_attr(struct route_message *m, unsigned short type, const void *value, size_t len)
{
	struct rtattr a = { .rta_type = type, .rta_len = (unsigned short)RTA_LENGTH(len) };
	uint8_t *at = (uint8_t *)m + m->head.nlmsg_len;

	memcpy(at, &a, sizeof(a));
	memcpy(at + RTA_LENGTH(0), value, len);
	m->head.nlmsg_len += RTA_ALIGN(a.rta_len);
}

static int check_route(const struct helper *h, const struct jail_route *r)
{
	char name[IF_NAMESIZE];

	if (h->cf->route_protocol == 0)
		return -EPERM;
	if (r->plen != IP6_BITS || ip6_is_unspecified(&r->dst) || ip6_is_loopback(&r->dst) ||
	    ip6_is_multicast(&r->dst) || ip6_is_link_local(&r->dst) || ip6_is_v4_mapped(&r->dst))
		return -EINVAL;
	if (r->expires_s > EXPIRES_MAX_S)
		return -ERANGE;
	if (r->table == RT_TABLE_LOCAL)
		return -EPERM;
	return name_of(h, r->ifindex, name);
}

static void build_route(const struct helper *h, const struct jail_route *r, bool add,
			struct route_message *m)
{
	uint32_t table = r->table ? r->table : RT_TABLE_MAIN;

	*m = (struct route_message){
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(m->rt)),
			  .nlmsg_type = add ? RTM_NEWROUTE : RTM_DELROUTE,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | (add ? NLM_F_CREATE : 0) },
		.rt = { .rtm_family = AF_INET6, .rtm_dst_len = IP6_BITS,
			.rtm_protocol = h->cf->route_protocol, .rtm_type = RTN_UNICAST,
			.rtm_scope = RT_SCOPE_UNIVERSE },
	};
	put_attr(m, RTA_DST, &r->dst, sizeof(r->dst));
	put_attr(m, RTA_OIF, &r->ifindex, sizeof(r->ifindex));
	put_attr(m, RTA_TABLE, &table, sizeof(table));
	if (r->metric)
		put_attr(m, RTA_PRIORITY, &r->metric, sizeof(r->metric));
	if (add && r->expires_s)
		put_attr(m, RTA_EXPIRES, &r->expires_s, sizeof(r->expires_s));
}

/* The kernel answers before sendmsg() returns; the time-out is only for what cannot be. */
static int tell_kernel(const struct helper *h, const struct route_message *m)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		uint8_t rest[512];
	} reply;
	ssize_t n;

	if (send(h->netlink, m, m->head.nlmsg_len, 0) < 0)
		return -errno;
	do {
		n = recv(h->netlink, &reply, sizeof(reply), 0);
		if (n < 0)
			return -errno;
	} while (reply.head.nlmsg_seq != m->head.nlmsg_seq);
	if (n < (ssize_t)(sizeof(reply.head) + sizeof(reply.error)) ||
	    reply.head.nlmsg_type != NLMSG_ERROR)
		return -EBADMSG;
	return reply.error.error;
}

static int change_route(const struct helper *h, const struct helper_request *q, bool add)
{
	struct route_message m;
	int r = check_route(h, &q->route);

	if (r < 0)
		return r;
	build_route(h, &q->route, add, &m);
	m.head.nlmsg_seq = q->seq;
	return tell_kernel(h, &m);
}

static int add_route(const struct helper *h, const struct helper_request *q, int *unused)
{
	(void)unused;
	return change_route(h, q, true);
}

static int remove_route(const struct helper *h, const struct helper_request *q, int *unused)
{
	(void)unused;
	return change_route(h, q, false);
}

/* --- requests --------------------------------------------------------------- */

static int (*const serve[HELPER_OPS])(const struct helper *, const struct helper_request *, int *) = {
	[HELPER_OPEN] = open_socket,
	[HELPER_VARIABLE] = set_variable,
	[HELPER_ROUTE_ADD] = add_route,
	[HELPER_ROUTE_REMOVE] = remove_route,
};

static int answer(const struct helper *h, uint32_t seq, int result, int fd)
{
	_Alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(sizeof(fd))] = { 0 };
	struct helper_answer a = { .seq = seq, .result = result };
	struct iovec iov = { &a, sizeof(a) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	if (fd >= 0) {
		struct cmsghdr *c;

		msg.msg_control = control;
		msg.msg_controllen = sizeof(control);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	n = sendmsg(h->fd, &msg, MSG_NOSIGNAL);
	if (fd >= 0)
		close(fd);
	return n < 0 ? -errno : 0;
}

/* Descriptors that come along are closed by the kernel: recv() takes none. */
static int loop(const struct helper *h)
{
	struct {
		struct helper_request q;
		uint8_t too_much;
	} in;

	for (;;) {
		ssize_t n = recv(h->fd, &in, sizeof(in), 0);
		int r = -EBADMSG, fd = -1;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0;
		if (n != (ssize_t)sizeof(in.q))
			in.q.seq = 0;
		else
			r = in.q.op < HELPER_OPS ? serve[in.q.op](h, &in.q, &fd) : -EINVAL;
		if (answer(h, in.q.seq, r, fd) < 0)
			return 1;
	}
}

/* --- start ------------------------------------------------------------------ */

struct start {
	const struct helper_conf *cf;
	pid_t parent;
	bool filtered;
};

static int open_own(struct helper *h)
{
	const struct timeval wait = { .tv_usec = NETLINK_MS * 1000 };

	h->names = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	h->netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (h->names < 0 || h->netlink < 0 ||
	    setsockopt(h->netlink, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) < 0)
		return -errno;
	h->variables = open(VARIABLES_DIR, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (h->variables < 0)
		h->variables = -errno;
	return 0;
}

static int body(int fd, void *arg)
{
	static const int caps[] = { CAP_NET_ADMIN, CAP_NET_RAW };
	const struct start *s = arg;
	struct helper h = { .cf = s->cf, .fd = fd };
	int r;

	r = privileges_keep(s->cf->user, caps, ARRAY_LEN(caps));
	if (r >= 0)
		r = child_follow_parent(s->parent);
	if (r >= 0)
		r = open_own(&h);
	if (r >= 0 && s->filtered)
		r = syscalls_limit_helper();
	if (answer(&h, 0, r < 0 ? r : 0, -1) < 0 || r < 0)
		return 1;
	return loop(&h);
}

int helper_start(struct jail *j, const struct helper_conf *cf, bool filtered)
{
	struct start s = { .cf = cf, .parent = getpid(), .filtered = filtered };
	int fd, r = child_start(&j->child, cf->name, body, &s);

	j->seq = 0;
	if (r == 0)
		r = jail_await(j, &fd);
	if (r < 0)
		child_stop(&j->child);
	return r;
}
