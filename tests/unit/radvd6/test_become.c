/* SPDX-License-Identifier: ISC */
/* When an interface becomes and stays an advertising one, RFC 4861 s. 6.2.2. */
#include <errno.h>
#include <string.h>

#include "world.h"

#define ON "interface eth0 { AdvSendAdvert on; };"

static struct world *settled(void)
{
	return world_settled("", 1);
}

/* From now on @w must begin anew: one RA within a second, two more 16 s apart, then the rest. */
static void assert_burst(struct world *w)
{
	nd_ms from = w->now;

	world_run(w, 190 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 3);				/* */
	assert_in_range(world_multicast(w, 1, 0)->at, from, from + 1000);	/* */
	assert_int_equal(world_multicast(w, 1, 1)->at - world_multicast(w, 1, 0)->at, 16000);
	assert_int_equal(world_multicast(w, 1, 2)->at - world_multicast(w, 1, 1)->at, 16000);
}

static void the_interface_may_come_late(void **state)
{
	struct world *w = world_new(ON, 1000, 1);

	(void)state;
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_up(w, 1, "eth0");
	assert_burst(w);							/* */
	world_free(w);
}

static void a_link_that_comes_up_begins_anew(void **state)
{
	struct world *w = settled();
	struct link *l = &w->links[0];

	(void)state;
	l->up = false;
	world_say(w, l);
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	l->up = true;
	world_say(w, l);
	assert_burst(w);							/* */
	world_free(w);
}

static void an_interface_that_is_created_again_begins_anew(void **state)
{
	struct world *w = settled();

	(void)state;
	world_gone(w, 1);
	memset(&w->links[0], 0, sizeof(w->links[0]));
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_up(w, 1, "eth0");
	assert_burst(w);							/* */
	world_free(w);
}

static void an_interface_that_comes_back_under_another_number_is_found(void **state)
{
	struct world *w = settled();

	(void)state;
	world_gone(w, 1);
	memset(&w->links[0], 0, sizeof(w->links[0]));
	world_up(w, 5, "eth0");
	world_run(w, 20 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 0);
	assert_int_equal(world_multicasts(w, 5), 2);				/* */
	world_free(w);
}

