/* SPDX-License-Identifier: ISC */
#include "privileges.h"

#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool privileges_have(int cap)
{
	capng_clear(CAPNG_SELECT_ALL);
	return capng_get_caps_process() == 0 &&
	       capng_have_capability(CAPNG_EFFECTIVE, (unsigned)cap) > 0;
}

static int fill(struct privileges_user *out, const struct passwd *pw, unsigned choice)
{
	if (pw->pw_uid == 0)
		return -EPERM;
	out->uid = pw->pw_uid;
	out->gid = pw->pw_gid;
	out->choice = choice;
	snprintf(out->name, sizeof(out->name), "%s", pw->pw_name);
	return 0;
}

/* Not root: nobody else can be had. A user without an entry, as in containers, is fine. */
static int present_user(const char *name, struct privileges_user *out)
{
	const struct passwd *pw = getpwuid(geteuid());

	if (name && (!pw || strcmp(pw->pw_name, name) != 0))
		return getpwnam(name) ? -EPERM : -ENOENT;
	out->uid = geteuid();
	out->gid = getegid();
	out->choice = 0;
	if (pw)
		snprintf(out->name, sizeof(out->name), "%s", pw->pw_name);
	else
		snprintf(out->name, sizeof(out->name), "%u", (unsigned)out->uid);
	return 0;
}

int privileges_user(const char *name, const char *const *preferred, struct privileges_user *out)
{
	const struct passwd *pw;

	if (geteuid() != 0)
		return present_user(name, out);
	if (name) {
		pw = getpwnam(name);
		return pw ? fill(out, pw, 0) : -ENOENT;
	}
	for (unsigned i = 0; preferred[i]; i++) {
		pw = getpwnam(preferred[i]);
		if (pw && fill(out, pw, i) == 0)
			return 0;
	}
	return -ENOENT;
}

/* Uid, gid and groups. The real and saved ones too, or the way back stays open. */
static int change_ids(const struct privileges_user *u)
{
	if (geteuid() == 0 && setgroups(0, NULL) < 0)
		return -errno;
	if (setresgid(u->gid, u->gid, u->gid) < 0)
		return -errno;
	return setresuid(u->uid, u->uid, u->uid) < 0 ? -errno : 0;
}

/* The bounding set goes first: it takes CAP_SETPCAP, which ends with root. */
static int empty_bounding(void)
{
	if (!privileges_have(CAP_SETPCAP))
		return PRIVILEGES_BOUNDING_LEFT;
	capng_clear(CAPNG_SELECT_BOUNDS);
	return capng_apply(CAPNG_SELECT_BOUNDS) < 0 ? PRIVILEGES_BOUNDING_LEFT : 0;
}

/* Empty all sets; permitted and effective keep @caps, a mask. */
static int empty_sets(uint64_t caps)
{
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return -errno;
	capng_clear(CAPNG_SELECT_CAPS);
	for (unsigned cap = 0; cap <= CAP_LAST_CAP; cap++) {
		if (((caps >> cap) & 1) &&
		    capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, cap) < 0)
			return -EPERM;
	}
	return capng_apply(CAPNG_SELECT_CAPS) < 0 ? -EPERM : 0;
}

static bool ids_are(const struct privileges_user *u)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;

	return getresuid(&r, &e, &s) == 0 && getresgid(&rg, &eg, &sg) == 0 &&
	       r == u->uid && e == u->uid && s == u->uid &&
	       rg == u->gid && eg == u->gid && sg == u->gid;
}

/*
 * Asked of the kernel and not of the library that emptied them. The kernel
 * says -1 for the first capability that it does not know.
 */
static bool sets_are(uint64_t caps, bool with_bounding)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	int in_bounds;

	if (syscall(SYS_capget, &head, data) < 0)
		return false;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		uint32_t want = (uint32_t)(caps >> (32 * i));

		if (data[i].effective != want || data[i].permitted != want || data[i].inheritable)
			return false;
	}
	for (unsigned long cap = 0; (in_bounds = prctl(PR_CAPBSET_READ, cap)) >= 0; cap++) {
		if (in_bounds && with_bounding)
			return false;
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0, 0) != 0)
			return false;
	}
	return true;
}

static bool root_is_out_of_reach(const struct privileges_user *u)
{
	if (setuid(0) == 0 || setresuid((uid_t)-1, 0, (uid_t)-1) == 0)
		return false;
	return u->gid == 0 || (setgid(0) < 0 && setresgid((gid_t)-1, 0, (gid_t)-1) < 0);
}

static bool is_locked(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 &&
	       prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* Become @u; of all capabilities those of the mask @caps remain, permitted and effective. */
static int become(const struct privileges_user *u, uint64_t caps)
{
	bool was_root = geteuid() == 0;
	int bounding, r;

	if (u->uid == 0)
		return -EPERM;
	bounding = empty_bounding();
	if (prctl(PR_SET_KEEPCAPS, caps != 0, 0, 0, 0) < 0)
		return -errno;
	if ((r = change_ids(u)) < 0 || (r = empty_sets(caps)) < 0)
		return r;
	if (prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return -errno;
	if (was_root && getgroups(0, NULL) != 0)
		return -EPERM;
	if (!ids_are(u) || !sets_are(caps, bounding == 0) || !is_locked() ||
	    !root_is_out_of_reach(u))
		return -EPERM;
	return bounding;
}

int privileges_drop(const struct privileges_user *u)
{
	return become(u, 0);
}

int privileges_keep(const struct privileges_user *u, const int *caps, unsigned n)
{
	uint64_t mask = 0;

	for (unsigned i = 0; i < n; i++) {
		if (privileges_have(caps[i]))
			mask |= (uint64_t)1 << caps[i];
	}
	return become(u, mask);
}
