/* SPDX-License-Identifier: ISC */
/* Floods, and packets that do not leave. */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "ip6.h"
#include "rng.h"
#include "world.h"

#define HOST "fe80::99"

static void a_failed_advertisement_is_tried_again_soon(void **state)
{
	const nd_ms pause[] = { 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1000, 1000 };
	struct world *w = world_settled("", 1);

	(void)state;
	w->fail_with = ENOBUFS;
	world_run_until(w, core_next(&w->core) + 8000);
	assert_true(w->n_failed > 10);
	for (unsigned i = 0; i + 1 < w->n_failed && i < 12; i++)
		assert_int_equal(w->failed[i + 1].at - w->failed[i].at, pause[i]);	/* */
	w->fail_with = 0;
	world_run(w, 1000);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_true(w->sent[0].multicast);
	world_free(w);
}

static void any_error_is_met_alike(void **state)
{
	const int errors[] = { ENETDOWN, ENOBUFS, EADDRNOTAVAIL, EPERM, EINVAL, EIO, EMSGSIZE };

	(void)state;
	for (unsigned i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		struct world *w = world_settled("", 1);

		w->fail_with = errors[i];
		world_run_until(w, core_next(&w->core));
		assert_int_equal(w->n_failed, 1);
		w->fail_with = 0;
		world_run(w, 100);
		assert_int_equal(w->n_sent, 1);					/* */
		assert_int_equal(world_notes(w, "send-failed"), 1);		/* */
		world_free(w);
	}
}

static void an_hour_of_errors_is_no_busy_loop(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	w->fail_with = ENETDOWN;
	world_run_until(w, core_next(&w->core));
	world_forget(w);
	world_run(w, 200 * ND_SECOND);
	assert_in_range(w->n_failed, 200, 210);					/* */
	/* One line at most in a minute. */
	assert_in_range(world_notes(w, "send-failed"), 2, 4);			/* */
	world_free(w);
}

static void errors_that_alternate_are_each_said_once_a_minute(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	w->fail_with = ENETDOWN;
	world_run_until(w, core_next(&w->core) - 1);
	for (unsigned i = 0; i < 58; i++) {
		w->fail_with = i % 2 ? ENETDOWN : ENOBUFS;
		world_run(w, 1000);
	}
	assert_true(w->n_failed > 50);
	assert_int_equal(world_notes(w, "send-failed"), 2);			/* */
	world_free(w);
}

static void initial_advertisements_that_fail_are_not_lost(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	w->fail_with = EADDRNOTAVAIL;
	world_up(w, 1, "eth0");
	world_run(w, 60 * ND_SECOND);
	w->fail_with = 0;
	world_run(w, 190 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 3);				/* */
	assert_true(world_multicast(w, 1, 0)->at <= 62000);
	assert_int_equal(world_multicast(w, 1, 1)->at - world_multicast(w, 1, 0)->at, 16000);
	assert_int_equal(world_multicast(w, 1, 2)->at - world_multicast(w, 1, 1)->at, 16000);
	world_free(w);
}

static void a_failed_advertisement_does_not_count_for_the_distance(void **state)
{
	struct world *w = world_settled("AdvRASolicitedUnicast off;", 1);

	(void)state;
	w->fail_with = ENOBUFS;
	world_rs(w, 1, HOST);
	world_run(w, 450);
	assert_int_equal(w->n_failed > 0, 1);
	w->fail_with = 0;
	world_run(w, 1000);
	assert_int_equal(world_multicasts(w, 1), 1);				/* */
	world_free(w);
}

static void the_distance_holds_after_errors(void **state)
{
	struct world *w = world_settled("AdvRASolicitedUnicast off; MaxRtrAdvInterval 4;"
					"MinRtrAdvInterval 3;", 1);

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		w->fail_with = (i * 7919) % 11 < 5 ? ENOBUFS : 0;
		if (i % 3 == 0)
			world_rs(w, 1, HOST);
		world_run(w, 70 + (nd_ms)i % 130);
	}
	assert_true(world_multicasts(w, 1) > 80);
	for (unsigned i = 0; i + 1 < world_multicasts(w, 1); i++)
		assert_true(w->sent[i + 1].at - w->sent[i].at >= 3000);		/* */
	world_free(w);
}

static void a_unicast_that_fails_becomes_a_multicast(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	w->fail_with = EINVAL;
	world_rs(w, 1, HOST);
	while (w->n_failed == 0)
		world_run(w, 1);
	assert_false(w->failed[0].multicast);
	w->fail_with = 0;
	world_run(w, 500);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_int_equal(world_multicasts(w, 1), 1);				/* */
	assert_int_equal(world_notes(w, "send-failed"), 1);			/* */
	world_free(w);
}

