/* SPDX-License-Identifier: ISC */
/* Which solicitations cause an advertisement, RFC 4861 s. 6.1.1, RFC 6980. */
#include <stdio.h>
#include <string.h>

#include "ip6.h"
#include "world.h"

#define HOST "fe80::99"

/* One interface, settled, that by itself says nothing for hours. */
static struct world *asked(void)
{
	struct world *w = world_settled("MaxRtrAdvInterval 65535; MinRtrAdvInterval 49000;", 1);

	world_addr(&w->links[0], "2001:db8::1", 64);
	world_say(w, &w->links[0]);
	return w;
}

/* @p arrives: is it answered? Counted with the fault @fault if not. */
static bool answered(struct world *w, const struct nd_packet *p)
{
	world_run(w, 10 * ND_SECOND);
	world_forget(w);
	world_packet(w, p);
	world_run(w, 4 * ND_SECOND);
	return w->n_sent > 0;
}

static void assert_answered(struct world *w, const struct nd_packet *p)
{
	uint64_t valid = w->core.counters.rs_invalid[ND_VALID];

	assert_true(answered(w, p));
	assert_int_equal(w->core.counters.rs_invalid[ND_VALID], valid + 1);
}

/* Discarded: no RA, no timer touched, one more in its counter. */
static void assert_discarded(struct world *w, const struct nd_packet *p, enum nd_fault fault)
{
	uint64_t before, valid;
	nd_ms next;

	world_run(w, 10 * ND_SECOND);
	world_forget(w);
	before = w->core.counters.rs_invalid[fault];
	valid = w->core.counters.rs_invalid[ND_VALID];
	next = core_next(&w->core);
	world_packet(w, p);
	assert_true(core_next(&w->core) == next);
	world_run(w, 4 * ND_SECOND);
	assert_int_equal(w->n_sent, 0);
	assert_int_equal(w->core.counters.rs_invalid[fault], before + 1);
	assert_int_equal(w->core.counters.rs_invalid[ND_VALID], valid);
}

static struct nd_packet with_options(uint8_t *octets, const uint8_t *options, size_t len)
{
	struct nd_packet p;

	memset(octets, 0, 8);
	octets[0] = ND_RS;
	p = world_rs_packet(octets, 1, HOST);
	memcpy(octets + 8, options, len);
	p.icmp = view_of(octets, 8 + len);
	return p;
}

static void the_hop_limit_must_be_255(void **state)
{
	struct world *w = asked();
	const int wrong[] = { -1, 0, 1, 64, 254 };
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, 1, HOST);

	(void)state;
	assert_answered(w, &p);							/* */
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		p.hop_limit = wrong[i];
		assert_discarded(w, &p, ND_FAULT_HOP_LIMIT);			/* */
	}
	world_free(w);
}

static void the_checksum_must_be_right(void **state)
{
	/* From fe80::99 to ff02::2, checksum by scapy. */
	uint8_t right[16] = { 0x85, 0, 0x7c, 0x9e };
	uint8_t wrong[16];
	struct world *w = asked();
	struct nd_packet p = world_rs_packet(wrong, 1, HOST);

	(void)state;
	p.checksum_verified = false;
	p.icmp = view_of(right, 8);
	assert_answered(w, &p);							/* */
	for (unsigned bit = 0; bit < 16; bit++) {
		memcpy(wrong, right, 8);
		wrong[2 + bit / 8] ^= (uint8_t)(1 << bit % 8);
		p.icmp = view_of(wrong, 8);
		assert_discarded(w, &p, ND_FAULT_CHECKSUM);			/* */
	}
	world_free(w);
}

static void the_code_must_be_0(void **state)
{
	const uint8_t wrong[] = { 1, 2, 128, 255 };
	struct world *w = asked();
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, 1, HOST);

	(void)state;
	for (unsigned i = 0; i < sizeof(wrong); i++) {
		buf[1] = wrong[i];
		assert_discarded(w, &p, ND_FAULT_CODE);				/* */
	}
	world_free(w);
}

static void eight_octets_are_the_least(void **state)
{
	struct world *w = asked();
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, 1, HOST);

	(void)state;
	for (size_t len = 2; len < 8; len++) {
		p.icmp = view_of(buf, len);
		assert_discarded(w, &p, ND_FAULT_LENGTH);			/* */
	}
	p.icmp = view_of(buf, 8);
	assert_answered(w, &p);							/* */
	/* Not even a type: nothing must come of it. */
	for (size_t len = 0; len < 2; len++) {
		p.icmp = view_of(buf, len);
		assert_false(answered(w, &p));					/* */
	}
	world_free(w);
}

