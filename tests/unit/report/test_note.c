/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "note.h"

static struct note sample(void)
{
	struct note n;

	note_init(&n, "rogue-ra", NOTE_ERR);
	n.src = (struct in6_addr){ .s6_addr = { 0xfe, 0x80, [14] = 0xb, [15] = 0xad } };
	n.dst = (struct in6_addr){ .s6_addr = { 0xff, 2, [15] = 1 } };
	n.reason = "unknown-router";
	n.field = "prefix";
	n.vlan = 12;
	n.incident = 7;
	n.count = 1;
	strcpy(n.iface, "eth0");
	strcpy(n.port, "swp3");
	strcpy(n.mac, "02:00:5e:10:00:01");
	strcpy(n.sllao, "02:00:5e:10:00:02");
	strcpy(n.expected, "none");
	strcpy(n.got, "2001:db8:66::/64");
	strcpy(n.impact, "hosts here take addresses in 2001:db8:66::/64");
	strcpy(n.what, "dropped");
	return n;
}

static const char *text_of(const struct note *n)
{
	static char line[NOTE_TEXT_MAX];
	struct text t;

	text_init(&t, line, sizeof(line));
	note_put_text(&t, n);
	assert_false(t.truncated);
	return line;
}

static void all_keys_stand_in_the_documented_order(void **state)
{
	struct note n = sample();

	(void)state;
	assert_string_equal(text_of(&n),
		"rogue-ra severity=err iface=eth0 vlan=12 port=swp3 src=fe80::bad "
		"mac=02:00:5e:10:00:01 sllao=02:00:5e:10:00:02 reason=unknown-router "
		"field=prefix expected=none got=2001:db8:66::/64 "
		"impact=\"hosts here take addresses in 2001:db8:66::/64\" incident=7 count=1 "
		"dst=ff02::1 what=dropped");
}

static void json_has_the_same_keys_in_the_same_order(void **state)
{
	struct note n = sample();
	char out[NOTE_JSON_MAX];
	struct text t;

	(void)state;
	text_init(&t, out, sizeof(out));
	note_put_json(&t, &n);
	assert_string_equal(out,
		"{\"event\":\"rogue-ra\",\"severity\":\"err\",\"iface\":\"eth0\",\"vlan\":12,"
		"\"port\":\"swp3\",\"src\":\"fe80::bad\",\"mac\":\"02:00:5e:10:00:01\","
		"\"sllao\":\"02:00:5e:10:00:02\",\"reason\":\"unknown-router\","
		"\"field\":\"prefix\",\"expected\":\"none\",\"got\":\"2001:db8:66::/64\","
		"\"impact\":\"hosts here take addresses in 2001:db8:66::/64\",\"incident\":7,"
		"\"count\":1,\"dst\":\"ff02::1\",\"what\":\"dropped\"}");
}

static void a_key_that_has_nothing_to_say_is_left_out(void **state)
{
	char out[NOTE_JSON_MAX];
	struct text t;
	struct note n;

	(void)state;
	note_init(&n, "started", NOTE_INFO);
	n.reason = "";
	assert_string_equal(text_of(&n), "started severity=info");
	text_init(&t, out, sizeof(out));
	note_put_json(&t, &n);
	assert_string_equal(out, "{\"event\":\"started\",\"severity\":\"info\"}");
}

static void a_bare_value_means_itself_and_any_other_is_quoted(void **state)
{
	static const struct {
		const char *value, *text;
	} cases[] = {
		{ "plain", "what=plain" },
		{ "a=b", "what=a=b" },
		{ "evil\\x0aexample", "what=evil\\x0aexample" },
		{ "two words", "what=\"two words\"" },
		{ " ", "what=\" \"" },
		{ "\"", "what=\"\\\"\"" },
		{ "a \\ b", "what=\"a \\\\ b\"" },
		{ "line\nrogue-ra severity=crit", "what=\"line\\x0arogue-ra severity=crit\"" },
		{ "\x1b[31m", "what=\"\\x1b[31m\"" },
		{ "\x7f", "what=\"\\x7f\"" },
		{ "gr\xc3\xbc\xc3\x9f", "what=\"gr\\xc3\\xbc\\xc3\\x9f\"" },
	};
	char expected[128];
	struct note n;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		note_init(&n, "x", NOTE_NOTICE);
		strcpy(n.what, cases[i].value);
		snprintf(expected, sizeof(expected), "x severity=notice %s", cases[i].text);
		assert_string_equal(text_of(&n), expected);
	}
}

