/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "clock.h"

static void the_clock_counts_milliseconds_since_boot(void **state)
{
	struct timespec before, after;
	nd_ms now;

	(void)state;
	clock_gettime(CLOCK_BOOTTIME, &before);
	now = clock_now();
	clock_gettime(CLOCK_BOOTTIME, &after);
	assert_true(now >= before.tv_sec * 1000 + before.tv_nsec / 1000000);
	assert_true(now <= after.tv_sec * 1000 + after.tv_nsec / 1000000);
}

/* 256 bits alike by chance do not happen. */
static void two_seeds_differ(void **state)
{
	struct rng a, b;

	(void)state;
	assert_int_equal(clock_seed(&a), 0);
	assert_int_equal(clock_seed(&b), 0);
	assert_memory_not_equal(&a, &b, sizeof(a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_clock_counts_milliseconds_since_boot),
		cmocka_unit_test(two_seeds_differ),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
