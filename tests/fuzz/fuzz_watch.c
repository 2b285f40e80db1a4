/* SPDX-License-Identifier: ISC */
/*
 * The eyes of the watch against arbitrary frames, one after another before one
 * reassembler. An input is a row of records: flags, two numbers, octets. A
 * record is a packet from the IPv6 header on, or the data of a fragment that is
 * wrapped here, so that fragments meet often.
 *
 * Besides the sanitizers' rules these must hold: a frame gives a bounded number
 * of sightings, each in itself consistent, and what is valid came in one piece.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "nd_opt.h"
#include "sight.h"
#include "wbuf.h"

#define FRAME_MAX 4096u
#define SIGHTINGS_MAX 3u	/* a first fragment that hides its type, and two readings */

/* The flags of a record. */
enum {
	IS_PACKET = 0x01,
	IS_MORE = 0x02,
	IS_OTHER_ID = 0x04,
	IS_DESTINATION = 0x08,	/* destination options behind the Fragment header */
	IS_TRUNCATED = 0x10,
	IS_LATE = 0x20,
	WAY_SHIFT = 6,
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check(void *arg, const struct sighting *s)
{
	unsigned *n = arg;
	struct nd_opt o;
	struct rbuf r;
	int fault;

	must(++*n <= SIGHTINGS_MAX);
	must(s->hash != 0);
	must(s->fault != ND_FAULT_TYPE);
	must(s->fault != ND_VALID || (s->parsed && s->hop_limit == ND_HOP_LIMIT));
	must(s->fault != ND_VALID || !(s->form & (SIGHT_FRAGMENTED | SIGHT_HIDDEN)));
	must(!(s->form & SIGHT_OVERLAP) || (s->form & SIGHT_FRAGMENTED));
	must(!(s->form & (SIGHT_FRAGMENTED | SIGHT_EXT_HEADERS)) == (s->n_headers == 0));
	must(s->way != ND_FRAME_OUTGOING || s->fault != ND_FAULT_CHECKSUM);
	if (!s->parsed)
		return;
	must(s->msg.type == ND_RA);
	rbuf_init(&r, s->msg.options.ptr, s->msg.options.len);
	while (nd_opt_next(&r, &o, &fault) > 0)
		;
}

/* What the frame shows; it stands in a block of its own size. */
static void show(struct nd_reasm *r, nd_ms now, uint8_t flags, const uint8_t *octets, size_t len)
{
	struct nd_frame f = {
		.ifindex = 1, .way = (enum nd_frame_way)(flags >> WAY_SHIFT),
		.truncated = flags & IS_TRUNCATED,
	};
	uint8_t *exact = malloc(len ? len : 1);
	unsigned n = 0;

	must(exact);
	if (len)
		memcpy(exact, octets, len);
	f.ip6 = f.frame = view_of(exact, len);
	sight_frame(r, 1, now, &f, check, &n);
	free(exact);
}

/* A fragment from fe80::1 to ff02::1. */
static void show_fragment(struct nd_reasm *r, nd_ms now, uint8_t flags, size_t offset, struct view data)
{
	uint8_t octets[FRAME_MAX];
	struct wbuf w;

	wbuf_init(&w, octets, sizeof(octets));
	wbuf_u32(&w, 0x60000000);
	wbuf_u16(&w, (uint16_t)(8 + data.len));
	wbuf_u8(&w, IPPROTO_FRAGMENT);
	wbuf_u8(&w, ND_HOP_LIMIT);
	wbuf_u16(&w, 0xfe80);
	wbuf_zero(&w, 13);
	wbuf_u8(&w, 1);
	wbuf_u16(&w, 0xff02);
	wbuf_zero(&w, 13);
	wbuf_u8(&w, 1);
	wbuf_u8(&w, flags & IS_DESTINATION ? IPPROTO_DSTOPTS : IPPROTO_ICMPV6);
	wbuf_u8(&w, 0);
	wbuf_u16(&w, (uint16_t)(offset | (flags & IS_MORE ? 1 : 0)));
	wbuf_u32(&w, flags & IS_OTHER_ID ? 2 : 1);
	wbuf_put(&w, data.ptr, data.len);
	show(r, now, flags, octets, w.len);
}

static nd_ms show_record(struct nd_reasm *reasm, nd_ms now, struct rbuf *r)
{
	uint8_t flags = rbuf_u8(r), a = rbuf_u8(r), b = rbuf_u8(r);
	size_t len = flags & IS_PACKET ? a * 16u + b % 16u : b;
	struct view octets = rbuf_view(r, len < rbuf_left(r) ? len : rbuf_left(r));

	if (flags & IS_LATE)
		now += ND_REASM_MS;
	if (flags & IS_PACKET)
		show(reasm, now, flags, octets.ptr, octets.len);
	else
		show_fragment(reasm, now, flags, a * 8u, octets);
	return now;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct nd_reasm reasm;
	static nd_ms now;
	struct rbuf r;

	if (!reasm.entry)
		must(nd_reasm_init(&reasm) == 0);
	now += ND_REASM_MS;		/* what the input before left is too old to matter */
	rbuf_init(&r, data, size);
	while (rbuf_left(&r) > 0)
		now = show_record(&reasm, now, &r);
	return 0;
}

/* An RA behind destination options, whole. */
static const uint8_t packet[] = {
	0x41, 4, 8, 0x60, 0, 0, 0, 0, 32, 60, 255,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	58, 0, 1, 4, 0, 0, 0, 0,
	134, 0, 0x9f, 0x6d, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0, 0, 0, 1,
};

/* Three fragments of one, the last twice with other octets; then one that hides its type. */
static const uint8_t fragments[] = {
	0x42, 0, 8, 134, 0, 0x9f, 0x6d, 64, 0, 7, 8,
	0x42, 1, 16, 0, 0, 0, 0, 0, 0, 0, 0, 5, 1, 0, 0, 0, 0, 5, 0xdc,
	0x42, 2, 8, 5, 1, 0, 0, 0, 0, 5, 0,
	0x40, 3, 8, 1, 1, 2, 0, 0, 0, 0, 1,
	0x4e, 0, 8, 58, 1, 1, 12, 0, 0, 0, 0,
	0x4c, 1, 24, 0, 0, 0, 0, 0, 0, 0, 0, 134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0,
};

/* Two that disagree about the end, late, and one far behind. */
static const uint8_t ends[] = {
	0x40, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0,
	0x40, 2, 8, 0, 0, 0, 0, 0, 0, 0, 0,
	0x42, 0, 16, 134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0,
	0x42, 2, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0x62, 250, 8, 0, 0, 0, 0, 0, 0, 0, 0,
};

const struct view fuzz_seeds[] = {
	{ packet, sizeof(packet) },
	{ fragments, sizeof(fragments) },
	{ ends, sizeof(ends) },
};

const unsigned fuzz_n_seeds = ARRAY_LEN(fuzz_seeds);