static void severities_have_the_documented_names(void **state)
{
	static const char *const names[] = { "crit", "err", "warning", "notice", "info", "debug" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_string_equal(note_severity_name(NOTE_CRIT + (enum note_severity)i), names[i]);
}

static void fill(char *s, size_t size)
{
	memset(s, 0x1b, size - 1);
	s[size - 1] = '\0';
}

static struct note longest(void)
{
	struct note n = sample();

	n.ra.known = true;
	n.ra.mtu = n.ifindex = n.first_seen_ago_s = n.last_seen_ago_s = UINT32_MAX;
	n.suppressed = UINT64_MAX;
	n.ra.ext_headers = UINT32_MAX;
	n.ra.reassembled = true;
	fill(n.ra.flags, sizeof(n.ra.flags));
	fill(n.ra.prefixes, sizeof(n.ra.prefixes));
	fill(n.ra.routes, sizeof(n.ra.routes));
	fill(n.ra.rdnss, sizeof(n.ra.rdnss));
	fill(n.ra.dnssl, sizeof(n.ra.dnssl));
	fill(n.ra.pref64, sizeof(n.ra.pref64));
	fill(n.ra.captive_portal, sizeof(n.ra.captive_portal));
	n.vlan = UINT16_MAX;
	n.incident = UINT32_MAX;
	n.count = UINT64_MAX;
	memset(&n.src, 0xff, sizeof(n.src));
	memset(&n.dst, 0xff, sizeof(n.dst));
	n.reason = n.field = n.event =
		"a-word-longer-than-any-in-the-documented-lists-of-events-and-reasons";
	fill(n.iface, sizeof(n.iface));
	fill(n.port, sizeof(n.port));
	fill(n.mac, sizeof(n.mac));
	fill(n.sllao, sizeof(n.sllao));
	fill(n.expected, sizeof(n.expected));
	fill(n.got, sizeof(n.got));
	fill(n.impact, sizeof(n.impact));
	fill(n.what, sizeof(n.what));
	return n;
}

static void the_longest_note_fits_in_every_form(void **state)
{
	uint8_t fields[NOTE_JOURNAL_MAX];
	struct note n = longest();
	char out[NOTE_JSON_MAX];
	struct text t;
	struct wbuf w;

	(void)state;
	text_of(&n);
	text_init(&t, out, sizeof(out));
	note_put_json(&t, &n);
	assert_false(t.truncated);
	wbuf_init(&w, fields, sizeof(fields));
	note_put_journal(&w, &n, "radvd6", "RADVD6");
	assert_true(wbuf_ok(&w));
}

static void the_journal_gets_one_field_per_key(void **state)
{
	static const char expected[] =
		"MESSAGE=rogue-ra severity=crit iface=eth0 reason=self-spoof what=\"two words\"\n"
		"PRIORITY=2\n"
		"SYSLOG_IDENTIFIER=radvd6\n"
		"MESSAGE_ID=6e9b9067fbe842fdb7f01e87efaacf7f\n"
		"RADVD6_EVENT=rogue-ra\n"
		"RADVD6_SEVERITY=crit\n"
		"RADVD6_IFACE=eth0\n"
		"RADVD6_REASON=self-spoof\n"
		"RADVD6_WHAT=two words\n";
	uint8_t fields[NOTE_JOURNAL_MAX];
	struct wbuf w;
	struct note n;

	(void)state;
	note_init(&n, "rogue-ra", NOTE_CRIT);
	strcpy(n.iface, "eth0");
	strcpy(n.what, "two words");
	n.reason = "self-spoof";
	wbuf_init(&w, fields, sizeof(fields));
	note_put_journal(&w, &n, "radvd6", "RADVD6");
	assert_true(wbuf_ok(&w));
	assert_int_equal(w.len, sizeof(expected) - 1);
	assert_memory_equal(fields, expected, w.len);
}

/* The form for values with a newline: name, newline, length in 64 bits little-endian, value. */
static void a_newline_makes_the_journal_field_length_prefixed(void **state)
{
	static const char expected[] =
		"MESSAGE=started severity=info what=\"a\\x0aB=c\"\n"
		"PRIORITY=6\n"
		"SYSLOG_IDENTIFIER=ndproxy\n"
		"NDPROXY_EVENT=started\n"
		"NDPROXY_SEVERITY=info\n"
		"NDPROXY_WHAT\n\5\0\0\0\0\0\0\0a\nB=c\n";
	uint8_t fields[NOTE_JOURNAL_MAX];
	struct wbuf w;
	struct note n;

	(void)state;
	note_init(&n, "started", NOTE_INFO);
	strcpy(n.what, "a\nB=c");
	wbuf_init(&w, fields, sizeof(fields));
	note_put_journal(&w, &n, "ndproxy", "NDPROXY");
	assert_int_equal(w.len, sizeof(expected) - 1);
	assert_memory_equal(fields, expected, w.len);
}

static void message_ids_are_32_hex_digits_and_no_two_are_alike(void **state)
{
	static const char *const events[] = {
		"rogue-ra", "rogue-ra-ceased", "ra-flood", "ra-invalid", "ra-inconsistent",
		"own-ra-reflected", "second-sender", "trusted-router-silent", "monitor-degraded",
		"monitor-overload", "trusted-router-back",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		const char *id = note_message_id(events[i]);

		assert_non_null(id);
		assert_int_equal(strspn(id, "0123456789abcdef"), 32);
		assert_int_equal(strlen(id), 32);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(id, note_message_id(events[k]));
	}
	assert_null(note_message_id("started"));
}

/* ROGUE 5.2: what only JSON and the journal carry; a lifetime of 0 is said, too. */
static void what_an_advertisement_said_stands_in_json_and_the_journal_alone(void **state)
{
	uint8_t fields[NOTE_JOURNAL_MAX + 1];
	char out[NOTE_JSON_MAX];
	struct text t;
	struct wbuf w;
	struct note n;

	(void)state;
	note_init(&n, "x", NOTE_NOTICE);
	n.ifindex = 3;
	n.suppressed = 9;
	n.ra = (struct note_ra){ .known = true, .hop_limit = 255, .preference = 1, .flags = "MO",
				 .prefixes = "2001:db8::/64 fd00::/64", .ext_headers = 2,
				 .reassembled = true };
	assert_string_equal(text_of(&n), "x severity=notice");
	text_init(&t, out, sizeof(out));
	note_put_json(&t, &n);
	assert_string_equal(out,
		"{\"event\":\"x\",\"severity\":\"notice\",\"ifindex\":3,\"hop_limit\":255,"
		"\"lifetime\":0,\"preference\":\"high\",\"flags\":\"MO\","
		"\"prefixes\":[\"2001:db8::/64\",\"fd00::/64\"],\"suppressed\":9,"
		"\"reassembled\":true,\"ext_hdr_chain\":2}");
	wbuf_init(&w, fields, NOTE_JOURNAL_MAX);
	note_put_journal(&w, &n, "radvd6", "RADVD6");
	fields[w.len] = '\0';
	assert_non_null(strstr((char *)fields, "\nRADVD6_LIFETIME=0\n"));
	assert_non_null(strstr((char *)fields, "\nRADVD6_PREFIXES=2001:db8::/64 fd00::/64\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_keys_stand_in_the_documented_order),
		cmocka_unit_test(json_has_the_same_keys_in_the_same_order),
		cmocka_unit_test(a_key_that_has_nothing_to_say_is_left_out),
		cmocka_unit_test(a_bare_value_means_itself_and_any_other_is_quoted),
		cmocka_unit_test(severities_have_the_documented_names),
		cmocka_unit_test(the_longest_note_fits_in_every_form),
		cmocka_unit_test(the_journal_gets_one_field_per_key),
		cmocka_unit_test(a_newline_makes_the_journal_field_length_prefixed),
		cmocka_unit_test(message_ids_are_32_hex_digits_and_no_two_are_alike),
		cmocka_unit_test(what_an_advertisement_said_stands_in_json_and_the_journal_alone),
	};

	return cmocka_run_group_tests_name("note", tests, NULL, NULL);
}
