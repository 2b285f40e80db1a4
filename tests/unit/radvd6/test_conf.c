/* SPDX-License-Identifier: ISC */
/* What a good radvd.conf becomes: defaults, derived values, the order on the wire. */
#include "loaded.h"

#include <stdlib.h>
#include <talloc.h>

#include "conf.h"

static struct conf *load_octets(const char *octets, size_t len)
{
	struct cf_text text = { .text = octets, .len = len };
	struct cf_source source = memory_source(&text);

	return conf_load(&source, "radvd.conf", &found);
}

/* A text that must be accepted, without a warning unless @warnings says so. */
static struct conf *load_good(const char *text, unsigned warnings)
{
	struct conf *c = load_octets(text, strlen(text));

	if (!c || found.warnings != warnings) {
		print_found();
		fail_msg("%s", text);
	}
	return c;
}

/* One interface with @statements inside. */
static struct conf *load_iface(const char *statements, unsigned warnings)
{
	static char text[4096];

	(void)snprintf(text, sizeof(text), "interface eth0 {\n%s\n};", statements);
	return load_good(text, warnings);
}

/* RADVD-CONF 6.1 */
static void an_empty_interface_has_the_defaults_of_radvd(void **state)
{
	struct conf *c = load_iface("", 0);
	const struct conf_iface *i = c->ifaces[0];

	(void)state;
	assert_string_equal(i->name, "eth0");
	assert_false(i->advertise);
	assert_true(i->ignore_if_missing);
	assert_int_equal(i->max_ms, 600000);
	assert_int_equal(i->min_ms, 198000);
	assert_int_equal(i->min_delay_ms, 3000);
	assert_int_equal(i->ra.router_lifetime_s, 1800);
	assert_int_equal(i->ra.cur_hop_limit, 64);
	assert_false(i->ra.managed);
	assert_false(i->ra.other);
	assert_false(i->ra.home_agent);
	assert_false(i->ra.proxy);
	assert_false(i->ra.snac);
	assert_int_equal(i->ra.preference, ND_PREF_MEDIUM);
	assert_int_equal(i->ra.reachable_ms, 0);
	assert_int_equal(i->ra.retrans_ms, 0);
	assert_int_equal(i->link_mtu, 0);
	assert_int_equal(i->ra_mtu, 1280);
	assert_true(i->source_lladdr);
	assert_false(i->unicast_only);
	assert_true(i->solicited_unicast);
	assert_int_equal(i->max_unicast_rate, 100);
	assert_int_equal(i->max_solicited_delay_ms, 450);
	assert_true(i->final_at_stop);
	assert_int_equal(i->final_ras, 1);
	assert_false(i->mobile_ipv6);
	assert_false(i->unrestricted_unicast);
	assert_false(i->require_source_lladdr);
	assert_false(i->adv_interval);
	assert_false(i->home_agent_info);
	assert_false(i->home_agent.mobile_router);
	assert_int_equal(i->home_agent.preference, 0);
	assert_int_equal(i->home_agent.lifetime_s, 1800);
	assert_int_equal(i->captive_portal.len, 0);
	assert_true(i->kernel_variables);
	assert_false(i->static_withdraw);
	assert_false(i->customer_edge);
	assert_false(i->follows_route);
	assert_int_equal(i->n_clients + i->n_sources + i->n_ignored + i->n_pvds, 0);
	assert_int_equal(i->n_wire, 0);
	talloc_free(c);
}

