/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "nd_chain.h"
#include "octets.h"
#include "wbuf.h"

#define RS "8500000000000000"

/* A packet from fe80::1 to ff02::2 with these octets behind the IPv6 header, in a block of its size. */
struct packet {
	uint8_t *octets;
	size_t len;
	struct nd_chain chain;
};

static void walk(struct packet *p, uint8_t next, const void *payload, size_t len)
{
	uint8_t octets[4096];
	struct wbuf w;

	wbuf_init(&w, octets, sizeof(octets));
	wbuf_u32(&w, 0x60000000);
	wbuf_u16(&w, (uint16_t)len);
	wbuf_u8(&w, next);
	wbuf_u8(&w, 255);
	wbuf_u16(&w, 0xfe80);
	wbuf_zero(&w, 13);
	wbuf_u8(&w, 1);
	wbuf_u16(&w, 0xff02);
	wbuf_zero(&w, 13);
	wbuf_u8(&w, 2);
	wbuf_put(&w, payload, len);
	assert_true(wbuf_ok(&w));
	p->octets = octets_exact(octets, w.len);
	p->len = w.len;
	nd_chain_walk(view_of(p->octets, p->len), &p->chain);
}

static struct nd_chain walked(uint8_t next, const char *hex)
{
	uint8_t payload[2048];
	size_t len = octets_of(hex, payload, sizeof(payload));
	struct packet p;

	walk(&p, next, payload, len);
	free(p.octets);
	p.chain.upper.ptr = NULL;	/* its length is what tests look at */
	return p.chain;
}

static void a_plain_packet_has_no_extension_header(void **state)
{
	struct nd_chain c = walked(58, RS);

	(void)state;
	assert_int_equal(c.end, ND_CHAIN_ICMPV6);
	assert_int_equal(c.n_headers, 0);
	assert_int_equal(c.hop_limit, 255);
	assert_int_equal(c.src.s6_addr[0], 0xfe);
	assert_int_equal(c.src.s6_addr[15], 1);
	assert_int_equal(c.dst.s6_addr[15], 2);
	assert_int_equal(c.upper.len, 8);
	assert_int_equal(c.upper_proto, 58);
	assert_false(c.fragment);
}

