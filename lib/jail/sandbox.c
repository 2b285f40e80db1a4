/* SPDX-License-Identifier: ISC */
#include "sandbox.h"

#include "landlock.h"
#include "syscalls.h"

int sandbox_enter(const struct sandbox_path *paths, size_t n, int *abi)
{
	int r;

	*abi = 0;
	if (SYSCALLS_ARE_FREE)
		return SANDBOX_NOT_BUILT;
	r = landlock_enter(paths, n, abi);
	/* Last: the calls that make the other walls are not on its list. */
	return r < 0 ? r : syscalls_limit_main();
}

uint32_t sandbox_refused(char **last)
{
	return syscalls_refused(last);
}
