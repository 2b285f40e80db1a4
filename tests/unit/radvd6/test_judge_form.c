/* SPDX-License-Identifier: ISC */
/* The way an RA came, the rules that it breaks, and the words for all that (ROGUE 5.1). */
#include <stdlib.h>
#include <string.h>

#include "judge_words.h"
#include "rng.h"
#include "scene.h"

#define P "prefix 2001:db8:1::/64 { };"
#define MAC2 "02:00:5e:10:00:02"
#define BAD "02:00:5e:10:00:bd"

static void sllao_is_held_against_the_frame(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_say(c, sllao(BAD));
	scene_judge(c);
	assert_no_finding(c, "sllao-mismatch");
	scene_say(c, sllao("02:de:ad:be:ef:00"));
	scene_judge(c);
	assert_finding(c, "sllao-mismatch", NOTE_WARNING, "sllao", BAD, "02:de:ad:be:ef:00");
										/* R-271; row 27 */
	c->s.by_raw_socket = true;		/* no frame, no MAC, no finding */
	scene_judge(c);
	assert_no_finding(c, "sllao-mismatch");
	scene_free(c);
}

static void the_virtual_mac_of_an_allowed_router_may_stand_in_its_sllao(void **state)
{
	struct scene *c = scene_new(P);

	(void)state;
	scene_router(c, "fe80::2", MAC2 " 00:00:5e:00:02:07");
	scene_from(c, "fe80::2", MAC2);
	scene_say(c, sllao("00:00:5e:00:02:07"));
	scene_judge(c);
	assert_silent(c, ROUTER_TRUSTED);
	scene_free(c);
}

static void odd_forms_are_findings(void **state)
{
	static const struct {
		unsigned form;
		const char *reason;
		enum note_severity severity;
	} rows[] = {
		{ SIGHT_EXT_HEADERS, "ext-headers", NOTE_ERR },		/* R-276; rows 18, 19 */
		{ SIGHT_CHAIN_TOO_LONG, "chain-too-long", NOTE_ERR },
		{ SIGHT_UNICAST, "unicast", NOTE_WARNING },		/* row 26 */
		{ SIGHT_TAGGED, "vlan-tagged", NOTE_WARNING },		/* row 28 */
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new(P);

		c->s.form = rows[i].form;
		scene_judge(c);
		assert_event(c, "rogue-ra", "unknown-router", NOTE_ERR);
		assert_finding(c, rows[i].reason, rows[i].severity, NULL, NULL, NULL);
		assert_int_equal(c->v.n, 2);
		scene_free(c);
	}
}

static void fragments_are_an_evasion_that_hurts_no_host(void **state)
{
	static const struct {
		unsigned form;
		bool parsed;
		const char *also;
	} rows[] = {
		{ SIGHT_FRAGMENTED, true, NULL },			/* R-256, row 20 */
		{ SIGHT_FRAGMENTED | SIGHT_OVERLAP, true, "overlap" },	/* row 21 */
		{ SIGHT_FRAGMENTED | SIGHT_EXT_HEADERS, true, "ext-headers" },
		{ SIGHT_HIDDEN, false, NULL },				/* */
		{ 0, true, NULL },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new(P);

		c->s.form = rows[i].form;
		c->s.parsed = rows[i].parsed;
		c->s.fault = ND_FAULT_FRAGMENT;
		scene_say(c, mtu(1280));
		scene_judge(c);
		assert_event(c, "rogue-ra", "fragmented", NOTE_ERR);
		assert_int_equal(c->v.class, ROUTER_INVALID);
		if (rows[i].also)
			assert_finding(c, rows[i].also, NOTE_ERR, NULL, NULL, NULL);
		assert_int_equal(c->v.n, rows[i].also ? 2 : 1);
		assert_string_equal(c->v.impact, "");
		assert_true(c->v.harm_until == ND_LONG_AGO);		/* */
		scene_free(c);
	}
}

