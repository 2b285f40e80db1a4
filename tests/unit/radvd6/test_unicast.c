/* SPDX-License-Identifier: ISC */
/* Solicitations that are answered by unicast, RFC 7772 s. 5.1, and their budgets. */
#include <stdio.h>
#include <string.h>

#include "ip6.h"
#include "world.h"

#define SEEDS 200
#define HOST "fe80::99"
/* Says nothing by itself for hours. */
#define RARE "MaxRtrAdvInterval 65535; MinRtrAdvInterval 49000; "
#define AT_ONCE RARE "MaxSolicitedDelay 0; "

/* @n different hosts ask now, the first being number @from. */
static void crowd(struct world *w, unsigned from, unsigned n)
{
	for (unsigned i = from; i < from + n; i++) {
		char src[40];

		snprintf(src, sizeof(src), "fe80::1:%x", i);
		world_rs(w, 1, src);
	}
}

static void ask(struct world *w, unsigned times)
{
	for (unsigned i = 0; i < times; i++)
		world_rs(w, 1, HOST);
}

static void who_asks_is_answered_alone(void **state)
{
	struct world *w = world_settled("", 1);
	const char *const hosts[] = { HOST, "2001:db8::99" };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		world_rs(w, 1, hosts[i]);
		world_run(w, 500);
		assert_int_equal(w->n_sent, i + 1);				/* */
		assert_int_equal(world_unicasts(w, 1, hosts[i]), 1);		/* */
		assert_true(ip6_equal(&w->sent[i].src, &w->addrs[0][0].addr));	/* */
	}
	world_free(w);
}

static void a_link_layer_address_in_the_question_is_not_needed(void **state)
{
	static const uint8_t with[16] = { ND_RS, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0x5e, 0x10, 0, 9 };
	struct world *w = world_settled("", 1);
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, 1, HOST);

	(void)state;
	world_packet(w, &p);
	world_run(w, 5 * ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, HOST), 1);			/* */
	p.icmp = view_of(with, 16);
	world_packet(w, &p);
	world_run(w, 5 * ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, HOST), 2);			/* */
	world_free(w);
}

static void the_switch_turns_it_off(void **state)
{
	struct world *w = world_settled("AdvRASolicitedUnicast off;", 1);

	(void)state;
	world_rs(w, 1, HOST);
	world_run(w, ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, NULL), 0);			/* */
	assert_int_equal(world_multicasts(w, 1), 1);				/* */
	world_free(w);
}

static void the_answer_comes_after_a_random_delay(void **state)
{
	unsigned fifth[5] = { 0 };

	(void)state;
	for (uint64_t seed = 0; seed < 2 * SEEDS; seed++) {
		struct world *w = world_settled("", seed);
		nd_ms delay;

		world_rs(w, 1, HOST);
		world_run(w, 5 * ND_SECOND);
		assert_int_equal(w->n_sent, 1);
		delay = w->sent[0].at - 100 * ND_SECOND;
		assert_in_range(delay, 0, 450);					/* */
		fifth[delay * 5 / 451]++;
		world_free(w);
	}
	for (unsigned i = 0; i < 5; i++)
		assert_in_range(fifth[i], 2 * SEEDS / 10, 2 * SEEDS * 3 / 10);	/* */
}

static void the_delay_may_be_configured(void **state)
{
	nd_ms most = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct world *w = world_settled("MaxSolicitedDelay 20;", seed);

		world_rs(w, 1, HOST);
		world_run(w, ND_SECOND);
		assert_in_range(w->sent[0].at, 100000, 100020);			/* */
		most = nd_ms_max(most, w->sent[0].at - 100000);
		world_free(w);
	}
	assert_int_equal(most, 20);
}

static void without_a_delay_the_answer_leaves_at_once(void **state)
{
	struct world *w = world_settled(AT_ONCE, 1);

	(void)state;
	world_rs(w, 1, HOST);
	assert_int_equal(world_unicasts(w, 1, HOST), 1);			/* */
	assert_int_equal(w->sent[0].at, 100000);
	world_free(w);
}

static void it_says_as_much_as_any_advertisement(void **state)
{
	struct world *w = world_settled("prefix 2001:db8::/64 { }; RDNSS 2001:db8::53 { };", 1);

	(void)state;
	world_rs(w, 1, HOST);
	world_run(w, 700 * ND_SECOND);
	assert_int_equal(sent_options(world_unicast(w, 1, 0), ND_OPT_RDNSS), 1);
	assert_true(same_octets(world_unicast(w, 1, 0), world_multicast(w, 1, 0)));	/* */
	world_free(w);
}

