/* SPDX-License-Identifier: ISC */
#ifndef JAIL_HOOK_WIRE_H
#define JAIL_HOOK_WIRE_H

#include <stdint.h>

#include "hook.h"

/** struct hook_request - one message: this head, then @env_len and @input_len octets. */
struct hook_request {
	uint32_t id;
	uint32_t path;		/* index into those of hook_start() */
	uint32_t env_len;
	uint32_t input_len;
	uint8_t octets[HOOK_ENV_MAX + HOOK_INPUT_MAX];
};

#define HOOK_HEAD offsetof(struct hook_request, octets)

/** struct hook_process - what the hook process needs to know, set before the fork. */
struct hook_process {
	const struct privileges_user *user;
	const char *prefix;
	const struct hook *hook;	/* for the paths */
	bool filtered;
};

/** hook_process - the hook process itself; @arg is a struct hook_process. Returns an exit status. */
int hook_process(int fd, void *arg);

#endif
