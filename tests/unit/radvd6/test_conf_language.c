/* SPDX-License-Identifier: ISC */
/* The language around the interface blocks: lists, include, defaults, patterns, printing. */
#include "loaded.h"

#include <talloc.h>

#include "conf.h"
#include "equal.h"
#include "files.h"
#include "printed.h"

static struct conf *load_octets(const char *text, size_t len)
{
	struct cf_text t = { .text = text, .len = len };
	struct cf_source source = memory_source(&t);

	return conf_load(&source, "radvd.conf", &found);
}

static struct conf *load_text(const char *text)
{
	return load_octets(text, strlen(text));
}

/* A text that must be accepted, without a warning unless @warnings says so. */
static struct conf *load_good(const char *text, unsigned warnings)
{
	struct conf *c = load_text(text);

	if (!c || found.warnings != warnings) {
		print_found();
		fail_msg("%s", text);
	}
	return c;
}

/* A text with one fault (a warning if @accepted), at @place. */
static void must_find(const char *text, bool accepted, const char *place, const char *part)
{
	struct conf *c = load_text(text);

	if ((c != NULL) != accepted || found.errors + found.warnings != 1 ||
	    !fault_is(0, place, part)) {
		print_found();
		fail_msg("%s", text);
	}
	talloc_free(c);
}

static void lists_keep_the_order_of_the_text(void **state)
{
	struct conf *c = load_good("interface eth0 { clients { fe80::2; !fe80::1; };\n"
				   "AdvRASrcAddress { fe80::9; fe80::8; };\n"
				   "autoignoreprefixes { 2001:db8:1::/48; ::/128; }; prefix ::/64;\n"
				   "clients { fe80::3; }; };", 0);
	const struct conf_iface *i = c->ifaces[0];

	(void)state;
	assert_int_equal(i->n_clients, 3);
	assert_int_equal(i->clients[0]->addr.s6_addr[15], 2);
	assert_false(i->clients[0]->ignore);
	assert_true(i->clients[1]->ignore);
	assert_int_equal(i->clients[2]->addr.s6_addr[15], 3);
	assert_int_equal(i->n_sources, 2);
	assert_int_equal(i->sources[0]->addr.s6_addr[15], 9);
	assert_int_equal(i->n_ignored, 2);
	assert_int_equal(i->ignored[0]->prefix.plen, 48);
	assert_int_equal(i->ignored[1]->prefix.plen, 128);
	talloc_free(c);
}

/* -- the file -- */

static void settings_of_the_file_are_read(void **state)
{
	struct conf *c = load_good("interface eth0 { };", 0);

	(void)state;
	assert_null(c->control_socket);
	assert_null(c->state_directory);
	assert_int_equal(c->log_format, CONF_LOG_TEXT);
	talloc_free(c);
	c = load_good("LogFormat JSON; interface a { }; ControlSocket \"/run/a b\";\n"
		      "StateDirectory OFF;", 0);
	assert_string_equal(c->control_socket, "/run/a b");
	assert_string_equal(c->state_directory, "");
	assert_int_equal(c->log_format, CONF_LOG_JSON);
	talloc_free(c);
}

static void bad_settings_of_the_file_are_refused(void **state)
{
	char text[300], name[120];

	(void)state;
	must_find("interface a { }; ControlSocket run;", false, "1:32", "needs an absolute path");
	must_find("interface a { }; StateDirectory \"lib\";", false, "1:33", "needs an absolute path");
	must_find("interface a { }; ControlSocket /run/x;", false, "1:32", "`/` instead of a value");
	must_find("interface a { }; LogFormat xml;", false, "1:28", "LogFormat is text or json");
	must_find("interface a { LogFormat text; };", false, "1:15", "LogFormat does not belong");
	memset(name, 'x', sizeof(name));
	name[0] = '/';
	(void)snprintf(text, sizeof(text), "interface a { }; ControlSocket \"%.107s\";", name);
	talloc_free(load_good(text, 0));
	(void)snprintf(text, sizeof(text), "interface a { }; ControlSocket \"%.108s\";", name);
	must_find(text, false, "1:32", "ControlSocket takes at most 107");
}

