/* SPDX-License-Identifier: ISC */
/*
 * Each case is a child process that gives up its privileges; what the parent
 * judges is what the kernel says in /proc/self/status. Needs root.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "privileges.h"

#define NOBODY 65534

static const char *const preferred[] = { "no-such-user-1", "nobody", NULL };

/* What a child found out; lives in a pipe. */
struct report {
	int result;		/* of the calls of lib/jail */
	int choice;
	bool root_again;
	bool could_open_raw, still_open;
	char status[4096];	/* /proc/self/status */
};

static void read_status(struct report *r)
{
	int fd = open("/proc/self/status", O_RDONLY);
	ssize_t n = read(fd, r->status, sizeof(r->status) - 1);

	r->status[n > 0 ? n : 0] = '\0';
	close(fd);
}

static void in_child(void (*body)(struct report *r), struct report *r)
{
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		memset(r, 0, sizeof(*r));
		body(r);
		read_status(r);
		r->root_again = setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0;
		_exit(write(ends[1], r, sizeof(*r)) != (ssize_t)sizeof(*r));
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], r, sizeof(*r)), sizeof(*r));
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static bool has_line(const struct report *r, const char *line)
{
	return strstr(r->status, line) != NULL;
}

static void assert_no_sets(const struct report *r)
{
	assert_true(has_line(r, "\nCapInh:\t0000000000000000\n"));
	assert_true(has_line(r, "\nCapPrm:\t0000000000000000\n"));
	assert_true(has_line(r, "\nCapEff:\t0000000000000000\n"));
	assert_true(has_line(r, "\nCapAmb:\t0000000000000000\n"));
	assert_true(has_line(r, "\nNoNewPrivs:\t1\n"));
	assert_false(r->root_again);
}

static void drop_as_root(struct report *r)
{
	const gid_t groups[] = { 0, 1, 2 };
	struct privileges_user u;

	if (setgroups(3, groups) < 0)
		_exit(1);
	r->result = privileges_user(NULL, preferred, &u);
	if (r->result < 0)
		return;
	r->choice = (int)u.choice;
	r->result = privileges_drop(&u);
}

static void root_becomes_a_user_without_any_privilege(void **state)
{
	struct report r;

	(void)state;
	in_child(drop_as_root, &r);
	assert_int_equal(r.result, 0);
	assert_int_equal(r.choice, 1);		/* the first name that exists */
	assert_no_sets(&r);
	assert_true(has_line(&r, "\nCapBnd:\t0000000000000000\n"));
	assert_true(has_line(&r, "\nUid:\t65534\t65534\t65534\t65534\n"));
	assert_true(has_line(&r, "\nGid:\t65534\t65534\t65534\t65534\n"));
	assert_true(has_line(&r, "\nGroups:\t \n") || has_line(&r, "\nGroups:\t\n"));
}

static void keep_as_root(struct report *r)
{
	static const int caps[] = { CAP_NET_ADMIN, CAP_NET_RAW };
	struct privileges_user u;

	r->result = privileges_user(NULL, preferred, &u);
	if (r->result == 0)
		r->result = privileges_keep(&u, caps, 2);
	r->could_open_raw = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, 58) >= 0;
}

/* */
static void root_can_keep_two_capabilities_that_nobody_inherits(void **state)
{
	struct report r;

	(void)state;
	in_child(keep_as_root, &r);
	assert_int_equal(r.result, 0);
	assert_true(r.could_open_raw);
	assert_true(has_line(&r, "\nCapInh:\t0000000000000000\n"));
	assert_true(has_line(&r, "\nCapPrm:\t0000000000003000\n"));
	assert_true(has_line(&r, "\nCapEff:\t0000000000003000\n"));
	assert_true(has_line(&r, "\nCapBnd:\t0000000000000000\n"));
	assert_true(has_line(&r, "\nCapAmb:\t0000000000000000\n"));
	assert_true(has_line(&r, "\nUid:\t65534\t65534\t65534\t65534\n"));
	assert_false(r.root_again);
}

static bool open_raw(void)
{
	return socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, 58) >= 0;
}

/* As a service manager starts it: another user, CAP_NET_RAW ambient, nothing else. */
static void start_with_ambient_net_raw(void)
{
	capng_clear(CAPNG_SELECT_ALL);
	if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_INHERITABLE |
				    CAPNG_BOUNDING_SET, CAP_NET_RAW) < 0 ||
	    capng_change_id(NOBODY, NOBODY, CAPNG_DROP_SUPP_GRP) < 0 ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0) < 0)
		_exit(1);
}

static void drop_with_ambient(struct report *r)
{
	struct privileges_user u;

	start_with_ambient_net_raw();
	r->could_open_raw = privileges_have(CAP_NET_RAW) && !privileges_have(CAP_NET_ADMIN) &&
			    open_raw();
	r->result = privileges_user(NULL, preferred, &u);
	if (r->result < 0 || u.uid != NOBODY)
		_exit(1);
	r->result = privileges_drop(&u);
	r->still_open = open_raw() || privileges_have(CAP_NET_RAW);
}

static void a_user_with_ambient_net_raw_opens_sockets_and_then_has_nothing(void **state)
{
	struct report r;

	(void)state;
	in_child(drop_with_ambient, &r);
	assert_true(r.could_open_raw);
	assert_int_equal(r.result, PRIVILEGES_BOUNDING_LEFT);	/* that takes CAP_SETPCAP */
	assert_no_sets(&r);
	assert_true(has_line(&r, "\nUid:\t65534\t65534\t65534\t65534\n"));
	assert_false(r.still_open);
}

