/* SPDX-License-Identifier: ISC */
/* Each option against octets written down by hand from its RFC, and its own rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "err.h"
#include "nd_opt.h"
#include "nd_svc.h"
#include "octets.h"

#define V(s) { .ptr = (const uint8_t *)(s), .len = sizeof(s) - 1 }
#define A(...) { .s6_addr = { __VA_ARGS__ } }
#define DOC(...) A(0x20, 0x01, 0x0d, 0xb8, __VA_ARGS__)

static const char wire_pvd[] =
	/* RFC 8801 s. 3.1, figure 2: H, delay 1, sequence 123, length 12 of which 3 are header and name */
	"15 0c 80 01 00 7b 07 6578616d706c65 03 6f7267 00 0000000000"
	"19 05 0000 00000708 20010db8000000000000000000000053 20010db8000000000000000000000054"
	"03 04 40 c0 00015180 00003840 00000000 20010db8000100000000000000000000";

/* What stands between the two halves of a value: the same octets, the same text. */
static const struct {
	struct nd_opt value;
	const char *wire;
	const char *text;
} vectors[] = {
	/* RFC 4861 s. 4.6.1 */
	{ { .type = ND_OPT_SLLA, .lladdr.addr = V("\x02\0\x5e\x10\0\x01") },
	  "01 01 02005e100001", "AdvOption 1 \"02005e100001\";" },
	/* RFC 4861 s. 4.6.1: an address of 8 octets is filled up to 14 */
	{ { .type = ND_OPT_TLLA, .lladdr.addr = V("\x02\0\x5e\xff\xfe\x10\0\x01\0\0\0\0\0\0") },
	  "02 02 02005efffe100001 000000000000", "AdvOption 2 \"02005efffe100001000000000000\";" },
	/* RFC 4861 s. 4.6.2: L 0x80, A 0x40 */
	{ { .type = ND_OPT_PREFIX, .prefix = { { DOC(0, 1), 64 }, true, true, false, false,
	    86400, 14400 } },
	  "03 04 40 c0 00015180 00003840 00000000 20010db8000100000000000000000000",
	  "prefix 2001:db8:1::/64 { AdvOnLink on; AdvAutonomous on; AdvRouterAddr off;"
	  " AdvDHCPv6PDPreferred off; AdvValidLifetime 86400; AdvPreferredLifetime 14400; };" },
	/* RFC 6275 s. 7.2: R 0x20, the whole address; RFC 9762 s. 4: P 0x10 */
	{ { .type = ND_OPT_PREFIX, .prefix = { { DOC(0, 1, [15] = 0xab), 64 }, false, false, true,
	    true, UINT32_MAX, 0 } },
	  "03 04 40 30 ffffffff 00000000 00000000 20010db80001000000000000000000ab",
	  "prefix 2001:db8:1::ab/64 { AdvOnLink off; AdvAutonomous off; AdvRouterAddr on;"
	  " AdvDHCPv6PDPreferred on; AdvValidLifetime infinity; AdvPreferredLifetime 0; };" },
	/* RFC 4861 s. 4.6.3 */
	{ { .type = ND_OPT_REDIRECTED, .redirected.packet = V("\x60\0\0\0\0\0\x3b\x40") },
	  "04 02 000000000000 6000000000003b40", "AdvOption 4 \"0000000000006000000000003b40\";" },
	/* RFC 4861 s. 4.6.4 */
	{ { .type = ND_OPT_MTU, .mtu.mtu = 1500 }, "05 01 0000 000005dc", "AdvLinkMTU 1500;" },
	/* RFC 6275 s. 7.3 */
	{ { .type = ND_OPT_ADV_INTERVAL, .adv_interval.interval_ms = 600000 },
	  "07 01 0000 000927c0", "AdvOption 7 \"0000000927c0\";" },
	/* RFC 6275 s. 7.4, RFC 3963 s. 4.1 */
	{ { .type = ND_OPT_HOME_AGENT, .home_agent = { true, 10, 1800 } },
	  "08 01 8000 000a 0708", "AdvOption 8 \"8000000a0708\";" },
	/* RFC 3971 s. 5.3.2 */
	{ { .type = ND_OPT_NONCE, .nonce.nonce = V("\xa1\xa2\xa3\xa4\xa5\xa6") },
	  "0e 01 a1a2a3a4a5a6", "AdvOption 14 \"a1a2a3a4a5a6\";" },
	/* RFC 8801 s. 3.1, figure 2 */
	{ { .type = ND_OPT_PVD, .pvd = { .http = true, .delay = 1, .sequence = 123,
	    .id = V("\x07" "example\x03org\0"), .ra.cur_hop_limit = 64,
	    .options = V("\x19\x05\0\0\0\0\x07\x08"
			 "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53"
			 "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x54"
			 "\x03\x04\x40\xc0\0\x01\x51\x80\0\0\x38\x40\0\0\0\0"
			 "\x20\x01\x0d\xb8\0\x01\0\0\0\0\0\0\0\0\0\0") } },
	  wire_pvd,
	  "pvd example.org { AdvPvDHttpFlag on; AdvPvDLegacyFlag off; AdvPvDDelay 1;"
	  " AdvPvDSequenceNumber 123; AdvPvDRouterHeader off; AdvCurHopLimit 64; AdvManagedFlag off;"
	  " AdvOtherConfigFlag off; AdvHomeAgentFlag off; AdvDefaultPreference medium;"
	  " AdvSNACRouterFlag off; AdvDefaultLifetime 0; AdvReachableTime 0; AdvRetransTimer 0;"
	  " RDNSS 2001:db8::53 2001:db8::54 { AdvRDNSSLifetime 1800; };"
	  " prefix 2001:db8:1::/64 { AdvOnLink on; AdvAutonomous on; AdvRouterAddr off;"
	  " AdvDHCPv6PDPreferred off; AdvValidLifetime 86400; AdvPreferredLifetime 14400; }; };" },
	/* RFC 8801 s. 3.1: L 0x40, R 0x20; the inner header has type 134 and no checksum */
	{ { .type = ND_OPT_PVD, .pvd = { .legacy = true, .has_ra = true, .id = V("\x01x\0"),
	    .ra = { .cur_hop_limit = 64, .managed = true, .preference = ND_PREF_HIGH,
		    .router_lifetime_s = 1800, .reachable_ms = 1, .retrans_ms = 2 } } },
	  "15 04 60 00 0000 017800 00000000000000 86 00 0000 40 88 0708 00000001 00000002", NULL },
	/* RFC 4191 s. 2.3: preference high is 01 in mask 0x18; one to three units */
	{ { .type = ND_OPT_ROUTE, .route = { { .plen = 0 }, ND_PREF_HIGH, 1800 } },
	  "18 01 00 08 00000708",
	  "route ::/0 { AdvRoutePreference high; AdvRouteLifetime 1800; };" },
	{ { .type = ND_OPT_ROUTE, .route = { { DOC(0, 0xff), 48 }, ND_PREF_LOW, UINT32_MAX } },
	  "18 02 30 18 ffffffff 20010db800ff0000",
	  "route 2001:db8:ff::/48 { AdvRoutePreference low; AdvRouteLifetime infinity; };" },
	{ { .type = ND_OPT_ROUTE, .route = { { DOC(0, 0xff, [15] = 1), 128 }, ND_PREF_MEDIUM, 0 } },
	  "18 03 80 00 00000000 20010db800ff00000000000000000001", NULL },
	/* RFC 8106 s. 5.1 */
	{ { .type = ND_OPT_RDNSS, .rdnss = { V("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53"), 1800 } },
	  "19 03 0000 00000708 20010db8000000000000000000000053",
	  "RDNSS 2001:db8::53 { AdvRDNSSLifetime 1800; };" },
	/* RFC 5175 s. 4 */
	{ { .type = ND_OPT_FLAGS_EXPANSION, .flags_expansion.flags = 0x800000000001 },
	  "1a 01 8000 00000001", "AdvOption 26 \"800000000001\";" },
	/* RFC 8106 s. 5.2: 18 octets of name, 6 of padding, length 4 */
	{ { .type = ND_OPT_DNSSL, .dnssl = { V("\x04test\x07" "example\x03" "com\0"), 600 } },
	  "1f 04 0000 00000258 04 74657374 07 6578616d706c65 03 636f6d 00 000000000000",
	  "DNSSL test.example.com { AdvDNSSLLifetime 600; };" },
	/* RFC 6775 s. 4.2: C 0x10, CID 0x0f; two units up to 64 bits of context */
	{ { .type = ND_OPT_6CO, .sixco = { DOC(0), 64, true, 5, 10 } },
	  "22 02 40 15 0000 000a 20010db800000000",
	  "lowpanco { AdvContextPrefix 2001:db8::; AdvContextLength 64;"
	  " AdvContextCompressionFlag on; AdvContextID 5; AdvLifeTime 10; };" },
	{ { .type = ND_OPT_6CO, .sixco = { DOC([15] = 1), 128, false, 15, 1 } },
	  "22 03 80 0f 0000 0001 20010db8000000000000000000000001", NULL },
	/* RFC 6775 s. 4.3 */
	{ { .type = ND_OPT_ABRO, .abro = { 1, 2, 10000, DOC([15] = 1) } },
	  "23 03 0001 0002 2710 20010db8000000000000000000000001",
	  "abro 2001:db8::1 { AdvVersionLow 1; AdvVersionHigh 2; AdvValidLifetime 10000; };" },
	/* RFC 8910 s. 2.3: six octets of URI need no padding, seven need seven more */
	{ { .type = ND_OPT_CAPTIVE_PORTAL, .captive_portal.uri = V("urn:ab") },
	  "25 01 75726e3a6162", "AdvCaptivePortalAPI \"urn:ab\";" },
	{ { .type = ND_OPT_CAPTIVE_PORTAL, .captive_portal.uri = V("urn:abc") },
	  "25 02 75726e3a616263 00000000000000", "AdvCaptivePortalAPI \"urn:abc\";" },
	/* RFC 8781 s. 4: 1800 s are 225 units of 8; /96 has code 0, /64 code 1 */
	{ { .type = ND_OPT_PREF64, .pref64 = { { A(0, 0x64, 0xff, 0x9b), 96 }, 1800 } },
	  "26 02 0708 0064ff9b0000000000000000",
	  "nat64prefix 64:ff9b::/96 { AdvValidLifetime 1800; };" },
	{ { .type = ND_OPT_PREF64, .pref64 = { { DOC(0, 0x64), 64 }, 65528 } },
	  "26 02 fff9 20010db80064000000000000", NULL },
	{ { .type = ND_OPT_PREF64, .pref64 = { { DOC(), 32 }, 8 } },
	  "26 02 000d 20010db80000000000000000", NULL },
	/* RFC 9463 s. 6.1: 10 octets and a name of 13 need one octet of padding; nothing else */
	{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .lifetime_s = 1800,
	    .adn = V("\x03" "dns\x07" "example\0") } },
	  "90 03 0001 00000708 000d 03646e73 076578616d706c65 00 00",
	  "DNR dns.example { AdvDNRPriority 1; AdvDNRLifetime 1800; };" },
	/* RFC 9463 s. 6.1, RFC 9460 s. 7: alpn "dot", port 853 */
	{ { .type = ND_OPT_DNR, .dnr = { .priority = 2, .lifetime_s = UINT32_MAX,
	    .adn = V("\x03" "dns\x07" "example\0"),
	    .addrs = V("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53"),
	    .svc_params = V("\0\x01\0\x04\x03" "dot\0\x03\0\x02\x03\x55") } },
	  "90 08 0002 ffffffff 000d 03646e73 076578616d706c65 00"
	  "0010 20010db8000000000000000000000053 000e 0001 0004 03646f74 0003 0002 0355 0000000000 0000",
	  "DNR dns.example { AdvDNRPriority 2; AdvDNRAddr 2001:db8::53;"
	  " AdvDNRSvcParams \"0001000403646f74000300020355\"; AdvDNRLifetime infinity; };" },
};

