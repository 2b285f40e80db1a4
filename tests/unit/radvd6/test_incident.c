/* SPDX-License-Identifier: ISC */
/* The life of incidents: sightings and verdicts made by hand go in, lines come out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "incident.h"
#include "ip6.h"

#define LINES 4096

struct scene {
	nd_ms now;
	struct incident_table table;
	struct incident_iface iface[2];
	struct actions out;
	unsigned strangers;		/* of floods, so far */
	unsigned n, hooks, evidence;
	struct note line[LINES];
	nd_ms at[LINES];
};

static void collect(struct scene *s)
{
	for (unsigned i = 0; i < s->out.n; i++) {
		const struct action *a = &s->out.action[i];

		s->hooks += a->kind == ACTION_HOOK;
		s->evidence += a->kind == ACTION_EVIDENCE;
		if (a->kind != ACTION_NOTE)
			continue;
		assert_true(s->n < LINES);
		s->at[s->n] = s->now;
		s->line[s->n++] = *a->note;
	}
	actions_clear(&s->out);
}

static struct scene *scene_new(void)
{
	struct scene *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	s->now = 100 * ND_SECOND;
	assert_int_equal(incident_init(&s->table, 12345), 0);
	assert_int_equal(incident_attach(&s->table, s->now, &s->iface[0], 1, "eth0"), 0);
	assert_int_equal(incident_attach(&s->table, s->now, &s->iface[1], 2, "eth1"), 0);
	return s;
}

static void scene_free(struct scene *s)
{
	incident_fini(&s->table);
	free(s);
}

static void run_until(struct scene *s, nd_ms until)
{
	for (unsigned turn = 0; incident_next(&s->table) <= until; turn++) {
		assert_true(turn < 100000);
		s->now = nd_ms_max(s->now, incident_next(&s->table));
		incident_tick(&s->table, s->now, &s->out);
		collect(s);
	}
	s->now = until;
}

static void run(struct scene *s, nd_ms span)
{
	run_until(s, s->now + span);
}

static void forget(struct scene *s)
{
	s->n = s->hooks = s->evidence = 0;
}

/* An RA with Router Lifetime 1800 from router number @who. */
static struct sighting from(const struct scene *s, unsigned who)
{
	struct sighting g = { .at = s->now, .ifindex = 1, .way = ND_FRAME_MULTICAST, .mac_len = 6,
			      .mac = { 2, 0, (uint8_t)(who >> 24), (uint8_t)(who >> 16),
				       (uint8_t)(who >> 8), (uint8_t)who },
			      .dst = IP6_ALL_NODES, .hop_limit = 255, .parsed = true };

	g.src.s6_addr[0] = 0xfe;
	g.src.s6_addr[1] = 0x80;
	for (unsigned i = 0; i < 4; i++)
		g.src.s6_addr[12 + i] = (uint8_t)(who >> 8 * (3 - i));
	g.msg.type = ND_RA;
	g.msg.ra.router_lifetime_s = 1800;
	return g;
}

static struct verdict says(const char *event, const char *reason, enum note_severity severity)
{
	struct verdict v = { .class = ROUTER_UNKNOWN, .event = event, .n = 1,
			     .harm_until = ND_LONG_AGO };

	v.finding[0].reason = reason;
	v.finding[0].severity = severity;
	return v;
}

static void hear(struct scene *s, const struct sighting *g, const struct verdict *v)
{
	incident_report(&s->table, s->now, &s->iface[g->ifindex - 1], g, v, &s->out);
	assert_true(s->out.n <= INCIDENT_ACTIONS);
	collect(s);
}

static void hear_unknown(struct scene *s, unsigned who)
{
	struct sighting g = from(s, who);
	struct verdict v = says("rogue-ra", "unknown-router", NOTE_ERR);

	hear(s, &g, &v);
}

static unsigned lines(const struct scene *s, const char *event)
{
	unsigned n = 0;

	for (unsigned i = 0; i < s->n; i++)
		n += !event || strcmp(s->line[i].event, event) == 0;
	return n;
}

static const struct note *line(const struct scene *s, const char *event)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (strcmp(s->line[i].event, event) == 0)
			return &s->line[i];
	}
	fail_msg("no line %s", event);
	return NULL;
}

