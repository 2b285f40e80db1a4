/* SPDX-License-Identifier: ISC */
#ifndef JAIL_LANDLOCK_H
#define JAIL_LANDLOCK_H

#include <stddef.h>

#include "sandbox.h"

/**
 * landlock_enter - from now on this process reaches only @paths, and what lies
 * beneath them, as each says. Opening only: what is open stays usable, and
 * whether a name exists can still be asked.
 *
 * A path that cannot be reached now is passed over: nothing can be done there
 * later. @abi gets the kernel's version of Landlock, 0 where there is none.
 * Needs no_new_privs. Returns 0, also without Landlock; -errno.
 */
int landlock_enter(const struct sandbox_path *paths, size_t n, int *abi);

#endif
