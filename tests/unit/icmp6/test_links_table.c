/* SPDX-License-Identifier: ISC */
#include "links_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "ip6.h"

static struct link_addr addr(const char *text, nd_ms valid_until)
{
	struct link_addr a = { .plen = 64, .valid_until = valid_until,
			       .preferred_until = ND_NEVER };

	assert_int_equal(ip6_parse(text, &a.addr), 0);
	return a;
}

static bool set(struct links_entry *e, const char *text, nd_ms valid_until, uint8_t round)
{
	struct link_addr a = addr(text, valid_until);

	e->dirty = false;
	assert_int_equal(links_set_addr(e, &a, round), 0);
	return e->dirty;
}

static void a_lifetime_that_moved_by_two_seconds_is_the_same(void **state)
{
	struct links_entry *e = links_entry_new(1);

	(void)state;
	assert_true(set(e, "fe80::1", 100000, 1));
	assert_false(set(e, "fe80::1", 102000, 1));
	assert_false(set(e, "fe80::1", 98000, 1));
	assert_true(set(e, "fe80::1", 102001, 1));
	assert_false(set(e, "fe80::1", 100001, 1));
	assert_true(set(e, "fe80::1", ND_NEVER, 1));
	assert_false(set(e, "fe80::1", ND_NEVER, 1));
	assert_int_equal(e->link.n_addrs, 1);
	links_entry_free(e);
}

static void addresses_stay_in_the_order_they_came(void **state)
{
	static const char *const left[] = { "fe80::1", "fe80::3", "fe80::4", "fe80::5" };
	struct links_entry *e = links_entry_new(1);
	struct link_addr a;

	(void)state;
	set(e, "fe80::1", ND_NEVER, 1);
	set(e, "fe80::2", ND_NEVER, 1);
	set(e, "fe80::3", ND_NEVER, 1);
	set(e, "fe80::4", ND_NEVER, 1);
	set(e, "fe80::5", ND_NEVER, 1);
	e->dirty = false;
	a = addr("fe80::2", ND_NEVER);
	links_drop_addr(e, &a.addr);
	assert_true(e->dirty);
	assert_int_equal(e->link.n_addrs, ARRAY_LEN(left));
	for (uint16_t i = 0; i < ARRAY_LEN(left); i++) {
		a = addr(left[i], ND_NEVER);
		assert_true(ip6_equal(&e->link.addrs[i].addr, &a.addr));
	}
	e->dirty = false;
	a = addr("fe80::2", ND_NEVER);
	links_drop_addr(e, &a.addr);
	assert_false(e->dirty);
	links_entry_free(e);
}

static void a_sweep_leaves_what_the_last_dump_showed(void **state)
{
	struct links_entry *e = links_entry_new(1);
	struct link_addr again = addr("fe80::2", ND_NEVER), later = addr("fe80::4", ND_NEVER);

	(void)state;
	set(e, "fe80::1", ND_NEVER, 1);
	set(e, "fe80::2", ND_NEVER, 1);
	set(e, "fe80::3", ND_NEVER, 1);
	set(e, "fe80::2", ND_NEVER, 2);		/* shown again, unchanged */
	set(e, "fe80::4", ND_NEVER, 2);
	links_sweep_addrs(e, 2);
	assert_int_equal(e->link.n_addrs, 2);
	assert_true(e->dirty);
	e->dirty = false;
	links_sweep_addrs(e, 2);
	assert_false(e->dirty);
	assert_non_null(link_has_addr(&e->link, &again.addr));
	assert_non_null(link_has_addr(&e->link, &later.addr));
	links_entry_free(e);
}

static void a_link_forwards_by_its_own_switch_and_one_of_two_others(void **state)
{
	struct links_entry *e = links_entry_new(1);

	(void)state;
	for (unsigned bits = 0; bits < 8; bits++) {
		e->conf_forwarding = bits & 1;
		e->force_forwarding = bits & 2;
		links_set_forwarding(e, bits & 4);
		assert_int_equal(e->link.forwarding, bits == 3 || bits == 5 || bits == 7);
	}
	e->dirty = false;
	links_set_forwarding(e, true);
	assert_false(e->dirty);
	links_entry_free(e);
}

static void the_lower_mtu_counts_and_is_doubted_when_the_other_has_just_changed(void **state)
{
	struct links_msg_link m = { .ifindex = 1, .name = "eth0", .mtu = 1500, .mtu6 = 1500 };
	struct links_entry *e = links_entry_new(1);

	(void)state;
	assert_true(links_set_link(e, &m));
	assert_int_equal(e->link.mtu, 1500);
	m.mtu6 = 1400;				/* conf/eth0/mtu, seen at a later event */
	assert_false(links_set_link(e, &m));
	assert_int_equal(e->link.mtu, 1400);
	assert_true(links_set_link(e, &m));
	m.mtu = 9000;				/* raised: the kernel raises that of IPv6 next */
	assert_false(links_set_link(e, &m));
	m.mtu6 = 9000;
	assert_true(links_set_link(e, &m));
	assert_int_equal(e->link.mtu, 9000);
	m.mtu = 1300;				/* lowered: IPv6 cannot have more */
	assert_true(links_set_link(e, &m));
	assert_int_equal(e->link.mtu, 1300);
	links_entry_free(e);
}

static void only_what_differs_makes_an_entry_dirty(void **state)
{
	struct links_msg_link m = { .ifindex = 1, .name = "eth0", .mtu = 1500, .type = 1,
				    .lladdr = { 2, 0, 0, 0, 0, 1 }, .lladdr_len = 6 };
	struct links_entry *e = links_entry_new(1);

	(void)state;
	links_set_link(e, &m);
	e->dirty = false;
	links_set_link(e, &m);
	assert_false(e->dirty);
	m.lladdr[5] = 2;
	links_set_link(e, &m);
	assert_true(e->dirty);
	e->dirty = false;
	memcpy(m.name, "wan0", 5);
	links_set_link(e, &m);
	assert_true(e->dirty);
	e->dirty = false;
	m.up = true;
	links_set_link(e, &m);
	assert_true(e->dirty);
	links_entry_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lifetime_that_moved_by_two_seconds_is_the_same),
		cmocka_unit_test(addresses_stay_in_the_order_they_came),
		cmocka_unit_test(a_sweep_leaves_what_the_last_dump_showed),
		cmocka_unit_test(a_link_forwards_by_its_own_switch_and_one_of_two_others),
		cmocka_unit_test(the_lower_mtu_counts_and_is_doubted_when_the_other_has_just_changed),
		cmocka_unit_test(only_what_differs_makes_an_entry_dirty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
