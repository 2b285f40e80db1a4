/* SPDX-License-Identifier: ISC */
/*
 * floor_ra IFACE... - the simplest program that answers each router
 * solicitation with a router advertisement: what no daemon can be cheaper than.
 *
 * One raw socket, one advertisement made beforehand (prefix, name server, link
 * layer address: 80 octets), whole batches in and out. It checks nothing,
 * remembers nothing and is of no use outside a benchmark.
 */
#include <err.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BATCH 64
#define RECEIVE_BUFFER (4 << 20)
#define MAX_IFINDEX 65536

/* The link-local address of each interface: naming the source is cheaper than a choice by the kernel. */
static struct in6_addr source_of[MAX_IFINDEX];

/* Hop limit 64, lifetime 1800 s; 2001:db8:1::/64 L A; server 2001:db8:1::53; source address. */
static const uint8_t ra[80] = {
	134, 0, 0, 0, 64, 0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0,
	3, 4, 64, 0xc0, 0, 0x01, 0x51, 0x80, 0, 0, 0x38, 0x40, 0, 0, 0, 0,
	0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	25, 3, 0, 0, 0, 0, 0x07, 0x08,
	0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53,
	1, 1, 2, 0, 0, 0, 0, 1,
};

/* One place per packet of a batch; its control block comes in with the RS and goes out with the RA. */
struct batch {
	struct mmsghdr msg[BATCH];
	struct iovec in[BATCH], out[BATCH];
	struct sockaddr_in6 peer[BATCH];
	uint8_t data[BATCH][256];
	_Alignas(struct cmsghdr) uint8_t control[BATCH][CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

static void set(int fd, int level, int option, int value)
{
	if (setsockopt(fd, level, option, &value, sizeof(value)) < 0)
		err(1, "socket option %d", option);
}

static void learn_sources(void)
{
	struct ifaddrs *all, *a;

	if (getifaddrs(&all) < 0)
		err(1, "addresses");
	for (a = all; a != NULL; a = a->ifa_next) {
		struct sockaddr_in6 sin6;

		if (a->ifa_addr == NULL || a->ifa_addr->sa_family != AF_INET6)
			continue;
		memcpy(&sin6, a->ifa_addr, sizeof(sin6));
		if (IN6_IS_ADDR_LINKLOCAL(&sin6.sin6_addr) && sin6.sin6_scope_id < MAX_IFINDEX)
			source_of[sin6.sin6_scope_id] = sin6.sin6_addr;
	}
	freeifaddrs(all);
}

static int open_socket(int n, char **ifaces)
{
	struct ipv6_mreq all_routers = { .ipv6mr_multiaddr = { { { 0xff, 2, [15] = 2 } } } };
	struct icmp6_filter only_rs;
	int fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);

	if (fd < 0)
		err(1, "socket");
	ICMP6_FILTER_SETBLOCKALL(&only_rs);
	ICMP6_FILTER_SETPASS(ND_ROUTER_SOLICIT, &only_rs);
	if (setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &only_rs, sizeof(only_rs)) < 0)
		err(1, "filter");
	set(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 255);
	set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
	set(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER);
	for (int i = 0; i < n; i++) {
		all_routers.ipv6mr_interface = if_nametoindex(ifaces[i]);
		if (all_routers.ipv6mr_interface == 0)
			err(1, "%s", ifaces[i]);
		if (setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &all_routers,
			       sizeof(all_routers)) < 0)
			err(1, "join on %s", ifaces[i]);
	}
	return fd;
}

static void ready_to_receive(struct batch *b, int n)
{
	for (int i = 0; i < n; i++) {
		b->in[i] = (struct iovec){ b->data[i], sizeof(b->data[i]) };
		b->out[i] = (struct iovec){ (void *)(uintptr_t)ra, sizeof(ra) };
		b->msg[i].msg_hdr = (struct msghdr){
			.msg_name = &b->peer[i], .msg_namelen = sizeof(b->peer[i]),
			.msg_iov = &b->in[i], .msg_iovlen = 1,
			.msg_control = b->control[i], .msg_controllen = sizeof(b->control[i]),
		};
	}
}

/* The way back: same peer, same interface. */
static void turn_around(struct batch *b, int n)
{
	for (int i = 0; i < n; i++) {
		struct cmsghdr *c = CMSG_FIRSTHDR(&b->msg[i].msg_hdr);
		struct in6_pktinfo info;

		b->msg[i].msg_hdr.msg_iov = &b->out[i];
		if (c == NULL)
			continue;
		memcpy(&info, CMSG_DATA(c), sizeof(info));
		info.ipi6_addr = source_of[info.ipi6_ifindex % MAX_IFINDEX];
		memcpy(CMSG_DATA(c), &info, sizeof(info));
	}
}

static void send_all(int fd, struct batch *b, int n)
{
	int done = 0;

	while (done < n) {
		int r = sendmmsg(fd, b->msg + done, (unsigned)(n - done), 0);

		if (r < 0 && errno != EINTR)
			done++;		/* the one that cannot be sent is left out */
		else if (r > 0)
			done += r;
	}
}

int main(int argc, char **argv)
{
	static struct batch b;
	int fd;

	if (argc < 2)
		errx(2, "usage: floor_ra IFACE...");
	learn_sources();
	fd = open_socket(argc - 1, argv + 1);
	ready_to_receive(&b, BATCH);
	for (;;) {
		int n = recvmmsg(fd, b.msg, BATCH, MSG_WAITFORONE, NULL);

		if (n < 0 && errno != EINTR)
			err(1, "receive");
		turn_around(&b, n);
		send_all(fd, &b, n);
		ready_to_receive(&b, n);
	}
}
