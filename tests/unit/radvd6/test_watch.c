/* SPDX-License-Identifier: ISC */
/* The watch from end to end: octets of frames go in, lines come out, on a clock of our own. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "ip6.h"
#include "note.h"
#include "rng.h"
#include "text.h"

#define WATCHED "interface eth0 { AdvSendAdvert on; prefix 2001:db8:1::/64 { }; " \
		"RDNSS 2001:db8:1::53 { }; watch { %s }; };"
#define FRIEND "router fe80::2 { LinkLayerAddress 02:00:00:00:00:02; }; "

/* RFC 4861 s. 4.2: hop limit 64, no flags, Router Lifetime 1800, no timers. */
static const uint8_t plain_ra[16] = { 134, 0, 0, 0, 64, 0, 0x07, 0x08 };

/*
 * What a Thread border router sends: hop limit 0, lifetime 0, prefix
 * fd12:3456:789a:1::/64 L+A for 1800 s, route fd98:7654:3210::/64.
 */
static const uint8_t thread_ra[16 + 32 + 16] = {
	134, 0, 0, 0, 0, 0, 0, 0, [16] = 3, 4, 64, 0xc0, 0, 0, 7, 8, 0, 0, 7, 8, 0, 0, 0, 0,
	0xfd, 0x12, 0x34, 0x56, 0x78, 0x9a, 0, 1, [48] = 24, 2, 64, 0, 0, 0, 7, 8,
	0xfd, 0x98, 0x76, 0x54, 0x32, 0x10,
};

struct ether {
	uint8_t octets[14 + 40 + 1500];
	struct nd_frame frame;
};

/* An Ethernet frame with the ICMPv6 message @icmp, as it was seen. */
static const struct nd_frame *frame_to(struct ether *e, enum nd_frame_way way, const uint8_t mac[6],
				       struct in6_addr src, struct in6_addr dst, const void *icmp,
				       size_t len)
{
	static const uint8_t to[6] = { 0x33, 0x33, 0, 0, 0, 1 };
	uint8_t *p = e->octets;
	uint16_t sum;

	assert_true(len <= 1500);
	memcpy(p, to, 6);
	memcpy(p + 6, mac, 6);
	p[12] = 0x86;
	p[13] = 0xdd;
	memset(p + 14, 0, 40);
	p[14] = 0x60;
	p[18] = (uint8_t)(len >> 8);
	p[19] = (uint8_t)len;
	p[20] = 58;
	p[21] = 255;
	memcpy(p + 22, &src, 16);
	memcpy(p + 38, &dst, 16);
	memcpy(p + 54, icmp, len);
	p[56] = p[57] = 0;
	sum = nd_checksum(&src, &dst, view_of(p + 54, len));
	p[56] = (uint8_t)(sum >> 8);
	p[57] = (uint8_t)sum;
	e->frame = (struct nd_frame){ .ifindex = 1, .way = way, .mac_len = 6,
				      .frame = view_of(p, 54 + len),
				      .ip6 = view_of(p + 14, 40 + len) };
	memcpy(e->frame.mac, mac, 6);
	return &e->frame;
}

static const struct nd_frame *frame_of(struct ether *e, enum nd_frame_way way, const uint8_t mac[6],
				       struct in6_addr src, const void *icmp, size_t len)
{
	return frame_to(e, way, mac, src, IP6_ALL_NODES, icmp, len);
}

/* Router number @who speaks: fe80::WHO from 02:00:00:00:00:WHO, both of 32 bits. */
static void speak(struct world *w, uint32_t who, const void *icmp, size_t len)
{
	uint8_t mac[6] = { 2, 0, (uint8_t)(who >> 24), (uint8_t)(who >> 16), (uint8_t)(who >> 8),
			   (uint8_t)who };
	struct in6_addr src = addr("fe80::");
	struct ether e;

	memcpy(&src.s6_addr[12], mac + 2, 4);
	world_frame(w, frame_of(&e, ND_FRAME_MULTICAST, mac, src, icmp, len));
}

