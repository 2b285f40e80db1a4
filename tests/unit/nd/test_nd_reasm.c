/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "err.h"
#include "nd_reasm.h"
#include "octets.h"
#include "ra_shapes.h"
#include "wbuf.h"

#define LINK 3u

/* A reassembler, and what came of the last fragment. */
struct bench {
	struct nd_reasm reasm;
	struct nd_reasm_packet out;
	nd_ms now;
	uint32_t ifindex;
};

static void open_bench(struct bench *b)
{
	*b = (struct bench){ .now = 1000, .ifindex = LINK };
	assert_int_equal(nd_reasm_init(&b->reasm), 0);
}

static int add_octets(struct bench *b, const uint8_t *octets, size_t len)
{
	uint8_t *exact = octets_exact(octets, len);
	struct nd_chain c;
	int r;

	nd_chain_walk(view_of(exact, len), &c);
	assert_true(c.fragment && !nd_chain_is_atomic(&c));
	r = nd_reasm_add(&b->reasm, b->now, b->ifindex, view_of(exact, len), &c, &b->out);
	free(exact);
	return r;
}

static int add(struct bench *b, const char *hex)
{
	uint8_t octets[2048];

	return add_octets(b, octets, octets_of(hex, octets, sizeof(octets)));
}

/* A fragment of @len octets, all @fill, from fe80::@from. */
struct fragment {
	uint8_t from, fill, next;
	uint32_t id;
	size_t offset, len;
	bool more;
};

static int add_made(struct bench *b, struct fragment f)
{
	static uint8_t octets[70000];
	struct wbuf w;

	wbuf_init(&w, octets, sizeof(octets));
	wbuf_u32(&w, 0x60000000);
	wbuf_u16(&w, (uint16_t)(8 + f.len));
	wbuf_u8(&w, 44);
	wbuf_u8(&w, 255);
	wbuf_u16(&w, 0xfe80);
	wbuf_zero(&w, 13);
	wbuf_u8(&w, f.from);
	wbuf_u16(&w, 0xff02);
	wbuf_zero(&w, 13);
	wbuf_u8(&w, 1);
	wbuf_u8(&w, f.next ? f.next : 58);
	wbuf_u8(&w, 0);
	wbuf_u16(&w, (uint16_t)(f.offset | f.more));
	wbuf_u32(&w, f.id);
	memset(octets + w.len, f.fill, f.len);
	return add_octets(b, octets, w.len + f.len);
}

static void is_packet(struct view got, const char *hex)
{
	uint8_t want[2048];
	size_t len = octets_of(hex, want, sizeof(want));

	assert_int_equal(got.len, len);
	assert_memory_equal(got.ptr, want, len);
}

