/* SPDX-License-Identifier: ISC */
/*
 * The raw ICMPv6 socket (RFC 3542): options, batches, error queue.
 *
 * Receiving is the hot path of both daemons: headers and control buffers are
 * built once, and between two batches only what the kernel wrote is set back.
 */
#include "icmp6.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/icmpv6.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ip6.h"

#define RCVBUF (1 << 20)		/* octets: some thousand RS between two turns */
#define SNDBUF (1 << 20)		/* octets: an advertisement of hundreds of packets at once */
#define SOCKET_ERRORS_MAX 8		/* pending errors passed over in one receive */

/* Interface and destination, hop limit, fragment size. */
#define RX_CONTROL (CMSG_SPACE(sizeof(struct in6_pktinfo)) + 2 * CMSG_SPACE(sizeof(int)))

struct rx_control {
	_Alignas(struct cmsghdr) uint8_t octets[RX_CONTROL];
};

struct tx_control {
	_Alignas(struct cmsghdr) uint8_t octets[CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

struct icmp6_io {
	struct mmsghdr msg[ICMP6_BATCH];
	struct iovec iov[ICMP6_BATCH];
	struct sockaddr_in6 from[ICMP6_BATCH];
	struct rx_control control[ICMP6_BATCH];
	unsigned used;			/* headers the kernel wrote to in the last receive */
	struct outbox out;
	struct sockaddr_in6 to[ICMP6_BATCH];
	struct tx_control tx[ICMP6_BATCH];
	uint8_t octets[ICMP6_BATCH][ICMP6_PACKET_MAX];
};

static int set_int(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

/*
 * PMTUDISC_PROBE and not _DO: no fragment leaves either way, and a forged
 * Packet Too Big cannot make our packets to one host too long.
 */
static int set_options(int fd)
{
	static const struct {
		int option, value;
	} options[] = {
		{ IPV6_UNICAST_HOPS, ND_HOP_LIMIT },
		{ IPV6_MULTICAST_HOPS, ND_HOP_LIMIT },
		{ IPV6_MULTICAST_LOOP, 0 },
		{ IPV6_RECVPKTINFO, 1 },
		{ IPV6_RECVHOPLIMIT, 1 },
		{ IPV6_RECVFRAGSIZE, 1 },
		{ IPV6_RECVERR, 1 },
		{ IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE },
		{ IPV6_DONTFRAG, 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		int r = set_int(fd, IPPROTO_IPV6, options[i].option, options[i].value);

		if (r < 0)
			return r;
	}
	/* Without CAP_NET_ADMIN as much as net.core.rmem_max and wmem_max allow. */
	if (set_int(fd, SOL_SOCKET, SO_SNDBUFFORCE, SNDBUF) < 0)
		set_int(fd, SOL_SOCKET, SO_SNDBUF, SNDBUF);
	if (set_int(fd, SOL_SOCKET, SO_RCVBUFFORCE, RCVBUF) < 0)
		return set_int(fd, SOL_SOCKET, SO_RCVBUF, RCVBUF);
	return 0;
}

static int set_filter(int fd, const uint8_t *types, unsigned n)
{
	struct icmp6_filter f;		/* a bit per type: 1 = not wanted */

	memset(&f, 0xff, sizeof(f));
	for (unsigned i = 0; i < n; i++)
		f.data[types[i] >> 5] &= ~(1u << (types[i] & 31));
	return setsockopt(fd, IPPROTO_ICMPV6, ICMPV6_FILTER, &f, sizeof(f)) < 0 ? -errno : 0;
}

int icmp6_socket(const uint8_t *types, unsigned n)
{
	int r, fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMPV6);

	if (fd < 0)
		return -errno;
	/* The filter first: nothing else may wait in the queue. */
	if ((r = set_filter(fd, types, n)) < 0 || (r = set_options(fd)) < 0) {
		close(fd);
		return r;
	}
	return fd;
}

static void build_receive(struct icmp6_io *io)
{
	for (unsigned i = 0; i < ICMP6_BATCH; i++) {
		struct msghdr *h = &io->msg[i].msg_hdr;

		io->iov[i] = (struct iovec){ io->octets[i], ICMP6_PACKET_MAX };
		h->msg_name = &io->from[i];
		h->msg_iov = &io->iov[i];
		h->msg_iovlen = 1;
		h->msg_control = &io->control[i];
	}
	io->used = ICMP6_BATCH;
}

static void build_send(struct icmp6_io *io)
{
	outbox_init(&io->out, io->to, sizeof(io->to[0]), io->tx, sizeof(io->tx[0]));
	for (unsigned i = 0; i < OUTBOX_MAX; i++) {
		struct cmsghdr *c = CMSG_FIRSTHDR(&io->out.msg[i].msg_hdr);

		c->cmsg_level = IPPROTO_IPV6;
		c->cmsg_type = IPV6_PKTINFO;
		c->cmsg_len = CMSG_LEN(sizeof(struct in6_pktinfo));
		io->to[i].sin6_family = AF_INET6;
	}
}

int icmp6_take(struct icmp6 *s, int fd)
{
	struct icmp6_io *io = calloc(1, sizeof(*io));

	if (!io)
		return -ENOMEM;
	memset(s, 0, sizeof(*s));
	build_receive(io);
	build_send(io);
	s->fd = fd;
	s->io = io;
	return 0;
}

int icmp6_open(struct icmp6 *s, const uint8_t *types, unsigned n)
{
	int r, fd = icmp6_socket(types, n);

	if (fd < 0)
		return fd;
	r = icmp6_take(s, fd);
	if (r < 0)
		close(fd);
	return r;
}

void icmp6_close(struct icmp6 *s)
{
	close(s->fd);
	free(s->io);
	s->fd = -1;
	s->io = NULL;
}

static void parse_control(struct msghdr *h, struct nd_packet *p)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level != IPPROTO_IPV6)
			continue;
		if (c->cmsg_type == IPV6_PKTINFO) {
			struct in6_pktinfo info;

			memcpy(&info, CMSG_DATA(c), sizeof(info));
			p->dst = info.ipi6_addr;
			p->ifindex = info.ipi6_ifindex;
		} else if (c->cmsg_type == IPV6_HOPLIMIT) {
			memcpy(&p->hop_limit, CMSG_DATA(c), sizeof(p->hop_limit));
		} else if (c->cmsg_type == IPV6_RECVFRAGSIZE) {
			p->fragmented = true;
		}
	}
}

