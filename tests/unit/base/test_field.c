/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "field.h"
#include "ip6.h"
#include "millis.h"

struct everything {
	bool flag;
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;
	uint32_t seconds, seconds_inf;
	nd_ms ms;
	int8_t preference;
	struct in6_addr addr;
	struct ip6_prefix prefix;
	struct view lladdr, lladdrs, addrs, names, words, text, octets;
	const char *string;
	char chars[8];
};

#define F(k, m, d, fl)                                                                             \
	{ .name = #m, .kind = k, FIELD_AT(struct everything, m), .max = UINT64_MAX, .def = d,      \
	  .flags = fl }

static const struct field fields[] = {
	F(FIELD_BOOL, flag, 1, 0), F(FIELD_UINT, u8, 255, 0), F(FIELD_UINT, u16, 65535, 0),
	F(FIELD_UINT, u32, UINT32_MAX, 0), F(FIELD_UINT, u64, UINT64_MAX, 0),
	F(FIELD_SECONDS, seconds, UINT32_MAX, 0),
	F(FIELD_SECONDS, seconds_inf, UINT32_MAX, FIELD_INFINITY), F(FIELD_MILLIS, ms, 600000, 0),
	F(FIELD_PREFERENCE, preference, (uint64_t)-1, 0), F(FIELD_ADDR, addr, 0, 0),
	F(FIELD_PREFIX, prefix, 0, 0), F(FIELD_LLADDR, lladdr, 0, 0),
	F(FIELD_LLADDRS, lladdrs, 0, 0), F(FIELD_ADDRS, addrs, 0, 0),
	F(FIELD_NAMES, names, 0, 0), F(FIELD_WORDS, words, 0, 0), F(FIELD_TEXT, text, 0, 0),
	F(FIELD_OCTETS, octets, 0, 0), F(FIELD_STRING, string, 0, 0), F(FIELD_CHARS, chars, 0, 0),
};

static const struct field *field(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LEN(fields); i++) {
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	}
	fail_msg("no field %s", name);
	return NULL;
}

static void assert_put(const char *name, const struct everything *e, const char *want)
{
	char out[256];
	struct text t;

	text_init(&t, out, sizeof(out));
	field_put(&t, field(name), e);
	assert_string_equal(out, want);
}

static void defaults_fill_numbers_and_empty_the_rest(void **state)
{
	struct everything e;

	(void)state;
	memset(&e, 0xa5, sizeof(e));
	for (unsigned i = 0; i < ARRAY_LEN(fields); i++)
		field_set_default(&fields[i], &e);
	assert_true(e.flag);
	assert_int_equal(e.u8, 255);
	assert_int_equal(e.u16, 65535);
	assert_int_equal(e.u32, UINT32_MAX);
	assert_true(e.u64 == UINT64_MAX);
	assert_int_equal(e.ms, 600000);
	assert_int_equal(e.preference, -1);
	assert_true(ip6_is_unspecified(&e.addr));
	assert_int_equal(e.prefix.plen, 0);
	assert_int_equal(e.text.len, 0);
	assert_null(e.string);
	assert_string_equal(e.chars, "");
}

static void a_number_is_stored_and_read_by_its_size(void **state)
{
	static const char *const names[] = { "u8", "u16", "u32", "u64", "seconds", "flag" };
	struct everything e = { 0 };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		field_set_uint(field(names[i]), &e, 1);
		assert_true(field_uint(field(names[i]), &e) == 1);
	}
	field_set_uint(field("u16"), &e, 0xabcd);
	assert_int_equal(e.u16, 0xabcd);
	assert_int_equal(e.u8, 1);
	assert_int_equal(e.u32, 1);
	field_set_uint(field("u64"), &e, UINT64_MAX);
	assert_true(field_uint(field("u64"), &e) == UINT64_MAX);
}

static void numbers_are_written_as_the_language_spells_them(void **state)
{
	struct everything e = { .flag = true, .u64 = UINT64_MAX, .seconds = UINT32_MAX,
				.seconds_inf = UINT32_MAX };

	(void)state;
	assert_put("flag", &e, "on");
	assert_put("u8", &e, "0");
	assert_put("u64", &e, "18446744073709551615");
	assert_put("seconds", &e, "4294967295");
	assert_put("seconds_inf", &e, "infinity");
	e = (struct everything){ .seconds_inf = UINT32_MAX - 1 };
	assert_put("flag", &e, "off");
	assert_put("seconds_inf", &e, "4294967294");
}

