/* SPDX-License-Identifier: ISC */
/*
 * Runs a program to its end without output and prints what it cost: processor
 * time in microseconds and the largest resident size in KiB. A program of its
 * own because a child starts with the resident size of who started it.
 *
 *     cost_of PROGRAM [ARGUMENT...]
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long long us(struct timeval t)
{
	return t.tv_sec * 1000000LL + t.tv_usec;
}

static void become(char **argv)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	execv(argv[0], argv);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage used;
	int status;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = fork();
	if (pid == 0)
		become(argv + 1);
	if (pid < 0 || wait4(pid, &status, 0, &used) < 0) {
		perror("cost_of");
		return 1;
	}
	printf("%lld %ld\n", us(used.ru_utime) + us(used.ru_stime), used.ru_maxrss);
	return status != 0;
}