static void every_value_becomes_the_octets_of_its_rfc(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(vectors); i++) {
		struct nd_opt o = vectors[i].value;
		uint8_t want[ND_OPT_MAX_LEN], got[ND_OPT_MAX_LEN];
		size_t len = octets_of(vectors[i].wire, want, sizeof(want));
		struct wbuf w;

		o.desc = nd_opt_desc_of(o.type);
		wbuf_init(&w, got, sizeof(got));
		assert_int_equal(nd_opt_build(&w, &o), 0);
		if (w.len != len)
			fail_msg("vector %u: %zu octets instead of %zu", i, w.len, len);
		assert_memory_equal(got, want, len);
	}
}

static void the_octets_of_its_rfc_become_the_value(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(vectors); i++) {
		struct nd_opt want = vectors[i].value, got;
		uint8_t octets[ND_OPT_MAX_LEN];
		size_t len = octets_of(vectors[i].wire, octets, sizeof(octets));
		struct rbuf r;
		unsigned at = 0;
		int fault;

		want.desc = nd_opt_desc_of(want.type);
		rbuf_init(&r, octets, len);
		assert_int_equal(nd_opt_next(&r, &got, &fault), 1);
		assert_int_equal(fault, 0);
		assert_true(nd_opt_same_key(&got, &want));
		assert_null(nd_opt_differ(&got, &want, &at));
		assert_int_equal(rbuf_left(&r), 0);
	}
}

