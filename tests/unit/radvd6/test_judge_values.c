/* SPDX-License-Identifier: ISC */
/* The header and the MTU of another router's RA: both sides of every boundary, and the equal case. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define MAC2 "02:00:5e:10:00:02"

/* The findings of a stranger besides the one that it is a stranger. */
static unsigned n_others(const struct scene *c)
{
	return c->v.n - 1;
}

struct header_case {
	const char *settings;		/* ours */
	size_t off;			/* of a number in struct nd_ra */
	unsigned size;
	uint32_t theirs;
	const char *reason;		/* NULL = no finding */
	const char *field, *expected, *got;
	bool harms;			/* worth our own RA */
};

static void set(struct nd_ra *ra, const struct header_case *k)
{
	uint8_t *p = (uint8_t *)ra + k->off;

	if (k->size == 1)
		*p = (uint8_t)k->theirs;
	else
		memcpy(p, &k->theirs, sizeof(k->theirs));
}

#define AT(m) offsetof(struct nd_ra, m), sizeof(((struct nd_ra *)0)->m)

static void values_of_the_header_are_held_against_ours(void **state)
{
	static const struct header_case rows[] = {			/* */
		{ "AdvCurHopLimit 64;", AT(cur_hop_limit), 64, .reason = NULL },
		{ "AdvCurHopLimit 64;", AT(cur_hop_limit), 0, .reason = NULL },
		{ "AdvCurHopLimit 64;", AT(cur_hop_limit), 65, "hoplimit-out-of-range",
		  "cur-hop-limit", "64", "65", true },
		{ "AdvCurHopLimit 64;", AT(cur_hop_limit), 1, "hoplimit-out-of-range",
		  "cur-hop-limit", "64", "1", true },			/* row 14 */
		{ "AdvCurHopLimit 16;", AT(cur_hop_limit), 16, .reason = NULL },
		{ "AdvCurHopLimit 0;", AT(cur_hop_limit), 31, "hoplimit-out-of-range",
		  "cur-hop-limit", "at least 32", "31", false },	/* */
		{ "AdvCurHopLimit 0;", AT(cur_hop_limit), 32, .reason = NULL },
		{ "AdvCurHopLimit 0;", AT(cur_hop_limit), 255, .reason = NULL },
		{ "", AT(managed), 0, .reason = NULL },
		{ "", AT(managed), 1, "flags-changed", "managed", "off", "on", true },	/* row 15 */
		{ "AdvManagedFlag on;", AT(managed), 1, .reason = NULL },
		{ "AdvManagedFlag on;", AT(managed), 0, "flags-changed", "managed", "on", "off", true },
		{ "", AT(other), 1, "flags-changed", "other", "off", "on", true },
		{ "AdvOtherConfigFlag on;", AT(other), 1, .reason = NULL },
		{ "AdvReachableTime 30000;", AT(reachable_ms), 30000, .reason = NULL },
		{ "AdvReachableTime 30000;", AT(reachable_ms), 0, .reason = NULL },
		{ "AdvReachableTime 30000;", AT(reachable_ms), 1, "timers-changed",
		  "reachable-time", "30000", "1", true },		/* row 16 */
		{ "", AT(reachable_ms), 1, .reason = NULL },
		{ "AdvRetransTimer 1000;", AT(retrans_ms), 1000, .reason = NULL },
		{ "AdvRetransTimer 1000;", AT(retrans_ms), 0, .reason = NULL },
		{ "AdvRetransTimer 1000;", AT(retrans_ms), 1001, "timers-changed",
		  "retrans-timer", "1000", "1001", true },
		{ "", AT(retrans_ms), 4000, .reason = NULL },
		{ "", AT(home_agent), 1, .reason = NULL },
		{ "", AT(proxy), 1, .reason = NULL },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new(rows[i].settings);

		c->msg.ra.managed = c->ra.cf->ra.managed;
		c->msg.ra.other = c->ra.cf->ra.other;
		set(&c->msg.ra, &rows[i]);
		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
		assert_int_equal(n_others(c), rows[i].reason ? 1 : 0);
		if (rows[i].reason)
			assert_finding(c, rows[i].reason, NOTE_WARNING, rows[i].field,
				       rows[i].expected, rows[i].got);
		assert_int_equal(c->v.harms_ours, rows[i].harms);
		scene_free(c);
	}
}

static void a_probe_that_advertises_nothing_compares_no_header(void **state)
{
	struct scene *c = scene_new("AdvSendAdvert off; AdvReachableTime 30000;");

	(void)state;
	c->msg.ra.managed = true;
	c->msg.ra.cur_hop_limit = 65;
	c->msg.ra.reachable_ms = 1;
	c->msg.ra.preference = ND_PREF_HIGH;
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);		/* */
	assert_int_equal(c->v.n, 1);
	assert_impact(c, "now use fe80::bad as default router (preference high) for 1800 s");
	assert_false(c->v.harms_ours);
	scene_free(c);
}

static void preference_is_a_finding_only_above_ours(void **state)
{
	static const struct {
		const char *settings;
		int8_t theirs;
		uint16_t lifetime_s;
		bool found;
	} rows[] = {
		{ "", ND_PREF_LOW, 1800, false },
		{ "", ND_PREF_MEDIUM, 1800, false },
		{ "", ND_PREF_HIGH, 1800, true },			/* R-280; row 7 */
		{ "", ND_PREF_HIGH, 0, false },
		{ "AdvDefaultPreference high;", ND_PREF_HIGH, 1800, false },
		{ "AdvDefaultPreference low;", ND_PREF_MEDIUM, 1800, true },
		{ "AdvDefaultLifetime 0;", ND_PREF_HIGH, 1800, false },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new(rows[i].settings);

		c->msg.ra.preference = rows[i].theirs;
		c->msg.ra.router_lifetime_s = rows[i].lifetime_s;
		scene_judge(c);
		assert_int_equal(n_others(c), rows[i].found ? 1 : 0);
		if (rows[i].found)
			assert_finding(c, "preference-above-ours", NOTE_WARNING, "preference",
				       NULL, NULL);
		scene_free(c);
	}
}

