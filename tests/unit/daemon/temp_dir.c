/* SPDX-License-Identifier: ISC */
#include "temp_dir.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char dir[80];

int temp_dir_setup(void **state)
{
	const char *parent = getenv("TMPDIR");

	(void)state;
	if (!parent || strlen(parent) > 40)	/* a socket's path has room for 107 characters */
		parent = P_tmpdir;
	snprintf(dir, sizeof(dir), "%s/daemon-test-XXXXXX", parent);
	return mkdtemp(dir) ? 0 : -1;
}

int temp_dir_teardown(void **state)
{
	const struct dirent *entry;
	DIR *d = opendir(dir);

	(void)state;
	while (d && (entry = readdir(d)))
		unlinkat(dirfd(d), entry->d_name, 0);	/* refuses . and .. by itself */
	if (d)
		closedir(d);
	return rmdir(dir);
}

const char *temp_path(const char *name)
{
	static char paths[4][160];
	static unsigned at;
	char *path = paths[at++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);
	return path;
}

int temp_socket(const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%.100s", temp_path(name));
	if (bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

const char *temp_receive(int fd)
{
	static char text[16384];
	ssize_t n = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);

	text[n > 0 ? n : 0] = '\0';
	return text;
}
