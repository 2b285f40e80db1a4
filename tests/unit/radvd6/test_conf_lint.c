/* SPDX-License-Identifier: ISC */
/* Advice: each piece where it belongs, and none where nothing is to be said. */
#include "loaded.h"

#include <talloc.h>

#include "conf.h"

static struct conf *load(const char *text, bool lint)
{
	struct cf_text t = { .text = text, .len = strlen(text) };
	struct cf_source source = memory_source(&t);

	found.wants_advice = lint;
	return conf_load(&source, "radvd.conf", &found);
}

/* The only advice about @text is at @place and has @part; NULL = there is none. */
static void must_advise(const char *text, const char *place, const char *part)
{
	struct conf *c = load(text, true);
	unsigned want = place ? 1 : 0;

	if (!c || found.advices != want || found.n != want ||
	    (place && (found.list[0].severity != DIAG_ADVICE || !fault_is(0, place, part)))) {
		print_found();
		fail_msg("%s", text);
	}
	talloc_free(c);
	c = load(text, false);
	assert_non_null(c);
	assert_int_equal(found.n, 0);
	talloc_free(c);
}

#define ON "interface a { AdvSendAdvert on;\n"

static void the_defaults_need_no_advice(void **state)
{
	(void)state;
	must_advise(ON "prefix 2001:db8::/64; RDNSS 2001:db8::53 { }; DNSSL a.example { };\n"
		       "route 2001:db8:1::/48 { }; nat64prefix 64:ff9b::/96; };", NULL, NULL);
	must_advise("interface a { MaxRtrAdvInterval 30; AdvManagedFlag on; };", NULL, NULL);
}

/* */
static void frequent_advertisements_and_short_lifetimes(void **state)
{
	(void)state;
	must_advise(ON "MaxRtrAdvInterval 179.999; };", "2:19", "more often than every 180 s");
	must_advise(ON "MaxRtrAdvInterval 180; };", NULL, NULL);
	must_advise(ON "MaxRtrAdvInterval 30; UnicastOnly on; };", NULL, NULL);
	must_advise(ON "MaxRtrAdvInterval 30; clients { fe80::1; }; };", NULL, NULL);
	must_advise(ON "AdvDefaultLifetime 2999; };", "2:20", "lose the router");
	must_advise(ON "AdvDefaultLifetime 3000; };", NULL, NULL);
	must_advise(ON "RDNSS 2001:db8::1 { AdvRDNSSLifetime 2999; }; };", "2:38",
		    "lose what this `RDNSS` says");
	must_advise(ON "route 2001:db8:1::/48 { AdvRouteLifetime 3000; }; };", NULL, NULL);
	must_advise(ON "route 2001:db8:1::/48 { AdvRouteLifetime 0; }; };", NULL, NULL);
	must_advise(ON "nat64prefix 64:ff9b::/96 { AdvValidLifetime 2992; }; };", "2:45",
		    "`nat64prefix`");
}

static void prefixes_that_do_not_do_what_they_seem_to(void **state)
{
	(void)state;
	must_advise(ON "AdvManagedFlag on; };", "2:16", "DHCPv6 alone");	/* */
	must_advise(ON "AdvManagedFlag on; prefix 2001:db8::/64 { AdvAutonomous off; }; };", NULL,
		    NULL);
	must_advise(ON "prefix 2001:db8::/64 { AdvValidLifetime 0; AdvPreferredLifetime 0; }; };",
		    "2:41", "gives no host an address");			/* */
	must_advise(ON "prefix 2001:db8::/64 { AdvValidLifetime 7199; AdvPreferredLifetime 9; }; };",
		    "2:41", "keep it for two hours");				/* */
	must_advise(ON "prefix 2001:db8::/64 { AdvValidLifetime 7200; AdvPreferredLifetime 9; }; };",
		    NULL, NULL);
	must_advise(ON "prefix 2001:db8::/64 { AdvValidLifetime infinity;\n"
		       "AdvPreferredLifetime 86448; }; };", "3:22", "long after it is gone");	/* */
	must_advise(ON "prefix 2001:db8::/64 { AdvValidLifetime infinity;\n"
		       "AdvPreferredLifetime 86447; }; };", NULL, NULL);
	must_advise(ON "prefix 2001:db8::/64; prefix fd00::/64; };", "2:30", "a ULA beside a global");
	must_advise(ON "prefix fd00::/64; prefix fd01::/64; };", NULL, NULL);	/* */
}

static void a_router_that_is_no_default_router(void **state)
{
	(void)state;
	must_advise(ON "AdvDefaultLifetime 0; RDNSS 2001:db8::1 { }; };", "2:23",
		    "RDNSS from a router that is no default router");		/* */
	must_advise(ON "AdvDefaultLifetime 0; prefix 2001:db8::/64 { AdvOnLink off; }; };", "2:56",
		    "reach nobody");						/* */
	must_advise(ON "AdvDefaultLifetime 0; prefix 2001:db8::/64; };", NULL, NULL);
	must_advise(ON "AdvDefaultLifetime 65529; nat64prefix 64:ff9b::/96; };", "2:27",
		    "expires before the router");				/* */
	must_advise(ON "AdvDefaultLifetime 65528; nat64prefix 64:ff9b::/96; };", NULL, NULL);
}

/* */
static void one_prefix_on_two_interfaces(void **state)
{
	(void)state;
	must_advise(ON "prefix 2001:db8::/64; };\n"
		       "interface b { AdvSendAdvert on; prefix 2001:db8::/64; };", "3:40",
		    "advertised on interface a too");
	must_advise(ON "prefix 2001:db8::/64; };\ninterface b { prefix 2001:db8::/64; };", NULL, NULL);
	must_advise(ON "prefix ::/64; };\ninterface b { AdvSendAdvert on; prefix ::/64; };", NULL, NULL);
	must_advise("defaults { AdvSendAdvert on; prefix 2001:db8::/64; };\n"
		    "interface a { }; interface b { }; interface c { };", "1:37", "on interface a too");
}

static void advice_of_defaults_is_given_once(void **state)
{
	(void)state;
	must_advise("defaults { AdvSendAdvert on; MaxRtrAdvInterval 60; };\n"
		    "interface a { }; interface b { };", "1:48", "every 180 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_defaults_need_no_advice),
		cmocka_unit_test(frequent_advertisements_and_short_lifetimes),
		cmocka_unit_test(prefixes_that_do_not_do_what_they_seem_to),
		cmocka_unit_test(a_router_that_is_no_default_router),
		cmocka_unit_test(one_prefix_on_two_interfaces),
		cmocka_unit_test(advice_of_defaults_is_given_once),
	};

	return cmocka_run_group_tests_name("conf_lint", tests, NULL, NULL);
}
