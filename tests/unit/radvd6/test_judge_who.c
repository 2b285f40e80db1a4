/* SPDX-License-Identifier: ISC */
/* Who sent an RA: we, an allowed router, a stranger, or one that pretends (ROGUE 4.3, 5.1). */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define P "prefix 2001:db8:1::/64 { };"
#define OWN_MAC "02:00:5e:10:00:01"
#define MAC2 "02:00:5e:10:00:02"
#define BAD "02:00:5e:10:00:bd"

/* What we say ourselves, so that nothing but the sender can be wrong. */
static void say_ours(struct scene *c)
{
	c->msg.ra = c->ra.cf->ra;
	scene_say(c, pio("2001:db8:1::", 64, 86400, 14400));
}

static void what_we_sent_is_ours(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_from(c, "fe80::1", OWN_MAC);
	c->s.way = ND_FRAME_OUTGOING;
	own_ra_remember(&c->own, 0, 77);
	scene_judge(c);
	assert_silent(c, ROUTER_OWN);					/* */
	scene_free(c);
}

static void what_leaves_a_vlan_of_ours_is_no_second_sender(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_from(c, "fe80::1", OWN_MAC);
	c->s.way = ND_FRAME_OUTGOING;
	c->s.form = SIGHT_TAGGED;
	c->s.vlan = 10;
	scene_judge(c);
	assert_silent(c, ROUTER_OWN);
	c->s.vlan = 0;		/* a priority tag is no other link */
	scene_judge(c);
	assert_event(c, "second-sender", NULL, NOTE_WARNING);
	scene_free(c);
}

static void another_sender_on_this_host_is_named(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_from(c, "fe80::1", OWN_MAC);
	c->s.way = ND_FRAME_OUTGOING;
	c->s.fault = ND_FAULT_CHECKSUM;		/* filled in by the kernel later */
	own_ra_remember(&c->own, 0, 78);
	scene_judge(c);
	assert_event(c, "second-sender", NULL, NOTE_WARNING);
	assert_no_finding(c, "self-spoof");
	assert_impact(c, "fe80::1 as default router");
	scene_free(c);
}

static void an_allowed_router_on_this_host_is_no_second_sender(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_router(c, "fe80::2", MAC2);
	scene_from(c, "fe80::2", MAC2);
	c->s.way = ND_FRAME_OUTGOING;
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_free(c);
}

static void a_copy_of_our_own_within_two_seconds_is_a_reflection(void **state)
{
	static const struct {
		nd_ms ago;
		const char *event, *reason;
		enum note_severity severity;
	} rows[] = {
		{ 0, "own-ra-reflected", NULL, NOTE_INFO },
		{ 2000, "own-ra-reflected", NULL, NOTE_INFO },
		{ 2001, "rogue-ra", "self-spoof", NOTE_CRIT },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new(P);

		scene_from(c, "fe80::1", OWN_MAC);
		own_ra_remember(&c->own, c->s.at - rows[i].ago, 77);
		scene_judge(c);
		assert_event(c, rows[i].event, rows[i].reason, rows[i].severity);
		assert_int_equal(c->v.class == ROUTER_OWN, rows[i].reason == NULL);
		scene_free(c);
	}
}

static void our_address_not_sent_by_us_is_a_spoof_from_any_mac(void **state)
{
	static const char *const macs[] = { OWN_MAC, BAD };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(macs); i++) {
		struct scene *c = scene_new(P);

		scene_from(c, "fe80::1", macs[i]);
		say_ours(c);
		scene_judge(c);
		assert_event(c, "rogue-ra", "self-spoof", NOTE_CRIT);	/* R-272; row 3 */
		assert_finding(c, "self-spoof", NOTE_CRIT, "src", "not sent by us", "fe80::1");
		assert_no_finding(c, "unknown-router");
		assert_no_finding(c, "router-killed");
		assert_int_equal(c->v.n, 1);
		scene_free(c);
	}
}

static void our_mac_with_another_address_is_a_spoof(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_from(c, "fe80::bad", OWN_MAC);
	scene_judge(c);
	assert_finding(c, "self-spoof", NOTE_CRIT, "mac", NULL, OWN_MAC);
	scene_free(c);
}

static void an_address_that_lost_duplicate_detection_is_not_ours(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	c->addrs[0].dad_failed = true;
	c->ra.source = in6addr_any;
	scene_from(c, "fe80::1", BAD);
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
	scene_free(c);
}

