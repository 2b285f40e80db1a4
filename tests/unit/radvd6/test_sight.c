/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "nd_opt.h"
#include "octets.h"
#include "ra_shapes.h"
#include "sight.h"

#define KEY 0x0123456789abcdefu
#define SEEN_MAX 4u

/* Someone who looks at frames, and what the last one showed. */
struct eye {
	struct nd_reasm reasm;
	struct nd_frame frame;		/* how the next ones arrive; the octets are filled in */
	nd_ms now;
	unsigned n;
	struct sighting seen[SEEN_MAX];
	unsigned options[SEEN_MAX];	/* found in each of them, while its views were good */
	uint8_t cut_off;		/* octets that the capture takes off the end */
};

static unsigned count_options(struct view options)
{
	struct nd_opt o;
	struct rbuf r;
	int fault;
	unsigned n = 0;

	rbuf_init(&r, options.ptr, options.len);
	while (nd_opt_next(&r, &o, &fault) > 0)
		n++;
	return n;
}

static void note(void *arg, const struct sighting *s)
{
	struct eye *e = arg;

	assert_true(e->n < SEEN_MAX);
	e->options[e->n] = s->parsed ? count_options(s->msg.options) : 0;
	e->seen[e->n++] = *s;
}

static void open_eye(struct eye *e)
{
	*e = (struct eye){ .now = 5000, .frame = { .ifindex = 3, .way = ND_FRAME_MULTICAST,
		.mac_len = 6, .mac = { 2, 0, 0, 0, 0xa, 1 } } };
	assert_int_equal(nd_reasm_init(&e->reasm), 0);
}

/* Show one packet; returns how many sightings it gave. */
static unsigned look_at(struct eye *e, const uint8_t *octets, size_t len)
{
	uint8_t *exact = octets_exact(octets, len);

	e->n = 0;
	e->frame.ip6 = e->frame.frame = view_of(exact, len);
	sight_frame(&e->reasm, KEY, e->now, &e->frame, note, e);
	free(exact);
	return e->n;
}

static unsigned look(struct eye *e, const char *hex)
{
	uint8_t octets[4096];

	return look_at(e, octets, octets_of(hex, octets, sizeof(octets)) - e->cut_off);
}

/* The packet @hex with @len more octets of payload behind it. */
static unsigned look_longer(struct eye *e, const char *hex, size_t len, uint8_t fill)
{
	uint8_t octets[8192];
	size_t n = octets_of(hex, octets, sizeof(octets));

	memset(octets + n, fill, len);
	octets[4] = (uint8_t)((n + len - 40) >> 8);
	octets[5] = (uint8_t)(n + len - 40);
	return look_at(e, octets, n + len);
}

/* The same by a reassembler of its own, so that shapes do not meet. */
static struct sighting only(const char *hex)
{
	struct eye e;

	open_eye(&e);
	assert_int_equal(look(&e, hex), 1);
	nd_reasm_fini(&e.reasm);
	return e.seen[0];
}

static void a_plain_ra_is_told_with_all_that_the_frame_says(void **state)
{
	struct eye e;
	struct sighting *s = &e.seen[0];

	(void)state;
	open_eye(&e);
	assert_int_equal(look(&e, PLAIN), 1);
	assert_int_equal(s->at, 5000);
	assert_int_equal(s->ifindex, 3);
	assert_int_equal(s->way, ND_FRAME_MULTICAST);
	assert_int_equal(s->mac_len, 6);
	assert_int_equal(s->mac[5], 1);			/* */
	assert_int_equal(s->src.s6_addr[14], 0x0b);
	assert_int_equal(s->src.s6_addr[15], 0xad);
	assert_int_equal(s->dst.s6_addr[0], 0xff);
	assert_int_equal(s->hop_limit, 255);
	assert_int_equal(s->form, 0);
	assert_int_equal(s->n_headers, 0);
	assert_int_equal(s->fault, ND_VALID);
	assert_true(s->parsed);
	assert_int_equal(s->msg.ra.router_lifetime_s, 1800);
	assert_int_equal(e.options[0], 2);
	assert_int_equal(s->frame.len, 96);
	assert_false(s->by_raw_socket);
	nd_reasm_fini(&e.reasm);
}

