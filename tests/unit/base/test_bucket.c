/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bucket.h"

static unsigned take_all(struct bucket *b, nd_ms now, uint32_t rate, uint32_t burst)
{
	unsigned n = 0;

	while (n < 100000 && bucket_take(b, now, rate, burst))
		n++;
	return n;
}

static void a_full_bucket_gives_its_burst_at_once_and_no_more(void **state)
{
	struct bucket b;

	(void)state;
	bucket_init(&b, 5000, 10);
	assert_int_equal(take_all(&b, 5000, 2, 10), 10);
	assert_false(bucket_take(&b, 5000, 2, 10));
}

static void tokens_flow_in_at_the_rate_to_the_millisecond(void **state)
{
	struct bucket b;

	(void)state;
	bucket_init(&b, 0, 10);
	(void)take_all(&b, 0, 2, 10);
	assert_false(bucket_take(&b, 499, 2, 10));
	assert_true(bucket_take(&b, 500, 2, 10));
	assert_false(bucket_take(&b, 500, 2, 10));
	assert_int_equal(take_all(&b, 2500, 2, 10), 4);
}

static void fractions_are_not_lost_between_calls(void **state)
{
	struct bucket b;
	unsigned n = 0;

	(void)state;
	bucket_init(&b, 0, 1);
	(void)take_all(&b, 0, 3, 1);
	for (nd_ms now = 1; now <= 10000; now++)
		n += bucket_take(&b, now, 3, 1);
	/* 30 have flowed in; one that came while the bucket was full is allowed to be lost */
	assert_in_range(n, 29, 30);
}

static void a_bucket_never_holds_more_than_its_burst(void **state)
{
	struct bucket b;

	(void)state;
	bucket_init(&b, 0, 10);
	assert_int_equal(take_all(&b, 1000000000000, 100, 10), 10);
	assert_int_equal(take_all(&b, INT64_MAX / 2, UINT32_MAX, 10), 10);
}

static void a_rate_of_zero_never_refills(void **state)
{
	struct bucket b;

	(void)state;
	bucket_init(&b, 0, 1);
	assert_true(bucket_take(&b, 0, 0, 1));
	assert_false(bucket_take(&b, 86400000, 0, 1));
}

static void a_reload_may_change_rate_and_burst(void **state)
{
	struct bucket b;

	(void)state;
	bucket_init(&b, 0, 200);
	assert_int_equal(take_all(&b, 0, 100, 5), 5);
	assert_int_equal(take_all(&b, 1000, 100, 50), 50);
}

static void time_that_stands_still_or_goes_back_gives_nothing(void **state)
{
	struct bucket b;

	(void)state;
	bucket_init(&b, 1000, 1);
	assert_true(bucket_take(&b, 1000, 1, 1));
	assert_false(bucket_take(&b, 0, 1, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_bucket_gives_its_burst_at_once_and_no_more),
		cmocka_unit_test(tokens_flow_in_at_the_rate_to_the_millisecond),
		cmocka_unit_test(fractions_are_not_lost_between_calls),
		cmocka_unit_test(a_bucket_never_holds_more_than_its_burst),
		cmocka_unit_test(a_rate_of_zero_never_refills),
		cmocka_unit_test(a_reload_may_change_rate_and_burst),
		cmocka_unit_test(time_that_stands_still_or_goes_back_gives_nothing),
	};

	return cmocka_run_group_tests_name("bucket", tests, NULL, NULL);
}