static void multicast_timers_do_not_notice(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct world *alone = world_settled("MaxRtrAdvInterval 8; MinRtrAdvInterval 3;", seed);
		struct world *asked = world_settled("MaxRtrAdvInterval 8; MinRtrAdvInterval 3;", seed);
		nd_ms next = core_next(&alone->core);

		world_run_until(alone, next + 1);
		world_rs(asked, 1, HOST);
		world_run_until(asked, next - 1);
		world_rs(asked, 1, HOST);
		world_run_until(asked, next + 1);
		assert_int_equal(world_multicasts(asked, 1), 1);		/* */
		assert_int_equal(world_multicast(asked, 1, 0)->at, next);	/* */
		world_run(asked, 450);
		assert_true(world_unicasts(asked, 1, HOST) >= 1);
		world_free(alone);
		world_free(asked);
	}
}

static void a_multicast_just_sent_does_not_hold_it_back(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	world_run_until(w, core_next(&w->core));
	assert_int_equal(world_multicasts(w, 1), 1);
	world_rs(w, 1, HOST);
	world_run(w, 450);
	assert_int_equal(world_unicasts(w, 1, HOST), 1);			/* */
	world_free(w);
}

static void a_source_has_one_answer_pending(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	ask(w, 5);
	world_run(w, 4 * ND_SECOND);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_int_equal(world_unicasts(w, 1, HOST), 1);
	world_free(w);
}

static void a_source_has_a_budget(void **state)
{
	struct world *w = world_settled(AT_ONCE, 1);

	(void)state;
	ask(w, 9);
	assert_int_equal(world_unicasts(w, 1, HOST), 9);			/* */
	ask(w, 1);
	assert_int_equal(world_unicasts(w, 1, HOST), 10);			/* */
	ask(w, 90);
	assert_int_equal(world_unicasts(w, 1, HOST), 10);			/* */
	world_run(w, 499);
	ask(w, 5);
	assert_int_equal(world_unicasts(w, 1, HOST), 10);			/* */
	world_run(w, 1);
	ask(w, 5);
	assert_int_equal(world_unicasts(w, 1, HOST), 11);			/* */
	world_run(w, ND_SECOND);
	ask(w, 50);
	assert_int_equal(world_unicasts(w, 1, HOST), 13);			/* */
	world_run(w, 3600 * ND_SECOND);
	ask(w, 50);
	assert_int_equal(world_unicasts(w, 1, HOST), 23);			/* */
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 23);		/* what was dropped stays dropped */
	world_free(w);
}

static void one_source_does_not_use_up_the_budget_of_another(void **state)
{
	struct world *w = world_settled(AT_ONCE, 1);

	(void)state;
	ask(w, 100);
	world_rs(w, 1, "fe80::77");
	assert_int_equal(world_unicasts(w, 1, "fe80::77"), 1);			/* */
	world_free(w);
}

static void an_interface_has_a_budget(void **state)
{
	struct world *w = world_settled(AT_ONCE, 1);

	(void)state;
	crowd(w, 0, 200);
	assert_int_equal(world_unicasts(w, 1, NULL), 200);			/* */
	crowd(w, 200, 50);
	assert_int_equal(world_unicasts(w, 1, NULL), 200);			/* */
	world_run(w, 10);
	crowd(w, 300, 50);
	assert_int_equal(world_unicasts(w, 1, NULL), 201);			/* */
	world_run(w, ND_SECOND);
	crowd(w, 400, 300);
	assert_int_equal(world_unicasts(w, 1, NULL), 301);			/* */
	world_free(w);
}

static void the_rate_of_an_interface_may_be_configured(void **state)
{
	struct world *w = world_settled(AT_ONCE "MaxUnicastRate 5;", 1);
	unsigned n;

	(void)state;
	crowd(w, 0, 400);
	n = world_unicasts(w, 1, NULL);
	assert_true(n <= 200);							/* */
	world_run(w, ND_SECOND);
	crowd(w, 400, 300);
	assert_int_equal(world_unicasts(w, 1, NULL), n + 5);			/* */
	world_free(w);
}

static void interfaces_have_budgets_of_their_own(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; " AT_ONCE " };"
				    "interface eth1 { AdvSendAdvert on; " AT_ONCE " };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_up(w, 2, "eth1");
	world_run(w, 60 * ND_SECOND);
	crowd(w, 0, 250);
	ask(w, 50);
	world_rs(w, 2, HOST);
	assert_int_equal(world_unicasts(w, 2, HOST), 1);			/* */
	world_free(w);
}

static void without_a_rate_there_are_no_limits(void **state)
{
	struct world *w = world_settled(AT_ONCE "MaxUnicastRate 0;", 1);

	(void)state;
	ask(w, 100);
	assert_int_equal(world_unicasts(w, 1, HOST), 100);			/* */
	crowd(w, 0, 400);
	assert_int_equal(world_unicasts(w, 1, NULL), 500);			/* */
	world_free(w);
}

