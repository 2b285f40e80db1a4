/* SPDX-License-Identifier: ISC */
/*
 * Starts a helper, gives up its own privileges and shuts itself in, then obeys
 * lines on its standard input, one JSON object each on its standard output:
 *
 *   open KIND                          a socket, and what can be said about it
 *   set IFINDEX VARIABLE VALUE
 *   add|remove ADDRESS PLEN IFINDEX EXPIRES METRIC TABLE
 *   send OP WHAT LENGTH                a message of LENGTH octets, well-formed or not
 *
 * Usage: probe_helper ROUTE-PROTOCOL, run as root.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture.h"
#include "helper.h"
#include "helper_wire.h"
#include "icmp6.h"
#include "sandbox.h"
#include "view.h"

static int open_rs_ra(void)
{
	static const uint8_t types[] = { 133, 134 };

	return icmp6_socket(types, ARRAY_LEN(types));
}

static int open_ns_na(void)
{
	static const uint8_t types[] = { 135, 136 };

	return icmp6_socket(types, ARRAY_LEN(types));
}

static int open_watch(void)
{
	return capture_socket(FILTER_RA);
}

static void say(int r)
{
	printf("{\"result\": \"%s\"}\n", r < 0 ? strerrorname_np(-r) : "done");
}

static int option(int fd, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &len) < 0 ? -errno : value;
}

static void say_socket(int fd)
{
	bool unlocked = setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, NULL, 0) == 0;

	printf("{\"result\": \"done\", \"domain\": %d, \"type\": %d, \"protocol\": %d, "
	       "\"unlocked\": %s}\n", option(fd, SO_DOMAIN), option(fd, SO_TYPE),
	       option(fd, SO_PROTOCOL), unlocked ? "true" : "false");
	close(fd);
}

static void route(struct jail *j, bool add, char *words)
{
	char address[64];
	struct jail_route r = { .plen = 0 };

	if (sscanf(words, "%63s %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32, address,
		   &r.plen, &r.ifindex, &r.expires_s, &r.metric, &r.table) != 6 ||
	    inet_pton(AF_INET6, address, &r.dst) != 1)
		exit(2);
	say(add ? jail_route_add(j, &r) : jail_route_remove(j, &r));
}

/* Behind the back of the functions that only ever send what is well-formed. */
static void send_octets(struct jail *j, uint32_t op, uint32_t what, size_t len)
{
	uint8_t octets[4096] = { 0 };
	struct helper_request q = { .op = op, .what = what };
	int fd;

	q.seq = len == sizeof(q) ? ++j->seq : 0;
	j->seq = q.seq;
	memcpy(octets, &q, sizeof(q));
	if (len > sizeof(octets) || send(j->child.fd, octets, len, 0) < 0)
		exit(2);
	say(jail_await(j, &fd));
}

static void obey(struct jail *j, char *line)
{
	uint32_t a, b, c;

	if (sscanf(line, "open %" SCNu32, &a) == 1) {
		int fd = jail_open_socket(j, (enum jail_socket)a);

		if (fd < 0)
			say(fd);
		else
			say_socket(fd);
	} else if (sscanf(line, "set %" SCNu32 " %" SCNu32 " %" SCNu32, &a, &b, &c) == 3) {
		say(jail_set_variable(j, a, (enum jail_variable)b, c));
	} else if (strncmp(line, "add ", 4) == 0) {
		route(j, true, line + 4);
	} else if (strncmp(line, "remove ", 7) == 0) {
		route(j, false, line + 7);
	} else if (sscanf(line, "send %" SCNu32 " %" SCNu32 " %" SCNu32, &a, &b, &c) == 3) {
		send_octets(j, a, b, c);
	} else {
		exit(2);
	}
}

int main(int argc, char **argv)
{
	static const char *const preferred[] = { "nobody", NULL };
	struct privileges_user user;
	struct helper_conf cf = {
		.name = "probe-helper", .user = &user,
		.open = { [JAIL_SOCKET_RS_RA] = open_rs_ra, [JAIL_SOCKET_NS_NA] = open_ns_na,
			  [JAIL_SOCKET_WATCH] = open_watch },
	};
	struct jail j = { .child = { .fd = -1 } };
	char line[256];
	int r, abi;

	if (argc != 2 || privileges_user(NULL, preferred, &user) < 0)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	cf.route_protocol = (uint8_t)atoi(argv[1]);
	r = helper_start(&j, &cf, true);
	if (r < 0 || privileges_drop(&user) < 0 || sandbox_enter(NULL, 0, &abi) < 0)
		return 1;
	printf("{\"helper\": %d, \"size\": %zu}\n", (int)j.child.pid, sizeof(struct helper_request));
	while (fgets(line, sizeof(line), stdin))
		obey(&j, line);
	child_stop(&j.child);
	return 0;
}
