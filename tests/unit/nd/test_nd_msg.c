/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "err.h"
#include "nd_msg.h"
#include "octets.h"

static struct nd_msg parsed(const char *hex)
{
	static uint8_t octets[256];
	size_t len = octets_of(hex, octets, sizeof(octets));
	struct nd_msg m;

	assert_int_equal(nd_msg_parse(view_of(octets, len), &m), 0);
	return m;
}

static void assert_built(const struct nd_msg *m, const char *hex)
{
	uint8_t got[64], want[64];
	size_t len = octets_of(hex, want, sizeof(want));
	struct wbuf w;

	wbuf_init(&w, got, sizeof(got));
	assert_int_equal(nd_msg_build(&w, m), 0);
	assert_int_equal(w.len, len);
	assert_memory_equal(got, want, len);
}

static void an_ra_has_its_fields_where_rfc_4861_puts_them(void **state)
{
	struct nd_msg m = parsed("86 00 1234 40 c0 0708 0000ea60 000003e8 0501");

	(void)state;
	assert_int_equal(m.type, ND_RA);
	assert_int_equal(m.checksum, 0x1234);
	assert_int_equal(m.ra.cur_hop_limit, 64);
	assert_true(m.ra.managed && m.ra.other);
	assert_false(m.ra.home_agent || m.ra.proxy || m.ra.snac);
	assert_int_equal(m.ra.preference, ND_PREF_MEDIUM);
	assert_int_equal(m.ra.router_lifetime_s, 1800);
	assert_int_equal(m.ra.reachable_ms, 60000);
	assert_int_equal(m.ra.retrans_ms, 1000);
	assert_int_equal(m.options.len, 2);
	assert_built(&m, "86 00 0000 40 c0 0708 0000ea60 000003e8");
}

