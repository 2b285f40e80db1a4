/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "ip6.h"
#include "judge.h"
#include "octets.h"
#include "sight.h"

#define KEY 0x0123456789abcdefu

static struct in6_addr address(const char *text)
{
	struct in6_addr a = IN6ADDR_ANY_INIT;

	assert_int_equal(ip6_parse(text, &a), 0);
	return a;
}

static void the_hash_leaves_out_the_checksum_and_which_host_it_is_for(void **state)
{
	struct in6_addr src = address("fe80::1"), dst = address("ff02::1");
	struct in6_addr host = address("fe80::2"), other = address("2001:db8::2");
	uint8_t icmp[24] = { 134 };
	struct view v = view_of(icmp, sizeof(icmp));
	uint64_t h = sight_hash(KEY, &src, &dst, v);

	(void)state;
	for (unsigned i = 0; i < sizeof(icmp); i++) {
		bool is_checksum = i == 2 || i == 3;

		icmp[i] ^= 1;
		assert_int_equal(sight_hash(KEY, &src, &dst, v) == h, is_checksum);
		icmp[i] ^= 1;
	}
	assert_true(sight_hash(KEY, &dst, &src, v) != h);
	assert_true(sight_hash(KEY, &src, &host, v) != h);
	assert_true(sight_hash(KEY, &src, &host, v) == sight_hash(KEY, &src, &other, v));
	assert_true(sight_hash(KEY + 1, &src, &dst, v) != h);
	assert_true(sight_hash(KEY, &src, &dst, view_of(icmp, 23)) != h);
	assert_true(sight_hash(KEY, &src, &dst, v) == h);
	assert_true(sight_hash(KEY, &src, &dst, view_of(NULL, 0)) != 0);
	/* short messages are hashed within their length */
	for (size_t len = 0; len < 6; len++) {
		uint8_t *exact = octets_exact(icmp, len);

		assert_true(sight_hash(KEY, &src, &dst, view_of(exact, len)) != 0);
		free(exact);
	}
}

static bool remembers(const struct own_ra *o, uint64_t hash, nd_ms at)
{
	for (unsigned i = 0; i < ARRAY_LEN(o->hash); i++) {
		if (o->hash[i] == hash)
			return o->at[i] == at;
	}
	return false;
}

static void the_last_ras_of_our_own_are_remembered(void **state)
{
	struct own_ra o = { 0 };

	(void)state;
	for (uint64_t hash = 1; hash <= OWN_RAS; hash++)
		own_ra_remember(&o, (nd_ms)hash * 1000, hash);
	for (uint64_t hash = 1; hash <= OWN_RAS; hash++)
		assert_true(remembers(&o, hash, (nd_ms)hash * 1000));
	/* sent again: no second place, and no longer the oldest */
	own_ra_remember(&o, 90000, 1);
	assert_true(remembers(&o, 1, 90000));
	assert_true(remembers(&o, 2, 2000));
	own_ra_remember(&o, 100000, 100);
	assert_true(remembers(&o, 100, 100000));
	assert_true(remembers(&o, 1, 90000));
	assert_false(remembers(&o, 2, 2000));
	assert_true(remembers(&o, 3, 3000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_leaves_out_the_checksum_and_which_host_it_is_for),
		cmocka_unit_test(the_last_ras_of_our_own_are_remembered),
	};

	return cmocka_run_group_tests_name("own_ra", tests, NULL, NULL);
}
