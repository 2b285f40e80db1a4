/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ip6.h"
#include "json.h"
#include "millis.h"

struct sample {
	bool on;
	uint16_t mtu;
	uint32_t lifetime_s;
	nd_ms interval;
	int8_t preference;
	struct in6_addr addr;
	struct ip6_prefix prefix;
	struct view mac, macs, servers, names, words, uri, raw;
	const char *given, *not_given;
	char chars[8], no_chars[8];
};

#define F(n, k, m) { .name = n, .kind = k, FIELD_AT(struct sample, m) }
#define V(n, k, m) { .name = n, .kind = k, .off = offsetof(struct sample, m) }

static const struct field fields[] = {
	F("on", FIELD_BOOL, on),
	F("mtu", FIELD_UINT, mtu),
	F("lifetime", FIELD_SECONDS, lifetime_s),
	F("interval", FIELD_MILLIS, interval),
	F("preference", FIELD_PREFERENCE, preference),
	V("addr", FIELD_ADDR, addr),
	V("prefix", FIELD_PREFIX, prefix),
	V("mac", FIELD_LLADDR, mac),
	V("macs", FIELD_LLADDRS, macs),
	V("servers", FIELD_ADDRS, servers),
	V("names", FIELD_NAMES, names),
	V("words", FIELD_WORDS, words),
	V("uri", FIELD_TEXT, uri),
	V("raw", FIELD_OCTETS, raw),
	V("given", FIELD_STRING, given),
	V("not-given", FIELD_STRING, not_given),
	V("chars", FIELD_CHARS, chars),
	V("no-chars", FIELD_CHARS, no_chars),
};

static void put_fields(struct text *t, const struct sample *s)
{
	struct json j;

	json_init(&j, t);
	json_object(&j, NULL);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		json_field(&j, &fields[i], s);
	json_end(&j);
}

static void every_kind_of_field_has_its_json_form(void **state)
{
	static const uint8_t servers[32] = { 0x20, 1, 0xd, 0xb8, [15] = 1,
					     [16] = 0x20, [17] = 1, [18] = 0xd, [19] = 0xb8,
					     [31] = 2 };
	static const uint8_t names[] = "\7example\3net\0\2\x0a.\0";
	struct sample s = {
		.on = true, .mtu = 1280, .lifetime_s = ND_INFINITY_S, .interval = 200500,
		.preference = -1,
		.addr = { .s6_addr = { 0xfe, 0x80, [15] = 0xba } },
		.prefix = { .addr = { .s6_addr = { 0x20, 1, 0xd, 0xb8 } }, .plen = 64 },
		.mac = view_of("\x02\x00\x5e\x10\x00\x01", 6),
		.macs = view_of("\x02\x00\x5e\x10\x00\x01\x02\x00\x5e\x10\x00\x02", 12),
		.servers = view_of(servers, sizeof(servers)),
		.names = view_of(names, sizeof(names) - 1),
		.words = view_of("\2h2\1\"", 5),
		.uri = view_of("a\"b\\\xc3", 5),
		.raw = view_of("\x00\xff", 2),
		.given = "x\ty", .chars = "eth0",
	};
	char out[1024];
	struct text t;

	(void)state;
	text_init(&t, out, sizeof(out));
	put_fields(&t, &s);
	assert_string_equal(out,
		"{\"on\":true,\"mtu\":1280,\"lifetime\":4294967295,\"interval\":200.500,"
		"\"preference\":\"low\",\"addr\":\"fe80::ba\",\"prefix\":\"2001:db8::/64\","
		"\"mac\":\"02:00:5e:10:00:01\","
		"\"macs\":[\"02:00:5e:10:00:01\",\"02:00:5e:10:00:02\"],"
		"\"servers\":[\"2001:db8::1\",\"2001:db8::2\"],"
		"\"names\":[\"example.net\",\"\\\\x0a\\\\x2e\"],\"words\":[\"h2\",\"\\\"\"],"
		"\"uri\":\"a\\\"b\\\\\\u00c3\","
		"\"raw\":\"00ff\",\"given\":\"x\\u0009y\",\"not-given\":null,\"chars\":\"eth0\","
		"\"no-chars\":null}");
	assert_false(t.truncated);
}

