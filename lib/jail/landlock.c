/* SPDX-License-Identifier: ISC */
/*
 * Landlock by its three system calls: libc has no functions for them, and the
 * headers of many distributions are older than the kernels they run on.
 */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "view.h"

#ifndef SYS_landlock_create_ruleset	/* the same numbers everywhere but on alpha */
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif
#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH 1

/* LANDLOCK_ACCESS_FS_... of <linux/landlock.h> */
enum {
	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_REMOVE_FILE = 1 << 5,
	FS_MAKE_REG = 1 << 8,
	FS_ABI_1 = (1 << 13) - 1,
	FS_REFER = 1 << 13,		/* ABI 2 */
	FS_TRUNCATE = 1 << 14,		/* ABI 3 */
	FS_IOCTL_DEV = 1 << 15,		/* ABI 5 */
	FS_OF_A_FILE = FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE,
};

#define NET_TCP 3u		/* bind and connect; ABI 4 */
#define SCOPE_SIGNAL 2u		/* ABI 6; its other bit would take an abstract NOTIFY_SOCKET from us */

struct ruleset {
	uint64_t fs;
	uint64_t net;
	uint64_t scoped;
};

struct path_beneath {
	uint64_t access;
	int32_t fd;
} __attribute__((packed));

static const struct {
	unsigned right;
	uint64_t access;
} meaning[] = {
	{ SANDBOX_READ, FS_READ_FILE | FS_READ_DIR },
	{ SANDBOX_WRITE, FS_WRITE_FILE | FS_TRUNCATE },
	{ SANDBOX_CREATE, FS_WRITE_FILE | FS_TRUNCATE | FS_MAKE_REG },
	{ SANDBOX_REMOVE, FS_REMOVE_FILE },
};

/* What the kernel's version knows; all of it is forbidden unless a path allows it. */
static size_t handled(int abi, struct ruleset *r)
{
	*r = (struct ruleset){ .fs = FS_ABI_1 };
	if (abi >= 2)
		r->fs |= FS_REFER;
	if (abi >= 3)
		r->fs |= FS_TRUNCATE;
	if (abi >= 5)
		r->fs |= FS_IOCTL_DEV;
	if (abi >= 4)
		r->net = NET_TCP;
	if (abi >= 6)
		r->scoped = SCOPE_SIGNAL;
	if (abi >= 6)
		return sizeof(*r);
	return abi >= 4 ? offsetof(struct ruleset, scoped) : offsetof(struct ruleset, net);
}

static int allow(int rules, uint64_t known, const struct sandbox_path *p)
{
	struct path_beneath beneath = { .fd = open(p->path, O_PATH | O_CLOEXEC) };
	struct stat st;
	long r = 0;

	if (beneath.fd < 0)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(meaning); i++) {
		if (p->rights & meaning[i].right)
			beneath.access |= meaning[i].access & known;
	}
	if (fstat(beneath.fd, &st) == 0 && !S_ISDIR(st.st_mode))
		beneath.access &= FS_OF_A_FILE;
	if (beneath.access)
		r = syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &beneath, 0);
	r = r < 0 ? -errno : 0;
	close(beneath.fd);
	return (int)r;
}

int landlock_enter(const struct sandbox_path *paths, size_t n, int *abi)
{
	struct ruleset attr;
	int rules, r = 0;

	*abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
	if (*abi <= 0) {	/* an older kernel, or one that was started without it */
		*abi = 0;
		return 0;
	}
	rules = (int)syscall(SYS_landlock_create_ruleset, &attr, handled(*abi, &attr), 0);
	if (rules < 0)
		return -errno;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = paths[i].path ? allow(rules, attr.fs, &paths[i]) : 0;
	if (r == 0 && syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		r = -errno;
	close(rules);
	return r;
}