/* */
static void interfaces_come_from_included_files(void **state)
{
	static const struct test_file files[] = {
		{ "/etc/radvd6.conf", "include \"radvd6.d/*.conf\"; interface eth1 { };", NULL },
		{ "/etc/radvd6.d/b.conf", "interface eth0 {\nprefix 2001:db8::1/64; };", NULL },
		{ "/etc/radvd6.d/a.conf", "\ninterface eth1 { };", NULL }, { NULL, NULL, NULL },
	};
	struct test_files set = { .file = files };
	struct cf_source source = files_source(&set);

	(void)state;
	assert_null(conf_load(&source, "/etc/radvd6.conf", &found));
	assert_int_equal(found.n, 2);
	assert_true(fault_in(0, "/etc/radvd6.conf", "1:38",
			     "a second block for interface eth1; the first one is in "
			     "/etc/radvd6.d/a.conf:2"));
	assert_true(fault_in(1, "/etc/radvd6.d/b.conf", "2:8", "bits beyond the prefix length"));
}

/* -- defaults -- */

static void defaults_hold_wherever_they_stand(void **state)
{
	struct conf *c = load_good("interface eth0 { AdvCurHopLimit 7; RDNSS 2001:db8::1 { }; };\n"
				   "defaults { AdvSendAdvert on; AdvCurHopLimit 9; AdvManagedFlag on;\n"
				   "  MaxRtrAdvInterval 100; prefix 2001:db8::/64; prefix 2001:db8:1::/64;\n"
				   "  RDNSS 2001:db8::2 { }; clients { fe80::1; !fe80::2; }; };\n"
				   "interface \"vlan*\" { MaxRtrAdvInterval 200; };", 0);
	const struct conf_iface *a = c->ifaces[0], *b = c->ifaces[1];

	(void)state;
	assert_int_equal(c->n_ifaces, 2);
	assert_true(a->advertise && b->advertise && a->ra.managed && b->ra.managed);
	assert_int_equal(a->ra.cur_hop_limit, 7);
	assert_int_equal(b->ra.cur_hop_limit, 9);
	assert_int_equal(a->max_ms, 100000);
	assert_int_equal(b->max_ms, 200000);
	assert_int_equal(a->ra.router_lifetime_s, 300);
	assert_int_equal(b->ra.router_lifetime_s, 600);
	assert_int_equal(a->n_wire, 3);
	assert_int_equal(b->n_wire, 3);
	assert_int_equal(a->wire[2]->opt.rdnss.servers.ptr[15], 1);
	assert_int_equal(b->wire[2]->opt.rdnss.servers.ptr[15], 2);
	assert_int_equal(a->wire[2]->opt.rdnss.lifetime_s, 300);
	assert_int_equal(b->wire[2]->opt.rdnss.lifetime_s, 600);
	assert_int_equal(b->n_clients, 2);
	assert_true(b->clients[1]->ignore);
	assert_true(a->clients[0] != b->clients[0]);
	talloc_free(c);
}

static void a_fault_of_defaults_is_said_once_where_it_stands(void **state)
{
	(void)state;
	must_find("defaults { Foo on; }; interface a { }; interface b { };", false, "1:12",
		  "unknown keyword `Foo` in `defaults`");
	must_find("defaults { AdvCurHopLimit 300; }; interface a { }; interface b { };", false,
		  "1:27", "300 is out of range");
	must_find("interface a { }; interface b { }; interface \"c*\" { };\n"
		  "defaults { MaxRtrAdvInterval 3; };", false, "2:30",
		  "3 is out of range: MaxRtrAdvInterval takes 4..65535 s (in interface a)");
	must_find("interface a { }; interface b { };\n"
		  "defaults { prefix 2001:db8::1/64; };", true, "2:19", "bits beyond");
	must_find("interface a { }; interface b { };\n"
		  "defaults { RDNSS 2001:db8::1 { AdvRDNSSLifetime 20; }; };", true, "2:49",
		  "a lifetime of 20 s ends between two advertisements");
	must_find("defaults { }; interface a { };\ndefaults { };", false, "2:1",
		  "a second `defaults` block; the first one is in line 1");
	must_find("defaults { };", false, "0:0", "no interface block");
	must_find("interface a { defaults { }; };", false, "1:15", "defaults does not belong");
	must_find("defaults eth0 { }; interface a { };", false, "1:10", "unexpected `eth0`");
}

