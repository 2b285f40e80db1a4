/* SPDX-License-Identifier: ISC */
/* Initial and periodic multicast advertisements, RFC 4861 s. 6.2.4. */
#include <stdlib.h>
#include <talloc.h>

#include "world.h"

#define SEEDS 200
#define UP "interface eth0 { AdvSendAdvert on; "
#define MOBILE "AdvHomeAgentFlag on; prefix 2001:db8::1/64 { AdvRouterAddr on; }; "

static bool accepted(const char *text)
{
	struct conf *conf = world_conf(text);
	bool ok = conf != NULL;

	talloc_free(conf);
	return ok;
}

static nd_ms min_of(const char *text)
{
	struct conf *conf = world_conf(text);
	nd_ms min;

	assert_non_null(conf);
	min = conf->ifaces[0]->min_ms;
	talloc_free(conf);
	return min;
}

static nd_ms gap(const struct world *w, unsigned i)
{
	return world_multicast(w, 1, i + 1)->at - world_multicast(w, 1, i)->at;
}

static void the_longest_interval_has_limits(void **state)
{
	struct conf *conf = world_conf(UP "};");

	(void)state;
	assert_int_equal(conf->ifaces[0]->max_ms, 600000);			/* */
	talloc_free(conf);
	assert_true(accepted(UP "MaxRtrAdvInterval 4; };"));			/* */
	assert_false(accepted(UP "MaxRtrAdvInterval 3; };"));			/* */
	assert_false(accepted(UP "MaxRtrAdvInterval 3.999; };"));		/* */
	assert_true(accepted(UP "MaxRtrAdvInterval 65535; };"));		/* */
	assert_false(accepted(UP "MaxRtrAdvInterval 65536; };"));		/* */
	assert_true(accepted(UP MOBILE "MaxRtrAdvInterval 0.07; };"));		/* */
	assert_false(accepted(UP MOBILE "MaxRtrAdvInterval 0.06; };"));		/* */
}

static void the_shortest_interval_has_limits(void **state)
{
	(void)state;
	assert_true(accepted(UP "MinRtrAdvInterval 3; };"));			/* */
	assert_false(accepted(UP "MinRtrAdvInterval 2.999; };"));		/* */
	assert_true(accepted(UP "MinRtrAdvInterval 450; };"));			/* */
	assert_false(accepted(UP "MinRtrAdvInterval 450.001; };"));		/* */
	assert_true(accepted(UP "MaxRtrAdvInterval 10; MinRtrAdvInterval 7.5; };"));	/* */
	assert_false(accepted(UP "MaxRtrAdvInterval 10; MinRtrAdvInterval 8; };"));	/* */
	assert_true(accepted(UP MOBILE
			     "MaxRtrAdvInterval 0.07; MinRtrAdvInterval 0.03; };"));	/* */
	assert_false(accepted(UP MOBILE
			      "MaxRtrAdvInterval 0.07; MinRtrAdvInterval 0.02; };"));	/* */
}

static void every_longest_interval_has_a_default_for_the_shortest(void **state)
{
	(void)state;
	assert_int_equal(min_of(UP "};"), 198000);				/* */
	assert_int_equal(min_of(UP "MaxRtrAdvInterval 100; };"), 33000);	/* */
	assert_int_equal(min_of(UP "MaxRtrAdvInterval 10; };"), 3300);		/* */
	assert_int_equal(min_of(UP "MaxRtrAdvInterval 9; };"), 3000);		/* */
	assert_int_equal(min_of(UP "MaxRtrAdvInterval 8; };"), 6000);		/* */
	assert_int_equal(min_of(UP "MaxRtrAdvInterval 4; };"), 3000);		/* */
	assert_int_equal(min_of(UP MOBILE "MaxRtrAdvInterval 4; };"), 1320);	/* */
	assert_int_equal(min_of(UP MOBILE "MaxRtrAdvInterval 0.07; };"), 30);	/* */
}

static void three_quick_advertisements_come_first(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 60 * ND_SECOND);
	assert_true(world_multicast(w, 1, 0)->at <= 2000);			/* */
	assert_int_equal(world_multicast(w, 1, 1)->at - world_multicast(w, 1, 0)->at, 16000);
	assert_int_equal(world_multicast(w, 1, 2)->at - world_multicast(w, 1, 1)->at, 16000);
	assert_int_equal(world_multicasts(w, 1), 3);				/* */
	world_free(w);
}