static void empty_option_blocks_have_the_defaults_of_radvd(void **state)
{
	struct conf *c = load_iface("prefix 2001:db8::/64 { }; route 2001:db8:1::/48 { };\n"
				    "RDNSS 2001:db8::53 { }; DNSSL example.com { };\n"
				    "nat64prefix 64:ff9b::/96 { };", 0);
	struct conf_option *const *o = c->ifaces[0]->wire;

	(void)state;
	assert_int_equal(c->ifaces[0]->n_wire, 5);
	assert_int_equal(o[0]->opt.type, ND_OPT_PREFIX);
	assert_true(o[0]->opt.prefix.on_link);
	assert_true(o[0]->opt.prefix.autonomous);
	assert_false(o[0]->opt.prefix.router_addr);
	assert_false(o[0]->opt.prefix.pd_preferred);
	assert_int_equal(o[0]->opt.prefix.valid_s, 86400);
	assert_int_equal(o[0]->opt.prefix.preferred_s, 14400);
	assert_false(o[0]->deprecate_at_stop);
	assert_false(o[0]->decrement);
	assert_false(o[0]->withdraw_at_stop);
	assert_int_equal(o[1]->opt.type, ND_OPT_PREF64);
	assert_int_equal(o[1]->opt.pref64.lifetime_s, 1800);
	assert_true(o[1]->withdraw_at_stop);
	assert_int_equal(o[2]->opt.type, ND_OPT_ROUTE);
	assert_int_equal(o[2]->opt.route.lifetime_s, 1800);
	assert_int_equal(o[2]->opt.route.preference, ND_PREF_MEDIUM);
	assert_true(o[2]->withdraw_at_stop);
	assert_int_equal(o[3]->opt.type, ND_OPT_RDNSS);
	assert_int_equal(o[3]->opt.rdnss.lifetime_s, 1800);
	assert_true(o[3]->withdraw_at_stop);
	assert_int_equal(o[4]->opt.type, ND_OPT_DNSSL);
	assert_int_equal(o[4]->opt.dnssl.lifetime_s, 1800);
	assert_true(o[4]->withdraw_at_stop);
	talloc_free(c);
}

static void every_keyword_reaches_its_member(void **state)
{
	struct conf *c = load_iface(
		"IgnoreIfMissing off; AdvSendAdvert on; MaxRtrAdvInterval 30.5; MinRtrAdvInterval 10;\n"
		"MinDelayBetweenRAs 4; AdvManagedFlag on; AdvOtherConfigFlag yes; AdvSNACRouterFlag on;\n"
		"AdvDefaultPreference high; AdvDefaultLifetime 100; AdvCurHopLimit 0;\n"
		"AdvReachableTime 3600000; AdvRetransTimer 4294967295; AdvLinkMTU 1280; AdvRAMTU 1500;\n"
		"AdvSourceLLAddress off; UnicastOnly on; AdvRASolicitedUnicast off; MaxUnicastRate 0;\n"
		"MaxSolicitedDelay 0; FinalRAs 3;\n"
		"prefix 2001:db8::/64 { AdvOnLink off; AdvAutonomous off; AdvDHCPv6PDPreferred on;\n"
		"  AdvValidLifetime infinity; AdvPreferredLifetime 0; DeprecatePrefix on;\n"
		"  DecrementLifetimes on; };\n"
		"nat64prefix 64:ff9b::/96 { AdvValidLifetime 65528; };\n"
		"route 2001:db8:1::/48 { AdvRouteLifetime infinity; AdvRoutePreference -1; "
		"RemoveRoute off; };\n"
		"RDNSS 2001:db8::53 fe80::1 { AdvRDNSSLifetime 31; FlushRDNSS off; };\n"
		"DNSSL example.com. a_b { AdvDNSSLLifetime 0; FlushDNSSL off; };", 0);
	const struct conf_iface *i = c->ifaces[0];
	struct conf_option *const *o = i->wire;

	(void)state;
	assert_false(i->ignore_if_missing);
	assert_true(i->advertise);
	assert_int_equal(i->max_ms, 30500);
	assert_int_equal(i->min_ms, 10000);
	assert_int_equal(i->min_delay_ms, 4000);
	assert_true(i->ra.managed && i->ra.other && i->ra.snac);
	assert_int_equal(i->ra.preference, ND_PREF_HIGH);
	assert_int_equal(i->ra.router_lifetime_s, 100);
	assert_int_equal(i->ra.cur_hop_limit, 0);
	assert_int_equal(i->ra.reachable_ms, 3600000);
	assert_true(i->ra.retrans_ms == UINT32_MAX);
	assert_int_equal(i->link_mtu, 1280);
	assert_int_equal(i->ra_mtu, 1500);
	assert_false(i->source_lladdr);
	assert_true(i->unicast_only);
	assert_false(i->solicited_unicast);
	assert_int_equal(i->max_unicast_rate, 0);
	assert_int_equal(i->max_solicited_delay_ms, 0);
	assert_int_equal(i->final_ras, 3);
	assert_false(o[0]->opt.prefix.on_link);
	assert_false(o[0]->opt.prefix.autonomous);
	assert_true(o[0]->opt.prefix.pd_preferred);
	assert_true(o[0]->opt.prefix.valid_s == ND_INFINITY_S);
	assert_int_equal(o[0]->opt.prefix.preferred_s, 0);
	assert_true(o[0]->deprecate_at_stop && o[0]->decrement);
	assert_int_equal(o[1]->opt.pref64.lifetime_s, 65528);
	assert_true(o[2]->opt.route.lifetime_s == ND_INFINITY_S);
	assert_int_equal(o[2]->opt.route.preference, ND_PREF_LOW);
	assert_false(o[2]->withdraw_at_stop);
	assert_int_equal(o[3]->opt.rdnss.servers.len, 32);
	assert_int_equal(o[3]->opt.rdnss.lifetime_s, 31);
	assert_false(o[3]->withdraw_at_stop);
	assert_true(view_equal(o[4]->opt.dnssl.suffixes,
			       view_of("\7example\3com\0\3a_b", 18)));
	assert_int_equal(o[4]->opt.dnssl.lifetime_s, 0);
	assert_false(o[4]->withdraw_at_stop);
	talloc_free(c);
}