static void an_option_of_length_zero_costs_the_packet(void **state)
{
	static const uint8_t slla0[8] = { 1, 0, 2, 0, 0x5e, 0x10, 0, 0x99 };
	static const uint8_t unknown0[8] = { 253, 0 };
	static const uint8_t behind[16] = { 1, 1, 2, 0, 0x5e, 0x10, 0, 0x99, 200, 0 };
	static const uint8_t short_behind[10] = { 1, 1, 2, 0, 0x5e, 0x10, 0, 0x99, 200, 0 };
	struct world *w = asked();
	uint8_t octets[64];
	struct nd_packet p;

	(void)state;
	p = with_options(octets, slla0, 8);
	assert_discarded(w, &p, ND_FAULT_OPTION);				/* */
	p = with_options(octets, unknown0, 8);
	assert_discarded(w, &p, ND_FAULT_OPTION);				/* */
	p = with_options(octets, behind, 16);
	assert_discarded(w, &p, ND_FAULT_OPTION);				/* */
	p = with_options(octets, short_behind, 10);
	assert_discarded(w, &p, ND_FAULT_OPTION);				/* */
	world_free(w);
}

static void an_option_must_end_inside_the_message(void **state)
{
	static const uint8_t slla[16] = { 1, 1, 2, 0, 0x5e, 0x10, 0, 0x99, 1, 1 };
	static const uint8_t too_long[8] = { 1, 2, 2, 0, 0x5e, 0x10, 0, 0x99 };
	static const uint8_t longest[8] = { 253, 255 };
	struct world *w = asked();
	uint8_t octets[64];
	struct nd_packet p;

	(void)state;
	for (size_t len = 1; len < 8; len++) {
		p = with_options(octets, slla, len);
		assert_discarded(w, &p, ND_FAULT_OPTION);			/* */
	}
	p = with_options(octets, slla, 8);
	assert_answered(w, &p);							/* */
	for (size_t len = 9; len < 16; len++) {
		p = with_options(octets, slla, len);
		assert_discarded(w, &p, ND_FAULT_OPTION);			/* */
	}
	p = with_options(octets, too_long, 8);
	assert_discarded(w, &p, ND_FAULT_OPTION);				/* */
	p = with_options(octets, longest, 8);
	assert_discarded(w, &p, ND_FAULT_OPTION);				/* */
	world_free(w);
}

static void who_has_no_address_names_no_link_layer_address(void **state)
{
	static const uint8_t slla[8] = { 1, 1, 2, 0, 0x5e, 0x10, 0, 0x99 };
	static const uint8_t hidden[16] = { 253, 1, 0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0x5e, 0x10, 0, 9 };
	static const uint8_t tlla[8] = { 2, 1, 2, 0, 0x5e, 0x10, 0, 0x99 };
	struct world *w = asked();
	uint8_t octets[64];
	struct nd_packet p = with_options(octets, slla, 8);

	(void)state;
	assert_answered(w, &p);							/* */
	p.src = addr("::");
	assert_discarded(w, &p, ND_FAULT_SLLA);					/* */
	p = with_options(octets, hidden, 16);
	p.src = addr("::");
	assert_discarded(w, &p, ND_FAULT_SLLA);					/* */
	p = with_options(octets, tlla, 8);
	p.src = addr("::");
	assert_answered(w, &p);							/* */
	world_free(w);
}

static void what_does_not_concern_us_is_ignored(void **state)
{
	static const uint8_t options[][32] = {
		{ 253, 1, 1, 2, 3, 4, 5, 6 },				/* unknown */
		{ 3, 4, 64, 0xc0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x20, 1, 0xd, 0xb8 },
		{ 3, 1 },						/* PIO, cut */
		{ 5, 1, 0, 0, 0, 0, 5, 0xdc },				/* MTU */
		{ 14, 1, 1, 2, 3, 4, 5, 6 },				/* nonce */
		{ 13, 2, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 },	/* timestamp */
		{ 25, 1 },						/* RDNSS without a server */
	};
	static const uint8_t cga_and_rsa[32] = { 11, 2, 0, 0, [16] = 12, 2 };
	struct world *w = asked();
	uint8_t octets[64];
	struct nd_packet p;

	(void)state;
	for (unsigned i = 0; i < sizeof(options) / sizeof(*options); i++) {
		p = with_options(octets, options[i], options[i][1] * 8u);
		assert_answered(w, &p);						/* */
	}
	p = with_options(octets, cga_and_rsa, 32);
	assert_answered(w, &p);							/* */
	p = world_rs_packet(octets, 1, HOST);
	memset(octets + 4, 0xff, 4);
	assert_answered(w, &p);							/* */
	world_free(w);
}