static void the_first_one_comes_within_a_second_whatever_the_seed(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct world *w = world_new(UP "};", 1000, seed);

		world_up(w, 1, "eth0");
		world_run(w, 900 * ND_SECOND);
		assert_in_range(world_multicast(w, 1, 0)->at, 1000, 2000);	/* */
		assert_int_equal(gap(w, 0), 16000);				/* */
		assert_int_equal(gap(w, 1), 16000);				/* */
		assert_in_range(gap(w, 2), 198000, 600000);			/* */
		world_free(w);
	}
}

static void a_short_interval_drawn_at_first_is_kept(void **state)
{
	unsigned drawn = 0, cut = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct world *w = world_new(UP "MaxRtrAdvInterval 24; MinRtrAdvInterval 8; };",
					    1000, seed);

		world_up(w, 1, "eth0");
		world_run(w, 60 * ND_SECOND);
		for (unsigned i = 0; i < 2; i++) {
			assert_in_range(gap(w, i), 8000, 16000);		/* */
			drawn += gap(w, i) < 16000;
			cut += gap(w, i) == 16000;
		}
		world_free(w);
	}
	/* Half of the interval lies below 16 s, half above. */
	assert_in_range(drawn, SEEDS * 4 / 5, SEEDS * 6 / 5);			/* */
	assert_in_range(cut, SEEDS * 4 / 5, SEEDS * 6 / 5);			/* */
}

static void periodic_intervals_are_uniform_between_min_and_max(void **state)
{
	unsigned quarter[4] = { 0 }, n = 0, whole_seconds = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct world *w = world_settled("MaxRtrAdvInterval 100; MinRtrAdvInterval 20;", seed);

		world_run(w, 1000 * ND_SECOND);
		for (unsigned i = 0; i + 1 < world_multicasts(w, 1); i++, n++) {
			assert_in_range(gap(w, i), 20000, 100000);		/* */
			quarter[(gap(w, i) - 20000) * 4 / 80001]++;
			whole_seconds += gap(w, i) % 1000 == 0;
		}
		world_free(w);
	}
	/* About 3000 draws; gaps near Max fall out of the window a little more often. */
	for (unsigned i = 0; i < 4; i++)
		assert_in_range(quarter[i], n / 6, n / 3);			/* */
	assert_true(whole_seconds < n / 50);					/* */
}

static void interfaces_draw_intervals_of_their_own(void **state)
{
	struct world *w = world_new(UP "}; interface eth1 { AdvSendAdvert on; };", 1000, 7);

	(void)state;
	world_up(w, 1, "eth0");
	world_up(w, 2, "eth1");
	world_run(w, 3600 * ND_SECOND);
	assert_int_not_equal(world_multicast(w, 1, 3)->at, world_multicast(w, 2, 3)->at); /* */
	assert_int_not_equal(world_multicast(w, 1, 4)->at, world_multicast(w, 2, 4)->at); /* */
	world_free(w);
}

static void other_seeds_give_other_times(void **state)
{
	unsigned same = 0;
	nd_ms first = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct world *w = world_settled("", seed);

		world_run(w, 600 * ND_SECOND);
		same += world_multicast(w, 1, 0)->at == first;
		first = world_multicast(w, 1, 0)->at;
		world_free(w);
	}
	assert_true(same < 3);							/* */
}

