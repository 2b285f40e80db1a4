/* SPDX-License-Identifier: ISC */
/* Which message failed. The descriptor is none, so every message meets EBADF. */
#include "outbox.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include <cmocka.h>

static struct sockaddr_storage names[OUTBOX_MAX];

static void each_failed_message_is_known_by_its_slot(void **state)
{
	struct outbox o;

	(void)state;
	outbox_init(&o, names, sizeof(names[0]), NULL, 0);
	assert_int_equal(outbox_add(&o, view_of("a", 1)), 0);
	assert_int_equal(outbox_add(&o, view_of("b", 1)), 1);
	assert_int_equal(outbox_flush(&o, -1), 2);
	assert_int_equal(o.err[0], -EBADF);
	assert_int_equal(o.err[1], -EBADF);
}

/* Else the caller would take an advertisement for lost that left long ago. */
static void an_error_is_forgotten_when_the_next_message_is_queued(void **state)
{
	struct outbox o;

	(void)state;
	outbox_init(&o, names, sizeof(names[0]), NULL, 0);
	for (unsigned i = 0; i < OUTBOX_MAX; i++)
		assert_int_equal(outbox_add(&o, view_of("a", 1)), i);
	assert_int_equal(outbox_flush(&o, -1), OUTBOX_MAX);
	assert_int_equal(outbox_add(&o, view_of("b", 1)), 0);
	assert_int_equal(outbox_flush(&o, -1), 1);
	assert_int_equal(o.err[0], -EBADF);
	for (unsigned i = 1; i < OUTBOX_MAX; i++)
		assert_int_equal(o.err[i], 0);
}

static void a_full_outbox_takes_no_more(void **state)
{
	struct outbox o;

	(void)state;
	outbox_init(&o, names, sizeof(names[0]), NULL, 0);
	for (unsigned i = 0; i < OUTBOX_MAX; i++)
		assert_int_equal(outbox_add(&o, view_of("a", 1)), i);
	assert_int_equal(outbox_add(&o, view_of("b", 1)), -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_failed_message_is_known_by_its_slot),
		cmocka_unit_test(an_error_is_forgotten_when_the_next_message_is_queued),
		cmocka_unit_test(a_full_outbox_takes_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