static void lifetime_0_in_our_name_kills_us(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_from(c, "fe80::1", BAD);
	say_ours(c);
	c->msg.ra.router_lifetime_s = 0;
	scene_judge(c);
	assert_event(c, "rogue-ra", "self-spoof", NOTE_CRIT);
	assert_finding(c, "router-killed", NOTE_CRIT, "router-lifetime", "1800", "0");	/* row 4 */
	assert_impact(c, "hosts here drop fe80::1 as default router");
	assert_true(c->v.harms_ours);
	scene_free(c);
}

static void lifetime_0_is_no_kill_while_we_say_0_ourselves(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	c->link.forwarding = false;
	scene_from(c, "fe80::1", BAD);
	c->msg.ra = c->ra.cf->ra;
	c->msg.ra.router_lifetime_s = 0;
	scene_judge(c);
	assert_event(c, "rogue-ra", "self-spoof", NOTE_CRIT);
	assert_no_finding(c, "router-killed");
	scene_free(c);
}

static void an_allowed_router_that_behaves_gives_nothing(void **state)
{
	static const char *const known[] = { "", MAC2, OWN_MAC " " MAC2 };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(known); i++) {
		struct scene *c = scene_new(P);

		scene_router(c, "fe80::2", known[i]);
		scene_from(c, "fe80::2", MAC2);
		say_ours(c);
		scene_say(c, sllao(MAC2));
		scene_judge(c);
		assert_silent(c, ROUTER_TRUSTED);
		c->s.form = SIGHT_UNICAST;	/* the answer to a solicitation */
		scene_judge(c);
		assert_silent(c, ROUTER_TRUSTED);
		scene_free(c);
	}
}

static void the_mac_of_any_router_is_what_allows_it(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_router(c, NULL, MAC2);
	scene_from(c, "fe80::7", MAC2);
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_from(c, "fe80::7", BAD);
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
	scene_free(c);
}

static void an_allowed_address_from_another_mac_is_a_mismatch(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_router(c, "fe80::2", MAC2 " 02:00:5e:10:00:03");
	scene_from(c, "fe80::2", BAD);
	say_ours(c);
	scene_judge(c);
	assert_event(c, "rogue-ra", "router-mac-mismatch", NOTE_CRIT);	/* R-272; row 2 */
	assert_finding(c, "router-mac-mismatch", NOTE_CRIT, "mac", MAC2 " 02:00:5e:10:00:03", BAD);
	assert_no_finding(c, "router-killed");
	assert_int_equal(c->v.class, ROUTER_UNKNOWN);
	assert_ptr_equal(c->v.router, c->routers[0]);
	scene_free(c);
}

static void an_allowed_router_is_killed_only_by_another_mac(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_router(c, "fe80::2", MAC2);
	scene_from(c, "fe80::2", MAC2);
	c->msg.ra.router_lifetime_s = 0;
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_from(c, "fe80::2", BAD);
	scene_judge(c);
	assert_event(c, "rogue-ra", "router-killed", NOTE_CRIT);		/* */
	assert_non_null(finding_of(c, "router-mac-mismatch"));
	assert_impact(c, "hosts here drop fe80::2 as default router");
	assert_false(c->v.harms_ours);
	scene_free(c);
}

static void options_taken_back_in_anothers_name_are_a_kill(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_router(c, "fe80::2", MAC2);
	scene_from(c, "fe80::2", BAD);
	scene_say(c, rdnss("2001:db8::53", 0));
	scene_judge(c);
	assert_finding(c, "router-killed", NOTE_CRIT, "rdnss", NULL, "0");	/* */
	scene_free(c);
}

static void a_vrrp_mac_is_allowed_where_the_block_or_any_router_lists_it(void **state)
{
	static const char vrrp[] = "00:00:5e:00:02:07";
	struct scene *c = scene_new(P);

	(void)state;
	scene_router(c, "fe80::2", MAC2);
	scene_from(c, "fe80::2", vrrp);
	scene_judge(c);
	assert_event(c, "rogue-ra", "router-mac-mismatch", NOTE_CRIT);
	scene_router(c, NULL, vrrp);
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	c->watch.n_routers = 0;
	scene_router(c, "fe80::2", "02:00:5e:10:00:02 00:00:5e:00:02:07");
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	c->watch.n_routers = 1;
	scene_router(c, NULL, "");
	scene_from(c, "fe80::2", "00:00:5e:00:01:07");	/* that of IPv4 is no such MAC */
	scene_judge(c);
	assert_event(c, "rogue-ra", "router-mac-mismatch", NOTE_CRIT);
	scene_free(c);
}

