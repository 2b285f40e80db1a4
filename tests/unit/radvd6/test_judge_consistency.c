/* SPDX-License-Identifier: ISC */
/* Without `watch`: our RA against those of other routers, RFC 4861 s. 6.2.7. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define OURS                                                                                       \
	"AdvLinkMTU 1500; AdvReachableTime 30000; AdvRetransTimer 1000;"                           \
	"prefix 2001:db8:1::/64 { };"                                                              \
	"route 2001:db8:f00::/48 { AdvRouteLifetime 1800; };"                                      \
	"RDNSS 2001:db8:1::53 { AdvRDNSSLifetime 1800; };"                                         \
	"DNSSL evil.example { AdvDNSSLLifetime 1800; };"                                           \
	"nat64prefix 64:ff9b::/96 { AdvValidLifetime 1800; };"                                     \
	"AdvCaptivePortalAPI \"https://portal.example/api\";"

static struct scene *scene_alone(const char *settings)
{
	struct scene *c = scene_new(settings);

	c->watching = false;
	return c;
}

static void an_equal_router_is_no_finding(void **state)
{
	struct scene *c = scene_alone(OURS);

	(void)state;
	c->msg.ra = c->ra.cf->ra;
	scene_say(c, mtu(1500));
	scene_say(c, pio("2001:db8:1::", 64, 86400, 14400));
	scene_say(c, rio("2001:db8:f00::", 48, 0, 1800));
	scene_say(c, rdnss("2001:db8:1::53", 1800));
	scene_say(c, dnssl(1800));
	scene_say(c, pref64("64:ff9b::", 96, 1800));
	scene_say(c, portal("https://portal.example/api"));
	scene_judge(c);
	assert_silent(c, ROUTER_UNKNOWN);					/* */
	scene_free(c);
}

static void what_routers_may_differ_in_is_no_finding(void **state)
{
	struct scene *c = scene_alone(OURS);

	(void)state;
	c->msg.ra = (struct nd_ra){ .router_lifetime_s = 9000, .preference = ND_PREF_HIGH,
				    .home_agent = true, .proxy = true, .snac = true };
	scene_say(c, pio("2001:db8:2::", 64, 100, 100));		/* */
	scene_say(c, pio("2002:c0a8:101:2::", 64, 100, 100));
	scene_say(c, rio("2001:db8:f01::", 48, 1, 1));
	scene_say(c, rdnss("2001:db8:2::53", 1));
	scene_say(c, sllao("02:de:ad:be:ef:00"));
	c->s.form = SIGHT_UNICAST | SIGHT_EXT_HEADERS;
	scene_judge(c);
	assert_silent(c, ROUTER_UNKNOWN);
	scene_free(c);
}

static void what_only_one_of_us_says_is_no_finding(void **state)
{
	struct scene *c = scene_alone("AdvCurHopLimit 0;");

	(void)state;
	c->msg.ra.cur_hop_limit = 1;
	c->msg.ra.reachable_ms = 1;
	c->msg.ra.retrans_ms = 1;
	scene_say(c, mtu(500));
	scene_say(c, pref64("64:ff9b::", 96, 1800));
	scene_say(c, portal("http://bad.example/"));
	scene_say(c, dnssl(1));
	scene_judge(c);
	assert_silent(c, ROUTER_UNKNOWN);					/* */
	scene_free(c);
}

struct value_case {
	struct nd_ra ra;
	const char *reason, *field, *expected, *got;
};