static void every_kind_of_header_is_passed_by_its_own_length(void **state)
{
	static const struct {
		uint8_t next;
		const char *header;
	} cases[] = {
		{ 0, "3a00 010400000000" },
		{ 0, "3a02 010400000000 0000000000000000 0000000000000000" },
		{ 60, "3a00 010400000000" },
		{ 60, "3a01 010c000000000000000000000000" },
		{ 43, "3a00 00000000 0000" },
		{ 43, "3a02 0001 00000000 20010db8000000000000000000000001" },
		{ 44, "3a00 0000 00000001" },
		{ 51, "3a01 0000 00000001 00000001" },		/* units of 4: 12 octets */
		{ 51, "3a04 0000 00000001 00000001 000000000000000000000000" },
		{ 51, "3a00 0000 00000001" },
		{ 135, "3a00 000000000000" },
		{ 139, "3a01 000000000000 0000000000000000" },
		{ 140, "3a00 000000000000" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		char hex[256];
		struct nd_chain c;

		strcpy(hex, cases[i].header);
		strcat(hex, RS);
		c = walked(cases[i].next, hex);
		assert_int_equal(c.end, ND_CHAIN_ICMPV6);
		assert_int_equal(c.n_headers, 1);
		assert_int_equal(c.header[0], cases[i].next);
		assert_int_equal(c.upper.len, 8);
	}
}

static void an_atomic_a_first_and_a_later_fragment_are_told_apart(void **state)
{
	struct nd_chain c = walked(44, "3a00 0000 deadbeef" RS);

	(void)state;
	assert_int_equal(c.end, ND_CHAIN_ICMPV6);
	assert_true(c.fragment);
	assert_false(c.more_fragments);
	assert_int_equal(c.fragment_offset, 0);
	assert_int_equal(c.fragment_id, 0xdeadbeef);

	c = walked(44, "3a00 0001 deadbeef" RS);
	assert_int_equal(c.end, ND_CHAIN_ICMPV6);
	assert_true(c.fragment && c.more_fragments);
	assert_int_equal(c.fragment_offset, 0);

	c = walked(44, "3a00 0009 deadbeef" RS);
	assert_int_equal(c.end, ND_CHAIN_LATER_FRAGMENT);
	assert_true(c.more_fragments);
	assert_int_equal(c.fragment_offset, 8);
	assert_int_equal(c.upper_proto, 58);
	assert_int_equal(c.upper.len, 8);

	/* the reserved bits next to M are not the offset */
	c = walked(44, "3a00 0006 deadbeef" RS);
	assert_int_equal(c.end, ND_CHAIN_ICMPV6);
	assert_int_equal(c.fragment_offset, 0);
	assert_false(c.more_fragments);

	c = walked(44, "3c00 fff8 00000000" "3a00010400000000");
	assert_int_equal(c.end, ND_CHAIN_LATER_FRAGMENT);
	assert_int_equal(c.fragment_offset, 65528);
	assert_int_equal(c.upper_proto, 60);
	assert_int_equal(c.n_headers, 1);
}

static void a_fragment_header_behind_another_header_is_found(void **state)
{
	struct nd_chain c = walked(60, "2c00010400000000" "3a00 0001 00000001" RS);

	(void)state;
	assert_int_equal(c.end, ND_CHAIN_ICMPV6);
	assert_int_equal(c.n_headers, 2);
	assert_int_equal(c.header[0], 60);
	assert_int_equal(c.header[1], 44);
	assert_true(c.fragment);
}

static void the_fragment_header_that_counts_is_told_with_its_place(void **state)
{
	struct nd_chain c = walked(44, "3a00 0001 00000001" RS);

	(void)state;
	assert_int_equal(c.fragment_at, 40);
	assert_int_equal(c.fragment_link, 6);
	c = walked(60, "2b01010c000000000000000000000000" "2c00010400000000" "3a00 0001 00000001" RS);
	assert_int_equal(c.fragment_at, 64);
	assert_int_equal(c.fragment_link, 56);
	/* an atomic one outside does not keep hosts from the next one */
	c = walked(44, "2c00 0000 00000001" "3a00 0009 00000002" RS);
	assert_int_equal(c.end, ND_CHAIN_LATER_FRAGMENT);
	assert_int_equal(c.fragment_id, 2);
	assert_int_equal(c.fragment_at, 48);
	assert_int_equal(c.fragment_link, 40);
	/* any other one does: what is behind it is only a part of its packet */
	c = walked(44, "2c00 0001 00000001" "3a00 0009 00000002" RS);
	assert_int_equal(c.end, ND_CHAIN_LATER_FRAGMENT);
	assert_int_equal(c.fragment_id, 1);
	assert_int_equal(c.fragment_offset, 0);
	assert_int_equal(c.fragment_at, 40);
	c = walked(44, "2c00 0001 00000001" "3a00 0000 00000002" RS);
	assert_int_equal(c.end, ND_CHAIN_ICMPV6);
	assert_int_equal(c.fragment_id, 1);
	assert_false(nd_chain_is_atomic(&c));
	/* a Fragment header that the packet's end cuts is none */
	assert_false(walked(44, "3a000009").fragment);
}

/* @n destination option headers, then a solicitation. */
static size_t long_chain(uint8_t *out, size_t cap, unsigned n)
{
	struct wbuf w;

	wbuf_init(&w, out, cap);
	for (unsigned i = 0; i < n; i++) {
		wbuf_u8(&w, i + 1 < n ? 60 : 58);
		wbuf_u8(&w, 0);
		wbuf_u32(&w, 0x01040000);
		wbuf_zero(&w, 2);
	}
	wbuf_u8(&w, 133);
	wbuf_zero(&w, 7);
	assert_true(wbuf_ok(&w));
	return w.len;
}

static void a_long_chain_is_walked_to_its_end(void **state)
{
	static const unsigned counts[] = { 20, ND_CHAIN_MAX, ND_CHAIN_MAX + 1, 400 };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(counts); i++) {
		uint8_t payload[4000];
		size_t len = long_chain(payload, sizeof(payload), counts[i]);
		struct packet p;

		walk(&p, 60, payload, len);
		assert_int_equal(p.chain.end, ND_CHAIN_ICMPV6);
		assert_int_equal(p.chain.n_headers, counts[i]);
		assert_int_equal(p.chain.header[0], 60);
		assert_int_equal(p.chain.upper.len, 8);
		assert_int_equal(p.chain.upper.ptr[0], 133);
		free(p.octets);
	}
}

static void a_chain_cut_anywhere_says_so_and_nothing_beyond_is_read(void **state)
{
	uint8_t payload[4000];
	size_t whole = long_chain(payload, sizeof(payload), 20);
	struct nd_chain c;
	struct packet p;

	(void)state;
	for (size_t len = 0; len < whole; len++) {
		walk(&p, 60, payload, len);
		assert_int_equal(p.chain.end, len <= 160 ? ND_CHAIN_CUT : ND_CHAIN_ICMPV6);
		free(p.octets);
	}
	/* the same cuts made by the capture instead of the sender: the payload length is larger */
	walk(&p, 60, payload, whole);
	for (size_t len = 0; len < p.len; len++) {
		uint8_t *cut = octets_exact(p.octets, len);

		nd_chain_walk(view_of(cut, len), &c);
		assert_int_equal(c.end, len < 40 ? ND_CHAIN_NOT_IPV6 :
					len <= 200 ? ND_CHAIN_CUT : ND_CHAIN_ICMPV6);
		free(cut);
	}
	free(p.octets);
}

