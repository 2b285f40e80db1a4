/* SPDX-License-Identifier: ISC */
/* What the options of an interface and of its PvDs become, statements that stand for one included. */
#include "loaded.h"

#include <talloc.h>

#include "conf.h"

/* One interface with @statements inside, that must be accepted without a warning. */
static struct conf *load(const char *statements)
{
	static char text[4096];
	struct cf_text t = { .text = text };
	struct cf_source source = memory_source(&t);
	struct conf *c;

	t.len = (size_t)snprintf(text, sizeof(text), "interface eth0 {\n%s\n};", statements);
	c = conf_load(&source, "radvd.conf", &found);
	if (!c || found.warnings) {
		print_found();
		fail_msg("%s", text);
	}
	return c;
}

/* The octets of an option as hex, written by hand from its RFC. */
static void assert_octets(const struct conf_option *o, const char *hex)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	char shown[2 * ND_OPT_MAX_LEN + 1];
	struct wbuf w;
	struct text t;

	wbuf_init(&w, octets, sizeof(octets));
	assert_int_equal(nd_opt_build(&w, &o->opt), 0);
	text_init(&t, shown, sizeof(shown));
	text_hex(&t, view_of(octets, w.len), '\0');
	assert_string_equal(shown, hex);
}

static void assert_types(struct conf_option *const *wire, uint32_t n, const uint8_t *types,
			 uint32_t n_types)
{
	assert_int_equal(n, n_types);
	for (uint32_t k = 0; k < n; k++)
		assert_int_equal(wire[k]->opt.type, types[k]);
}

static void every_keyword_of_the_additions_reaches_its_member(void **state)
{
	struct conf *c = load("RequireSourceLLAddress on; KernelVariables off; StaticWithdraw on;\n"
			      "CustomerEdge on; FollowRoute 2001:db8::/32; UnrestrictedUnicast on;\n"
			      "clients { fe80::1; };");
	const struct conf_iface *i = c->ifaces[0];

	(void)state;
	assert_true(i->require_source_lladdr);
	assert_false(i->kernel_variables);
	assert_true(i->static_withdraw);
	assert_true(i->customer_edge);
	assert_true(i->unrestricted_unicast);
	assert_true(i->follows_route);
	assert_int_equal(i->follow_route.plen, 32);
	talloc_free(c);
}

static void prefixes_of_interfaces_are_kept_for_the_time_when_they_are_known(void **state)
{
	struct conf *c = load("prefix ::/64 { AdvRouterAddr on; };\n"
			      "prefix ::/64 { Base6Interface ppp0; };\n"
			      "prefix 0:0:0:1234::/64 { Base6to4Interface ppp1; };\n"
			      "RDNSS 2001:db8::1 :: { };");
	struct conf_option *const *o = c->ifaces[0]->wire;

	(void)state;
	assert_int_equal(c->ifaces[0]->n_wire, 4);
	assert_true(ip6_is_unspecified(&o[0]->opt.prefix.prefix.addr));
	assert_true(o[0]->opt.prefix.router_addr);
	assert_null(o[0]->base_iface);
	assert_string_equal(o[1]->base_iface, "ppp0");
	assert_string_equal(o[2]->base_6to4, "ppp1");
	assert_memory_equal(&o[2]->opt.prefix.prefix.addr, "\0\0\0\0\0\0\x12\x34\0\0\0\0\0\0\0\0", 16);
	assert_int_equal(o[3]->opt.rdnss.servers.len, 32);
	assert_true(nd_opt_desc_of(ND_OPT_RDNSS) == o[3]->opt.desc);
	talloc_free(c);
}

