/* SPDX-License-Identifier: ISC */
/* The service manager's notification protocol: one datagram of VARIABLE=value lines (sd_notify(3)). */
#include "notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int set_address(struct notify *n, const char *name)
{
	size_t len = strlen(name);

	if (name[0] != '/' && name[0] != '@')
		return -EAFNOSUPPORT;
	if (len >= sizeof(n->addr.sun_path))
		return -ENAMETOOLONG;
	n->addr.sun_family = AF_UNIX;
	memcpy(n->addr.sun_path, name, len);
	n->addr_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	if (name[0] == '@')
		n->addr.sun_path[0] = '\0';	/* an abstract name ends where its length says */
	else
		n->addr_len++;
	return 0;
}

/* The watchdog is meant for us if it names our pid or nobody's. */
static nd_ms watchdog_of(const char *usec, const char *pid)
{
	long long us = usec ? strtoll(usec, NULL, 10) : 0;

	if (us < 1000 || (pid && strtoll(pid, NULL, 10) != getpid()))
		return ND_NEVER;
	return us / 1000;
}

int notify_open(struct notify *n)
{
	const char *name = getenv("NOTIFY_SOCKET");
	int r = 0;

	*n = (struct notify){ .fd = -1 };
	n->watchdog_ms = watchdog_of(getenv("WATCHDOG_USEC"), getenv("WATCHDOG_PID"));
	if (name && *name) {
		r = set_address(n, name);
		if (r == 0) {
			n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
			r = n->fd < 0 ? -errno : 0;
		}
	}
	unsetenv("NOTIFY_SOCKET");	/* not for our children */
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	return r;
}

void notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}

static int send_text(struct notify *n, const char *text)
{
	if (n->fd < 0)
		return 0;
	if (sendto(n->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL,
		   (const struct sockaddr *)&n->addr, n->addr_len) < 0)
		return -errno;
	return 0;
}

int notify_ready(struct notify *n)
{
	return send_text(n, "READY=1");
}

int notify_reloading(struct notify *n)
{
	struct timespec ts;
	char text[64];

	clock_gettime(CLOCK_MONOTONIC, &ts);
	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		 (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000);
	return send_text(n, text);
}

int notify_stopping(struct notify *n)
{
	return send_text(n, "STOPPING=1");
}

int notify_watchdog(struct notify *n)
{
	return send_text(n, "WATCHDOG=1");
}

int notify_status(struct notify *n, const char *line)
{
	char text[256];

	snprintf(text, sizeof(text), "STATUS=%s", line);
	return send_text(n, text);
}