static void speak_plain(struct world *w, uint32_t who)
{
	speak(w, who, plain_ra, sizeof(plain_ra));
}

/* As world_settled(), with a watch and packet sockets. */
static struct world *watched(const char *settings)
{
	char text[4096];
	struct world *w;

	snprintf(text, sizeof(text), WATCHED, settings);
	w = world_new(text, 1000, 7);
	world_up(w, 1, "eth0");
	core_on_capture(&w->core, 1, true);
	world_run_until(w, 100 * ND_SECOND);
	world_forget(w);
	return w;
}

static unsigned lines_above(const struct world *w, enum note_severity limit)
{
	unsigned n = 0;

	for (unsigned i = 0; i < w->n_notes; i++)
		n += w->notes[i].severity < limit;
	return n;
}

static unsigned watch_lines(const struct world *w)
{
	return world_notes(w, "rogue-ra") + world_notes(w, "ra-flood") +
	       world_notes(w, "ra-invalid") + world_notes(w, "ra-inconsistent") +
	       world_notes(w, "rogue-ra-ceased") + world_notes(w, "second-sender") +
	       world_notes(w, "own-ra-reflected");
}

static void an_unknown_router_is_named_at_once(void **state)
{
	struct world *w = watched("");
	const struct note *n;

	(void)state;
	speak_plain(w, 0xbad);
	assert_int_equal(watch_lines(w), 1);				/* */
	n = world_note(w, "rogue-ra");
	assert_non_null(n);
	assert_string_equal(n->reason, "unknown-router");
	assert_string_equal(n->mac, "02:00:00:00:0b:ad");
	assert_int_equal(n->severity, NOTE_ERR);
	assert_int_equal(w->n_acts[0], 1);
	assert_int_equal(w->n_acts[1], 1);
	world_free(w);
}

static void a_probe_needs_neither_advertising_nor_an_address(void **state)
{
	struct world *w = world_new("interface eth0 { watch { }; };", 1000, 1);
	struct link *l = world_link(w, 1, "eth0");

	(void)state;
	l->n_addrs = 0;
	l->forwarding = false;
	world_say(w, l);
	speak_plain(w, 0xbad);
	assert_int_equal(world_notes(w, "rogue-ra"), 1);		/* */
	assert_int_equal(w->n_sent, 0);
	world_free(w);
}

static void without_a_watch_a_silent_interface_hears_nothing(void **state)
{
	struct world *w = world_new("interface eth0 { };", 1000, 1);

	(void)state;
	world_up(w, 1, "eth0");
	speak_plain(w, 0xbad);
	assert_int_equal(watch_lines(w), 0);
	world_free(w);
}

static struct nd_packet raw_ra(const uint8_t *icmp, size_t len)
{
	return (struct nd_packet){ .ifindex = 1, .src = addr("fe80::bad"), .dst = IP6_ALL_NODES,
				   .hop_limit = 255, .checksum_verified = true,
				   .icmp = view_of(icmp, len) };
}

static void the_raw_socket_is_heeded_unless_frames_are_seen(void **state)
{
	struct world *w = watched("");
	struct nd_packet p = raw_ra(plain_ra, sizeof(plain_ra));

	(void)state;
	world_packet(w, &p);
	assert_int_equal(watch_lines(w), 0);
	core_on_capture(&w->core, 1, false);
	world_packet(w, &p);
	assert_int_equal(world_notes(w, "rogue-ra"), 1);
	assert_string_equal(world_note(w, "rogue-ra")->mac, "");
	world_free(w);
}

static void without_a_watch_disagreements_are_said(void **state)
{
	uint8_t other[16];
	struct world *w = world_settled("AdvCurHopLimit 64;", 3);
	struct nd_packet p = raw_ra(other, sizeof(other));

	(void)state;
	memcpy(other, plain_ra, sizeof(other));
	world_packet(w, &p);
	assert_int_equal(watch_lines(w), 0);				/* */
	other[4] = 32;
	world_packet(w, &p);
	world_packet(w, &p);
	assert_int_equal(world_notes(w, "ra-inconsistent"), 1);		/* */
	assert_string_equal(world_note(w, "ra-inconsistent")->got, "32");
	world_free(w);
}

