/* SPDX-License-Identifier: ISC */
/*
 * Fragments put together (RFC 8200 s. 4.5), for a watch and not for a host:
 * nothing here is refused because of an overlap (RFC 5722) or because it is ND
 * (RFC 6980). What matters is what the least careful host on the link may make
 * of it, so that an octet that was said twice is kept twice.
 */
#include "nd_reasm.h"

#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "ip6.h"
#include "rbuf.h"

#define IP6_HEADER_LEN 40u
#define FRAGMENT_HEADER_LEN 8u
#define FRAGMENT_UNIT 8u
#define PAYLOAD_MAX 65535u

/* Offsets in the IPv6 header. */
enum {
	AT_PAYLOAD_LEN = 4,
	AT_NEXT_HEADER = 6,
	AT_SOURCE = 8,
};

/* What a host with one of the two habits holds of a packet. */
struct reading {
	uint8_t head[ND_REASM_MAX];	/* up to the Fragment header, which is linked out */
	uint8_t data[ND_REASM_MAX];	/* the fragments' octets */
	size_t head_len;		/* 0 = the first fragment has not come */
	size_t total;			/* octets of all fragments; 0 = the last one has not come */
	bool done;
};

struct nd_reasm_entry {
	bool used;
	bool overlap, hidden;
	nd_ms since;
	uint32_t ifindex, id;
	struct in6_addr src, dst;
	unsigned fragments;
	size_t end;			/* where the farthest fragment ends */
	uint8_t have[ND_REASM_MAX / 8];	/* a bit for each octet of data */
	struct reading first, last;	/* the first octet of a place wins, or the last one */
};

struct nd_reasm_room {
	uint8_t first[ND_REASM_MAX], last[ND_REASM_MAX];
};

/* A fragment without its wrapping. */
struct piece {
	struct view head, data;		/* data: as much of it as the capture has */
	uint8_t next;			/* what stands behind the Fragment header */
	size_t offset, len;
	bool more;
};

int nd_reasm_init(struct nd_reasm *r)
{
	*r = (struct nd_reasm){ 0 };
	r->entry = calloc(ND_REASM_ENTRIES, sizeof(*r->entry));
	r->room = calloc(1, sizeof(*r->room));
	if (r->entry && r->room)
		return 0;
	nd_reasm_fini(r);
	return ND_ENOMEM;
}

void nd_reasm_fini(struct nd_reasm *r)
{
	free(r->entry);
	free(r->room);
	*r = (struct nd_reasm){ 0 };
}

bool nd_reasm_hides(const struct nd_chain *c)
{
	if (!c->fragment || !c->more_fragments || c->fragment_offset > 0)
		return false;
	/* a later fragment of another Fragment header inside shows no more than a cut does */
	return c->end == ND_CHAIN_CUT || c->end == ND_CHAIN_LATER_FRAGMENT;
}

static size_t payload_len_of(struct view ip6)
{
	struct rbuf r;

	rbuf_init(&r, ip6.ptr, ip6.len);
	rbuf_skip(&r, AT_PAYLOAD_LEN);
	return rbuf_u16(&r);
}

/* Take a fragment out of its packet; false if no host would. */
static bool unwrap(struct view ip6, const struct nd_chain *c, struct piece *p)
{
	size_t before = c->fragment_at + FRAGMENT_HEADER_LEN;
	size_t end = IP6_HEADER_LEN + payload_len_of(ip6), left;
	struct rbuf r;

	if (c->fragment_at >= ND_REASM_MAX || end <= before)
		return false;
	p->len = end - before;
	p->offset = c->fragment_offset;
	p->more = c->more_fragments;
	if (p->more && p->len % FRAGMENT_UNIT != 0)
		return false;
	if (p->offset + p->len > PAYLOAD_MAX)
		return false;
	rbuf_init(&r, ip6.ptr, ip6.len);
	p->head = rbuf_view(&r, c->fragment_at);
	p->next = rbuf_u8(&r);
	rbuf_skip(&r, FRAGMENT_HEADER_LEN - 1);
	left = rbuf_left(&r);
	p->data = rbuf_view(&r, p->len < left ? p->len : left);
	return rbuf_ok(&r);
}

static bool is_of(const struct nd_reasm_entry *e, uint32_t ifindex, const struct nd_chain *c)
{
	return e->used && e->ifindex == ifindex && e->id == c->fragment_id &&
	       ip6_equal(&e->src, &c->src) && ip6_equal(&e->dst, &c->dst);
}

static void give_up(struct nd_reasm *r, struct nd_reasm_entry *e)
{
	if (e->used && !e->first.done && !e->last.done)
		r->dropped++;
	e->used = false;
}

static void expire(struct nd_reasm *r, nd_ms now)
{
	for (unsigned i = 0; i < ND_REASM_ENTRIES; i++) {
		if (r->entry[i].used && now - r->entry[i].since >= ND_REASM_MS)
			give_up(r, &r->entry[i]);
	}
}

