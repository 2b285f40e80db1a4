/* SPDX-License-Identifier: ISC */
/*
 * gen_rs IFACE COUNT RATE SOURCES - send router solicitations at a steady rate.
 *
 * COUNT frames in all, RATE a second, from the addresses fe80::b:1 up to
 * fe80::b:SOURCES in turn, each with a source link-layer address option, to
 * all routers on the link of IFACE. Ends when all are sent and prints how many
 * went out and in how many seconds. Answers are not its business.
 */
#include <err.h>
#include <errno.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME_LEN (14 + 40 + 16)
#define MAX_SOURCES 1024
#define TICK_NS 1000000L	/* the rate is kept over each millisecond */
#define NS_PER_S 1000000000L

static uint8_t frames[MAX_SOURCES][FRAME_LEN];
static struct iovec iov[MAX_SOURCES];
static struct mmsghdr msgs[MAX_SOURCES];

/* RFC 4443 s. 2.3: over source, destination, length, next header and message. */
static uint16_t checksum(const uint8_t *ip6, const uint8_t *msg, size_t len)
{
	uint32_t sum = (uint32_t)len + 58;

	for (size_t i = 8; i < 40; i += 2)
		sum += (uint32_t)(ip6[i] << 8 | ip6[i + 1]);
	for (size_t i = 0; i < len; i += 2)
		sum += (uint32_t)(msg[i] << 8 | msg[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void make_frame(uint8_t *f, const uint8_t mac[6], unsigned source)
{
	static const uint8_t start[] = {
		0x33, 0x33, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0x86, 0xdd,
		0x60, 0, 0, 0, 0, 16, 58, 255,
		0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0b, 0, 0,
		0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
		133, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0,
	};
	uint16_t sum;

	memcpy(f, start, FRAME_LEN);
	memcpy(f + 6, mac, 6);
	memcpy(f + 64, mac, 6);
	f[36] = (uint8_t)(source >> 8);
	f[37] = (uint8_t)source;
	sum = checksum(f + 14, f + 54, 16);
	f[56] = (uint8_t)(sum >> 8);
	f[57] = (uint8_t)sum;
}

static int open_socket(const char *iface, uint8_t mac[6])
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	struct ifreq ifr = { 0 };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0)
		err(1, "socket");
	to.sll_ifindex = (int)if_nametoindex(iface);
	if (to.sll_ifindex == 0 || strlen(iface) >= sizeof(ifr.ifr_name))
		errx(1, "no interface %s", iface);
	memcpy(ifr.ifr_name, iface, strlen(iface));
	if (ioctl(fd, SIOCGIFHWADDR, &ifr) < 0 || bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		err(1, "%s", iface);
	memcpy(mac, ifr.ifr_hwaddr.sa_data, 6);
	return fd;
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void sleep_until(int64_t ns)
{
	struct timespec t = { .tv_sec = (time_t)(ns / NS_PER_S), .tv_nsec = (long)(ns % NS_PER_S) };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

/* Send up to @n frames beginning with source number @from; returns how many left. */
static unsigned send_some(int fd, unsigned from, unsigned n, unsigned sources)
{
	unsigned run = n < sources - from ? n : sources - from;
	int r = sendmmsg(fd, msgs + from, run, 0);

	if (r < 0 && errno != EINTR && errno != ENOBUFS && errno != EAGAIN)
		err(1, "send");
	return r > 0 ? (unsigned)r : 0;
}

static unsigned number(const char *text, unsigned max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || n == 0 || n > max)
		errx(2, "%s: not a number from 1 to %u", text, max);
	return (unsigned)n;
}

int main(int argc, char **argv)
{
	unsigned count, rate, sources, sent = 0;
	int64_t start;
	uint8_t mac[6];
	int fd;

	if (argc != 5)
		errx(2, "usage: gen_rs IFACE COUNT RATE SOURCES");
	count = number(argv[2], 10000000);
	rate = number(argv[3], 1000000);
	sources = number(argv[4], MAX_SOURCES);
	fd = open_socket(argv[1], mac);
	for (unsigned i = 0; i < sources; i++) {
		make_frame(frames[i], mac, i + 1);
		iov[i] = (struct iovec){ frames[i], FRAME_LEN };
		msgs[i].msg_hdr = (struct msghdr){ .msg_iov = &iov[i], .msg_iovlen = 1 };
	}
	start = now_ns();
	for (int64_t tick = 1; sent < count; tick++) {
		int64_t due = tick * TICK_NS * (int64_t)rate / NS_PER_S;

		while (sent < count && sent < due)
			sent += send_some(fd, sent % sources,
					  (due < count ? (unsigned)due : count) - sent, sources);
		sleep_until(start + tick * TICK_NS);
	}
	printf("%u %.3f\n", sent, (double)(now_ns() - start) / (double)NS_PER_S);
	return 0;
}
