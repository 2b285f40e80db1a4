/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "err.h"
#include "ip6.h"

static struct in6_addr addr(const char *s)
{
	struct in6_addr a;

	assert_int_equal(ip6_parse(s, &a), 0);
	return a;
}

static struct ip6_prefix prefix(const char *s, uint8_t plen)
{
	return (struct ip6_prefix){ addr(s), plen };
}

static void every_text_form_is_read_and_anything_else_refused(void **state)
{
	static const char *const good[] = { "::", "::1", "1::", "2001:db8::1", "64:ff9b::192.0.2.1",
					    "FE80::ABCD", "1:2:3:4:5:6:7:8" };
	static const char *const bad[] = { "", ":", "1", "::1::", "12345::", "fe80::1%eth0",
					   "1:2:3:4:5:6:7", "::1/64", " ::1", "::g", "192.0.2.1" };
	struct in6_addr a;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(ip6_parse(good[i], &a), 0);
	for (unsigned i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(ip6_parse(bad[i], &a), ND_ESYNTAX);
}

static void addresses_are_written_in_the_form_of_rfc_5952(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "2001:0DB8:0:0:0:0:0:1", "2001:db8::1" }, { "0:0:0:0:0:0:0:0", "::" },
		{ "2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1" }, { "ff02:0:0:0:0:0:0:1", "ff02::1" },
	};
	char out[64];
	struct text t;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct in6_addr a = addr(cases[i].in);

		text_init(&t, out, sizeof(out));
		ip6_put(&t, &a);
		assert_string_equal(out, cases[i].out);
	}
	text_init(&t, out, sizeof(out));
	ip6_prefix_put(&t, &(struct ip6_prefix){ addr("2001:db8::"), 128 });
	assert_string_equal(out, "2001:db8::/128");
}

static void classes_end_where_rfc_4291_ends_them(void **state)
{
	static const struct {
		bool (*is)(const struct in6_addr *);
		const char *yes[3], *no[3];
	} cases[] = {
		{ ip6_is_unspecified, { "::" }, { "::1", "1::" } },
		{ ip6_is_loopback, { "::1" }, { "::", "::2", "1::1" } },
		{ ip6_is_multicast, { "ff00::", "ffff::1", "ff02::1" }, { "feff::", "::ff" } },
		{ ip6_is_link_local, { "fe80::", "febf:ffff::", "fe80::1" },
		  { "fe7f::1", "fec0::", "2001:db8::1" } },
		{ ip6_is_v4_mapped, { "::ffff:0.0.0.0", "::ffff:192.0.2.1" },
		  { "::fffe:c000:201", "::1:ffff:c000:201", "::192.0.2.1" } },
		{ ip6_is_ula, { "fc00::", "fdff:ffff::1" }, { "fbff::", "fe00::" } },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		for (unsigned k = 0; k < 3 && cases[i].yes[k]; k++) {
			struct in6_addr a = addr(cases[i].yes[k]);

			assert_true(cases[i].is(&a));
		}
		for (unsigned k = 0; k < 3 && cases[i].no[k]; k++) {
			struct in6_addr a = addr(cases[i].no[k]);

			assert_false(cases[i].is(&a));
		}
	}
}

static void the_well_known_groups_are_what_they_are_called(void **state)
{
	struct in6_addr nodes = addr("ff02::1"), routers = addr("ff02::2");

	(void)state;
	assert_true(ip6_equal(&nodes, &IP6_ALL_NODES));
	assert_true(ip6_equal(&routers, &IP6_ALL_ROUTERS));
	assert_false(ip6_equal(&nodes, &routers));
}

static void the_solicited_node_group_has_the_last_24_bits(void **state)
{
	/* the example of RFC 4291 s. 2.7.1 */
	struct in6_addr a = addr("4037::01:800:200e:8c6c"), want = addr("ff02::1:ff0e:8c6c");
	struct in6_addr group = ip6_solicited_node(&a);

	(void)state;
	assert_true(ip6_equal(&group, &want));
}

static void masking_clears_exactly_the_bits_behind_the_length(void **state)
{
	struct in6_addr all = addr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

	(void)state;
	for (unsigned plen = 0; plen <= IP6_BITS; plen++) {
		struct in6_addr m = ip6_mask(&all, plen);

		for (unsigned bit = 0; bit < IP6_BITS; bit++)
			assert_int_equal(m.s6_addr[bit / 8] >> (7 - bit % 8) & 1, bit < plen);
	}
}

static void a_prefix_holds_what_agrees_in_its_bits_and_nothing_else(void **state)
{
	struct in6_addr zero = addr("::");

	(void)state;
	for (unsigned plen = 0; plen <= IP6_BITS; plen++) {
		struct ip6_prefix p = { zero, (uint8_t)plen };

		assert_true(ip6_prefix_has(&p, &zero));
		for (unsigned bit = 0; bit < IP6_BITS; bit++) {
			struct in6_addr a = zero;

			a.s6_addr[bit / 8] = (uint8_t)(0x80 >> bit % 8);
			assert_int_equal(ip6_prefix_has(&p, &a), bit >= plen);
		}
	}
}

static void prefixes_are_equal_whatever_their_host_bits(void **state)
{
	struct ip6_prefix a = prefix("2001:db8::1", 64), b = prefix("2001:db8::2", 64);
	struct ip6_prefix c = prefix("2001:db8::1", 63), d = prefix("2001:db8:0:1::1", 64);

	(void)state;
	assert_true(ip6_prefix_equal(&a, &b));
	assert_false(ip6_prefix_equal(&a, &c));
	assert_false(ip6_prefix_equal(&a, &d));
	assert_true(ip6_prefix_has_host_bits(&a));
	a.addr = ip6_mask(&a.addr, 64);
	assert_false(ip6_prefix_has_host_bits(&a));
	a = prefix("2001:db8::1", 128);
	assert_false(ip6_prefix_has_host_bits(&a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_form_is_read_and_anything_else_refused),
		cmocka_unit_test(addresses_are_written_in_the_form_of_rfc_5952),
		cmocka_unit_test(classes_end_where_rfc_4291_ends_them),
		cmocka_unit_test(the_well_known_groups_are_what_they_are_called),
		cmocka_unit_test(the_solicited_node_group_has_the_last_24_bits),
		cmocka_unit_test(masking_clears_exactly_the_bits_behind_the_length),
		cmocka_unit_test(a_prefix_holds_what_agrees_in_its_bits_and_nothing_else),
		cmocka_unit_test(prefixes_are_equal_whatever_their_host_bits),
	};

	return cmocka_run_group_tests_name("ip6", tests, NULL, NULL);
}
