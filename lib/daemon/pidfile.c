/* SPDX-License-Identifier: ISC */
#include "pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define ATTEMPTS 5	/* to lock a file that its last owner unlinks just now */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Open the directory of @path and remember the last component. */
static int open_dir(struct pidfile *p, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char dir[PATH_MAX] = ".";

	if (strlen(path) >= sizeof(dir) || strlen(name) >= sizeof(p->name))
		return -ENAMETOOLONG;
	if (!*name)
		return -EISDIR;
	strcpy(p->name, name);
	if (slash) {
		size_t len = (size_t)(slash - path);

		memcpy(dir, path, len + 1);
		dir[len > 0 ? len : 1] = '\0';
	}
	p->dir_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return p->dir_fd < 0 ? -errno : 0;
}

static pid_t read_holder(int fd)
{
	char text[16] = "";
	long pid;

	if (pread(fd, text, sizeof(text) - 1, 0) <= 0)
		return 0;
	pid = strtol(text, NULL, 10);
	return pid > 0 && pid < INT_MAX ? (pid_t)pid : 0;
}

/* Is the open file still what its name leads to? */
static bool is_ours(const struct pidfile *p)
{
	struct stat open_st, name_st;

	return fstat(p->fd, &open_st) == 0 &&
	       fstatat(p->dir_fd, p->name, &name_st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       open_st.st_dev == name_st.st_dev && open_st.st_ino == name_st.st_ino;
}

static int empty(int fd)
{
	return ftruncate(fd, 0) < 0 ? -errno : 0;
}

/* Only where it is needed: the file may be prepared for a user who does not own it. */
static int make_0644(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && (st.st_mode & 07777) == 0644)
		return 0;
	return fchmod(fd, 0644) < 0 ? -errno : 0;
}

static int open_and_lock(struct pidfile *p, pid_t *holder)
{
	struct stat st;

	/* O_NONBLOCK: a fifo must not hold us up before fstat() finds it out. */
	p->fd = openat(p->dir_fd, p->name,
		       O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0644);
	if (p->fd < 0)
		return -errno;
	if (fstat(p->fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_nlink > 1)
		return -EINVAL;		/* a second name could be somebody's trap */
	if (flock(p->fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			return -errno;
		*holder = read_holder(p->fd);
		return -EBUSY;
	}
	return 0;
}

int pidfile_open(struct pidfile *p, const char *path, pid_t *holder)
{
	int r;

	*p = (struct pidfile){ .fd = -1, .dir_fd = -1 };
	*holder = 0;
	if ((r = open_dir(p, path)) < 0)
		return r;
	for (int i = 0; i < ATTEMPTS; i++) {
		r = open_and_lock(p, holder);
		if (r < 0)
			break;
		if (is_ours(p)) {
			r = make_0644(p->fd);	/* whatever the umask is */
			break;
		}
		close_fd(&p->fd);
		r = -EBUSY;
	}
	if (r < 0)
		pidfile_forget(p);
	return r;
}

int pidfile_write(struct pidfile *p)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d\n", (int)getpid());
	int r = empty(p->fd);
	ssize_t n;

	if (r < 0)
		return r;
	n = pwrite(p->fd, text, (size_t)len, 0);
	if (n < 0)
		return -errno;
	return n == len ? 0 : -ENOSPC;
}

void pidfile_forget(struct pidfile *p)
{
	close_fd(&p->fd);
	close_fd(&p->dir_fd);
}

void pidfile_remove(struct pidfile *p)
{
	/*
	 * The lock is still ours, so no other daemon comes between look and
	 * unlink. A file that can be neither unlinked nor emptied keeps an old
	 * number; what counts is the lock, and that ends here.
	 */
	if (p->fd >= 0 && is_ours(p) && unlinkat(p->dir_fd, p->name, 0) < 0)
		empty(p->fd);
	pidfile_forget(p);
}
