/* SPDX-License-Identifier: ISC */
/* Interfaces that no block names and a pattern matches: they come, go, and change their names. */
#include <stdio.h>
#include <string.h>

#include "world.h"

#define LANS "interface lan7 { AdvSendAdvert on; AdvCurHopLimit 7; };" \
	     "interface \"lan*\" { AdvSendAdvert on; AdvCurHopLimit 99; };" \
	     "interface \"*\" { AdvSendAdvert on; AdvCurHopLimit 11; };"

static uint8_t hop_limit(const struct world *w, uint32_t ifindex)
{
	return world_multicast(w, ifindex, 0)->msg.ra.cur_hop_limit;
}

static void an_exact_name_comes_first_then_the_first_pattern(void **state)
{
	struct world *w = world_new(LANS, 1000, 1);

	(void)state;
	world_up(w, 1, "lan7");
	world_up(w, 2, "lan8");
	world_up(w, 3, "wan0");
	world_run(w, ND_SECOND);
	assert_int_equal(hop_limit(w, 1), 7);
	assert_int_equal(hop_limit(w, 2), 99);
	assert_int_equal(hop_limit(w, 3), 11);
	world_free(w);
}

static void every_interface_has_timers_of_its_own(void **state)
{
	struct world *w = world_new("interface \"lan?\" { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	world_up(w, 1, "lan1");
	world_run(w, 5 * ND_SECOND);
	world_up(w, 2, "lan2");
	world_up(w, 3, "lan10");
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 3);				/* */
	assert_int_equal(world_multicasts(w, 2), 3);
	assert_int_equal(world_multicasts(w, 3), 0);
	world_free(w);
}

static void what_goes_is_forgotten_and_what_comes_back_begins_anew(void **state)
{
	struct world *w = world_new("interface \"ppp*\" { AdvSendAdvert on; };", 1000, 1);
	char name[16];

	(void)state;
	for (unsigned i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "ppp%u", i);
		world_up(w, 1, name);
		world_run(w, ND_SECOND);
		world_gone(w, 1);
		world_run(w, ND_SECOND);
		assert_int_equal(world_multicasts(w, 1), i + 1);
	}
	assert_int_equal(w->core.n_advs, 0);
	world_up(w, 1, "ppp0");
	world_run(w, ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 51);
	world_free(w);
}

static void a_renamed_interface_obeys_the_block_of_its_new_name(void **state)
{
	struct world *w = world_new(LANS, 1000, 1);
	struct link *l = world_up(w, 1, "lan8");

	(void)state;
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(hop_limit(w, 1), 99);
	world_forget(w);
	strcpy(l->name, "lan7");
	world_say(w, l);
	world_run(w, 4 * ND_SECOND);
	assert_int_equal(hop_limit(w, 1), 7);
	world_forget(w);
	strcpy(l->name, "eth0");
	world_say(w, l);
	world_run(w, 4 * ND_SECOND);
	assert_int_equal(hop_limit(w, 1), 11);
	world_free(w);
}

static void a_name_taken_over_by_a_new_interface_is_served_there(void **state)
{
	struct world *w = world_new("interface \"lan*\" { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	world_up(w, 1, "lan1");
	world_run(w, 10 * ND_SECOND);
	world_up(w, 2, "lan1");		/* before it is said that the first one is gone */
	world_run(w, ND_SECOND);
	assert_int_equal(world_multicasts(w, 2), 1);
	world_gone(w, 1);
	world_run(w, 20 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 2), 2);
	world_free(w);
}

static void a_reload_moves_interfaces_between_patterns_and_names(void **state)
{
	struct world *w = world_new("interface \"lan*\" { AdvSendAdvert on; AdvCurHopLimit 1; };",
				    1000, 1);

	(void)state;
	world_up(w, 1, "lan1");
	world_up(w, 2, "lan2");
	world_run(w, 60 * ND_SECOND);
	world_forget(w);
	world_reload(w, "interface \"lan*\" { AdvSendAdvert on; AdvCurHopLimit 1; };");
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_reload(w, "interface lan1 { AdvSendAdvert on; AdvCurHopLimit 2; };");
	world_run(w, 5 * ND_SECOND);
	assert_int_equal(hop_limit(w, 1), 2);
	assert_int_equal(world_multicast(w, 2, 0)->msg.ra.router_lifetime_s, 0);	/* */
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 2), 3);
	world_forget(w);
	world_reload(w, "interface \"lan?\" { AdvSendAdvert on; AdvCurHopLimit 3; };");
	world_run(w, 5 * ND_SECOND);
	assert_int_equal(hop_limit(w, 1), 3);
	assert_int_equal(hop_limit(w, 2), 3);
	world_stop(w);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exact_name_comes_first_then_the_first_pattern),
		cmocka_unit_test(every_interface_has_timers_of_its_own),
		cmocka_unit_test(what_goes_is_forgotten_and_what_comes_back_begins_anew),
		cmocka_unit_test(a_renamed_interface_obeys_the_block_of_its_new_name),
		cmocka_unit_test(a_name_taken_over_by_a_new_interface_is_served_there),
		cmocka_unit_test(a_reload_moves_interfaces_between_patterns_and_names),
	};

	return cmocka_run_group_tests_name("patterns", tests, NULL, NULL);
}