static void every_value_has_its_spelling_in_radvd_conf(void **state)
{
	char out[4096];
	struct text t;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(vectors); i++) {
		struct nd_opt o = vectors[i].value;

		if (!vectors[i].text)
			continue;
		o.desc = nd_opt_desc_of(o.type);
		text_init(&t, out, sizeof(out));
		nd_opt_put(&t, &o);
		assert_string_equal(out, vectors[i].text);
	}
}

/* Parse @hex, one option; its fault is the answer. */
static int fault_of(const char *hex, struct nd_opt *o)
{
	static uint8_t octets[ND_OPT_MAX_LEN];
	size_t len = octets_of(hex, octets, sizeof(octets));
	struct rbuf r;
	int fault;

	rbuf_init(&r, octets, len);
	assert_int_equal(nd_opt_next(&r, o, &fault), 1);
	return fault;
}

static void what_an_rfc_says_to_ignore_is_a_fault_of_that_option(void **state)
{
	static const struct {
		const char *wire;
		int fault;
	} cases[] = {
		/* prefix length 128 and 129 */
		{ "03 04 80 c0 00000001 00000001 00000000 20010db8000000000000000000000001", 0 },
		{ "03 04 81 c0 00000001 00000001 00000000 20010db8000000000000000000000001", ND_ERANGE },
		/* preferred above valid is no fault */
		{ "03 04 40 c0 00000001 00000002 00000000 20010db8000000000000000000000000", 0 },
		/* a route of 64 bits needs two units, of 65 three, of none one */
		{ "18 01 00 00 00000001", 0 },
		{ "18 01 01 00 00000001", ND_ELEN },
		{ "18 02 40 00 00000001 20010db800000000", 0 },
		{ "18 02 41 00 00000001 20010db800000000", ND_ELEN },
		{ "18 03 81 00 00000001 20010db8000000000000000000000000", ND_ERANGE },
		/* longer than needed is allowed (RFC 4191 s. 2.3) */
		{ "18 03 00 00 00000001 00000000000000000000000000000000", 0 },
		/* preference 10 */
		{ "18 01 00 10 00000001", ND_ERANGE },
		/* RDNSS of even length, and of two units */
		{ "19 02 0000 00000001 0000000000000000", ND_ELEN },
		{ "19 04 0000 00000001 00000000000000000000000000000000 0000000000000000", ND_ELEN },
		/* DNSSL without a name; with a pointer; unterminated; with something behind the padding */
		{ "1f 01 0000 00000001", ND_ELEN },
		{ "1f 02 0000 00000001 0000000000000000", ND_ERANGE },
		{ "1f 02 0000 00000001 c000000000000000", ND_ERANGE },
		{ "1f 02 0000 00000001 0761616161616161", ND_ESHORT },
		{ "1f 02 0000 00000001 0661616161616100", 0 },
		{ "1f 02 0000 00000001 0161000000000000", 0 },
		{ "1f 02 0000 00000001 0161000000000161", ND_ERANGE },
		/* PREF64: length 1, 3; code 5 and 6 */
		{ "26 01 0000 00000000", ND_ELEN },
		{ "26 03 0000 000000000000000000000000 0000000000000000", ND_ELEN },
		{ "26 02 0005 20010db80000000000000000", 0 },
		{ "26 02 0006 20010db80000000000000000", ND_ERANGE },
		/* MTU of two units */
		{ "05 02 0000 00000500 0000000000000000", ND_ELEN },
		/* 6CO: 65 bits in two units, 129 bits */
		{ "22 02 40 00 0000 0001 20010db800000000", 0 },
		{ "22 02 41 00 0000 0001 20010db800000000", ND_ELEN },
		{ "22 03 81 00 0000 0001 20010db8000000000000000000000000", ND_ERANGE },
		/* captive portal: empty; a zero inside */
		{ "25 01 000000000000", ND_ERANGE },
		{ "25 01 610062000000", ND_ERANGE },
		{ "25 01 610000000000", 0 },
		/* flags expansion may be longer */
		{ "1a 02 8000 00000000 ffffffffffffffff", 0 },
		/* PvD: no name; no room for the inner header; inner zero length; inner overrun */
		{ "15 01 0000 0000 0000", ND_ELEN },
		{ "15 02 0000 0000 00 00000000000000000000", ND_ERANGE },
		{ "15 02 2000 0000 0178 00 00000000000000", ND_ESHORT },
		{ "15 03 0000 0000 0178 00 00000000000000 0500000000000000", ND_ELEN },
		{ "15 03 0000 0000 0178 00 00000000000000 0502000000000000", ND_ELEN },
		{ "15 03 0000 0000 0178 00 00000000000000 0501000000000500", 0 },
		/* what an unaware router put into padding, type and checksum says nothing */
		{ "15 04 3fe0 0000 0178 00 ffffffffffffff 85ffffff 40000000 0000000000000000", 0 },
		/* DNR: name longer than its length, name shorter, name out of the option */
		{ "90 02 0001 00000000 0003 0161 00 000000", 0 },
		{ "90 02 0001 00000000 0002 0161 00 000000", ND_ERANGE },
		{ "90 02 0001 00000000 0004 0161 00 000000", ND_ERANGE },
		{ "90 02 0001 00000000 0040 0161 00 000000", ND_ESHORT },
		/* DNR: address length 15; addresses out of the option; parameters out of it */
		{ "90 04 0001 00000000 0003 016100 000f 00000000000000000000000000000000 0000", ND_ELEN },
		{ "90 04 0001 00000000 0003 016100 0020 00000000000000000000000000000000 00", ND_ESHORT },
		{ "90 05 0001 00000000 0003 016100 0010 20010db8000000000000000000000053 0040"
		  "00000000000000", ND_ESHORT },
		{ "90 05 0001 00000000 0003 016100 0010 20010db8000000000000000000000053 0003"
		  "00010000000000", ND_ELEN },
		{ "90 05 0001 00000000 0003 016100 0010 20010db8000000000000000000000053 0004"
		  "00020000000000", 0 },
		/* DNR: no addresses, but something behind them */
		{ "90 03 0001 00000000 0003 016100 0000 000400020000000000", ND_ELEN },
		{ "90 03 0001 00000000 0003 016100 0000 000000000000000000", 0 },
		/* priority 0 and keys out of order are read (R-166, R-169 bind the sender) */
		{ "90 06 0000 00000000 0003 016100 0010 20010db8000000000000000000000053 000a"
		  "0003000203550001000000 00000000", 0 },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct nd_opt o;
		int fault = fault_of(cases[i].wire, &o);

		if (fault != cases[i].fault)
			fail_msg("%s: %d instead of %d", cases[i].wire, fault, cases[i].fault);
	}
}