/* What the core sends comes back from the packet socket, as of the kernel. */
struct mirror {
	struct world *w;
	enum nd_frame_way way;
	unsigned n, lost;
	struct ether kept[64];
};

static void keep(void *arg, const struct sent *s)
{
	struct mirror *m = arg;

	if (m->n < 64)
		frame_to(&m->kept[m->n++], m->way, m->w->links[0].lladdr, s->src, s->dst, s->octets,
			 s->len);
}

static void show_kept(struct mirror *m)
{
	for (unsigned i = 0; i < m->n; i++)
		world_frame(m->w, &m->kept[i].frame);
	m->n = 0;
}

static struct mirror *mirror_of(struct world *w, enum nd_frame_way way)
{
	struct mirror *m = calloc(1, sizeof(*m));

	assert_non_null(m);
	m->w = w;
	m->way = way;
	w->on_sent = keep;
	w->arg = m;
	return m;
}

static void our_own_are_known_and_a_copy_that_comes_back_has_its_own_word(void **state)
{
	struct world *w = watched("");
	struct mirror *m = mirror_of(w, ND_FRAME_OUTGOING);

	(void)state;
	world_run(w, 700 * ND_SECOND);
	assert_true(m->n >= 1);
	m->n = 1;
	show_kept(m);
	assert_int_equal(watch_lines(w), 0);
	m->way = ND_FRAME_MULTICAST;
	while (m->n == 0)
		world_run(w, 100);
	show_kept(m);
	assert_int_equal(world_notes(w, "own-ra-reflected"), 1);
	assert_int_equal(world_notes(w, "rogue-ra"), 0);
	assert_true(ip6_is_unspecified(&world_note(w, "own-ra-reflected")->src));
	free(m);
	world_free(w);
}

/* More than are remembered, all on their way before the first is seen. */
static void answers_to_many_hosts_at_once_are_our_own(void **state)
{
	char text[4096] = "interface eth0 { AdvSendAdvert on; watch { }; clients { ";
	struct world *w;
	struct mirror *m;

	(void)state;
	for (unsigned i = 1; i <= OWN_RAS + 20; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "fe80::c:%x; ", i);
	snprintf(text + strlen(text), sizeof(text) - strlen(text), "}; };");
	w = world_new(text, 1000, 7);
	m = mirror_of(w, ND_FRAME_OUTGOING);
	world_up(w, 1, "eth0");
	core_on_capture(&w->core, 1, true);
	while (m->n == 0)
		world_run(w, 100);
	assert_true(m->n > OWN_RAS);
	show_kept(m);
	assert_int_equal(watch_lines(w), 0);
	free(m);
	world_free(w);
}

static void another_sender_on_this_host_is_named(void **state)
{
	struct world *w = watched("");
	struct ether e;

	(void)state;
	world_frame(w, frame_of(&e, ND_FRAME_OUTGOING, w->links[0].lladdr, addr("fe80::1"), plain_ra,
				sizeof(plain_ra)));
	assert_int_equal(world_notes(w, "second-sender"), 1);
	world_free(w);
}

/* Frames of one hour: ours, a described router every 5 minutes, a Thread router every 2. */
static void an_hour(struct world *w, struct mirror *m)
{
	char text[4096];

	for (unsigned s = 0; s < 3600; s++) {
		world_run(w, ND_SECOND);
		show_kept(m);
		if (s % 300 == 10)
			speak_plain(w, 2);
		if (s % 120 == 20)
			speak(w, 0x74, thread_ra, sizeof(thread_ra));
		if (s % 60 == 30)
			world_rs(w, 1, "fe80::9");
		if (s == 1800) {
			snprintf(text, sizeof(text), "interface eth0 { AdvSendAdvert on; "
				 "prefix 2001:db8:2::/64 { }; watch { " FRIEND "}; };");
			world_reload(w, text);
			core_on_capture(&w->core, 1, true);
		}
	}
}

