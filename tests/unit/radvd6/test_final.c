/* SPDX-License-Identifier: ISC */
/* The last advertisements, RFC 4861 s. 6.2.5. */
#include <errno.h>
#include <string.h>

#include "world.h"

/* One option of each kind, with every lifetime known. */
#define ALL_KINDS \
	"prefix 2001:db8::/64 { AdvValidLifetime 9000; AdvPreferredLifetime 8000; };" \
	"prefix 2001:db8:1::/64 { AdvValidLifetime 5000; AdvPreferredLifetime 4000; };" \
	"route 2001:db8:2::/48 { AdvRouteLifetime 700; };" \
	"RDNSS 2001:db8::53 { AdvRDNSSLifetime 600; };" \
	"DNSSL example.com { AdvDNSSLLifetime 500; };" \
	"nat64prefix 64:ff9b::/96 { AdvValidLifetime 800; };"

#define DYING(prefix, valid) \
	"prefix " prefix " { DeprecatePrefix on; AdvPreferredLifetime 50; AdvValidLifetime " valid "; };"

#define ON "interface eth0 { AdvSendAdvert on; " ALL_KINDS " };"

static struct nd_opt option(const struct sent *s, uint8_t type, unsigned i)
{
	struct nd_opt o;

	assert_true(sent_option(s, type, i, &o));
	return o;
}

static void stopping_says_one_goodbye_at_once(void **state)
{
	struct world *w = world_settled("", 1);
	nd_ms from = w->now;

	(void)state;
	world_stop(w);
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_int_equal(w->sent[0].at, from);					/* */
	assert_true(w->sent[0].multicast);					/* */
	assert_int_equal(w->sent[0].msg.ra.router_lifetime_s, 0);		/* */
	assert_true(core_stopped(&w->core));					/* */
	world_free(w);
}

static void the_end_is_not_delayed_by_an_advertisement_just_sent(void **state)
{
	struct world *w = world_settled("AdvRASolicitedUnicast off;", 1);

	(void)state;
	world_rs(w, 1, "fe80::9");
	while (w->n_sent == 0)
		world_run(w, 1);
	world_stop(w);
	assert_int_equal(w->n_sent, 2);						/* */
	world_run(w, 10);
	assert_true(core_stopped(&w->core));					/* */
	assert_int_equal(w->sent[1].msg.ra.router_lifetime_s, 0);
	world_free(w);
}

static void more_goodbyes_stay_three_seconds_apart(void **state)
{
	(void)state;
	for (unsigned n = 2; n <= 3; n++) {
		struct world *w = world_settled(n == 2 ? "FinalRAs 2;" : "FinalRAs 3;", 1);

		world_stop(w);
		assert_false(core_stopped(&w->core));
		world_run(w, 17 * ND_SECOND);
		assert_int_equal(w->n_sent, n);					/* */
		assert_true(core_stopped(&w->core));				/* */
		for (unsigned i = 0; i < n; i++) {
			assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 0);	/* */
			assert_true(i == 0 || w->sent[i].at - w->sent[i - 1].at >= 3000);	/* */
		}
		world_run(w, 3600 * ND_SECOND);
		assert_int_equal(w->n_sent, n);					/* */
		world_free(w);
	}
}

static void nobody_is_answered_after_the_goodbye(void **state)
{
	struct world *w = world_settled("FinalRAs 3;", 1);

	(void)state;
	world_rs(w, 1, "fe80::8");	/* its answer is pending when the end comes */
	world_rs(w, 1, "::");
	world_stop(w);
	for (unsigned i = 0; i < 100; i++) {
		world_rs(w, 1, "fe80::9");
		world_rs(w, 1, "::");
		world_run(w, 170);
	}
	assert_in_range(w->n_sent, 1, 3);					/* */
	for (unsigned i = 0; i < w->n_sent; i++)
		assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 0);	/* */
	world_free(w);
}

static void link_events_during_the_goodbyes_bring_nothing_back(void **state)
{
	struct world *w = world_settled("FinalRAs 3;", 1);
	struct link *l = &w->links[0];

	(void)state;
	world_stop(w);
	l->lladdr[5] = 0x77;
	world_say(w, l);
	l->up = false;
	world_say(w, l);
	l->up = true;
	world_say(w, l);
	world_run(w, 60 * ND_SECOND);
	assert_in_range(w->n_sent, 1, 3);					/* */
	for (unsigned i = 0; i < w->n_sent; i++)
		assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 0);	/* */
	assert_true(core_stopped(&w->core));
	world_free(w);
}

static void removeadvonexit_off_leaves_without_a_word(void **state)
{
	struct world *w = world_settled("RemoveAdvOnExit off; FinalRAs 3;" ALL_KINDS, 1);

	(void)state;
	world_stop(w);
	assert_true(core_stopped(&w->core));					/* */
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_free(w);
}

