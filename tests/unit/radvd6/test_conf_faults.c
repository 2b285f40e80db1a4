/* SPDX-License-Identifier: ISC */
/* What a bad radvd.conf is told: exactly these errors, at these places. */
#include "loaded.h"

#include <talloc.h>

#include "conf.h"

static struct conf *load(const char *octets)
{
	struct cf_text text = { .text = octets, .len = strlen(octets) };
	struct cf_source source = memory_source(&text);

	return conf_load(&source, "radvd.conf", &found);
}

struct bad {
	const char *text, *place, *message, *hint;
};

/* @t has one error and nothing else. */
static void check(const struct bad *t, const char *text)
{
	struct conf *c = load(text);

	if (c || found.errors != 1 || found.warnings || !fault_is(0, t->place, t->message) ||
	    !strstr(found.list[0].hint, t->hint ? t->hint : "")) {
		print_found();
		fail_msg("%s", text);
	}
}

static void bad_statements_of_an_interface(void **state)
{
	static const struct bad t[] = {
		{ "AdvSendAdvert true;", "2:15", "AdvSendAdvert is on or off", "write on" },
		{ "AdvSendAdvert;", "2:14", "missing value", NULL },
		{ "AdvSendAdvert on", "2:17", "missing `;`", NULL },
		{ "AdvSendAdverts on;", "2:1", "unknown keyword", "did you mean AdvSendAdvert?" },
		{ "MaxRtrAdvInterval 3.999;", "2:19", "MaxRtrAdvInterval takes 4..65535 s", "Mobile" },
		{ "MaxRtrAdvInterval 0;", "2:19", "out of range", NULL },
		{ "MaxRtrAdvInterval 65536;", "2:19", "out of range", NULL },
		{ "MaxRtrAdvInterval 600s;", "2:19", "is not a number", "write 600" },
		{ "MaxRtrAdvInterval 10m;", "2:19", "is not a number", "write 600" },
		{ "MinRtrAdvInterval 2.999;", "2:19", "MinRtrAdvInterval takes 3..450 s", "Mobile" },
		{ "MinRtrAdvInterval 450.001;", "2:19", "above 450, 0.75 * MaxRtrAdvInterval", NULL },
		{ "MaxRtrAdvInterval 4; MinRtrAdvInterval 3.001;", "2:40", "above 3,", NULL },
		{ "MinDelayBetweenRAs 2.9;", "2:20", "takes 3 s and more", NULL },
		{ "AdvDefaultLifetime 599;", "2:20", "below MaxRtrAdvInterval 600", "0 (not a default" },
		{ "AdvDefaultLifetime 65536;", "2:20", "AdvDefaultLifetime takes 0..65535 s", NULL },
		{ "AdvDefaultLifetime 2147483648;", "2:20", "out of range", NULL },
		{ "MaxRtrAdvInterval 4.5; AdvDefaultLifetime 4;", "2:43", "below Max", "5..65535" },
		{ "AdvCurHopLimit 256;", "2:16", "AdvCurHopLimit takes 0..255", NULL },
		{ "AdvCurHopLimit -1;", "2:16", "is not a number", "negative" },
		{ "AdvReachableTime 3600001;", "2:18", "AdvReachableTime takes 0..3600000 ms", NULL },
		{ "AdvRetransTimer 4294967296;", "2:17", "out of range", NULL },
		{ "AdvDefaultPreference 1;", "2:22", "low, medium or high", NULL },
		{ "AdvDefaultPreference -2;", "2:22", "low, medium or high", NULL },
		{ "AdvLinkMTU 1279;", "2:12", "AdvLinkMTU takes 0 or 1280", NULL },
		{ "AdvRAMTU 1279;", "2:10", "AdvRAMTU takes 1280..131072 octets", NULL },
		{ "AdvRAMTU 131073;", "2:10", "out of range", NULL },
		{ "MaxRtrAdvInterval 10s; AdvDefaultLifetime 30; MinRtrAdvInterval 500;", "2:19",
		  "is not a number", NULL },
		{ "AdvHomeAgentFlag true; MaxRtrAdvInterval 1; RDNSS 2001:db8::1 { };", "2:18",
		  "on or off", NULL },
		{ "AdvDefaultLifetime x; route ::/0 { AdvRouteLifetime 0; };", "2:20",
		  "is not a number", NULL },
		{ "MaxSolicitedDelay 451;", "2:19", "MaxSolicitedDelay takes 0..450 ms", NULL },
		{ "FinalRAs 0;", "2:10", "FinalRAs takes 1..3", NULL },
		{ "FinalRAs 4;", "2:10", "FinalRAs takes 1..3", NULL },
		{ "AdvHomeAgentFlag on;", "2:18", "needs a prefix with AdvRouterAddr on", NULL },
		{ "AdvHomeAgentFlag on; AdvSourceLLAddress off; prefix 2001:db8::1/64 { AdvRouterAddr on; };",
		  "2:41", "needs AdvSourceLLAddress on", NULL },
		{ "AdvOnLink on;", "2:1", "AdvOnLink belongs in a `prefix` block", NULL },
		{ "clients { };", "2:1", "`clients` is empty", NULL },
		{ "prefix ::/64; autoignoreprefixes { ::/200; };", "2:39", "200 is out of range", NULL },
		{ "AdvSendAdvert on;;", "2:18", "`;` without a statement", NULL },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		(void)snprintf(text, sizeof(text), "interface eth0 {\n%s\n};", t[i].text);
		check(&t[i], text);
	}
}

