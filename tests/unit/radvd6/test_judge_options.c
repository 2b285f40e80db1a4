/* SPDX-License-Identifier: ISC */
/* Options of another router's RA: what nobody allowed, and what differs from what was allowed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define MAC2 "02:00:5e:10:00:02"

/* Everything we say, of each kind one; lifetimes as by default unless given. */
#define OURS                                                                                       \
	"prefix 2001:db8:1::/64 { };"                                                              \
	"route 2001:db8:f00::/48 { AdvRouteLifetime 1800; };"                                      \
	"RDNSS 2001:db8:1::53 2001:db8:1::54 { AdvRDNSSLifetime 1800; };"                           \
	"DNSSL Evil.Example { AdvDNSSLLifetime 1800; };"                                           \
	"nat64prefix 64:ff9b::/96 { AdvValidLifetime 1801; };"                                     \
	"AdvCaptivePortalAPI \"https://portal.example/api\";"

static struct nd_opt kind(unsigned i, bool ours)
{
	switch (i) {
	case 0:
		return pio(ours ? "2001:db8:1::" : "2001:db8:bad::", 64, 86400, 14400);
	case 1:
		return rio(ours ? "2001:db8:f00::" : "::", ours ? 48 : 0, 0, 1800);
	case 2:
		return rdnss(ours ? "2001:db8:1::54" : "2001:db8:bad::53", 1800);
	case 3:
		return dnssl(1800);
	case 4:		/* 1801 s are 1808 on the wire (RFC 8781 s. 4.1) */
		return pref64(ours ? "64:ff9b::" : "2001:db8:64::", 96, 1808);
	default:
		return portal(ours ? "https://portal.example/api" : "http://bad.example/");
	}
}

static const struct {
	const char *reason, *field, *got;
	enum note_severity severity;
} kinds[] = {
	{ "prefix-unknown", "prefix", "2001:db8:bad::/64", NOTE_WARNING },		/* row 5 */
	{ "route-unknown", "route", "::/0", NOTE_WARNING },				/* row 12 */
	{ "rdnss-unknown", "rdnss", "2001:db8:bad::53", NOTE_ERR },			/* row 8 */
	{ "dnssl-unknown", "dnssl", "evil.example", NOTE_ERR },			/* row 9 */
	{ "pref64-unknown", "pref64", "2001:db8:64::/96", NOTE_ERR },			/* row 10 */
	{ "captive-portal-unknown", "captive-portal", "\"http://bad.example/\"", NOTE_ERR },
											/* row 11 */
};

static void what_nobody_allowed_is_unknown_by_its_kind(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(kinds); i++) {
		struct scene *c = scene_new("");

		c->msg.ra.router_lifetime_s = 0;
		scene_say(c, kind(i, false));
		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
		assert_finding(c, kinds[i].reason, kinds[i].severity, kinds[i].field, "",
			       kinds[i].got);
		assert_int_equal(c->v.n, 2);
		assert_int_equal(c->v.class, ROUTER_UNKNOWN);
		scene_free(c);
	}
}

static void the_same_as_ours_is_no_finding(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(kinds); i++) {
		struct scene *c = scene_new(OURS);

		scene_say(c, kind(i, true));
		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
		assert_int_equal(c->v.n, 1);
		assert_false(c->v.harms_ours);
		scene_free(c);
	}
}

static void what_is_expected_stands_beside_what_came(void **state)
{
	struct scene *c = scene_new(OURS);

	(void)state;
	scene_say(c, rdnss("2001:db8:bad::53", 1800));
	scene_judge(c);
	assert_finding(c, "rdnss-unknown", NOTE_ERR, "rdnss", "2001:db8:1::53 2001:db8:1::54",
		       "2001:db8:bad::53");
	scene_free(c);
}

static void each_server_of_a_list_is_judged_alone(void **state)
{
	const struct in6_addr two[] = { addr("2001:db8:1::53"), addr("2001:db8:bad::53") };
	struct nd_opt o = rdnss("::1", 1800);
	struct scene *c = scene_new(OURS);

	(void)state;
	o.rdnss.servers = view_of(two, sizeof(two));
	scene_say(c, o);
	scene_judge(c);
	assert_finding(c, "rdnss-unknown", NOTE_ERR, NULL, NULL, "2001:db8:bad::53");
	assert_int_equal(c->v.n, 2);
	scene_free(c);
}