static void unicastonly_leaves_without_a_multicast(void **state)
{
	struct world *w = world_settled("UnicastOnly on;", 1);

	(void)state;
	world_stop(w);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	assert_true(core_stopped(&w->core));
	world_free(w);
}

static void a_goodbye_takes_back_what_is_configured_to_be(void **state)
{
	struct world *w = world_settled(ALL_KINDS "AdvLinkMTU 1400; AdvDefaultPreference high;", 1);
	const struct sent *s;
	struct nd_opt p;

	(void)state;
	world_stop(w);
	s = world_multicast(w, 1, 0);
	assert_int_equal(s->octets[5], 0);					/* */
	assert_int_equal(option(s, ND_OPT_ROUTE, 0).route.lifetime_s, 0);	/* */
	assert_int_equal(option(s, ND_OPT_RDNSS, 0).rdnss.lifetime_s, 0);	/* */
	assert_int_equal(option(s, ND_OPT_DNSSL, 0).dnssl.lifetime_s, 0);	/* */
	assert_int_equal(option(s, ND_OPT_PREF64, 0).pref64.lifetime_s, 0);	/* */
	p = option(s, ND_OPT_PREFIX, 0);
	assert_int_equal(p.prefix.valid_s, 9000);				/* */
	assert_int_equal(p.prefix.preferred_s, 8000);				/* */
	assert_true(p.prefix.on_link && p.prefix.autonomous);			/* */
	assert_int_equal(sent_options(s, ND_OPT_PREFIX), 2);
	assert_int_equal(sent_options(s, ND_OPT_MTU), 1);
	assert_int_equal(sent_options(s, ND_OPT_SLLA), 1);
	world_free(w);
}

static void every_route_is_taken_back(void **state)
{
	struct world *w = world_settled("route 2001:db8:1::/48 { }; route 2001:db8:2::/48 { };"
					"route ::/0 { AdvRouteLifetime infinity; };", 1);

	(void)state;
	world_stop(w);
	assert_int_equal(sent_options(&w->sent[0], ND_OPT_ROUTE), 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(option(&w->sent[0], ND_OPT_ROUTE, i).route.lifetime_s, 0); /* */
	world_free(w);
}

static void a_goodbye_keeps_what_is_configured_to_stay(void **state)
{
	struct world *w = world_settled("route 2001:db8:2::/48 { AdvRouteLifetime 700; RemoveRoute off; };"
		"RDNSS 2001:db8::53 { AdvRDNSSLifetime 600; FlushRDNSS off; };"
		"DNSSL example.com { AdvDNSSLLifetime 500; FlushDNSSL off; };", 1);
	const struct sent *s;

	(void)state;
	world_stop(w);
	s = world_multicast(w, 1, 0);
	assert_int_equal(s->msg.ra.router_lifetime_s, 0);
	assert_int_equal(option(s, ND_OPT_ROUTE, 0).route.lifetime_s, 700);	/* */
	assert_int_equal(option(s, ND_OPT_RDNSS, 0).rdnss.lifetime_s, 600);	/* */
	assert_int_equal(option(s, ND_OPT_DNSSL, 0).dnssl.lifetime_s, 500);	/* */
	world_free(w);
}

static void deprecateprefix_deprecates_and_never_prolongs(void **state)
{
	struct world *w = world_settled(
		DYING("2001:db8::/64", "7201") DYING("2001:db8:1::/64", "7200")
		DYING("2001:db8:2::/64", "60")
		"prefix 2001:db8:3::/64 { DeprecatePrefix on; AdvValidLifetime infinity;"
		" AdvPreferredLifetime infinity; };"
		"AdvDefaultLifetime 1800;", 1);
	const uint32_t valid[] = { 7200, 7200, 60, 7200 };

	(void)state;
	world_stop(w);
	for (unsigned i = 0; i < 4; i++) {
		struct nd_opt p = option(&w->sent[0], ND_OPT_PREFIX, i);

		assert_int_equal(p.prefix.preferred_s, 0);			/* */
		assert_int_equal(p.prefix.valid_s, valid[i]);			/* */
		assert_true(p.prefix.on_link && p.prefix.autonomous);		/* */
	}
	world_free(w);
}

static void a_decremented_prefix_is_not_prolonged_by_the_goodbye(void **state)
{
	/* 100 s after start 900 s remain. */
	struct world *w = world_settled("prefix 2001:db8::/64 { DeprecatePrefix on; DecrementLifetimes on;"
					" AdvValidLifetime 1000; AdvPreferredLifetime 500; };", 1);
	struct nd_opt p;

	(void)state;
	world_stop(w);
	p = option(&w->sent[0], ND_OPT_PREFIX, 0);
	assert_in_range(p.prefix.valid_s, 900, 901);				/* */
	assert_int_equal(p.prefix.preferred_s, 0);
	world_free(w);
}

/* The interface ceases for good; what it says until it is silent. */
static void assert_withdrawal(struct world *w, nd_ms from)
{
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 3);						/* */
	assert_in_range(w->sent[0].at, from, from + 3000);
	for (unsigned i = 0; i < 3; i++) {
		const struct sent *s = &w->sent[i];

		assert_true(s->multicast);
		assert_int_equal(s->msg.ra.router_lifetime_s, 0);		/* */
		for (unsigned k = 0; k < 2; k++) {
			assert_int_equal(option(s, ND_OPT_PREFIX, k).prefix.valid_s, 0);	/* */
			assert_int_equal(option(s, ND_OPT_PREFIX, k).prefix.preferred_s, 0);
		}
		assert_int_equal(option(s, ND_OPT_ROUTE, 0).route.lifetime_s, 0);	/* */
		assert_int_equal(option(s, ND_OPT_RDNSS, 0).rdnss.lifetime_s, 0);	/* */
		assert_int_equal(option(s, ND_OPT_DNSSL, 0).dnssl.lifetime_s, 0);	/* */
		assert_int_equal(option(s, ND_OPT_PREF64, 0).pref64.lifetime_s, 0);	/* */
		assert_true(i == 0 || s->at - w->sent[i - 1].at >= 3000);	/* */
	}
	assert_int_equal(world_leaves(w, 1), 1);				/* */
}

