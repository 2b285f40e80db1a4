/* SPDX-License-Identifier: ISC */
#ifndef DAEMON_PIDFILE_H
#define DAEMON_PIDFILE_H

#include <limits.h>
#include <sys/types.h>

/**
 * struct pidfile - a locked pid file, caller's storage.
 *
 * The lock (flock) belongs to the open file, so it is taken before a fork()
 * and kept by whoever still holds the descriptor.
 */
struct pidfile {
	int fd;				/* -1 = none */
	int dir_fd;			/* its directory, so that a relative path stays right */
	char name[NAME_MAX + 1];
};

/**
 * pidfile_open - open or make the file, mode 0644, and lock it. Writes nothing yet.
 *
 * @holder: on -EBUSY the pid that stands in the file, 0 if none can be read
 *
 * Follows no symbolic link in the last component. Returns 0; -EBUSY if another
 * process holds the lock; -ELOOP for a symbolic link, -EINVAL for anything else
 * that is no plain file with one name; -errno.
 */
int pidfile_open(struct pidfile *p, const char *path, pid_t *holder);

/** pidfile_write - make "PID\n" of the calling process the content. Returns 0 or -errno. */
int pidfile_write(struct pidfile *p);

/** pidfile_forget - in a child that must not hold the lock: close, change nothing. */
void pidfile_forget(struct pidfile *p);

/**
 * pidfile_remove - at stop: unlink the file, or empty it where the directory
 * does not let us; a file that is not ours any more stays. Then close.
 */
void pidfile_remove(struct pidfile *p);

#endif
