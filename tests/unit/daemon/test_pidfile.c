/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pidfile.h"
#include "temp_dir.h"

static const char *content(const char *path)
{
	static char text[64];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void put_content(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0666);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static const char *own_pid(void)
{
	static char text[16];

	snprintf(text, sizeof(text), "%d\n", (int)getpid());
	return text;
}

static void it_holds_the_number_and_a_newline_whatever_stood_there(void **state)
{
	const char *path = temp_path("pid");
	struct pidfile p;
	struct stat st;
	pid_t holder;

	(void)state;
	put_content(path, "1234567890 and more\nlines\n");
	assert_int_equal(pidfile_open(&p, path, &holder), 0);
	assert_int_equal(pidfile_write(&p), 0);
	assert_string_equal(content(path), own_pid());
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	pidfile_remove(&p);
}

static void its_mode_is_0644_under_any_umask(void **state)
{
	static const mode_t masks[] = { 0, 022, 077 };
	const char *path = temp_path("pid");
	struct pidfile p;
	struct stat st;
	pid_t holder;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		mode_t before = umask(masks[i]);

		assert_int_equal(pidfile_open(&p, path, &holder), 0);
		umask(before);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0644);
		pidfile_remove(&p);
	}
}

/* Another process holds the lock until @fd is closed here. */
static pid_t other_holder(const char *path, int *fd)
{
	int go[2], ready[2];
	char c;
	pid_t child;

	assert_int_equal(pipe2(go, O_CLOEXEC), 0);
	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	child = fork();
	if (child == 0) {
		struct pidfile p;
		pid_t holder;

		close(go[1]);
		if (pidfile_open(&p, path, &holder) < 0 || pidfile_write(&p) < 0 ||
		    write(ready[1], "x", 1) != 1)
			_exit(1);
		_exit(read(go[0], &c, 1) != 0);
	}
	close(go[0]);
	close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	*fd = go[1];
	return child;
}

static void a_second_daemon_is_refused_and_told_who_is_first(void **state)
{
	const char *path = temp_path("pid");
	struct pidfile p;
	pid_t holder, other;
	char number[16];
	int fd;

	(void)state;
	other = other_holder(path, &fd);
	assert_int_equal(pidfile_open(&p, path, &holder), -EBUSY);
	assert_int_equal(holder, other);
	assert_int_equal(p.fd, -1);
	snprintf(number, sizeof(number), "%d\n", (int)other);
	assert_string_equal(content(path), number);
	close(fd);
	assert_int_equal(waitpid(other, NULL, 0), other);
}

static void a_file_that_a_dead_daemon_left_is_taken_over(void **state)
{
	const char *path = temp_path("pid");
	struct pidfile p;
	pid_t holder, other;
	int fd;

	(void)state;
	other = other_holder(path, &fd);
	close(fd);
	assert_int_equal(waitpid(other, NULL, 0), other);
	assert_int_equal(pidfile_open(&p, path, &holder), 0);
	assert_int_equal(pidfile_write(&p), 0);
	assert_string_equal(content(path), own_pid());
	pidfile_remove(&p);
}

static void no_symbolic_link_is_followed(void **state)
{
	const char *victim = temp_path("victim"), *path = temp_path("pid");
	struct pidfile p;
	pid_t holder;

	(void)state;
	put_content(victim, "precious");
	assert_int_equal(symlink(victim, path), 0);
	assert_int_equal(pidfile_open(&p, path, &holder), -ELOOP);
	assert_string_equal(content(victim), "precious");
}

static void a_file_with_two_names_or_no_plain_file_is_refused(void **state)
{
	const char *victim = temp_path("victim"), *path = temp_path("pid");
	struct pidfile p;
	pid_t holder;

	(void)state;
	put_content(victim, "precious");
	assert_int_equal(link(victim, path), 0);
	assert_int_equal(pidfile_open(&p, path, &holder), -EINVAL);
	assert_string_equal(content(victim), "precious");
	assert_int_equal(mkfifo(temp_path("fifo"), 0600), 0);
	assert_int_equal(pidfile_open(&p, temp_path("fifo"), &holder), -EINVAL);
	assert_int_equal(pidfile_open(&p, temp_path("no/dir"), &holder), -ENOENT);
	assert_int_equal(pidfile_open(&p, temp_path(""), &holder), -EISDIR);
}

