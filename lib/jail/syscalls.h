/* SPDX-License-Identifier: ISC */
#ifndef JAIL_SYSCALLS_H
#define JAIL_SYSCALLS_H

#include <stdbool.h>
#include <stdint.h>

/** Builds with sanitizers, whose runtime makes calls of its own and reads /proc. */
#ifdef WITHOUT_FILTERS
#define SYSCALLS_ARE_FREE true
#else
#define SYSCALLS_ARE_FREE false
#endif

/**
 * syscalls_limit_main, _helper, _hook - limit this process to the system calls
 * of its role (seccomp), for good.
 *
 * main:   its list of calls. What is not listed fails with EPERM and is
 *         counted (syscalls_refused()); what a daemon never does ends the
 *         process: to execute a program, to look into other processes, to open
 *         sockets of other families.
 * helper: a much shorter list; what is not listed fails with EPERM.
 * hook:   nearly everything is possible, since the filter is inherited by the
 *         programs that it executes; it keeps them from what only helps to
 *         break out of a sandbox.
 *
 * Returns 0, also where SYSCALLS_ARE_FREE and nothing was done; -errno, -EINVAL
 * for a kernel without seccomp filters.
 */
int syscalls_limit_main(void);
int syscalls_limit_helper(void);
int syscalls_limit_hook(void);

/**
 * syscalls_refused - how many unlisted calls of this process have failed.
 *
 * @last: gets the name of the latest one, "?" if it has none; the caller frees
 *        it. NULL = not wanted
 */
uint32_t syscalls_refused(char **last);

#endif