static void a_header_longer_than_the_packet_is_a_cut(void **state)
{
	struct nd_chain c = walked(0, "3aff010400000000" RS);

	(void)state;
	assert_int_equal(c.end, ND_CHAIN_CUT);
	assert_int_equal(c.upper_proto, 0);
	c = walked(51, "3aff000000000001" RS);
	assert_int_equal(c.end, ND_CHAIN_CUT);
	c = walked(44, "3a000000");
	assert_int_equal(c.end, ND_CHAIN_CUT);
}

static void a_first_fragment_that_ends_before_the_upper_layer_is_a_cut(void **state)
{
	/* RFC 7112: all of the chain belongs into the first fragment */
	struct nd_chain c = walked(44, "3a00 0001 00000001");

	(void)state;
	assert_int_equal(c.end, ND_CHAIN_CUT);
	assert_true(c.fragment && c.more_fragments);
	c = walked(44, "3c00 0001 00000001" "3a00010400000000");
	assert_int_equal(c.end, ND_CHAIN_CUT);
	assert_int_equal(c.upper_proto, 58);
	assert_int_equal(c.n_headers, 2);
	c = walked(44, "3c00 0001 00000001" "3a01010400000000");
	assert_int_equal(c.end, ND_CHAIN_CUT);
	assert_int_equal(c.upper_proto, 60);
}

static void other_upper_layers_esp_and_no_next_header_end_the_walk(void **state)
{
	static const uint8_t next[] = { 6, 17, 41, 50, 59, 89, 103, 112, 132 };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(next); i++) {
		struct nd_chain c = walked(next[i], RS);

		assert_int_equal(c.end, ND_CHAIN_OTHER);
		assert_int_equal(c.upper_proto, next[i]);
		assert_int_equal(c.upper.len, 8);
	}
	assert_int_equal(walked(59, "").end, ND_CHAIN_OTHER);
	assert_int_equal(walked(60, "3200010400000000" RS).end, ND_CHAIN_OTHER);
}

static void an_unrecognised_value_is_named(void **state)
{
	static const uint8_t next[] = { 61, 144, 200, 253, 254, 255 };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(next); i++) {
		struct nd_chain c = walked(next[i], "3a00010400000000" RS);

		assert_int_equal(c.end, ND_CHAIN_UNKNOWN);
		assert_int_equal(c.upper_proto, next[i]);
		assert_int_equal(c.n_headers, 0);
	}
	assert_int_equal(walked(60, "fd00010400000000" RS).end, ND_CHAIN_UNKNOWN);
}

static void what_is_not_ipv6_is_left_alone(void **state)
{
	uint8_t octets[40] = { 0x45 };
	struct nd_chain c;

	(void)state;
	nd_chain_walk(view_of(NULL, 0), &c);
	assert_int_equal(c.end, ND_CHAIN_NOT_IPV6);
	nd_chain_walk(view_of(octets, sizeof(octets)), &c);
	assert_int_equal(c.end, ND_CHAIN_NOT_IPV6);
	octets[0] = 0x6f;
	octets[6] = 59;
	nd_chain_walk(view_of(octets, sizeof(octets)), &c);
	assert_int_equal(c.end, ND_CHAIN_OTHER);
	nd_chain_walk(view_of(octets, sizeof(octets) - 1), &c);
	assert_int_equal(c.end, ND_CHAIN_NOT_IPV6);
}

static void octets_behind_the_payload_length_do_not_count(void **state)
{
	uint8_t octets[64] = { 0x60, [5] = 8, [6] = 58, [7] = 255, [40] = 133 };
	struct nd_chain c;

	(void)state;
	nd_chain_walk(view_of(octets, sizeof(octets)), &c);
	assert_int_equal(c.end, ND_CHAIN_ICMPV6);
	assert_int_equal(c.upper.len, 8);
	octets[5] = 0;
	nd_chain_walk(view_of(octets, sizeof(octets)), &c);
	assert_int_equal(c.end, ND_CHAIN_CUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_packet_has_no_extension_header),
		cmocka_unit_test(every_kind_of_header_is_passed_by_its_own_length),
		cmocka_unit_test(an_atomic_a_first_and_a_later_fragment_are_told_apart),
		cmocka_unit_test(a_fragment_header_behind_another_header_is_found),
		cmocka_unit_test(the_fragment_header_that_counts_is_told_with_its_place),
		cmocka_unit_test(a_long_chain_is_walked_to_its_end),
		cmocka_unit_test(a_chain_cut_anywhere_says_so_and_nothing_beyond_is_read),
		cmocka_unit_test(a_header_longer_than_the_packet_is_a_cut),
		cmocka_unit_test(a_first_fragment_that_ends_before_the_upper_layer_is_a_cut),
		cmocka_unit_test(other_upper_layers_esp_and_no_next_header_end_the_walk),
		cmocka_unit_test(an_unrecognised_value_is_named),
		cmocka_unit_test(what_is_not_ipv6_is_left_alone),
		cmocka_unit_test(octets_behind_the_payload_length_do_not_count),
	};

	return cmocka_run_group_tests_name("nd_chain", tests, NULL, NULL);
}
