/* SPDX-License-Identifier: ISC */
/* Configuration files: which are read, which are refused and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "temp_dir.h"
#include "textfile.h"

static const struct textfile_guard anybody;

static const char *make_file(const char *name, mode_t mode)
{
	const char *path = temp_path(name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(name, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

/* Read @path as included beneath @root; returns why not, or NULL if it holds @text. */
static const char *included(const char *path, const char *root, const struct textfile_guard *guard,
			    const char *text)
{
	char *got = NULL;
	size_t len;
	const char *why = textfile_read_beneath(path, root, guard, &got, &len);

	if (!why) {
		assert_string_equal(got, text);
		assert_int_equal(len, strlen(text));
	}
	free(got);
	return why;
}

static char *root_of(void)
{
	char *root = strdup(temp_path(""));

	assert_non_null(root);
	return root;
}

static void links_within_the_directory_are_followed(void **state)
{
	char *root = root_of();

	(void)state;
	make_file("plain", 0600);
	assert_int_equal(symlink("plain", temp_path("relative")), 0);
	assert_int_equal(symlink(temp_path("plain"), temp_path("absolute")), 0);
	assert_null(included(temp_path("plain"), root, &anybody, "plain"));
	assert_null(included(temp_path("relative"), root, &anybody, "plain"));
	assert_null(included(temp_path("absolute"), root, &anybody, "plain"));
	free(root);
}

static void links_that_lead_out_are_refused(void **state)
{
	char *root = root_of();

	(void)state;
	assert_int_equal(symlink("/etc/passwd", temp_path("out")), 0);
	assert_int_equal(symlink("/etc", temp_path("dir")), 0);
	assert_int_equal(symlink("gone", temp_path("dangling")), 0);
	assert_non_null(strstr(included(temp_path("out"), root, &anybody, ""), "leads out"));
	assert_non_null(strstr(included(temp_path("dir/passwd"), root, &anybody, ""), "leads out"));
	assert_string_equal(included(temp_path("dangling"), root, &anybody, ""),
			    "No such file or directory");
	root[strlen(root) - 2] = '\0';	/* a name that the real one begins with is another one */
	make_file("late", 0600);
	assert_non_null(included(temp_path("late"), root, &anybody, "late"));
	free(root);
}

static void included_files_are_judged_like_the_main_one(void **state)
{
	struct textfile_guard own = { .check_user = true, .uid = geteuid(), .gid = getegid() };
	char *root = root_of();

	(void)state;
	make_file("open", 0606);
	assert_non_null(strstr(included(temp_path("open"), root, &anybody, ""), "everybody may write"));
	make_file("closed", 0400);
	assert_non_null(strstr(included(temp_path("closed"), root, &own, ""),
			       "own user may put files into its directory"));
	assert_int_equal(chmod(root, 0703), 0);
	assert_non_null(strstr(included(temp_path("closed"), root, &anybody, ""),
			       "everybody may put files into its directory"));
	assert_int_equal(chmod(root, 0700), 0);
	assert_null(included(temp_path("closed"), root, &anybody, "closed"));
	free(root);
}

static void patterns_give_names_and_the_directory_is_taken_literally(void **state)
{
	char **names, *root = root_of(), dir[200];
	size_t n;

	(void)state;
	(void)snprintf(dir, sizeof(dir), "%s[x]*/", root);
	assert_null(textfile_match(root, "*.none", &names, &n));
	assert_int_equal(n, 0);
	assert_null(textfile_match(root, "nowhere/*", &names, &n));
	assert_int_equal(n, 0);
	assert_null(textfile_match(dir, "*", &names, &n));
	assert_int_equal(n, 0);
	assert_int_equal(mkdir(dir, 0700), 0);
	make_file("[x]*/a.conf", 0600);
	make_file("[x]*/b.txt", 0600);
	assert_null(textfile_match(dir, "*.conf", &names, &n));
	assert_int_equal(n, 1);
	assert_string_equal(names[0] + strlen(dir), "a.conf");
	free(names[0]);
	free(names);
	unlink(temp_path("[x]*/a.conf"));
	unlink(temp_path("[x]*/b.txt"));
	rmdir(dir);
	free(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(links_within_the_directory_are_followed,
						temp_dir_setup, temp_dir_teardown),
		cmocka_unit_test_setup_teardown(links_that_lead_out_are_refused, temp_dir_setup,
						temp_dir_teardown),
		cmocka_unit_test_setup_teardown(included_files_are_judged_like_the_main_one,
						temp_dir_setup, temp_dir_teardown),
		cmocka_unit_test_setup_teardown(
			patterns_give_names_and_the_directory_is_taken_literally, temp_dir_setup,
			temp_dir_teardown),
	};

	return cmocka_run_group_tests_name("textfile", tests, NULL, NULL);
}