static void at_stop_it_is_gone(void **state)
{
	const char *path = temp_path("pid");
	struct pidfile p;
	pid_t holder;

	(void)state;
	assert_int_equal(pidfile_open(&p, path, &holder), 0);
	assert_int_equal(pidfile_write(&p), 0);
	pidfile_remove(&p);
	assert_int_equal(access(path, F_OK), -1);
	pidfile_remove(&p);	/* and doing it twice is harmless */
}

static void at_stop_the_file_of_a_successor_stays(void **state)
{
	const char *path = temp_path("pid");
	struct pidfile p;
	pid_t holder;

	(void)state;
	assert_int_equal(pidfile_open(&p, path, &holder), 0);
	assert_int_equal(unlink(path), 0);
	put_content(path, "77\n");
	pidfile_remove(&p);
	assert_string_equal(content(path), "77\n");
}

static void a_child_that_forgets_it_leaves_the_lock_alone(void **state)
{
	const char *path = temp_path("pid");
	struct pidfile p, second;
	pid_t holder, child;

	(void)state;
	assert_int_equal(pidfile_open(&p, path, &holder), 0);
	assert_int_equal(pidfile_write(&p), 0);
	child = fork();
	if (child == 0) {
		pidfile_forget(&p);
		_exit(0);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(pidfile_open(&second, path, &holder), -EBUSY);
	assert_int_equal(holder, getpid());
	pidfile_remove(&p);
}

static void a_relative_path_stays_right_after_chdir(void **state)
{
	char before[PATH_MAX];
	struct pidfile p;
	pid_t holder;

	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(temp_path("")), 0);
	assert_int_equal(pidfile_open(&p, "pid", &holder), 0);
	assert_int_equal(chdir("/"), 0);
	pidfile_remove(&p);
	assert_int_equal(access(temp_path("pid"), F_OK), -1);
	assert_int_equal(chdir(before), 0);
}

static void where_the_directory_is_not_ours_it_is_emptied(void **state)
{
	const char *path = temp_path("pid");
	struct pidfile p;
	pid_t holder, child;
	int status;

	(void)state;
	assert_int_equal(pidfile_open(&p, path, &holder), 0);
	assert_int_equal(pidfile_write(&p), 0);
	/* Root may unlink anywhere, and becomes somebody else; all others take it from themselves. */
	assert_int_equal(chmod(temp_path(""), geteuid() == 0 ? 0755 : 0555), 0);
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
			_exit(1);
		pidfile_remove(&p);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(access(path, F_OK), 0);
	assert_string_equal(content(path), "");
	assert_int_equal(chmod(temp_path(""), 0755), 0);
	pidfile_remove(&p);
}

#define PID_TEST(name) cmocka_unit_test_setup_teardown(name, temp_dir_setup, temp_dir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PID_TEST(it_holds_the_number_and_a_newline_whatever_stood_there),
		PID_TEST(its_mode_is_0644_under_any_umask),
		PID_TEST(a_second_daemon_is_refused_and_told_who_is_first),
		PID_TEST(a_file_that_a_dead_daemon_left_is_taken_over),
		PID_TEST(no_symbolic_link_is_followed),
		PID_TEST(a_file_with_two_names_or_no_plain_file_is_refused),
		PID_TEST(at_stop_it_is_gone),
		PID_TEST(at_stop_the_file_of_a_successor_stays),
		PID_TEST(a_child_that_forgets_it_leaves_the_lock_alone),
		PID_TEST(a_relative_path_stays_right_after_chdir),
		PID_TEST(where_the_directory_is_not_ours_it_is_emptied),
	};

	return cmocka_run_group_tests_name("pidfile", tests, NULL, NULL);
}