static int build_of(const struct nd_opt *o, uint8_t *out, size_t *len)
{
	struct nd_opt whole = *o;
	struct wbuf w;
	int r;

	whole.desc = nd_opt_desc_of(o->type);
	wbuf_init(&w, out, ND_OPT_MAX_LEN);
	r = nd_opt_build(&w, &whole);
	*len = w.len;
	return r;
}

#define NAME63 "\x3f" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LABEL64 "\x40" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\0"
#define NAME256 NAME63 NAME63 NAME63 "\x3e" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\0"
#define DNS_ADDR V("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53")

static void what_must_not_be_said_is_refused_and_leaves_nothing(void **state)
{
	static const uint8_t too_many[128 * 16];
	static const struct {
		struct nd_opt value;
		int r;
	} cases[] = {
		{ { .type = ND_OPT_PREFIX, .prefix = { .prefix.plen = 129 } }, ND_ERANGE },
		{ { .type = ND_OPT_PREFIX, .prefix = { .valid_s = 1, .preferred_s = 2 } }, ND_ERANGE },
		{ { .type = ND_OPT_ROUTE, .route = { .prefix.plen = 129 } }, ND_ERANGE },
		{ { .type = ND_OPT_SLLA }, ND_ERANGE },
		{ { .type = ND_OPT_NONCE, .nonce.nonce = V("12345") }, ND_ERANGE },
		{ { .type = ND_OPT_HOME_AGENT }, ND_ERANGE },
		{ { .type = ND_OPT_RDNSS }, ND_ERANGE },
		{ { .type = ND_OPT_RDNSS, .rdnss.servers = V("123456789012345") }, ND_ERANGE },
		{ { .type = ND_OPT_RDNSS, .rdnss.servers = { too_many, sizeof(too_many) } }, ND_EFULL },
		{ { .type = ND_OPT_FLAGS_EXPANSION, .flags_expansion.flags = 1ull << 48 }, ND_ERANGE },
		{ { .type = ND_OPT_DNSSL }, ND_ERANGE },
		{ { .type = ND_OPT_DNSSL, .dnssl.suffixes = V("\0") }, ND_ERANGE },
		{ { .type = ND_OPT_DNSSL, .dnssl.suffixes = V("\x01x\0\0") }, ND_ERANGE },
		{ { .type = ND_OPT_DNSSL, .dnssl.suffixes = V("\x01x") }, ND_ERANGE },
		{ { .type = ND_OPT_DNSSL, .dnssl.suffixes = V(LABEL64) }, ND_ERANGE },
		{ { .type = ND_OPT_DNSSL, .dnssl.suffixes = V(NAME256) }, ND_ERANGE },
		{ { .type = ND_OPT_6CO, .sixco.context_len = 129 }, ND_ERANGE },
		{ { .type = ND_OPT_6CO, .sixco.context_id = 16 }, ND_ERANGE },
		{ { .type = ND_OPT_CAPTIVE_PORTAL }, ND_ERANGE },
		{ { .type = ND_OPT_CAPTIVE_PORTAL, .captive_portal.uri = V("a\0b") }, ND_ERANGE },
		{ { .type = ND_OPT_PREF64, .pref64.prefix.plen = 0 }, ND_ERANGE },
		{ { .type = ND_OPT_PREF64, .pref64.prefix.plen = 95 }, ND_ERANGE },
		{ { .type = ND_OPT_PREF64, .pref64.prefix.plen = 128 }, ND_ERANGE },
		{ { .type = ND_OPT_PVD }, ND_ERANGE },
		{ { .type = ND_OPT_PVD, .pvd.id = V("\0") }, ND_ERANGE },
		{ { .type = ND_OPT_PVD, .pvd.id = V("\x01x\0\x01y\0") }, ND_ERANGE },
		{ { .type = ND_OPT_PVD, .pvd = { .id = V("\x01x\0"), .delay = 16 } }, ND_ERANGE },
		{ { .type = ND_OPT_PVD, .pvd = { .id = V("\x01x\0"),
		    .options = V("\x15\x02\0\0\0\0\x01y\0\0\0\0\0\0\0\0") } }, ND_ERANGE },
		{ { .type = ND_OPT_PVD, .pvd = { .id = V("\x01x\0"), .options = V("\x05\x01\0\0") } },
		  ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .adn = V("\x01x\0") } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1 } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"),
		    .addrs = V("123456789012345") } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"),
		    .addrs = V("\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\x01") } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"),
		    .addrs = V("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01") } }, ND_ERANGE },
		/* parameters without an address; out of order; twice; an address hint; cut */
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"),
		    .svc_params = V("\0\x03\0\x02\x03\x55") } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"), .addrs = DNS_ADDR,
		    .svc_params = V("\0\x03\0\x02\x03\x55\0\x01\0\x04\x03" "dot") } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"), .addrs = DNS_ADDR,
		    .svc_params = V("\0\x03\0\x02\x03\x55\0\x03\0\x02\x03\x55") } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"), .addrs = DNS_ADDR,
		    .svc_params = V("\0\x04\0\x04\x01\x02\x03\x04") } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"), .addrs = DNS_ADDR,
		    .svc_params = V("\0\x06\0\0") } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"), .addrs = DNS_ADDR,
		    .svc_params = V("\0\x03\0\x02\x03") } }, ND_ERANGE },
		{ { .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x01x\0"),
		    .addrs = { too_many, sizeof(too_many) } } }, ND_EFULL },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t out[ND_OPT_MAX_LEN];
		size_t len;
		int r = build_of(&cases[i].value, out, &len);

		if (r != cases[i].r || len != 0)
			fail_msg("case %u (type %u): %d", i, cases[i].value.type, r);
	}
}

