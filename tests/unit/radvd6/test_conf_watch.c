/* SPDX-License-Identifier: ISC */
/* `watch { ... }`: what it holds, what is refused, what a reload makes of it. */
#include "loaded.h"

#include <talloc.h>

#include "conf.h"
#include "equal.h"
#include "ip6.h"
#include "printed.h"

static struct conf *load_text(const char *text)
{
	struct cf_text t = { .text = text, .len = strlen(text) };
	struct cf_source source = memory_source(&t);

	return conf_load(&source, "radvd6.conf", &found);
}

static struct conf *load_good(const char *text)
{
	struct conf *c = load_text(text);

	if (!c || found.n > 0) {
		print_found();
		fail_msg("%s", text);
	}
	return c;
}

static const struct conf_watch *watch_of(const struct conf *c, unsigned iface)
{
	assert_int_equal(c->ifaces[iface]->n_watches, 1);
	return c->ifaces[iface]->watches[0];
}

/* One error or warning, at @place, in a watch block that begins at 2:1 of its file. */
static void must_find(const char *inside, bool accepted, const char *place, const char *part)
{
	char text[2048];
	struct conf *c;

	(void)snprintf(text, sizeof(text), "interface a { watch {\n%s\n}; };", inside);
	c = load_text(text);
	if ((c != NULL) != accepted || found.errors + found.warnings != 1 ||
	    !fault_is(0, place, part)) {
		print_found();
		fail_msg("%s", text);
	}
	talloc_free(c);
}

/* ROGUE 5.8, R-282: nothing but the block is needed, and AdvSendAdvert may stay off. */
static void an_empty_watch_has_every_default(void **state)
{
	struct conf *c = load_good("interface a { watch { }; };");
	const struct conf_watch *w = watch_of(c, 0);

	(void)state;
	assert_false(c->ifaces[0]->advertise);
	assert_true(w->allow_snac);
	assert_false(w->no_router_expected || w->promiscuous || w->evidence || w->reannounce);
	assert_int_equal(w->alert_interval_s, 60);
	assert_int_equal(w->cease_after_s, 0);
	assert_int_equal(w->max_incidents, 256);
	assert_int_equal(w->budget_percent, 25);
	assert_null(w->hook);
	assert_int_equal(w->n_routers, 0);
	talloc_free(c);
	c = load_good("interface a { };");
	assert_int_equal(c->ifaces[0]->n_watches, 0);
	talloc_free(c);
}

static void every_setting_is_read(void **state)
{
	struct conf *c = load_good("StateDirectory /* x */ \"/var/lib/r\"; interface a {\n"
				   "AdvSendAdvert on; watch { AllowSNAC off; NoRouterExpected on;\n"
				   "Promiscuous on; AlertInterval 1; CeaseAfter 86400;\n"
				   "MaxIncidents 1024; WatchBudget 100; Hook \"/opt/a b\";\n"
				   "Evidence on; Reannounce on; }; };");
	const struct conf_watch *w = watch_of(c, 0);

	(void)state;
	assert_false(w->allow_snac);
	assert_true(w->no_router_expected && w->promiscuous && w->evidence && w->reannounce);
	assert_int_equal(w->alert_interval_s, 1);
	assert_int_equal(w->cease_after_s, 86400);
	assert_int_equal(w->max_incidents, 1024);
	assert_int_equal(w->budget_percent, 100);
	assert_string_equal(w->hook, "/opt/a b");
	talloc_free(c);
}

static void values_out_of_range_are_refused(void **state)
{
	(void)state;
	must_find("AlertInterval 0;", false, "2:15", "AlertInterval takes 1..86400");
	must_find("CeaseAfter 86401;", false, "2:12", "CeaseAfter takes 0..86400");
	must_find("MaxIncidents 0;", false, "2:14", "MaxIncidents takes 1..1024");
	must_find("MaxIncidents 1025;", false, "2:14", "MaxIncidents takes 1..1024");
	must_find("WatchBudget 0;", false, "2:13", "WatchBudget takes 1..100");
	must_find("WatchBudget 101;", false, "2:13", "WatchBudget takes 1..100");
	must_find("Hook mail;", false, "2:6", "Hook needs an absolute path");
	must_find("Hook \"\";", false, "2:6", "Hook needs an absolute path");
	must_find("router fe80::1 { MaxLifetime 65536; };", false, "2:30", "MaxLifetime takes 0..65535");
}