/* conf.h: PIO, PREF64, RIO, RDNSS, DNSSL, interval, home agent, 6CO, ABRO, portal, DNR, AdvOption */
static void options_and_what_statements_stand_for_go_out_in_wire_order(void **state)
{
	static const uint8_t types[] = { 3, 38, 24, 25, 31, 7, 8, 34, 34, 35, 37, 144, 144, 26, 200 };
	struct conf *c = load(
		"AdvOption 26 \"800000000000\"; AdvOption 200 \"000102030405\";\n"
		"DNR b.example { AdvDNRPriority 7; }; DNR a.example { };\n"
		"AdvCaptivePortalAPI \"https://a.example/\"; abro fe80::1 { };\n"
		"lowpanco { AdvContextID 2; AdvLifeTime 1; }; lowpanco { AdvLifeTime 1; };\n"
		"AdvHomeAgentInfo on; AdvIntervalOpt on; DNSSL a { }; RDNSS :: { };\n"
		"route ::/0 { }; nat64prefix 64:ff9b::/96; HomeAgentPreference 1;\n"
		"AdvHomeAgentFlag on; prefix 2001:db8::1/64 { AdvRouterAddr on; };");
	const struct conf_iface *i = c->ifaces[0];

	(void)state;
	assert_types(i->wire, i->n_wire, types, ARRAY_LEN(types));
	assert_int_equal(i->n_options, 12);
	assert_int_equal(i->wire[7]->opt.sixco.context_id, 2);
	assert_int_equal(i->wire[11]->opt.dnr.priority, 1);	/* */
	assert_int_equal(i->wire[12]->opt.dnr.priority, 7);
	assert_octets(i->wire[13], "1a01800000000000");
	assert_octets(i->wire[14], "c801000102030405");
	talloc_free(c);
}

/* */
static void the_interval_option_says_the_maximum_and_a_little_more_when_it_is_short(void **state)
{
	static const struct {
		const char *text, *octets;
	} t[] = {
		{ "AdvIntervalOpt on;", "07010000000927c0" },
		{ "AdvIntervalOpt on; MaxRtrAdvInterval 0.2;", "07010000000000c8" },
		{ "AdvIntervalOpt on; MaxRtrAdvInterval 0.199;", "07010000000000db" },
		{ "AdvIntervalOpt on; MaxRtrAdvInterval 0.07;", "070100000000005a" },
	};

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(t); k++) {
		struct conf *c = load(t[k].text);

		assert_true(c->ifaces[0]->mobile_ipv6);	/* */
		assert_int_equal(c->ifaces[0]->n_wire, 1);
		assert_octets(c->ifaces[0]->wire[0], t[k].octets);
		talloc_free(c);
	}
}

/* NULL = the option says nothing new and is left out. */
static void the_home_agent_option_is_sent_when_it_says_something(void **state)
{
	static const struct {
		const char *text, *octets;
	} t[] = {
		{ "", NULL },
		{ "HomeAgentLifetime 1800;", NULL },
		{ "HomeAgentLifetime 1801;", "0801000000000709" },
		{ "HomeAgentPreference 65535;", "08010000ffff0708" },
		{ "AdvMobRtrSupportFlag on;", "0801800000000708" },
		{ "AdvDefaultLifetime 0; HomeAgentLifetime 5;", "0801000000000005" },
		{ "AdvDefaultLifetime 65535;", NULL },
		{ "AdvDefaultLifetime 65535; HomeAgentPreference 1;", "080100000001fff0" },
	};
	char text[512];

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(t); k++) {
		struct conf *c;

		(void)snprintf(text, sizeof(text),
			       "AdvHomeAgentFlag on; AdvHomeAgentInfo on; %s\n"
			       "prefix 2001:db8::1/64 { AdvRouterAddr on; };", t[k].text);
		c = load(text);
		assert_int_equal(c->ifaces[0]->n_wire, t[k].octets ? 2 : 1);
		if (t[k].octets)
			assert_octets(c->ifaces[0]->wire[1], t[k].octets);
		talloc_free(c);
	}
}

