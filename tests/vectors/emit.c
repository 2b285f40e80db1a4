/* SPDX-License-Identifier: ISC */
/*
 * Writes Router Advertisements made by lib/nd into a pcap file, and to
 * standard output what somebody else's decoder must see in them:
 * FRAME<tab>FIELD<tab>VALUE. What is expected is written down here by hand, in
 * the decoder's own words, never taken from our encoder. judge.py compares.
 *
 * A field of tshark is named as it is; "octets" are the options as hex, where
 * no decoder knows them, and "scapy.LAYER.FIELD" is one of scapy.
 */
#include <stdio.h>
#include <string.h>

#include "ip6.h"
#include "nd_check.h"
#include "nd_opt.h"

#define LINKTYPE_RAW 101u	/* the packet starts with its IPv6 header */
#define RA_MAX 4096u
#define V(s) { .ptr = (const uint8_t *)(s), .len = sizeof(s) - 1 }
#define A(...) { .s6_addr = { 0x20, 0x01, 0x0d, 0xb8, __VA_ARGS__ } }
#define MAX_OPTIONS 4
#define MAX_EXPECTED 14

struct expected {
	const char *field, *value;
};

struct advert {
	struct nd_ra ra;
	struct nd_opt options[MAX_OPTIONS];	/* up to the first of type 0 */
	struct expected expected[MAX_EXPECTED];
};

#define NAMES "\x04test\x07" "example\x03" "com\0\x03org\0"
#define RDNSS_AND_PIO                                                                              \
	"\x19\x05\0\0\0\0\x07\x08"                                                                 \
	"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x54"   \
	"\x03\x04\x40\xc0\0\x01\x51\x80\0\0\x38\x40\0\0\0\0\x20\x01\x0d\xb8\0\x01\0\0\0\0\0\0\0\0\0\0"