static void a_router_is_described_in_the_words_of_an_interface(void **state)
{
	struct conf *c = load_good(
		"interface a { watch { router fe80::1 { LinkLayerAddress 02:00:5E:10:00:01 02005e100002;\n"
		"AdvLinkMTU 1480; MaxLifetime 1800; MaxPreference medium; prefix 2001:db8:1::/64;\n"
		"route 2001:db8::/32 { }; RDNSS 2001:db8::53 2001:db8::54 { }; DNSSL a.example { };\n"
		"nat64prefix 64:ff9b::/96; }; router fe80::2 { }; }; };");
	const struct conf_watch *w = watch_of(c, 0);
	const struct conf_router *r = w->routers[0];
	static const uint8_t macs[] = { 2, 0, 0x5e, 0x10, 0, 1, 2, 0, 0x5e, 0x10, 0, 2 };
	static const uint8_t types[] = { 3, 24, 25, 31, 38 };	/* in the order of the text */

	(void)state;
	assert_int_equal(w->n_routers, 2);
	assert_false(r->any);
	assert_int_equal(r->addr.s6_addr[15], 1);
	assert_int_equal(r->lladdrs.len, sizeof(macs));
	assert_memory_equal(r->lladdrs.ptr, macs, sizeof(macs));
	assert_int_equal(r->link_mtu, 1480);
	assert_int_equal(r->max_lifetime_s, 1800);
	assert_int_equal(r->max_preference, 0);
	assert_int_equal(r->n_options, sizeof(types));
	for (unsigned i = 0; i < sizeof(types); i++)
		assert_int_equal(r->options[i]->opt.type, types[i]);
	r = w->routers[1];
	assert_int_equal(r->lladdrs.len, 0);
	assert_int_equal(r->link_mtu, 0);
	assert_int_equal(r->max_lifetime_s, 65535);
	assert_int_equal(r->max_preference, 1);
	assert_int_equal(r->n_options, 0);
	/* nothing of it is advertised by us */
	assert_int_equal(c->ifaces[0]->n_options + c->ifaces[0]->n_wire, 0);
	talloc_free(c);
}

static void what_is_not_given_bounds_nothing(void **state)
{
	struct conf *c = load_good("interface a { watch { router fe80::1 {\n"
				   "prefix 2001:db8:1::/64; route ::/0 { }; RDNSS fe80::1 { };\n"
				   "DNSSL a.example { }; nat64prefix 64:ff9b::/96;\n"
				   "prefix 2001:db8:2::/64 { AdvPreferredLifetime 100000; };\n"
				   "route ::/1 { AdvRoutePreference low; AdvRouteLifetime 60; }; }; }; };");
	struct conf_option **o = watch_of(c, 0)->routers[0]->options;

	(void)state;
	assert_int_equal(o[0]->opt.prefix.valid_s, UINT32_MAX);
	assert_int_equal(o[0]->opt.prefix.preferred_s, UINT32_MAX);
	assert_int_equal(o[1]->opt.route.lifetime_s, UINT32_MAX);
	assert_int_equal(o[1]->opt.route.preference, 1);
	assert_int_equal(o[2]->opt.rdnss.lifetime_s, UINT32_MAX);
	assert_int_equal(o[3]->opt.dnssl.lifetime_s, UINT32_MAX);
	assert_int_equal(o[4]->opt.pref64.lifetime_s, 65528);
	assert_int_equal(o[5]->opt.prefix.valid_s, UINT32_MAX);
	assert_int_equal(o[5]->opt.prefix.preferred_s, 100000);
	assert_int_equal(o[6]->opt.route.lifetime_s, 60);
	assert_int_equal(o[6]->opt.route.preference, -1);
	talloc_free(c);
}

static void any_router_needs_a_link_layer_address(void **state)
{
	struct conf *c = load_good("interface a { watch {\n"
				   "router any { LinkLayerAddress 02:00:5e:10:00:01; };\n"
				   "router ANY { LinkLayerAddress 02:00:5e:10:00:02; }; }; };");
	const struct conf_watch *w = watch_of(c, 0);

	(void)state;
	assert_true(w->routers[0]->any);
	assert_true(w->routers[1]->any);
	assert_true(ip6_is_unspecified(&w->routers[0]->addr));
	talloc_free(c);
	must_find("router any { };", false, "2:8", "would allow every router there is");
	must_find("router any { LinkLayerAddress x; };", false, "2:31", "not hex octets");
	must_find("router :: { LinkLayerAddress 02:00:5e:10:00:01; };", false, "2:8",
		  "an address or any, not ::");
}