static void a_peer_that_shares_our_address_is_allowed_by_its_mac(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_from(c, "fe80::1", MAC2);
	scene_router(c, "fe80::1", "");		/* no MAC is named: that proves nothing */
	scene_judge(c);
	assert_event(c, "rogue-ra", "self-spoof", NOTE_CRIT);
	c->watch.n_routers = 0;
	scene_router(c, "fe80::1", MAC2);
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_from(c, "fe80::1", OWN_MAC);
	scene_judge(c);
	assert_event(c, "rogue-ra", "self-spoof", NOTE_CRIT);
	scene_free(c);
}

static void a_stranger_is_an_error_or_a_notice_if_it_is_nobodys_router(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	c->msg.ra.router_lifetime_s = 1;
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);		/* R-270; row 1 */
	assert_finding(c, "unknown-router", NOTE_ERR, "router-lifetime", "", "1");
	c->msg.ra.router_lifetime_s = 0;
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_NOTICE);
	assert_string_equal(c->v.impact, "");
	scene_say(c, pio("2001:db8:bad::", 64, 86400, 14400));
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
	assert_finding(c, "unknown-router", NOTE_ERR, "prefix", "", "2001:db8:bad::/64");
	assert_finding(c, "prefix-unknown", NOTE_WARNING, "prefix", "2001:db8:1::/64",
		       "2001:db8:bad::/64");				/* row 5 */
	scene_free(c);
}

static void where_no_router_is_expected_any_is_an_alarm(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	c->watch.no_router_expected = true;
	scene_router(c, "fe80::2", "");
	scene_from(c, "fe80::2", MAC2);
	say_ours(c);
	scene_judge(c);
	assert_event(c, "rogue-ra", "no-router-expected", NOTE_ERR);
	scene_from(c, "fe80::3", MAC2);
	c->msg.ra.router_lifetime_s = 0;
	scene_judge(c);
	assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
	scene_free(c);
}

static void from_the_raw_socket_the_address_decides(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_router(c, "fe80::2", MAC2);
	scene_from(c, "fe80::2", "");
	c->s.by_raw_socket = true;
	c->s.way = ND_FRAME_OUTGOING;		/* means nothing there */
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_from(c, "fe80::1", "");
	scene_judge(c);
	assert_event(c, "rogue-ra", "self-spoof", NOTE_CRIT);
	scene_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_we_sent_is_ours),
		cmocka_unit_test(what_leaves_a_vlan_of_ours_is_no_second_sender),
		cmocka_unit_test(another_sender_on_this_host_is_named),
		cmocka_unit_test(an_allowed_router_on_this_host_is_no_second_sender),
		cmocka_unit_test(a_copy_of_our_own_within_two_seconds_is_a_reflection),
		cmocka_unit_test(our_address_not_sent_by_us_is_a_spoof_from_any_mac),
		cmocka_unit_test(our_mac_with_another_address_is_a_spoof),
		cmocka_unit_test(an_address_that_lost_duplicate_detection_is_not_ours),
		cmocka_unit_test(lifetime_0_in_our_name_kills_us),
		cmocka_unit_test(lifetime_0_is_no_kill_while_we_say_0_ourselves),
		cmocka_unit_test(an_allowed_router_that_behaves_gives_nothing),
		cmocka_unit_test(the_mac_of_any_router_is_what_allows_it),
		cmocka_unit_test(an_allowed_address_from_another_mac_is_a_mismatch),
		cmocka_unit_test(an_allowed_router_is_killed_only_by_another_mac),
		cmocka_unit_test(options_taken_back_in_anothers_name_are_a_kill),
		cmocka_unit_test(a_vrrp_mac_is_allowed_where_the_block_or_any_router_lists_it),
		cmocka_unit_test(a_peer_that_shares_our_address_is_allowed_by_its_mac),
		cmocka_unit_test(a_stranger_is_an_error_or_a_notice_if_it_is_nobodys_router),
		cmocka_unit_test(where_no_router_is_expected_any_is_an_alarm),
		cmocka_unit_test(from_the_raw_socket_the_address_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