/* What is wrong only beside another value is no fault where it is not. */
static void a_value_of_defaults_is_judged_where_it_is_used(void **state)
{
	struct conf *c = load_good("defaults { MinRtrAdvInterval 600; AdvHomeAgentFlag on; };\n"
				   "interface a { MaxRtrAdvInterval 1800;\n"
				   "prefix 2001:db8::1/64 { AdvRouterAddr on; }; };", 0);

	(void)state;
	assert_int_equal(c->ifaces[0]->min_ms, 600000);
	talloc_free(c);
	must_find("defaults { MinRtrAdvInterval 600; };\n"
		  "interface a { MaxRtrAdvInterval 1800; };\ninterface b { };\ninterface c { };",
		  false, "1:30", "is above 450, 0.75 * MaxRtrAdvInterval (in interface b)");
	must_find("defaults { MaxRtrAdvInterval 1000; };\ninterface a { };\n"
		  "interface b { AdvDefaultLifetime 900; };", false, "3:34", "is below");
}

static void defaults_in_another_file_keep_their_place(void **state)
{
	static const struct test_file files[] = {
		{ "main", "interface a { }; include \"d\";", NULL },
		{ "d", "\n\ndefaults { AdvLinkMTU 1000; };", NULL }, { NULL, NULL, NULL },
	};
	struct test_files set = { .file = files };
	struct cf_source source = files_source(&set);

	(void)state;
	assert_null(conf_load(&source, "main", &found));
	assert_int_equal(found.errors, 1);
	assert_true(fault_in(0, "d", "3:23", "AdvLinkMTU takes 0 or 1280"));
}

/* Half of the text in defaults, half of it interfaces: memory stays linear in neither half. */
static void many_blocks_in_defaults_for_many_interfaces_are_refused(void **state)
{
	size_t cap = 2000 * 64, len = 0;
	char *text = malloc(cap);

	(void)state;
	assert_non_null(text);
	len += (size_t)snprintf(text, cap, "defaults {\n");
	for (int i = 0; i < 500; i++)
		len += (size_t)snprintf(text + len, cap - len, "prefix 2001:db8:%x::/64;\n", i + 1);
	len += (size_t)snprintf(text + len, cap - len, "};\n");
	for (int i = 0; i < 500; i++)
		len += (size_t)snprintf(text + len, cap - len, "interface a%d { };\n", i);
	assert_null(load_octets(text, len));
	assert_int_equal(found.errors, 1);
	assert_non_null(strstr(found.list[0].message, "are more than 200000"));
	free(text);
}

/* -- patterns -- */

static void an_exact_name_wins_then_the_first_pattern(void **state)
{
	struct conf *c = load_good("interface \"vlan1*\" { }; interface 'vlan*' { };\n"
				   "interface vlan12 { }; interface eth? { }; interface *x*y { };", 0);

	(void)state;
	assert_int_equal(c->n_ifaces, 5);
	assert_true(c->ifaces[0]->is_pattern);
	assert_false(c->ifaces[2]->is_pattern);
	assert_ptr_equal(conf_iface_find(c, "vlan12"), c->ifaces[2]);
	assert_ptr_equal(conf_iface_find(c, "vlan13"), c->ifaces[0]);
	assert_ptr_equal(conf_iface_find(c, "vlan1"), c->ifaces[0]);
	assert_ptr_equal(conf_iface_find(c, "vlan2"), c->ifaces[1]);
	assert_ptr_equal(conf_iface_find(c, "vlan"), c->ifaces[1]);
	assert_ptr_equal(conf_iface_find(c, "eth0"), c->ifaces[3]);
	assert_null(conf_iface_find(c, "eth"));
	assert_null(conf_iface_find(c, "eth10"));
	assert_null(conf_iface_find(c, "ETH0"));
	assert_ptr_equal(conf_iface_find(c, "axbycy"), c->ifaces[4]);
	assert_null(conf_iface_find(c, "axbyc"));
	assert_null(conf_iface_find(c, ""));
	talloc_free(c);
}

static void what_a_pattern_cannot_mean_is_said(void **state)
{
	(void)state;
	must_find("interface \"v*\" { IgnoreIfMissing off; };", true, "1:34",
		  "IgnoreIfMissing off has no effect on a pattern");
	talloc_free(load_good("interface \"v*\" { }; defaults { IgnoreIfMissing off; };", 0));
	must_find("interface \"v*\" { };\ninterface w { };\ninterface 'v*' { };", true, "3:11",
		  "never used: the same pattern stands in line 1");
	must_find("interface \"0123456789abcdef*\" { };", false, "1:11", "at most 15");
	must_find("interface \"a/*\" { };", false, "1:11", "a / or a :");
	talloc_free(load_good("interface \"*0*1*2*3*4*5*6*7*8*9*a*b*c*d*e*\" { };", 0));
}

/* -- printing -- */