/* */
static void service_parameters_of_a_dnr_block_are_made_from_its_words(void **state)
{
	static const struct {
		const char *text, *octets;
	} t[] = {
		{ "DNR a.b { };", "90020001000007080005" "0161016200" "00" },
		{ "DNR a.b { AdvDNRLifetime infinity; AdvDNRPriority 258; };",
		  "90020102ffffffff0005" "0161016200" "00" },
		{ "DNR a.b { AdvDNRAddr fe80::1; AdvDNRSvcAlpn dot; };",
		  "90060001000007080005" "0161016200" "0010" "fe800000000000000000000000000001"
		  "0008" "0001" "0004" "03646f74" "00000000" "00" },
		{ "DNR a.b { AdvDNRSvcPort 853; AdvDNRSvcDohpath \"/q\"; AdvDNRAddr fe80::1;\n"
		  "AdvDNRSvcAlpn h2 dot; };",
		  "90080001000007080005" "0161016200" "0010" "fe800000000000000000000000000001"
		  "0017" "00010007026832" "03646f74" "000300020355" "000700022f71" "000000000000" },
		{ "DNR a.b { AdvDNRAddr fe80::1; AdvDNRSvcParams 0001000403646f74; };",
		  "90060001000007080005" "0161016200" "0010" "fe800000000000000000000000000001"
		  "0008" "0001" "0004" "03646f74" "00000000" "00" },
	};

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(t); k++) {
		struct conf *c = load(t[k].text);

		assert_true(c->ifaces[0]->wire[0]->withdraw_at_stop);	/* */
		assert_octets(c->ifaces[0]->wire[0], t[k].octets);
		talloc_free(c);
	}
}

/* */
static void contexts_and_border_routers_are_as_given(void **state)
{
	struct conf *c = load("lowpanco { AdvContextLength 64; AdvContextPrefix 2001:db8::;\n"
			      "AdvContextCompressionFlag on; AdvContextID 15; AdvLifeTime 258; };\n"
			      "lowpanco { AdvContextLength 65; AdvContextPrefix 2001:db8::;\n"
			      "AdvLifeTime 0; };\n"
			      "abro 2001:db8::1 { AdvVersionLow 1; AdvVersionHigh 2;\n"
			      "AdvValidLifetime 0; };");
	struct conf_option *const *o = c->ifaces[0]->wire;

	(void)state;
	assert_octets(o[0], "2202401f0000010220010db800000000");
	assert_octets(o[1], "220341000000000020010db8000000000000000000000000");
	assert_octets(o[2], "230300010002000020010db8000000000000000000000001");
	talloc_free(c);
}

static void a_pvd_has_options_of_its_own_with_lifetimes_of_the_interface(void **state)
{
	static const uint8_t types[] = { 3, 25, 5, 37, 200 };
	struct conf *c = load("MaxRtrAdvInterval 100; prefix 2001:db8::/64;\n"
			      "pvd \"Guests.example\" {\n"
			      "AdvOption 200 \"000000000000\"; AdvLinkMTU 1400; RDNSS fe80::1 { };\n"
			      "AdvCaptivePortalAPI \"https://a.example/\"; prefix 2001:db8:1::/64;\n"
			      "AdvPvDHttpFlag on; AdvPvDDelay 9; AdvPvDSequenceNumber 77;\n"
			      "AdvPvDRouterHeader on; AdvDefaultLifetime 300; AdvManagedFlag on; };\n"
			      "pvd other.example { AdvPvDLegacyFlag on; };");
	const struct conf_iface *i = c->ifaces[0];
	const struct conf_pvd *p = i->pvds[0];

	(void)state;
	assert_int_equal(i->n_pvds, 2);
	assert_int_equal(i->n_wire, 1);
	assert_types(p->wire, p->n_wire, types, ARRAY_LEN(types));
	assert_int_equal(p->wire[1]->opt.rdnss.lifetime_s, 300);
	assert_int_equal(p->wire[2]->opt.mtu.mtu, 1400);
	assert_true(view_equal(p->opt.pvd.id, view_of("\6Guests\7example", 16)));
	assert_true(p->opt.pvd.http && p->opt.pvd.has_ra && !p->opt.pvd.legacy);
	assert_int_equal(p->opt.pvd.delay, 9);
	assert_int_equal(p->opt.pvd.sequence, 77);
	assert_int_equal(p->opt.pvd.ra.router_lifetime_s, 300);
	assert_true(p->opt.pvd.ra.managed);
	assert_int_equal(p->opt.pvd.ra.cur_hop_limit, 64);
	assert_true(i->pvds[1]->opt.pvd.legacy);
	assert_int_equal(i->pvds[1]->n_wire, 0);
	talloc_free(c);
}

