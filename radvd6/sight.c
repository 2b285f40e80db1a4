/* SPDX-License-Identifier: ISC */
/*
 * From a frame to the RAs in it (RFC 7113 s. 2 and 3, RFC 6980; ROGUE 4.1, 4.2).
 * An RA that hosts should discard is told like any other, with the rule that it
 * breaks: whether they all do is not known here.
 */
#include "sight.h"

#include <string.h>

#include "ip6.h"
#include "rbuf.h"
#include "siphash.h"
#include "wbuf.h"

#define IP6_HEADER_LEN 40u
#define CHECKSUM_END 4u		/* octets of an ICMPv6 message up to the end of its checksum */

/* What all sightings of one frame have in common. */
struct look {
	uint64_t key;
	nd_ms now;
	const struct nd_frame *frame;
	sight_fn *fn;
	void *arg;
};

uint64_t sight_hash(uint64_t key, const struct in6_addr *src, const struct in6_addr *dst,
		    struct view icmp)
{
	uint8_t head[2 * sizeof(struct in6_addr) + 6];
	struct wbuf w;
	struct rbuf r;
	uint64_t hash;

	rbuf_init(&r, icmp.ptr, icmp.len);
	wbuf_init(&w, head, sizeof(head));
	wbuf_put(&w, src, sizeof(*src));
	/* An answer to one host is the same as that to another: a burst of them is one entry. */
	wbuf_put(&w, ip6_is_multicast(dst) ? dst : &in6addr_any, sizeof(*dst));
	wbuf_u32(&w, (uint32_t)icmp.len);
	wbuf_u8(&w, rbuf_u8(&r));	/* type */
	wbuf_u8(&w, rbuf_u8(&r));	/* code */
	rbuf_skip(&r, CHECKSUM_END - 2);
	/* the hash of the one part is half of the key of the other */
	hash = siphash(key, 0, view_of(head, w.len));
	hash = siphash(key, hash, rbuf_view(&r, rbuf_left(&r)));
	return hash ? hash : 1;
}

static bool is_ra(struct view icmp)
{
	return icmp.len > 0 && icmp.ptr[0] == ND_RA;
}

static bool shows_ra(const struct nd_chain *c)
{
	return c->end == ND_CHAIN_ICMPV6 && is_ra(c->upper);
}

/* Does the packet end before its payload length says so? */
static bool is_cut(struct view ip6)
{
	struct rbuf r;

	rbuf_init(&r, ip6.ptr, ip6.len);
	rbuf_skip(&r, 4);
	return ip6.len < IP6_HEADER_LEN + rbuf_u16(&r);
}

static unsigned fragment_headers(const struct nd_chain *c)
{
	unsigned n = 0;

	for (unsigned i = 0; i < c->n_headers && i < ND_CHAIN_MAX; i++)
		n += c->header[i] == IPPROTO_FRAGMENT;
	return n;
}

static bool is_to_one_host(const struct nd_frame *f, const struct in6_addr *dst)
{
	return !ip6_is_multicast(dst) || f->way == ND_FRAME_TO_US || f->way == ND_FRAME_OTHER_HOST;
}

/* A sighting without what is behind the headers. @form: what the caller knows of it. */
static struct sighting start(const struct look *l, const struct nd_chain *c, unsigned form)
{
	const struct nd_frame *f = l->frame;
	struct sighting s = {
		.at = l->now, .ifindex = f->ifindex, .way = f->way, .mac_len = f->mac_len,
		.vlan = f->vlan, .src = c->src, .dst = c->dst, .hop_limit = c->hop_limit,
		.form = form, .n_headers = c->n_headers, .frame = f->frame,
	};

	memcpy(s.mac, f->mac, sizeof(s.mac));
	if (c->n_headers > fragment_headers(c))
		s.form |= SIGHT_EXT_HEADERS;
	if (c->fragment)
		s.form |= SIGHT_FRAGMENTED;
	if (is_to_one_host(f, &c->dst))
		s.form |= SIGHT_UNICAST;
	if (f->tagged)
		s.form |= SIGHT_TAGGED;
	return s;
}

static void tell(const struct look *l, struct sighting *s)
{
	if (s->n_headers > SIGHT_FILTER_HEADERS)
		s->form |= SIGHT_CHAIN_TOO_LONG;
	l->fn(l->arg, s);
}

/* Judge the RA at the end of a chain, and tell it. */
static void tell_ra(const struct look *l, struct sighting *s, struct view icmp, bool truncated)
{
	struct nd_packet p = {
		.ifindex = s->ifindex, .src = s->src, .dst = s->dst, .hop_limit = s->hop_limit,
		.fragmented = s->form & SIGHT_FRAGMENTED, .truncated = truncated,
		.checksum_verified = s->way == ND_FRAME_OUTGOING, .icmp = icmp,
	};

	s->parsed = nd_msg_parse(icmp, &s->msg) == 0;
	s->fault = nd_check(&p, &s->msg);
	s->hash = sight_hash(l->key, &s->src, &s->dst, icmp);
	tell(l, s);
}