static void the_own_address_among_our_servers_is_known(void **state)
{
	struct scene *c = scene_new("RDNSS :: { AdvRDNSSLifetime 1800; };");

	(void)state;
	world_addr(&c->link, "2001:db8:1::1", 64);
	scene_say(c, rdnss("2001:db8:1::1", 1800));
	scene_judge(c);
	assert_no_finding(c, "rdnss-unknown");
	scene_say(c, rdnss("::", 1800));
	scene_judge(c);
	assert_non_null(finding_of(c, "rdnss-unknown"));
	scene_free(c);
}

static void automatic_prefixes_are_ours_too(void **state)
{
	struct scene *c = scene_new("prefix ::/64 { };");

	(void)state;
	world_addr(&c->link, "2001:db8:7::1", 64);
	scene_say(c, pio("2001:db8:7::", 64, 86400, 14400));
	scene_judge(c);
	assert_no_finding(c, "prefix-unknown");
	scene_say(c, pio("2001:db8:8::", 64, 86400, 14400));
	scene_judge(c);
	assert_finding(c, "prefix-unknown", NOTE_WARNING, NULL, "2001:db8:7::/64", "2001:db8:8::/64");
	scene_free(c);
}

static void an_option_behind_a_faulty_one_is_still_judged(void **state)
{
	/* PIO of 8 octets, RDNSS of even length, RIO with reserved preference */
	static const uint8_t faulty[] = { 3, 1, 64, 0xc0, 0, 0, 0, 0,
					  25, 2, 0, 0, 0, 0, 7, 8, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0,
					  24, 1, 0, 0x10, 0, 0, 7, 8 };
	/* an unknown type: R-257 */
	static const uint8_t unknown[] = { 200, 1, 1, 2, 3, 4, 5, 6 };
	struct scene *c = scene_new("");

	(void)state;
	scene_say_octets(c, faulty, sizeof(faulty));
	scene_say_octets(c, unknown, sizeof(unknown));
	scene_judge(c);
	assert_int_equal(c->v.n, 1);
	scene_say(c, rdnss("2001:db8::53", 60));
	scene_judge(c);
	assert_int_equal(c->v.n, 2);
	assert_non_null(finding_of(c, "rdnss-unknown"));
	scene_free(c);
}

/* --- prefixes of ours ---------------------------------------------------------------- */

struct life {
	uint32_t valid_s, preferred_s;
	const char *reason, *field, *got;	/* NULL = no finding */
};

static void assert_life(const char *settings, nd_ms now, const struct life *k, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct scene *c = scene_new(settings);

		c->ra.now = c->s.at = now;
		scene_say(c, pio("2001:db8:1::", 64, k[i].valid_s, k[i].preferred_s));
		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
		if (k[i].reason)
			assert_finding(c, k[i].reason, NOTE_WARNING, k[i].field, NULL, k[i].got);
		else
			assert_int_equal(c->v.n, 1);
		assert_int_equal(c->v.harms_ours, k[i].reason != NULL);
		scene_free(c);
	}
}

static void lifetimes_of_our_prefix_are_compared(void **state)
{
	static const struct life rows[] = {				/* R-241; row 6 */
		{ 86400, 14400, NULL, NULL, NULL },
		{ 86400, 14399, "prefix-deprecated", "preferred-lifetime",
		  "14399 for 2001:db8:1::/64" },
		{ 86400, 0, "prefix-deprecated", "preferred-lifetime", "0 for 2001:db8:1::/64" },
		{ 86399, 14400, "prefix-deprecated", "valid-lifetime", "86399 for 2001:db8:1::/64" },
		{ 86401, 14400, "lifetime-out-of-range", "valid-lifetime",
		  "86401 for 2001:db8:1::/64" },
		{ 86400, 14401, "lifetime-out-of-range", "preferred-lifetime",
		  "14401 for 2001:db8:1::/64" },
		{ 4294967295u, 14400, "lifetime-out-of-range", "valid-lifetime",
		  "infinity for 2001:db8:1::/64" },
	};

	(void)state;
	assert_life("prefix 2001:db8:1::/64 { };", 100 * ND_SECOND, rows, ARRAY_LEN(rows));
}