/* The entry of this packet; a new one takes a free place or that of the oldest. */
static struct nd_reasm_entry *entry_of(struct nd_reasm *r, nd_ms now, uint32_t ifindex,
				       const struct nd_chain *c)
{
	struct nd_reasm_entry *place = &r->entry[0];

	for (unsigned i = 0; i < ND_REASM_ENTRIES; i++) {
		struct nd_reasm_entry *e = &r->entry[i];

		if (is_of(e, ifindex, c))
			return e;
		if (place->used && (!e->used || e->since < place->since))
			place = e;
	}
	give_up(r, place);
	memset(place, 0, sizeof(*place));
	place->used = true;
	place->since = now;
	place->ifindex = ifindex;
	place->id = c->fragment_id;
	place->src = c->src;
	place->dst = c->dst;
	return place;
}

/* Payload length, traffic class and hop limit may differ from copy to copy of one fragment. */
static bool same_head(const struct reading *a, const struct reading *b)
{
	return a->head_len == b->head_len && a->head[AT_NEXT_HEADER] == b->head[AT_NEXT_HEADER] &&
	       memcmp(a->head + AT_SOURCE, b->head + AT_SOURCE, a->head_len - AT_SOURCE) == 0;
}

static void take_head(struct nd_reasm_entry *e, const struct piece *p, size_t link)
{
	memcpy(e->last.head, p->head.ptr, p->head.len);
	e->last.head[link] = p->next;
	e->last.head_len = p->head.len;
	if (e->first.head_len == 0) {
		memcpy(e->first.head, e->last.head, p->head.len);
		e->first.head_len = p->head.len;
	} else if (!same_head(&e->first, &e->last)) {
		e->overlap = true;
	}
}

static void take_octet(struct nd_reasm_entry *e, size_t at, uint8_t octet)
{
	uint8_t bit = (uint8_t)(1u << at % 8);

	if (!(e->have[at / 8] & bit))
		e->first.data[at] = octet;
	else if (e->first.data[at] != octet || e->last.data[at] != octet)
		e->overlap = true;
	e->last.data[at] = octet;
	e->have[at / 8] |= bit;
}

static void take(struct nd_reasm_entry *e, const struct piece *p, const struct nd_chain *c)
{
	e->fragments++;
	if (p->offset == 0) {
		take_head(e, p, c->fragment_link);
		e->hidden |= nd_reasm_hides(c);
	}
	for (size_t i = 0; i < p->data.len && p->offset + i < ND_REASM_MAX; i++)
		take_octet(e, p->offset + i, p->data.ptr[i]);
	if (p->offset + p->len > e->end)
		e->end = p->offset + p->len;
	if (p->more)
		return;
	e->last.total = p->offset + p->len;
	if (e->first.total == 0)
		e->first.total = e->last.total;
}

/* How many of its octets there are room and need for. */
static size_t wanted(const struct reading *g)
{
	size_t room = ND_REASM_MAX - g->head_len;

	return g->total > 0 && g->total < room ? g->total : room;
}

static bool is_whole(const struct nd_reasm_entry *e, const struct reading *g)
{
	size_t n = wanted(g), at;

	if (g->head_len == 0 || g->done)
		return false;
	for (at = 0; at + 8 <= n; at += 8) {
		if (e->have[at / 8] != 0xff)
			return false;
	}
	for (; at < n; at++) {
		if (!(e->have[at / 8] & 1u << at % 8))
			return false;
	}
	return true;
}

static struct view assemble(struct reading *g, uint8_t *out)
{
	size_t n = wanted(g), total = g->total > 0 ? g->total : n + FRAGMENT_UNIT;
	size_t payload_len = g->head_len - IP6_HEADER_LEN + total;

	if (payload_len > PAYLOAD_MAX)
		payload_len = PAYLOAD_MAX;
	memcpy(out, g->head, g->head_len);
	memcpy(out + g->head_len, g->data, n);
	out[AT_PAYLOAD_LEN] = (uint8_t)(payload_len >> 8);
	out[AT_PAYLOAD_LEN + 1] = (uint8_t)payload_len;
	g->done = true;
	return view_of(out, g->head_len + n);
}

static bool contradicts(const struct nd_reasm_entry *e)
{
	return e->overlap || e->first.total != e->last.total ||
	       (e->first.total > 0 && e->end > e->first.total);
}

int nd_reasm_add(struct nd_reasm *r, nd_ms now, uint32_t ifindex, struct view ip6,
		 const struct nd_chain *chain, struct nd_reasm_packet *out)
{
	struct nd_reasm_entry *e;
	struct piece p;

	expire(r, now);
	if (!unwrap(ip6, chain, &p))
		return ND_ELEN;
	if (p.offset >= ND_REASM_MAX)
		return 0;	/* behind what is kept of any packet */
	e = entry_of(r, now, ifindex, chain);
	take(e, &p, chain);
	if (!is_whole(e, &e->first) && !is_whole(e, &e->last))
		return 0;
	*out = (struct nd_reasm_packet){ .overlap = contradicts(e), .hidden = e->hidden,
					 .fragments = e->fragments };
	if (is_whole(e, &e->first))
		out->first_wins = assemble(&e->first, r->room->first);
	if (is_whole(e, &e->last))
		out->last_wins = assemble(&e->last, r->room->last);
	if (e->first.done && e->last.done)
		e->used = false;
	return 1;
}