static void every_shape_that_one_packet_may_have_is_told(void **state)
{
	static const struct {
		const char *packet;
		unsigned form, n_headers;
		enum nd_fault fault;
	} cases[] = {
		{ HOP_BY_HOP, SIGHT_EXT_HEADERS, 1, ND_VALID },			/* */
		{ DESTINATION, SIGHT_EXT_HEADERS, 1, ND_VALID },
		{ DESTINATION_1200, SIGHT_EXT_HEADERS, 1, ND_VALID },
		{ PADDED, SIGHT_EXT_HEADERS, 1, ND_VALID },
		{ CHAIN_4, SIGHT_EXT_HEADERS, 4, ND_VALID },
		{ CHAIN_8, SIGHT_EXT_HEADERS, 8, ND_VALID },
		{ CHAIN_9, SIGHT_EXT_HEADERS | SIGHT_CHAIN_TOO_LONG, 9, ND_VALID },
		{ CHAIN_20, SIGHT_EXT_HEADERS | SIGHT_CHAIN_TOO_LONG, 20, ND_VALID },
		{ ROUTING_253, SIGHT_EXT_HEADERS, 1, ND_VALID },
		{ ATOMIC, SIGHT_FRAGMENTED, 1, ND_FAULT_FRAGMENT },		/* */
		{ HOP_LIMIT_64, 0, 0, ND_FAULT_HOP_LIMIT },			/* */
		{ BAD_CHECKSUM, 0, 0, ND_FAULT_CHECKSUM },
		{ GLOBAL_SOURCE, 0, 0, ND_FAULT_SOURCE },
		{ NO_SOURCE, 0, 0, ND_FAULT_SOURCE },
		{ CODE_1, 0, 0, ND_FAULT_CODE },
		{ ZERO_OPTION, 0, 0, ND_FAULT_OPTION },
		{ LONG_OPTION, 0, 0, ND_FAULT_OPTION },
		{ TO_A_HOST, SIGHT_UNICAST, 0, ND_VALID },
		{ TO_ROUTERS, 0, 0, ND_VALID },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct sighting s = only(cases[i].packet);

		assert_int_equal(s.form, cases[i].form);
		assert_int_equal(s.n_headers, cases[i].n_headers);
		assert_int_equal(s.fault, cases[i].fault);
		assert_true(s.parsed);
		assert_int_equal(s.msg.type, ND_RA);
	}
}

static void an_ra_too_short_to_be_read_is_told_all_the_same(void **state)
{
	struct sighting s = only(TWELVE);

	(void)state;
	assert_false(s.parsed);
	assert_int_equal(s.fault, ND_FAULT_LENGTH);
}

static void the_way_of_the_frame_tells_unicast_and_tags(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	e.frame.way = ND_FRAME_OTHER_HOST;
	assert_int_equal(look(&e, PLAIN), 1);
	assert_int_equal(e.seen[0].form, SIGHT_UNICAST);
	e.frame.way = ND_FRAME_TO_US;
	assert_int_equal(look(&e, PLAIN), 1);
	assert_int_equal(e.seen[0].form, SIGHT_UNICAST);
	e.frame.way = ND_FRAME_MULTICAST;
	e.frame.tagged = true;
	assert_int_equal(look(&e, PLAIN), 1);
	assert_int_equal(e.seen[0].form, SIGHT_TAGGED);
	assert_int_equal(e.seen[0].vlan, 0);
	e.frame.vlan = 100;
	assert_int_equal(look(&e, PLAIN), 1);
	assert_int_equal(e.seen[0].vlan, 100);
	nd_reasm_fini(&e.reasm);
}

static void an_outgoing_frame_may_lack_its_checksum(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	e.frame.way = ND_FRAME_OUTGOING;
	assert_int_equal(look(&e, BAD_CHECKSUM), 1);
	assert_int_equal(e.seen[0].fault, ND_VALID);
	assert_int_equal(e.seen[0].form, 0);
	assert_int_equal(look(&e, CODE_1), 1);
	assert_int_equal(e.seen[0].fault, ND_FAULT_CODE);
	nd_reasm_fini(&e.reasm);
}

