/* SPDX-License-Identifier: ISC */
#ifndef JAIL_SANDBOX_H
#define JAIL_SANDBOX_H

#include <stddef.h>
#include <stdint.h>

/** What may be done with a path and with everything beneath it. */
enum sandbox_right {
	SANDBOX_READ = 1,	/* read files, list folders */
	SANDBOX_WRITE = 2,	/* write files that are there */
	SANDBOX_CREATE = 4,	/* make and write plain files */
	SANDBOX_REMOVE = 8,	/* remove files; with _CREATE, rename them */
};

/** struct sandbox_path - a file or a folder, and a mask of enum sandbox_right. */
struct sandbox_path {
	const char *path;	/* NULL = no path */
	unsigned rights;
};

/** Answer of sandbox_enter(): a build with sanitizers, which is not limited. */
#define SANDBOX_NOT_BUILT 1

/**
 * sandbox_enter - shut this process in, for good: system calls by seccomp, files
 * by Landlock.
 *
 * @paths: what can still be opened; all that is open stays usable
 * @abi:   gets the version of Landlock, 0 where the kernel has none: then the
 *         permissions of the daemon's user are all that limits files
 *
 * Call it after privileges_drop() and after helper_start() and hook_start().
 * Afterwards an unlisted system call fails with EPERM and is counted; execve(),
 * ptrace() and the like and socket() of other families than AF_INET6 (datagram),
 * AF_UNIX and AF_NETLINK end the process with SIGSYS.
 *
 * Returns 0; SANDBOX_NOT_BUILT; or -errno (-EINVAL: this kernel has no seccomp
 * filters), and the process may be half in.
 */
int sandbox_enter(const struct sandbox_path *paths, size_t n, int *abi);

/**
 * sandbox_refused - how many system calls were refused so far. Each one is a
 * fault of ours, or somebody else's work.
 *
 * @last: NULL, or gets the latest one's name, which the caller frees
 *
 * Stays 0 on processors other than x86-64 and ARMv8, where the kernel refuses
 * without telling.
 */
uint32_t sandbox_refused(char **last);

#endif