static void an_hour_of_normal_life_has_no_line_above_notice(void **state)
{
	struct world *w = watched(FRIEND);
	struct mirror *m = mirror_of(w, ND_FRAME_OUTGOING);

	(void)state;
	an_hour(w, m);
	for (unsigned i = 0; i < w->n_notes; i++) {
		if (w->notes[i].severity < NOTE_NOTICE)
			fail_msg("%s %s %s", w->notes[i].event,
				 w->notes[i].reason ? w->notes[i].reason : "", w->notes[i].what);
	}
	assert_int_equal(lines_above(w, NOTE_NOTICE), 0);
	free(m);
	world_free(w);
}

/* The peer speaks from the shared address while we do not have it. */
static void peer_speaks(struct world *w, unsigned times)
{
	static const uint8_t vrrp_mac[6] = { 0, 0, 0x5e, 0, 2, 1 };
	struct ether e;

	for (unsigned i = 0; i < times; i++) {
		world_frame(w, frame_of(&e, ND_FRAME_MULTICAST, vrrp_mac, addr("fe80::100"), plain_ra,
					sizeof(plain_ra)));
		world_run(w, 200 * ND_SECOND);
	}
}

static void a_shared_address_may_move_here_and_back(void **state)
{
	struct world *w = world_new("interface eth0 { AdvSendAdvert on; AdvRASrcAddress { fe80::100; }; "
				    "watch { router any { LinkLayerAddress 00:00:5e:00:02:01; }; }; };",
				    1000, 5);
	struct link *l = world_up(w, 1, "eth0");
	struct mirror *m = mirror_of(w, ND_FRAME_OUTGOING);

	(void)state;
	peer_speaks(w, 5);
	world_addr(l, "fe80::100", 64);
	world_say(w, l);
	for (unsigned s = 0; s < 7200; s++) {
		world_run(w, ND_SECOND);
		show_kept(m);
	}
	l->n_addrs--;
	world_say(w, l);
	peer_speaks(w, 5);
	for (unsigned i = 0; i < w->n_notes; i++) {
		if (w->notes[i].severity < NOTE_NOTICE)
			fail_msg("%s %s", w->notes[i].event, w->notes[i].what);
	}
	assert_int_equal(watch_lines(w), 0);
	free(m);
	world_free(w);
}

/* A random router, a random prefix. */
static void speak_random(struct world *w, struct rng *rng)
{
	uint8_t icmp[48] = { 134, 0, 0, 0, 64, 0, 0xff, 0xff, [16] = 3, 4, 64, 0xc0, 0, 1, 0, 0,
			     0, 1, 0, 0, 0, 0, 0, 0, 0x20, 0x01 };
	uint64_t random = rng_u64(rng);

	memcpy(icmp + 34, &random, 6);
	speak(w, 0x80000000u | (uint32_t)(random >> 32), icmp, sizeof(icmp));
}

static bool knows(const struct world *w, const char *router, const char *class)
{
	struct in6_addr a = addr(router);
	struct note n;
	uint32_t at = 0;

	while (watch_each_router(&w->core.watch, w->now, 1, &at, &n)) {
		if (ip6_equal(&n.src, &a) && strcmp(n.reason, class) == 0)
			return true;
	}
	return false;
}

