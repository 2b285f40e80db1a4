/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemonize.h"

/* Runs @main_of as a program of its own; its exit code, and what it wrote to stderr. */
static int run(int (*main_of)(void), char *err, size_t size)
{
	int status, ends[2];
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		_exit(main_of());
	}
	close(ends[1]);
	while ((n = read(ends[0], err + len, size - 1 - len)) > 0)	/* until all have let go */
		len += (size_t)n;
	err[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void say(const char *s)
{
	if (write(STDERR_FILENO, s, strlen(s)) < 0)
		_exit(99);
}

static int with_a_bad_configuration(void)
{
	struct daemonize d;
	int code;

	if (daemonize(&d, &code) != 0)
		return code;
	say("radvd6.conf:1:1: error\n");
	return 1;
}

static void a_bad_start_gives_its_exit_code_and_messages_to_the_shell(void **state)
{
	char err[128];

	(void)state;
	assert_int_equal(run(with_a_bad_configuration, err, sizeof(err)), 1);
	assert_string_equal(err, "radvd6.conf:1:1: error\n");
}

static int crashing(void)
{
	struct daemonize d;
	int code;

	if (daemonize(&d, &code) != 0)
		return code;
	raise(SIGKILL);
	return 0;
}

static void a_crash_at_the_start_is_no_success(void **state)
{
	char err[128];

	(void)state;
	assert_int_equal(run(crashing, err, sizeof(err)), 1);
}

/* Says what it finds by a pipe of its own, since its stderr is gone. */
static int report_fd;

static bool is_null(int fd)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat("/dev/null", &b) == 0 && a.st_rdev == b.st_rdev;
}

static int good(void)
{
	struct daemonize d;
	char found[4];
	int code;

	if (daemonize(&d, &code) != 0)
		return code;
	say("warning\n");
	if (daemonize_ready(&d, false) < 0)
		return 1;
	found[0] = getsid(0) == getpid() ? 's' : '-';
	for (int fd = 0; fd < 3; fd++)
		found[1 + fd] = is_null(fd) ? 'n' : '-';
	return write(report_fd, found, 4) != 4;
}

static void a_good_start_frees_the_shell_and_lets_go_of_its_terminal(void **state)
{
	char err[128], found[5] = "";
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	report_fd = ends[1];
	assert_int_equal(run(good, err, sizeof(err)), 0);
	assert_string_equal(err, "warning\n");
	assert_int_equal(read(ends[0], found, 4), 4);
	assert_string_equal(found, "snnn");
	close(ends[0]);
	close(ends[1]);
}

static int talkative(void)
{
	struct daemonize d;
	int code;

	if (daemonize(&d, &code) != 0)
		return code;
	if (daemonize_ready(&d, true) < 0)
		return 1;
	say("still here\n");
	return 0;
}

static void stderr_can_be_kept(void **state)
{
	char err[128];

	(void)state;
	assert_int_equal(run(talkative, err, sizeof(err)), 0);
	assert_string_equal(err, "still here\n");
}

static int in_the_foreground(void)
{
	struct daemonize d = { .fd = -1 };

	if (daemonize_ready(&d, false) < 0)
		return 1;
	say("foreground\n");
	return 0;
}

static void readiness_in_the_foreground_changes_nothing(void **state)
{
	char err[128];

	(void)state;
	assert_int_equal(run(in_the_foreground, err, sizeof(err)), 0);
	assert_string_equal(err, "foreground\n");
}

static int with_closed_stdio(void)
{
	int fd;

	close(0);
	close(1);
	close(2);
	if (daemonize_stdio() < 0)
		return 1;
	fd = open("/dev/null", O_RDONLY);
	return fd > 2 && is_null(0) && is_null(1) && is_null(2) ? 0 : 2;
}

static void closed_standard_descriptors_are_filled(void **state)
{
	char err[128];

	(void)state;
	assert_int_equal(run(with_closed_stdio, err, sizeof(err)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bad_start_gives_its_exit_code_and_messages_to_the_shell),
		cmocka_unit_test(a_crash_at_the_start_is_no_success),
		cmocka_unit_test(a_good_start_frees_the_shell_and_lets_go_of_its_terminal),
		cmocka_unit_test(stderr_can_be_kept),
		cmocka_unit_test(readiness_in_the_foreground_changes_nothing),
		cmocka_unit_test(closed_standard_descriptors_are_filled),
	};

	return cmocka_run_group_tests_name("daemonize", tests, NULL, NULL);
}