/* Of what is asked for it keeps what it has. */
static void keep_with_ambient(struct report *r)
{
	static const int caps[] = { CAP_NET_ADMIN, CAP_NET_RAW };
	struct privileges_user u;

	start_with_ambient_net_raw();
	r->result = privileges_user(NULL, preferred, &u);
	if (r->result == 0)
		r->result = privileges_keep(&u, caps, 2);
}

static void a_user_keeps_no_capability_that_he_has_not(void **state)
{
	struct report r;

	(void)state;
	in_child(keep_with_ambient, &r);
	assert_int_equal(r.result, PRIVILEGES_BOUNDING_LEFT);
	assert_true(has_line(&r, "\nCapPrm:\t0000000000002000\n"));
	assert_true(has_line(&r, "\nCapEff:\t0000000000002000\n"));
	assert_true(has_line(&r, "\nCapInh:\t0000000000000000\n"));
	assert_true(has_line(&r, "\nCapAmb:\t0000000000000000\n"));
}

static void drop_without_anything(struct report *r)
{
	struct privileges_user u;

	if (setgroups(0, NULL) < 0 || setresgid(4711, 4711, 4711) < 0 ||
	    setresuid(4711, 4711, 4711) < 0)
		_exit(1);
	r->result = privileges_user(NULL, preferred, &u);
	if (r->result == 0 && strcmp(u.name, "4711") == 0)
		r->result = privileges_drop(&u);
}

static void a_user_without_an_entry_and_without_privileges_stays_who_he_is(void **state)
{
	struct report r;

	(void)state;
	in_child(drop_without_anything, &r);
	assert_int_equal(r.result, PRIVILEGES_BOUNDING_LEFT);
	assert_no_sets(&r);
	assert_true(has_line(&r, "\nUid:\t4711\t4711\t4711\t4711\n"));
}

/* A set-user-id program that root started: real and saved ids lead back. */
static void drop_with_a_way_back(struct report *r)
{
	struct privileges_user u;

	if (setresgid(0, NOBODY, 0) < 0 || setresuid(0, NOBODY, 0) < 0)
		_exit(1);
	r->result = privileges_user(NULL, preferred, &u);
	if (r->result == 0)
		r->result = privileges_drop(&u);
}

static void real_and_saved_ids_of_root_are_no_way_back(void **state)
{
	struct report r;

	(void)state;
	in_child(drop_with_a_way_back, &r);
	assert_true(r.result >= 0);
	assert_no_sets(&r);
	assert_true(has_line(&r, "\nUid:\t65534\t65534\t65534\t65534\n"));
}

static void drop_to_root(struct report *r)
{
	const struct privileges_user root = { .uid = 0, .gid = 0, .name = "root" };

	r->result = privileges_drop(&root);
	if (r->result == -EPERM && setresuid(NOBODY, NOBODY, NOBODY) < 0)
		_exit(1);
}

static void nobody_stays_root(void **state)
{
	static const char *const only_root[] = { "root", NULL };
	struct privileges_user u;
	struct report r;

	(void)state;
	assert_int_equal(privileges_user("root", preferred, &u), -EPERM);
	assert_int_equal(privileges_user(NULL, only_root, &u), -ENOENT);
	in_child(drop_to_root, &r);
	assert_int_equal(r.result, -EPERM);
}

static void root_can_name_the_user(void **state)
{
	struct privileges_user u;

	(void)state;
	assert_int_equal(privileges_user("daemon", preferred, &u), 0);
	assert_string_equal(u.name, "daemon");
	assert_int_equal(privileges_user("no-such-user-1", preferred, &u), -ENOENT);
}

static void ask_for_others(struct report *r)
{
	struct privileges_user u;

	if (setresuid(NOBODY, NOBODY, NOBODY) < 0)
		_exit(1);
	r->result = privileges_user("daemon", preferred, &u) == -EPERM &&
		    privileges_user("root", preferred, &u) == -EPERM &&
		    privileges_user("no-such-user-1", preferred, &u) == -ENOENT &&
		    privileges_user("nobody", preferred, &u) == 0 && u.uid == NOBODY;
	if (setresgid(NOBODY, NOBODY, NOBODY) == 0)
		r->result = 0;		/* never: capabilities are gone with the uid */
}

static void who_is_not_root_can_only_be_himself(void **state)
{
	struct report r;

	(void)state;
	in_child(ask_for_others, &r);
	assert_int_equal(r.result, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(root_becomes_a_user_without_any_privilege),
		cmocka_unit_test(root_can_keep_two_capabilities_that_nobody_inherits),
		cmocka_unit_test(a_user_keeps_no_capability_that_he_has_not),
		cmocka_unit_test(a_user_with_ambient_net_raw_opens_sockets_and_then_has_nothing),
		cmocka_unit_test(a_user_without_an_entry_and_without_privileges_stays_who_he_is),
		cmocka_unit_test(real_and_saved_ids_of_root_are_no_way_back),
		cmocka_unit_test(nobody_stays_root),
		cmocka_unit_test(root_can_name_the_user),
		cmocka_unit_test(who_is_not_root_can_only_be_himself),
	};

	/* cmocka's "not ok # SKIP" counts as a failure in TAP, so the file is skipped as a whole. */
	if (geteuid() != 0) {
		puts("1..0 # SKIP only root has privileges to give up");
		return 0;
	}
	return cmocka_run_group_tests_name("privileges", tests, NULL, NULL);
}