static void fill_packet(struct icmp6_io *io, unsigned i, struct nd_packet *p)
{
	struct msghdr *h = &io->msg[i].msg_hdr;

	p->ifindex = 0;
	p->src = io->from[i].sin6_addr;
	p->dst = in6addr_any;
	p->hop_limit = -1;
	p->fragmented = false;
	p->truncated = (h->msg_flags & MSG_TRUNC) != 0;
	p->checksum_verified = true;
	p->icmp = view_of(io->octets[i], io->msg[i].msg_len);
	parse_control(h, p);
}

static bool unusable(int err)
{
	return err == EBADF || err == ENOTSOCK || err == EFAULT || err == EINVAL;
}

int icmp6_receive(struct icmp6 *s, unsigned max)
{
	struct icmp6_io *io = s->io;
	int n = -1;

	for (unsigned i = 0; i < io->used; i++) {
		io->msg[i].msg_hdr.msg_namelen = sizeof(io->from[i]);
		io->msg[i].msg_hdr.msg_controllen = sizeof(io->control[i]);
	}
	io->used = 0;
	for (int tries = 0; n < 0 && tries < SOCKET_ERRORS_MAX; tries++) {
		n = recvmmsg(s->fd, io->msg, max, MSG_DONTWAIT, NULL);
		if (n >= 0)
			break;
		if (unusable(errno))
			return -errno;
		s->errors_due = true;	/* of another packet, or nothing but errors waiting */
		if (errno == EAGAIN)
			break;
	}
	if (n < 0)
		return 0;
	io->used = (unsigned)n;
	for (unsigned i = 0; i < io->used; i++)
		fill_packet(io, i, &s->packet[i]);
	return n;
}

int icmp6_queue(struct icmp6 *s, uint32_t ifindex, const struct in6_addr *src,
		const struct in6_addr *dst, struct view icmp)
{
	struct in6_pktinfo info = { .ipi6_addr = *src, .ipi6_ifindex = ifindex };
	int slot = outbox_add(&s->io->out, icmp);

	if (slot < 0)
		return slot;
	s->io->to[slot].sin6_addr = *dst;
	memcpy(CMSG_DATA((struct cmsghdr *)&s->io->tx[slot]), &info, sizeof(info));
	return slot;
}

unsigned icmp6_flush(struct icmp6 *s)
{
	unsigned failed = outbox_flush(&s->io->out, s->fd);

	if (s->io->out.saw_error) {
		s->io->out.saw_error = false;
		s->errors_due = true;
	}
	return failed;
}

int icmp6_result(const struct icmp6 *s, unsigned slot)
{
	return s->io->out.err[slot];
}

static bool parse_error(struct msghdr *h, struct icmp6_unreachable *u)
{
	const struct sockaddr_in6 *to = h->msg_name;
	bool found = false;

	u->ifindex = to->sin6_scope_id;
	u->dst = to->sin6_addr;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level != IPPROTO_IPV6)
			continue;
		if (c->cmsg_type == IPV6_PKTINFO) {
			struct in6_pktinfo info;

			memcpy(&info, CMSG_DATA(c), sizeof(info));
			u->ifindex = info.ipi6_ifindex;
		} else if (c->cmsg_type == IPV6_RECVERR) {
			struct sock_extended_err e;

			memcpy(&e, CMSG_DATA(c), sizeof(e));
			u->err = (int)e.ee_errno;
			/* A packet that is too long was refused by sendmsg() already. */
			found = e.ee_errno != EMSGSIZE && (e.ee_origin == SO_EE_ORIGIN_ICMP6 ||
							   e.ee_origin == SO_EE_ORIGIN_LOCAL);
		}
	}
	return found && h->msg_namelen >= sizeof(*to) && !ip6_is_multicast(&u->dst);
}

unsigned icmp6_errors(struct icmp6 *s, struct icmp6_unreachable *out, unsigned max)
{
	_Alignas(struct cmsghdr) uint8_t control[512];
	unsigned n = 0;

	if (!s->errors_due)
		return 0;
	for (unsigned i = 0; i < max; i++) {
		struct sockaddr_in6 to = { 0 };
		struct msghdr h = {
			.msg_name = &to, .msg_namelen = sizeof(to),
			.msg_control = control, .msg_controllen = sizeof(control),
		};

		if (recvmsg(s->fd, &h, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
			s->errors_due = false;
			break;
		}
		if (parse_error(&h, &out[n]))
			n++;
	}
	return n;
}