static void without_a_rate_a_crowd_is_answered_one_by_one(void **state)
{
	struct world *w = world_settled(RARE "MaxUnicastRate 0;", 1);

	(void)state;
	crowd(w, 0, 300);
	world_run(w, 5 * ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, NULL), 300);			/* */
	assert_int_equal(world_multicasts(w, 1), 0);				/* */
	world_free(w);
}

/* @n hosts ask in one moment; false if some are answered at once and so do not wait. */
static bool all_wait(struct world *w, unsigned n)
{
	uint8_t buf[16];
	char src[40];

	for (unsigned i = 0; i < n; i++) {
		struct nd_packet p;

		snprintf(src, sizeof(src), "fe80::1:%x", i);
		p = world_rs_packet(buf, 1, src);
		core_on_packet(&w->core, w->now, &p, &w->out);
	}
	for (unsigned i = 0; i < w->out.n; i++) {
		if (w->out.action[i].kind == ACTION_SEND)
			return false;
	}
	return true;
}

static void ten_pending_answers_are_no_crowd(void **state)
{
	unsigned tried = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct world *w = world_settled("", seed);

		if (all_wait(w, 10)) {
			tried++;
			world_run(w, ND_SECOND);
			assert_int_equal(world_unicasts(w, 1, NULL), 10);	/* */
			assert_int_equal(world_multicasts(w, 1), 0);		/* */
		}
		world_free(w);
	}
	assert_true(tried > 40);
}

static void more_than_ten_pending_answers_become_one_multicast(void **state)
{
	unsigned tried = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct world *w = world_settled("", seed);

		if (all_wait(w, 11)) {
			tried++;
			world_run(w, 5 * ND_SECOND);
			assert_int_equal(world_unicasts(w, 1, NULL), 0);	/* */
			assert_int_equal(world_multicasts(w, 1), 1);		/* */
			assert_in_range(w->sent[0].at, 100000, 100450);		/* */
		}
		world_free(w);
	}
	assert_true(tried > 40);
}

static void after_a_crowd_single_hosts_are_answered_alone_again(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	crowd(w, 0, 50);
	world_run(w, 10 * ND_SECOND);
	world_forget(w);
	ask(w, 1);
	world_run(w, ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, HOST), 1);			/* */
	assert_int_equal(w->n_sent, 1);
	world_free(w);
}

static void unicastonly_sends_no_multicast(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; UnicastOnly on; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 7200 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_rs(w, 1, HOST);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_int_equal(world_unicasts(w, 1, HOST), 1);			/* */
	world_rs(w, 1, "::");
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 1);						/* */
	world_free(w);
}

static void unicastonly_wins_over_the_switch(void **state)
{
	struct world *w = world_settled("UnicastOnly on; AdvRASolicitedUnicast off;", 1);

	(void)state;
	world_rs(w, 1, HOST);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 1);
	assert_int_equal(world_unicasts(w, 1, HOST), 1);			/* */
	world_free(w);
}

static void under_unicastonly_a_crowd_waits(void **state)
{
	struct world *w = world_settled("UnicastOnly on;", 1);

	(void)state;
	crowd(w, 0, 150);
	world_run(w, 5 * ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, NULL), 150);			/* */
	assert_int_equal(world_multicasts(w, 1), 0);				/* */
	world_free(w);
}

static void changes_under_unicastonly_are_not_announced(void **state)
{
	struct world *w = world_settled("UnicastOnly on;", 1);
	struct link *l = &w->links[0];

	(void)state;
	l->forwarding = false;
	world_say(w, l);
	l->up = false;
	world_say(w, l);
	l->up = true;
	world_say(w, l);
	world_reload(w, "interface eth0 { AdvSendAdvert on; UnicastOnly on; AdvCurHopLimit 9; };");
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_rs(w, 1, HOST);
	world_run(w, ND_SECOND);
	assert_int_equal(w->sent[0].msg.ra.cur_hop_limit, 9);
	world_free(w);
}

static void a_host_that_cannot_be_reached_gets_a_multicast(void **state)
{
	struct in6_addr host = addr(HOST);
	struct world *w = world_settled(RARE, 1);
	nd_ms from;

	(void)state;
	world_rs(w, 1, HOST);
	world_run(w, 3 * ND_SECOND);
	from = w->now;
	core_on_unreachable(&w->core, w->now, 1, &host);
	world_run(w, 5 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 1);				/* */
	assert_in_range(world_multicast(w, 1, 0)->at, from, from + 450);	/* */
	/* Again at once: three seconds of distance hold here too. */
	from = world_multicast(w, 1, 0)->at;
	world_run_until(w, from + 10 * ND_SECOND);
	core_on_unreachable(&w->core, w->now, 1, &host);
	world_run(w, 450);
	core_on_unreachable(&w->core, w->now, 1, &host);
	core_on_unreachable(&w->core, w->now, 1, &host);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 3);				/* */
	assert_true(world_multicast(w, 1, 2)->at - world_multicast(w, 1, 1)->at >= 3000); /* */
	world_free(w);
}