static void a_fragmented_solicitation_is_discarded(void **state)
{
	struct world *w = asked();
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, 1, HOST);

	(void)state;
	p.fragmented = true;
	assert_discarded(w, &p, ND_FAULT_FRAGMENT);				/* */
	p.checksum_verified = true;	/* reassembled by the kernel: no excuse */
	assert_discarded(w, &p, ND_FAULT_FRAGMENT);				/* */
	world_free(w);
}

static void it_may_come_to_any_address_of_the_interface(void **state)
{
	const char *const to[] = { "ff02::2", "fe80::1", "2001:db8::1", "ff02::1" };
	struct world *w = asked();
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, 1, HOST);

	(void)state;
	for (unsigned i = 0; i < sizeof(to) / sizeof(*to); i++) {
		p.dst = addr(to[i]);
		assert_answered(w, &p);						/* */
	}
	world_free(w);
}

static void the_interface_is_the_one_where_it_arrived(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; };"
				    "interface eth1 { AdvSendAdvert on; };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	world_up(w, 2, "eth1");
	world_run_until(w, 100 * ND_SECOND);
	world_forget(w);
	world_rs(w, 2, HOST);
	world_run(w, ND_SECOND);
	assert_int_equal(w->n_sent, 1);						/* */
	assert_int_equal(w->sent[0].ifindex, 2);				/* */
	assert_true(ip6_equal(&w->sent[0].src, &w->addrs[1][0].addr));		/* */
	world_free(w);
}

static void the_source_must_be_one_that_can_be_answered(void **state)
{
	const char *const good[] = { HOST, "2001:db8::99", "fd00::99", "2001:db8:ffff::1", "::" };
	const char *const bad[] = { "ff02::1", "ff0e::99", "::1", "::ffff:192.0.2.1" };
	struct world *w = asked();
	uint8_t buf[16];

	(void)state;
	for (unsigned i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct nd_packet p = world_rs_packet(buf, 1, good[i]);

		assert_answered(w, &p);						/* */
	}
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct nd_packet p = world_rs_packet(buf, 1, bad[i]);

		assert_discarded(w, &p, ND_FAULT_SOURCE);			/* */
	}
	world_free(w);
}

static void our_own_solicitations_are_ignored(void **state)
{
	const char *const own[] = { "fe80::1", "2001:db8::1" };
	struct world *w = asked();
	uint8_t buf[16];
	struct nd_packet p;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		p = world_rs_packet(buf, 1, own[i]);
		assert_false(answered(w, &p));					/* */
	}
	p = world_rs_packet(buf, 1, "fe80::2");
	assert_true(answered(w, &p));						/* */
	world_free(w);
}

static void other_messages_are_no_solicitations(void **state)
{
	struct world *w = asked();
	uint8_t buf[64] = { 0 };
	struct nd_packet p = world_rs_packet(buf, 1, HOST);

	(void)state;
	for (unsigned type = 0; type < 256; type++) {
		if (type == ND_RS)
			continue;
		memset(buf, 0, sizeof(buf));
		buf[0] = (uint8_t)type;
		p.icmp = view_of(buf, type == ND_RA ? 16 : 8);
		world_forget(w);
		world_packet(w, &p);
		world_run(w, 600);
		assert_int_equal(w->n_sent, 0);
	}
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hop_limit_must_be_255),
		cmocka_unit_test(the_checksum_must_be_right),
		cmocka_unit_test(the_code_must_be_0),
		cmocka_unit_test(eight_octets_are_the_least),
		cmocka_unit_test(an_option_of_length_zero_costs_the_packet),
		cmocka_unit_test(an_option_must_end_inside_the_message),
		cmocka_unit_test(who_has_no_address_names_no_link_layer_address),
		cmocka_unit_test(what_does_not_concern_us_is_ignored),
		cmocka_unit_test(a_fragmented_solicitation_is_discarded),
		cmocka_unit_test(it_may_come_to_any_address_of_the_interface),
		cmocka_unit_test(the_interface_is_the_one_where_it_arrived),
		cmocka_unit_test(the_source_must_be_one_that_can_be_answered),
		cmocka_unit_test(our_own_solicitations_are_ignored),
		cmocka_unit_test(other_messages_are_no_solicitations),
	};

	return cmocka_run_group_tests_name("rs_check", tests, NULL, NULL);
}
