/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ip6.h"
#include "link.h"

#define LL(last) { .s6_addr = { 0xfe, 0x80, [15] = last } }
#define GLOBAL { .s6_addr = { 0x20, 1, 0xd, 0xb8, [15] = 1 } }

static struct link_addr addrs[] = {
	{ .addr = GLOBAL, .plen = 64 },
	{ .addr = LL(1), .plen = 64 },
	{ .addr = LL(2), .plen = 64 },
};

static struct link eth0 = { .ifindex = 2, .n_addrs = 3, .addrs = addrs };

static int fresh(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++)
		addrs[i].tentative = addrs[i].dad_failed = addrs[i].deprecated = false;
	eth0.n_addrs = 3;
	return 0;
}

static void an_address_is_found_if_it_is_assigned(void **state)
{
	struct in6_addr other = LL(3);

	(void)state;
	assert_ptr_equal(link_has_addr(&eth0, &addrs[2].addr), &addrs[2]);
	assert_null(link_has_addr(&eth0, &other));
	eth0.n_addrs = 2;
	assert_null(link_has_addr(&eth0, &addrs[2].addr));
}

static void the_first_usable_link_local_address_is_the_source(void **state)
{
	(void)state;
	assert_ptr_equal(link_source(&eth0, NULL), &addrs[1]);
	addrs[1].tentative = true;
	assert_ptr_equal(link_source(&eth0, NULL), &addrs[2]);
	addrs[2].dad_failed = true;
	assert_null(link_source(&eth0, NULL));
}

static void a_preferred_source_is_kept_as_long_as_it_is_usable(void **state)
{
	struct in6_addr nobody = { .s6_addr = { 0 } }, gone = LL(9);

	(void)state;
	assert_ptr_equal(link_source(&eth0, &addrs[2].addr), &addrs[2]);
	assert_ptr_equal(link_source(&eth0, &nobody), &addrs[1]);
	assert_ptr_equal(link_source(&eth0, &gone), &addrs[1]);
	addrs[2].tentative = true;
	assert_ptr_equal(link_source(&eth0, &addrs[2].addr), &addrs[1]);
}

static void a_global_address_is_never_the_source(void **state)
{
	(void)state;
	eth0.n_addrs = 1;
	assert_null(link_source(&eth0, NULL));
	assert_null(link_source(&eth0, &addrs[0].addr));
}

static void a_deprecated_address_is_used_only_if_there_is_no_other(void **state)
{
	(void)state;
	addrs[1].deprecated = true;
	assert_true(link_addr_usable(&addrs[1]));
	assert_ptr_equal(link_source(&eth0, NULL), &addrs[2]);
	assert_ptr_equal(link_source(&eth0, &addrs[1].addr), &addrs[2]);
	addrs[2].deprecated = true;
	assert_ptr_equal(link_source(&eth0, NULL), &addrs[1]);
	assert_ptr_equal(link_source(&eth0, &addrs[2].addr), &addrs[2]);
}

static void an_interface_without_addresses_has_no_source(void **state)
{
	struct link empty = { .ifindex = 3 };

	(void)state;
	assert_null(link_source(&empty, NULL));
	assert_null(link_has_addr(&empty, &addrs[0].addr));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_address_is_found_if_it_is_assigned, fresh),
		cmocka_unit_test_setup(the_first_usable_link_local_address_is_the_source, fresh),
		cmocka_unit_test_setup(a_preferred_source_is_kept_as_long_as_it_is_usable, fresh),
		cmocka_unit_test_setup(a_global_address_is_never_the_source, fresh),
		cmocka_unit_test_setup(a_deprecated_address_is_used_only_if_there_is_no_other,
				       fresh),
		cmocka_unit_test_setup(an_interface_without_addresses_has_no_source, fresh),
	};

	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
