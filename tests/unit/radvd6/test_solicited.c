/* SPDX-License-Identifier: ISC */
/* Solicitations that are answered by multicast, RFC 4861 s. 6.2.6. */
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "ip6.h"
#include "world.h"

#define SEEDS 200
#define MULTICAST "AdvRASolicitedUnicast off; "
#define HOST "fe80::99"

/* A settled interface that answers by multicast; its timer does not disturb. */
static struct world *quiet(uint64_t seed)
{
	return world_settled(MULTICAST, seed);
}

/* When the next multicast RA would leave if nobody asked. */
static nd_ms undisturbed(const char *settings, uint64_t seed)
{
	struct world *w = world_settled(settings, seed);
	nd_ms at;

	world_run(w, 700 * ND_SECOND);
	at = world_multicast(w, 1, 0)->at;
	world_free(w);
	return at;
}

static void an_answer_comes_after_a_random_delay_below_half_a_second(void **state)
{
	unsigned fifth[5] = { 0 };

	(void)state;
	for (uint64_t seed = 0; seed < 2 * SEEDS; seed++) {
		struct world *w = quiet(seed);
		nd_ms delay;

		world_rs(w, 1, HOST);
		world_run(w, 5 * ND_SECOND);
		assert_int_equal(w->n_sent, 1);					/* */
		assert_int_equal(world_multicasts(w, 1), 1);
		delay = w->sent[0].at - 100 * ND_SECOND;
		assert_in_range(delay, 0, 450);					/* */
		fifth[delay * 5 / 451]++;
		world_free(w);
	}
	for (unsigned i = 0; i < 5; i++)
		assert_in_range(fifth[i], 2 * SEEDS / 10, 2 * SEEDS * 3 / 10);	/* */
}

static void a_crowd_of_solicitations_gets_one_answer_timed_from_the_first(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct world *one = quiet(seed), *many = quiet(seed);

		world_rs(one, 1, HOST);
		world_rs(many, 1, HOST);
		world_run(one, 4 * ND_SECOND);
		while (many->n_sent == 0) {
			char src[32];

			snprintf(src, sizeof(src), "fe80::%x", 0x100 + (unsigned)(many->now & 0xff));
			world_rs(many, 1, src);
			world_run(many, 7);
		}
		world_run_until(many, one->now);
		assert_int_equal(many->sent[0].at, one->sent[0].at);		/* */
		/* Who asked after the answer had left is answered after 3 s more. */
		assert_int_equal(world_multicasts(many, 1), 1);			/* */
		world_free(one);
		world_free(many);
	}
}

static void a_scheduled_advertisement_serves_who_asks_just_before(void **state)
{
	unsigned served = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		nd_ms scheduled = undisturbed(MULTICAST, seed);
		struct world *w = quiet(seed);

		world_run_until(w, scheduled - 10);
		world_rs(w, 1, HOST);
		world_run(w, 5 * ND_SECOND);
		assert_int_equal(world_multicasts(w, 1), 1);			/* */
		assert_in_range(w->sent[0].at, scheduled - 10, scheduled);	/* */
		served += w->sent[0].at == scheduled;
		world_free(w);
	}
	assert_true(served > SEEDS * 9 / 10);					/* */
}

/* Ask, wait for the answer, ask again @after ms; the time between the two RAs. */
static nd_ms second_answer(const char *settings, uint64_t seed, nd_ms after)
{
	struct world *w = world_settled(settings, seed);
	nd_ms gap;

	world_rs(w, 1, HOST);
	while (w->n_sent == 0)
		world_run(w, 1);
	world_run_until(w, w->sent[0].at + after);
	world_rs(w, 1, HOST);
	world_run(w, 15 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 2);
	gap = world_multicast(w, 1, 1)->at - world_multicast(w, 1, 0)->at;
	world_free(w);
	return gap;
}

static void multicast_answers_stay_three_seconds_apart(void **state)
{
	const nd_ms after[] = { 0, 1, 1500, 2500, 2600, 2999 };
	nd_ms least = 9999, most = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		for (unsigned i = 0; i < sizeof(after) / sizeof(*after); i++) {
			nd_ms gap = second_answer(MULTICAST, seed, after[i]);

			assert_in_range(gap, 3000, 3450);			/* */
			least = nd_ms_min(least, gap);
			most = nd_ms_max(most, gap);
		}
	}
	assert_true(least <= 3020 && most >= 3430);				/* */
}

