/* SPDX-License-Identifier: ISC */
/*
 * probe_links - prints what lib/icmp6 links says, one JSON object a line.
 *
 * Events: {"event":"new"|"changed"|"gone","link":{...}}, and {"event":"loaded"}.
 * Commands on standard input: dump, pause, resume, rcvbuf OCTETS, nobody, quit.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <netlink/socket.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "links.h"

static nd_ms now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (nd_ms)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static long seconds_left(nd_ms until)
{
	return until == ND_NEVER ? -1 : (long)((until - now_ms()) / 1000);
}

static void print_link(const struct link *l)
{
	printf("{\"ifindex\":%u,\"name\":\"%s\",\"up\":%d,\"multicast\":%d,\"p2p\":%d,"
	       "\"forwarding\":%d,\"type\":%u,\"mtu\":%u,\"lladdr\":\"",
	       l->ifindex, l->name, l->up, l->multicast, l->point_to_point, l->forwarding,
	       l->type, l->mtu);
	for (unsigned i = 0; i < l->lladdr_len; i++)
		printf("%s%02x", i ? ":" : "", l->lladdr[i]);
	printf("\",\"addrs\":[");
	for (unsigned i = 0; i < l->n_addrs; i++) {
		const struct link_addr *a = &l->addrs[i];
		char text[INET6_ADDRSTRLEN];

		inet_ntop(AF_INET6, &a->addr, text, sizeof(text));
		printf("%s{\"addr\":\"%s\",\"plen\":%u,\"tentative\":%d,\"dadfailed\":%d,"
		       "\"deprecated\":%d,\"temporary\":%d,\"preferred\":%ld,\"valid\":%ld}",
		       i ? "," : "", text, a->plen, a->tentative, a->dad_failed, a->deprecated,
		       a->temporary, seconds_left(a->preferred_until),
		       seconds_left(a->valid_until));
	}
	printf("]}");
}

static void on_event(void *arg, enum links_event event, const struct link *l)
{
	static const char *const names[] = { "new", "changed", "gone" };

	(void)arg;
	printf("{\"event\":\"%s\",\"link\":", names[event]);
	print_link(l);
	printf("}\n");
}

static void dump(const struct links *l)
{
	const struct link *each;
	uint32_t at = 0;
	unsigned n = 0;

	printf("{\"event\":\"dump\",\"overruns\":%llu,\"memory\":%zu,\"all_forwarding\":%d,"
	       "\"links\":[", (unsigned long long)l->overruns, links_memory(l),
	       l->all_forwarding);
	while ((each = links_each(l, &at))) {
		if (n++)
			printf(",");
		print_link(each);
	}
	printf("]}\n");
}

static void drop_privileges(void)
{
	if (setgroups(0, NULL) < 0 || setgid(65534) < 0 || setuid(65534) < 0) {
		printf("{\"event\":\"error\",\"what\":\"setuid\",\"errno\":%d}\n", errno);
		exit(1);
	}
	printf("{\"event\":\"nobody\",\"uid\":%u}\n", (unsigned)getuid());
}

int main(void)
{
	struct links l;
	struct pollfd p[2] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .events = POLLIN } };
	char line[256];
	unsigned calls = 0;
	int paused = 0, r = links_open(&l, on_event, NULL);

	setvbuf(stdout, NULL, _IOLBF, 1 << 16);
	setvbuf(stdin, NULL, _IONBF, 0);
	if (r < 0) {
		printf("{\"event\":\"error\",\"what\":\"open\",\"errno\":%d}\n", -r);
		return 1;
	}
	p[1].fd = links_fd(&l);
	while ((r = links_read(&l, now_ms())) > 0)
		calls++;
	printf("{\"event\":\"loaded\",\"r\":%d,\"calls\":%u}\n", r, calls);
	while (poll(p, paused ? 1 : 2, 60000) > 0) {
		if (!paused && p[1].revents) {
			r = links_read(&l, now_ms());
			if (r < 0)
				printf("{\"event\":\"error\",\"what\":\"read\",\"errno\":%d}\n", -r);
		}
		if (!p[0].revents)
			continue;
		if (!fgets(line, sizeof(line), stdin) || !strncmp(line, "quit", 4))
			break;
		if (!strncmp(line, "dump", 4))
			dump(&l);
		else if (!strncmp(line, "nobody", 6))
			drop_privileges();
		else if (!strncmp(line, "pause", 5))
			paused = 1;
		else if (!strncmp(line, "resume", 6))
			paused = 0;
		else if (!strncmp(line, "rcvbuf ", 7)) {
			int size = atoi(line + 7);

			setsockopt(nl_socket_get_fd(l.events), SOL_SOCKET, SO_RCVBUF, &size,
				   sizeof(size));
		}
		printf("{\"event\":\"done\",\"command\":\"%.*s\"}\n", (int)strcspn(line, " \n"), line);
	}
	links_close(&l);
	return 0;
}
