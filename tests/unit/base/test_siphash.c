/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "siphash.h"

#define K0 0x0706050403020100u
#define K1 0x0f0e0d0c0b0a0908u

static uint64_t of_counted_octets(size_t len)
{
	uint8_t in[64];

	for (uint8_t i = 0; i < sizeof(in); i++)
		in[i] = i;
	return siphash(K0, K1, view_of(in, len));
}

/* Appendix A of the paper, and the first of the vectors that its authors published beside it. */
static void the_published_values_come_out(void **state)
{
	(void)state;
	assert_true(of_counted_octets(15) == 0xa129ca6149be45e5u);
	assert_true(of_counted_octets(0) == 0x726fdb47dd0e0e31u);
	assert_true(of_counted_octets(1) == 0x74f839c593dc67fdu);
	assert_true(siphash(K0, K1, view_of(NULL, 0)) == 0x726fdb47dd0e0e31u);
}

static void either_half_of_the_key_matters(void **state)
{
	struct view in = view_of("router", 6);

	(void)state;
	assert_true(siphash(1, 2, in) != siphash(1, 3, in));
	assert_true(siphash(1, 2, in) != siphash(2, 2, in));
	assert_true(siphash(1, 2, in) == siphash(1, 2, in));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_values_come_out),
		cmocka_unit_test(either_half_of_the_key_matters),
	};

	return cmocka_run_group_tests_name("siphash", tests, NULL, NULL);
}