/* Tell what cannot be read. */
static void tell_blank(const struct look *l, struct sighting *s)
{
	if (s->hop_limit != ND_HOP_LIMIT)
		s->fault = ND_FAULT_HOP_LIMIT;
	else
		s->fault = s->form & SIGHT_FRAGMENTED ? ND_FAULT_FRAGMENT : ND_FAULT_LENGTH;
	s->hash = sight_hash(l->key, &s->src, &s->dst, view_of(NULL, 0));
	tell(l, s);
}

/* A packet that nothing has to be put together for. */
static void see_whole(const struct look *l, const struct nd_chain *c)
{
	struct sighting s = start(l, c, 0);

	if (shows_ra(c)) {
		tell_ra(l, &s, c->upper, is_cut(l->frame->ip6));
	} else if (c->end == ND_CHAIN_CUT && l->frame->truncated) {
		s.form |= SIGHT_HIDDEN;
		tell_blank(l, &s);
	}
}

/* One reading of a packet that was put together; returns whether it was told. */
static bool see_reading(const struct look *l, struct view ip6, unsigned form)
{
	struct sighting s;
	struct nd_chain c;

	nd_chain_walk(ip6, &c);
	s = start(l, &c, form | SIGHT_FRAGMENTED);
	s.n_headers++;		/* the Fragment header that is gone */
	if (shows_ra(&c)) {
		tell_ra(l, &s, c.upper, is_cut(ip6));
		return true;
	}
	/* fragments of fragments, and chains longer than ND_REASM_MAX: who has nothing to hide
	 * sends neither */
	if ((c.fragment && !nd_chain_is_atomic(&c)) || (c.end == ND_CHAIN_CUT && is_cut(ip6))) {
		s.form |= SIGHT_HIDDEN;
		tell_blank(l, &s);
		return true;
	}
	return false;
}

static void see_reassembled(const struct look *l, const struct nd_reasm_packet *p,
			    const struct nd_chain *c)
{
	unsigned form = (p->overlap ? SIGHT_OVERLAP : 0) | (p->hidden ? SIGHT_HIDDEN : 0);
	bool told = see_reading(l, p->first_wins, form);

	if (!p->overlap)
		return;
	if (!view_equal(p->first_wins, p->last_wins))
		told |= see_reading(l, p->last_wins, form);
	if (!told && ip6_is_link_local(&c->src)) {
		struct sighting s = start(l, c, form);

		tell_blank(l, &s);
	}
}

static void see_fragment(const struct look *l, struct nd_reasm *r, const struct nd_chain *c)
{
	struct nd_reasm_packet whole;
	int got;

	if (nd_reasm_hides(c)) {
		struct sighting s = start(l, c, SIGHT_HIDDEN);

		tell_blank(l, &s);
	}
	got = nd_reasm_add(r, l->now, l->frame->ifindex, l->frame->ip6, c, &whole);
	if (got > 0) {
		see_reassembled(l, &whole, c);
	} else if (got < 0 && shows_ra(c)) {
		/* it never becomes whole here; what it shows is all there will be */
		struct sighting s = start(l, c, 0);

		tell_ra(l, &s, c->upper, true);
	}
}

void sight_frame(struct nd_reasm *r, uint64_t key, nd_ms now, const struct nd_frame *f,
		 sight_fn *fn, void *arg)
{
	struct look l = { .key = key, .now = now, .frame = f, .fn = fn, .arg = arg };
	struct nd_chain c;

	nd_chain_walk(f->ip6, &c);
	if (c.fragment && !nd_chain_is_atomic(&c))
		see_fragment(&l, r, &c);
	else
		see_whole(&l, &c);
}

void sight_packet(uint64_t key, nd_ms now, const struct nd_packet *p, sight_fn *fn, void *arg)
{
	struct sighting s = {
		.at = now, .ifindex = p->ifindex, .src = p->src, .dst = p->dst,
		.hop_limit = p->hop_limit < 0 ? 0 : (uint8_t)p->hop_limit, .by_raw_socket = true,
	};

	if (!is_ra(p->icmp))
		return;
	s.way = ip6_is_multicast(&p->dst) ? ND_FRAME_MULTICAST : ND_FRAME_TO_US;
	s.form = (p->fragmented ? SIGHT_FRAGMENTED : 0) |
		 (ip6_is_multicast(&p->dst) ? 0 : SIGHT_UNICAST);
	s.parsed = nd_msg_parse(p->icmp, &s.msg) == 0;
	s.fault = nd_check(p, &s.msg);
	s.hash = sight_hash(key, &p->src, &p->dst, p->icmp);
	fn(arg, &s);
}