/* Each option of the printed block loads again as the same option. */
static void an_option_that_is_printed_loads_again(void **state)
{
	static const char *const texts[] = {
		"lowpanco { AdvContextLength 64; AdvContextPrefix 2001:db8::; AdvLifeTime 9; };",
		"abro fe80::1 { AdvVersionLow 1; AdvVersionHigh 2; AdvValidLifetime 3; };",
		"AdvCaptivePortalAPI \"https://a.example/%20?b#c\";",
		"DNR a.b { AdvDNRAddr fe80::1 fe80::2; AdvDNRSvcAlpn dot; AdvDNRPriority 4; };",
		"DNR a.b { };",
		"AdvOption 200 \"000102030405\";",
	};

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(texts); k++) {
		struct conf *c = load(texts[k]), *again;
		const struct nd_opt *a = &c->ifaces[0]->wire[0]->opt, *b;
		char printed[512];
		struct text t;
		unsigned at = 0;

		text_init(&t, printed, sizeof(printed));
		nd_opt_put(&t, a);
		again = load(printed);
		b = &again->ifaces[0]->wire[0]->opt;
		assert_int_equal(a->type, b->type);
		assert_true(nd_opt_same_key(a, b));
		assert_null(nd_opt_differ(a, b, &at));
		talloc_free(c);
		talloc_free(again);
	}
}

/* What the option table says is what the interface takes; its AdvLinkMTU may be 0 besides. */
static void statements_of_an_option_have_the_ranges_of_its_row(void **state)
{
	const struct cf_block *iface = conf_block.blocks[0];
	unsigned n = 0;

	(void)state;
	for (unsigned row = 0; row < nd_opt_n_rows; row++) {
		const struct nd_opt_desc *d = nd_opt_table[row];

		bool here = d->type != ND_OPT_MTU && (!d->keyword || d->statement);

		for (unsigned k = 0; here && k < d->n_fields; k++) {
			const struct field *f = &d->fields[k];
			struct cf_member m;

			for (unsigned i = 0; f->keyword && (m = cf_block_member(iface, i)).field; i++) {
				if (!m.field->keyword || strcmp(m.field->keyword, f->keyword) != 0)
					continue;
				assert_int_equal(m.field->kind, f->kind);
				assert_true(m.field->min == f->min && m.field->max == f->max);
				n++;
			}
		}
	}
	assert_int_equal(n, 4);	/* the portal, and three of the home agent */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_keyword_of_the_additions_reaches_its_member),
		cmocka_unit_test(prefixes_of_interfaces_are_kept_for_the_time_when_they_are_known),
		cmocka_unit_test(options_and_what_statements_stand_for_go_out_in_wire_order),
		cmocka_unit_test(the_interval_option_says_the_maximum_and_a_little_more_when_it_is_short),
		cmocka_unit_test(the_home_agent_option_is_sent_when_it_says_something),
		cmocka_unit_test(service_parameters_of_a_dnr_block_are_made_from_its_words),
		cmocka_unit_test(contexts_and_border_routers_are_as_given),
		cmocka_unit_test(a_pvd_has_options_of_its_own_with_lifetimes_of_the_interface),
		cmocka_unit_test(an_option_that_is_printed_loads_again),
		cmocka_unit_test(statements_of_an_option_have_the_ranges_of_its_row),
	};

	return cmocka_run_group_tests_name("conf_options", tests, NULL, NULL);
}
