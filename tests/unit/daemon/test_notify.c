/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "notify.h"
#include "temp_dir.h"

static void every_word_is_one_datagram(void **state)
{
	int manager = temp_socket("notify");
	unsigned long long usec;
	struct notify n;

	(void)state;
	setenv("NOTIFY_SOCKET", temp_path("notify"), 1);
	assert_int_equal(notify_open(&n), 0);
	assert_int_equal(notify_ready(&n), 0);
	assert_string_equal(temp_receive(manager), "READY=1");
	assert_int_equal(notify_reloading(&n), 0);
	assert_int_equal(sscanf(temp_receive(manager), "RELOADING=1\nMONOTONIC_USEC=%llu", &usec), 1);
	assert_true(usec > 0);
	assert_int_equal(notify_stopping(&n), 0);
	assert_string_equal(temp_receive(manager), "STOPPING=1");
	assert_int_equal(notify_watchdog(&n), 0);
	assert_string_equal(temp_receive(manager), "WATCHDOG=1");
	assert_int_equal(notify_status(&n, "3 interfaces"), 0);
	assert_string_equal(temp_receive(manager), "STATUS=3 interfaces");
	assert_null(getenv("NOTIFY_SOCKET"));
	notify_close(&n);
	close(manager);
}

static void an_abstract_socket_is_understood(void **state)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char name[64];
	struct notify n;

	(void)state;
	snprintf(name, sizeof(name), "@notify-test-%d", (int)getpid());
	memcpy(addr.sun_path + 1, name + 1, strlen(name) - 1);
	assert_int_equal(bind(manager, (const struct sockaddr *)&addr,
			      (socklen_t)(sizeof(sa_family_t) + strlen(name))), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	assert_int_equal(notify_open(&n), 0);
	assert_int_equal(notify_ready(&n), 0);
	assert_string_equal(temp_receive(manager), "READY=1");
	notify_close(&n);
	close(manager);
}

static void without_a_manager_nothing_happens_and_nothing_fails(void **state)
{
	struct notify n;

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	assert_int_equal(notify_open(&n), 0);
	assert_int_equal(n.fd, -1);
	assert_true(n.watchdog_ms == ND_NEVER);
	assert_int_equal(notify_ready(&n), 0);
	notify_close(&n);
}

static void a_manager_that_is_gone_is_an_error_code(void **state)
{
	struct notify n;

	(void)state;
	setenv("NOTIFY_SOCKET", temp_path("nobody-here"), 1);
	assert_int_equal(notify_open(&n), 0);
	assert_int_equal(notify_ready(&n), -ENOENT);
	notify_close(&n);
}

static void names_that_are_no_path_are_refused(void **state)
{
	char longer[200];
	struct notify n;

	(void)state;
	setenv("NOTIFY_SOCKET", "vsock:2:1234", 1);
	assert_int_equal(notify_open(&n), -EAFNOSUPPORT);
	assert_int_equal(notify_ready(&n), 0);
	memset(longer, '/', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	setenv("NOTIFY_SOCKET", longer, 1);
	assert_int_equal(notify_open(&n), -ENAMETOOLONG);
}

static nd_ms watchdog(const char *usec, const char *pid)
{
	struct notify n;

	setenv("WATCHDOG_USEC", usec, 1);
	if (pid)
		setenv("WATCHDOG_PID", pid, 1);
	assert_int_equal(notify_open(&n), 0);
	assert_null(getenv("WATCHDOG_USEC"));
	assert_null(getenv("WATCHDOG_PID"));
	return n.watchdog_ms;
}

static void the_watchdog_is_ours_if_it_names_us_or_nobody(void **state)
{
	char own[16];

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	snprintf(own, sizeof(own), "%d", (int)getpid());
	assert_true(watchdog("30000000", own) == 30000);
	assert_true(watchdog("30000000", NULL) == 30000);
	assert_true(watchdog("30000000", "1") == ND_NEVER);
	assert_true(watchdog("0", NULL) == ND_NEVER);
	assert_true(watchdog("nonsense", NULL) == ND_NEVER);
}

#define NOTIFY_TEST(name) cmocka_unit_test_setup_teardown(name, temp_dir_setup, temp_dir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		NOTIFY_TEST(every_word_is_one_datagram),
		NOTIFY_TEST(an_abstract_socket_is_understood),
		NOTIFY_TEST(without_a_manager_nothing_happens_and_nothing_fails),
		NOTIFY_TEST(a_manager_that_is_gone_is_an_error_code),
		NOTIFY_TEST(names_that_are_no_path_are_refused),
		NOTIFY_TEST(the_watchdog_is_ours_if_it_names_us_or_nobody),
	};

	return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
