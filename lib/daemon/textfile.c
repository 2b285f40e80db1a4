/* SPDX-License-Identifier: ISC */
#include "textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *judge(const struct stat *st, const struct textfile_guard *guard)
{
	if (S_ISDIR(st->st_mode))
		return "it is a directory";
	if (!S_ISREG(st->st_mode))
		return "it is not a plain file";
	if ((size_t)st->st_size > TEXTFILE_MAX)
		return "it is larger than 16 MiB";
	if (!guard)
		return NULL;
	if (st->st_mode & S_IWOTH)
		return "everybody may write it; take that permission away (chmod o-w)";
	if (!guard->check_user)
		return NULL;
	if (st->st_uid == guard->uid)	/* the owner can always make it writable */
		return "it belongs to the daemon's own user; give it to root (chown root)";
	if (st->st_gid == guard->gid && (st->st_mode & S_IWGRP))
		return "the daemon's own group may write it; take that permission away (chmod g-w)";
	return NULL;
}

/* The file may grow or shrink while it is read: what is there at the end counts. */
static const char *read_all(int fd, char *buf, size_t cap, size_t *len)
{
	*len = 0;
	while (*len < cap) {
		ssize_t n = read(fd, buf + *len, cap - *len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return strerror(errno);
		if (n == 0)
			break;
		*len += (size_t)n;
	}
	return NULL;
}

static const char *read_file(const char *path, int flags, const struct textfile_guard *guard,
			     char **text, size_t *len)
{
	/* Not blocking: opening a named pipe must not hang the daemon. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags);
	const char *why;
	struct stat st;
	char *buf;

	if (fd < 0)
		return strerror(errno);
	why = fstat(fd, &st) < 0 ? strerror(errno) : judge(&st, guard);
	if (why) {
		close(fd);
		return why;
	}
	buf = malloc((size_t)st.st_size + 1);
	why = buf ? read_all(fd, buf, (size_t)st.st_size, len) : strerror(ENOMEM);
	close(fd);
	if (why) {
		free(buf);
		return why;
	}
	buf[*len] = '\0';
	*text = buf;
	return NULL;
}

const char *textfile_read(const char *path, const struct textfile_guard *guard, char **text,
			  size_t *len)
{
	return read_file(path, 0, guard, text, len);
}

/* -- files that others include -- */

static const char *judge_directory(const char *dir, const struct textfile_guard *guard)
{
	struct stat st;

	if (stat(dir, &st) < 0)
		return strerror(errno);
	if (!guard)
		return NULL;
	if (st.st_mode & S_IWOTH)
		return "everybody may put files into its directory; take that permission away (chmod o-w)";
	if (!guard->check_user)
		return NULL;
	if (st.st_uid == guard->uid && (st.st_mode & S_IWUSR))
		return "the daemon's own user may put files into its directory; give it to root "
		       "(chown root)";
	if (st.st_gid == guard->gid && (st.st_mode & S_IWGRP))
		return "the daemon's own group may put files into its directory; take that "
		       "permission away (chmod g-w)";
	return NULL;
}

static bool is_beneath(const char *path, const char *root)
{
	size_t len = strlen(root);

	return strncmp(path, root, len) == 0 && (path[len] == '/' || strcmp(root, "/") == 0);
}

const char *textfile_read_beneath(const char *path, const char *root,
				  const struct textfile_guard *guard, char **text, size_t *len)
{
	char real[PATH_MAX], real_root[PATH_MAX], dir[PATH_MAX], *slash;
	const char *why;

	if (!realpath(path, real) || !realpath(root[0] ? root : ".", real_root))
		return strerror(errno);
	if (!is_beneath(real, real_root))
		return "a symbolic link leads out of the directory of the main file";
	memcpy(dir, real, sizeof(dir));
	slash = strrchr(dir, '/');
	slash[slash == dir] = '\0';
	why = judge_directory(dir, guard);
	return why ? why : read_file(real, O_NOFOLLOW, guard, text, len);
}

/* What is special in a pattern stands for itself between brackets. */
static char *literally(const char *dir, const char *pattern)
{
	size_t room = 3 * strlen(dir) + strlen(pattern) + 1;
	char *all = malloc(room), *to = all;

	for (; all && *dir; dir++) {
		if (strchr("*?[", *dir)) {
			*to++ = '[';
			*to++ = *dir;
			*to++ = ']';
		} else {
			*to++ = *dir;
		}
	}
	if (all)
		memcpy(to, pattern, strlen(pattern) + 1);
	return all;
}

/* A directory that is not there holds no match; one that cannot be read is a fault. */
static int on_error(const char *path, int error)
{
	(void)path;
	return error != ENOENT && error != ENOTDIR;
}

static const char *take_names(glob_t *found, char ***names, size_t *n)
{
	size_t i = 0;

	*names = calloc(found->gl_pathc + 1, sizeof(**names));
	for (; *names && i < found->gl_pathc; i++) {
		(*names)[i] = strdup(found->gl_pathv[i]);
		if (!(*names)[i])
			break;
	}
	*n = i;
	if (*names && i == found->gl_pathc)
		return NULL;
	while (*names && i > 0)
		free((*names)[--i]);
	free(*names);
	return strerror(ENOMEM);
}

const char *textfile_match(const char *dir, const char *pattern, char ***names, size_t *n)
{
	char *all = literally(dir, pattern);
	const char *why = NULL;
	glob_t found;
	int r;

	*names = NULL;
	*n = 0;
	if (!all)
		return strerror(ENOMEM);
	r = glob(all, GLOB_NOSORT | GLOB_NOESCAPE, on_error, &found);
	free(all);
	if (r == 0)
		why = take_names(&found, names, n);
	else if (r == GLOB_ABORTED)
		why = "a directory cannot be read";
	else if (r != GLOB_NOMATCH)
		why = strerror(ENOMEM);
	globfree(&found);
	return why;
}