static void pref64_lifetimes_round_up_and_never_to_zero(void **state)
{
	static const struct {
		uint16_t seconds, wire;
	} cases[] = {	/* 618 s are 78 units, the most are 8191 */
		{ 0, 0 }, { 1, 8 }, { 7, 8 }, { 8, 8 }, { 9, 16 }, { 618, 78 * 8 },
		{ 65527, 65528 }, { 65528, 65528 }, { 65529, 65528 }, { 65535, 65528 },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct nd_opt o = { .type = ND_OPT_PREF64, .pref64 = { .prefix.plen = 96 } };
		uint8_t out[ND_OPT_MAX_LEN];
		size_t len;

		o.pref64.lifetime_s = cases[i].seconds;
		assert_int_equal(build_of(&o, out, &len), 0);
		assert_int_equal(out[2] << 8 | out[3], cases[i].wire);
	}
}

static void bits_behind_a_prefix_are_zero_on_the_wire(void **state)
{
	struct nd_opt o = { .type = ND_OPT_PREFIX };
	uint8_t out[ND_OPT_MAX_LEN];
	size_t len;

	(void)state;
	memset(&o.prefix.prefix.addr, 0xff, 16);
	o.prefix.prefix.plen = 65;
	assert_int_equal(build_of(&o, out, &len), 0);
	assert_int_equal(out[16 + 8], 0x80);
	assert_int_equal(out[16 + 15], 0);
	o.prefix.router_addr = true;	/* RFC 6275 s. 7.2: then it is an address */
	assert_int_equal(build_of(&o, out, &len), 0);
	assert_int_equal(out[16 + 15], 0xff);

	o = (struct nd_opt){ .type = ND_OPT_ROUTE, .route.prefix.plen = 1 };
	memset(&o.route.prefix.addr, 0xff, 16);
	assert_int_equal(build_of(&o, out, &len), 0);
	assert_int_equal(len, 16);
	assert_int_equal(out[8], 0x80);
	assert_int_equal(out[9], 0);

	o = (struct nd_opt){ .type = ND_OPT_PREF64, .pref64.prefix.plen = 32 };
	memset(&o.pref64.prefix.addr, 0xff, 16);
	assert_int_equal(build_of(&o, out, &len), 0);
	assert_int_equal(out[7], 0xff);
	assert_int_equal(out[8], 0);

	o = (struct nd_opt){ .type = ND_OPT_6CO, .sixco.context_len = 0 };
	memset(&o.sixco.context, 0xff, 16);
	assert_int_equal(build_of(&o, out, &len), 0);
	assert_int_equal(len, 16);
	assert_int_equal(out[8], 0);
}

