/* SPDX-License-Identifier: ISC */
/* What hosts do because of an RA, in words and until when; and routers that do no harm (ROGUE 5.5). */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define MAC2 "02:00:5e:10:00:02"
#define NOW (100 * ND_SECOND)

static void the_default_router_is_told_in_relation_to_us(void **state)
{
	static const struct {
		const char *settings;
		int8_t theirs;
		const char *impact;
	} rows[] = {
		{ "", ND_PREF_HIGH, "hosts here now use fe80::bad as default router instead of us "
		  "(preference high) for 1800 s" },
		{ "", ND_PREF_MEDIUM, "hosts here now use fe80::bad as default router beside us "
		  "(preference medium) for 1800 s" },
		{ "", ND_PREF_LOW, "hosts here now use fe80::bad as default router if we fail "
		  "(preference low) for 1800 s" },
		{ "AdvDefaultLifetime 0;", ND_PREF_HIGH, "hosts here now use fe80::bad as default "
		  "router (preference high) for 1800 s" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new(rows[i].settings);

		c->msg.ra.preference = rows[i].theirs;
		scene_judge(c);
		assert_string_equal(c->v.impact, rows[i].impact);
		assert_true(c->v.harm_until == NOW + 1800 * ND_SECOND);
		scene_free(c);
	}
}

struct impact_case {
	struct nd_opt o;
	const char *impact;
	nd_ms until;
};

static void each_kind_has_its_words_and_its_end(void **state)
{
	const struct impact_case rows[] = {
		{ pio("2001:db8:66::", 64, 3600, 600),
		  "hosts here take addresses in 2001:db8:66::/64 for 3600 s", 3600 },
		{ pio("2001:db8:66::", 64, 4294967295u, 600),
		  "hosts here take addresses in 2001:db8:66::/64", ND_NEVER },
		{ rio("2001:db8:f00::", 48, 1, 60),
		  "hosts here send through it what goes to 2001:db8:f00::/48 for 60 s", 60 },
		{ rdnss("2001:db8:bad::53", 60),
		  "hosts here ask DNS server 2001:db8:bad::53 for 60 s", 60 },
		{ dnssl(60), "hosts here complete names with evil.example for 60 s", 60 },
		{ pref64("64:ff9b::", 96, 80),
		  "hosts here reach IPv4 through NAT64 prefix 64:ff9b::/96 for 80 s", 80 },
		{ portal("http://bad.example/\" x\n"),
		  "hosts here are sent to the captive portal \"http://bad.example/\\\" x\\x0a\"",
		  ND_NEVER },
		{ mtu(1280), "hosts here send packets of at most 1280 octets", ND_NEVER },
		{ mtu(500), "", 0 },
		{ mtu(9000), "", 0 },
		{ rdnss("2001:db8:bad::53", 0), "", 0 },
		{ rio("2001:db8:f00::", 48, 1, 0), "", 0 },
		{ pio("2001:db8:66::", 64, 0, 0), "", 0 },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new("");
		nd_ms until = rows[i].until == ND_NEVER ? ND_NEVER :
			      rows[i].until ? NOW + rows[i].until * ND_SECOND : ND_LONG_AGO;

		c->msg.ra.router_lifetime_s = 0;
		scene_say(c, rows[i].o);
		scene_judge(c);
		assert_string_equal(c->v.impact, rows[i].impact);
		assert_true(c->v.harm_until == until);
		scene_free(c);
	}
}

static void a_prefix_without_addresses_is_on_link_or_nothing(void **state)
{
	struct nd_opt o = pio("2001:db8:66::", 64, 3600, 600);
	struct scene *c = scene_new("");

	(void)state;
	c->msg.ra.router_lifetime_s = 0;
	o.prefix.on_link = o.prefix.autonomous = false;
	scene_say(c, o);
	scene_judge(c);
	assert_string_equal(c->v.impact, "");
	o.prefix.on_link = true;
	scene_say(c, o);
	scene_judge(c);
	assert_string_equal(c->v.impact, "hosts here take for on-link 2001:db8:66::/64 for 3600 s");
	scene_free(c);
}

static void a_prefix_of_ours_that_is_cut_short_is_told_with_the_two_hours(void **state)
{
	static const struct {
		uint32_t valid_s, preferred_s;
		const char *impact;
	} rows[] = {
		{ 86400, 14400, "" },
		{ 86400, 0, "hosts here take 2001:db8:1::/64 for deprecated now" },
		{ 86400, 600, "hosts here take 2001:db8:1::/64 for deprecated in 600 s" },
		{ 0, 0, "hosts here take 2001:db8:1::/64 for deprecated now and drop it in 2 h" },
		{ 7200, 0, "hosts here take 2001:db8:1::/64 for deprecated now and drop it in 2 h" },
		{ 7201, 0, "hosts here take 2001:db8:1::/64 for deprecated now and drop it in "
		  "7201 s" },
		{ 20000, 14400, "hosts here keep addresses in 2001:db8:1::/64 and drop it in "
		  "20000 s" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new("prefix 2001:db8:1::/64 { }; MaxRtrAdvInterval 60;");

		c->msg.ra.router_lifetime_s = 0;
		scene_say(c, pio("2001:db8:1::", 64, rows[i].valid_s, rows[i].preferred_s));
		scene_judge(c);
		assert_string_equal(c->v.impact, rows[i].impact);
		assert_true(c->v.harm_until ==		/* our next RA sets it right */
			    (rows[i].impact[0] ? NOW + 60 * ND_SECOND : ND_LONG_AGO));
		scene_free(c);
	}
}

static void the_worst_comes_first_and_nothing_is_cut_in_half(void **state)
{
	/* As scapy builds what fake_router26 sends: MTU 1280, PIO, RIO high, RDNSS, DNSSL. */
	static const uint8_t fake[] = {
		0x05, 0x01, 0x00, 0x00, 0x00, 0x00, 0x05, 0x00, 0x03, 0x04, 0x40, 0xc0,
		0x00, 0x01, 0x86, 0x9f, 0x00, 0x01, 0x86, 0x9f, 0x00, 0x00, 0x00, 0x00,
		0x20, 0x01, 0x0d, 0xb8, 0x0b, 0xad, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x18, 0x02, 0x30, 0x08, 0x00, 0x00, 0x07, 0x08,
		0x20, 0x01, 0x0d, 0xb8, 0x0f, 0x00, 0x00, 0x00, 0x19, 0x03, 0x00, 0x00,
		0x00, 0x00, 0x07, 0x08, 0x20, 0x01, 0x0d, 0xb8, 0x0b, 0xad, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x53, 0x1f, 0x03, 0x00, 0x00,
		0x00, 0x00, 0x07, 0x08, 0x04, 0x65, 0x76, 0x69, 0x6c, 0x07, 0x65, 0x78,
		0x61, 0x6d, 0x70, 0x6c, 0x65, 0x00, 0x00, 0x00 };
	struct scene *c = scene_new("AdvLinkMTU 1500;");

	(void)state;
	c->msg.ra.preference = ND_PREF_HIGH;
	scene_say_octets(c, fake, sizeof(fake));
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
	assert_non_null(finding_of(c, "rdnss-unknown"));
	assert_non_null(finding_of(c, "dnssl-unknown"));
	assert_non_null(finding_of(c, "prefix-unknown"));
	assert_non_null(finding_of(c, "route-unknown"));
	assert_non_null(finding_of(c, "preference-above-ours"));
	assert_non_null(finding_of(c, "mtu-out-of-range"));
	assert_int_equal(c->v.n, 7);
	assert_string_equal(c->v.impact, "hosts here now use fe80::bad as default router instead of "
			    "us (preference high) for 1800 s, ask DNS server 2001:db8:bad::53 for "
			    "1800 s, and more");
	assert_true(c->v.harm_until == NOW + 99999 * ND_SECOND);
	assert_true(c->v.harms_ours);
	scene_free(c);
}

static void differences_in_the_header_are_told(void **state)
{
	struct scene *c = scene_new("AdvReachableTime 30000;");

	(void)state;
	scene_router(c, "fe80::2", "");
	scene_from(c, "fe80::2", MAC2);
	c->msg.ra.cur_hop_limit = 1;
	c->msg.ra.managed = true;
	c->msg.ra.reachable_ms = 1;
	c->msg.ra.retrans_ms = 2;
	scene_judge(c);
	assert_string_equal(c->v.impact, "hosts here send packets that reach 1 hops, ask DHCPv6 for "
			    "addresses, take neighbours for reachable for 1 ms (and 1 more timers)");
	scene_free(c);
}

static void a_forged_router_matters_by_the_link_layer_address_that_it_gives(void **state)
{
	struct scene *c = scene_new("MaxRtrAdvInterval 60;");

	(void)state;
	scene_from(c, "fe80::1", "02:00:5e:10:00:bd");
	scene_judge(c);
	assert_event(c, "rogue-ra", "self-spoof", NOTE_CRIT);
	assert_string_equal(c->v.impact, "");
	scene_say(c, sllao("02:00:5e:10:00:01"));	/* ours: hosts still find us */
	scene_judge(c);
	assert_string_equal(c->v.impact, "");
	wbuf_init(&c->options, c->octets, sizeof(c->octets));
	scene_say(c, sllao("02:00:5e:10:00:bd"));
	scene_judge(c);
	assert_string_equal(c->v.impact,
			    "hosts here send to 02:00:5e:10:00:bd what is meant for fe80::1");
	assert_true(c->v.harm_until == NOW + 60 * ND_SECOND);
	scene_router(c, "fe80::2", MAC2);
	scene_from(c, "fe80::2", "02:00:5e:10:00:bd");
	scene_judge(c);
	assert_event(c, "rogue-ra", "router-mac-mismatch", NOTE_CRIT);
	assert_impact(c, "send to 02:00:5e:10:00:bd what is meant for fe80::2");
	assert_true(c->v.harm_until == ND_NEVER);
	scene_free(c);
}

static void harm_that_they_may_not_have_got_is_not_answered(void **state)
{
	struct scene *c = scene_new("AdvLinkMTU 1500;");

	(void)state;
	scene_say(c, mtu(1280));
	scene_judge(c);
	assert_true(c->v.harms_ours);
	c->s.way = ND_FRAME_OTHER_HOST;
	scene_judge(c);
	assert_false(c->v.harms_ours);
	c->s.way = ND_FRAME_MULTICAST;
	c->s.form = SIGHT_TAGGED;
	scene_judge(c);
	assert_false(c->v.harms_ours);
	scene_free(c);
}

/* --- Thread and other stub routers ------------------------------------------------------ */

/* As scapy builds the options of a Thread border router: PIO and RIO, unique local. */
static const uint8_t thread[] = {
	0x03, 0x04, 0x40, 0xc0, 0x00, 0x00, 0x07, 0x08, 0x00, 0x00, 0x07, 0x08,
	0x00, 0x00, 0x00, 0x00, 0xfd, 0x6b, 0x7a, 0x8f, 0x00, 0x01, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x18, 0x02, 0x40, 0x00,
	0x00, 0x00, 0x07, 0x08, 0xfd, 0xaa, 0xbb, 0xcc, 0x00, 0xdd, 0x00, 0x00 };

static struct scene *border_router(const char *settings, bool flag)
{
	struct scene *c = scene_new(settings);

	c->msg.ra = (struct nd_ra){ .snac = flag };
	scene_say_octets(c, thread, sizeof(thread));
	return c;
}

static void a_thread_border_router_is_a_notice_with_or_without_its_flag(void **state)
{
	(void)state;
	for (unsigned flag = 0; flag < 2; flag++) {
		struct scene *c = border_router("prefix 2001:db8:1::/64 { };", flag);

		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_NOTICE);
		assert_finding(c, "prefix-unknown", NOTE_NOTICE, NULL, NULL, "fd6b:7a8f:1::/64");
		assert_finding(c, "route-unknown", NOTE_NOTICE, NULL, NULL, "fdaa:bbcc:dd::/64");
		assert_int_equal(c->v.class, ROUTER_SNAC);
		c->watch.allow_snac = false;
		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
		assert_int_equal(c->v.class, ROUTER_SNAC);
		c->watch.allow_snac = c->watch.no_router_expected = true;
		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
		scene_free(c);
	}
}

static void the_flag_hides_nothing(void **state)
{
	const struct {
		struct nd_ra ra;
		struct nd_opt o;
	} rows[] = {
		{ { .router_lifetime_s = 1 }, pio("fd00:1::", 64, 1800, 1800) },
		{ { .cur_hop_limit = 64 }, pio("fd00:1::", 64, 1800, 1800) },
		{ { .managed = true }, pio("fd00:1::", 64, 1800, 1800) },
		{ { .reachable_ms = 1 }, pio("fd00:1::", 64, 1800, 1800) },
		{ { .cur_hop_limit = 0 }, pio("2001:db8:bad::", 64, 1800, 1800) },
		{ { .cur_hop_limit = 0 }, pio("fc00::", 6, 1800, 1800) },
		{ { .cur_hop_limit = 0 }, rdnss("fd00:1::53", 1800) },
		{ { .cur_hop_limit = 0 }, dnssl(1800) },
		{ { .cur_hop_limit = 0 }, pref64("fd00:64::", 96, 1800) },
		{ { .cur_hop_limit = 0 }, portal("http://bad.example/") },
		{ { .cur_hop_limit = 0 }, mtu(1280) },
		{ { .cur_hop_limit = 0 }, rio("fd00:1::", 64, ND_PREF_HIGH, 1800) },
		{ { .cur_hop_limit = 0 }, rio("2001:db8::", 32, 0, 1800) },
		{ { .cur_hop_limit = 0 }, rio("::", 0, 0, 1800) },
		{ { .cur_hop_limit = 0 }, pio("fd00:7::", 64, 86400, 0) },	/* ours, deprecated */
		{ { .cur_hop_limit = 0 }, rio("fd00:7:0:0:8000::", 65, 0, 1800) },	/* ours */
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = border_router("prefix fd00:7::/64 { };", true);

		c->msg.ra = rows[i].ra;
		c->msg.ra.snac = true;
		scene_say(c, rows[i].o);
		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
		assert_int_equal(c->v.class, ROUTER_UNKNOWN);
		scene_free(c);
	}
}

static void what_a_stub_router_may_say_keeps_it_harmless(void **state)
{
	const struct nd_opt may[] = {
		pio("fd00:7::", 64, 86400, 14400),		/* ours, as we say it */
		pio("fd00:1::", 64, 0, 0),
		pio("fc00::", 7, 1800, 1800),
		rio("fd00:1::", 48, ND_PREF_MEDIUM, 1800),
		rio("fd00:1::", 48, ND_PREF_LOW, 0),
		sllao("02:00:5e:10:00:bd"),
	};
	struct scene *c;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(may); i++) {
		c = border_router("prefix fd00:7::/64 { }; AdvOtherConfigFlag on;", false);
		c->msg.ra.other = true;		/* copied from us */
		scene_say(c, may[i]);
		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_NOTICE);
		assert_int_equal(c->v.class, ROUTER_SNAC);
		scene_free(c);
	}
	c = scene_new("");			/* nothing local at all: a stranger like any other */
	c->msg.ra = (struct nd_ra){ .snac = true };
	scene_judge(c);
	assert_int_equal(c->v.class, ROUTER_UNKNOWN);
	scene_free(c);
}

