/* SPDX-License-Identifier: ISC */
/* clients, UnicastOnly, RequireSourceLLAddress and AdvRASrcAddress: to whom, and from where. */
#include <stdio.h>
#include <string.h>

#include "world.h"

#define SOME "clients { fe80::a; fe80::b; !fe80::c; };"
#define ETH0(rest) "interface eth0 { AdvSendAdvert on; " rest " };"

static void advertisements_go_to_each_client_and_to_no_group(void **state)
{
	struct world *w = world_new(ETH0(SOME), 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 0);				/* */
	assert_int_equal(world_unicasts(w, 1, "fe80::a"), 3);
	assert_int_equal(world_unicasts(w, 1, "fe80::b"), 3);
	assert_int_equal(world_unicasts(w, 1, "fe80::c"), 0);
	assert_int_equal(w->sent[2].at - w->sent[0].at, 16000);			/* */
	world_stop(w);
	assert_int_equal(world_unicasts(w, 1, "fe80::a"), 4);
	assert_int_equal(w->sent[w->n_sent - 1].msg.ra.router_lifetime_s, 0);	/* */
	assert_int_equal(world_multicasts(w, 1), 0);
	world_free(w);
}

static void hundreds_of_clients_are_all_served(void **state)
{
	char text[16384] = "interface eth0 { AdvSendAdvert on; clients {";
	struct world *w;

	(void)state;
	for (unsigned i = 1; i <= 300; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "fe80::1:%x; ", i);
	strcat(text, "}; };");
	w = world_new(text, 1000, 1);
	world_up(w, 1, "eth0");
	world_run(w, ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, NULL), 300);
	assert_int_equal(world_unicasts(w, 1, "fe80::1:1"), 1);
	assert_int_equal(world_unicasts(w, 1, "fe80::1:12c"), 1);
	world_free(w);
}

static void only_clients_are_answered(void **state)
{
	struct world *w = world_new(ETH0(SOME), 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 60 * ND_SECOND);
	world_forget(w);
	world_rs(w, 1, "fe80::a");
	world_rs(w, 1, "fe80::c");
	world_rs(w, 1, "fe80::d");
	world_rs(w, 1, "::");
	world_run(w, 4 * ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, "fe80::a"), 1);			/* */
	assert_int_equal(w->n_sent, 1);
	world_free(w);
}

static void others_are_answered_if_that_is_wanted(void **state)
{
	struct world *w = world_new(ETH0(SOME "UnrestrictedUnicast on;"), 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 60 * ND_SECOND);
	world_forget(w);
	world_rs(w, 1, "fe80::c");
	world_rs(w, 1, "fe80::d");
	world_run(w, 4 * ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, "fe80::d"), 1);			/* */
	assert_int_equal(w->n_sent, 1);
	world_free(w);
}

static void a_list_of_strangers_only_serves_nobody_unasked(void **state)
{
	struct world *w = world_new(ETH0("clients { !fe80::c; }; UnrestrictedUnicast on;"), 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 2000 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);
	world_rs(w, 1, "fe80::d");
	world_run(w, ND_SECOND);
	assert_int_equal(w->n_sent, 1);
	world_stop(w);
	assert_int_equal(w->n_sent, 1);
	world_free(w);
}

static void a_crowd_of_clients_waits_instead_of_becoming_a_multicast(void **state)
{
	struct world *w = world_new(ETH0("UnicastOnly on;"), 1000, 1);
	char src[32];

	(void)state;
	world_up(w, 1, "eth0");
	for (unsigned i = 1; i <= 100; i++) {
		snprintf(src, sizeof(src), "fe80::2:%x", i);
		world_rs(w, 1, src);
	}
	world_run(w, ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, NULL), 100);			/* */
	assert_int_equal(world_multicasts(w, 1), 0);
	world_free(w);
}

static void without_a_link_layer_address_the_answer_goes_to_all_if_it_is_required(void **state)
{
	struct world *w = world_new(ETH0("RequireSourceLLAddress on;"), 1000, 1);
	uint8_t buf[16];
	struct nd_packet p;

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 60 * ND_SECOND);
	world_forget(w);
	world_rs(w, 1, "fe80::a");
	world_run(w, ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 1);				/* */
	assert_int_equal(world_unicasts(w, 1, NULL), 0);
	world_run(w, 4 * ND_SECOND);
	p = world_rs_packet(buf, 1, "fe80::a");
	memcpy(buf + 8, "\x01\x01\x02\x00\x5e\x10\x00\x0a", 8);
	p.icmp.len = 16;
	world_packet(w, &p);
	world_run(w, ND_SECOND);
	assert_int_equal(world_unicasts(w, 1, "fe80::a"), 1);
	world_free(w);
}

static void the_first_listed_source_that_is_there_is_used(void **state)
{
	struct world *w = world_new(ETH0("AdvRASrcAddress { fe80::5; fe80::6; };"), 1000, 1);
	struct link *l = world_up(w, 1, "eth0");
	struct in6_addr five = addr("fe80::5"), six = addr("fe80::6");

	(void)state;
	world_run(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);
	assert_string_equal(world_note(w, "waiting")->reason, "no-interface");
	world_addr(l, "fe80::6", 64);
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 1);
	assert_memory_equal(&w->sent[0].src, &six, 16);
	world_run(w, 60 * ND_SECOND);
	world_forget(w);
	world_addr(l, "fe80::5", 64);
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_memory_equal(&world_multicast(w, 1, 0)->src, &five, 16);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(advertisements_go_to_each_client_and_to_no_group),
		cmocka_unit_test(hundreds_of_clients_are_all_served),
		cmocka_unit_test(only_clients_are_answered),
		cmocka_unit_test(others_are_answered_if_that_is_wanted),
		cmocka_unit_test(a_list_of_strangers_only_serves_nobody_unasked),
		cmocka_unit_test(a_crowd_of_clients_waits_instead_of_becoming_a_multicast),
		cmocka_unit_test(without_a_link_layer_address_the_answer_goes_to_all_if_it_is_required),
		cmocka_unit_test(the_first_listed_source_that_is_there_is_used),
	};

	return cmocka_run_group_tests_name("clients", tests, NULL, NULL);
}