static void every_ra_flag_is_one_bit_of_its_own(void **state)
{
	static const struct {
		struct nd_ra ra;
		const char *wire;
	} cases[] = {
		{ { .managed = true }, "86 00 0000 00 80 0000 00000000 00000000" },
		{ { .other = true }, "86 00 0000 00 40 0000 00000000 00000000" },
		{ { .home_agent = true }, "86 00 0000 00 20 0000 00000000 00000000" },
		{ { .proxy = true }, "86 00 0000 00 04 0000 00000000 00000000" },
		{ { .snac = true }, "86 00 0000 00 02 0000 00000000 00000000" },
		{ { .preference = ND_PREF_HIGH, .router_lifetime_s = 1 },
		  "86 00 0000 00 08 0001 00000000 00000000" },
		{ { .preference = ND_PREF_LOW, .router_lifetime_s = 1 },
		  "86 00 0000 00 18 0001 00000000 00000000" },
		{ { .cur_hop_limit = 255, .router_lifetime_s = 65535, .retrans_ms = UINT32_MAX },
		  "86 00 0000 ff 00 ffff 00000000 ffffffff" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct nd_msg m = { .type = ND_RA, .ra = cases[i].ra }, got;

		assert_built(&m, cases[i].wire);
		got = parsed(cases[i].wire);
		for (unsigned f = 0; f < nd_ra_n_fields; f++)
			assert_true(field_equal(&nd_ra_fields[f], &got.ra, &cases[i].ra));
	}
}

static void a_router_that_is_none_says_no_preference_and_is_heard_with_none(void **state)
{
	struct nd_msg m = { .type = ND_RA, .ra.preference = ND_PREF_HIGH };

	(void)state;
	assert_built(&m, "86 00 0000 00 00 0000 00000000 00000000");	/* RFC 4191 s. 2.2 */
	m = parsed("86 00 0000 40 18 0000 00000000 00000000");
	assert_int_equal(m.ra.preference, ND_PREF_MEDIUM);
}

static void the_reserved_preference_reads_as_medium(void **state)
{
	struct nd_msg m = parsed("86 00 0000 40 10 0708 00000000 00000000");

	(void)state;
	assert_int_equal(m.ra.preference, ND_PREF_MEDIUM);
}

static void reserved_bits_are_ignored(void **state)
{
	struct nd_msg m = parsed("86 00 0000 40 01 0708 00000000 00000000");

	(void)state;
	assert_built(&m, "86 00 0000 40 00 0708 00000000 00000000");
	m = parsed("88 00 0000 1fffffff fe800000000000000000000000000001");
	assert_false(m.na.router || m.na.solicited || m.na.override);
}

static void the_other_four_read_back_what_they_wrote(void **state)
{
	static const char *const wires[] = {
		"85 00 0000 00000000",
		"87 00 0000 00000000 20010db8000000000000000000000001",
		"88 00 0000 80000000 20010db8000000000000000000000001",
		"88 00 0000 40000000 20010db8000000000000000000000001",
		"88 00 0000 20000000 20010db8000000000000000000000001",
		"89 00 0000 00000000 fe800000000000000000000000000001 20010db8000000000000000000000002",
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(wires); i++) {
		struct nd_msg m = parsed(wires[i]);

		assert_int_equal(m.options.len, 0);
		assert_built(&m, wires[i]);
	}
}

static void neighbour_messages_have_their_fields_where_rfc_4861_puts_them(void **state)
{
	struct nd_msg m = parsed("88 00 0000 40000000 fe800000000000000000000000000001 0201aabbccddeeff");

	(void)state;
	assert_true(m.na.solicited);
	assert_false(m.na.router || m.na.override);
	assert_int_equal(m.na.target.s6_addr[0], 0xfe);
	assert_int_equal(m.na.target.s6_addr[15], 1);
	assert_int_equal(m.options.len, 8);
	m = parsed("89 00 0000 00000000 fe800000000000000000000000000001 20010db8000000000000000000000002");
	assert_int_equal(m.redirect.target.s6_addr[15], 1);
	assert_int_equal(m.redirect.destination.s6_addr[15], 2);
}

static void a_short_message_is_refused_without_reading_past_it(void **state)
{
	static const struct {
		uint8_t type, len;
	} cases[] = {
		{ ND_RS, 8 }, { ND_RA, 16 }, { ND_NS, 24 }, { ND_NA, 24 }, { ND_REDIRECT, 40 },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		const uint8_t octets[40] = { cases[i].type };
		struct nd_msg m;

		for (size_t len = 0; len <= cases[i].len; len++) {
			uint8_t *cut = octets_exact(octets, len);
			int want = len < cases[i].len ? ND_ESHORT : 0;

			assert_int_equal(nd_msg_parse(view_of(cut, len), &m), want);
			free(cut);
		}
	}
}

static void another_type_is_refused_both_ways(void **state)
{
	static const uint8_t echo[8] = { 128 }, above[40] = { 138 };
	struct nd_msg m = { .type = (enum nd_type)132 };
	uint8_t out[64];
	struct wbuf w;

	(void)state;
	wbuf_init(&w, out, sizeof(out));
	assert_int_equal(nd_msg_build(&w, &m), ND_ETYPE);
	assert_int_equal(w.len, 0);
	assert_int_equal(nd_msg_parse(view_of(echo, sizeof(echo)), &m), ND_ETYPE);
	assert_int_equal(nd_msg_parse(view_of(above, sizeof(above)), &m), ND_ETYPE);
}

static void a_message_that_does_not_fit_leaves_nothing_behind(void **state)
{
	const struct nd_msg m = { .type = ND_RA };
	uint8_t out[ND_RA_HEADER_LEN];
	struct wbuf w;

	(void)state;
	for (size_t cap = 0; cap < sizeof(out); cap++) {
		wbuf_init(&w, out, cap);
		assert_int_equal(nd_msg_build(&w, &m), ND_EFULL);
		assert_int_equal(w.len, 0);
	}
	wbuf_init(&w, out, sizeof(out));
	assert_int_equal(nd_msg_build(&w, &m), 0);
	assert_int_equal(w.len, ND_RA_HEADER_LEN);
}

static void the_ra_fields_have_the_keywords_and_defaults_of_radvd(void **state)
{
	static const char *const keyword[] = {
		"AdvCurHopLimit", "AdvManagedFlag", "AdvOtherConfigFlag", "AdvHomeAgentFlag",
		"AdvSNACRouterFlag", "AdvDefaultPreference", "AdvDefaultLifetime",
		"AdvReachableTime", "AdvRetransTimer",
	};
	struct nd_ra ra;
	unsigned found = 0, with_keyword = 0;

	(void)state;
	memset(&ra, 0xff, sizeof(ra));
	for (unsigned f = 0; f < nd_ra_n_fields; f++) {
		field_set_default(&nd_ra_fields[f], &ra);
		with_keyword += nd_ra_fields[f].keyword != NULL;
		for (unsigned k = 0; k < ARRAY_LEN(keyword) && nd_ra_fields[f].keyword; k++)
			found += strcmp(nd_ra_fields[f].keyword, keyword[k]) == 0;
	}
	assert_int_equal(found, ARRAY_LEN(keyword));
	assert_int_equal(with_keyword, ARRAY_LEN(keyword));
	assert_int_equal(ra.cur_hop_limit, 64);
	assert_false(ra.managed || ra.other || ra.home_agent || ra.proxy || ra.snac);
	assert_int_equal(ra.preference, ND_PREF_MEDIUM);
	assert_int_equal(ra.reachable_ms, 0);
	assert_int_equal(ra.retrans_ms, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ra_has_its_fields_where_rfc_4861_puts_them),
		cmocka_unit_test(every_ra_flag_is_one_bit_of_its_own),
		cmocka_unit_test(a_router_that_is_none_says_no_preference_and_is_heard_with_none),
		cmocka_unit_test(the_reserved_preference_reads_as_medium),
		cmocka_unit_test(reserved_bits_are_ignored),
		cmocka_unit_test(the_other_four_read_back_what_they_wrote),
		cmocka_unit_test(neighbour_messages_have_their_fields_where_rfc_4861_puts_them),
		cmocka_unit_test(a_short_message_is_refused_without_reading_past_it),
		cmocka_unit_test(another_type_is_refused_both_ways),
		cmocka_unit_test(a_message_that_does_not_fit_leaves_nothing_behind),
		cmocka_unit_test(the_ra_fields_have_the_keywords_and_defaults_of_radvd),
	};

	return cmocka_run_group_tests_name("nd_msg", tests, NULL, NULL);
}