static unsigned open_incidents(const struct scene *s)
{
	struct note n;
	uint32_t at = 0;
	unsigned count = 0;

	while (incident_each(&s->table, s->now, &at, &n))
		count++;
	return count;
}

static void a_rogue_is_named_at_once_with_hook_and_evidence(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	hear_unknown(s, 7);
	assert_int_equal(s->n, 1);					/* */
	assert_string_equal(s->line[0].event, "rogue-ra");
	assert_string_equal(s->line[0].reason, "unknown-router");
	assert_string_equal(s->line[0].iface, "eth0");
	assert_string_equal(s->line[0].mac, "02:00:00:00:00:07");
	assert_int_equal(s->line[0].severity, NOTE_ERR);
	assert_int_equal(s->line[0].incident, 1);
	assert_int_equal(s->line[0].count, 1);
	assert_true(s->line[0].ra.known);
	assert_int_equal(s->line[0].ra.lifetime_s, 1800);
	assert_int_equal(s->hooks, 1);
	assert_int_equal(s->evidence, 1);
	scene_free(s);
}

static void a_rogue_that_goes_on_has_lines_at_powers_of_ten_and_summaries(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		hear_unknown(s, 7);
		run(s, 10);
	}
	assert_int_equal(s->n, 3);
	assert_int_equal(s->line[1].count, 10);
	assert_int_equal(s->line[1].suppressed, 9);
	assert_int_equal(s->line[2].count, 100);
	assert_int_equal(s->hooks, 1);
	forget(s);
	hear_unknown(s, 7);
	run(s, 58 * ND_SECOND);
	assert_int_equal(s->n, 0);
	run(s, 3 * ND_SECOND);
	assert_int_equal(s->n, 1);		/* one summary per AlertInterval */
	assert_int_equal(s->line[0].count, 101);
	assert_int_equal(s->line[0].suppressed, 1);
	run(s, 600 * ND_SECOND);
	assert_int_equal(s->n, 1);
	scene_free(s);
}

static void an_incident_that_gets_worse_has_one_line_more(void **state)
{
	struct scene *s = scene_new();
	struct sighting g = from(s, 7);
	struct verdict mild = says("rogue-ra", "unknown-router", NOTE_NOTICE);
	struct verdict bad = says("rogue-ra", "unknown-router", NOTE_ERR);

	(void)state;
	hear(s, &g, &mild);
	hear(s, &g, &bad);
	assert_int_equal(s->n, 2);
	assert_int_equal(s->line[1].severity, NOTE_ERR);
	assert_int_equal(s->line[1].incident, s->line[0].incident);
	assert_int_equal(s->hooks, 2);
	assert_int_equal(s->evidence, 1);
	hear(s, &g, &mild);
	hear(s, &g, &bad);
	assert_int_equal(s->n, 2);
	scene_free(s);
}

static void an_incident_ceases_after_its_lifetime_or_three_intervals(void **state)
{
	struct scene *s = scene_new();
	struct sighting g = from(s, 7);
	struct verdict v = says("rogue-ra", "unknown-router", NOTE_ERR);

	(void)state;
	v.harm_until = s->now + 7200 * ND_SECOND;
	hear(s, &g, &v);
	run(s, 1800 * ND_SECOND - 1);		/* capped at 30 minutes */
	assert_int_equal(lines(s, "rogue-ra-ceased"), 0);
	run(s, 1);
	assert_int_equal(lines(s, "rogue-ra-ceased"), 1);
	assert_string_equal(line(s, "rogue-ra-ceased")->reason, "unknown-router");
	assert_int_equal(line(s, "rogue-ra-ceased")->severity, NOTE_NOTICE);
	assert_non_null(strstr(line(s, "rogue-ra-ceased")->what, "ends in 5400 s"));
	assert_int_equal(s->hooks, 2);
	assert_int_equal(open_incidents(s), 0);
	assert_int_equal(incident_next(&s->table), ND_NEVER);
	forget(s);
	g.msg.ra.router_lifetime_s = 0;		/* now by the interval: 3 times 100 s */
	v.harm_until = ND_LONG_AGO;
	hear(s, &g, &v);
	run(s, 100 * ND_SECOND - 50 * ND_SECOND);
	hear(s, &g, &v);
	run(s, 150 * ND_SECOND - 1);
	assert_int_equal(lines(s, "rogue-ra-ceased"), 0);
	run(s, 1);
	assert_int_equal(lines(s, "rogue-ra-ceased"), 1);
	scene_free(s);
}