static void an_interface_that_leaves_the_file_withdraws_everything(void **state)
{
	struct world *w = world_settled(ALL_KINDS, 1);

	(void)state;
	world_reload(w, "interface eth7 { };");
	assert_withdrawal(w, 100000);						/* */
	world_rs(w, 1, "fe80::9");
	world_run(w, 4 * ND_SECOND);
	assert_int_equal(w->n_sent, 3);						/* */
	world_free(w);
}

static void advsendadvert_off_withdraws_everything(void **state)
{
	struct world *w = world_settled(ALL_KINDS, 1);

	(void)state;
	world_reload(w, "interface eth0 { AdvSendAdvert off; " ALL_KINDS " };");
	assert_withdrawal(w, 100000);						/* */
	world_free(w);
}

static void removeadvonexit_off_concerns_the_stop_only(void **state)
{
	struct world *w = world_settled("RemoveAdvOnExit off;" ALL_KINDS, 1);

	(void)state;
	world_reload(w, "interface eth7 { };");
	assert_withdrawal(w, 100000);						/* */
	world_free(w);
}

static void a_withdrawal_waits_three_seconds_behind_the_last_advertisement(void **state)
{
	struct world *w = world_settled("AdvRASolicitedUnicast off;" ALL_KINDS, 1);
	nd_ms at;

	(void)state;
	world_rs(w, 1, "fe80::9");
	while (w->n_sent == 0)
		world_run(w, 1);
	at = w->sent[0].at;
	world_forget(w);
	world_reload(w, "interface eth7 { };");
	assert_withdrawal(w, at + 3000);					/* */
	assert_true(w->sent[0].at >= at + 3000);				/* */
	world_free(w);
}

static void an_interface_that_comes_back_to_the_file_begins_anew(void **state)
{
	struct world *w = world_settled(ALL_KINDS, 1);
	nd_ms last;

	(void)state;
	world_reload(w, "interface eth7 { };");
	world_run(w, 4 * ND_SECOND);
	last = world_last_multicast(w, 1)->at;
	world_forget(w);
	world_reload(w, ON);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 3);						/* */
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 1800);
		assert_true(w->sent[i].at - last >= 3000);			/* */
		last = w->sent[i].at;
	}
	world_free(w);
}

static void a_stop_during_a_withdrawal_keeps_the_total_at_three(void **state)
{
	(void)state;
	for (nd_ms after = 0; after < 10000; after += 500) {
		struct world *w = world_settled("FinalRAs 3;" ALL_KINDS, 1);

		world_reload(w, "interface eth7 { };");
		world_run(w, after);
		world_stop(w);
		world_run(w, 17 * ND_SECOND);
		assert_in_range(w->n_sent, 1, 3);				/* */
		for (unsigned i = 0; i < w->n_sent; i++)
			assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 0);
		assert_true(core_stopped(&w->core));
		world_free(w);
	}
}

static void a_withdrawal_ends_when_its_source_is_gone(void **state)
{
	struct world *w = world_settled(ALL_KINDS, 1);
	struct link *l = &w->links[0];

	(void)state;
	world_reload(w, "interface eth7 { };");
	l->n_addrs = 0;
	world_say(w, l);
	world_forget(w);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_free(w);
}