static void what_is_not_an_ra_is_not_told(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	assert_int_equal(look(&e, SOLICITATION), 0);
	assert_int_equal(look(&e, UDP), 0);
	assert_int_equal(look(&e, ""), 0);
	nd_reasm_fini(&e.reasm);
}

static void a_fragmented_ra_is_told_once_when_it_is_whole(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	assert_int_equal(look(&e, THREE_3), 0);
	assert_int_equal(look(&e, THREE_1), 0);
	assert_int_equal(look(&e, THREE_2), 1);
	assert_int_equal(e.seen[0].form, SIGHT_FRAGMENTED);	/* */
	assert_int_equal(e.seen[0].n_headers, 1);
	assert_int_equal(e.seen[0].fault, ND_FAULT_FRAGMENT);	/* RFC 6980 s. 5 */
	assert_true(e.seen[0].parsed);
	assert_int_equal(e.seen[0].msg.ra.router_lifetime_s, 1800);
	assert_int_equal(e.options[0], 2);
	nd_reasm_fini(&e.reasm);
}

static void a_first_fragment_that_hides_its_type_is_told_at_once(void **state)
{
	const unsigned form = SIGHT_HIDDEN | SIGHT_FRAGMENTED;
	struct eye e;

	(void)state;
	open_eye(&e);
	assert_int_equal(look(&e, HIDDEN_1), 1);		/* */
	assert_false(e.seen[0].parsed);
	assert_int_equal(e.seen[0].form, form);
	assert_int_equal(e.seen[0].fault, ND_FAULT_FRAGMENT);
	assert_int_equal(look(&e, HIDDEN_2), 1);
	assert_true(e.seen[0].parsed);
	assert_int_equal(e.seen[0].form, form | SIGHT_EXT_HEADERS);
	assert_int_equal(e.seen[0].n_headers, 2);
	/* the other order: the later fragment alone is nothing yet */
	assert_int_equal(look(&e, HIDDEN_2), 0);
	assert_int_equal(look(&e, HIDDEN_1), 2);
	assert_false(e.seen[0].parsed);
	assert_true(e.seen[1].parsed);
	nd_reasm_fini(&e.reasm);
}

static void contradicting_fragments_are_two_ras(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	assert_int_equal(look(&e, SAME_PLACE_1), 0);
	assert_int_equal(look(&e, SAME_PLACE_2), 0);
	assert_int_equal(look(&e, SAME_PLACE_3), 2);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(e.seen[i].form, SIGHT_FRAGMENTED | SIGHT_OVERLAP);
	assert_int_equal(e.seen[0].msg.ra.router_lifetime_s, 1800);
	assert_int_equal(e.seen[1].msg.ra.router_lifetime_s, 9000);
	assert_true(e.seen[0].hash != e.seen[1].hash);

	assert_int_equal(look(&e, OVERLAP_2), 0);
	assert_int_equal(look(&e, OVERLAP_3), 0);
	assert_int_equal(look(&e, OVERLAP_1), 2);
	assert_int_equal(e.seen[1].form, SIGHT_FRAGMENTED | SIGHT_OVERLAP);
	nd_reasm_fini(&e.reasm);
}

static void of_two_readings_only_that_of_an_ra_is_told(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	assert_int_equal(look(&e, ECHO_OR_RA_1), 0);
	assert_int_equal(look(&e, ECHO_OR_RA_2), 0);
	assert_int_equal(look(&e, ECHO_OR_RA_3), 1);
	assert_int_equal(e.seen[0].form, SIGHT_FRAGMENTED | SIGHT_OVERLAP);
	assert_true(e.seen[0].parsed);
	assert_int_equal(e.seen[0].msg.ra.router_lifetime_s, 1800);
	nd_reasm_fini(&e.reasm);
}

static void contradictions_without_an_ra_are_told_blank(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	assert_int_equal(look(&e, UDP_PIECES_1), 0);
	assert_int_equal(look(&e, UDP_PIECES_2), 0);
	assert_int_equal(look(&e, UDP_PIECES_3), 1);
	assert_false(e.seen[0].parsed);
	assert_int_equal(e.seen[0].form, SIGHT_FRAGMENTED | SIGHT_OVERLAP);
	/* without a contradiction datagrams are nobody's business */
	assert_int_equal(look(&e, UDP_PIECES_1), 0);
	assert_int_equal(look(&e, UDP_PIECES_3), 0);
	nd_reasm_fini(&e.reasm);
}