static void the_two_hour_rule_is_told(void **state)
{
	static const struct life long_lived[] = {			/* RFC 4862 s. 5.5.3 e */
		{ 0, 0, "prefix-deprecated", "valid-lifetime",
		  "0 for 2001:db8:1::/64 (hosts keep it 7200 s)" },
		{ 7200, 0, "prefix-deprecated", "valid-lifetime",
		  "7200 for 2001:db8:1::/64 (hosts keep it 7200 s)" },
		{ 7201, 0, "prefix-deprecated", "valid-lifetime", "7201 for 2001:db8:1::/64" },
	};
	static const struct life short_lived[] = {
		{ 0, 0, "prefix-deprecated", "valid-lifetime",
		  "0 for 2001:db8:1::/64 (hosts ignore that)" },
	};

	(void)state;
	assert_life("prefix 2001:db8:1::/64 { };", 100 * ND_SECOND, long_lived,
		    ARRAY_LEN(long_lived));
	assert_life("prefix 2001:db8:1::/64 { AdvValidLifetime 7200; AdvPreferredLifetime 7200; };",
		    100 * ND_SECOND, short_lived, ARRAY_LEN(short_lived));
}

static void lifetimes_that_count_down_are_compared_with_five_seconds_of_grace(void **state)
{
	static const struct life rows[] = {				/* */
		{ 86300, 14300, NULL, NULL, NULL },
		{ 86295, 14295, NULL, NULL, NULL },
		{ 86305, 14305, NULL, NULL, NULL },
		{ 86294, 14300, "prefix-deprecated", "valid-lifetime", NULL },
		{ 86306, 14300, "lifetime-out-of-range", "valid-lifetime", NULL },
		{ 86300, 14294, "prefix-deprecated", "preferred-lifetime", NULL },
		{ 86300, 14306, "lifetime-out-of-range", "preferred-lifetime", NULL },
	};

	(void)state;
	assert_life("prefix 2001:db8:1::/64 { DecrementLifetimes on; };", 100 * ND_SECOND, rows,
		    ARRAY_LEN(rows));
}

static void a_prefix_that_hosts_ignore_is_named_and_not_compared(void **state)
{
	static const uint8_t upside_down[] = {		/* valid 100, preferred 200 */
		3, 4, 64, 0xc0, 0, 0, 0, 100, 0, 0, 0, 200, 0, 0, 0, 0,
		0x20, 1, 0xd, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	struct scene *c = scene_new("prefix 2001:db8:1::/64 { };");

	(void)state;
	scene_router(c, "fe80::2", MAC2);
	scene_from(c, "fe80::2", MAC2);
	scene_say_octets(c, upside_down, sizeof(upside_down));
	scene_judge(c);
	assert_event(c, "rogue-ra", "lifetime-out-of-range", NOTE_WARNING);	/* */
	assert_finding(c, "lifetime-out-of-range", NOTE_WARNING, "preferred-lifetime", "at most 100",
		       "200 for 2001:db8:1::/64");
	assert_int_equal(c->v.n, 1);
	assert_false(c->v.harms_ours);
	assert_string_equal(c->v.impact, "");
	scene_say(c, pio("fe80::", 64, 100, 100));
	scene_judge(c);
	assert_finding(c, "prefix-unknown", NOTE_WARNING, "prefix", NULL, "fe80::/64");
	c->watching = false;
	scene_judge(c);
	assert_null(c->v.event);
	scene_free(c);
}

/* --- descriptions --------------------------------------------------------------------- */

static void a_kind_of_which_nothing_is_listed_is_free(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(kinds); i++) {
		struct scene *c = scene_new("");

		scene_list(scene_router(c, "fe80::2", ""), pio("2001:db8:2::", 64, 86400, 14400));
		c->routers[0]->n_options = i == 0 ? 0 : 1;
		scene_from(c, "fe80::2", MAC2);
		scene_say(c, kind(i, false));
		scene_judge(c);
		assert_silent(c, ROUTER_TRUSTED);
		scene_free(c);
	}
}