static void bits_behind_a_prefix_from_the_wire_do_not_count(void **state)
{
	struct nd_opt o;

	(void)state;
	assert_int_equal(fault_of("03 04 40 c0 00000001 00000001 00000000"
				  "20010db80000000000000000000000ff", &o), 0);
	assert_int_equal(o.prefix.prefix.addr.s6_addr[15], 0);
	assert_int_equal(fault_of("03 04 40 e0 00000001 00000001 00000000"
				  "20010db80000000000000000000000ff", &o), 0);
	assert_int_equal(o.prefix.prefix.addr.s6_addr[15], 0xff);
}

static void a_value_that_nobody_may_spell_is_shown_as_escaped_text(void **state)
{
	char out[256];
	struct nd_opt o;
	struct text t;

	(void)state;
	text_init(&t, out, sizeof(out));
	assert_int_equal(fault_of("25 01 61220a1b0000", &o), 0);
	nd_opt_put(&t, &o);
	assert_string_equal(out, "AdvCaptivePortalAPI \"a\\\"\\x0a\\x1b\";");
	text_init(&t, out, sizeof(out));
	assert_int_equal(fault_of("1f 02 0000 00000001 042e3b20 0a00 0000", &o), 0);
	nd_opt_put(&t, &o);
	assert_string_equal(out, "DNSSL \\x2e\\x3b\\x20\\x0a { AdvDNSSLLifetime 1; };");
}