static void fragments_of_fragments_hide(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	/* the outer fragment alone shows the beginning of an RA, but is not whole */
	assert_int_equal(look(&e, NESTED_1), 0);
	assert_int_equal(look(&e, NESTED_2), 1);
	assert_true(e.seen[0].parsed);
	assert_int_equal(e.seen[0].form & SIGHT_FRAGMENTED, SIGHT_FRAGMENTED);
	assert_int_equal(e.seen[0].n_headers, 2);
	assert_int_equal(look(&e, NESTED_LATER_1), 1);
	assert_int_equal(e.seen[0].form, SIGHT_HIDDEN | SIGHT_FRAGMENTED);
	assert_int_equal(look(&e, NESTED_LATER_2), 1);
	assert_false(e.seen[0].parsed);
	assert_int_equal(e.seen[0].form, SIGHT_HIDDEN | SIGHT_FRAGMENTED);
	/* an atomic Fragment header outside does not keep hosts from the inner one */
	assert_int_equal(look(&e, ATOMIC_OUTSIDE_1), 0);
	assert_int_equal(look(&e, ATOMIC_OUTSIDE_2), 1);
	assert_true(e.seen[0].parsed);
	assert_int_equal(e.seen[0].msg.ra.router_lifetime_s, 1800);
	assert_int_equal(e.seen[0].form, SIGHT_FRAGMENTED);
	nd_reasm_fini(&e.reasm);
}

static void an_ra_that_is_too_long_to_be_kept_is_told_by_its_beginning(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	/* 2400 octets more, so that its last fragment lies beyond what is kept */
	assert_int_equal(look_longer(&e, THREE_1, 2400, 0), 1);
	assert_true(e.seen[0].parsed);
	assert_int_equal(e.seen[0].msg.ra.router_lifetime_s, 1800);
	assert_int_equal(e.seen[0].form, SIGHT_FRAGMENTED);
	/* a fragment that hosts should refuse (12 octets before another one), but that shows an RA */
	assert_int_equal(look_longer(&e, THREE_1, 4, 0), 1);
	assert_int_equal(e.seen[0].fault, ND_FAULT_FRAGMENT);
	nd_reasm_fini(&e.reasm);
}

/* HIDDEN_1 begins destination options of 16 octets; with a length octet of 255 they are 2048. */
static void a_chain_that_is_too_long_to_be_kept_hides(void **state)
{
	uint8_t octets[4096] = { 0 };
	struct eye e;

	(void)state;
	open_eye(&e);
	(void)octets_of(HIDDEN_1, octets, sizeof(octets));
	octets[49] = 255;
	octets[4] = 0x09;		/* 2304 octets of payload, the Fragment header included */
	octets[5] = 0x00;
	octets[48 + 2048] = 134;
	assert_int_equal(look_at(&e, octets, 40 + 0x900), 1);
	assert_false(e.seen[0].parsed);
	assert_int_equal(e.seen[0].form & SIGHT_HIDDEN, SIGHT_HIDDEN);
	nd_reasm_fini(&e.reasm);
}

static void a_frame_that_the_capture_cut_is_told_as_far_as_it_goes(void **state)
{
	struct eye e;

	(void)state;
	open_eye(&e);
	e.frame.truncated = true;
	e.cut_off = 8;
	assert_int_equal(look(&e, PLAIN), 1);
	assert_int_equal(e.seen[0].fault, ND_FAULT_LENGTH);
	assert_true(e.seen[0].parsed);
	assert_int_equal(e.options[0], 1);
	/* the chain is longer than what was read: nobody knows what is behind it */
	e.cut_off = 60;
	assert_int_equal(look(&e, CHAIN_20), 1);
	assert_false(e.seen[0].parsed);
	assert_int_equal(e.seen[0].form, SIGHT_HIDDEN | SIGHT_EXT_HEADERS | SIGHT_CHAIN_TOO_LONG);
	/* but what the sender cut hosts discard */
	e.frame.truncated = false;
	assert_int_equal(look(&e, CHAIN_20), 0);
	nd_reasm_fini(&e.reasm);
}