/* at their boundaries. */
static void derived_values_follow_the_maximum_interval(void **state)
{
	static const struct {
		const char *text;
		nd_ms min_ms;
		nd_ms delay_ms;
		unsigned router_s, option_s, pref64_s;
		unsigned warnings;
	} t[] = {
		{ "MaxRtrAdvInterval 4;", 3000, 3000, 12, 12, 12, 0 },
		{ "MaxRtrAdvInterval 8.999;", 6749, 3000, 26, 26, 26, 0 },
		{ "MaxRtrAdvInterval 9;", 3000, 3000, 27, 27, 27, 0 },
		{ "MaxRtrAdvInterval 9.1;", 3003, 3000, 27, 27, 27, 0 },
		{ "MaxRtrAdvInterval 10;", 3300, 3000, 30, 30, 30, 0 },
		{ "MaxRtrAdvInterval 1800;", 594000, 3000, 5400, 5400, 5400, 0 },
		{ "MaxRtrAdvInterval 21842;", 7207860, 3000, 65526, 65526, 65526, 0 },
		{ "MaxRtrAdvInterval 21843;", 7208190, 3000, 65529, 65529, 65528, 0 },
		{ "MaxRtrAdvInterval 21845;", 7208850, 3000, 65535, 65535, 65528, 0 },
		{ "MaxRtrAdvInterval 21846;", 7209180, 3000, 65535, 65538, 65528, 0 },
		{ "MaxRtrAdvInterval 65535;", 21626550, 3000, 65535, 196605, 65528, 1 },
		{ "MaxRtrAdvInterval 0.07; prefix 2001:db8::1/64 { AdvRouterAddr on; };",
		  30, 30, 1, 0, 0, 0 },
		{ "MaxRtrAdvInterval 4; prefix 2001:db8::1/64 { AdvRouterAddr on; };", 1320, 1320, 12,
		  12, 12, 0 },
		{ "prefix 2001:db8::1/64 { AdvRouterAddr on; };", 198000, 3000, 1800, 1800, 1800, 0 },
	};
	static const char options[] = "route 2001:db8::/32 { }; RDNSS 2001:db8::1 { };\n"
				      "DNSSL a { }; nat64prefix 64:ff9b::/96;\n";

	(void)state;
	for (size_t n = 0; n < 2 * ARRAY_LEN(t); n++) {
		bool before = n % 2;	/* the order in the text does not matter */
		size_t k = n / 2;
		char text[512];
		struct conf *c;
		const struct conf_iface *i;

		(void)snprintf(text, sizeof(text), "%s%s%s", before ? t[k].text : "", options,
			       before ? "" : t[k].text);
		c = load_iface(text, t[k].warnings);
		i = c->ifaces[0];
		assert_int_equal(i->min_ms, t[k].min_ms);
		assert_int_equal(i->min_delay_ms, t[k].delay_ms);
		assert_int_equal(i->ra.router_lifetime_s, t[k].router_s);
		for (uint32_t o = 0; o < i->n_wire; o++) {
			const struct nd_opt *opt = &i->wire[o]->opt;

			if (opt->type == ND_OPT_PREF64)
				assert_int_equal(opt->pref64.lifetime_s, t[k].pref64_s);
			else if (opt->type == ND_OPT_ROUTE)
				assert_int_equal(opt->route.lifetime_s, t[k].option_s);
			else if (opt->type == ND_OPT_RDNSS)
				assert_int_equal(opt->rdnss.lifetime_s, t[k].option_s);
			else if (opt->type == ND_OPT_DNSSL)
				assert_int_equal(opt->dnssl.lifetime_s, t[k].option_s);
		}
		talloc_free(c);
	}
}