static void addresses_that_no_router_can_have_are_refused(void **state)
{
	(void)state;
	must_find("router 2001:db8::1 { };", false, "2:8", "not a link-local address");
	must_find("router ff02::1 { };", false, "2:8", "not a link-local address");
	must_find("router gateway { };", false, "2:8", "is not an IPv6 address");
	must_find("router fe80::1 { LinkLayerAddress 02:00:5e:10:00; };", false, "2:35",
		  "is not an Ethernet address");
	must_find("router fe80::1 { LinkLayerAddress 02:00:5e:10:00:01:02; };", false, "2:35",
		  "is not an Ethernet address");
	must_find("router fe80::1 { LinkLayerAddress 0200000000000000000000000000000000000000000000"
		  "00000000000000000000000000; };", false, "2:35", "is not an Ethernet address");
	must_find("router fe80::1 { LinkLayerAddress 33:33:00:00:00:01; };", false, "2:35",
		  "is not the address of one device");
	must_find("router fe80::1 { LinkLayerAddress 00:00:00:00:00:00; };", false, "2:35",
		  "is not the address of one device");
	must_find("router fe80::1 { LinkLayerAddress \"02:00:5e:10:00:01\"; };", false, "2:35",
		  "without quotes");
	must_find("router fe80::1 { LinkLayerAddress; };", false, "2:34", "missing value");
}

static void a_router_stands_once(void **state)
{
	(void)state;
	must_find("router fe80::1 { }; router fe80::2 { };\nrouter fe80:0::1 { };", false, "3:8",
		  "a second `router` of this address; the first one is in line 2");
	must_find("router any { LinkLayerAddress 02:00:5e:10:00:01 02:00:5e:10:00:02; };\n"
		  "router any { LinkLayerAddress 02:00:5e:10:00:03 02:00:5e:10:00:02; };", false,
		  "3:8", "a second `router any` with the same LinkLayerAddress");
	must_find("router any { LinkLayerAddress 02:00:5e:10:00:01 02:00:5e:10:00:01; };", true,
		  "2:31", "listed twice");
	must_find("}; watch {", false, "2:4", "a second `watch` block; the first one is in line 1");
}

static void no_router_is_expected_beside_a_described_one(void **state)
{
	(void)state;
	must_find("NoRouterExpected on;\nrouter fe80::1 { };", false, "3:1", "is one expected or not?");
	talloc_free(load_good("interface a { watch { NoRouterExpected off; router fe80::1 { }; }; };"));
	talloc_free(load_good("interface a { watch { NoRouterExpected on; AllowSNAC on; }; };"));
}

static void options_that_cannot_bound_anything_are_refused(void **state)
{
	(void)state;
	must_find("router fe80::1 { prefix ::/64; };", false, "2:25", "write the prefix itself");
	must_find("router fe80::1 { RDNSS :: { }; };", false, "2:24", "says nothing");
	must_find("router fe80::1 { nat64prefix 64:ff9b::/95; };", false, "2:30", "a NAT64 prefix has");
	must_find("router fe80::1 { RDNSS ff02::1 { }; };", false, "2:24", "multicast");
	must_find("router fe80::1 { prefix 2001:db8::1/64; };", true, "2:25", "2001:db8::/64 is meant");
	must_find("router fe80::1 { prefix 2001:db8::/64 { DeprecatePrefix on; }; };", true, "2:57",
		  "DeprecatePrefix has no effect in a `router` block");
	must_find("router fe80::1 { prefix 2001:db8::/64 { AdvAutonomous off; }; };", true, "2:55",
		  "AdvAutonomous has no effect in a `router` block");
	must_find("router fe80::1 { RDNSS 2001:db8::53 { FlushRDNSS off; }; };", true, "2:50",
		  "FlushRDNSS has no effect in a `router` block");
	must_find("router fe80::1 { AdvLinkMTU 100; };", false, "2:29", "1280");
	must_find("router fe80::1 { AdvSendAdvert on; };", false, "2:18", "AdvSendAdvert");
	must_find("router fe80::1 { DNR a.example { }; };", false, "2:18", "DNR");
}

static void evidence_needs_a_place(void **state)
{
	struct conf *c;

	(void)state;
	must_find("Evidence on;", true, "2:10", "Evidence has no place to go");
	c = load_text("StateDirectory off; interface a { watch { Evidence on; }; };");
	assert_non_null(c);
	assert_int_equal(found.warnings, 1);
	assert_true(fault_is(0, "1:52", "no effect beside StateDirectory off"));
	talloc_free(c);
	talloc_free(load_good("interface a { watch { Evidence on; }; }; StateDirectory \"/s\";"));
}

static void reannounce_needs_something_to_announce(void **state)
{
	(void)state;
	must_find("Reannounce on;", true, "2:12", "no effect beside AdvSendAdvert off");
	talloc_free(load_good("interface a { watch { Reannounce on; }; AdvSendAdvert on; };"));
}

