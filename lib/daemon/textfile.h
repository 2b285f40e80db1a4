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

/**
 * textfile_read_beneath - the same for a file that another one includes.
 *
 * @root: directory that the file must lie in, once all symbolic links are
 *        followed: links within it are fine, those that lead out are refused.
 *        "" = the current directory
 *
 * Nobody but its owner and group may be able to put files into the directory
 * that holds it, and not the daemon's own user either: whoever can would
 * choose what is included next.
 */
const char *textfile_read_beneath(const char *path, const char *root,
				  const struct textfile_guard *guard, char **text, size_t *len);

/**
 * textfile_match - names of files, as a shell makes them of *, ? and [...].
 *
 * @dir:   taken literally; "" or with a slash at its end
 * @names: gets @n names that begin with @dir, in no stated order; the caller
 *         frees each one and the array
 *
 * Returns NULL, also if nothing matches, or a phrase as textfile_read() does.
 */
const char *textfile_match(const char *dir, const char *pattern, char ***names, size_t *n);

#endif