static void cease_after_is_obeyed(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	s->iface[0].cease_after = 30 * ND_SECOND;
	hear_unknown(s, 7);
	run(s, 30 * ND_SECOND - 1);
	assert_int_equal(lines(s, "rogue-ra-ceased"), 0);
	run(s, 1);
	assert_int_equal(lines(s, "rogue-ra-ceased"), 1);
	scene_free(s);
}

static void five_lines_open_incidents_then_one_per_ten_seconds(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	for (unsigned i = 0; i < 20; i++)
		hear_unknown(s, i);
	assert_int_equal(s->n, 5);					/* */
	assert_int_equal(open_incidents(s), 20);
	run(s, 10 * ND_SECOND - 1);
	assert_int_equal(s->n, 5);
	run(s, 1);
	assert_int_equal(s->n, 6);
	run(s, 50 * ND_SECOND);			/* the minute is over: 9 have still no line */
	assert_int_equal(s->n, 12);
	assert_int_equal(s->line[11].count, 9);
	assert_string_equal(s->line[11].mac, "");
	scene_free(s);
}

static void the_gravest_that_waits_comes_first(void **state)
{
	struct scene *s = scene_new();
	struct sighting g;
	struct verdict crit = says("rogue-ra", "self-spoof", NOTE_CRIT);

	(void)state;
	for (unsigned i = 0; i < 10; i++)
		hear_unknown(s, i);
	g = from(s, 99);
	hear(s, &g, &crit);
	hear_unknown(s, 100);
	run(s, 10 * ND_SECOND);
	assert_int_equal(s->n, 6);
	assert_string_equal(s->line[5].reason, "self-spoof");
	scene_free(s);
}

static void interfaces_have_budgets_of_their_own(void **state)
{
	struct scene *s = scene_new();
	struct verdict v = says("rogue-ra", "unknown-router", NOTE_ERR);
	struct sighting g;

	(void)state;
	for (unsigned i = 0; i < 20; i++)
		hear_unknown(s, i);
	forget(s);
	g = from(s, 1);
	g.ifindex = 2;
	hear(s, &g, &v);
	assert_int_equal(s->n, 1);
	assert_string_equal(s->line[0].iface, "eth1");
	scene_free(s);
}

static void thirty_two_new_sources_in_ten_seconds_are_no_flood_and_one_more_is(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	for (unsigned i = 0; i < 32; i++)
		hear_unknown(s, i);
	assert_int_equal(lines(s, "ra-flood"), 0);			/* */
	assert_int_equal(open_incidents(s), 32);
	run(s, 10 * ND_SECOND - 1);
	hear_unknown(s, 32);
	assert_int_equal(lines(s, "ra-flood"), 1);
	assert_int_equal(line(s, "ra-flood")->severity, NOTE_ERR);
	scene_free(s);
	s = scene_new();
	for (unsigned i = 0; i < 32; i++)
		hear_unknown(s, i);
	run(s, 10 * ND_SECOND);
	hear_unknown(s, 32);
	assert_int_equal(lines(s, "ra-flood"), 0);
	scene_free(s);
}

static void flood(struct scene *s, unsigned n, unsigned per_second)
{
	for (unsigned i = 0; i < n; i++) {
		run_until(s, s->now + (i % per_second == 0 ? ND_SECOND : 0));
		hear_unknown(s, 1000 + s->strangers++);
	}
}

static void a_flood_of_100000_has_at_most_ten_lines_and_its_end_one(void **state)
{
	struct scene *s = scene_new();
	nd_ms end;

	(void)state;
	flood(s, 100000, 10000);
	assert_true(s->n <= 10);
	assert_int_equal(lines(s, "ra-flood"), 1);
	assert_true(open_incidents(s) <= 16);
	end = s->now;
	forget(s);
	run(s, 10 * ND_SECOND);
	assert_int_equal(s->n, 1);
	assert_string_equal(s->line[0].event, "rogue-ra-ceased");
	assert_string_equal(s->line[0].reason, "ra-flood");
	assert_true(s->at[0] - end <= 4 * ND_SECOND);
	assert_true(s->line[0].count == 100000);
	assert_non_null(strstr(s->line[0].what, "most advertisements from 02:"));
	assert_int_equal(open_incidents(s), 0);
	run(s, 3600 * ND_SECOND);
	assert_int_equal(s->n, 1);
	scene_free(s);
}

