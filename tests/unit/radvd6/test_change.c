/* SPDX-License-Identifier: ISC */
/* What changes while an interface advertises: the file, the link, the time. */
#include <string.h>

#include "ip6.h"
#include "world.h"

#define ETH0(settings) "interface eth0 { AdvSendAdvert on; " settings " };"
#define P "prefix 2001:db8::/64 { };"

/* Three quick RAs follow, the first within a second; the rest is as usual. */
static void assert_announced(struct world *w, nd_ms from)
{
	world_run_until(w, from + 190 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 3);				/* */
	assert_in_range(world_multicast(w, 1, 0)->at, from, from + 1000);	/* */
	assert_int_equal(world_multicast(w, 1, 1)->at - world_multicast(w, 1, 0)->at, 16000);
	assert_int_equal(world_multicast(w, 1, 2)->at - world_multicast(w, 1, 1)->at, 16000);
}

static void an_equal_file_changes_no_timer(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 30; seed++) {
		struct world *kept = world_settled(P, seed), *again = world_settled(P, seed);

		for (unsigned i = 0; i < 10; i++) {
			world_run(kept, 150 * ND_SECOND);
			world_run(again, 150 * ND_SECOND);
			/* Other layout, same settings. */
			world_reload(again, i % 2 ? ETH0(P) : "# again\n"
				     "interface \"eth0\" {\n AdvSendAdvert yes;\n"
				     "prefix 2001:db8:0::/64\n{\n};\n};");
		}
		assert_int_equal(kept->n_sent, again->n_sent);			/* */
		for (unsigned i = 0; i < kept->n_sent; i++)
			assert_int_equal(kept->sent[i].at, again->sent[i].at);	/* */
		assert_int_equal(again->n_groups, 0);				/* */
		world_free(kept);
		world_free(again);
	}
}

static void a_changed_file_is_announced(void **state)
{
	struct world *w = world_settled(P, 1);

	(void)state;
	world_reload(w, ETH0("prefix 2001:db8::/64 { AdvValidLifetime 20000; };"));
	assert_announced(w, 100000);						/* */
	for (unsigned i = 0; i < 3; i++) {
		struct nd_opt o;

		assert_true(sent_option(&w->sent[i], ND_OPT_PREFIX, 0, &o));
		assert_int_equal(o.prefix.valid_s, 20000);			/* */
	}
	world_free(w);
}

static void other_intervals_are_obeyed_at_once(void **state)
{
	struct world *w = world_settled("", 1);

	(void)state;
	world_reload(w, ETH0("MaxRtrAdvInterval 10; MinRtrAdvInterval 5;"));
	world_run(w, 100 * ND_SECOND);
	assert_in_range(w->sent[0].at, 100000, 103000);				/* */
	assert_in_range(w->n_sent, 10, 21);					/* */
	for (unsigned i = 0; i + 1 < w->n_sent; i++)
		assert_in_range(w->sent[i + 1].at - w->sent[i].at, 5000, 10000);	/* */
	world_free(w);
}

static void a_change_waits_three_seconds_behind_the_last_advertisement(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct world *w = world_settled("AdvRASolicitedUnicast off;", seed);
		nd_ms at;

		world_rs(w, 1, "fe80::99");
		world_run(w, 500);
		at = w->sent[0].at;
		world_reload(w, ETH0(P));
		world_run(w, 4 * ND_SECOND);
		assert_int_equal(w->n_sent, 2);
		assert_in_range(w->sent[1].at - at, 3000, 3450);		/* */
		world_free(w);
	}
}

static void many_reloads_do_not_break_the_distance(void **state)
{
	struct world *w = world_settled(P, 1);

	(void)state;
	for (unsigned i = 0; i < 200; i++) {
		static const char *const texts[] = {
			ETH0(""), ETH0(P), "interface eth0 { };", "interface eth1 { };",
			ETH0("MaxRtrAdvInterval 4;"), ETH0("MinDelayBetweenRAs 5;"),
			ETH0("UnicastOnly on;"), ETH0("AdvRASolicitedUnicast off;"),
		};

		world_reload(w, texts[(i * 5 + i / 7) % 8]);
		world_rs(w, 1, "::");
		world_run(w, 10 + (nd_ms)(i * 577) % 4000);
	}
	assert_true(w->n_sent > 50);
	for (unsigned i = 0; i + 1 < w->n_sent; i++)
		assert_true(w->sent[i + 1].at - w->sent[i].at >= 3000);		/* */
	world_free(w);
}

