/* SPDX-License-Identifier: ISC */
#include "textfile.h"

#include <errno.h>
#include <fcntl.h>
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
	if (st->st_uid == guard->uid && (st->st_mode & S_IWUSR))
		return "the daemon's own user may write it; give it to root (chown root)";
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

const char *textfile_read(const char *path, const struct textfile_guard *guard, char **text,
			  size_t *len)
{
	/* Not blocking: opening a named pipe must not hang the daemon. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
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
