/* SPDX-License-Identifier: ISC */
/*
 * probe_socket - drives the raw socket, the memberships and the packet sockets
 * of lib/icmp6 by commands on standard input; prints one JSON object a line.
 *
 *   raw TYPE...                     open the raw socket for these ICMPv6 types
 *   send IFINDEX SRC DST HEX [N]    queue (N times), flush at the next "flush"
 *   flush | pause | resume | nobody | quit
 *   join IFINDEX GROUP | leave IFINDEX GROUP | forget IFINDEX | members
 *   capture ra|ns                   open a packet socket (its number is replied)
 *   bind N IFINDEX | listen N IFINDEX PROMISC | unlisten N IFINDEX PROMISC
 *   frame N IFINDEX HEX [COUNT]     send frames: one by capture_send(), more queued
 *   drops N | unlock N
 *
 * Each command is answered by {"reply":COMMAND,"r":RESULT,...}.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture.h"
#include "icmp6.h"
#include "member.h"

#define N_CAPTURES 4
#define MAX_WORDS 80
#define MAX_OCTETS 10000

struct probe {
	struct icmp6 raw;
	bool has_raw, paused;
	struct member_set members;
	int capture[N_CAPTURES];
	unsigned n_captures;
	struct capture_inbox in;
	struct capture_outbox out;
	uint8_t octets[ICMP6_BATCH][MAX_OCTETS];
	unsigned n_octets;
};

static void print_hex(struct view v)
{
	for (size_t i = 0; i < v.len && i < 2000; i++)
		printf("%02x", v.ptr[i]);
}

static void print_addr(const char *name, const struct in6_addr *a)
{
	char text[INET6_ADDRSTRLEN];

	printf("\"%s\":\"%s\",", name, inet_ntop(AF_INET6, a, text, sizeof(text)));
}

static void print_packet(const struct nd_packet *p)
{
	printf("{\"event\":\"packet\",\"ifindex\":%u,", p->ifindex);
	print_addr("src", &p->src);
	print_addr("dst", &p->dst);
	printf("\"hop_limit\":%d,\"fragmented\":%d,\"truncated\":%d,\"checksum\":%d,\"len\":%zu,"
	       "\"icmp\":\"", p->hop_limit, p->fragmented, p->truncated, p->checksum_verified,
	       p->icmp.len);
	print_hex(p->icmp);
	printf("\"}\n");
}

static void print_frame(unsigned n, const struct capture_frame *f)
{
	printf("{\"event\":\"frame\",\"socket\":%u,\"ifindex\":%u,\"pkttype\":%u,\"hatype\":%u,"
	       "\"vlan\":%d,\"tci\":%u,\"tpid\":%u,\"truncated\":%d,\"len\":%zu,\"src\":\"", n,
	       f->ifindex, f->pkttype, f->hatype, f->vlan_present, f->vlan_tci, f->vlan_tpid,
	       f->truncated, f->frame.len);
	for (unsigned i = 0; i < f->src_len; i++)
		printf("%s%02x", i ? ":" : "", f->src[i]);
	printf("\",\"frame\":\"");
	print_hex(f->frame);
	printf("\",\"ip6\":\"");
	print_hex(f->ip6);
	printf("\"}\n");
}

static void read_raw(struct probe *p)
{
	struct icmp6_unreachable lost[8];
	int n = icmp6_receive(&p->raw, ICMP6_BATCH);
	unsigned m;

	if (n < 0)
		printf("{\"event\":\"error\",\"errno\":%d}\n", -n);
	for (int i = 0; i < n; i++)
		print_packet(&p->raw.packet[i]);
	m = icmp6_errors(&p->raw, lost, ARRAY_LEN(lost));
	for (unsigned i = 0; i < m; i++) {
		printf("{\"event\":\"unreachable\",");
		print_addr("dst", &lost[i].dst);
		printf("\"ifindex\":%u,\"errno\":%d}\n", lost[i].ifindex, lost[i].err);
	}
}

static void read_capture(struct probe *p, unsigned i)
{
	int n = capture_receive(p->capture[i], &p->in, CAPTURE_BATCH);

	if (n < 0)
		printf("{\"event\":\"capture-error\",\"socket\":%u,\"errno\":%d}\n", i, -n);
	for (int k = 0; k < n; k++)
		print_frame(i, &p->in.frame[k]);
}

/* The octets of @hex in a buffer that stays good until the next flush. */
static struct view octets(struct probe *p, const char *hex)
{
	uint8_t *to = p->octets[p->n_octets++ % ICMP6_BATCH];
	size_t n = 0;
	unsigned octet;

	while (n < MAX_OCTETS && sscanf(hex + 2 * n, "%2x", &octet) == 1)
		to[n++] = (uint8_t)octet;
	return view_of(to, n);
}

static uint32_t number(const char *word)
{
	return (uint32_t)strtoul(word, NULL, 0);
}

static struct in6_addr addr(const char *word)
{
	struct in6_addr a = in6addr_any;

	inet_pton(AF_INET6, word, &a);
	return a;
}

static int do_raw(struct probe *p, char **w)
{
	uint8_t types[16];
	unsigned n = 0;
	int r;

	for (w++; *w && n < 16; w++)
		types[n++] = (uint8_t)number(*w);
	r = icmp6_open(&p->raw, types, n);
	p->has_raw = r == 0;
	return r;
}

static int do_send(struct probe *p, char **w)
{
	struct in6_addr src = addr(w[2]), dst = addr(w[3]);
	struct view v = octets(p, w[4]);
	uint32_t n = w[5] ? number(w[5]) : 1;
	int r = 0;

	while (n-- > 0 && r >= 0)
		r = icmp6_queue(&p->raw, number(w[1]), &src, &dst, v);
	return r;
}