static void a_withdrawal_ends_when_the_link_goes_down(void **state)
{
	struct world *w = world_settled(ALL_KINDS, 1);
	struct link *l = &w->links[0];

	(void)state;
	world_reload(w, "interface eth7 { };");
	l->up = false;
	world_say(w, l);
	world_forget(w);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_free(w);
}

static void a_stop_leaves_all_routers_everywhere(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; };"
				    "interface eth1 { AdvSendAdvert on; FinalRAs 3; };"
				    "interface eth2 { AdvSendAdvert on; RemoveAdvOnExit off; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_up(w, 2, "eth1");
	world_up(w, 3, "eth2");
	world_run(w, 100 * ND_SECOND);
	world_forget(w);
	world_stop(w);
	world_run(w, 60 * ND_SECOND);
	for (uint32_t i = 1; i <= 3; i++)
		assert_int_equal(world_leaves(w, i), 1);			/* */
	assert_int_equal(world_joins(w, 1) + world_joins(w, 2) + world_joins(w, 3), 0);
	assert_true(core_stopped(&w->core));
	world_free(w);
}

static void a_silent_interface_has_nothing_to_say_at_the_end(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert off; };"
				    "interface eth1 { AdvSendAdvert on; };"
				    "interface eth2 { AdvSendAdvert on; };", 1000, 1);
	struct link *l;

	(void)state;
	world_up(w, 1, "eth0");
	l = world_link(w, 2, "eth1");
	l->up = false;
	world_say(w, l);
	world_run(w, 10 * ND_SECOND);
	world_stop(w);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	assert_true(core_stopped(&w->core));
	world_free(w);
}

static void a_goodbye_that_does_not_leave_is_tried_again(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	w->fail_with = ENOBUFS;
	world_stop(w);
	assert_false(core_stopped(&w->core));					/* */
	w->fail_with = 0;
	world_run(w, 1000);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_int_equal(w->sent[0].msg.ra.router_lifetime_s, 0);
	assert_true(core_stopped(&w->core));
	world_free(w);
}

static void a_goodbye_that_never_leaves_does_not_keep_the_daemon(void **state)
{
	struct world *w = world_settled("FinalRAs 3;", 1);

	(void)state;
	w->fail_with = ENETDOWN;
	world_stop(w);
	world_run(w, 30 * ND_SECOND);
	assert_true(core_stopped(&w->core));					/* */
	assert_int_equal(w->n_sent, 0);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stopping_says_one_goodbye_at_once),
		cmocka_unit_test(the_end_is_not_delayed_by_an_advertisement_just_sent),
		cmocka_unit_test(more_goodbyes_stay_three_seconds_apart),
		cmocka_unit_test(nobody_is_answered_after_the_goodbye),
		cmocka_unit_test(link_events_during_the_goodbyes_bring_nothing_back),
		cmocka_unit_test(removeadvonexit_off_leaves_without_a_word),
		cmocka_unit_test(unicastonly_leaves_without_a_multicast),
		cmocka_unit_test(a_goodbye_takes_back_what_is_configured_to_be),
		cmocka_unit_test(every_route_is_taken_back),
		cmocka_unit_test(a_goodbye_keeps_what_is_configured_to_stay),
		cmocka_unit_test(deprecateprefix_deprecates_and_never_prolongs),
		cmocka_unit_test(a_decremented_prefix_is_not_prolonged_by_the_goodbye),
		cmocka_unit_test(an_interface_that_leaves_the_file_withdraws_everything),
		cmocka_unit_test(advsendadvert_off_withdraws_everything),
		cmocka_unit_test(removeadvonexit_off_concerns_the_stop_only),
		cmocka_unit_test(a_withdrawal_waits_three_seconds_behind_the_last_advertisement),
		cmocka_unit_test(an_interface_that_comes_back_to_the_file_begins_anew),
		cmocka_unit_test(a_stop_during_a_withdrawal_keeps_the_total_at_three),
		cmocka_unit_test(a_withdrawal_ends_when_its_source_is_gone),
		cmocka_unit_test(a_withdrawal_ends_when_the_link_goes_down),
		cmocka_unit_test(a_stop_leaves_all_routers_everywhere),
		cmocka_unit_test(a_silent_interface_has_nothing_to_say_at_the_end),
		cmocka_unit_test(a_goodbye_that_does_not_leave_is_tried_again),
		cmocka_unit_test(a_goodbye_that_never_leaves_does_not_keep_the_daemon),
	};

	return cmocka_run_group_tests_name("final", tests, NULL, NULL);
}