static void a_block_that_leaves_and_comes_back_keeps_its_distance(void **state)
{
	struct world *w = world_settled("AdvRASolicitedUnicast off;", 1);
	nd_ms last;

	(void)state;
	world_reload(w, "interface eth1 { };");
	world_run_until(w, w->now + 7 * ND_SECOND);
	last = world_last_multicast(w, 1)->at;
	world_run_until(w, last + 500);
	world_reload(w, "interface eth1 { };");
	world_reload(w, "interface eth1 { };");
	world_reload(w, ETH0(""));
	world_forget(w);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 1);
	assert_true(w->sent[0].at - last >= 3000);				/* */
	world_free(w);
}

static void only_the_changed_interface_speaks(void **state)
{
	struct world *w = world_new(ETH0("") "interface eth1 { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_up(w, 2, "eth1");
	world_run_until(w, 100 * ND_SECOND);
	world_forget(w);
	world_reload(w, ETH0("") "interface eth1 { AdvSendAdvert on; AdvManagedFlag on; };");
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 0);				/* */
	assert_int_equal(world_multicasts(w, 2), 3);				/* */
	world_free(w);
}

static void unicastonly_off_by_reload_begins_multicasts(void **state)
{
	struct world *w = world_settled("UnicastOnly on;", 1);

	(void)state;
	world_reload(w, ETH0(""));
	assert_announced(w, 100000);						/* */
	world_free(w);
}

static void a_new_mac_is_used_and_announced(void **state)
{
	struct world *w = world_settled("", 1);
	static const uint8_t mac[6] = { 2, 0, 0x5e, 0x10, 0, 0xee };
	struct nd_opt o;

	(void)state;
	memcpy(w->links[0].lladdr, mac, 6);
	world_say(w, &w->links[0]);
	assert_announced(w, 100000);						/* */
	assert_true(sent_option(&w->sent[0], ND_OPT_SLLA, 0, &o));
	assert_memory_equal(o.lladdr.addr.ptr, mac, 6);				/* */
	world_free(w);
}

static void a_new_mac_is_said_to_who_asks_at_once(void **state)
{
	struct world *w = world_settled("MaxSolicitedDelay 0;", 1);
	struct nd_opt o;

	(void)state;
	w->links[0].lladdr[5] = 0xee;
	world_say(w, &w->links[0]);
	world_rs(w, 1, "fe80::99");
	assert_true(sent_option(world_unicast(w, 1, 0), ND_OPT_SLLA, 0, &o));
	assert_int_equal(o.lladdr.addr.ptr[5], 0xee);				/* */
	world_free(w);
}

