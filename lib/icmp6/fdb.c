/* SPDX-License-Identifier: ISC */
/* One question of rtnetlink(7): RTM_GETNEIGH to a bridge, since Linux 5.0. */
#include "fdb.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAC_MAX 32u
#define ANSWER_MAX 1024u
#define ANSWER_WAIT_MS 100	/* the kernel answers in the call; a bound all the same */

struct question {
	struct nlmsghdr head;
	struct ndmsg nd;
	uint8_t attrs[RTA_SPACE(sizeof(uint32_t)) + RTA_SPACE(MAC_MAX)];
};

int fdb_open(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	return fd < 0 ? -errno : fd;
}

static void put_attr(struct question *q, uint16_t type, const void *value, size_t len)
{
	struct rtattr *a = (struct rtattr *)((uint8_t *)q + NLMSG_ALIGN(q->head.nlmsg_len));

	a->rta_type = type;
	a->rta_len = (uint16_t)RTA_LENGTH(len);
	memcpy(RTA_DATA(a), value, len);
	q->head.nlmsg_len = (uint32_t)(NLMSG_ALIGN(q->head.nlmsg_len) + RTA_ALIGN(a->rta_len));
}

/* What an earlier question left behind, should it ever have been given up. */
static void drain(int fd)
{
	uint8_t rest[ANSWER_MAX];

	while (recv(fd, rest, sizeof(rest), MSG_DONTWAIT | MSG_TRUNC) > 0)
		;
}

static int read_answer(int fd)
{
	_Alignas(struct nlmsghdr) uint8_t octets[ANSWER_MAX];
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	const struct nlmsghdr *nh = (const struct nlmsghdr *)octets;
	ssize_t n;

	if (poll(&ready, 1, ANSWER_WAIT_MS) <= 0)
		return -ETIMEDOUT;
	n = recv(fd, octets, sizeof(octets), 0);
	if (n < 0)
		return -errno;
	if (!NLMSG_OK(nh, (size_t)n))
		return -EBADMSG;
	if (nh->nlmsg_type == NLMSG_ERROR && nh->nlmsg_len >= NLMSG_LENGTH(sizeof(struct nlmsgerr)))
		return ((const struct nlmsgerr *)NLMSG_DATA(nh))->error;
	if (nh->nlmsg_type != RTM_NEWNEIGH || nh->nlmsg_len < NLMSG_LENGTH(sizeof(struct ndmsg)))
		return -EBADMSG;
	return ((const struct ndmsg *)NLMSG_DATA(nh))->ndm_ifindex;
}

int fdb_port(int fd, uint32_t bridge, const uint8_t *mac, size_t len)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct question q = {
		.head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ndmsg)),
			  .nlmsg_type = RTM_GETNEIGH, .nlmsg_flags = NLM_F_REQUEST },
		.nd = { .ndm_family = AF_BRIDGE },
	};
	int r;

	if (len == 0 || len > MAC_MAX)
		return -EINVAL;
	put_attr(&q, NDA_MASTER, &bridge, sizeof(bridge));
	put_attr(&q, NDA_LLADDR, mac, len);
	drain(fd);
	if (sendto(fd, &q, q.head.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	r = read_answer(fd);
	return r == 0 ? -ENOENT : r;
}
