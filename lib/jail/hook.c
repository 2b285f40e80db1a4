/* SPDX-License-Identifier: ISC */
/* The daemon's side of the hook process. */
#include "hook.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "hook_wire.h"

#define START_MS 1000

/* The process says once how its start went. */
static int await_start(struct hook *h)
{
	struct pollfd ready = { .fd = h->child.fd, .events = POLLIN };
	struct hook_result said = { 0 };

	if (poll(&ready, 1, START_MS) <= 0)
		return -ETIMEDOUT;
	return hook_result(h, &said) == 1 ? -said.value : -EPIPE;
}

int hook_start(struct hook *h, const char *name, const struct privileges_user *user,
	       const char *prefix, const char *const *paths, unsigned n, bool filtered)
{
	struct hook_process p = { .user = user, .prefix = prefix, .hook = h,
				  .filtered = filtered };
	int r;

	*h = (struct hook){ .child = { .fd = -1 } };
	if (n > HOOK_PATHS)
		return -E2BIG;
	for (unsigned i = 0; i < n; i++) {
		if (paths[i][0] != '/')
			return -EINVAL;
		h->paths[i] = strdup(paths[i]);
		if (!h->paths[i])
			return -ENOMEM;
		h->n_paths++;
	}
	r = child_start(&h->child, name, hook_process, &p);
	return r < 0 ? r : await_start(h);
}

void hook_stop(struct hook *h)
{
	child_stop(&h->child);
	while (h->n_paths > 0)
		free(h->paths[--h->n_paths]);
}

int hook_run(struct hook *h, uint32_t id, const char *path, struct view env, struct view input)
{
	uint32_t head[] = { id, 0, (uint32_t)env.len, (uint32_t)input.len };
	struct iovec iov[] = {
		{ head, sizeof(head) }, { (void *)(uintptr_t)env.ptr, env.len },
		{ (void *)(uintptr_t)input.ptr, input.len },
	};
	const struct msghdr m = { .msg_iov = iov, .msg_iovlen = ARRAY_LEN(iov) };

	_Static_assert(sizeof(head) == HOOK_HEAD, "the head of struct hook_request");
	if (h->child.fd < 0)
		return -EPERM;
	if (env.len > HOOK_ENV_MAX || input.len > HOOK_INPUT_MAX)
		return -EMSGSIZE;
	while (head[1] < h->n_paths && strcmp(h->paths[head[1]], path) != 0)
		head[1]++;
	if (head[1] == h->n_paths)
		return -ENOENT;
	return sendmsg(h->child.fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int hook_result(struct hook *h, struct hook_result *out)
{
	ssize_t n = recv(h->child.fd, out, sizeof(*out), MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -EPIPE;
	return n == (ssize_t)sizeof(*out) ? 1 : -EPIPE;
}