static void invalid_ones_name_the_rule_that_they_break(void **state)
{
	static const struct {
		enum nd_fault fault;
		const char *rule, *got;
	} rows[] = {
		{ ND_FAULT_HOP_LIMIT, "hoplimit", "64" },		/* R-278; row 22 */
		{ ND_FAULT_CHECKSUM, "checksum", "" },			/* row 23 */
		{ ND_FAULT_SOURCE, "source", "2001:db8::bad" },		/* row 24 */
		{ ND_FAULT_CODE, "code", "1" },				/* row 25 */
		{ ND_FAULT_LENGTH, "length", "" },
		{ ND_FAULT_OPTION, "option", "" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *c = scene_new(P);

		scene_from(c, "2001:db8::bad", BAD);
		c->s.fault = rows[i].fault;
		c->s.hop_limit = 64;
		c->msg.code = 1;
		scene_judge(c);
		assert_event(c, "ra-invalid", rows[i].rule, NOTE_NOTICE);
		assert_finding(c, rows[i].rule, NOTE_NOTICE, NULL, NULL, rows[i].got);
		assert_int_equal(c->v.class, ROUTER_INVALID);
		assert_false(c->v.harms_ours);
		c->watching = false;
		scene_judge(c);
		assert_silent(c, ROUTER_INVALID);
		scene_free(c);
	}
}

static void every_row_of_the_table_has_its_words(void **state)
{
	(void)state;
	for (unsigned i = 0; i < JUDGE_N_WORDS; i++) {
		const struct judge_row *r = &judge_table[i];

		assert_non_null(r->event);
		assert_in_range(r->severity, NOTE_CRIT, NOTE_INFO);
		for (unsigned k = 0; k < i; k++)
			assert_true(strcmp(r->event, judge_table[k].event) != 0 ||
				    (r->reason && strcmp(r->reason, judge_table[k].reason) != 0));
	}
}

/* Options of every type with any value: each verdict is bounded, and its texts end. */
static void any_octets_get_a_verdict(void **state)
{
	static const uint8_t types[] = { 1, 3, 5, 21, 24, 25, 26, 31, 34, 35, 37, 38, 144, 200 };
	struct rng rng = rng_fixed(4);

	(void)state;
	for (unsigned turn = 0; turn < 3000; turn++) {
		struct scene *c = scene_new(P "RDNSS :: { }; nat64prefix 64:ff9b::/96 { };"
					    "pvd \"a.example\" { RDNSS :: { }; };");
		uint8_t octets[64];

		for (unsigned n = 0; n < 12; n++) {
			unsigned units = 1 + (unsigned)rng_upto(&rng, 7);

			for (unsigned i = 0; i < sizeof(octets); i++)
				octets[i] = (uint8_t)rng_upto(&rng, rng_upto(&rng, 1) ? 255 : 3);
			octets[0] = types[rng_upto(&rng, ARRAY_LEN(types) - 1)];
			octets[1] = (uint8_t)units;
			scene_say_octets(c, octets, units * ND_OPT_UNIT);
		}
		scene_router(c, "fe80::bad", MAC2);
		c->watching = turn % 3 != 0;
		c->watch.n_routers = turn % 2;
		c->s.form = (unsigned)rng_upto(&rng, 127);
		scene_judge(c);
		assert_in_range(c->v.n, 0, FINDINGS_MAX);
		assert_true(strlen(c->v.impact) < sizeof(c->v.impact));
		for (unsigned i = 0; i < c->v.n; i++)
			assert_true(c->v.finding[i].severity >= c->v.severity);
		scene_free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sllao_is_held_against_the_frame),
		cmocka_unit_test(the_virtual_mac_of_an_allowed_router_may_stand_in_its_sllao),
		cmocka_unit_test(odd_forms_are_findings),
		cmocka_unit_test(fragments_are_an_evasion_that_hurts_no_host),
		cmocka_unit_test(invalid_ones_name_the_rule_that_they_break),
		cmocka_unit_test(any_octets_get_a_verdict),
		cmocka_unit_test(every_row_of_the_table_has_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
