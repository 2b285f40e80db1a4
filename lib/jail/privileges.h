/* SPDX-License-Identifier: ISC */
#ifndef JAIL_PRIVILEGES_H
#define JAIL_PRIVILEGES_H

#include <stdbool.h>
#include <sys/types.h>

/** struct privileges_user - whom the daemon runs as after the start. */
struct privileges_user {
	uid_t uid;
	gid_t gid;
	char name[64];
	unsigned choice;	/* which of the preferred names it is; 0 where none was asked */
};

/** Answer of privileges_drop(): done, but the bounding set could not be emptied. */
#define PRIVILEGES_BOUNDING_LEFT 1

/** privileges_have - is capability @cap (CAP_NET_RAW, ...) effective now? */
bool privileges_have(int cap);

/**
 * privileges_user - choose the user; changes nothing.
 *
 * @name:      -u, or NULL
 * @preferred: names to try in turn without -u, NULL at the end; what the last
 *             one (nobody) means is the caller's to warn about
 *
 * As root: @name, else the first of @preferred that exists; never uid 0. Not
 * root: the present user, and @name must be it. Returns 0; -ENOENT if there is
 * no such user; -EPERM if it is root, or another one and we are not root.
 */
int privileges_user(const char *name, const char *const *preferred, struct privileges_user *out);

/**
 * privileges_drop - become @u without any privilege, for good.
 *
 * Empties supplementary groups (as root), all five capability sets, sets
 * no_new_privs and PR_SET_DUMPABLE 0, then reads all of it back and tries to
 * become root again. Emptying the bounding set takes CAP_SETPCAP.
 *
 * Returns 0; PRIVILEGES_BOUNDING_LEFT; or -errno, and the caller must exit:
 * the process may be in between.
 */
int privileges_drop(const struct privileges_user *u);

/**
 * privileges_keep - as privileges_drop(), but those of the @n capabilities
 * @caps that are effective now stay permitted and effective; none of them can
 * be handed on.
 */
int privileges_keep(const struct privileges_user *u, const int *caps, unsigned n);

#endif