static int do_flush(struct probe *p)
{
	unsigned failed = icmp6_flush(&p->raw);

	p->n_octets = 0;
	printf("{\"event\":\"results\",\"results\":[");
	for (unsigned i = 0; i < ICMP6_BATCH; i++)
		printf("%s%d", i ? "," : "", icmp6_result(&p->raw, i));
	printf("]}\n");
	return (int)failed;
}

static int do_capture(struct probe *p, char **w)
{
	enum filter_kind kind = !strcmp(w[1], "ra") ? FILTER_RA : FILTER_NS_NA;
	int fd = p->n_captures < N_CAPTURES ? capture_socket(kind) : -ENOSPC;

	if (fd < 0)
		return fd;
	p->capture[p->n_captures] = fd;
	return (int)p->n_captures++;
}

static int do_frame(struct probe *p, char **w)
{
	int fd = p->capture[number(w[1])];
	struct view v = octets(p, w[3]);
	uint32_t n = w[4] ? number(w[4]) : 1;

	if (n == 1)
		return capture_send(fd, number(w[2]), v);
	while (n-- > 0 && capture_queue(&p->out, number(w[2]), v) >= 0)
		;
	return (int)outbox_flush(&p->out.out, fd);
}

/* A filter that accepts everything: a locked socket must refuse it. */
static int do_unlock(struct probe *p, char **w)
{
	struct sock_filter all = { BPF_RET | BPF_K, 0, 0, 0xffff };
	struct sock_fprog program = { 1, &all };
	int fd = p->capture[number(w[1])];

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0)
		return -errno;
	return 0;
}

static int do_nobody(void)
{
	return setgroups(0, NULL) < 0 || setgid(65534) < 0 || setuid(65534) < 0 ? -errno : 0;
}

static int do_join(struct probe *p, char **w)
{
	struct in6_addr group = addr(w[2]);

	return !strcmp(w[0], "join") ? member_join(&p->members, number(w[1]), &group)
				     : member_leave(&p->members, number(w[1]), &group);
}

static int run(struct probe *p, char **w)
{
	const char *c = w[0];

	if (!strcmp(c, "raw"))
		return do_raw(p, w);
	if (!strcmp(c, "send"))
		return do_send(p, w);
	if (!strcmp(c, "flush"))
		return do_flush(p);
	if (!strcmp(c, "join") || !strcmp(c, "leave"))
		return do_join(p, w);
	if (!strcmp(c, "forget"))
		return member_forget(&p->members, number(w[1])), 0;
	if (!strcmp(c, "members"))
		return (int)p->members.n;
	if (!strcmp(c, "capture"))
		return do_capture(p, w);
	if (!strcmp(c, "bind"))
		return capture_bind(p->capture[number(w[1])], number(w[2]));
	if (!strcmp(c, "listen"))
		return capture_listen(p->capture[number(w[1])], number(w[2]), number(w[3]) != 0);
	if (!strcmp(c, "unlisten"))
		return capture_unlisten(p->capture[number(w[1])], number(w[2]), number(w[3]) != 0);
	if (!strcmp(c, "frame"))
		return do_frame(p, w);
	if (!strcmp(c, "drops"))
		return capture_drops(p->capture[number(w[1])]);
	if (!strcmp(c, "unlock"))
		return do_unlock(p, w);
	if (!strcmp(c, "nobody"))
		return do_nobody();
	if (!strcmp(c, "pause") || !strcmp(c, "resume"))
		return p->paused = c[0] == 'p';
	return -ENOSYS;
}

static bool command(struct probe *p)
{
	static char line[3 * MAX_OCTETS];
	char *w[MAX_WORDS + 8] = { 0 }, *rest = line;
	unsigned n = 0;

	if (!fgets(line, sizeof(line), stdin))
		return false;
	while (n < MAX_WORDS && (w[n] = strtok_r(rest, " \n", &rest)))
		n++;
	if (n == 0 || !strcmp(w[0], "quit"))
		return false;
	printf("{\"reply\":\"%s\",\"r\":%d,\"sockets\":%u}\n", w[0], run(p, w),
	       p->members.n_sockets);
	return true;
}

int main(void)
{
	static struct probe p;
	bool go_on = true;

	setvbuf(stdout, NULL, _IOLBF, 1 << 16);
	setvbuf(stdin, NULL, _IONBF, 0);
	member_init(&p.members);
	if (capture_inbox_init(&p.in) < 0 || capture_outbox_init(&p.out) < 0)
		return 1;
	while (go_on) {
		struct pollfd fd[2 + N_CAPTURES] = {
			{ .fd = STDIN_FILENO, .events = POLLIN },
			{ .fd = p.has_raw && !p.paused ? p.raw.fd : -1, .events = POLLIN },
		};

		for (unsigned i = 0; i < N_CAPTURES; i++) {
			fd[2 + i].fd = i < p.n_captures && !p.paused ? p.capture[i] : -1;
			fd[2 + i].events = POLLIN;
		}
		if (poll(fd, 2 + N_CAPTURES, 60000) <= 0)
			break;
		if (fd[1].revents)
			read_raw(&p);
		for (unsigned i = 0; i < N_CAPTURES; i++) {
			if (fd[2 + i].revents)
				read_capture(&p, i);
		}
		if (fd[0].revents)
			go_on = command(&p);
	}
	if (p.has_raw)
		icmp6_close(&p.raw);
	member_fini(&p.members);
	for (unsigned i = 0; i < p.n_captures; i++)
		close(p.capture[i]);
	capture_inbox_fini(&p.in);
	capture_outbox_fini(&p.out);
	return 0;
}
