/* SPDX-License-Identifier: ISC */
#include "sandbox.h"

#include "landlock.h"
#include "syscalls.h"

int sandbox_enter(const struct sandbox_path *paths, size_t n, int *abi)
{
	int r = landlock_enter(paths, n, abi);

	/* Last: the calls that make the other walls are not on its list. */
	if (r == 0)
		r = syscalls_limit_main();
	return r == SYSCALLS_UNLIMITED ? SANDBOX_NOT_BUILT : r;
}

uint32_t sandbox_refused(char **last)
{
	return syscalls_refused(last);
}