static void a_new_mac_that_is_not_advertised_is_no_change(void **state)
{
	struct world *w = world_settled("AdvSourceLLAddress off;", 1);

	(void)state;
	w->links[0].lladdr[5] = 0xee;
	world_say(w, &w->links[0]);
	world_run(w, 90 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	world_free(w);
}

static void link_events_that_change_nothing_cause_nothing(void **state)
{
	struct world *w = world_settled("AdvLinkMTU 1400;" P, 1);
	struct link *l = &w->links[0];

	(void)state;
	world_say(w, l);
	world_addr(l, "2001:db8::5", 64);
	world_say(w, l);
	l->mtu = 9000;
	world_say(w, l);
	l->n_addrs = 1;
	world_say(w, l);
	world_run(w, 90 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);						/* */
	assert_int_equal(w->n_groups, 0);
	world_free(w);
}

static void an_mtu_that_falls_below_the_advertised_one_is_announced(void **state)
{
	struct world *w = world_settled("AdvLinkMTU 1400;", 1);
	struct nd_opt o;

	(void)state;
	w->links[0].mtu = 1300;
	world_say(w, &w->links[0]);
	assert_announced(w, 100000);						/* */
	assert_true(sent_option(&w->sent[0], ND_OPT_MTU, 0, &o));
	assert_int_equal(o.mtu.mtu, 1300);					/* */
	assert_int_equal(world_notes(w, "mtu-lowered"), 1);			/* */
	world_free(w);
}

static void an_mtu_above_that_of_the_interface_is_lowered_with_one_warning(void **state)
{
	struct world *w = world_new(ETH0("AdvLinkMTU 1501;"), 1000, 1);
	struct link *l = world_up(w, 1, "eth0");

	(void)state;
	world_run(w, 3600 * ND_SECOND);
	world_say(w, l);
	world_addr(l, "2001:db8::1", 64);
	world_say(w, l);
	world_run(w, 3600 * ND_SECOND);
	assert_int_equal(world_notes(w, "mtu-lowered"), 1);			/* */
	assert_int_equal(world_note(w, "mtu-lowered")->severity, NOTE_WARNING);
	for (unsigned i = 0; i < w->n_sent; i++) {
		struct nd_opt o;

		assert_true(sent_option(&w->sent[i], ND_OPT_MTU, 0, &o));
		assert_int_equal(o.mtu.mtu, 1500);				/* */
	}
	world_free(w);
}

static void an_mtu_equal_to_that_of_the_interface_is_no_matter(void **state)
{
	struct world *w = world_new(ETH0("AdvLinkMTU 1500;"), 1000, 1);
	struct nd_opt o;

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(world_notes(w, "mtu-lowered"), 0);			/* */
	assert_true(sent_option(&w->sent[0], ND_OPT_MTU, 0, &o));
	assert_int_equal(o.mtu.mtu, 1500);					/* */
	world_free(w);
}

/* --- lifetimes that count down ------------------------------------------------ */

#define DYING "MaxRtrAdvInterval 10; MinRtrAdvInterval 5;" \
	"prefix 2001:db8::/64 { DecrementLifetimes on; AdvValidLifetime 500; AdvPreferredLifetime 300; };"

static void decremented_lifetimes_fall_in_real_time(void **state)
{
	struct world *w = world_new(ETH0(DYING
		"prefix 2001:db8:1::/64 { AdvValidLifetime 500; AdvPreferredLifetime 300; };"
		"prefix 2001:db8:2::/64 { DecrementLifetimes on; AdvValidLifetime infinity;"
		" AdvPreferredLifetime infinity; };"
		"prefix 2001:db8:3::/64 { DecrementLifetimes on; AdvValidLifetime infinity;"
		" AdvPreferredLifetime 4000; };"), 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run_until(w, 291 * ND_SECOND);
	assert_true(w->n_sent > 29);
	for (unsigned i = 0; i < w->n_sent; i++) {
		const struct sent *s = &w->sent[i];
		uint32_t gone = (uint32_t)((s->at - 1000) / 1000);
		struct nd_opt o[4];

		for (unsigned k = 0; k < 4; k++)
			assert_true(sent_option(s, ND_OPT_PREFIX, k, &o[k]));
		assert_in_range(500 - o[0].prefix.valid_s, gone, gone + 1);	/* */
		assert_in_range(300 - o[0].prefix.preferred_s, gone, gone + 1);	/* */
		assert_int_equal(o[1].prefix.valid_s, 500);			/* */
		assert_int_equal(o[1].prefix.preferred_s, 300);			/* */
		assert_int_equal(o[2].prefix.valid_s, ND_INFINITY_S);		/* */
		assert_int_equal(o[2].prefix.preferred_s, ND_INFINITY_S);	/* */
		assert_int_equal(o[3].prefix.valid_s, ND_INFINITY_S);		/* */
		assert_in_range(4000 - o[3].prefix.preferred_s, gone, gone + 1);	/* */
	}
	world_free(w);
}

static void after_one_last_word_a_dead_prefix_is_left_out(void **state)
{
	struct world *w = world_new(ETH0(DYING), 1000, 1);
	unsigned deprecated = 0, without = 0;

	(void)state;
	world_up(w, 1, "eth0");
	world_run_until(w, 2000 * ND_SECOND);
	for (unsigned i = 0; i < w->n_sent; i++) {
		const struct sent *s = &w->sent[i];
		struct nd_opt o;

		if (!sent_option(s, ND_OPT_PREFIX, 0, &o)) {
			without++;
			continue;
		}
		assert_int_equal(without, 0);					/* R-080a */
		assert_true(o.prefix.preferred_s <= o.prefix.valid_s);		/* */
		if (o.prefix.preferred_s == 0) {
			deprecated++;
			assert_in_range(o.prefix.valid_s, 189, 200);		/* R-080a */
		}
	}
	assert_int_equal(deprecated, 1);					/* R-080a */
	assert_true(without > 100);						/* R-080a */
	world_free(w);
}

static void a_last_word_that_did_not_leave_is_said_again(void **state)
{
	struct world *w = world_new(ETH0(DYING), 1000, 1);
	unsigned deprecated = 0;

	(void)state;
	world_up(w, 1, "eth0");
	world_run_until(w, 295 * ND_SECOND);
	w->fail_with = 105;
	world_run_until(w, 330 * ND_SECOND);
	w->fail_with = 0;
	world_forget(w);
	world_run(w, 200 * ND_SECOND);
	for (unsigned i = 0; i < w->n_sent; i++)
		deprecated += sent_options(&w->sent[i], ND_OPT_PREFIX);
	assert_int_equal(deprecated, 1);					/* R-080a, R-344 */
	world_free(w);
}

static void a_deprecated_prefix_counts_down_to_its_end(void **state)
{
	struct world *w = world_new(ETH0("MaxRtrAdvInterval 10; MinRtrAdvInterval 5;"
		"prefix 2001:db8::/64 { DecrementLifetimes on; AdvValidLifetime 100;"
		" AdvPreferredLifetime 0; };"), 1000, 1);
	const struct sent *s;
	struct nd_opt o;

	(void)state;
	world_up(w, 1, "eth0");
	world_run_until(w, 90 * ND_SECOND);
	s = world_last_multicast(w, 1);
	assert_true(sent_option(s, ND_OPT_PREFIX, 0, &o));			/* */
	assert_in_range(o.prefix.valid_s, 11, 21);				/* */
	world_run_until(w, 200 * ND_SECOND);
	assert_int_equal(sent_options(world_last_multicast(w, 1), ND_OPT_PREFIX), 0);
	world_free(w);
}

static void sigusr1_gives_lifetimes_back(void **state)
{
	struct world *w = world_new(ETH0(DYING), 1000, 1);
	struct nd_opt o;

	(void)state;
	world_up(w, 1, "eth0");
	world_run_until(w, 1000 * ND_SECOND);
	assert_int_equal(sent_options(world_last_multicast(w, 1), ND_OPT_PREFIX), 0);
	world_forget(w);
	core_on_reset(&w->core, w->now);
	world_run(w, 11 * ND_SECOND);
	assert_true(sent_option(world_multicast(w, 1, 0), ND_OPT_PREFIX, 0, &o));	/* */
	assert_in_range(o.prefix.valid_s, 489, 500);				/* */
	assert_in_range(o.prefix.preferred_s, 289, 300);			/* */
	world_free(w);
}

static void a_prefix_that_comes_by_reload_begins_whole(void **state)
{
	struct world *w = world_settled("", 1);
	struct nd_opt o;

	(void)state;
	world_run_until(w, 10000 * ND_SECOND);
	world_forget(w);
	world_reload(w, ETH0(DYING));
	world_run(w, 4 * ND_SECOND);
	assert_true(sent_option(world_multicast(w, 1, 0), ND_OPT_PREFIX, 0, &o));
	assert_in_range(o.prefix.valid_s, 496, 500);				/* */
	assert_in_range(o.prefix.preferred_s, 296, 300);			/* */
	world_free(w);
}

static void an_equal_file_does_not_give_lifetimes_back(void **state)
{
	struct world *w = world_new(ETH0(DYING), 1000, 1);
	struct nd_opt o;

	(void)state;
	world_up(w, 1, "eth0");
	world_run_until(w, 201 * ND_SECOND);
	world_reload(w, ETH0(DYING));
	world_run(w, 11 * ND_SECOND);
	assert_true(sent_option(world_last_multicast(w, 1), ND_OPT_PREFIX, 0, &o));
	assert_in_range(o.prefix.valid_s, 289, 300);				/* */
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_equal_file_changes_no_timer),
		cmocka_unit_test(a_changed_file_is_announced),
		cmocka_unit_test(other_intervals_are_obeyed_at_once),
		cmocka_unit_test(a_change_waits_three_seconds_behind_the_last_advertisement),
		cmocka_unit_test(many_reloads_do_not_break_the_distance),
		cmocka_unit_test(a_block_that_leaves_and_comes_back_keeps_its_distance),
		cmocka_unit_test(only_the_changed_interface_speaks),
		cmocka_unit_test(unicastonly_off_by_reload_begins_multicasts),
		cmocka_unit_test(a_new_mac_is_used_and_announced),
		cmocka_unit_test(a_new_mac_is_said_to_who_asks_at_once),
		cmocka_unit_test(a_new_mac_that_is_not_advertised_is_no_change),
		cmocka_unit_test(link_events_that_change_nothing_cause_nothing),
		cmocka_unit_test(an_mtu_that_falls_below_the_advertised_one_is_announced),
		cmocka_unit_test(an_mtu_above_that_of_the_interface_is_lowered_with_one_warning),
		cmocka_unit_test(an_mtu_equal_to_that_of_the_interface_is_no_matter),
		cmocka_unit_test(decremented_lifetimes_fall_in_real_time),
		cmocka_unit_test(after_one_last_word_a_dead_prefix_is_left_out),
		cmocka_unit_test(a_last_word_that_did_not_leave_is_said_again),
		cmocka_unit_test(a_deprecated_prefix_counts_down_to_its_end),
		cmocka_unit_test(sigusr1_gives_lifetimes_back),
		cmocka_unit_test(a_prefix_that_comes_by_reload_begins_whole),
		cmocka_unit_test(an_equal_file_does_not_give_lifetimes_back),
	};

	return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