static void initial_advertisements_say_everything(void **state)
{
	struct world *w = world_new(UP "AdvLinkMTU 1400; prefix 2001:db8::/64 { };"
				    "route 2001:db8:1::/48 { }; RDNSS 2001:db8::53 { };"
				    "DNSSL example.com { }; nat64prefix 64:ff9b::/96 { }; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 2000 * ND_SECOND);
	assert_true(world_multicasts(w, 1) > 4);
	for (unsigned i = 0; i < world_multicasts(w, 1); i++) {
		const uint8_t types[] = { ND_OPT_SLLA, ND_OPT_MTU, ND_OPT_PREFIX, ND_OPT_ROUTE,
					  ND_OPT_RDNSS, ND_OPT_DNSSL, ND_OPT_PREF64 };

		for (unsigned k = 0; k < sizeof(types); k++)
			assert_int_equal(sent_options(world_multicast(w, 1, i), types[k]), 1); /* */
		assert_true(same_octets(world_multicast(w, 1, 0), world_multicast(w, 1, i)));
	}
	world_free(w);
}

static void after_a_suspend_one_overdue_advertisement_leaves_at_once(void **state)
{
	struct world *w = world_settled("", 3);

	(void)state;
	w->now += 24 * 3600 * ND_SECOND;
	world_run(w, 0);
	assert_int_equal(world_multicasts(w, 1), 1);				/* */
	assert_int_equal(world_multicast(w, 1, 0)->at, w->now);			/* */
	world_run(w, 600 * ND_SECOND);
	assert_in_range(gap(w, 0), 198000, 600000);				/* */
	world_free(w);
}

#define MANY 1000

/* A core with MANY interfaces, all of them up. */
struct many {
	struct world *w;
	struct link links[MANY];
	struct link_addr addrs[MANY];
};

static void many_up(struct many *m, char *text)
{
	size_t len = 0;

	for (unsigned i = 0; i < MANY; i++)
		len += (size_t)sprintf(text + len, "interface v%u { AdvSendAdvert on; };\n", i);
	m->w = world_new(text, 1000, 1);
	m->links[0] = *world_link(m->w, 1, "v0");
	for (unsigned i = 0; i < MANY; i++) {
		m->links[i] = m->links[0];
		m->links[i].ifindex = i + 1;
		snprintf(m->links[i].name, sizeof(m->links[i].name), "v%u", i);
		m->addrs[i] = m->w->addrs[0][0];
		m->links[i].addrs = &m->addrs[i];
	}
}

/* Let the core do all that is due; returns the SENDs, counts the turns. */
static unsigned many_serve(struct world *w, unsigned *turns)
{
	unsigned sends = 0;

	for (*turns = 0; core_next(&w->core) <= w->now; ++*turns) {
		core_tick(&w->core, w->now, &w->out);
		assert_true(w->out.n > 0 && *turns < 1000);
		for (unsigned i = 0; i < w->out.n; i++)
			sends += w->out.action[i].kind == ACTION_SEND;
		actions_clear(&w->out);
	}
	return sends;
}

static void a_thousand_interfaces_are_served_in_few_turns(void **state)
{
	struct many *m = calloc(1, sizeof(*m));
	char *text = malloc(MANY * 64);
	unsigned turns, sends;

	(void)state;
	many_up(m, text);
	for (unsigned i = 0; i < MANY; i++)
		core_on_link(&m->w->core, m->w->now, &m->links[i]);
	sends = many_serve(m->w, &turns);
	m->w->now += ND_SECOND;		/* by now every first RA is due */
	sends += many_serve(m->w, &turns);
	assert_int_equal(sends, MANY);						/* */
	assert_true(turns <= 40);						/* */
	m->w->now += 16 * ND_SECOND;
	assert_int_equal(many_serve(m->w, &turns), MANY);			/* */
	assert_true(turns <= 40);						/* */
	world_free(m->w);
	free(m);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_interval_has_limits),
		cmocka_unit_test(the_shortest_interval_has_limits),
		cmocka_unit_test(every_longest_interval_has_a_default_for_the_shortest),
		cmocka_unit_test(three_quick_advertisements_come_first),
		cmocka_unit_test(the_first_one_comes_within_a_second_whatever_the_seed),
		cmocka_unit_test(a_short_interval_drawn_at_first_is_kept),
		cmocka_unit_test(periodic_intervals_are_uniform_between_min_and_max),
		cmocka_unit_test(interfaces_draw_intervals_of_their_own),
		cmocka_unit_test(other_seeds_give_other_times),
		cmocka_unit_test(initial_advertisements_say_everything),
		cmocka_unit_test(after_a_suspend_one_overdue_advertisement_leaves_at_once),
		cmocka_unit_test(a_thousand_interfaces_are_served_in_few_turns),
	};

	return cmocka_run_group_tests_name("periodic", tests, NULL, NULL);
}