static void once_one_is_listed_an_unlisted_one_is_a_finding_even_if_it_is_ours(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		if (i == 3)
			continue;		/* dnssl() knows one name only */
		struct scene *c = scene_new(OURS);

		scene_list(scene_router(c, "fe80::2", ""), kind(i, false));
		scene_from(c, "fe80::2", MAC2);
		scene_say(c, kind(i, false));
		scene_judge(c);
		assert_silent(c, ROUTER_TRUSTED);
		scene_say(c, kind(i, true));
		scene_judge(c);
		assert_event(c, "rogue-ra", kinds[i].reason, kinds[i].severity);
		assert_string_equal(c->v.finding[0].expected, kinds[i].got);
		assert_int_equal(c->v.class, ROUTER_TRUSTED);
		scene_free(c);
	}
}

/* --- harm -------------------------------------------------------------------------------- */

static void our_route_is_a_strangers_only_if_it_prefers_itself(void **state)
{
	struct scene *c = scene_new(OURS);

	(void)state;
	scene_say(c, rio("2001:db8:f00::", 48, 1, 1800));
	scene_judge(c);
	assert_finding(c, "preference-above-ours", NOTE_WARNING, "preference", "medium",
		       "high for 2001:db8:f00::/48");
	assert_impact(c, "send through it what goes to 2001:db8:f00::/48");
	scene_free(c);
}

static void taking_back_what_we_say_harms_us(void **state)
{
	static const struct {
		unsigned kind;
		enum note_severity severity;
		bool harms;
	} rows[] = {
		{ 2, NOTE_WARNING, true }, { 3, NOTE_WARNING, true }, { 4, NOTE_WARNING, true },
		{ 1, NOTE_NOTICE, false },	/* a route of its own, not ours */
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new(OURS);
		struct nd_opt o = kind(rows[i].kind, true);

		assert_true(nd_opt_withdraw(&o));
		scene_say(c, o);
		scene_judge(c);
		assert_finding(c, "lifetime-out-of-range", rows[i].severity, "lifetime", NULL, NULL);
		assert_int_equal(c->v.harms_ours, rows[i].harms);
		scene_free(c);
	}
}

static void more_findings_than_fit_keep_the_weightiest(void **state)
{
	struct scene *c = scene_new("");
	char text[40];

	(void)state;
	c->msg.ra.router_lifetime_s = 0;
	for (unsigned i = 0; i < 40; i++) {
		snprintf(text, sizeof(text), "2001:db8:bad:%x::", i);
		scene_say(c, pio(text, 64, 1800, 1800));
	}
	scene_say(c, rdnss("2001:db8:bad::53", 1800));
	scene_judge(c);
	assert_int_equal(c->v.n, FINDINGS_MAX);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
	assert_string_equal(c->v.finding[1].reason, "rdnss-unknown");
	assert_string_equal(c->v.impact, "hosts here ask DNS server 2001:db8:bad::53 for 1800 s, "
			    "take addresses in 2001:db8:bad::/64 for 1800 s (and 39 more prefixes)");
										/* row 17 */
	scene_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_nobody_allowed_is_unknown_by_its_kind),
		cmocka_unit_test(the_same_as_ours_is_no_finding),
		cmocka_unit_test(what_is_expected_stands_beside_what_came),
		cmocka_unit_test(each_server_of_a_list_is_judged_alone),
		cmocka_unit_test(the_own_address_among_our_servers_is_known),
		cmocka_unit_test(automatic_prefixes_are_ours_too),
		cmocka_unit_test(an_option_behind_a_faulty_one_is_still_judged),
		cmocka_unit_test(lifetimes_of_our_prefix_are_compared),
		cmocka_unit_test(the_two_hour_rule_is_told),
		cmocka_unit_test(lifetimes_that_count_down_are_compared_with_five_seconds_of_grace),
		cmocka_unit_test(a_prefix_that_hosts_ignore_is_named_and_not_compared),
		cmocka_unit_test(a_kind_of_which_nothing_is_listed_is_free),
		cmocka_unit_test(once_one_is_listed_an_unlisted_one_is_a_finding_even_if_it_is_ours),
		cmocka_unit_test(our_route_is_a_strangers_only_if_it_prefers_itself),
		cmocka_unit_test(taking_back_what_we_say_harms_us),
		cmocka_unit_test(more_findings_than_fit_keep_the_weightiest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