static void bad_options(void **state)
{
	static const struct bad t[] = {
		{ "prefix 2001:db8::;", "2:18", "missing prefix length", "/64" },
		{ "prefix 2001:db8::/129;", "2:19", "takes 0..128 bits", NULL },
		{ "prefix ff02::/16;", "2:8", "multicast prefix", NULL },
		{ "prefix eth0;", "2:8", "`eth0` is not an IPv6 address", NULL },
		{ "prefix 192.0.2.0/24;", "2:8", "is not an IPv6 address", "IPv4" },
		{ "prefix 2001:db8::/64 { AdvValidLifetime 3600; };", "2:41",
		  "AdvPreferredLifetime 14400 (the default) is longer than AdvValidLifetime 3600",
		  "add AdvPreferredLifetime 3600;" },
		{ "prefix 2001:db8::/64 { AdvPreferredLifetime 86401; };", "2:45",
		  "AdvPreferredLifetime 86401 is longer than AdvValidLifetime 86400 (the default)",
		  "add AdvValidLifetime 86401;" },
		{ "prefix 2001:db8::/64 { AdvPreferredLifetime infinity; AdvValidLifetime 5; };", "2:45",
		  "AdvPreferredLifetime infinity is longer than AdvValidLifetime 5",
		  "write AdvPreferredLifetime 5;" },
		{ "prefix 2001:db8::/64 { AdvValidLifetime 4294967296; };", "2:41", "or infinity", NULL },
		{ "prefix 2001:db8::/64 { AdvPreferredLifetime 1h; AdvValidLifetime 60; };", "2:45",
		  "is not a number", "write 3600" },
		{ "prefix 2001:db8::/64 { AdvPreferedLifetime 1; AdvValidLifetime 60; };", "2:24",
		  "unknown keyword", "AdvPreferredLifetime" },
		{ "prefix 2001:db8::/64 { AdvSendAdvert on; };", "2:24", "does not belong in", NULL },
		{ "prefix 2001:db8::/64 AdvOnLink on; };", "2:21", "missing `{`", NULL },
		{ "prefix 2001:db8::/64 { AdvOnLink on; }", "2:39", "missing `;` behind `}`", NULL },
		{ "route 2001:db8::/32;", "2:20", "missing `{`", "route ... { };" },
		{ "route 2001:db8::/32 { AdvRoutePreference 2; };", "2:42", "low, medium or high", NULL },
		{ "RDNSS { };", "2:6", "missing value: RDNSS takes an IPv6 address", NULL },
		{ "RDNSS 2001:db8::1,2001:db8::2 { };", "2:7", "is not an IPv6", "not commas" },
		{ "RDNSS 2001:db8::1 fe80::1%eth0 { };", "2:19", "is not an IPv6", "zone" },
		{ "RDNSS 2001:db8::1 ff02::fb { };", "2:19", "multicast", NULL },
		{ "RDNSS ::ffff:192.0.2.1 { };", "2:7", "IPv4-mapped", NULL },
		{ "RDNSS 2001:db8::1 AdvRDNSSLifetime 900; };", "2:18", "missing `{`", NULL },
		{ "DNSSL a..b { };", "2:7", "a label is empty", NULL },
		{ "DNSSL b\xc3\xbc" "ro.example { };", "2:8", "octet 0xc3", NULL },
		{ "DNSSL a$b { };", "2:7", "only letters, digits", NULL },
		{ "nat64prefix 64:ff9b::/95;", "2:13", "not 95", NULL },
		{ "nat64prefix ::/96;", "2:13", "not a NAT64 prefix", NULL },
		{ "nat64prefix 64:ff9b::/96 { AdvValidLifetime 65529; };", "2:45", "0..65528 s", NULL },
		{ "nat64prefix 64:ff9b::/96 { AdvValidLifetime infinity; };", "2:45", "not a number",
		  "infinity is not allowed" },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		(void)snprintf(text, sizeof(text), "interface eth0 {\n%s\n};", t[i].text);
		check(&t[i], text);
	}
}

