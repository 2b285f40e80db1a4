/* SPDX-License-Identifier: ISC */
#ifndef JAIL_HOOK_H
#define JAIL_HOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "child.h"
#include "privileges.h"
#include "view.h"

#define HOOK_PATHS 32u		/* different programs of one daemon */
#define HOOK_ENV_MAX 4096u	/* octets of all NAME=VALUE, each with its NUL */
#define HOOK_INPUT_MAX 8192u	/* octets of standard input */
#define HOOK_QUEUE 16u		/* runs that wait */
#define HOOK_PER_MINUTE 6u
#define HOOK_LIMIT_MS 10000

enum hook_outcome {
	HOOK_EXITED,		/* value: the exit status; 127 also if it could not be executed */
	HOOK_SIGNALLED,		/* value: the signal */
	HOOK_TIMED_OUT,		/* killed after HOOK_LIMIT_MS */
	HOOK_HELD_BACK,		/* not run: HOOK_QUEUE others wait for HOOK_PER_MINUTE */
	HOOK_QUEUE_FULL,	/* not run: HOOK_QUEUE others wait for the one that runs */
	HOOK_FAILED,		/* not run; value: errno (EINVAL: a name that is not allowed) */
};

/** struct hook_result - what became of one request. */
struct hook_result {
	uint32_t id;		/* the caller's */
	int32_t outcome;	/* enum hook_outcome */
	int32_t value;
};

/** struct hook - the daemon's end of its hook process, caller's storage. */
struct hook {
	struct child child;
	char *paths[HOOK_PATHS];	/* copies of its own */
	unsigned n_paths;
};

/**
 * hook_start - start the process that runs hooks for this daemon.
 *
 * @name:   of the process, at most 15 characters
 * @user:   whom it and the hooks run as, without any capability
 * @prefix: what names of environment variables begin with: "RADVD6_"
 * @paths:  programs, absolute paths. Others can never be run, so that a daemon
 *          that was taken over executes nothing else
 * @filtered: limit its system calls (not in builds with sanitizers)
 *
 * One hook runs at a time, at most HOOK_PER_MINUTE start in a minute (six at
 * once, then one in ten seconds), HOOK_QUEUE wait for that, and what comes then
 * is not run. After HOOK_LIMIT_MS its process group is killed, as it is when the
 * hook or the daemon ends.
 * A hook gets no argument, PATH=/usr/bin:/bin and the given variables, its input,
 * /dev/null as output, / as working directory, and no other descriptor.
 *
 * Call it before privileges_drop(). Returns 0; -E2BIG for more than HOOK_PATHS;
 * -EINVAL for a path that is not absolute; -ENOMEM; -errno. In each case
 * hook_stop() ends it.
 */
int hook_start(struct hook *h, const char *name, const struct privileges_user *user,
	       const char *prefix, const char *const *paths, unsigned n, bool filtered);

/** hook_stop - end the process and the hook that it runs. Harmless where there is none. */
void hook_stop(struct hook *h);

/**
 * hook_run - ask for a run; does not wait.
 *
 * @id:    comes back in the result
 * @path:  one of those of hook_start()
 * @env:   NAME=VALUE one after the other, each with its NUL; names begin with
 *         the prefix, or are those that ramond gives its programs: PREFIX,
 *         PREFIX_LEN, SOURCE_ADDR, SOURCE_MAC, INTERFACE
 * @input: standard input of the hook
 *
 * Returns 0; -EPERM if there is no hook process; -ENOENT for another path (a
 * hook that a reload brought needs a restart); -EMSGSIZE; -EAGAIN if the
 * process has too much to do; -EPIPE if it is gone.
 */
int hook_run(struct hook *h, uint32_t id, const char *path, struct view env, struct view input);

/**
 * hook_result - take a result, when @h->child.fd can be read.
 *
 * Returns 1 with @out filled; 0 if there is none; -EPIPE, once, if the process
 * is gone (@h->child.fd is still open, to be unwatched and closed by
 * hook_stop()).
 */
int hook_result(struct hook *h, struct hook_result *out);

#endif
