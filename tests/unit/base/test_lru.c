/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "lru.h"
#include "rng.h"
#include "view.h"

static uint64_t *value(struct lru *t, uint32_t key, bool *added)
{
	return lru_add(t, &key, added);
}

static bool has(struct lru *t, uint32_t key)
{
	return lru_find(t, &key) != NULL;
}

static void a_new_value_is_zero_and_a_known_one_is_kept(void **state)
{
	struct lru t;
	bool added;

	(void)state;
	assert_int_equal(lru_init(&t, 4, 4, 8, 1), 0);
	assert_false(has(&t, 1));
	*value(&t, 1, &added) += 5;
	assert_true(added);
	assert_int_equal(*value(&t, 1, &added), 5);
	assert_false(added);
	assert_int_equal(t.n, 1);
	lru_fini(&t);
}

static void a_full_table_drops_what_was_used_longest_ago(void **state)
{
	struct lru t;
	bool added;

	(void)state;
	assert_int_equal(lru_init(&t, 3, 4, 8, 2), 0);
	for (uint32_t k = 1; k <= 3; k++)
		*value(&t, k, &added) = k;
	assert_true(has(&t, 1));		/* being found counts as use */
	(void)value(&t, 2, &added);		/* so does being added again */
	assert_int_equal(*value(&t, 4, &added), 0);
	assert_true(added);
	assert_int_equal(t.n, 3);
	assert_false(has(&t, 3));
	assert_true(has(&t, 1) && has(&t, 2) && has(&t, 4));
	lru_fini(&t);
}

static void a_dropped_key_comes_back_empty(void **state)
{
	struct lru t;
	bool added;

	(void)state;
	assert_int_equal(lru_init(&t, 1, 4, 8, 3), 0);
	*value(&t, 1, &added) = 77;
	(void)value(&t, 2, &added);
	assert_int_equal(*value(&t, 1, &added), 0);
	assert_true(added);
	lru_fini(&t);
}

static void values_are_aligned_whatever_the_length_of_the_keys(void **state)
{
	(void)state;
	for (size_t key_len = 1; key_len <= 24; key_len++) {
		uint8_t key[24] = { 9 };
		struct lru t;
		bool added;

		assert_int_equal(lru_init(&t, 3, key_len, 5, 4), 0);
		for (uint8_t i = 0; i < 3; i++) {
			key[0] = i;
			assert_int_equal((uintptr_t)lru_add(&t, key, &added) % 8, 0);
		}
		lru_fini(&t);
	}
}

/* The oldest of the model is the one whose last use is the smallest. */
static unsigned oldest_of(const unsigned *used, unsigned n)
{
	unsigned oldest = n;

	for (unsigned k = 0; k < n; k++) {
		if (used[k] && (oldest == n || used[k] < used[oldest]))
			oldest = k;
	}
	return oldest;
}

static void it_agrees_with_a_plain_model_through_random_use(void **state)
{
	unsigned used[64] = { 0 }, n = 0;	/* when each key was used last; 0 = not there */
	struct rng rng = rng_fixed(5);
	struct lru t;

	(void)state;
	assert_int_equal(lru_init(&t, 20, 4, 8, rng_u64(&rng)), 0);
	for (unsigned now = 1; now < 20000; now++) {
		uint32_t key = (uint32_t)rng_upto(&rng, ARRAY_LEN(used) - 1);
		bool added;

		if (rng_upto(&rng, 1)) {
			assert_int_equal(has(&t, key), used[key] != 0);
			used[key] = used[key] ? now : 0;
			continue;
		}
		if (!used[key] && n == 20)
			used[oldest_of(used, ARRAY_LEN(used))] = 0;
		else
			n += !used[key];
		(void)value(&t, key, &added);
		assert_int_equal(added, !used[key]);
		used[key] = now;
	}
	assert_int_equal(t.n, 20);
	lru_fini(&t);
}

static void a_walk_sees_each_entry_once_and_changes_nothing(void **state)
{
	struct lru t;
	const void *key;
	uint32_t at = 0, seen = 0, *value;
	bool added;

	(void)state;
	assert_int_equal(lru_init(&t, 4, sizeof(uint32_t), sizeof(uint32_t), 1), 0);
	for (uint32_t k = 1; k <= 5; k++)
		*(uint32_t *)lru_add(&t, &k, &added) = 10 * k;
	while ((value = lru_each(&t, &at, &key))) {
		assert_int_equal(*value, 10 * *(const uint32_t *)key);
		seen |= 1u << *(const uint32_t *)key;
	}
	assert_int_equal(seen, 0x3c);		/* 2, 3, 4, 5 */
	assert_int_equal(t.newest, 1);		/* the place of 1, which 5 took */
	lru_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_value_is_zero_and_a_known_one_is_kept),
		cmocka_unit_test(a_full_table_drops_what_was_used_longest_ago),
		cmocka_unit_test(a_dropped_key_comes_back_empty),
		cmocka_unit_test(values_are_aligned_whatever_the_length_of_the_keys),
		cmocka_unit_test(it_agrees_with_a_plain_model_through_random_use),
		cmocka_unit_test(a_walk_sees_each_entry_once_and_changes_nothing),
	};

	return cmocka_run_group_tests_name("lru", tests, NULL, NULL);
}
