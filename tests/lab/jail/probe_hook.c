/* SPDX-License-Identifier: ISC */
/*
 * Starts a hook process for the programs on the command line, shuts itself in,
 * and obeys lines on its standard input, "ID PATH INPUT [NAME=VALUE ...]" (an
 * INPUT of digits is so many octets). Prints one JSON object for each request
 * that is not taken, and for each result. Run as root.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hook.h"
#include "sandbox.h"

static void say(unsigned long id, const char *outcome, int value)
{
	printf("{\"id\": %lu, \"outcome\": \"%s\", \"value\": %d}\n", id, outcome, value);
}

static void ask(struct hook *h, char *line)
{
	static char input[20000], env[20000];
	char *save, *id = strtok_r(line, " \n", &save), *path = strtok_r(NULL, " \n", &save);
	char *text = strtok_r(NULL, " \n", &save), *pair;
	size_t len, env_len = 0;
	int r;

	if (!text)
		exit(2);
	len = strtoul(text, NULL, 10);
	if (len == 0)
		len = strlen(strcpy(input, text));
	else
		memset(input, 'x', len);
	while ((pair = strtok_r(NULL, " \n", &save))) {
		strcpy(env + env_len, pair);
		env_len += strlen(pair) + 1;
	}
	r = hook_run(h, (uint32_t)strtoul(id, NULL, 10), path, view_of(env, env_len),
		     view_of(input, len));
	if (r < 0)
		say(strtoul(id, NULL, 10), strerrorname_np(-r), 0);
}

static bool say_results(struct hook *h)
{
	static const char *const words[] = {
		[HOOK_EXITED] = "exited", [HOOK_SIGNALLED] = "signalled",
		[HOOK_TIMED_OUT] = "timed-out", [HOOK_HELD_BACK] = "held-back",
		[HOOK_QUEUE_FULL] = "queue-full", [HOOK_FAILED] = "failed",
	};
	struct hook_result result;
	int r;

	while ((r = hook_result(h, &result)) == 1)
		say(result.id, words[result.outcome], result.value);
	return r == 0;
}

int main(int argc, char **argv)
{
	static const char *const preferred[] = { "nobody", NULL };
	struct privileges_user user;
	struct hook h;
	char line[512];
	int abi;

	if (argc < 2 || privileges_user(NULL, preferred, &user) < 0)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	setvbuf(stdin, NULL, _IONBF, 0);
	setenv("SECRET", "of the daemon", 1);
	if (hook_start(&h, "probe-hook", &user, "RADVD6_", (const char *const *)argv + 1,
		       (unsigned)argc - 1, true) < 0 ||
	    privileges_drop(&user) < 0 || sandbox_enter(NULL, 0, &abi) < 0)
		return 1;
	printf("{\"hook\": %d}\n", (int)h.child.pid);
	for (;;) {
		struct pollfd ready[] = { { .fd = STDIN_FILENO, .events = POLLIN },
					  { .fd = h.child.fd, .events = POLLIN } };

		(void)poll(ready, 2, -1);
		if (ready[1].revents && !say_results(&h))
			return 1;
		if (ready[0].revents && !fgets(line, sizeof(line), stdin))
			break;
		if (ready[0].revents)
			ask(&h, line);
	}
	hook_stop(&h);
	return 0;
}