static void a_flood_is_ten_lines_and_hinders_nothing(void **state)
{
	struct world *w = watched("MaxIncidents 256; " FRIEND);
	struct rng rng = rng_fixed(11);
	unsigned answers, named = 0;
	nd_ms due, start;

	(void)state;
	speak_plain(w, 2);
	start = w->now;
	for (unsigned i = 0; i < 100000; i++) {
		if (i % 1000 == 0)
			world_run(w, 100);
		due = w->core.advs[0]->due;
		assert_true(due > w->now);		/* no due RA is late */
		if (i == 50000)
			world_rs(w, 1, "fe80::9");
		speak_random(w, &rng);
	}
	world_run(w, ND_SECOND);
	answers = world_unicasts(w, 1, "fe80::9") + world_multicasts(w, 1);
	assert_true(answers >= 1);
	assert_true(watch_lines(w) <= 10);				/* */
	assert_int_equal(world_notes(w, "ra-flood"), 1);
	assert_true(knows(w, "fe80::2", "trusted"));
	speak_plain(w, 0xbad);
	world_run(w, 10 * ND_SECOND);
	for (unsigned i = 0; i < w->n_notes; i++)
		named += strcmp(w->notes[i].mac, "02:00:00:00:0b:ad") == 0;
	assert_int_equal(named, 1);
	assert_int_equal(world_notes(w, "rogue-ra-ceased"), 1);
	assert_string_equal(world_note(w, "rogue-ra-ceased")->reason, "ra-flood");
	world_run(w, start + 700 * ND_SECOND - w->now);
	assert_true(world_multicasts(w, 1) >= 1);
	world_free(w);
}

static void an_allowed_router_that_falls_silent_is_missed_and_welcomed(void **state)
{
	struct world *w = watched(FRIEND);

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		speak_plain(w, 2);
		world_run(w, 500 * ND_SECOND);
	}
	assert_int_equal(world_notes(w, "trusted-router-silent"), 0);
	world_run(w, 1240 * ND_SECOND - 1);
	assert_int_equal(world_notes(w, "trusted-router-silent"), 0);
	world_run(w, 1);		/* 60 s before its 1800 s are over, and before 3 x 600 s */
	assert_int_equal(world_notes(w, "trusted-router-silent"), 1);
	assert_int_equal(world_note(w, "trusted-router-silent")->severity, NOTE_WARNING);
	world_run(w, 7200 * ND_SECOND);
	assert_int_equal(world_notes(w, "trusted-router-silent"), 1);
	speak_plain(w, 2);
	assert_int_equal(world_notes(w, "trusted-router-back"), 1);
	world_free(w);
}

static void an_absence_that_was_told_is_no_reason_to_wait_longer_for_the_next(void **state)
{
	static const uint8_t no_lifetime[16] = { 134, 0, 0, 0, 64 };
	struct world *w = watched(FRIEND);

	(void)state;
	speak(w, 2, no_lifetime, sizeof(no_lifetime));
	world_run(w, 36000 * ND_SECOND);
	assert_int_equal(world_notes(w, "trusted-router-silent"), 1);
	speak(w, 2, no_lifetime, sizeof(no_lifetime));
	world_run(w, 1800 * ND_SECOND);		/* 3 x 600 s */
	assert_int_equal(world_notes(w, "trusted-router-silent"), 2);
	world_free(w);
}

/* RFC 6275 s. 7.3: an interval of 1 ms, said by whoever speaks as the friend. */
static void no_allowed_router_makes_lines_without_end(void **state)
{
	static const uint8_t hasty[16 + 8] = { 134, 0, 0, 0, 64, 0, 0, 1, [16] = 7, 1, [23] = 1 };
	struct world *w = watched(FRIEND);

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		speak(w, 2, hasty, sizeof(hasty));
		world_run(w, ND_SECOND);
	}
	assert_int_equal(world_notes(w, "trusted-router-silent"), 2);
	assert_int_equal(world_notes(w, "trusted-router-back"), 2);
	world_free(w);
}

static void a_disagreement_is_answered_if_asked_for_within_the_limits(void **state)
{
	/* Our prefix for 7200 s more, preferred no longer. */
	static const uint8_t spoilt[16 + 32] = {
		134, 0, 0, 0, 64, 0, 7, 8, [16] = 3, 4, 64, 0xc0, 0, 0, 0x1c, 0x20, 0, 0, 0, 0,
		0, 0, 0, 0, 0x20, 0x01, 0x0d, 0xb8, 0, 1,
	};
	struct world *w;

	(void)state;
	w = watched("Reannounce on;");
	w->core.advs[0]->last_multicast = w->now - ND_SECOND;
	speak(w, 0xbad, spoilt, sizeof(spoilt));
	world_run(w, 1900);
	assert_int_equal(world_multicasts(w, 1), 0);			/* 3 s apart */
	world_run(w, 700);
	assert_int_equal(world_multicasts(w, 1), 1);
	world_free(w);
	w = watched("");
	speak(w, 0xbad, spoilt, sizeof(spoilt));
	world_run(w, 4 * ND_SECOND);
	assert_int_equal(world_multicasts(w, 1), 0);
	world_free(w);
}