static void an_option_with_a_fault_is_shown_as_octets(void **state)
{
	char out[256];
	struct nd_opt o;
	struct text t;

	(void)state;
	text_init(&t, out, sizeof(out));
	assert_int_equal(fault_of("18 01 00 10 00000001", &o), ND_ERANGE);
	nd_opt_put(&t, &o);
	assert_string_equal(out, "AdvOption 24 \"001000000001\";");
}

static void a_pvd_inside_a_pvd_is_shown_as_octets(void **state)
{
	char out[1024];
	struct nd_opt o;
	struct text t;

	(void)state;
	text_init(&t, out, sizeof(out));
	assert_int_equal(fault_of("15 04 0000 0000 017800 00000000000000"
				  "15 02 0000 0000 017900 00000000000000", &o), 0);
	nd_opt_put(&t, &o);
	assert_non_null(strstr(out, " AdvOption 21 \"0000000001790000000000000000\"; };"));
}

static void service_parameters_are_written_as_rfc_9460_wants_them(void **state)
{
	const struct view ids = view_of("\2h2\2h3", 6);
	uint8_t out[64], want[64];
	struct wbuf w;
	size_t len;

	(void)state;
	wbuf_init(&w, out, sizeof(out));
	assert_int_equal(nd_svc_put_alpn(&w, ids), 0);
	assert_int_equal(nd_svc_put_port(&w, 443), 0);
	assert_int_equal(nd_svc_put_dohpath(&w, "/q{?dns}"), 0);
	len = octets_of("0001 0006 02 6832 02 6833  0003 0002 01bb  0007 0008 2f717b3f646e737d",
			want, sizeof(want));
	assert_int_equal(w.len, len);
	assert_memory_equal(out, want, len);
	assert_true(nd_svc_valid(view_of(out, w.len)));
	assert_int_equal(nd_svc_put_alpn(&w, view_of("\0", 1)), ND_ERANGE);
	assert_int_equal(nd_svc_put_alpn(&w, view_of("\2h2\0", 4)), ND_ERANGE);
	assert_int_equal(nd_svc_put_alpn(&w, view_of("\2h2\2h", 5)), ND_ERANGE);
	assert_int_equal(nd_svc_put_alpn(&w, view_of(NULL, 0)), ND_ERANGE);
	assert_int_equal(nd_svc_put_dohpath(&w, ""), ND_ERANGE);
	assert_int_equal(w.len, len);
	for (size_t cap = 0; cap < 10; cap++) {
		wbuf_init(&w, out, cap);
		assert_int_equal(nd_svc_put_alpn(&w, ids), ND_EFULL);
		assert_int_equal(nd_svc_put_port(&w, 443), cap < 6 ? ND_EFULL : 0);
		assert_int_equal(w.len, cap < 6 ? 0 : 6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_becomes_the_octets_of_its_rfc),
		cmocka_unit_test(the_octets_of_its_rfc_become_the_value),
		cmocka_unit_test(every_value_has_its_spelling_in_radvd_conf),
		cmocka_unit_test(what_an_rfc_says_to_ignore_is_a_fault_of_that_option),
		cmocka_unit_test(what_must_not_be_said_is_refused_and_leaves_nothing),
		cmocka_unit_test(pref64_lifetimes_round_up_and_never_to_zero),
		cmocka_unit_test(bits_behind_a_prefix_are_zero_on_the_wire),
		cmocka_unit_test(bits_behind_a_prefix_from_the_wire_do_not_count),
		cmocka_unit_test(a_value_that_nobody_may_spell_is_shown_as_escaped_text),
		cmocka_unit_test(an_option_with_a_fault_is_shown_as_octets),
		cmocka_unit_test(a_pvd_inside_a_pvd_is_shown_as_octets),
		cmocka_unit_test(service_parameters_are_written_as_rfc_9460_wants_them),
	};

	return cmocka_run_group_tests_name("opt_wire", tests, NULL, NULL);
}
