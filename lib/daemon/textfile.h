/* SPDX-License-Identifier: ISC */
#ifndef DAEMON_TEXTFILE_H
#define DAEMON_TEXTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define TEXTFILE_MAX ((size_t)16 << 20)	/* octets of a configuration file */

/**
 * struct textfile_guard - who must not be able to write a configuration.
 *
 * A file that everybody may write is refused always. One that the daemon's own
 * user may write is refused when the daemon is started as root: whoever takes
 * the process over would else choose what it does after the next start.
 */
struct textfile_guard {
	bool check_user;
	uid_t uid;
	gid_t gid;
};

/**
 * textfile_read - read a whole file.
 *
 * @guard: judged on the open file; NULL = nobody is refused
 * @text:  gets malloc()ed storage that the caller frees, NUL-terminated
 * @len:   gets its octets, without the NUL
 *
 * Returns NULL, or why it was not read, in words that follow "cannot be used:";
 * static storage or strerror().
 */
const char *textfile_read(const char *path, const struct textfile_guard *guard, char **text,
			  size_t *len);

#endif
