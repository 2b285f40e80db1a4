/* SPDX-License-Identifier: ISC */
/* Validity, rule by rule, both sides of every boundary. Checksums are made by a sum written here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ip6.h"
#include "nd_check.h"
#include "octets.h"

#define LL "fe80::1"
#define GLOBAL "2001:db8::1"
#define NODES "ff02::1"
#define ROUTERS "ff02::2"
#define GROUP "ff02::1:ff00:1"
#define T "20010db8000000000000000000000001"	/* a target */
#define TLL "fe800000000000000000000000000001"
#define TMC "ff020000000000000000000000000001"
#define SLLA "0101020000000001"

enum { FRAGMENTED = 1, TRUNCATED = 2, BAD_SUM = 4, VERIFIED = 8 };

struct kase {
	const char *icmp, *src, *dst;
	int hop_limit;
	unsigned flags;
	enum nd_fault want;
};

/* RFC 1071, the plain way: octet pairs of the pseudo-header and the message. */
static uint16_t plain_sum(const struct nd_packet *p)
{
	uint8_t all[4096] = { 0 };
	size_t n = 40 + p->icmp.len;
	uint32_t sum = 0;

	memcpy(all, &p->src, 16);
	memcpy(all + 16, &p->dst, 16);
	all[34] = (uint8_t)(p->icmp.len >> 8);
	all[35] = (uint8_t)p->icmp.len;
	all[39] = 58;
	if (p->icmp.len)
		memcpy(all + 40, p->icmp.ptr, p->icmp.len);
	for (size_t i = 0; i < n; i += 2)
		sum += (uint32_t)(all[i] << 8 | all[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static enum nd_fault verdict(const struct kase *k, struct nd_msg *m)
{
	uint8_t octets[512], *exact;
	size_t len = octets_of(k->icmp, octets, sizeof(octets));
	struct nd_packet p = { .ifindex = 1, .hop_limit = k->hop_limit, .icmp = { octets, len } };
	enum nd_fault fault;
	uint16_t sum;

	assert_int_equal(ip6_parse(k->src, &p.src), 0);
	assert_int_equal(ip6_parse(k->dst, &p.dst), 0);
	p.fragmented = k->flags & FRAGMENTED;
	p.truncated = k->flags & TRUNCATED;
	p.checksum_verified = k->flags & VERIFIED;
	sum = plain_sum(&p);
	if (k->flags & BAD_SUM)
		sum ^= 1;
	if (len >= 4) {
		octets[2] = (uint8_t)(sum >> 8);
		octets[3] = (uint8_t)sum;
	}
	exact = octets_exact(octets, len);
	p.icmp.ptr = exact;
	fault = nd_check(&p, m);
	free(exact);
	return fault;
}

static void assert_verdicts(const struct kase *cases, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct nd_msg m;
		enum nd_fault got = verdict(&cases[i], &m);

		if (got != cases[i].want)
			fail_msg("case %u: %s instead of %s", i, nd_fault_name(got),
				 nd_fault_name(cases[i].want));
	}
}

static void a_solicitation_is_judged_by_rfc_4861_6_1_1(void **state)
{
	static const struct kase cases[] = {
		{ "8500000000000000", LL, ROUTERS, 255, 0, ND_VALID },
		{ "8500000000000000", LL, ROUTERS, 254, 0, ND_FAULT_HOP_LIMIT },
		{ "8500000000000000", LL, ROUTERS, 0, 0, ND_FAULT_HOP_LIMIT },
		{ "8500000000000000", LL, ROUTERS, -1, 0, ND_FAULT_HOP_LIMIT },
		{ "8500000000000000", LL, ROUTERS, 255, FRAGMENTED, ND_FAULT_FRAGMENT },
		{ "8500000000000000", LL, ROUTERS, 255, BAD_SUM, ND_FAULT_CHECKSUM },
		{ "8500000000000000", LL, ROUTERS, 255, BAD_SUM | VERIFIED, ND_VALID },
		{ "8501000000000000", LL, ROUTERS, 255, 0, ND_FAULT_CODE },
		{ "85000000000000", LL, ROUTERS, 255, 0, ND_FAULT_LENGTH },
		{ "850000000000", LL, ROUTERS, 255, 0, ND_FAULT_LENGTH },
		{ "85", LL, ROUTERS, 255, VERIFIED, ND_FAULT_LENGTH },
		{ "", LL, ROUTERS, 255, VERIFIED, ND_FAULT_LENGTH },
		{ "8500000000000000", LL, ROUTERS, 255, TRUNCATED, ND_FAULT_LENGTH },
		{ "8500000000000000", LL, ROUTERS, 255, TRUNCATED | BAD_SUM, ND_FAULT_LENGTH },
		/* reserved octets, to any destination */
		{ "85000000ffffffff", LL, ROUTERS, 255, 0, ND_VALID },
		{ "8500000000000000", LL, GLOBAL, 255, 0, ND_VALID },
		/* sources */
		{ "8500000000000000", GLOBAL, ROUTERS, 255, 0, ND_VALID },
		{ "8500000000000000", "::", ROUTERS, 255, 0, ND_VALID },
		{ "8500000000000000", NODES, ROUTERS, 255, 0, ND_FAULT_SOURCE },
		{ "8500000000000000", "::1", ROUTERS, 255, 0, ND_FAULT_SOURCE },
		{ "8500000000000000", "::2", ROUTERS, 255, 0, ND_VALID },
		{ "8500000000000000", "::ffff:192.0.2.1", ROUTERS, 255, 0, ND_FAULT_SOURCE },
		/* SLLA with and without a source; another option with none */
		{ "8500000000000000" SLLA, LL, ROUTERS, 255, 0, ND_VALID },
		{ "8500000000000000" SLLA, "::", ROUTERS, 255, 0, ND_FAULT_SLLA },
		{ "8500000000000000" "0e01aabbccddeeff" SLLA, "::", ROUTERS, 255, 0, ND_FAULT_SLLA },
		{ "8500000000000000" "0e01aabbccddeeff", "::", ROUTERS, 255, 0, ND_VALID },
		/* options: unknown, misplaced, of wrong inner length: valid all the same */
		{ "8500000000000000" "c801ffffffffffff", LL, ROUTERS, 255, 0, ND_VALID },
		{ "8500000000000000" "0502000000000500" "0000000000000000", LL, ROUTERS, 255, 0, ND_VALID },
		/* zero length, alone, unknown, and behind a good one */
		{ "8500000000000000" "0100000000000000", LL, ROUTERS, 255, 0, ND_FAULT_OPTION },
		{ "8500000000000000" "c800000000000000", LL, ROUTERS, 255, 0, ND_FAULT_OPTION },
		{ "8500000000000000" SLLA "c800000000000000", LL, ROUTERS, 255, 0, ND_FAULT_OPTION },
		/* an option that ends with the message, that leaves it, that is one octet */
		{ "8500000000000000" "0102000000000000" "0000000000000000", LL, ROUTERS, 255, 0, ND_VALID },
		{ "8500000000000000" "0102000000000000" "00000000000000", LL, ROUTERS, 255, 0,
		  ND_FAULT_OPTION },
		{ "8500000000000000" "0102000000000000", LL, ROUTERS, 255, 0, ND_FAULT_OPTION },
		{ "8500000000000000" "01ff", LL, ROUTERS, 255, 0, ND_FAULT_OPTION },
		{ "8500000000000000" "01", LL, ROUTERS, 255, 0, ND_FAULT_OPTION },
		{ "8500000000000000" SLLA "01", LL, ROUTERS, 255, 0, ND_FAULT_OPTION },
	};

	(void)state;
	assert_verdicts(cases, ARRAY_LEN(cases));
}

#define RA "86000000400007080000000000000000"

static void an_advertisement_is_judged_by_rfc_4861_6_1_2(void **state)
{
	static const struct kase cases[] = {
		{ RA, LL, NODES, 255, 0, ND_VALID },
		{ RA, LL, NODES, 254, 0, ND_FAULT_HOP_LIMIT },
		{ RA, LL, NODES, 255, FRAGMENTED, ND_FAULT_FRAGMENT },
		{ RA, LL, NODES, 255, BAD_SUM, ND_FAULT_CHECKSUM },
		{ "86010000400007080000000000000000", LL, NODES, 255, 0, ND_FAULT_CODE },
		{ "860000004000070800000000000000", LL, NODES, 255, 0, ND_FAULT_LENGTH },
		{ "8600000040000708", LL, NODES, 255, 0, ND_FAULT_LENGTH },
		{ RA, "febf:ffff::1", NODES, 255, 0, ND_VALID },
		{ RA, "fec0::1", NODES, 255, 0, ND_FAULT_SOURCE },
		{ RA, "fe7f::1", NODES, 255, 0, ND_FAULT_SOURCE },
		{ RA, GLOBAL, NODES, 255, 0, ND_FAULT_SOURCE },
		{ RA, "::", NODES, 255, 0, ND_FAULT_SOURCE },
		{ RA, NODES, NODES, 255, 0, ND_FAULT_SOURCE },
		{ RA, LL, GLOBAL, 255, 0, ND_VALID },
		{ RA SLLA, LL, NODES, 255, 0, ND_VALID },
		{ RA "c801ffffffffffff", LL, NODES, 255, 0, ND_VALID },
		{ RA "0300000000000000", LL, NODES, 255, 0, ND_FAULT_OPTION },
		{ RA SLLA "0304", LL, NODES, 255, 0, ND_FAULT_OPTION },
	};

	(void)state;
	assert_verdicts(cases, ARRAY_LEN(cases));
}

static void a_neighbour_solicitation_is_judged_by_rfc_4861_7_1_1(void **state)
{
	static const struct kase cases[] = {
		{ "8700000000000000" T, LL, GROUP, 255, 0, ND_VALID },
		{ "8700000000000000" T, GLOBAL, GLOBAL, 255, 0, ND_VALID },
		{ "8700000000000000" T SLLA, GLOBAL, GROUP, 255, 0, ND_VALID },
		{ "8700000000000000" T, LL, GROUP, 254, 0, ND_FAULT_HOP_LIMIT },
		{ "8700000000000000" T, LL, GROUP, 255, FRAGMENTED, ND_FAULT_FRAGMENT },
		{ "8700000000000000" T, LL, GROUP, 255, BAD_SUM, ND_FAULT_CHECKSUM },
		{ "8702000000000000" T, LL, GROUP, 255, 0, ND_FAULT_CODE },
		{ "8700000000000000" "20010db80000000000000000000000", LL, GROUP, 255, 0, ND_FAULT_LENGTH },
		{ "8700000000000000" TMC, LL, GROUP, 255, 0, ND_FAULT_TARGET },
		{ "8700000000000000" T "0100", LL, GROUP, 255, 0, ND_FAULT_OPTION },
		{ "8700000000000000" T, NODES, GROUP, 255, 0, ND_FAULT_SOURCE },
		/* from nobody: to a solicited-node group, without SLLA; a nonce is fine */
		{ "8700000000000000" T, "::", GROUP, 255, 0, ND_VALID },
		{ "8700000000000000" T "0e01aabbccddeeff", "::", GROUP, 255, 0, ND_VALID },
		{ "8700000000000000" T SLLA, "::", GROUP, 255, 0, ND_FAULT_SLLA },
		{ "8700000000000000" T, "::", "ff02::1:ffff:ffff", 255, 0, ND_VALID },
		{ "8700000000000000" T, "::", "ff02::1:feff:ffff", 255, 0, ND_FAULT_DESTINATION },
		{ "8700000000000000" T, "::", "ff02::2:ff00:1", 255, 0, ND_FAULT_DESTINATION },
		{ "8700000000000000" T, "::", NODES, 255, 0, ND_FAULT_DESTINATION },
		{ "8700000000000000" T, "::", GLOBAL, 255, 0, ND_FAULT_DESTINATION },
	};

	(void)state;
	assert_verdicts(cases, ARRAY_LEN(cases));
}

static void a_neighbour_advertisement_is_judged_by_rfc_4861_7_1_2(void **state)
{
	static const struct kase cases[] = {
		{ "8800000060000000" T, LL, GLOBAL, 255, 0, ND_VALID },
		{ "8800000020000000" T, LL, NODES, 255, 0, ND_VALID },
		{ "8800000060000000" T, LL, NODES, 255, 0, ND_FAULT_SOLICITED },
		{ "88000000a0000000" T, LL, NODES, 255, 0, ND_VALID },
		{ "8800000060000000" T, LL, GLOBAL, 254, 0, ND_FAULT_HOP_LIMIT },
		{ "8800000060000000" T, LL, GLOBAL, 255, FRAGMENTED, ND_FAULT_FRAGMENT },
		{ "8800000060000000" T, LL, GLOBAL, 255, BAD_SUM, ND_FAULT_CHECKSUM },
		{ "8801000060000000" T, LL, GLOBAL, 255, 0, ND_FAULT_CODE },
		{ "8800000060000000" "20010db80000000000000000000000", LL, GLOBAL, 255, 0, ND_FAULT_LENGTH },
		{ "8800000060000000" TMC, LL, GLOBAL, 255, 0, ND_FAULT_TARGET },
		{ "8800000060000000" T "0200000000000000", LL, GLOBAL, 255, 0, ND_FAULT_OPTION },
		{ "8800000060000000" T, NODES, GLOBAL, 255, 0, ND_FAULT_SOURCE },
	};

	(void)state;
	assert_verdicts(cases, ARRAY_LEN(cases));
}

static void a_redirect_is_judged_by_rfc_4861_8_1(void **state)
{
	static const struct kase cases[] = {
		{ "8900000000000000" TLL T, LL, GLOBAL, 255, 0, ND_VALID },
		{ "8900000000000000" T T, LL, GLOBAL, 255, 0, ND_VALID },
		{ "8900000000000000" T "20010db8000000000000000000000002", LL, GLOBAL, 255, 0,
		  ND_FAULT_TARGET },
		{ "8900000000000000" TLL TMC, LL, GLOBAL, 255, 0, ND_FAULT_TARGET },
		{ "8900000000000000" TMC TMC, LL, GLOBAL, 255, 0, ND_FAULT_TARGET },
		{ "8900000000000000" TLL T, GLOBAL, GLOBAL, 255, 0, ND_FAULT_SOURCE },
		{ "8900000000000000" TLL T, LL, GLOBAL, 254, 0, ND_FAULT_HOP_LIMIT },
		{ "8900000000000000" TLL T, LL, GLOBAL, 255, FRAGMENTED, ND_FAULT_FRAGMENT },
		{ "8901000000000000" TLL T, LL, GLOBAL, 255, 0, ND_FAULT_CODE },
		{ "8900000000000000" TLL "20010db80000000000000000000000", LL, GLOBAL, 255, 0,
		  ND_FAULT_LENGTH },
		{ "8900000000000000" TLL T "0400000000000000", LL, GLOBAL, 255, 0, ND_FAULT_OPTION },
	};

	(void)state;
	assert_verdicts(cases, ARRAY_LEN(cases));
}

static void another_type_is_none_of_ours_once_the_common_rules_hold(void **state)
{
	static const struct kase cases[] = {
		{ "8000000000000000", LL, NODES, 255, 0, ND_FAULT_TYPE },
		{ "8400000000000000", LL, NODES, 255, 0, ND_FAULT_TYPE },
		{ "8a00000000000000", LL, NODES, 255, 0, ND_FAULT_TYPE },
		{ "8000000000000000", LL, NODES, 64, 0, ND_FAULT_HOP_LIMIT },
		{ "8000000000000000", LL, NODES, 255, BAD_SUM, ND_FAULT_CHECKSUM },
	};

	(void)state;
	assert_verdicts(cases, ARRAY_LEN(cases));
}

static void of_several_faults_the_first_of_the_list_is_named(void **state)
{
	static const struct kase cases[] = {
		{ "8501000000000000" "0100", "::", NODES, 1, FRAGMENTED | BAD_SUM, ND_FAULT_HOP_LIMIT },
		{ "8501000000000000" "0100", "::", NODES, 255, FRAGMENTED | BAD_SUM, ND_FAULT_FRAGMENT },
		{ "8501000000000000" "0100", "::", NODES, 255, BAD_SUM, ND_FAULT_CHECKSUM },
		{ "8501000000000000" "0100", "::", NODES, 255, TRUNCATED, ND_FAULT_CODE },
		{ "8500000000000000" "0100", "::", NODES, 255, 0, ND_FAULT_OPTION },
		{ "8500000000000000" SLLA, NODES, NODES, 255, 0, ND_FAULT_SOURCE },
		{ "8700000000000000" TMC SLLA, "::", NODES, 255, 0, ND_FAULT_SLLA },
		{ "8700000000000000" TMC, "::", NODES, 255, 0, ND_FAULT_TARGET },
	};

	(void)state;
	assert_verdicts(cases, ARRAY_LEN(cases));
}

static void a_valid_message_is_handed_over_and_an_invalid_one_is_not(void **state)
{
	static const struct kase good = { RA, LL, NODES, 255, 0, ND_VALID };
	static const struct kase bad = { RA, GLOBAL, NODES, 255, 0, ND_FAULT_SOURCE };
	struct nd_msg m = { .code = 77 };

	(void)state;
	assert_int_equal(verdict(&bad, &m), ND_FAULT_SOURCE);
	assert_int_equal(m.code, 77);
	assert_int_equal(verdict(&good, &m), ND_VALID);
	assert_int_equal(m.ra.router_lifetime_s, 1800);
}

static void the_checksum_is_that_of_rfc_4443_for_every_length(void **state)
{
	uint8_t octets[257];
	struct nd_packet p = { .hop_limit = 255 };

	(void)state;
	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 151 + 7);
	assert_int_equal(ip6_parse("fe80::1234:5678:9abc:def0", &p.src), 0);
	assert_int_equal(ip6_parse("ff02::1", &p.dst), 0);
	for (size_t len = 0; len <= sizeof(octets); len++) {
		uint8_t *exact = octets_exact(octets, len);

		p.icmp = view_of(exact, len);
		assert_int_equal(nd_checksum(&p.src, &p.dst, p.icmp), plain_sum(&p));
		free(exact);
	}
}

static void a_known_packet_has_its_known_checksum(void **state)
{
	/* RS, fe80::1 to ff02::2, by hand: fe80+1+ff02+2+8+3a+8500 = 282c7, folded 82c9, inverted 7d36 */
	static const uint8_t rs[8] = { 133 };
	struct in6_addr src, dst;

	(void)state;
	assert_int_equal(ip6_parse("fe80::1", &src), 0);
	assert_int_equal(ip6_parse("ff02::2", &dst), 0);
	assert_int_equal(nd_checksum(&src, &dst, view_of(rs, sizeof(rs))), 0x7d36);
}

static void every_fault_has_a_word(void **state)
{
	(void)state;
	for (int f = 0; f < ND_N_FAULTS; f++)
		assert_true(strlen(nd_fault_name((enum nd_fault)f)) > 0);
	assert_string_equal(nd_fault_name(ND_FAULT_HOP_LIMIT), "hop-limit");
	assert_string_equal(nd_fault_name(ND_N_FAULTS), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_solicitation_is_judged_by_rfc_4861_6_1_1),
		cmocka_unit_test(an_advertisement_is_judged_by_rfc_4861_6_1_2),
		cmocka_unit_test(a_neighbour_solicitation_is_judged_by_rfc_4861_7_1_1),
		cmocka_unit_test(a_neighbour_advertisement_is_judged_by_rfc_4861_7_1_2),
		cmocka_unit_test(a_redirect_is_judged_by_rfc_4861_8_1),
		cmocka_unit_test(another_type_is_none_of_ours_once_the_common_rules_hold),
		cmocka_unit_test(of_several_faults_the_first_of_the_list_is_named),
		cmocka_unit_test(a_valid_message_is_handed_over_and_an_invalid_one_is_not),
		cmocka_unit_test(the_checksum_is_that_of_rfc_4443_for_every_length),
		cmocka_unit_test(a_known_packet_has_its_known_checksum),
		cmocka_unit_test(every_fault_has_a_word),
	};

	return cmocka_run_group_tests_name("nd_check", tests, NULL, NULL);
}