static const struct advert adverts[] = {
	/* the fixed part */
	{ { .cur_hop_limit = 64, .router_lifetime_s = 1800 }, { { .type = 0 } },
	  { { "icmpv6.nd.ra.cur_hop_limit", "64" }, { "icmpv6.nd.ra.flag", "0x00" },
	    { "icmpv6.nd.ra.router_lifetime", "1800" }, { "icmpv6.nd.ra.reachable_time", "0" },
	    { "icmpv6.nd.ra.retrans_timer", "0" } } },
	{ { .cur_hop_limit = 255, .managed = true, .preference = ND_PREF_HIGH,
	    .router_lifetime_s = 65535, .reachable_ms = 3600000, .retrans_ms = UINT32_MAX },
	  { { .type = 0 } },
	  { { "icmpv6.nd.ra.cur_hop_limit", "255" }, { "icmpv6.nd.ra.flag.m", "1" },
	    { "icmpv6.nd.ra.flag.o", "0" }, { "icmpv6.nd.ra.flag.h", "0" },
	    { "icmpv6.nd.ra.flag.prf", "1" }, { "icmpv6.nd.ra.flag.p", "0" },
	    { "icmpv6.nd.ra.flag.rsv", "0" }, { "icmpv6.nd.ra.router_lifetime", "65535" },
	    { "icmpv6.nd.ra.reachable_time", "3600000" },
	    { "icmpv6.nd.ra.retrans_timer", "4294967295" } } },
	{ { .other = true, .home_agent = true, .preference = ND_PREF_LOW, .router_lifetime_s = 1 },
	  { { .type = 0 } },
	  { { "icmpv6.nd.ra.flag.m", "0" }, { "icmpv6.nd.ra.flag.o", "1" },
	    { "icmpv6.nd.ra.flag.h", "1" }, { "icmpv6.nd.ra.flag.prf", "3" },
	    { "scapy.ICMPv6ND_RA.prf", "3" }, { "scapy.ICMPv6ND_RA.H", "1" } } },
	/* no preference without a lifetime (RFC 4191 s. 2.2); the proxy bit (RFC 4389 s. 4.1.3.3) */
	{ { .proxy = true, .preference = ND_PREF_HIGH }, { { .type = 0 } },
	  { { "icmpv6.nd.ra.flag.prf", "0" }, { "icmpv6.nd.ra.flag.p", "1" },
	    { "icmpv6.nd.ra.flag", "0x04" } } },
	/* SNAC router flag: bit 6, mask 0x02 (draft-ietf-6man-snac-router-ra-flag) */
	{ { .snac = true }, { { .type = 0 } }, { { "icmpv6.nd.ra.flag", "0x02" } } },

	/* RFC 4861 s. 4.6.1 and 4.6.4 */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_SLLA, .lladdr.addr = V("\x02\0\x5e\x10\0\x01") },
	    { .type = ND_OPT_MTU, .mtu.mtu = 1500 } },
	  { { "icmpv6.opt.type", "1 5" }, { "icmpv6.opt.length", "1 1" },
	    { "icmpv6.opt.src_linkaddr", "02:00:5e:10:00:01" }, { "icmpv6.opt.mtu", "1500" },
	    { "scapy.ICMPv6NDOptSrcLLAddr.lladdr", "02:00:5e:10:00:01" },
	    { "scapy.ICMPv6NDOptMTU.mtu", "1500" } } },
	/* RFC 4861 s. 4.6.2: two prefixes, one with host bits that must not be seen */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_PREFIX, .prefix = { { A(0, 1, [15] = 0xff), 64 }, true, true, false,
	      false, 86400, 14400 } },
	    { .type = ND_OPT_PREFIX, .prefix = { { A(0, 2), 56 }, false, false, false, false,
	      UINT32_MAX, 0 } } },
	  { { "icmpv6.opt.type", "3 3" }, { "icmpv6.opt.length", "4 4" },
	    { "icmpv6.opt.prefix", "2001:db8:1:: 2001:db8:2::" },
	    { "icmpv6.opt.prefix.length", "64 56" }, { "icmpv6.opt.prefix.flag.l", "1 0" },
	    { "icmpv6.opt.prefix.flag.a", "1 0" }, { "icmpv6.opt.prefix.flag.r", "0 0" },
	    { "icmpv6.opt.prefix.flag.reserved", "0 0" },
	    { "icmpv6.opt.prefix.valid_lifetime", "86400 4294967295" },
	    { "icmpv6.opt.prefix.preferred_lifetime", "14400 0" },
	    { "scapy.ICMPv6NDOptPrefixInfo.validlifetime", "86400" },
	    { "scapy.ICMPv6NDOptPrefixInfo.preferredlifetime", "14400" },
	    { "scapy.ICMPv6NDOptPrefixInfo.prefix", "2001:db8:1::" } } },
	/* RFC 6275 s. 7.2 (R, the whole address), RFC 9762 s. 4 (P, mask 0x10) */
	{ { .home_agent = true, .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_PREFIX, .prefix = { { A(0, 1, [15] = 1), 64 }, true, false, true,
	      true, 1800, 1800 } },
	    { .type = ND_OPT_ADV_INTERVAL, .adv_interval.interval_ms = 600000 },
	    { .type = ND_OPT_HOME_AGENT, .home_agent = { true, 10, 1800 } } },
	  { { "icmpv6.opt.type", "3 7 8" }, { "icmpv6.opt.prefix", "2001:db8:1::1" },
	    { "icmpv6.opt.prefix.flag", "0xb0" }, { "icmpv6.opt.prefix.flag.r", "1" },
	    { "icmpv6.opt.advertisement_interval", "600000" },
	    { "icmpv6.opt.home_agent_preference", "10" },
	    { "icmpv6.opt.home_agent_lifetime", "1800" },
	    { "scapy.ICMPv6NDOptPrefixInfo.R", "1" },
	    { "scapy.ICMPv6NDOptAdvInterval.advint", "600000" },
	    { "scapy.ICMPv6NDOptHAInfo.lifetime", "1800" },
	    { "octets", "0304 40 b0 00000708 00000708 00000000 20010db8000100000000000000000001"
			"0701 0000 000927c0 0801 8000 000a 0708" } } },
	/* RFC 4191 s. 2.3: one, two and three units */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_ROUTE, .route = { { .plen = 0 }, ND_PREF_HIGH, 1800 } },
	    { .type = ND_OPT_ROUTE, .route = { { A(0, 0xff), 48 }, ND_PREF_LOW, UINT32_MAX } },
	    { .type = ND_OPT_ROUTE, .route = { { A(0, 0xff, [15] = 1), 128 }, ND_PREF_MEDIUM, 0 } } },
	  { { "icmpv6.opt.type", "24 24 24" }, { "icmpv6.opt.length", "1 2 3" },
	    { "icmpv6.opt.prefix.length", "0 48 128" },
	    { "icmpv6.opt.route_info.flag.route_preference", "1 3 0" },
	    { "icmpv6.opt.route_info.flag.reserved", "0 0 0" },
	    { "icmpv6.opt.route_lifetime", "1800 4294967295 0" },
	    { "scapy.ICMPv6NDOptRouteInfo.prf", "1" },
	    { "scapy.ICMPv6NDOptRouteInfo.rtlifetime", "1800" },
	    { "octets", "1801 0008 00000708 1802 3018 ffffffff 20010db800ff0000"
			"1803 8000 00000000 20010db800ff00000000000000000001" } } },
	/* RFC 8106 s. 5.1 and 5.2 */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_RDNSS, .rdnss = { V("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53"
			"\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x53"), 1800 } },
	    { .type = ND_OPT_DNSSL, .dnssl = { V(NAMES), UINT32_MAX } } },
	  { { "icmpv6.opt.type", "25 31" }, { "icmpv6.opt.length", "5 4" },
	    { "icmpv6.opt.rdnss.lifetime", "1800" },
	    { "icmpv6.opt.rdnss", "2001:db8::53 fe80::53" },
	    { "icmpv6.opt.dnssl.lifetime", "4294967295" },
	    { "icmpv6.opt.dnssl", "test.example.com org" },
	    { "scapy.ICMPv6NDOptRDNSS.lifetime", "1800" },
	    { "scapy.ICMPv6NDOptRDNSS.dns", "2001:db8::53 fe80::53" },
	    { "scapy.ICMPv6NDOptDNSSL.searchlist", "test.example.com. org." } } },
	/* RFC 5175 s. 4; flag bit 8 is the highest of the 48 */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_FLAGS_EXPANSION, .flags_expansion.flags = 0x800000000001 } },
	  { { "icmpv6.opt.type", "26" }, { "octets", "1a01 8000 00000001" } } },
	/* RFC 6775 s. 4.2 and 4.3 */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_6CO, .sixco = { A(), 64, true, 5, 10 } },
	    { .type = ND_OPT_ABRO, .abro = { 1, 2, 10000, A([15] = 1) } } },
	  { { "icmpv6.opt.type", "34 35" }, { "icmpv6.opt.length", "2 3" },
	    { "icmpv6.opt.6co.context_length", "64" }, { "icmpv6.opt.6co.flag.c", "1" },
	    { "icmpv6.opt.6co.flag.cid", "5" }, { "icmpv6.opt.6co.flag.reserved", "0" },
	    { "icmpv6.opt.6co.valid_lifetime", "10" },
	    { "icmpv6.opt.6co.context_prefix", "2001:db8::" },
	    { "icmpv6.opt.abro.version_low", "1" }, { "icmpv6.opt.abro.version_high", "2" },
	    { "icmpv6.opt.abro.valid_lifetime", "10000" },
	    { "icmpv6.opt.abro.6lbr_address", "2001:db8::1" } } },
	/* RFC 8910 s. 2.3 */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_CAPTIVE_PORTAL,
	      .captive_portal.uri = V("https://portal.example.org/api") } },
	  { { "icmpv6.opt.type", "37" }, { "icmpv6.opt.length", "4" },
	    { "icmpv6.opt.captive_portal", "https://portal.example.org/api" } } },
	/* RFC 8781 s. 4: 618 s are 78 units of 8; /96 is code 0, /32 code 5 */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_PREF64,
	      .pref64 = { { { .s6_addr = { 0, 0x64, 0xff, 0x9b } }, 96 }, 618 } },
	    { .type = ND_OPT_PREF64, .pref64 = { { A(), 32 }, 65528 } } },
	  { { "icmpv6.opt.type", "38 38" }, { "icmpv6.opt.length", "2 2" },
	    { "icmpv6.opt.pref64.scaled_lifetime", "78 8191" }, { "icmpv6.opt.pref64.plc", "0x0000 0x0005" },
	    { "icmpv6.opt.pref64.prefix", "64:ff9b:: 2001:db8::" },
	    { "octets", "2602 0270 0064ff9b0000000000000000 2602 fffd 20010db80000000000000000" } } },
	/* RFC 8801 s. 3.1, figure 2; no decoder here knows it */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_PVD, .pvd = { .http = true, .delay = 1, .sequence = 123,
	      .id = V("\x07" "example\x03org\0"), .options = V(RDNSS_AND_PIO) } } },
	  { { "icmpv6.opt.type", "21" }, { "icmpv6.opt.length", "12" },
	    { "octets", "150c 8001 007b 07 6578616d706c65 03 6f7267 00 0000000000"
			"1905 0000 00000708 20010db8000000000000000000000053"
			"20010db8000000000000000000000054"
			"0304 40 c0 00015180 00003840 00000000 20010db8000100000000000000000000" } } },
	/* RFC 8801 s. 3.1: L and R, with an inner header */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_PVD, .pvd = { .legacy = true, .has_ra = true, .id = V("\x01x\0"),
	      .ra = { .cur_hop_limit = 64, .managed = true, .preference = ND_PREF_HIGH,
		      .router_lifetime_s = 1800, .reachable_ms = 1, .retrans_ms = 2 } } } },
	  { { "icmpv6.opt.type", "21" }, { "icmpv6.opt.length", "4" },
	    { "octets", "1504 6000 0000 017800 00000000000000"
			"8600 0000 40 88 0708 00000001 00000002" } } },
	/* RFC 9463 s. 6.1: name only; with an address, alpn "dot" (RFC 7858) and port 853 */
	{ { .router_lifetime_s = 1800 },
	  { { .type = ND_OPT_DNR, .dnr = { .priority = 1, .lifetime_s = 1800,
	      .adn = V("\x03" "dns\x07" "example\0") } },
	    { .type = ND_OPT_DNR, .dnr = { .priority = 2, .lifetime_s = UINT32_MAX,
	      .adn = V("\x03" "dns\x07" "example\0"),
	      .addrs = V("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53"),
	      .svc_params = V("\0\x01\0\x04\x03" "dot\0\x03\0\x02\x03\x55") } } },
	  { { "icmpv6.opt.type", "144 144" }, { "icmpv6.opt.length", "3 8" },
	    { "octets", "9003 0001 00000708 000d 03646e73 076578616d706c65 00 00"
			"9008 0002 ffffffff 000d 03646e73 076578616d706c65 00"
			"0010 20010db8000000000000000000000053"
			"000e 0001 0004 03646f74 0003 0002 0355 00000000000000" } } },
	/* a type that nobody knows, sent as configured */
	{ { .router_lifetime_s = 1800 },
	  { { .type = 253, .raw.octets = V("\x01\x02\x03\x04\x05\x06\x07") } },
	  { { "icmpv6.opt.type", "253" }, { "icmpv6.opt.length", "2" },
	    { "octets", "fd02 01020304050607 00000000000000" } } },
};