static void octets_behind_the_packet_do_not_count(void **state)
{
	struct sighting s = only(PLAIN "000000000000"), t = only(PLAIN);

	(void)state;
	assert_int_equal(s.fault, ND_VALID);
	assert_true(s.hash == t.hash);
}

static struct in6_addr address(const char *text)
{
	struct in6_addr a = IN6ADDR_ANY_INIT;

	assert_int_equal(ip6_parse(text, &a), 0);
	return a;
}

static void a_copy_of_a_frame_has_its_hash_with_or_without_checksum(void **state)
{
	struct sighting sent = only(BAD_CHECKSUM), copy = only(PLAIN), other = only(PLAIN_9000);

	(void)state;
	assert_true(sent.hash == copy.hash);
	assert_true(other.hash != copy.hash);
}

static void the_raw_socket_tells_less(void **state)
{
	uint8_t octets[256];
	size_t len = octets_of(PLAIN, octets, sizeof(octets));
	struct nd_packet p = {
		.ifindex = 3, .src = address("fe80::bad"), .dst = address("ff02::1"),
		.hop_limit = 255, .checksum_verified = true, .icmp = view_of(octets + 40, len - 40),
	};
	struct eye e = { 0 };

	(void)state;
	sight_packet(KEY, 7000, &p, note, &e);
	assert_int_equal(e.n, 1);
	assert_true(e.seen[0].by_raw_socket);
	assert_int_equal(e.seen[0].form, 0);
	assert_int_equal(e.seen[0].fault, ND_VALID);
	assert_int_equal(e.seen[0].at, 7000);
	assert_int_equal(e.seen[0].mac_len, 0);
	assert_int_equal(e.seen[0].frame.len, 0);
	assert_true(e.seen[0].hash == only(PLAIN).hash);
	p.fragmented = true;
	p.dst = address("fe80::1");
	sight_packet(KEY, 7000, &p, note, &e);
	assert_int_equal(e.seen[1].form, SIGHT_FRAGMENTED | SIGHT_UNICAST);
	assert_int_equal(e.seen[1].fault, ND_FAULT_FRAGMENT);
	p.hop_limit = -1;
	sight_packet(KEY, 7000, &p, note, &e);
	assert_int_equal(e.seen[2].fault, ND_FAULT_HOP_LIMIT);
	octets[40] = 133;
	sight_packet(KEY, 7000, &p, note, &e);
	assert_int_equal(e.n, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_ra_is_told_with_all_that_the_frame_says),
		cmocka_unit_test(every_shape_that_one_packet_may_have_is_told),
		cmocka_unit_test(an_ra_too_short_to_be_read_is_told_all_the_same),
		cmocka_unit_test(the_way_of_the_frame_tells_unicast_and_tags),
		cmocka_unit_test(an_outgoing_frame_may_lack_its_checksum),
		cmocka_unit_test(what_is_not_an_ra_is_not_told),
		cmocka_unit_test(a_fragmented_ra_is_told_once_when_it_is_whole),
		cmocka_unit_test(a_first_fragment_that_hides_its_type_is_told_at_once),
		cmocka_unit_test(contradicting_fragments_are_two_ras),
		cmocka_unit_test(of_two_readings_only_that_of_an_ra_is_told),
		cmocka_unit_test(contradictions_without_an_ra_are_told_blank),
		cmocka_unit_test(fragments_of_fragments_hide),
		cmocka_unit_test(an_ra_that_is_too_long_to_be_kept_is_told_by_its_beginning),
		cmocka_unit_test(a_chain_that_is_too_long_to_be_kept_hides),
		cmocka_unit_test(a_frame_that_the_capture_cut_is_told_as_far_as_it_goes),
		cmocka_unit_test(octets_behind_the_packet_do_not_count),
		cmocka_unit_test(a_copy_of_a_frame_has_its_hash_with_or_without_checksum),
		cmocka_unit_test(the_raw_socket_tells_less),
	};

	return cmocka_run_group_tests_name("sight", tests, NULL, NULL);
}