static void mobile_ipv6_is_on_by_its_flag_or_a_router_address(void **state)
{
	struct conf *c = load_iface("AdvHomeAgentFlag on; MaxRtrAdvInterval 0.07;\n"
				    "MinRtrAdvInterval 0.03; MinDelayBetweenRAs 0.03;\n"
				    "prefix 2001:db8::1/64 { AdvRouterAddr on; };", 0);

	(void)state;
	assert_true(c->ifaces[0]->mobile_ipv6);
	assert_int_equal(c->ifaces[0]->max_ms, 70);
	assert_int_equal(c->ifaces[0]->ra.router_lifetime_s, 1);
	/* with R the address stays whole */
	assert_int_equal(c->ifaces[0]->wire[0]->opt.prefix.prefix.addr.s6_addr[15], 1);
	talloc_free(c);
}

static void options_go_out_by_kind_and_within_a_kind_as_in_the_text(void **state)
{
	static const struct {
		uint8_t type, octet;	/* the last octet of a prefix's third group */
	} expected[] = {
		{ ND_OPT_PREFIX, 3 }, { ND_OPT_PREFIX, 1 }, { ND_OPT_PREF64, 0 },
		{ ND_OPT_ROUTE, 9 },  { ND_OPT_ROUTE, 8 },  { ND_OPT_RDNSS, 0 },
		{ ND_OPT_RDNSS, 0 },  { ND_OPT_DNSSL, 0 },
	};
	struct conf *c = load_iface("DNSSL a { }; RDNSS ::2 { }; route 2001:db8:9::/48 { };\n"
				    "prefix 2001:db8:3::/64; nat64prefix 64:ff9b::/96;\n"
				    "RDNSS ::3 { }; prefix 2001:db8:1::/64; route 2001:db8:8::/48 { };", 0);
	struct conf_option *const *o = c->ifaces[0]->wire;

	(void)state;
	assert_int_equal(c->ifaces[0]->n_wire, ARRAY_LEN(expected));
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		assert_int_equal(o[i]->opt.type, expected[i].type);
		if (o[i]->opt.type == ND_OPT_PREFIX)
			assert_int_equal(o[i]->opt.prefix.prefix.addr.s6_addr[5], expected[i].octet);
		if (o[i]->opt.type == ND_OPT_ROUTE)
			assert_int_equal(o[i]->opt.route.prefix.addr.s6_addr[5], expected[i].octet);
	}
	assert_int_equal(o[5]->opt.rdnss.servers.ptr[15], 2);
	assert_int_equal(o[6]->opt.rdnss.servers.ptr[15], 3);
	talloc_free(c);
}