static void an_answer_three_seconds_later_is_not_held_back(void **state)
{
	const nd_ms after[] = { 3000, 3001, 4000 };

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		for (unsigned i = 0; i < sizeof(after) / sizeof(*after); i++)
			assert_in_range(second_answer(MULTICAST, seed, after[i]), after[i],
					after[i] + 450);			/* */
	}
}

static void a_longer_distance_may_be_configured(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		nd_ms gap = second_answer(MULTICAST "MinDelayBetweenRAs 10;", seed, 1000);

		assert_in_range(gap, 10000, 10450);				/* */
	}
}

static bool accepted(const char *text)
{
	struct conf *conf = world_conf(text);
	bool ok = conf != NULL;

	talloc_free(conf);
	return ok;
}

static void the_distance_has_a_minimum(void **state)
{
	(void)state;
	assert_true(accepted("interface a { MinDelayBetweenRAs 3; };"));	/* */
	assert_false(accepted("interface a { MinDelayBetweenRAs 2.999; };"));	/* */
	assert_true(accepted("interface a { MinDelayBetweenRAs 0.03;"
			     "prefix 2001:db8::1/64 { AdvRouterAddr on; }; };"));	/* */
	assert_false(accepted("interface a { MinDelayBetweenRAs 0.02;"
			      "prefix 2001:db8::1/64 { AdvRouterAddr on; }; };"));	/* */
}

static void solicitations_also_wait_behind_a_periodic_advertisement(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		nd_ms scheduled = undisturbed(MULTICAST, seed);
		struct world *w = quiet(seed);

		world_run_until(w, scheduled + 1);
		world_rs(w, 1, HOST);
		world_run(w, 5 * ND_SECOND);
		assert_int_equal(world_multicasts(w, 1), 2);
		assert_in_range(w->sent[1].at - w->sent[0].at, 3000, 3450);	/* */
		world_free(w);
	}
}

static void a_multicast_answer_starts_the_periodic_timer_anew(void **state)
{
	unsigned lower = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		nd_ms scheduled = undisturbed(MULTICAST, seed);
		struct world *w = quiet(seed);
		nd_ms gap;

		world_run_until(w, scheduled - 5 * ND_SECOND);
		world_rs(w, 1, HOST);
		world_run(w, 700 * ND_SECOND);
		gap = w->sent[1].at - w->sent[0].at;
		assert_in_range(w->sent[0].at, scheduled - 5000, scheduled - 4550);
		assert_in_range(gap, 198000, 600000);				/* */
		lower += gap < 399000;
		world_free(w);
	}
	assert_in_range(lower, SEEDS * 2 / 5, SEEDS * 3 / 5);			/* */
}

static void unsolicited_ones_keep_their_distance_from_answers(void **state)
{
	struct world *w = world_settled(MULTICAST "MaxRtrAdvInterval 4; MinRtrAdvInterval 3;", 5);

	(void)state;
	for (unsigned i = 0; i < 400; i++) {
		world_run(w, 217);
		world_rs(w, 1, HOST);
	}
	for (unsigned i = 0; i + 1 < world_multicasts(w, 1); i++)
		assert_in_range(w->sent[i + 1].at - w->sent[i].at, 3000, 4000);	/* */
	world_free(w);
}

static void who_has_no_address_is_answered_by_multicast(void **state)
{
	/* AdvRASolicitedUnicast is on by default, but nothing is sent to ::. */
	struct world *w = world_settled("", 1);

	(void)state;
	world_rs(w, 1, "::");
	world_run(w, 5 * ND_SECOND);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_memory_equal(&w->sent[0].dst, &IP6_ALL_NODES, 16);		/* */
	assert_in_range(w->sent[0].at, 100000, 100450);				/* */
	world_free(w);
}

static void an_answer_says_as_much_as_any_advertisement(void **state)
{
	struct world *w = world_settled(MULTICAST "AdvLinkMTU 1400; prefix 2001:db8::/64 { };"
					"RDNSS 2001:db8::53 { }; DNSSL example.com { };", 1);

	(void)state;
	world_run(w, 700 * ND_SECOND);
	world_rs(w, 1, HOST);
	world_run(w, 4 * ND_SECOND);
	assert_true(w->n_sent >= 2);
	assert_int_equal(sent_options(world_last_multicast(w, 1), ND_OPT_DNSSL), 1);
	assert_true(same_octets(&w->sent[0], world_last_multicast(w, 1)));	/* */
	world_free(w);
}

