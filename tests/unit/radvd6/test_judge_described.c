/* SPDX-License-Identifier: ISC */
/* Options of routers that are described, and what is wrong whoever says it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define MAC2 "02:00:5e:10:00:02"

static void lifetimes_are_allowed_up_to_the_listed_ones(void **state)
{
	static const struct {
		uint32_t valid_s, preferred_s, route_s, dns_s;
		int preference;
		const char *reason, *field;
	} rows[] = {
		{ 3600, 1800, 600, 900, 0, NULL, NULL },
		{ 0, 0, 0, 0, -1, NULL, NULL },
		{ 3601, 1800, 600, 900, 0, "lifetime-out-of-range", "valid-lifetime" },
		{ 3600, 1801, 600, 900, 0, "lifetime-out-of-range", "preferred-lifetime" },
		{ 3600, 1800, 601, 900, 0, "lifetime-out-of-range", "lifetime" },
		{ 3600, 1800, 600, 60000, 0, NULL, NULL },	/* that of the server is not given */
		{ 3600, 1800, 600, 900, 1, "preference-above-ours", "preference" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new("");
		struct conf_router *r = scene_router(c, "fe80::2", "");

		scene_list(r, pio("2001:db8:2::", 64, 3600, 1800));
		scene_list(r, rio("2001:db8:f00::", 48, 0, 600));
		scene_list(r, rdnss("2001:db8:2::53", 0));
		scene_from(c, "fe80::2", MAC2);
		scene_say(c, pio("2001:db8:2::", 64, rows[i].valid_s, rows[i].preferred_s));
		scene_say(c, rio("2001:db8:f00::", 48, rows[i].preference, rows[i].route_s));
		scene_say(c, rdnss("2001:db8:2::53", rows[i].dns_s));
		scene_judge(c);
		if (rows[i].reason) {
			assert_event(c, "rogue-ra", rows[i].reason, NOTE_WARNING);
			assert_string_equal(c->v.finding[0].field, rows[i].field);
			assert_int_equal(c->v.n, 1);
		} else {
			assert_silent(c, ROUTER_TRUSTED);
		}
		scene_free(c);
	}
}

static void a_listed_prefix_that_is_ours_may_live_shorter_but_not_be_ended(void **state)
{
	struct scene *c = scene_new("prefix 2001:db8:1::/64 { };");

	(void)state;
	scene_list(scene_router(c, "fe80::2", ""), pio("2001:db8:1::", 64, 3600, 1800));
	scene_from(c, "fe80::2", MAC2);
	scene_say(c, pio("2001:db8:1::", 64, 3600, 1));
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_say(c, pio("2001:db8:1::", 64, 3600, 0));
	scene_judge(c);
	assert_event(c, "rogue-ra", "prefix-deprecated", NOTE_WARNING);
	assert_impact(c, "take 2001:db8:1::/64 for deprecated now");
	scene_free(c);
}

static void a_prefix_of_ours_from_an_allowed_router_is_still_compared(void **state)
{
	struct scene *c = scene_new("prefix 2001:db8:1::/64 { };");

	(void)state;
	scene_router(c, "fe80::2", "");
	scene_from(c, "fe80::2", MAC2);
	scene_say(c, pio("2001:db8:1::", 64, 86400, 0));
	scene_judge(c);
	assert_event(c, "rogue-ra", "prefix-deprecated", NOTE_WARNING);	/* */
	assert_int_equal(c->v.class, ROUTER_TRUSTED);
	assert_string_equal(c->v.impact, "hosts here take 2001:db8:1::/64 for deprecated now");
	scene_free(c);
}

static void a_6to4_prefix_is_an_error_unless_it_is_allowed(void **state)
{
	/* What scapy makes of a PIO 2002:c0a8:101:2::/64 and MTU 1280: Windows sharing its line. */
	static const uint8_t ics[] = {
		0x03, 0x04, 0x40, 0xc0, 0x00, 0x00, 0x07, 0x08, 0x00, 0x00, 0x07, 0x08,
		0x00, 0x00, 0x00, 0x00, 0x20, 0x02, 0xc0, 0xa8, 0x01, 0x01, 0x00, 0x02,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05, 0x01, 0x00, 0x00,
		0x00, 0x00, 0x05, 0x00 };
	struct scene *c = scene_new("prefix 2002:c0a8:101:1::/64 { };");

	(void)state;
	scene_say_octets(c, ics, sizeof(ics));
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
	assert_finding(c, "six-to-four", NOTE_ERR, "prefix", "", "2002:c0a8:101:2::/64");
	assert_non_null(finding_of(c, "prefix-unknown"));		/* R-280; row 29 */
	scene_router(c, "fe80::bad", "");		/* allowed, but nothing is listed */
	scene_judge(c);
	assert_event(c, "rogue-ra", "six-to-four", NOTE_ERR);
	assert_no_finding(c, "prefix-unknown");
	scene_list(c->routers[0], pio("2002:c0a8:101:2::", 64, 1800, 1800));
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_free(c);
	c = scene_new("prefix 2002:c0a8:101:2::/64 { AdvValidLifetime 1800; "
		      "AdvPreferredLifetime 1800; };");
	scene_say(c, pio("2002:c0a8:101:2::", 64, 1800, 1800));
	scene_judge(c);
	assert_no_finding(c, "six-to-four");
	scene_say(c, pio("2003::", 64, 1800, 1800));
	scene_judge(c);
	assert_no_finding(c, "six-to-four");
	scene_free(c);
}

static void say_routes(struct scene *c, unsigned n)
{
	char text[32];

	for (unsigned i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "2001:db8:%x::", i + 1);
		scene_say(c, rio(text, 48, 0, 1800));
	}
}

static void seventeen_routes_are_enough_and_each_stands_once(void **state)
{
	struct scene *c = scene_new("");

	(void)state;
	scene_router(c, "fe80::2", "");
	scene_from(c, "fe80::2", MAC2);
	say_routes(c, 17);
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_say(c, rio("2001:db8:12::", 48, 0, 1800));
	scene_judge(c);
	assert_event(c, "rogue-ra", "route-unknown", NOTE_WARNING);	/* */
	assert_finding(c, "route-unknown", NOTE_WARNING, "route", "at most 17 routes", "18 routes");
	scene_free(c);

	c = scene_new("");
	scene_router(c, "fe80::2", "");
	scene_from(c, "fe80::2", MAC2);
	say_routes(c, 2);
	scene_say(c, rio("2001:db8:1::", 47, 0, 1800));	/* another length is another route */
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_say(c, rio("2001:db8:1::", 48, 1, 600));
	scene_judge(c);
	assert_finding(c, "route-unknown", NOTE_WARNING, "route", "each route once",
		       "2001:db8:1::/48 twice");				/* */
	scene_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lifetimes_are_allowed_up_to_the_listed_ones),
		cmocka_unit_test(a_listed_prefix_that_is_ours_may_live_shorter_but_not_be_ended),
		cmocka_unit_test(a_prefix_of_ours_from_an_allowed_router_is_still_compared),
		cmocka_unit_test(a_6to4_prefix_is_an_error_unless_it_is_allowed),
		cmocka_unit_test(seventeen_routes_are_enough_and_each_stands_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
