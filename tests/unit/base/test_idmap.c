/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "idmap.h"
#include "rng.h"
#include "view.h"

static void an_empty_map_knows_nobody(void **state)
{
	struct idmap m;
	uint32_t at = 0;

	(void)state;
	idmap_init(&m);
	assert_null(idmap_get(&m, 1));
	assert_null(idmap_each(&m, &at));
	idmap_drop(&m, 1);
	idmap_fini(&m);
}

static void a_value_is_found_until_it_is_dropped(void **state)
{
	int a, b;
	struct idmap m;

	(void)state;
	idmap_init(&m);
	assert_int_equal(idmap_put(&m, 1, &a), 0);
	assert_int_equal(idmap_put(&m, UINT32_MAX, &b), 0);
	assert_ptr_equal(idmap_get(&m, 1), &a);
	assert_ptr_equal(idmap_get(&m, UINT32_MAX), &b);
	assert_null(idmap_get(&m, 2));
	assert_null(idmap_get(&m, 0));
	idmap_drop(&m, 1);
	idmap_drop(&m, 1);
	assert_null(idmap_get(&m, 1));
	assert_ptr_equal(idmap_get(&m, UINT32_MAX), &b);
	assert_int_equal(m.n, 1);
	idmap_fini(&m);
}

static void putting_again_replaces(void **state)
{
	int a, b;
	struct idmap m;

	(void)state;
	idmap_init(&m);
	assert_int_equal(idmap_put(&m, 7, &a), 0);
	assert_int_equal(idmap_put(&m, 7, &b), 0);
	assert_ptr_equal(idmap_get(&m, 7), &b);
	assert_int_equal(m.n, 1);
	idmap_fini(&m);
}

static void it_agrees_with_a_plain_array_through_random_changes(void **state)
{
	static char values[1500];
	static void *model[1500];
	struct rng rng = rng_fixed(3);
	struct idmap m;
	uint32_t n = 0, seen = 0, at = 0;
	char *v;

	(void)state;
	memset(model, 0, sizeof(model));
	idmap_init(&m);
	for (int i = 0; i < 20000; i++) {
		uint32_t id = 1 + (uint32_t)rng_upto(&rng, ARRAY_LEN(model) - 2);

		if (rng_upto(&rng, 1)) {
			assert_int_equal(idmap_put(&m, id, &values[id]), 0);
			model[id] = &values[id];
		} else {
			idmap_drop(&m, id);
			model[id] = NULL;
		}
	}
	for (uint32_t id = 1; id < ARRAY_LEN(model); id++) {
		assert_ptr_equal(idmap_get(&m, id), model[id]);
		n += model[id] != NULL;
	}
	assert_int_equal(m.n, n);
	while ((v = idmap_each(&m, &at)) != NULL) {
		assert_ptr_equal(v, model[v - values]);
		model[v - values] = NULL;	/* each one once */
		seen++;
	}
	assert_int_equal(seen, n);
	idmap_fini(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_map_knows_nobody),
		cmocka_unit_test(a_value_is_found_until_it_is_dropped),
		cmocka_unit_test(putting_again_replaces),
		cmocka_unit_test(it_agrees_with_a_plain_array_through_random_changes),
	};

	return cmocka_run_group_tests_name("idmap", tests, NULL, NULL);
}