static void values_that_must_agree_are_warnings(void **state)
{
	static const struct value_case rows[] = {			/* */
		{ { .cur_hop_limit = 65 }, "hoplimit-out-of-range", "cur-hop-limit", "64", "65" },
		{ { .managed = true }, "flags-changed", "managed", "off", "on" },
		{ { .other = true }, "flags-changed", "other", "off", "on" },
		{ { .reachable_ms = 30001 }, "timers-changed", "reachable-time", "30000", "30001" },
		{ { .retrans_ms = 999 }, "timers-changed", "retrans-timer", "1000", "999" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_alone(OURS);

		c->msg.ra = rows[i].ra;
		scene_judge(c);
		assert_event(c, "ra-inconsistent", rows[i].reason, NOTE_WARNING);
		assert_finding(c, rows[i].reason, NOTE_WARNING, rows[i].field, rows[i].expected,
			       rows[i].got);
		assert_int_equal(c->v.n, 1);
		scene_free(c);
	}
}

struct option_case {
	struct nd_opt o;
	const char *reason, *field;		/* NULL = no finding */
	enum note_severity severity;
};

static void differences_in_options_weigh_by_their_kind(void **state)
{
	const struct option_case rows[] = {
		{ mtu(1501), "mtu-out-of-range", "mtu", NOTE_WARNING },
		{ pio("2001:db8:1::", 64, 86400, 14399), "prefix-deprecated", "preferred-lifetime",
		  NOTE_WARNING },
		{ pio("2001:db8:1::", 64, 86401, 14400), "lifetime-out-of-range", "valid-lifetime",
		  NOTE_WARNING },
		{ pio("2001:db8:1::", 63, 1, 1), NULL, NULL, 0 },
		/* */
		{ rio("2001:db8:f00::", 48, 0, 1801), "lifetime-out-of-range", "lifetime",
		  NOTE_NOTICE },
		{ rio("2001:db8:f00::", 48, 1, 1800), "preference-above-ours", "preference",
		  NOTE_NOTICE },
		{ rio("2001:db8:f00::", 48, -1, 1800), "flags-changed", "preference", NOTE_NOTICE },
		{ rdnss("2001:db8:1::53", 0), "lifetime-out-of-range", "lifetime", NOTE_NOTICE },
		{ dnssl(1799), "lifetime-out-of-range", "lifetime", NOTE_NOTICE },
		{ pref64("64:ff9b::", 96, 1808), "lifetime-out-of-range", "lifetime", NOTE_NOTICE },
		{ portal("https://portal.example/other"), "captive-portal-unknown", "captive-portal",
		  NOTE_NOTICE },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_alone(OURS);

		scene_say(c, rows[i].o);
		scene_judge(c);
		if (rows[i].reason) {
			assert_event(c, "ra-inconsistent", rows[i].reason, rows[i].severity);
			assert_string_equal(c->v.finding[0].field, rows[i].field);
			assert_int_equal(c->v.n, 1);
		} else {
			assert_silent(c, ROUTER_UNKNOWN);
		}
		scene_free(c);
	}
}

static void sets_of_nat64_prefixes_are_compared_where_both_have_one(void **state)
{
	struct scene *c = scene_alone("nat64prefix 64:ff9b::/96 { AdvValidLifetime 1800; };");

	(void)state;
	scene_say(c, pref64("2001:db8:64::", 96, 1800));
	scene_judge(c);
	assert_event(c, "ra-inconsistent", "pref64-unknown", NOTE_NOTICE);	/* */
	assert_int_equal(c->v.n, 2);
	assert_string_equal(c->v.finding[0].got, "2001:db8:64::/96");
	assert_string_equal(c->v.finding[1].expected, "64:ff9b::/96");
	assert_string_equal(c->v.finding[1].got, "not said");
	scene_say(c, pref64("64:ff9b::", 96, 1800));
	scene_judge(c);
	assert_int_equal(c->v.n, 1);
	scene_free(c);
}

/* A PvD option for domain.example with @inner inside. */
static struct nd_opt domain(uint8_t *buf, size_t cap, struct nd_opt inner, const char *name,
			    size_t len)
{
	struct nd_opt o;
	struct wbuf w;

	wbuf_init(&w, buf, cap);
	assert_int_equal(nd_opt_build(&w, &inner), 0);
	nd_opt_init(&o, ND_OPT_PVD);
	o.pvd.id = view_of(name, len);
	o.pvd.options = view_of(buf, w.len);
	return o;
}

static void a_domain_is_compared_with_the_same_domain_alone(void **state)
{
	static const char same[] = "\6DOMAIN\7example", other[] = "\5other\7example";
	struct scene *c = scene_alone("nat64prefix 64:ff9b::/96 { AdvValidLifetime 1800; };"
				      "pvd \"domain.example\" { nat64prefix 2001:db8:64::/96 "
				      "{ AdvValidLifetime 1800; }; };");
	uint8_t buf[64];

	(void)state;
	/* ours of the same name says just this */
	scene_say(c, domain(buf, sizeof(buf), pref64("2001:db8:64::", 96, 1800), same, sizeof(same)));
	scene_say(c, pref64("2001:db8:77::", 96, 1800));	/* beside a domain: not compared */
	scene_judge(c);
	assert_silent(c, ROUTER_UNKNOWN);
	scene_free(c);

	c = scene_alone("pvd \"domain.example\" { nat64prefix 2001:db8:64::/96 "
			"{ AdvValidLifetime 1800; }; };");
	scene_say(c, domain(buf, sizeof(buf), pref64("2001:db8:64::", 96, 8), same, sizeof(same)));
	scene_judge(c);
	assert_event(c, "ra-inconsistent", "lifetime-out-of-range", NOTE_NOTICE);
	/* a second domain in one RA does not count */
	scene_say(c, domain(buf, sizeof(buf), pref64("64:ff9b::", 96, 8), same, sizeof(same)));
	scene_judge(c);
	assert_int_equal(c->v.n, 1);
	scene_free(c);

	c = scene_alone("pvd \"domain.example\" { nat64prefix 2001:db8:64::/96 "
			"{ AdvValidLifetime 1800; }; };");
	scene_say(c, domain(buf, sizeof(buf), pref64("64:ff9b::", 96, 8), other, sizeof(other)));
	scene_judge(c);
	assert_silent(c, ROUTER_UNKNOWN);
	c->watching = true;			/* but nobody allowed what it says */
	scene_judge(c);
	assert_finding(c, "pref64-unknown", NOTE_ERR, NULL, NULL, "64:ff9b::/96");
	scene_free(c);
}

static void only_an_advertising_interface_compares(void **state)
{
	struct scene *c = scene_alone("AdvSendAdvert off; prefix 2001:db8:1::/64 { };");

	(void)state;
	c->msg.ra.managed = true;
	scene_say(c, pio("2001:db8:1::", 64, 1, 1));
	scene_judge(c);
	assert_silent(c, ROUTER_UNKNOWN);					/* */
	scene_free(c);
}

static void our_own_coming_back_is_not_compared(void **state)
{
	struct scene *c = scene_alone("");

	(void)state;
	scene_from(c, "fe80::1", "02:00:5e:10:00:01");
	c->msg.ra.managed = true;
	own_ra_remember(&c->own, c->s.at, 77);
	scene_judge(c);
	assert_silent(c, ROUTER_OWN);
	scene_free(c);
}

static void words_about_a_difference_do_not_call_the_other_a_default_router(void **state)
{
	struct scene *c = scene_alone("AdvLinkMTU 1500; prefix 2001:db8:1::/64 { };");

	(void)state;
	c->msg.ra.preference = ND_PREF_HIGH;
	scene_say(c, mtu(1400));
	scene_say(c, pio("2001:db8:2::", 64, 86400, 14400));
	scene_judge(c);
	assert_event(c, "ra-inconsistent", "mtu-out-of-range", NOTE_WARNING);
	assert_string_equal(c->v.impact, "hosts here send packets of at most 1400 octets");
	scene_free(c);
}

static void with_watch_the_differences_of_an_allowed_router_are_the_same(void **state)
{
	struct scene *c = scene_new(OURS);

	(void)state;
	scene_router(c, "fe80::2", "");
	scene_from(c, "fe80::2", "02:00:5e:10:00:02");
	c->msg.ra.other = true;
	scene_say(c, pio("2001:db8:1::", 64, 86400, 14401));
	scene_say(c, rdnss("2001:db8:1::53", 1801));
	scene_say(c, portal("https://portal.example/other"));
	scene_judge(c);
	assert_int_equal(c->v.class, ROUTER_TRUSTED);
	assert_event(c, "rogue-ra", "flags-changed", NOTE_WARNING);	/* before what is a notice */
	assert_finding(c, "flags-changed", NOTE_WARNING, "other", "off", "on");
	assert_finding(c, "captive-portal-unknown", NOTE_NOTICE, NULL, NULL, NULL);	/* */
	assert_int_equal(c->v.n, 4);
	scene_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_equal_router_is_no_finding),
		cmocka_unit_test(what_routers_may_differ_in_is_no_finding),
		cmocka_unit_test(what_only_one_of_us_says_is_no_finding),
		cmocka_unit_test(values_that_must_agree_are_warnings),
		cmocka_unit_test(differences_in_options_weigh_by_their_kind),
		cmocka_unit_test(sets_of_nat64_prefixes_are_compared_where_both_have_one),
		cmocka_unit_test(a_domain_is_compared_with_the_same_domain_alone),
		cmocka_unit_test(only_an_advertising_interface_compares),
		cmocka_unit_test(our_own_coming_back_is_not_compared),
		cmocka_unit_test(words_about_a_difference_do_not_call_the_other_a_default_router),
		cmocka_unit_test(with_watch_the_differences_of_an_allowed_router_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