static void under_unicastonly_who_cannot_be_reached_is_left_alone(void **state)
{
	struct in6_addr host = addr(HOST);
	struct world *w = world_settled("UnicastOnly on;", 1);

	(void)state;
	world_rs(w, 1, HOST);
	world_run(w, 3 * ND_SECOND);
	core_on_unreachable(&w->core, w->now, 1, &host);
	core_on_unreachable(&w->core, w->now, 77, &host);	/* an interface not known */
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 0);				/* */
	world_free(w);
}

static void pending_answers_die_with_the_interface(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	ask(w, 1);
	w->links[0].up = false;
	world_say(w, &w->links[0]);
	world_forget(w);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	w->links[0].up = true;
	world_say(w, &w->links[0]);
	world_run(w, 40 * ND_SECOND);
	ask(w, 1);
	world_gone(w, 1);
	world_forget(w);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_free(w);
}

static void a_link_event_right_before_costs_no_answer(void **state)
{
	struct world *w = world_settled("", 1);
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, 1, HOST);

	(void)state;
	/* Both in one turn of the loop: the core has had no tick in between. */
	world_addr(&w->links[0], "2001:db8::77", 64);
	core_on_link(&w->core, w->now, &w->links[0]);
	world_packet(w, &p);
	world_run(w, 450);
	assert_int_equal(world_unicasts(w, 1, HOST), 1);			/* */
	world_free(w);
}

static void a_link_that_goes_down_right_before_gets_no_answer(void **state)
{
	const char *const settings[] = { "", AT_ONCE, "AdvRASolicitedUnicast off;" };

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct world *w = world_settled(settings[i], 1);
		uint8_t buf[16];
		struct nd_packet p = world_rs_packet(buf, 1, HOST);

		w->links[0].up = false;
		core_on_link(&w->core, w->now, &w->links[0]);
		world_packet(w, &p);
		world_run(w, 4 * ND_SECOND);
		assert_int_equal(w->n_sent, 0);					/* */
		world_free(w);
	}
}

static void pending_answers_survive_a_reload_that_keeps_the_interface(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	ask(w, 1);
	world_reload(w, "interface eth0 { AdvSendAdvert on; };");
	world_run(w, ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, HOST), 1);			/* */
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_asks_is_answered_alone),
		cmocka_unit_test(a_link_layer_address_in_the_question_is_not_needed),
		cmocka_unit_test(the_switch_turns_it_off),
		cmocka_unit_test(the_answer_comes_after_a_random_delay),
		cmocka_unit_test(the_delay_may_be_configured),
		cmocka_unit_test(without_a_delay_the_answer_leaves_at_once),
		cmocka_unit_test(it_says_as_much_as_any_advertisement),
		cmocka_unit_test(multicast_timers_do_not_notice),
		cmocka_unit_test(a_multicast_just_sent_does_not_hold_it_back),
		cmocka_unit_test(a_source_has_one_answer_pending),
		cmocka_unit_test(a_source_has_a_budget),
		cmocka_unit_test(one_source_does_not_use_up_the_budget_of_another),
		cmocka_unit_test(an_interface_has_a_budget),
		cmocka_unit_test(the_rate_of_an_interface_may_be_configured),
		cmocka_unit_test(interfaces_have_budgets_of_their_own),
		cmocka_unit_test(without_a_rate_there_are_no_limits),
		cmocka_unit_test(without_a_rate_a_crowd_is_answered_one_by_one),
		cmocka_unit_test(ten_pending_answers_are_no_crowd),
		cmocka_unit_test(more_than_ten_pending_answers_become_one_multicast),
		cmocka_unit_test(after_a_crowd_single_hosts_are_answered_alone_again),
		cmocka_unit_test(unicastonly_sends_no_multicast),
		cmocka_unit_test(unicastonly_wins_over_the_switch),
		cmocka_unit_test(under_unicastonly_a_crowd_waits),
		cmocka_unit_test(changes_under_unicastonly_are_not_announced),
		cmocka_unit_test(a_host_that_cannot_be_reached_gets_a_multicast),
		cmocka_unit_test(under_unicastonly_who_cannot_be_reached_is_left_alone),
		cmocka_unit_test(pending_answers_die_with_the_interface),
		cmocka_unit_test(a_link_event_right_before_costs_no_answer),
		cmocka_unit_test(a_link_that_goes_down_right_before_gets_no_answer),
		cmocka_unit_test(pending_answers_survive_a_reload_that_keeps_the_interface),
	};

	return cmocka_run_group_tests_name("unicast", tests, NULL, NULL);
}