static void empty_lists_and_never_have_a_form_too(void **state)
{
	struct sample s = { .interval = ND_NEVER };
	char out[1024];
	struct text t;

	(void)state;
	text_init(&t, out, sizeof(out));
	put_fields(&t, &s);
	assert_string_equal(out,
		"{\"on\":false,\"mtu\":0,\"lifetime\":0,\"interval\":null,"
		"\"preference\":\"medium\",\"addr\":\"::\",\"prefix\":\"::/0\","
		"\"mac\":\"\",\"macs\":[],\"servers\":[],\"names\":[],\"words\":[],\"uri\":\"\",\"raw\":\"\","
		"\"given\":null,\"not-given\":null,\"chars\":null,\"no-chars\":null}");
}

static void numbers_reach_their_ends(void **state)
{
	struct text t;
	struct json j;
	char out[128];

	(void)state;
	text_init(&t, out, sizeof(out));
	json_init(&j, &t);
	json_array(&j, NULL);
	json_uint(&j, NULL, UINT64_MAX);
	json_uint(&j, NULL, 0);
	json_bool(&j, NULL, false);
	json_string(&j, NULL, "");
	json_end(&j);
	assert_string_equal(out, "[18446744073709551615,0,false,\"\"]");
}

static void a_member_that_does_not_fit_is_left_out_and_later_ones_may_still_come(void **state)
{
	struct text t;
	struct json j;
	char out[16];

	(void)state;
	text_init(&t, out, sizeof(out));
	json_init(&j, &t);
	json_object(&j, NULL);
	json_uint(&j, "a", 1);
	json_string(&j, "b", "long, too long");
	assert_true(t.truncated);
	json_array(&j, "list-that-is-skipped");
	json_uint(&j, NULL, 1);
	json_array(&j, NULL);
	json_end(&j);
	json_end(&j);
	json_uint(&j, "c", 22);
	json_end(&j);
	assert_string_equal(out, "{\"a\":1,\"c\":22}");
	assert_true(t.truncated);
}

static void a_value_that_just_fits_is_whole(void **state)
{
	static const char whole[] = "{\"a\":[1]}";
	char out[sizeof(whole)];
	struct text t;
	struct json j;

	(void)state;
	for (size_t cap = sizeof(out) - 1; cap <= sizeof(out); cap++) {
		text_init(&t, out, cap);
		json_init(&j, &t);
		json_object(&j, NULL);
		json_array(&j, "a");
		json_uint(&j, NULL, 1);
		json_end(&j);
		json_end(&j);
		assert_string_equal(out, cap == sizeof(out) ? whole : "{\"a\":[]}");
		assert_int_equal(t.truncated, cap < sizeof(out));
		assert_int_equal(t.cap, cap);
	}
}

static void json_follows_text_that_stands_there_already(void **state)
{
	struct text t;
	struct json j;
	char out[32];

	(void)state;
	text_init(&t, out, sizeof(out));
	text_put(&t, "<30>x: ");
	json_init(&j, &t);
	json_object(&j, NULL);
	json_end(&j);
	assert_string_equal(out, "<30>x: {}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_field_has_its_json_form),
		cmocka_unit_test(empty_lists_and_never_have_a_form_too),
		cmocka_unit_test(numbers_reach_their_ends),
		cmocka_unit_test(a_member_that_does_not_fit_is_left_out_and_later_ones_may_still_come),
		cmocka_unit_test(a_value_that_just_fits_is_whole),
		cmocka_unit_test(json_follows_text_that_stands_there_already),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