static void bad_files(void **state)
{
	static const struct bad t[] = {
		{ "", "0:0", "no interface block", "interface eth0" },
		{ "# nothing\n", "0:0", "no interface block", NULL },
		{ "interfaces eth0 { };", "1:1", "unknown keyword", "interface" },
		{ "interface eth0 { }", "1:19", "missing `;` behind `}`", NULL },
		{ "interface eth0 {", "1:1", "without an end", "};" },
		{ "interface { };", "1:10", "missing value", NULL },
		{ "interface eth0 eth1 { };", "1:16", "unexpected `eth1`", NULL },
		{ "interface a234567890123456 { };", "1:11", "16 octets; at most 15", NULL },
		{ "interface \"a b\" { };", "1:11", "blank", NULL },
		{ "interface \"\" { };", "1:11", "not a name", NULL },
		{ "interface .. { };", "1:11", "not a name", NULL },
		{ "interface a-very-long-name-* { };", "1:11", "name of 17 octets", NULL },
		{ "interface eth0 { };\n interface eth0 { };", "2:12",
		  "a second block for interface eth0; the first one is in line 1", NULL },
		{ "interface eth0 { };\ninterface eth1 { AdvSendAdvert on;\ninterface eth2 { };", "3:1",
		  "missing `};` before interface", "line 2" },
		{ "AdvSendAdvert on;\ninterface eth0 { };", "1:1", "belongs in a `interface`", NULL },
		{ "interface eth0 { }; };", "1:21", "`}` without a block", NULL },
		{ "interface eth0 { prefix 2001:db8::/64 {\nAdvOnLink on;\n};\ninterface eth1 { };", "4:1",
		  "missing `};` before interface", "`interface` block of line 1" },
		{ "interface eth0 { AdvLinkMTU \"1280\"; };", "1:29", "without quotes", NULL },
		{ "interface eth0 { }; /* interface eth1 { };", "1:21", "comment without an end", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		check(&t[i], t[i].text);
}

static void all_faults_of_a_file_are_reported_in_its_order(void **state)
{
	struct conf *c = load("interface eth0 {\n"
			      "\tAdvDefaultLifetime 5;\n"
			      "\tprefix 2001:db8::/64 { AdvValidLifetime 60; };\n"
			      "\tAdvCurHopLimit 300;\n"
			      "};\n"
			      "interface eth1 {\n"
			      "\tAdvDefaultLifetime 5;\n"
			      "\tprefix ff00::/8;\n"
			      "};\n"
			      "interface eth0 { };\n");

	(void)state;
	assert_null(c);
	assert_int_equal(found.errors, 6);
	assert_true(fault_is(0, "2:21", "below MaxRtrAdvInterval"));
	assert_true(fault_is(1, "3:42", "longer than AdvValidLifetime 60"));
	assert_true(fault_is(2, "4:17", "AdvCurHopLimit takes 0..255"));
	assert_true(fault_is(3, "7:21", "below MaxRtrAdvInterval"));
	assert_true(fault_is(4, "8:9", "multicast"));
	assert_true(fault_is(5, "10:11", "a second block for interface eth0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_statements_of_an_interface),
		cmocka_unit_test(bad_options),
		cmocka_unit_test(bad_files),
		cmocka_unit_test(all_faults_of_a_file_are_reported_in_its_order),
	};

	return cmocka_run_group_tests_name("conf_faults", tests, NULL, NULL);
}