static void a_description_limits_preference_and_lifetime(void **state)
{
	static const struct {
		int8_t preference;
		uint16_t lifetime_s;
		const char *reason;
	} rows[] = {
		{ ND_PREF_LOW, 600, NULL },
		{ ND_PREF_MEDIUM, 600, "preference-above-ours" },
		{ ND_PREF_LOW, 601, "lifetime-out-of-range" },
		{ ND_PREF_LOW, 0, NULL },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new("");
		struct conf_router *r = scene_router(c, "fe80::2", "");

		r->max_preference = ND_PREF_LOW;
		r->max_lifetime_s = 600;
		scene_from(c, "fe80::2", MAC2);
		c->msg.ra.preference = rows[i].preference;
		c->msg.ra.router_lifetime_s = rows[i].lifetime_s;
		scene_judge(c);
		if (rows[i].reason)
			assert_event(c, "rogue-ra", rows[i].reason, NOTE_WARNING);
		else
			assert_silent(c, ROUTER_TRUSTED);
		scene_free(c);
	}
}

static void without_limits_an_allowed_router_may_be_preferred_to_us(void **state)
{
	struct scene *c = scene_new("AdvDefaultPreference low;");

	(void)state;
	scene_router(c, "fe80::2", "");
	scene_from(c, "fe80::2", MAC2);
	c->msg.ra.preference = ND_PREF_HIGH;
	c->msg.ra.router_lifetime_s = 65535;
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_free(c);
}

static void mtu_is_held_against_the_described_one_ours_or_the_possible(void **state)
{
	static const struct {
		const char *settings;
		uint32_t listed, theirs;
		const char *expected;		/* NULL = no finding */
		bool harms;
	} rows[] = {
		{ "AdvLinkMTU 1500;", 0, 1500, NULL, false },
		{ "AdvLinkMTU 1500;", 0, 1280, "1500", true },		/* row 13 */
		{ "AdvLinkMTU 1500;", 0, 500, "1500", false },		/* hosts pass over it */
		{ "AdvLinkMTU 1500;", 0, 9000, "1500", false },
		{ "AdvLinkMTU 9000;", 0, 1500, NULL, false },		/* we send 1500: R-131 */
		{ "AdvLinkMTU 1400;", 0, 1500, "1400", true },
		{ "", 0, 1280, NULL, false },				/* */
		{ "", 0, 1279, "at least 1280", false },		/* */
		{ "", 0, 1500, NULL, false },
		{ "", 0, 1501, "at most 1500", false },
		{ "AdvLinkMTU 1500;", 1400, 1400, NULL, false },
		{ "AdvLinkMTU 1500;", 1400, 1500, "1400", false },
		{ "", 1400, 1399, "1400", false },
		{ "", 1000, 1000, "at least 1280", false },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new(rows[i].settings);
		struct conf_router *r = scene_router(c, "fe80::2", "");

		r->link_mtu = rows[i].listed;
		scene_from(c, "fe80::2", MAC2);
		scene_say(c, mtu(rows[i].theirs));
		scene_judge(c);
		if (rows[i].expected) {
			assert_event(c, "rogue-ra", "mtu-out-of-range", NOTE_WARNING);
			assert_string_equal(c->v.finding[0].expected, rows[i].expected);
			assert_string_equal(c->v.finding[0].field, "mtu");
			assert_int_equal(c->v.harms_ours, rows[i].harms);
		} else {
			assert_silent(c, ROUTER_TRUSTED);
		}
		scene_free(c);
	}
}

static void a_trusted_router_that_says_something_else_than_before_has_changed(void **state)
{
	struct scene *c = scene_new("");

	(void)state;
	scene_router(c, "fe80::2", MAC2);
	scene_from(c, "fe80::2", MAC2);
	c->knows_before = true;
	c->before = c->msg.ra;
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	c->msg.ra.router_lifetime_s = 900;
	scene_judge(c);
	assert_event(c, "rogue-ra", "router-changed", NOTE_WARNING);
	assert_finding(c, "router-changed", NOTE_WARNING, "router-lifetime", "1800", "900");
	c->msg.ra.router_lifetime_s = 0;		/* it stops */
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	c->before.router_lifetime_s = 0;		/* and begins */
	c->msg.ra.router_lifetime_s = 1800;
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	c->knows_before = false;
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	c->knows_before = true;			/* of a stranger that says nothing new */
	scene_from(c, "fe80::bad", MAC2);
	scene_judge(c);
	assert_no_finding(c, "router-changed");
	scene_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_of_the_header_are_held_against_ours),
		cmocka_unit_test(a_probe_that_advertises_nothing_compares_no_header),
		cmocka_unit_test(preference_is_a_finding_only_above_ours),
		cmocka_unit_test(a_description_limits_preference_and_lifetime),
		cmocka_unit_test(without_limits_an_allowed_router_may_be_preferred_to_us),
		cmocka_unit_test(mtu_is_held_against_the_described_one_ours_or_the_possible),
		cmocka_unit_test(a_trusted_router_that_says_something_else_than_before_has_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