static void a_rogue_one_second_after_a_flood_is_named_within_ten(void **state)
{
	struct scene *s = scene_new();
	nd_ms heard;
	unsigned found = 0;

	(void)state;
	flood(s, 100000, 50000);
	run(s, ND_SECOND);
	forget(s);
	heard = s->now;
	hear_unknown(s, 7);
	run(s, 10 * ND_SECOND);
	for (unsigned i = 0; i < s->n; i++) {
		if (strcmp(s->line[i].mac, "02:00:00:00:00:07") == 0) {
			found++;
			assert_true(s->at[i] - heard <= 10 * ND_SECOND);
		}
	}
	assert_int_equal(found, 1);
	scene_free(s);
}

static void in_a_flood_a_source_heard_three_times_in_five_seconds_is_an_incident(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	flood(s, 40000, 2000);			/* 20 s: there is budget again */
	forget(s);
	for (unsigned i = 0; i < 3; i++) {
		hear_unknown(s, 7);
		assert_int_equal(s->n, i == 2);
		flood(s, 4000, 4000);
	}
	assert_string_equal(s->line[0].mac, "02:00:00:00:00:07");
	scene_free(s);
}

static void a_known_incident_survives_a_flood(void **state)
{
	struct scene *s = scene_new();
	uint32_t number;

	(void)state;
	hear_unknown(s, 7);
	number = s->line[0].incident;
	run(s, 20 * ND_SECOND);
	flood(s, 50000, 5000);
	run(s, 20 * ND_SECOND);
	forget(s);
	for (unsigned i = 0; i < 10; i++)
		hear_unknown(s, 7);
	assert_int_equal(s->n, 1);
	assert_int_equal(s->line[0].incident, number);
	scene_free(s);
}

static void malformed_advertisements_have_ten_lines_a_minute_and_a_count(void **state)
{
	struct scene *s = scene_new();
	struct verdict v = says("ra-invalid", "hop-limit", NOTE_NOTICE);

	(void)state;
	for (unsigned i = 0; i < 25; i++) {
		struct sighting g = from(s, i);

		hear(s, &g, &v);
		hear(s, &g, &v);
	}
	assert_int_equal(s->n, 10);					/* */
	assert_int_equal(s->hooks, 0);
	run(s, 60 * ND_SECOND);
	assert_int_equal(s->n, 11);
	assert_int_equal(s->line[10].count, 30);	/* 15 sources that tried twice */
	run(s, 600 * ND_SECOND);
	assert_int_equal(s->n, 11);			/* they end without a word */
	assert_int_equal(open_incidents(s), 0);
	scene_free(s);
}

static void a_malformed_source_is_said_once_a_minute(void **state)
{
	struct scene *s = scene_new();
	struct verdict v = says("ra-invalid", "checksum", NOTE_NOTICE);
	struct sighting g = from(s, 1);

	(void)state;
	for (unsigned i = 0; i < 61; i++) {
		hear(s, &g, &v);
		assert_int_equal(s->n, i < 60 ? 1 : 2);			/* */
		run(s, ND_SECOND);
	}
	scene_free(s);
}

static void an_inconsistency_is_said_once_an_hour_and_when_it_changes(void **state)
{
	struct scene *s = scene_new();
	struct verdict v = says("ra-inconsistent", "mtu-out-of-range", NOTE_WARNING);
	struct sighting g = from(s, 1);

	(void)state;
	v.finding[0].field = "mtu";
	strcpy(v.finding[0].got, "1280");
	v.finding[1] = v.finding[0];
	v.finding[1].field = "hop_limit";
	v.n = 2;
	for (unsigned i = 0; i < 6; i++) {
		hear(s, &g, &v);
		assert_int_equal(s->n, 2);				/* */
		run(s, 599 * ND_SECOND);
	}
	strcpy(v.finding[0].got, "1400");
	hear(s, &g, &v);
	assert_int_equal(s->n, 3);
	assert_string_equal(s->line[2].got, "1400");
	run(s, 3600 * ND_SECOND);
	hear(s, &g, &v);
	assert_int_equal(s->n, 5);
	scene_free(s);
}