static void evasion_and_spoofing_are_never_harmless(void **state)
{
	struct scene *c = border_router("", true);

	(void)state;
	c->s.form = SIGHT_EXT_HEADERS;
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
	c->s.form = 0;
	scene_from(c, "fe80::1", "02:00:5e:10:00:bd");
	scene_judge(c);
	assert_event(c, "rogue-ra", "self-spoof", NOTE_CRIT);
	assert_int_equal(c->v.class, ROUTER_UNKNOWN);
	scene_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_router_is_told_in_relation_to_us),
		cmocka_unit_test(each_kind_has_its_words_and_its_end),
		cmocka_unit_test(a_prefix_without_addresses_is_on_link_or_nothing),
		cmocka_unit_test(a_prefix_of_ours_that_is_cut_short_is_told_with_the_two_hours),
		cmocka_unit_test(the_worst_comes_first_and_nothing_is_cut_in_half),
		cmocka_unit_test(differences_in_the_header_are_told),
		cmocka_unit_test(a_forged_router_matters_by_the_link_layer_address_that_it_gives),
		cmocka_unit_test(harm_that_they_may_not_have_got_is_not_answered),
		cmocka_unit_test(a_thread_border_router_is_a_notice_with_or_without_its_flag),
		cmocka_unit_test(the_flag_hides_nothing),
		cmocka_unit_test(what_a_stub_router_may_say_keeps_it_harmless),
		cmocka_unit_test(evasion_and_spoofing_are_never_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
