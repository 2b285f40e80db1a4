/* SPDX-License-Identifier: ISC */
/* Prefixes, lifetimes and servers that follow the addresses of interfaces. */
#include "world.h"

#define AUTO "interface eth0 { AdvSendAdvert on; prefix ::/64 { }; };"

/* The prefixes in the advertisement that was sent last on interface 1, as "prefix/len valid". */
static unsigned prefixes(const struct world *w, struct nd_opt_prefix out[16])
{
	const struct sent *last = NULL;
	struct nd_opt o;
	unsigned n = 0;

	for (unsigned i = 0; i < w->n_sent; i++) {
		if (w->sent[i].ifindex == 1 && w->sent[i].multicast)
			last = &w->sent[i];
	}
	assert_non_null(last);
	while (n < 16 && sent_option(last, ND_OPT_PREFIX, n, &o))
		out[n++] = o.prefix;
	return n;
}

static bool is_prefix(const struct nd_opt_prefix *p, const char *text)
{
	struct in6_addr a = addr(text);

	return p->prefix.plen == 64 && memcmp(&p->prefix.addr, &a, sizeof(a)) == 0;
}

static void each_64_of_the_interface_is_advertised_once(void **state)
{
	struct world *w = world_new(AUTO, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");
	struct nd_opt_prefix p[16];

	(void)state;
	world_addr(l, "2001:db8:1::1", 64);
	world_addr(l, "2001:db8:1::2", 64);
	world_addr(l, "fd00:1::1", 64);
	world_addr(l, "2001:db8:2::1", 128);
	world_addr(l, "2001:db8:3::1", 56);
	world_addr(l, "::ffff:192.0.2.1", 120);
	world_addr(l, "2001:db8:4::1", 64)->temporary = true;
	world_addr(l, "2001:db8:5::1", 64)->tentative = true;
	world_addr(l, "2001:db8:6::1", 64)->dad_failed = true;
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(prefixes(w, p), 2);					/* */
	assert_true(is_prefix(&p[0], "2001:db8:1::"));
	assert_true(is_prefix(&p[1], "fd00:1::"));
	assert_int_equal(p[0].valid_s, 86400);
	assert_int_equal(p[0].preferred_s, 14400);
	world_free(w);
}

static void lifetimes_are_never_above_those_of_the_kernel(void **state)
{
	struct world *w = world_new(AUTO, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");
	struct link_addr *a = world_addr(l, "2001:db8:1::1", 64);
	struct nd_opt_prefix p[16];

	(void)state;
	a->valid_until = 1000 + 1000 * ND_SECOND;
	a->preferred_until = 1000 + 500 * ND_SECOND;
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(prefixes(w, p), 1);
	assert_in_range(p[0].valid_s, 998, 1000);				/* */
	assert_in_range(p[0].preferred_s, 498, 500);
	world_run(w, 600 * ND_SECOND);
	assert_int_equal(prefixes(w, p), 1);
	assert_true(p[0].valid_s <= 1000 - (w->sent[w->n_sent - 1].at - 1000) / ND_SECOND);
	/* The longer of two addresses in one prefix counts. */
	world_addr(l, "2001:db8:1::2", 64)->valid_until = w->now + 5000 * ND_SECOND;
	world_say(w, l);
	world_run(w, 600 * ND_SECOND);
	prefixes(w, p);
	assert_in_range(p[0].valid_s, 4400, 5000);
	world_free(w);
}

static void a_deprecated_address_is_said_with_preferred_0(void **state)
{
	struct world *w = world_new(AUTO, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");
	struct link_addr *a = world_addr(l, "2001:db8:1::1", 64);
	struct nd_opt_prefix p[16];
	unsigned before;

	(void)state;
	world_say(w, l);
	world_run(w, 100 * ND_SECOND);
	before = world_multicasts(w, 1);
	a->deprecated = true;
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), before + 1);			/* */
	assert_int_equal(prefixes(w, p), 1);
	assert_int_equal(p[0].preferred_s, 0);					/* */
	assert_int_equal(p[0].valid_s, 86400);
	world_free(w);
}

static void addresses_that_come_and_go_are_followed_and_announced(void **state)
{
	struct world *w = world_new(AUTO, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");
	struct nd_opt_prefix p[16];
	unsigned before;

	(void)state;
	world_say(w, l);
	world_run(w, 100 * ND_SECOND);
	assert_int_equal(prefixes(w, p), 0);
	before = world_multicasts(w, 1);
	world_addr(l, "2001:db8:1::1", 64);
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), before + 1);
	assert_int_equal(prefixes(w, p), 1);					/* */
	/* A second address in the same prefix is no news. */
	world_run(w, 100 * ND_SECOND);
	before = world_multicasts(w, 1);
	world_addr(l, "2001:db8:1::2", 64);
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), before);
	world_free(w);
}

static void a_refreshed_lifetime_is_no_news(void **state)
{
	struct world *w = world_new(AUTO, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");
	struct link_addr *a = world_addr(l, "2001:db8:1::1", 64);
	unsigned before;

	(void)state;
	a->valid_until = a->preferred_until = 1000 * ND_SECOND;
	world_say(w, l);
	world_run(w, 100 * ND_SECOND);
	before = world_multicasts(w, 1);
	a->valid_until = a->preferred_until = 2000 * ND_SECOND;
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), before);
	world_free(w);
}