static void the_first_usable_link_local_address_begins_it(void **state)
{
	struct world *w = world_new(ON, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");

	(void)state;
	l->addrs[0].tentative = true;
	world_addr(l, "2001:db8::1", 64);
	world_say(w, l);
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	l->addrs[0].tentative = false;
	world_say(w, l);
	assert_burst(w);							/* */
	assert_memory_equal(&world_last_multicast(w, 1)->src, &l->addrs[0].addr, 16); /* */
	world_free(w);
}

static void an_address_that_failed_dad_is_never_the_source(void **state)
{
	struct world *w = world_new(ON, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");

	(void)state;
	l->addrs[0].dad_failed = true;
	world_say(w, l);
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_addr(l, "fe80::abc", 64);
	world_say(w, l);
	world_run(w, 3600 * ND_SECOND);
	assert_true(w->n_sent >= 3);
	for (unsigned i = 0; i < w->n_sent; i++)
		assert_memory_equal(&w->sent[i].src, &l->addrs[1].addr, 16);	/* */
	world_free(w);
}

static void without_an_address_nothing_is_said(void **state)
{
	struct world *w = world_new(ON, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");

	(void)state;
	l->n_addrs = 0;
	world_say(w, l);
	world_run(w, 3600 * ND_SECOND);
	world_rs(w, 1, "fe80::9");
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_free(w);
}

static void advsendadvert_on_by_reload_begins_it(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert off; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_reload(w, ON);
	assert_burst(w);							/* */
	world_free(w);
}

static void forwarding_that_comes_on_begins_it(void **state)
{
	struct world *w = world_new(ON, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");

	(void)state;
	l->forwarding = false;
	world_say(w, l);
	world_run(w, 3600 * ND_SECOND);
	assert_true(world_multicasts(w, 1) > 3);
	for (unsigned i = 0; i < w->n_sent; i++)
		assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 0);	/* */
	world_run_until(w, world_last_multicast(w, 1)->at + 5 * ND_SECOND);
	world_forget(w);
	l->forwarding = true;
	world_say(w, l);
	assert_burst(w);							/* */
	for (unsigned i = 0; i < w->n_sent; i++)
		assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 1800);	/* */
	world_free(w);
}

static void forwarding_that_goes_off_says_so_and_goes_on(void **state)
{
	struct world *w = settled();
	struct link *l = &w->links[0];
	nd_ms from = w->now;

	(void)state;
	l->forwarding = false;
	world_say(w, l);
	world_run(w, 6000 * ND_SECOND);
	assert_in_range(w->sent[0].at, from, from + 1000);			/* */
	assert_true(world_multicasts(w, 1) > 3 + 6000 / 600);			/* */
	for (unsigned i = 0; i < w->n_sent; i++)
		assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 0);	/* */
	world_free(w);
}

static void all_routers_is_joined_before_the_first_advertisement(void **state)
{
	struct world *w = world_new(ON, 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(world_joins(w, 1), 1);					/* */
	assert_int_equal(w->groups[0].n_sent, 0);				/* */
	assert_true(w->n_sent > 3);
	world_free(w);
}

static void all_routers_is_joined_again_after_a_flap(void **state)
{
	struct world *w = settled();
	struct link *l = &w->links[0];

	(void)state;
	l->up = false;
	world_say(w, l);
	l->up = true;
	world_say(w, l);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(world_joins(w, 1), 1);					/* */
	assert_int_equal(w->groups[w->n_groups - 1].join, true);		/* */
	assert_int_equal(w->groups[w->n_groups - 1].n_sent, 0);			/* */
	assert_int_equal(w->n_sent, 1);
	world_free(w);
}

static void all_routers_is_joined_again_after_the_addresses_were_flushed(void **state)
{
	struct world *w = settled();
	struct link *l = &w->links[0];

	(void)state;
	l->n_addrs = 0;
	world_say(w, l);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_addr(l, "fe80::1", 64);
	world_say(w, l);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(world_joins(w, 1), 1);					/* */
	assert_int_equal(w->groups[w->n_groups - 1].join, true);		/* */
	assert_int_equal(w->groups[w->n_groups - 1].n_sent, 0);			/* */
	assert_int_equal(w->n_sent, 1);						/* */
	world_free(w);
}

static void flaps_do_not_break_the_distance(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct world *w = world_settled("AdvRASolicitedUnicast off;", seed);
		struct link *l = &w->links[0];

		for (unsigned i = 0; i < 60; i++) {
			l->up = !l->up;
			world_say(w, l);
			world_rs(w, 1, "fe80::9");
			world_run(w, 100 + (nd_ms)(seed * 37 + i * 211) % 1500);
		}
		assert_true(world_multicasts(w, 1) > 3);
		for (unsigned i = 0; i + 1 < w->n_sent; i++)
			assert_true(w->sent[i + 1].at - w->sent[i].at >= 3000);	/* */
		world_free(w);
	}
}

/* The source moves to fe80::abc; the old one is still there, but no longer the one to take. */
static struct link *move(struct world *w)
{
	struct link *l = &w->links[0];

	l->addrs[0].deprecated = true;
	world_addr(l, "fe80::abc", 64);
	world_say(w, l);
	return l;
}

static void a_new_source_begins_anew_and_the_old_one_says_goodbye(void **state)
{
	struct world *w = settled();
	struct link *l = move(w);
	struct in6_addr old = l->addrs[0].addr, new = addr("fe80::abc");
	nd_ms hello_at = ND_LONG_AGO;
	unsigned goodbyes = 0, hellos = 0;

	(void)state;
	world_run(w, 60 * ND_SECOND);
	for (unsigned i = 0; i < w->n_sent; i++) {
		const struct sent *s = &w->sent[i];

		if (memcmp(&s->src, &old, 16) == 0) {
			/* Part of the new one's advertisement, and behind it: nobody is
			 * without a router in between. */
			assert_in_range(s->at - hello_at, 0, 100);		/* */
			assert_int_equal(s->msg.ra.router_lifetime_s, 0);	/* */
			goodbyes++;
		} else {
			assert_memory_equal(&s->src, &new, 16);
			assert_int_equal(s->msg.ra.router_lifetime_s, 1800);	/* */
			assert_true(s->at - hello_at >= 3000);			/* */
			hello_at = s->at;
			hellos++;
		}
	}
	assert_in_range(goodbyes, 1, 3);					/* */
	assert_int_equal(hellos, 3);						/* */
	world_free(w);
}

static void an_old_source_that_stops_being_usable_falls_silent(void **state)
{
	struct world *w = settled();
	struct link *l = move(w);
	struct in6_addr new = addr("fe80::abc");

	(void)state;
	l->addrs[0].dad_failed = true;
	world_say(w, l);
	world_forget(w);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 2);
	for (unsigned i = 0; i < w->n_sent; i++)
		assert_memory_equal(&w->sent[i].src, &new, 16);			/* */
	world_free(w);
}

