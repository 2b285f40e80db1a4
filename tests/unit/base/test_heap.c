/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "heap.h"
#include "rng.h"
#include "view.h"

static void an_empty_heap_is_never_due(void **state)
{
	struct heap h;

	(void)state;
	heap_init(&h);
	assert_null(heap_first(&h));
	assert_true(heap_next(&h) == ND_NEVER);
	heap_fini(&h);
}

static void deadlines_come_out_in_order_whatever_moves_in_between(void **state)
{
	struct heap_node node[500] = { 0 };
	struct rng rng = rng_fixed(1);
	struct heap h;
	nd_ms last = 0;
	unsigned n = 0;

	(void)state;
	heap_init(&h);
	assert_int_equal(heap_reserve(&h, ARRAY_LEN(node)), 0);
	for (int round = 0; round < 20000; round++) {
		struct heap_node *any = &node[rng_upto(&rng, ARRAY_LEN(node) - 1)];

		heap_set(&h, any, rng_upto(&rng, 9) ? (nd_ms)rng_upto(&rng, 1000) : ND_NEVER);
	}
	for (unsigned i = 0; i < ARRAY_LEN(node); i++)
		n += node[i].slot != 0;
	assert_int_equal(n, h.n);
	for (; n > 0; n--) {
		struct heap_node *first = heap_first(&h);

		assert_true(first->due >= last);
		last = first->due;
		heap_set(&h, first, ND_NEVER);
	}
	assert_null(heap_first(&h));
	heap_fini(&h);
}

static void a_removed_node_can_come_back(void **state)
{
	struct heap_node a = { 0 }, b = { 0 };
	struct heap h;

	(void)state;
	heap_init(&h);
	assert_int_equal(heap_reserve(&h, 2), 0);
	heap_set(&h, &a, 5);
	heap_set(&h, &b, 7);
	heap_set(&h, &a, ND_NEVER);
	heap_set(&h, &a, ND_NEVER);
	assert_ptr_equal(heap_first(&h), &b);
	heap_set(&h, &a, 6);
	assert_ptr_equal(heap_first(&h), &a);
	heap_fini(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_heap_is_never_due),
		cmocka_unit_test(deadlines_come_out_in_order_whatever_moves_in_between),
		cmocka_unit_test(a_removed_node_can_come_back),
	};

	return cmocka_run_group_tests_name("heap", tests, NULL, NULL);
}
