/* SPDX-License-Identifier: ISC */
/*
 * lib/nd against arbitrary octets: the first chooses what they are (a packet
 * from the IPv6 header on, or options alone), the rest is it.
 *
 * Besides the sanitizers' rules these must hold: an option that was parsed
 * prints, and if it may be built it reads back as the same value.
 */
#include <stdint.h>
#include <stdlib.h>

#include "fuzz.h"
#include "nd_chain.h"
#include "nd_check.h"
#include "nd_opt.h"

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void must_read_back(const struct nd_opt *o, const uint8_t *octets, size_t len)
{
	struct nd_opt again;
	struct rbuf r;
	unsigned at = 0;
	int fault;

	rbuf_init(&r, octets, len);
	must(nd_opt_next(&r, &again, &fault) == 1);
	must(fault == 0 || o->desc != nd_opt_desc_of(o->type));
	must(rbuf_left(&r) == 0);
	if (fault == 0) {
		must(nd_opt_same_key(o, &again));
		must(nd_opt_differ(o, &again, &at) == NULL);
	}
}

static void try_option(const struct nd_opt *o)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	char out[1024];
	struct nd_opt gone = *o;
	struct text t;
	struct wbuf w;

	text_init(&t, out, sizeof(out));
	nd_opt_put(&t, o);
	must(memchr(out, '\n', t.len) == NULL);
	wbuf_init(&w, octets, sizeof(octets));
	if (nd_opt_build(&w, o) == 0)
		must_read_back(o, octets, w.len);
	must(!nd_opt_withdraw(&gone) || nd_opt_same_key(o, &gone));
}

static void try_options(struct view options)
{
	struct nd_opt o;
	struct rbuf r;
	int fault;

	rbuf_init(&r, options.ptr, options.len);
	while (nd_opt_next(&r, &o, &fault) > 0) {
		must(fault <= 0);
		try_option(&o);
	}
}

static void try_packet(struct view octets)
{
	struct nd_chain c;
	struct nd_packet p;
	struct nd_msg m;

	nd_chain_walk(octets, &c);
	must(c.upper.len <= octets.len);
	if (c.end != ND_CHAIN_ICMPV6)
		return;
	p = (struct nd_packet){ .src = c.src, .dst = c.dst, .hop_limit = c.hop_limit,
				.fragmented = c.fragment, .icmp = c.upper };
	(void)nd_check(&p, &m);
	p.checksum_verified = true;
	p.hop_limit = ND_HOP_LIMIT;
	p.fragmented = false;
	if (nd_check(&p, &m) == ND_VALID)
		try_options(m.options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	if (data[0] & 1)
		try_packet(view_of(data + 1, size - 1));
	else
		try_options(view_of(data + 1, size - 1));
	return 0;
}

/* An RA with the shapes that matter, for the replay to mutate. */
static const uint8_t packet[] = {
	1, 0x60, 0, 0, 0, 0, 0x60, 60, 255,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	58, 0, 1, 4, 0, 0, 0, 0,
	134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0,
	1, 1, 2, 0, 0, 0, 0, 1, 5, 1, 0, 0, 0, 0, 5, 0xdc,
	25, 3, 0, 0, 0, 0, 7, 8, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53,
	31, 3, 0, 0, 0, 0, 7, 8, 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'o', 'r', 'g', 0, 0, 0, 0,
	24, 1, 0, 8, 0, 0, 7, 8,
};

static const uint8_t options[] = {
	0,
	3, 4, 64, 0xc0, 0, 1, 0x51, 0x80, 0, 0, 0x38, 0x40, 0, 0, 0, 0,
	0x20, 1, 0xd, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	21, 5, 0xa0, 1, 0, 123, 1, 'x', 0, 0, 0, 0, 0, 0, 0, 0,
	134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 5, 1, 0, 0, 0, 0, 5, 0,
	144, 6, 0, 2, 0, 0, 7, 8, 0, 3, 1, 'x', 0, 0, 16,
	0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53,
	0, 14, 0, 1, 0, 4, 3, 'd', 'o', 't', 0, 3, 0, 2, 3, 0x55, 0,
	38, 2, 7, 8, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0,
	37, 2, 'h', 't', 't', 'p', 's', ':', '/', '/', 'x', 0, 0, 0, 0, 0,
	34, 2, 64, 0x15, 0, 0, 0, 10, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0,
	24, 2, 48, 0x18, 0, 0, 7, 8, 0x20, 1, 0xd, 0xb8, 0, 1, 0, 0,
};

const struct view fuzz_seeds[] = {
	{ packet, sizeof(packet) },
	{ options, sizeof(options) },
};

const unsigned fuzz_n_seeds = ARRAY_LEN(fuzz_seeds);
