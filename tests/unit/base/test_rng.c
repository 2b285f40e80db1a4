/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "rng.h"
#include "view.h"

static void it_is_xoshiro_256_starstar(void **state)
{
	/* the authors' algorithm from the state 1, 2, 3, 4 */
	static const uint64_t words[4] = { 1, 2, 3, 4 };
	static const uint64_t want[] = {
		11520u, 0u, 1509978240u, 1215971899390074240u, 1216172134540287360u,
		607988272756665600u, 16172922978634559625u, 8476171486693032832u,
	};
	uint8_t seed[32];
	struct rng r;

	(void)state;
	memcpy(seed, words, sizeof(seed));
	rng_seed(&r, seed);
	for (unsigned i = 0; i < ARRAY_LEN(want); i++)
		assert_true(rng_u64(&r) == want[i]);
}

static void a_fixed_generator_is_seeded_by_splitmix64(void **state)
{
	static const uint64_t want[4] = { 6457827717110365317u, 3203168211198807973u,
					  9817491932198370423u, 4593380528125082431u };
	struct rng r = rng_fixed(1234567);

	(void)state;
	assert_memory_equal(r.s, want, sizeof(want));
}

static void the_same_number_gives_the_same_sequence_and_another_another(void **state)
{
	struct rng a = rng_fixed(1), b = rng_fixed(1), c = rng_fixed(2);

	(void)state;
	for (int i = 0; i < 100; i++) {
		uint64_t v = rng_u64(&a);

		assert_true(v == rng_u64(&b));
		assert_true(v != rng_u64(&c));
	}
}

static void an_all_zero_seed_does_not_stop_it(void **state)
{
	static const uint8_t zero[32];
	struct rng r;

	(void)state;
	rng_seed(&r, zero);
	assert_true((rng_u64(&r) | rng_u64(&r)) != 0);
}

static void numbers_stay_within_their_bounds_and_reach_both_ends(void **state)
{
	static const uint64_t maxima[] = { 0, 1, 2, 9, 15, 16 };
	struct rng r = rng_fixed(7);

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(maxima); i++) {
		unsigned seen[17] = { 0 };

		for (int n = 0; n < 10000; n++) {
			uint64_t v = rng_upto(&r, maxima[i]);

			assert_true(v <= maxima[i]);
			seen[v]++;
		}
		for (uint64_t v = 0; v <= maxima[i]; v++) {
			double share = 10000.0 / (double)(maxima[i] + 1);

			assert_true(seen[v] > share * 0.8 && seen[v] < share * 1.2);
		}
	}
	assert_true(rng_upto(&r, UINT64_MAX) != rng_upto(&r, UINT64_MAX));
}

static void a_span_may_lie_below_zero(void **state)
{
	struct rng r = rng_fixed(8);
	bool low = false, high = false;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t v = rng_between(&r, -2, 3);

		assert_true(v >= -2 && v <= 3);
		low |= v == -2;
		high |= v == 3;
	}
	assert_true(low && high);
	assert_true(rng_between(&r, 5, 5) == 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_xoshiro_256_starstar),
		cmocka_unit_test(a_fixed_generator_is_seeded_by_splitmix64),
		cmocka_unit_test(the_same_number_gives_the_same_sequence_and_another_another),
		cmocka_unit_test(an_all_zero_seed_does_not_stop_it),
		cmocka_unit_test(numbers_stay_within_their_bounds_and_reach_both_ends),
		cmocka_unit_test(a_span_may_lie_below_zero),
	};

	return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}
