/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_CONFINE_H
#define RADVD6_CONFINE_H

#include "args.h"
#include "conf.h"
#include "hook.h"
#include "jail.h"
#include "log.h"
#include "millis.h"
#include "privileges.h"

/** struct confine - the processes beside the main one, and what its sandbox refused. */
struct confine {
	struct jail jail;		/* the helper */
	struct hook hook;
	uint32_t refused;		/* system calls that have been told of */
	nd_ms say_next;			/* the next line about them */
};

/**
 * confine_start - start the helper, and the hook process if @conf has a hook.
 *
 * Before privileges go and before sockets are opened. What is not to be had is
 * logged, one line for each part that is lost; the daemon serves without it.
 */
void confine_start(struct confine *c, const struct args *args, const struct conf *conf,
		   const struct privileges_user *user, struct log *log);

/** confine_stop - end both processes. */
void confine_stop(struct confine *c);

/**
 * confine_enter - shut the main process into its sandbox, or say that it is not.
 *
 * @config: path of the configuration; its folder can be read again
 *
 * Returns 0, or -errno if it was to be shut in and could not; that is logged.
 */
int confine_enter(const struct args *args, const char *config, const struct conf *conf,
		  struct log *log);

/** confine_state_directory - StateDirectory, else that of the service manager; NULL if there is none. */
const char *confine_state_directory(const struct conf *conf);

/** confine_check_hooks - after a reload: say which hook needs a restart. */
void confine_check_hooks(const struct confine *c, const struct conf *conf, struct log *log);

/** confine_say_refused - a line, at most one a minute, if a system call was refused. */
void confine_say_refused(struct confine *c, nd_ms now, struct log *log);

#endif