static void a_unicast_that_fails_leaves_the_timers_alone_under_unicastonly(void **state)
{
	struct world *w = world_settled("UnicastOnly on;", 1);

	(void)state;
	w->fail_with = EINVAL;
	for (unsigned i = 0; i < 8; i++) {
		world_rs(w, 1, HOST);
		world_run(w, 500);
	}
	w->fail_with = 0;
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 0);				/* */
	world_free(w);
}

static void a_failure_reported_late_harms_nobody(void **state)
{
	struct world *w = world_settled("", 1);
	struct in6_addr host = addr(HOST), source = addr("fe80::1");

	(void)state;
	w->links[0].up = false;
	world_say(w, &w->links[0]);
	core_on_send_failed(&w->core, w->now, 1, &source, &IP6_ALL_NODES, ENETDOWN, &w->out);
	core_on_send_failed(&w->core, w->now, 1, &source, &host, ENETDOWN, &w->out);
	core_on_send_failed(&w->core, w->now, 77, &source, &IP6_ALL_NODES, ENETDOWN, &w->out);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_free(w);
}

/* 10,000 solicitations a second for 5 s from random sources; the last is asked again. */
static void flood(struct world *w)
{
	struct rng rng = rng_fixed(99);
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, 1, HOST);

	for (unsigned ms = 0; ms < 5000; ms++) {
		for (unsigned i = 0; i < 10; i++) {
			uint64_t r = rng_u64(&rng);

			memcpy(&p.src.s6_addr[8], &r, 8);
			world_packet(w, &p);
		}
		world_run(w, 1);
	}
}

static void assert_flood_is_harmless(const char *settings, unsigned most_unicasts, nd_ms max)
{
	struct world *w = world_settled(settings, 1);
	size_t before = mallinfo2().uordblks;
	nd_ms last = 0;

	flood(w);
	assert_int_equal(mallinfo2().uordblks, before);				/* */
	world_run(w, 2 * max);
	assert_true(world_unicasts(w, 1, NULL) <= most_unicasts);		/* */
	for (unsigned i = 0; i < world_multicasts(w, 1); i++) {
		nd_ms at = world_multicast(w, 1, i)->at;

		assert_true(i == 0 || at - last >= 3000);			/* */
		assert_true(at - (i ? last : 100000) <= max);			/* */
		last = at;
	}
	assert_true(w->now - last <= max);					/* */
	world_free(w);
}

static void a_flood_causes_one_multicast_in_three_seconds(void **state)
{
	(void)state;
	/* The budget of the interface: 200 at once, 100 a second. */
	assert_flood_is_harmless("MaxRtrAdvInterval 4; MinRtrAdvInterval 3;", 700, 4000);	/* */
	assert_flood_is_harmless("MaxRtrAdvInterval 4; MinRtrAdvInterval 3; MaxSolicitedDelay 0;",
				 700, 4000);						/* */
	assert_flood_is_harmless("MaxRtrAdvInterval 4; MinRtrAdvInterval 3;"
				 "AdvRASolicitedUnicast off;", 0, 4000);		/* */
}

static void a_flood_under_unicastonly_keeps_to_the_budget(void **state)
{
	struct world *w = world_settled("UnicastOnly on;", 1);

	(void)state;
	flood(w);
	world_run(w, 5 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 0);				/* */
	assert_in_range(world_unicasts(w, 1, NULL), 400, 701);			/* */
	world_free(w);
}

static void a_flood_on_one_interface_does_not_disturb_another(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; };"
				    "interface eth1 { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_up(w, 2, "eth1");
	world_run_until(w, 100 * ND_SECOND);
	world_forget(w);
	flood(w);
	world_rs(w, 2, HOST);
	world_run(w, 450);
	assert_int_equal(world_unicasts(w, 2, HOST), 1);			/* */
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failed_advertisement_is_tried_again_soon),
		cmocka_unit_test(any_error_is_met_alike),
		cmocka_unit_test(an_hour_of_errors_is_no_busy_loop),
		cmocka_unit_test(errors_that_alternate_are_each_said_once_a_minute),
		cmocka_unit_test(initial_advertisements_that_fail_are_not_lost),
		cmocka_unit_test(a_failed_advertisement_does_not_count_for_the_distance),
		cmocka_unit_test(the_distance_holds_after_errors),
		cmocka_unit_test(a_unicast_that_fails_becomes_a_multicast),
		cmocka_unit_test(a_unicast_that_fails_leaves_the_timers_alone_under_unicastonly),
		cmocka_unit_test(a_failure_reported_late_harms_nobody),
		cmocka_unit_test(a_flood_causes_one_multicast_in_three_seconds),
		cmocka_unit_test(a_flood_under_unicastonly_keeps_to_the_budget),
		cmocka_unit_test(a_flood_on_one_interface_does_not_disturb_another),
	};

	return cmocka_run_group_tests_name("failure", tests, NULL, NULL);
}