static void milliseconds_are_written_in_seconds_without_needless_digits(void **state)
{
	static const struct {
		nd_ms ms;
		const char *text;
	} cases[] = {
		{ 0, "0" }, { 3000, "3" }, { 3100, "3.1" }, { 3010, "3.01" }, { 3001, "3.001" },
		{ 30, "0.03" }, { 600000, "600" }, { 999, "0.999" }, { 120, "0.12" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct everything e = { .ms = cases[i].ms };

		assert_put("ms", &e, cases[i].text);
	}
}

static void preferences_have_words(void **state)
{
	struct everything e = { .preference = -1 };

	(void)state;
	assert_put("preference", &e, "low");
	e.preference = 0;
	assert_put("preference", &e, "medium");
	e.preference = 1;
	assert_put("preference", &e, "high");
}

static void addresses_and_octets_are_written_as_people_know_them(void **state)
{
	struct everything e = {
		.addr = { .s6_addr = { 0x20, 1, 0xd, 0xb8, [15] = 1 } },
		.prefix = { { .s6_addr = { 0x20, 1, 0xd, 0xb8 } }, 32 },
		.lladdr = view_of("\x02\0\x5e\x10\0\xff", 6),
		.lladdrs = view_of("\x02\0\x5e\x10\0\x01\x02\0\x5e\x10\0\x02", 12),
		.addrs = view_of("\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x01"
				 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32),
		.octets = view_of("\x0a\xff", 2),
	};

	(void)state;
	assert_put("addr", &e, "2001:db8::1");
	assert_put("prefix", &e, "2001:db8::/32");
	assert_put("lladdr", &e, "02:00:5e:10:00:ff");
	assert_put("lladdrs", &e, "02:00:5e:10:00:01 02:00:5e:10:00:02");
	assert_put("addrs", &e, "fe80::1 ::");
	assert_put("octets", &e, "\"0aff\"");
	e.addrs = view_of(NULL, 0);
	e.octets = view_of(NULL, 0);
	assert_put("addrs", &e, "");
	assert_put("octets", &e, "\"\"");
}

static void names_are_written_with_dots_and_what_is_strange_in_them_is_escaped(void **state)
{
	static const struct {
		struct view wire;
		const char *text;
	} cases[] = {
		{ { (const uint8_t *)"\x07" "example\x03org", 13 }, "example.org" },
		{ { (const uint8_t *)"\x01" "a\0\x01" "b\x01" "c", 8 }, "a b.c" },
		{ { (const uint8_t *)"", 1 }, "." },
		{ { (const uint8_t *)"", 0 }, "" },
		{ { (const uint8_t *)"\x04" "a.;\n", 6 }, "a\\x2e\\x3b\\x0a" },
		{ { (const uint8_t *)"\x02_-", 4 }, "_-" },
		/* octets that are no name end the text, and nothing behind them is read */
		{ { (const uint8_t *)"\x09" "abc", 4 }, "" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct everything e = { .names = cases[i].wire };

		assert_put("names", &e, cases[i].text);
	}
}

static void words_are_written_in_quotes_and_what_is_cut_off_is_left_out(void **state)
{
	struct everything e = { .words = view_of("\2h2\4a\"b\n", 8) };

	(void)state;
	assert_put("words", &e, "\"h2\" \"a\\\"b\\x0a\"");
	e.words.len--;
	assert_put("words", &e, "\"h2\"");
	e.words.len = 0;
	assert_put("words", &e, "");
}

static void text_of_foreign_origin_stays_inside_its_quotes(void **state)
{
	struct everything e = { .text = view_of("a\"b\\c\n\xff", 7), .string = "x\"y", .chars = "z" };

	(void)state;
	assert_put("text", &e, "\"a\\\"b\\\\c\\x0a\\xff\"");
	assert_put("string", &e, "\"x\\\"y\"");
	assert_put("chars", &e, "\"z\"");
	e.string = NULL;
	assert_put("string", &e, "\"\"");
}

static void equal_values_are_equal_wherever_they_stand(void **state)
{
	char one[] = "same", other[] = "same";
	struct everything a = { .u8 = 1, .string = one, .text = view_of(one, 4), .chars = "c",
				.prefix = { { .s6_addr = { 0x20, 1, [15] = 7 } }, 64 } };
	struct everything b = { .u8 = 1, .string = other, .text = view_of(other, 4), .chars = "c",
				.prefix = { { .s6_addr = { 0x20, 1, [15] = 8 } }, 64 } };

	(void)state;
	memset(a.chars + 2, 1, 3);	/* behind the NUL nothing counts */
	for (unsigned i = 0; i < ARRAY_LEN(fields); i++)
		assert_true(field_equal(&fields[i], &a, &b));
}

static void different_values_differ_in_their_field_alone(void **state)
{
	const struct everything a = { .string = "a", .chars = "a", .text = view_of("a", 1) };
	struct everything b = { .flag = true, .u8 = 1, .u16 = 1, .u32 = 1, .u64 = 1, .seconds = 1,
		.seconds_inf = 1, .ms = 1, .preference = 1, .addr = IP6_ALL_NODES,
		.prefix = { .plen = 1 }, .lladdr = view_of("b", 1),
		.lladdrs = view_of("b", 1), .addrs = view_of("b", 1),
		.names = view_of("b", 1), .words = view_of("b", 1), .text = view_of("b", 1),
		.octets = view_of("b", 1), .chars = "b" };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(fields); i++)
		assert_false(field_equal(&fields[i], &a, &b));
	b.string = "ab";
	assert_false(field_equal(field("string"), &a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_fill_numbers_and_empty_the_rest),
		cmocka_unit_test(a_number_is_stored_and_read_by_its_size),
		cmocka_unit_test(numbers_are_written_as_the_language_spells_them),
		cmocka_unit_test(milliseconds_are_written_in_seconds_without_needless_digits),
		cmocka_unit_test(preferences_have_words),
		cmocka_unit_test(addresses_and_octets_are_written_as_people_know_them),
		cmocka_unit_test(names_are_written_with_dots_and_what_is_strange_in_them_is_escaped),
		cmocka_unit_test(words_are_written_in_quotes_and_what_is_cut_off_is_left_out),
		cmocka_unit_test(text_of_foreign_origin_stays_inside_its_quotes),
		cmocka_unit_test(equal_values_are_equal_wherever_they_stand),
		cmocka_unit_test(different_values_differ_in_their_field_alone),
	};

	return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
