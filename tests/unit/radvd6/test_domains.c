/* SPDX-License-Identifier: ISC */
/* Options that have rules of their own when an advertisement is divided, and provisioning domains. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define ETH0(rest) "interface eth0 { AdvSendAdvert on; " rest " };"

static char *many_prefixes(unsigned n, const char *rest)
{
	char *text = malloc(512 + n * 64);
	size_t len = (size_t)sprintf(text, "interface eth0 { AdvSendAdvert on; %s\n", rest);

	for (unsigned i = 0; i < n; i++)
		len += (size_t)sprintf(text + len, "prefix 2001:db8:%x::/64 { };\n", i + 1);
	strcpy(text + len, "};");
	return text;
}

static struct world *begun(const char *text)
{
	struct world *w = world_new(text, 1000, 1);

	world_up(w, 1, "eth0");
	world_run(w, ND_SECOND);
	return w;
}

static unsigned count(const struct sent *s, uint8_t type)
{
	struct nd_opt o;
	unsigned n = 0;

	while (sent_option(s, type, n, &o))
		n++;
	return n;
}

static void each_domain_has_a_packet_of_its_own(void **state)
{
	struct world *w = begun(ETH0("prefix 2001:db8:1::/64 { };"
				     "pvd \"one.example\" { RDNSS 2001:db8::1 { }; };"
				     "pvd \"two.example\" { RDNSS 2001:db8::2 { }; };"));
	struct nd_opt o;

	(void)state;
	assert_int_equal(w->n_sent, 3);						/* */
	assert_int_equal(w->sent[0].at, w->sent[2].at);				/* */
	assert_int_equal(count(&w->sent[0], ND_OPT_PVD), 0);
	assert_int_equal(count(&w->sent[0], ND_OPT_PREFIX), 1);
	assert_int_equal(count(&w->sent[1], ND_OPT_PREFIX), 0);
	assert_true(sent_option(&w->sent[1], ND_OPT_PVD, 0, &o));		/* */
	assert_memory_equal(o.pvd.id.ptr, "\3one\7example\0", 13);		/* */
	assert_int_equal(o.pvd.options.ptr[0], ND_OPT_RDNSS);			/* */
	assert_true(sent_option(&w->sent[2], ND_OPT_PVD, 0, &o));
	assert_memory_equal(o.pvd.id.ptr, "\3two\7example\0", 13);
	assert_int_equal(count(&w->sent[2], ND_OPT_SLLA), 1);			/* */
	world_free(w);
}

static void a_domain_too_large_for_a_packet_repeats_its_head(void **state)
{
	char text[4096] = "interface eth0 { AdvSendAdvert on; pvd \"one.example\" {";
	unsigned prefixes = 0, domains = 0;
	struct world *w;
	struct nd_opt o;

	(void)state;
	for (unsigned i = 0; i < 50; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "prefix 2001:db8:%x::/64 { };", i);
	strcat(text, "}; };");
	w = begun(text);
	for (unsigned i = 0; i < w->n_sent; i++) {
		assert_true(w->sent[i].len <= 1240);				/* */
		if (!sent_option(&w->sent[i], ND_OPT_PVD, 0, &o))
			continue;
		assert_memory_equal(o.pvd.id.ptr, "\3one\7example\0", 13);	/* */
		domains++;
		prefixes += (unsigned)(o.pvd.options.len / 32);
	}
	assert_int_equal(domains, 2);
	assert_int_equal(prefixes, 50);						/* each in one part only */
	world_free(w);
}

static void final_advertisements_withdraw_what_a_domain_holds(void **state)
{
	struct world *w = begun(ETH0("pvd \"one.example\" { RDNSS 2001:db8::1 { }; };"));
	struct nd_opt o;

	(void)state;
	world_stop(w);
	assert_true(sent_option(&w->sent[w->n_sent - 1], ND_OPT_PVD, 0, &o));
	assert_memory_equal(o.pvd.options.ptr + 4, "\0\0\0\0", 4);		/* */
	world_free(w);
}

static void the_border_router_option_is_in_every_part(void **state)
{
	char *text = many_prefixes(60, "abro 2001:db8::1 { AdvVersionLow 7; };"
				       "lowpanco { AdvContextID 1; AdvContextLength 64; };"
				       "lowpanco { AdvContextID 2; AdvContextLength 64; };");
	struct world *w = begun(text);

	(void)state;
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(count(&w->sent[0], ND_OPT_ABRO), 1);			/* */
	assert_int_equal(count(&w->sent[1], ND_OPT_ABRO), 1);
	assert_int_equal(count(&w->sent[0], ND_OPT_6CO) + count(&w->sent[1], ND_OPT_6CO), 2);
	assert_int_equal(count(&w->sent[0], ND_OPT_PREFIX) + count(&w->sent[1], ND_OPT_PREFIX), 60);
	free(text);
	world_free(w);
}

static void each_part_of_a_home_agent_names_its_address_and_itself(void **state)
{
	char *text = many_prefixes(60, "AdvHomeAgentFlag on; AdvHomeAgentInfo on;"
				       "HomeAgentPreference 5; AdvIntervalOpt on;"
				       "prefix 2001:db8::1/64 { AdvRouterAddr on; };");
	struct world *w = begun(text);
	struct nd_opt o;

	(void)state;
	assert_int_equal(w->n_sent, 2);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(sent_option(&w->sent[i], ND_OPT_PREFIX, i ? count(&w->sent[1],
			    ND_OPT_PREFIX) - 1 : 0, &o));
		assert_true(o.prefix.router_addr);				/* */
		assert_int_equal(count(&w->sent[i], ND_OPT_HOME_AGENT), 1);	/* */
		assert_int_equal(count(&w->sent[i], ND_OPT_SLLA), 1);		/* */
	}
	assert_int_equal(count(&w->sent[0], ND_OPT_ADV_INTERVAL) +
			 count(&w->sent[1], ND_OPT_ADV_INTERVAL), 1);
	world_stop(w);
	assert_int_equal(count(&w->sent[w->n_sent - 1], ND_OPT_HOME_AGENT), 0);	/* */
	free(text);
	world_free(w);
}

static void long_lists_are_divided_in_their_order(void **state)
{
	char text[16384] = "interface eth0 { AdvSendAdvert on; RDNSS";
	unsigned servers = 0;
	struct world *w;
	struct nd_opt o;

	(void)state;
	for (unsigned i = 1; i <= 200; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), " 2001:db8::%x", i);
	strcat(text, " { }; };");
	w = begun(text);
	assert_int_equal(w->n_sent, 3);
	for (unsigned i = 0; i < w->n_sent; i++) {
		assert_true(w->sent[i].len <= 1240);				/* */
		for (unsigned k = 0; sent_option(&w->sent[i], ND_OPT_RDNSS, k, &o); k++) {
			assert_true(o.rdnss.servers.len <= 127 * 16);		/* */
			for (size_t at = 0; at < o.rdnss.servers.len; at += 16)
				assert_int_equal(o.rdnss.servers.ptr[at + 15], ++servers & 0xff);
		}
	}
	assert_int_equal(servers, 200);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_domain_has_a_packet_of_its_own),
		cmocka_unit_test(a_domain_too_large_for_a_packet_repeats_its_head),
		cmocka_unit_test(final_advertisements_withdraw_what_a_domain_holds),
		cmocka_unit_test(the_border_router_option_is_in_every_part),
		cmocka_unit_test(each_part_of_a_home_agent_names_its_address_and_itself),
		cmocka_unit_test(long_lists_are_divided_in_their_order),
	};

	return cmocka_run_group_tests_name("domains", tests, NULL, NULL);
}