static void must_come_back(const char *text)
{
	struct conf *c = load_text(text), *again;
	struct printed once, twice;

	if (!c) {
		print_found();
		fail_msg("%s", text);
	}
	once = print_node(&c->node);
	again = load_octets(once.text, once.len);
	if (!again) {
		print_found();
		fail_msg("%s", once.text);
	}
	twice = print_node(&again->node);
	assert_string_equal(once.text, twice.text);
	assert_true(cf_equal(&c->node, &again->node));
	assert_null(strstr(once.text, "defaults"));
	free(once.text);
	free(twice.text);
	talloc_free(c);
	talloc_free(again);
}

static void what_is_printed_loads_again(void **state)
{
	(void)state;
	must_come_back("interface eth0 { };");
	must_come_back("ControlSocket \"/run/x\"; StateDirectory off; LogFormat json;\n"
		       "defaults { AdvSendAdvert on; clients { fe80::1; !fe80::2; };\n"
		       "prefix 2001:db8::/64; IgnoreIfMissing off; };\n"
		       "interface \"vlan*\" { AdvRASrcAddress { fe80::9; }; };\n"
		       "interface eth0 { autoignoreprefixes { 2001:db8:9::/48; }; };");
	must_come_back("interface a { MaxRtrAdvInterval 4; AdvDefaultLifetime 0; };");
	must_come_back("interface a { MaxRtrAdvInterval 65535; };");
	must_come_back("interface a { AdvHomeAgentFlag on; MaxRtrAdvInterval 0.07;\n"
		       "prefix 2001:db8::1/64 { AdvRouterAddr on; }; };");
	must_come_back("interface a { AdvHomeAgentFlag on; AdvHomeAgentInfo on; AdvMobRtrSupportFlag on;\n"
		       "prefix 2001:db8::1/64 { AdvRouterAddr on; AdvValidLifetime infinity; }; };");
	must_come_back("interface a { prefix ::/64 { Base6Interface ppp0; }; route ::/0 { };\n"
		       "prefix 2001:db8::/64 { DeprecatePrefix on; DecrementLifetimes on; };\n"
		       "prefix 2001:db8::/64 { }; nat64prefix 64:ff9b::/96 { AdvValidLifetime 601; };\n"
		       "RDNSS :: 2001:db8::1 { }; DNSSL a.example b.example { };\n"
		       "AdvCaptivePortalAPI \"https://example.org/a\"; AdvOption 200 \"000000000000\"; };");
	must_come_back("interface a { FollowRoute 2001:db8::/32; CustomerEdge on; MaxUnicastRate 0;\n"
		       "MaxSolicitedDelay 0; FinalRAs 3; KernelVariables off; StaticWithdraw on; };");
	must_come_back("interface a { DNR dns.example { AdvDNRPriority 2; AdvDNRAddr 2001:db8::1;\n"
		       "AdvDNRSvcAlpn dot h2; AdvDNRSvcPort 8853; AdvDNRSvcDohpath \"/q{?dns}\"; };\n"
		       "lowpanco { AdvContextID 3; AdvContextLength 64; AdvLifeTime 9;\n"
		       "AdvContextPrefix 2001:db8::; }; abro fe80::1 { AdvVersionLow 3; }; };");
	must_come_back("interface a { pvd \"pvd.example\" { prefix 2001:db8::/64; RDNSS 2001:db8::1 { };\n"
		       "AdvPvDRouterHeader on; AdvLinkMTU 1400; }; };\n"
		       "defaults { pvd \"other.example\" { route 2001:db8::/32 { }; }; };\n"
		       "interface b { MaxRtrAdvInterval 900; };");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_keep_the_order_of_the_text),
		cmocka_unit_test(settings_of_the_file_are_read),
		cmocka_unit_test(bad_settings_of_the_file_are_refused),
		cmocka_unit_test(interfaces_come_from_included_files),
		cmocka_unit_test(defaults_hold_wherever_they_stand),
		cmocka_unit_test(a_fault_of_defaults_is_said_once_where_it_stands),
		cmocka_unit_test(a_value_of_defaults_is_judged_where_it_is_used),
		cmocka_unit_test(defaults_in_another_file_keep_their_place),
		cmocka_unit_test(many_blocks_in_defaults_for_many_interfaces_are_refused),
		cmocka_unit_test(an_exact_name_wins_then_the_first_pattern),
		cmocka_unit_test(what_a_pattern_cannot_mean_is_said),
		cmocka_unit_test(what_is_printed_loads_again),
	};

	return cmocka_run_group_tests_name("conf_language", tests, NULL, NULL);
}