static void a_watch_of_the_defaults_holds_where_there_is_no_other(void **state)
{
	struct conf *c = load_good("interface a { }; interface b { watch { AlertInterval 5; }; };\n"
				   "defaults { watch { CeaseAfter 9; router fe80::1 {\n"
				   "prefix 2001:db8:1::/64; }; }; };");

	(void)state;
	assert_int_equal(watch_of(c, 0)->cease_after_s, 9);
	assert_int_equal(watch_of(c, 0)->n_routers, 1);
	assert_int_equal(watch_of(c, 0)->routers[0]->n_options, 1);
	assert_int_equal(watch_of(c, 1)->cease_after_s, 0);
	assert_int_equal(watch_of(c, 1)->alert_interval_s, 5);
	assert_int_equal(watch_of(c, 1)->n_routers, 0);
	talloc_free(c);
}

/* what is watched for changes nothing that is sent. */
static void another_watch_leaves_the_advertising_alone(void **state)
{
	static const char *const texts[] = {
		"interface a { };",
		"interface a { watch { }; };",
		"interface a { watch { AlertInterval 5; }; };",
		"interface a { watch { router fe80::1 { prefix 2001:db8::/64; }; }; };",
		"interface a { watch { router fe80::1 { prefix 2001:db8::/64 { AdvValidLifetime 5; };};};};",
	};
	struct conf *c[5];

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		c[i] = load_good(texts[i]);
	for (unsigned i = 1; i < 5; i++)
		assert_true(cf_equal(&c[0]->ifaces[0]->node, &c[i]->ifaces[0]->node));
	for (unsigned i = 2; i < 5; i++)
		assert_false(cf_equal(&watch_of(c[i - 1], 0)->node, &watch_of(c[i], 0)->node));
	for (unsigned i = 0; i < 5; i++)
		talloc_free(c[i]);
}

static void printed_it_is_the_same_again(void **state)
{
	struct conf *c = load_good(
		"StateDirectory \"/s\"; interface a { AdvSendAdvert on; watch { AllowSNAC off;\n"
		"Promiscuous on; AlertInterval 7; CeaseAfter 8; MaxIncidents 9; WatchBudget 10;\n"
		"Hook \"/x y\"; Evidence on; Reannounce on;\n"
		"router fe80::1 { LinkLayerAddress 02:00:5e:10:00:01 02:00:5e:10:00:02;\n"
		"prefix 2001:db8::/64 { AdvValidLifetime infinity; AdvPreferredLifetime 5; };\n"
		"route ::/0 { };\n"
		"MaxPreference low; }; router any { LinkLayerAddress 02:00:5e:10:00:03; }; }; };\n"
		"interface b { watch { NoRouterExpected on; }; };");
	struct printed text = print_node(&c->node), again;
	struct conf *d = load_good(text.text);

	(void)state;
	assert_true(cf_equal(&watch_of(c, 0)->node, &watch_of(d, 0)->node));
	assert_true(cf_equal(&watch_of(c, 1)->node, &watch_of(d, 1)->node));
	again = print_node(&d->node);
	assert_string_equal(text.text, again.text);
	free(text.text);
	free(again.text);
	talloc_free(c);
	talloc_free(d);
}

static void a_router_without_link_layer_address_is_advice(void **state)
{
	struct cf_text t = { .text = "interface a { watch { router fe80::1 { };\n"
				     "router fe80::2 { LinkLayerAddress 02:00:5e:10:00:01; }; }; };" };
	struct cf_source source = memory_source(&t);
	struct conf *c;

	(void)state;
	t.len = strlen(t.text);
	found.wants_advice = true;
	c = conf_load(&source, "radvd6.conf", &found);
	assert_non_null(c);
	assert_int_equal(found.n, 1);
	assert_true(fault_is(0, "1:23", "may use the address of this router unseen"));
	talloc_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_watch_has_every_default),
		cmocka_unit_test(every_setting_is_read),
		cmocka_unit_test(values_out_of_range_are_refused),
		cmocka_unit_test(a_router_is_described_in_the_words_of_an_interface),
		cmocka_unit_test(what_is_not_given_bounds_nothing),
		cmocka_unit_test(any_router_needs_a_link_layer_address),
		cmocka_unit_test(addresses_that_no_router_can_have_are_refused),
		cmocka_unit_test(a_router_stands_once),
		cmocka_unit_test(no_router_is_expected_beside_a_described_one),
		cmocka_unit_test(options_that_cannot_bound_anything_are_refused),
		cmocka_unit_test(evidence_needs_a_place),
		cmocka_unit_test(reannounce_needs_something_to_announce),
		cmocka_unit_test(a_watch_of_the_defaults_holds_where_there_is_no_other),
		cmocka_unit_test(another_watch_leaves_the_advertising_alone),
		cmocka_unit_test(printed_it_is_the_same_again),
		cmocka_unit_test(a_router_without_link_layer_address_is_advice),
	};

	return cmocka_run_group_tests_name("conf_watch", tests, NULL, NULL);
}
