/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "err.h"
#include "ip6.h"
#include "nd_build.h"

/*
 * scapy: Ether(src="02:00:00:00:00:09", dst="33:33:00:00:00:01") / IPv6(src="fe80::9",
 * dst="ff02::1", hlim=255) / ICMPv6ND_RA(chlim=64, routerlifetime=1800) / ICMPv6NDOptMTU(mtu=1400)
 */
static const uint8_t whole[] = {
	0x33, 0x33, 0, 0, 0, 1, 2, 0, 0, 0, 0, 9, 0x86, 0xdd,
	0x60, 0, 0, 0, 0, 0x18, 0x3a, 0xff,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9,
	0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0x86, 0, 0x2a, 0x96, 0x40, 8, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 5, 1, 0, 0, 0, 0, 5, 0x78,
};
#define ICMP_AT 54

static void a_frame_has_the_octets_of_scapy(void **state)
{
	static const uint8_t from[ND_MAC_LEN] = { 2, 0, 0, 0, 0, 9 };
	uint8_t icmp[sizeof(whole) - ICMP_AT], to[ND_MAC_LEN], frame[sizeof(whole)];
	struct in6_addr src;
	struct wbuf w;

	(void)state;
	memcpy(icmp, whole + ICMP_AT, sizeof(icmp));
	icmp[2] = icmp[3] = 0;
	assert_int_equal(ip6_parse("fe80::9", &src), 0);
	nd_group_mac(&IP6_ALL_NODES, to);
	wbuf_init(&w, frame, sizeof(frame));
	assert_int_equal(nd_build_frame(&w, to, from, &src, &IP6_ALL_NODES,
					view_of(icmp, sizeof(icmp))), 0);
	assert_int_equal(w.len, sizeof(whole));
	assert_memory_equal(frame, whole, sizeof(whole));			/* */
}

static void a_frame_that_does_not_fit_is_refused(void **state)
{
	static const uint8_t mac[ND_MAC_LEN];
	uint8_t frame[sizeof(whole) - 1], icmp[sizeof(whole) - ICMP_AT] = { 0x86 };
	struct wbuf w;

	(void)state;
	wbuf_init(&w, frame, sizeof(frame));
	assert_int_equal(nd_build_frame(&w, mac, mac, &IP6_ALL_NODES, &IP6_ALL_NODES,
					view_of(icmp, sizeof(icmp))), ND_EFULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_has_the_octets_of_scapy),
		cmocka_unit_test(a_frame_that_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests_name("nd_build", tests, NULL, NULL);
}