static void a_router_that_is_no_default_router_answers_too(void **state)
{
	struct world *w = world_settled(MULTICAST "AdvDefaultLifetime 0;", 1);

	(void)state;
	world_rs(w, 1, HOST);
	world_run(w, ND_SECOND);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_int_equal(w->sent[0].msg.ra.router_lifetime_s, 0);		/* */
	world_free(w);
}

static void a_router_that_does_not_forward_answers_too(void **state)
{
	struct world *w = quiet(1);

	(void)state;
	w->links[0].forwarding = false;
	world_say(w, &w->links[0]);
	world_run(w, 100 * ND_SECOND);
	world_forget(w);
	world_rs(w, 1, HOST);
	world_run(w, ND_SECOND);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_int_equal(w->sent[0].msg.ra.router_lifetime_s, 0);		/* */
	world_free(w);
}

static void a_silent_interface_answers_nobody(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert off; }; interface eth1 { };"
				    "interface eth2 { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	for (uint32_t i = 1; i <= 2; i++) {
		world_up(w, i, i == 1 ? "eth0" : "eth1");
		for (unsigned k = 0; k < 3; k++) {
			uint8_t buf[16];
			struct nd_packet p = world_rs_packet(buf, i, k == 2 ? "::" : HOST);

			p.dst = addr(k == 1 ? "fe80::1" : "ff02::2");
			world_packet(w, &p);
			world_run(w, 4 * ND_SECOND);
		}
	}
	world_rs(w, 3, HOST);		/* named, but not there */
	world_rs(w, 77, HOST);		/* never heard of */
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_free(w);
}

static void the_neighbour_cache_is_none_of_its_business(void **state)
{
	struct world *w = quiet(1);
	uint8_t octets[16] = { ND_RS, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0x5e, 0x10, 0, 9 };
	struct nd_packet p = world_rs_packet(octets, 1, HOST);
	static const uint8_t slla[8] = { 1, 1, 2, 0, 0x5e, 0x10, 0, 9 };

	(void)state;
	memcpy(octets + 8, slla, sizeof(slla));
	p.icmp = view_of(octets, 16);
	core_on_packet(&w->core, w->now, &p, &w->out);
	/* A solicitation asks for nothing but notes and, later, the answer. */
	for (unsigned i = 0; i < w->out.n; i++)
		assert_int_equal(w->out.action[i].kind, ACTION_NOTE);		/* */
	actions_clear(&w->out);
	world_run(w, ND_SECOND);
	assert_int_equal(w->n_sent, 1);
	assert_int_equal(w->n_groups, 0);					/* */
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_comes_after_a_random_delay_below_half_a_second),
		cmocka_unit_test(a_crowd_of_solicitations_gets_one_answer_timed_from_the_first),
		cmocka_unit_test(a_scheduled_advertisement_serves_who_asks_just_before),
		cmocka_unit_test(multicast_answers_stay_three_seconds_apart),
		cmocka_unit_test(an_answer_three_seconds_later_is_not_held_back),
		cmocka_unit_test(a_longer_distance_may_be_configured),
		cmocka_unit_test(the_distance_has_a_minimum),
		cmocka_unit_test(solicitations_also_wait_behind_a_periodic_advertisement),
		cmocka_unit_test(a_multicast_answer_starts_the_periodic_timer_anew),
		cmocka_unit_test(unsolicited_ones_keep_their_distance_from_answers),
		cmocka_unit_test(who_has_no_address_is_answered_by_multicast),
		cmocka_unit_test(an_answer_says_as_much_as_any_advertisement),
		cmocka_unit_test(a_router_that_is_no_default_router_answers_too),
		cmocka_unit_test(a_router_that_does_not_forward_answers_too),
		cmocka_unit_test(a_silent_interface_answers_nobody),
		cmocka_unit_test(the_neighbour_cache_is_none_of_its_business),
	};

	return cmocka_run_group_tests_name("solicited", tests, NULL, NULL);
}