static void a_farewell_that_cannot_be_sent_does_not_disturb_the_new_source(void **state)
{
	struct world *w = settled();

	(void)state;
	w->fail_with = EADDRNOTAVAIL;
	w->fail_src = addr("fe80::1");
	move(w);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 3);						/* */
	for (unsigned i = 0; i + 1 < w->n_sent; i++)
		assert_true(w->sent[i + 1].at - w->sent[i].at >= 3000);		/* */
	world_free(w);
}

static void no_farewell_before_the_new_source_has_spoken(void **state)
{
	struct world *w = settled();

	(void)state;
	w->fail_with = EADDRNOTAVAIL;
	w->fail_src = addr("fe80::abc");
	move(w);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	w->fail_with = 0;
	world_run(w, 1100);
	assert_int_equal(w->n_sent, 2);						/* */
	assert_memory_equal(&w->sent[0].src, &w->fail_src, 16);
	assert_int_equal(w->sent[0].msg.ra.router_lifetime_s, 1800);
	world_free(w);
}

static void a_source_that_moves_twice_at_once_says_goodbye_behind_the_third(void **state)
{
	struct world *w = settled();
	struct link *l = move(w);
	struct in6_addr third = addr("fe80::abd");

	(void)state;
	l->addrs[1].deprecated = true;
	world_addr(l, "fe80::abd", 64);
	world_say(w, l);
	world_forget(w);
	world_run(w, 2999);
	assert_int_equal(w->n_sent, 0);						/* */
	world_run(w, 100);
	assert_int_equal(w->n_sent, 2);
	assert_memory_equal(&w->sent[0].src, &third, 16);			/* */
	assert_memory_equal(&w->sent[1].src, &l->addrs[1].addr, 16);		/* */
	assert_int_equal(w->sent[1].msg.ra.router_lifetime_s, 0);
	world_free(w);
}

static void a_source_that_moves_back_is_no_old_one(void **state)
{
	struct world *w = settled();
	struct link *l = move(w);

	(void)state;
	l->addrs[0].deprecated = false;
	l->addrs[1].deprecated = true;
	world_say(w, l);
	world_run(w, 60 * ND_SECOND);
	for (unsigned i = w->n_sent - 4; i < w->n_sent; i++) {
		bool current = memcmp(&w->sent[i].src, &l->addrs[0].addr, 16) == 0;

		assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, current ? 1800 : 0); /* */
	}
	world_free(w);
}