static void pieces_in_any_order_make_the_packet_that_was_cut(void **state)
{
	static const char *const piece[] = { THREE_1, THREE_2, THREE_3 };
	static const uint8_t order[][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	struct bench b;

	(void)state;
	open_bench(&b);
	for (unsigned i = 0; i < ARRAY_LEN(order); i++) {
		assert_int_equal(add(&b, piece[order[i][0]]), 0);
		assert_int_equal(add(&b, piece[order[i][1]]), 0);
		assert_int_equal(add(&b, piece[order[i][2]]), 1);
		is_packet(b.out.first_wins, PLAIN);
		is_packet(b.out.last_wins, PLAIN);
		assert_false(b.out.overlap);
		assert_false(b.out.hidden);
		assert_int_equal(b.out.fragments, 3);
	}
	assert_int_equal(b.reasm.dropped, 0);
	nd_reasm_fini(&b.reasm);
}

static void the_headers_before_the_fragment_header_are_kept(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	assert_int_equal(add(&b, HIDDEN_1), 0);
	assert_int_equal(add(&b, HIDDEN_2), 1);
	is_packet(b.out.first_wins, PADDED);
	assert_true(b.out.hidden);	/* */
	/* an atomic Fragment header outside belongs to the packet, the other one is gone */
	assert_int_equal(add(&b, ATOMIC_OUTSIDE_1), 0);
	assert_int_equal(add(&b, ATOMIC_OUTSIDE_2), 1);
	assert_int_equal(b.out.first_wins.len, 40 + 8 + 56);
	assert_int_equal(b.out.first_wins.ptr[6], 44);
	assert_int_equal(b.out.first_wins.ptr[40], 58);
	assert_int_equal(b.out.first_wins.ptr[48], 134);
	nd_reasm_fini(&b.reasm);
}

static void the_same_fragment_twice_is_no_overlap(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	assert_int_equal(add(&b, THREE_1), 0);
	assert_int_equal(add(&b, THREE_1), 0);
	assert_int_equal(add(&b, THREE_3), 0);
	assert_int_equal(add(&b, THREE_3), 0);
	assert_int_equal(add(&b, THREE_2), 1);
	assert_false(b.out.overlap);
	assert_int_equal(b.out.fragments, 5);
	is_packet(b.out.last_wins, PLAIN);
	nd_reasm_fini(&b.reasm);
}

static void contradicting_octets_are_read_both_ways(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	assert_int_equal(add(&b, SAME_PLACE_1), 0);
	assert_int_equal(add(&b, SAME_PLACE_2), 0);
	assert_int_equal(add(&b, SAME_PLACE_3), 1);
	assert_true(b.out.overlap);
	is_packet(b.out.first_wins, PLAIN);
	assert_int_equal(b.out.last_wins.ptr[40 + 6], 9000 >> 8);
	assert_int_equal(b.out.last_wins.len, b.out.first_wins.len);
	nd_reasm_fini(&b.reasm);
}

/* In OVERLAP_* the second fragment repeats 8 octets of the first, and says another valid lifetime. */
static void a_partial_overlap_is_read_both_ways_in_both_orders(void **state)
{
	enum { VALID_AT = 40 + 28 + 3 };	/* the last octet of 86400 = 0x15180, and of 60 */
	struct bench b;

	(void)state;
	open_bench(&b);
	assert_int_equal(add(&b, OVERLAP_1), 0);
	assert_int_equal(add(&b, OVERLAP_2), 0);
	assert_int_equal(add(&b, OVERLAP_3), 1);
	assert_true(b.out.overlap);
	is_packet(b.out.first_wins, PLAIN);
	assert_int_equal(b.out.last_wins.ptr[VALID_AT], 60);

	assert_int_equal(add(&b, OVERLAP_2), 0);
	assert_int_equal(add(&b, OVERLAP_3), 0);
	assert_int_equal(add(&b, OVERLAP_1), 1);
	assert_true(b.out.overlap);
	is_packet(b.out.last_wins, PLAIN);
	assert_int_equal(b.out.first_wins.ptr[VALID_AT], 60);
	nd_reasm_fini(&b.reasm);
}

static void an_overlap_is_remembered_though_the_first_octets_come_again(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	(void)add(&b, SAME_PLACE_1);
	(void)add(&b, SAME_PLACE_2);
	(void)add(&b, SAME_PLACE_1);
	assert_int_equal(add(&b, SAME_PLACE_3), 1);
	assert_true(b.out.overlap);
	is_packet(b.out.first_wins, PLAIN);
	is_packet(b.out.last_wins, PLAIN);
	nd_reasm_fini(&b.reasm);
}

static void another_next_header_in_the_first_fragment_is_a_contradiction(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	(void)add_made(&b, (struct fragment){ .next = 17, .len = 8, .more = true });
	(void)add_made(&b, (struct fragment){ .next = 58, .len = 8, .more = true });
	assert_int_equal(add_made(&b, (struct fragment){ .offset = 8, .len = 8 }), 1);
	assert_true(b.out.overlap);
	assert_int_equal(b.out.first_wins.ptr[6], 17);
	assert_int_equal(b.out.last_wins.ptr[6], 58);
	nd_reasm_fini(&b.reasm);
}

static void fragments_that_disagree_about_the_end_are_read_both_ways(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	/* the first word about the end is 32, the last one 16 */
	assert_int_equal(add_made(&b, (struct fragment){ .offset = 24, .len = 8 }), 0);
	assert_int_equal(add_made(&b, (struct fragment){ .len = 8, .more = true }), 0);
	assert_int_equal(add_made(&b, (struct fragment){ .offset = 8, .len = 8 }), 1);
	assert_true(b.out.overlap);
	assert_int_equal(b.out.first_wins.len, 0);
	assert_int_equal(b.out.last_wins.len, 40 + 16);
	/* who goes by the first word still waits, and gets it */
	assert_int_equal(add_made(&b, (struct fragment){ .offset = 16, .len = 8, .more = true }), 1);
	assert_true(b.out.overlap);
	assert_int_equal(b.out.first_wins.len, 40 + 32);
	assert_int_equal(b.out.last_wins.len, 0);
	/* octets behind the end contradict it, too */
	(void)add_made(&b, (struct fragment){ .id = 1, .offset = 16, .len = 8, .more = true });
	(void)add_made(&b, (struct fragment){ .id = 1, .offset = 8, .len = 8 });
	assert_int_equal(add_made(&b, (struct fragment){ .id = 1, .len = 8, .more = true }), 1);
	assert_true(b.out.overlap);
	assert_int_equal(b.out.last_wins.len, 40 + 16);
	assert_int_equal(b.reasm.dropped, 0);
	nd_reasm_fini(&b.reasm);
}

static void interface_source_and_id_keep_packets_apart(void **state)
{
	struct fragment first = { .len = 8, .more = true }, last = { .offset = 8, .len = 8 };
	struct bench b;

	(void)state;
	open_bench(&b);
	assert_int_equal(add_made(&b, first), 0);
	b.ifindex++;
	assert_int_equal(add_made(&b, last), 0);
	b.ifindex--;
	last.from = 9;
	assert_int_equal(add_made(&b, last), 0);
	last.from = 0;
	last.id = 9;
	assert_int_equal(add_made(&b, last), 0);
	last.id = 0;
	assert_int_equal(add_made(&b, last), 1);
	assert_false(b.out.overlap);
	nd_reasm_fini(&b.reasm);
}

static void a_packet_has_as_much_time_as_with_a_host(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	(void)add(&b, THREE_1);
	(void)add(&b, THREE_2);
	b.now += 59999;				/* RFC 8200 s. 4.5: 60 seconds */
	assert_int_equal(add(&b, THREE_3), 1);
	(void)add(&b, THREE_1);
	(void)add(&b, THREE_2);
	b.now += 60000;
	assert_int_equal(add(&b, THREE_3), 0);
	assert_int_equal(b.reasm.dropped, 1);
	nd_reasm_fini(&b.reasm);
}

static void when_the_table_is_full_the_oldest_gives_way(void **state)
{
	struct fragment first = { .len = 8, .more = true }, last = { .offset = 8, .len = 8 };
	struct bench b;

	(void)state;
	open_bench(&b);
	for (first.id = 0; first.id <= ND_REASM_ENTRIES; first.id++) {
		assert_int_equal(add_made(&b, first), 0);
		b.now++;
	}
	assert_int_equal(b.reasm.dropped, 1);
	for (last.id = ND_REASM_ENTRIES; last.id >= 1; last.id--)
		assert_int_equal(add_made(&b, last), 1);
	assert_int_equal(add_made(&b, last), 0);
	assert_int_equal(b.reasm.dropped, 1);
	nd_reasm_fini(&b.reasm);
}

static void what_no_host_takes_for_a_fragment_is_refused(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	/* RFC 8200 s. 4.5: not a multiple of 8 octets, or an end beyond 65,535 */
	assert_int_equal(add_made(&b, (struct fragment){ .len = 12, .more = true }), ND_ELEN);
	assert_int_equal(add_made(&b, (struct fragment){ .len = 0, .more = true }), ND_ELEN);
	assert_int_equal(add_made(&b, (struct fragment){ .offset = 65528, .len = 8 }), ND_ELEN);
	assert_int_equal(add_made(&b, (struct fragment){ .offset = 65528, .len = 7 }), 0);
	/* none of them stays */
	assert_int_equal(add_made(&b, (struct fragment){ .offset = 8, .len = 12 }), 0);
	assert_int_equal(add_made(&b, (struct fragment){ .len = 8, .more = true }), 1);
	assert_int_equal(b.out.fragments, 2);
	assert_int_equal(b.out.first_wins.len, 40 + 20);
	nd_reasm_fini(&b.reasm);
}

static void of_a_long_packet_the_beginning_is_told(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	assert_int_equal(add_made(&b, (struct fragment){ .offset = 2800, .len = 200 }), 0);
	assert_int_equal(add_made(&b, (struct fragment){ .offset = 1400, .len = 1400, .more = true }), 0);
	assert_int_equal(add_made(&b, (struct fragment){ .len = 1400, .fill = 7, .more = true }), 1);
	assert_int_equal(b.out.first_wins.len, ND_REASM_MAX);
	assert_int_equal(b.out.first_wins.ptr[40], 7);
	/* the payload length says that there is more */
	assert_true((b.out.first_wins.ptr[4] << 8 | b.out.first_wins.ptr[5]) > 2048 - 40);
	assert_false(b.out.overlap);
	/* one that fits exactly, and one that is an octet longer */
	(void)add_made(&b, (struct fragment){ .id = 1, .len = 1000, .more = true });
	assert_int_equal(add_made(&b, (struct fragment){ .id = 1, .offset = 1000, .len = 1008 }), 1);
	assert_int_equal(b.out.first_wins.ptr[4] << 8 | b.out.first_wins.ptr[5], 2008);
	(void)add_made(&b, (struct fragment){ .id = 2, .len = 1000, .more = true });
	assert_int_equal(add_made(&b, (struct fragment){ .id = 2, .offset = 1000, .len = 1009 }), 1);
	assert_int_equal(b.out.first_wins.ptr[4] << 8 | b.out.first_wins.ptr[5], 2009);
	assert_int_equal(b.out.first_wins.len, ND_REASM_MAX);
	nd_reasm_fini(&b.reasm);
}

static void a_fragment_that_the_capture_cut_is_never_made_up(void **state)
{
	uint8_t octets[128];
	size_t len = octets_of(THREE_3, octets, sizeof(octets));
	struct bench b;

	(void)state;
	open_bench(&b);
	(void)add(&b, THREE_1);
	(void)add(&b, THREE_2);
	assert_int_equal(add_octets(&b, octets, len - 1), 0);
	assert_int_equal(add_octets(&b, octets, 48), 0);
	assert_int_equal(add(&b, THREE_3), 1);
	is_packet(b.out.first_wins, PLAIN);
	nd_reasm_fini(&b.reasm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_in_any_order_make_the_packet_that_was_cut),
		cmocka_unit_test(the_headers_before_the_fragment_header_are_kept),
		cmocka_unit_test(the_same_fragment_twice_is_no_overlap),
		cmocka_unit_test(contradicting_octets_are_read_both_ways),
		cmocka_unit_test(a_partial_overlap_is_read_both_ways_in_both_orders),
		cmocka_unit_test(an_overlap_is_remembered_though_the_first_octets_come_again),
		cmocka_unit_test(another_next_header_in_the_first_fragment_is_a_contradiction),
		cmocka_unit_test(fragments_that_disagree_about_the_end_are_read_both_ways),
		cmocka_unit_test(interface_source_and_id_keep_packets_apart),
		cmocka_unit_test(a_packet_has_as_much_time_as_with_a_host),
		cmocka_unit_test(when_the_table_is_full_the_oldest_gives_way),
		cmocka_unit_test(what_no_host_takes_for_a_fragment_is_refused),
		cmocka_unit_test(of_a_long_packet_the_beginning_is_told),
		cmocka_unit_test(a_fragment_that_the_capture_cut_is_never_made_up),
	};

	return cmocka_run_group_tests_name("nd_reasm", tests, NULL, NULL);
}