static void put_host_u32(FILE *f, uint32_t v)
{
	fwrite(&v, sizeof(v), 1, f);
}

/* The header of a pcap file (draft-ietf-opsawg-pcap s. 4), in this machine's order. */
static void put_file_header(FILE *f)
{
	const uint16_t version[2] = { 2, 4 };

	put_host_u32(f, 0xa1b2c3d4);
	fwrite(version, sizeof(version), 1, f);
	put_host_u32(f, 0);
	put_host_u32(f, 0);
	put_host_u32(f, 65535);
	put_host_u32(f, LINKTYPE_RAW);
}

static void put_packet(FILE *f, uint32_t at_s, const struct wbuf *w)
{
	put_host_u32(f, at_s);
	put_host_u32(f, 0);
	put_host_u32(f, (uint32_t)w->len);
	put_host_u32(f, (uint32_t)w->len);
	fwrite(w->base, w->len, 1, f);
}

static int build_ra(struct wbuf *w, const struct advert *a, const struct in6_addr *src)
{
	struct nd_msg m = { .type = ND_RA, .ra = a->ra };
	uint16_t sum;
	int r = nd_msg_build(w, &m);

	for (unsigned i = 0; r == 0 && i < MAX_OPTIONS && a->options[i].type; i++) {
		struct nd_opt o = a->options[i];

		o.desc = nd_opt_desc_of(o.type);
		r = nd_opt_build(w, &o);
	}
	sum = nd_checksum(src, &IP6_ALL_NODES, view_of(w->base, w->len));
	wbuf_set_u8(w, 2, (uint8_t)(sum >> 8));
	wbuf_set_u8(w, 3, (uint8_t)sum);
	return r;
}