static void an_old_source_that_is_gone_is_not_used(void **state)
{
	struct world *w = settled();
	struct link *l = &w->links[0];

	(void)state;
	l->addrs[0].addr = addr("fe80::abc");
	world_say(w, l);
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 3);						/* */
	for (unsigned i = 0; i < 3; i++) {
		assert_memory_equal(&w->sent[i].src, &l->addrs[0].addr, 16);	/* */
		assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 1800);
	}
	world_free(w);
}

static void a_second_link_local_address_changes_nothing(void **state)
{
	struct world *w = settled();
	struct link *l = &w->links[0];

	(void)state;
	world_addr(l, "fe80::abc", 64);
	world_addr(l, "2001:db8::1", 64);
	world_say(w, l);
	world_run(w, 90 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_free(w);
}

static void a_group_that_cannot_be_joined_is_asked_for_again(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	assert_int_equal(world_joins(w, 1), 1);					/* */
	core_on_join_failed(&w->core, w->now, 1);
	world_run(w, 59 * ND_SECOND);
	assert_int_equal(world_joins(w, 1), 1);
	world_run(w, 2 * ND_SECOND);
	assert_int_equal(world_joins(w, 1), 2);
	world_run(w, 600 * ND_SECOND);
	assert_int_equal(world_joins(w, 1), 2);
	world_free(w);
}

static void a_new_name_has_the_groups_of_the_old_one_left(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; };", 1000, 1);
	struct link *l = world_up(w, 1, "eth0");

	(void)state;
	world_run(w, 60 * ND_SECOND);
	assert_false(core_on_link(&w->core, w->now, l));
	strcpy(l->name, "eth1");
	assert_true(core_on_link(&w->core, w->now, l));				/* */
	assert_false(core_on_link(&w->core, w->now, l));
	strcpy(l->name, "eth0");
	world_forget(w);
	world_say(w, l);
	assert_int_equal(world_joins(w, 1), 1);					/* */
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_that_cannot_be_joined_is_asked_for_again),
		cmocka_unit_test(a_new_name_has_the_groups_of_the_old_one_left),
		cmocka_unit_test(the_interface_may_come_late),
		cmocka_unit_test(a_link_that_comes_up_begins_anew),
		cmocka_unit_test(an_interface_that_is_created_again_begins_anew),
		cmocka_unit_test(an_interface_that_comes_back_under_another_number_is_found),
		cmocka_unit_test(the_first_usable_link_local_address_begins_it),
		cmocka_unit_test(an_address_that_failed_dad_is_never_the_source),
		cmocka_unit_test(without_an_address_nothing_is_said),
		cmocka_unit_test(advsendadvert_on_by_reload_begins_it),
		cmocka_unit_test(forwarding_that_comes_on_begins_it),
		cmocka_unit_test(forwarding_that_goes_off_says_so_and_goes_on),
		cmocka_unit_test(all_routers_is_joined_before_the_first_advertisement),
		cmocka_unit_test(all_routers_is_joined_again_after_a_flap),
		cmocka_unit_test(all_routers_is_joined_again_after_the_addresses_were_flushed),
		cmocka_unit_test(flaps_do_not_break_the_distance),
		cmocka_unit_test(a_new_source_begins_anew_and_the_old_one_says_goodbye),
		cmocka_unit_test(an_old_source_that_stops_being_usable_falls_silent),
		cmocka_unit_test(a_farewell_that_cannot_be_sent_does_not_disturb_the_new_source),
		cmocka_unit_test(no_farewell_before_the_new_source_has_spoken),
		cmocka_unit_test(a_source_that_moves_twice_at_once_says_goodbye_behind_the_third),
		cmocka_unit_test(a_source_that_moves_back_is_no_old_one),
		cmocka_unit_test(an_old_source_that_is_gone_is_not_used),
		cmocka_unit_test(a_second_link_local_address_changes_nothing),
	};

	return cmocka_run_group_tests_name("become", tests, NULL, NULL);
}