static void of_duplicates_the_later_block_counts(void **state)
{
	struct conf *c = load_iface("prefix 2001:db8::/64 { AdvOnLink off; };\n"
				    "prefix 2001:db8:1::/64;\n"
				    "prefix 2001:db8::/48 { AdvAutonomous off; };\n"
				    "prefix 2001:db8::/64 { AdvAutonomous off; };\n"
				    "route 2001:db8::/32 { };\n"
				    "route 2001:db8::/32 { AdvRouteLifetime 900; };",
				    2);
	const struct conf_iface *i = c->ifaces[0];

	(void)state;
	assert_int_equal(i->n_wire, 4);
	assert_int_equal(i->wire[0]->opt.prefix.prefix.addr.s6_addr[5], 1);
	assert_int_equal(i->wire[1]->opt.prefix.prefix.plen, 48);
	assert_true(i->wire[2]->opt.prefix.on_link);
	assert_false(i->wire[2]->opt.prefix.autonomous);
	assert_int_equal(i->wire[3]->opt.route.lifetime_s, 900);
	assert_true(fault_is(0, "5:8", "the same prefix as in line 2; this one counts"));
	assert_true(fault_is(1, "7:7", "the same route as in line 6; this one counts"));
	talloc_free(c);
}

static void host_bits_are_cleared_with_a_warning(void **state)
{
	struct conf *c = load_iface("prefix 2001:db8::1/64;\nroute 2001:db8::1/64 { };\n"
				    "nat64prefix 64:ff9b::1/96;", 3);
	struct conf_option *const *o = c->ifaces[0]->wire;

	(void)state;
	assert_int_equal(o[0]->opt.prefix.prefix.addr.s6_addr[15], 0);
	assert_int_equal(o[1]->opt.pref64.prefix.addr.s6_addr[15], 0);
	assert_int_equal(o[2]->opt.route.prefix.addr.s6_addr[15], 0);
	assert_true(fault_is(0, "2:8", "2001:db8::/64 is sent"));
	talloc_free(c);
}

static void a_link_local_prefix_is_left_out_with_a_warning(void **state)
{
	struct conf *c = load_iface("prefix fe80::/64;", 1);

	(void)state;
	assert_int_equal(c->ifaces[0]->n_wire, 0);
	assert_true(fault_is(0, "2:8", "link-local"));
	talloc_free(c);
}