static void many_incidents_that_go_on_have_ten_later_lines_a_minute_together(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	for (unsigned i = 0; i < 60; i++) {
		hear_unknown(s, i);
		run(s, 10 * ND_SECOND);
	}
	forget(s);
	for (unsigned minute = 0; minute < 10; minute++) {
		for (unsigned i = 0; i < 60; i++)
			hear_unknown(s, i);
		run(s, 60 * ND_SECOND);
	}
	assert_in_range(s->n, 90, 110);
	scene_free(s);
}

static void a_reflection_never_names_ourselves(void **state)
{
	struct scene *s = scene_new();
	struct verdict v = { .class = ROUTER_OWN, .event = "own-ra-reflected",
			     .harm_until = ND_LONG_AGO };
	struct sighting g = from(s, 1);

	(void)state;
	hear(s, &g, &v);
	assert_int_equal(s->n, 1);
	assert_int_equal(s->line[0].severity, NOTE_INFO);
	assert_true(ip6_is_unspecified(&s->line[0].src));
	assert_string_equal(s->line[0].mac, "02:00:00:00:00:01");
	scene_free(s);
}

static void the_quota_of_an_interface_is_kept(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	s->iface[0].max_incidents = 8;
	for (unsigned i = 0; i < 100; i++) {
		hear_unknown(s, i);
		run(s, ND_SECOND);
	}
	assert_true(open_incidents(s) <= 8);
	scene_free(s);
}

static void the_pool_is_bounded_for_all_interfaces_together(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	s->iface[0].max_incidents = s->iface[1].max_incidents = 1024;
	for (unsigned i = 0; i < 3000; i++) {
		struct sighting g = from(s, i);
		struct verdict v = says("rogue-ra", "unknown-router", NOTE_ERR);

		g.ifindex = 1 + i % 2;
		hear(s, &g, &v);
		run(s, 400);
	}
	assert_true(open_incidents(s) <= INCIDENTS_MAX);
	scene_free(s);
}

static void an_interface_that_goes_takes_its_incidents_with_it(void **state)
{
	struct scene *s = scene_new();

	(void)state;
	flood(s, 100, 50);
	incident_detach(&s->table, &s->iface[0]);
	forget(s);
	run(s, 7200 * ND_SECOND);
	assert_int_equal(s->n, 0);
	assert_int_equal(open_incidents(s), 0);
	assert_int_equal(incident_next(&s->table), ND_NEVER);
	scene_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rogue_is_named_at_once_with_hook_and_evidence),
		cmocka_unit_test(a_rogue_that_goes_on_has_lines_at_powers_of_ten_and_summaries),
		cmocka_unit_test(an_incident_that_gets_worse_has_one_line_more),
		cmocka_unit_test(an_incident_ceases_after_its_lifetime_or_three_intervals),
		cmocka_unit_test(cease_after_is_obeyed),
		cmocka_unit_test(five_lines_open_incidents_then_one_per_ten_seconds),
		cmocka_unit_test(the_gravest_that_waits_comes_first),
		cmocka_unit_test(interfaces_have_budgets_of_their_own),
		cmocka_unit_test(thirty_two_new_sources_in_ten_seconds_are_no_flood_and_one_more_is),
		cmocka_unit_test(a_flood_of_100000_has_at_most_ten_lines_and_its_end_one),
		cmocka_unit_test(a_rogue_one_second_after_a_flood_is_named_within_ten),
		cmocka_unit_test(in_a_flood_a_source_heard_three_times_in_five_seconds_is_an_incident),
		cmocka_unit_test(a_known_incident_survives_a_flood),
		cmocka_unit_test(malformed_advertisements_have_ten_lines_a_minute_and_a_count),
		cmocka_unit_test(a_malformed_source_is_said_once_a_minute),
		cmocka_unit_test(an_inconsistency_is_said_once_an_hour_and_when_it_changes),
		cmocka_unit_test(many_incidents_that_go_on_have_ten_later_lines_a_minute_together),
		cmocka_unit_test(a_reflection_never_names_ourselves),
		cmocka_unit_test(the_quota_of_an_interface_is_kept),
		cmocka_unit_test(the_pool_is_bounded_for_all_interfaces_together),
		cmocka_unit_test(an_interface_that_goes_takes_its_incidents_with_it),
	};

	return cmocka_run_group_tests_name("incident", tests, NULL, NULL);
}