static int emit(FILE *f, unsigned frame, const struct advert *a)
{
	const struct in6_addr src = { .s6_addr = { 0xfe, 0x80, [15] = 1 } };
	uint8_t icmp[RA_MAX], packet[RA_MAX + 40];
	struct wbuf ra, w;

	wbuf_init(&ra, icmp, sizeof(icmp));
	if (build_ra(&ra, a, &src) < 0) {
		fprintf(stderr, "frame %u cannot be built\n", frame);
		return 1;
	}
	wbuf_init(&w, packet, sizeof(packet));
	wbuf_u32(&w, 0x60000000);
	wbuf_u16(&w, (uint16_t)ra.len);
	wbuf_u8(&w, IPPROTO_ICMPV6);
	wbuf_u8(&w, ND_HOP_LIMIT);
	wbuf_put(&w, &src, sizeof(src));
	wbuf_put(&w, &IP6_ALL_NODES, sizeof(IP6_ALL_NODES));
	wbuf_put(&w, icmp, ra.len);
	put_packet(f, frame, &w);
	for (unsigned i = 0; i < MAX_EXPECTED && a->expected[i].field; i++)
		printf("%u\t%s\t%s\n", frame, a->expected[i].field, a->expected[i].value);
	return 0;
}

int main(int argc, char **argv)
{
	int bad = 0;
	FILE *f;

	if (argc != 2) {
		fprintf(stderr, "usage: emit FILE.pcap > EXPECTED\n");
		return 2;
	}
	f = fopen(argv[1], "wb");
	if (!f) {
		perror(argv[1]);
		return 1;
	}
	put_file_header(f);
	for (unsigned i = 0; i < ARRAY_LEN(adverts); i++)
		bad |= emit(f, i + 1, &adverts[i]);
	return fclose(f) != 0 || bad;
}