/* What is odd but allowed: accepted, with exactly these warnings. */
static void odd_values_are_accepted_with_a_warning(void **state)
{
	static const struct {
		const char *text, *place, *message;
	} t[] = {
		{ "prefix 2001:db8::/56;", "2:8", "no addresses from a prefix of 56 bits" },
		{ "RDNSS ::1 { };", "2:7", "take ::1 for itself" },
		{ "RDNSS 2001:db8::1 { AdvRDNSSLifetime 599; };", "2:38", "ends between two" },
		{ "DNSSL a { AdvDNSSLLifetime 599; };", "2:28", "ends between two" },
		{ "nat64prefix 64:ff9b::/96 { AdvValidLifetime 599; };", "2:45", "ends between" },
		{ "RDNSS 2001:db8::1 { AdvRDNSSPreference 8; };", "2:21", "obsolete" },
		{ "RDNSS 2001:db8::1 { AdvRDNSSOpen on; };", "2:21", "obsolete" },
		{ "route ::/0 { AdvRouteLifetime 0; };", "2:7", "default routes will flap" },
		{ "AdvDefaultLifetime 0; route ::/0 { };", "2:29", "default routes will flap" },
		{ "prefix 2001:db8::/64 { AdvDHCPv6PDPreferred on; };", "2:45", "M and O are off" },
		{ "AdvSendAdvert on; AdvSendAdvert off;", "2:19", "given twice" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct conf *c = load_iface(t[i].text, 1);

		if (!fault_is(0, t[i].place, t[i].message)) {
			print_found();
			fail_msg("%s", t[i].text);
		}
		talloc_free(c);
	}
}

static void good_texts_are_accepted_without_a_word(void **state)
{
	static const char *const good[] = {
		"interface eth0 { };",
		"interface eth0{};",
		"INTERFACE eth0 { ADVSENDADVERT ON; };",
		"interface \"eth0\" { };",
		"interface 'eth0.100' { };",
		"interface on { };interface 10.5 { }; interface route { };",
		"interface a23456789012345 { };",
		"interface eth0 { };\ninterface ETH0 { };",
		"interface eth0\r\n{\r\n\tAdvSendAdvert on;\r\n};\r\n",
		"# c\ninterface eth0 { // c\n /* c\n */ }; # c",
		"interface eth0 { prefix 2001:db8::/64; };",
		"interface eth0 { prefix 8000::/64; prefix fec0::/64; };",
		"interface eth0 { prefix 2001:db8::/64 { AdvOnLink off; AdvAutonomous off; }; };",
		"interface eth0 { prefix 2001:db8::/48 { AdvAutonomous off; }; };",
		"interface eth0 { prefix 2001:db8::/64 { AdvValidLifetime 0; AdvPreferredLifetime 0; }; };",
		"interface eth0 { prefix 2001:db8::/64 { AdvValidLifetime 14400; }; };",
		"interface eth0 { prefix 2001:db8::/64 { AdvValidLifetime infinity; }; };",
		"interface eth0 { route ::/0 { }; };",
		"interface eth0 { route ::/0 { AdvRouteLifetime 0; }; AdvDefaultLifetime 0; };",
		"interface eth0 { RDNSS 2001:db8::1 { AdvRDNSSLifetime 600; }; };",
		"interface eth0 { RDNSS 2001:db8::1 { AdvRDNSSLifetime 0; }; };",
		"interface eth0 { RDNSS 2001:db8::192.0.2.1 { }; };",
		"interface eth0 { DNSSL \"example.com\" high 123 1.2 { }; };",
		"interface eth0 { nat64prefix 64:ff9b::/96; nat64prefix 2001:db8::/32 { }; };",
		"interface eth0 { MaxRtrAdvInterval 4; };",
		"interface eth0 { MaxRtrAdvInterval 4; MinRtrAdvInterval 3; };",
		"interface eth0 { MaxRtrAdvInterval 65535; };",
		"interface eth0 { MinRtrAdvInterval 450; };",
		"interface eth0 { MinDelayBetweenRAs 3; };",
		"interface eth0 { AdvDefaultLifetime 600; };",
		"interface eth0 { AdvDefaultLifetime 65535; };",
		"interface eth0 { MaxRtrAdvInterval 4.5; AdvDefaultLifetime 5; };",
		"interface eth0 { AdvCurHopLimit 255; AdvRAMTU 131072; AdvLinkMTU 4294967295; };",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		talloc_free(load_good(good[i], 0));
}

static void interfaces_are_found_by_name_and_keep_the_order_of_the_text(void **state)
{
	struct conf *c = load_good("interface eth1 { }; interface ETH0 { }; interface eth0 { };", 0);

	(void)state;
	assert_int_equal(c->n_ifaces, 3);
	assert_string_equal(c->ifaces[0]->name, "eth1");
	assert_ptr_equal(conf_iface_find(c, "eth0"), c->ifaces[2]);
	assert_ptr_equal(conf_iface_find(c, "ETH0"), c->ifaces[1]);
	assert_ptr_equal(conf_iface_find(c, "eth1"), c->ifaces[0]);
	assert_null(conf_iface_find(c, "eth"));
	assert_null(conf_iface_find(c, "eth10"));
	talloc_free(c);
}

static void four_thousand_interfaces_are_read(void **state)
{
	char *text = malloc(4000 * 64);
	size_t len = 0;
	struct conf *c;

	(void)state;
	assert_non_null(text);
	for (int i = 0; i < 4000; i++)
		len += (size_t)sprintf(text + len, "interface vlan%d { prefix 2001:db8:%x::/64; };\n",
				       i, (unsigned)i);
	c = load_octets(text, len);
	assert_non_null(c);
	assert_int_equal(c->n_ifaces, 4000);
	assert_string_equal(conf_iface_find(c, "vlan3999")->name, "vlan3999");
	talloc_free(c);
	free(text);
}

/* Each one is there twice, so that the search for duplicates has something to do. */
static void ten_thousand_prefixes_of_one_interface_are_read(void **state)
{
	char *text = malloc(20000 * 40);
	size_t len;
	struct conf *c;

	(void)state;
	assert_non_null(text);
	len = (size_t)sprintf(text, "interface eth0 {");
	for (unsigned i = 0; i < 20000; i++)
		len += (size_t)sprintf(text + len, "prefix 2001:db8:%x::/64;\n", i % 10000 + 1);
	len += (size_t)sprintf(text + len, "};");
	c = load_octets(text, len);
	assert_non_null(c);
	assert_int_equal(found.warnings, 10000);
	assert_int_equal(c->ifaces[0]->n_wire, 10000);
	for (unsigned i = 0; i < 10000; i++)
		assert_int_equal(c->ifaces[0]->wire[i]->node.pos.line, i + 10001);
	talloc_free(c);
	free(text);
}

/* What is printed of an option must load again as the same option. */
static void an_option_that_is_printed_loads_again(void **state)
{
	static const char *const texts[] = {
		"prefix 2001:db8::/64 { AdvOnLink off; AdvValidLifetime infinity; };",
		"route 2001:db8::/32 { AdvRoutePreference low; AdvRouteLifetime 900; };",
		"RDNSS 2001:db8::1 fe80::1 { AdvRDNSSLifetime 900; };",
		"DNSSL example.com a.b { AdvDNSSLLifetime 900; };",
		"nat64prefix 64:ff9b::/96 { AdvValidLifetime 904; };",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct conf *c = load_iface(texts[i], 0), *again;
		const struct nd_opt *a = &c->ifaces[0]->wire[0]->opt, *b;
		char printed[512];
		struct text t;
		unsigned at = 0;

		text_init(&t, printed, sizeof(printed));
		nd_opt_put(&t, a);
		again = load_iface(printed, 0);
		b = &again->ifaces[0]->wire[0]->opt;
		assert_true(nd_opt_same_key(a, b));
		assert_null(nd_opt_differ(a, b, &at));
		talloc_free(c);
		talloc_free(again);
	}
}

/* Keywords of one block are different from each other, and every block has its keyword. */
static void the_schema_is_sound(void **state)
{
	const struct cf_block *iface = conf_block.blocks[0];

	(void)state;
	for (unsigned b = 0; iface->blocks[b]; b++) {
		const struct cf_block *block = iface->blocks[b];

		if (block->parts[0].option)	/* AdvOption and the lists have no row */
			assert_string_equal(block->keyword,
					    nd_opt_desc_of(block->parts[0].option)->keyword);
	}
	for (unsigned i = 0; i < cf_block_n_members(iface); i++) {
		const struct field *f = cf_block_member(iface, i).field;

		for (unsigned j = 0; f->keyword && j < i; j++) {
			const struct field *g = cf_block_member(iface, j).field;

			assert_true(!g->keyword || strcmp(f->keyword, g->keyword) != 0);
		}
		assert_true(f->max >= f->def);
		assert_true((f->flags & FIELD_DERIVED) || f->def >= f->min);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_interface_has_the_defaults_of_radvd),
		cmocka_unit_test(empty_option_blocks_have_the_defaults_of_radvd),
		cmocka_unit_test(every_keyword_reaches_its_member),
		cmocka_unit_test(derived_values_follow_the_maximum_interval),
		cmocka_unit_test(mobile_ipv6_is_on_by_its_flag_or_a_router_address),
		cmocka_unit_test(options_go_out_by_kind_and_within_a_kind_as_in_the_text),
		cmocka_unit_test(of_duplicates_the_later_block_counts),
		cmocka_unit_test(host_bits_are_cleared_with_a_warning),
		cmocka_unit_test(a_link_local_prefix_is_left_out_with_a_warning),
		cmocka_unit_test(odd_values_are_accepted_with_a_warning),
		cmocka_unit_test(good_texts_are_accepted_without_a_word),
		cmocka_unit_test(interfaces_are_found_by_name_and_keep_the_order_of_the_text),
		cmocka_unit_test(four_thousand_interfaces_are_read),
		cmocka_unit_test(ten_thousand_prefixes_of_one_interface_are_read),
		cmocka_unit_test(an_option_that_is_printed_loads_again),
		cmocka_unit_test(the_schema_is_sound),
	};

	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