static void what_is_learnt_loads_again_and_is_allowed_then(void **state)
{
	static const uint8_t with_prefix[16 + 32] = {
		134, 0, 0, 0, 64, 0, 7, 8, [16] = 3, 4, 64, 0xc0, 0, 1, 0x51, 0x80, 0, 0, 0x38, 0x40,
		0, 0, 0, 0, 0x20, 0x01, 0x0d, 0xb8, 0, 5,
	};
	char learnt[4096], text[8192];
	struct world *w = watched("");
	struct text t;

	(void)state;
	speak(w, 5, with_prefix, sizeof(with_prefix));
	assert_int_equal(world_notes(w, "rogue-ra"), 1);
	text_init(&t, learnt, sizeof(learnt));
	watch_learn(&w->core.watch, w->now, 1, &t);
	assert_non_null(strstr(learnt, "router fe80::5 {\n\tLinkLayerAddress 02:00:00:00:00:05;\n"));
	assert_non_null(strstr(learnt, "prefix 2001:db8:5::/64"));
	snprintf(text, sizeof(text), WATCHED, learnt);
	world_forget(w);
	world_reload(w, text);
	core_on_capture(&w->core, 1, true);
	world_forget(w);
	speak(w, 5, with_prefix, sizeof(with_prefix));
	assert_int_equal(watch_lines(w), 0);
	assert_true(knows(w, "fe80::5", "trusted"));
	world_free(w);
}

static void an_interface_that_goes_is_forgotten(void **state)
{
	struct world *w = watched(FRIEND);
	struct note n;
	uint32_t at = 0;

	(void)state;
	speak_plain(w, 2);
	speak_plain(w, 0xbad);
	world_forget(w);
	world_gone(w, 1);
	world_run(w, 7200 * ND_SECOND);
	assert_int_equal(watch_lines(w), 0);
	assert_int_equal(world_notes(w, "trusted-router-silent"), 0);
	assert_false(watch_each_router(&w->core.watch, w->now, 0, &at, &n));
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_router_is_named_at_once),
		cmocka_unit_test(a_probe_needs_neither_advertising_nor_an_address),
		cmocka_unit_test(without_a_watch_a_silent_interface_hears_nothing),
		cmocka_unit_test(the_raw_socket_is_heeded_unless_frames_are_seen),
		cmocka_unit_test(without_a_watch_disagreements_are_said),
		cmocka_unit_test(our_own_are_known_and_a_copy_that_comes_back_has_its_own_word),
		cmocka_unit_test(answers_to_many_hosts_at_once_are_our_own),
		cmocka_unit_test(another_sender_on_this_host_is_named),
		cmocka_unit_test(an_hour_of_normal_life_has_no_line_above_notice),
		cmocka_unit_test(a_shared_address_may_move_here_and_back),
		cmocka_unit_test(a_flood_is_ten_lines_and_hinders_nothing),
		cmocka_unit_test(an_allowed_router_that_falls_silent_is_missed_and_welcomed),
		cmocka_unit_test(an_absence_that_was_told_is_no_reason_to_wait_longer_for_the_next),
		cmocka_unit_test(no_allowed_router_makes_lines_without_end),
		cmocka_unit_test(a_disagreement_is_answered_if_asked_for_within_the_limits),
		cmocka_unit_test(what_is_learnt_loads_again_and_is_allowed_then),
		cmocka_unit_test(an_interface_that_goes_is_forgotten),
	};

	return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