static void excluded_and_configured_prefixes_are_not_taken(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; prefix ::/64 { };"
				    "prefix 2001:db8:2::/64 { AdvOnLink off; };"
				    "autoignoreprefixes { 2001:db8:3::/64; }; };", 1000, 1);
	struct link *l = world_link(w, 1, "eth0");
	struct nd_opt_prefix p[16];

	(void)state;
	world_addr(l, "2001:db8:1::1", 64);
	world_addr(l, "2001:db8:2::1", 64);
	world_addr(l, "2001:db8:3::1", 64);
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(prefixes(w, p), 2);					/* */
	assert_true(is_prefix(&p[0], "2001:db8:1::"));
	assert_true(is_prefix(&p[1], "2001:db8:2::"));
	assert_false(p[1].on_link);
	world_free(w);
}

static void a_static_prefix_lives_no_longer_than_the_routers_own_address_in_it(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; prefix 2001:db8:1::/64 { };"
				    "prefix 2001:db8:2::/64 { }; };", 1000, 1);
	struct link *l = world_link(w, 1, "eth0");
	struct nd_opt_prefix p[16];

	(void)state;
	world_addr(l, "2001:db8:1::1", 64)->valid_until = 1000 + 300 * ND_SECOND;
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(prefixes(w, p), 2);
	assert_in_range(p[0].valid_s, 298, 300);
	assert_in_range(p[0].preferred_s, 298, 300);				/* */
	assert_int_equal(p[1].valid_s, 86400);
	world_free(w);
}

static void a_router_address_is_said_whole(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on;"
				    "prefix ::/64 { AdvRouterAddr on; }; };", 1000, 1);
	struct link *l = world_link(w, 1, "eth0");
	struct nd_opt_prefix p[16];

	(void)state;
	world_addr(l, "2001:db8:1::1:2", 64);
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(prefixes(w, p), 1);
	assert_true(p[0].router_addr && is_prefix(&p[0], "2001:db8:1::1:2"));	/* */
	world_free(w);
}

static void prefixes_of_another_interface_are_followed(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on;"
				    "prefix 2001:db8:f::/64 { Base6Interface wan0; }; };", 1000, 1);
	struct nd_opt_prefix p[16];
	struct link *wan;

	(void)state;
	world_up(w, 1, "eth0");
	world_run(w, 100 * ND_SECOND);
	assert_int_equal(prefixes(w, p), 0);					/* */
	wan = world_link(w, 2, "wan0");
	world_addr(wan, "2001:db8:9::1", 64);
	world_say(w, wan);
	world_run(w, ND_SECOND);
	assert_int_equal(prefixes(w, p), 1);
	assert_true(is_prefix(&p[0], "2001:db8:9::"));
	world_run(w, 100 * ND_SECOND);
	world_gone(w, 2);
	world_run(w, ND_SECOND);
	assert_int_equal(prefixes(w, p), 0);
	assert_int_equal(world_multicasts(w, 2), 0);
	world_free(w);
}

static void a_6to4_prefix_holds_the_ipv4_address_of_its_interface(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on;"
				    "prefix 0:0:0:1234::/64 { Base6to4Interface ppp0; }; };", 1000, 1);
	struct nd_opt_prefix p[16];
	struct link *ppp;

	(void)state;
	world_up(w, 1, "eth0");
	ppp = world_link(w, 2, "ppp0");
	world_say(w, ppp);
	world_run(w, 100 * ND_SECOND);
	assert_int_equal(prefixes(w, p), 0);
	world_addr(ppp, "::ffff:192.0.2.1", 128);
	world_say(w, ppp);
	world_run(w, ND_SECOND);
	assert_int_equal(prefixes(w, p), 1);
	assert_true(is_prefix(&p[0], "2002:c000:201:1234::"));			/* R-091, RFC 3056 s. 2 */
	world_free(w);
}

static void the_own_address_is_a_server_and_is_followed(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on;"
				    "RDNSS :: 2001:db8::53 { }; };", 1000, 1);
	struct link *l = world_up(w, 1, "eth0");
	struct in6_addr is[2];
	struct nd_opt o;

	(void)state;
	world_run(w, 100 * ND_SECOND);
	assert_true(sent_option(&w->sent[w->n_sent - 1], ND_OPT_RDNSS, 0, &o));
	memcpy(is, o.rdnss.servers.ptr, sizeof(is));
	assert_true(memcmp(&is[0], &l->addrs[0].addr, 16) == 0);		/* */
	world_addr(l, "2001:db8:1::1", 64);
	world_addr(l, "fd00:1::1", 64);
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_true(sent_option(&w->sent[w->n_sent - 1], ND_OPT_RDNSS, 0, &o));
	assert_int_equal(o.rdnss.servers.len, 32);
	memcpy(is, o.rdnss.servers.ptr, sizeof(is));
	assert_true(memcmp(&is[0], &l->addrs[2].addr, 16) == 0);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_64_of_the_interface_is_advertised_once),
		cmocka_unit_test(lifetimes_are_never_above_those_of_the_kernel),
		cmocka_unit_test(a_deprecated_address_is_said_with_preferred_0),
		cmocka_unit_test(addresses_that_come_and_go_are_followed_and_announced),
		cmocka_unit_test(a_refreshed_lifetime_is_no_news),
		cmocka_unit_test(excluded_and_configured_prefixes_are_not_taken),
		cmocka_unit_test(a_static_prefix_lives_no_longer_than_the_routers_own_address_in_it),
		cmocka_unit_test(a_router_address_is_said_whole),
		cmocka_unit_test(prefixes_of_another_interface_are_followed),
		cmocka_unit_test(a_6to4_prefix_holds_the_ipv4_address_of_its_interface),
		cmocka_unit_test(the_own_address_is_a_server_and_is_followed),
	};

	return cmocka_run_group_tests_name("auto", tests, NULL, NULL);
}
