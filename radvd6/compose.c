/* SPDX-License-Identifier: ISC */
/*
 * From a configuration and the state of a link to the octets of Router
 * Advertisements (RFC 4861 s. 4.2 and 6.2.3). Options that every packet
 * repeats stand last, as hosts do not care and radvd does it so.
 */
#include "compose.h"

#include <net/if_arp.h>
#include <stdlib.h>

#include "err.h"
#include "nd_msg.h"
#include "nd_opt.h"
#include "wbuf.h"

#ifndef ARPHRD_IP6GRE
#define ARPHRD_IP6GRE 823	/* the kernel's; the C library lags behind */
#endif
#define IP6_HEADER_LEN 40u
#define TWO_HOURS_S 7200u	/* RFC 4862 s. 5.5.3 e: hosts keep a prefix that long anyway */

struct view ra_batch_packet(const struct ra_batch *b, uint32_t i)
{
	uint32_t start = i ? b->end[i - 1] : 0;

	return view_of(b->octets + start, b->end[i] - start);
}

void ra_batch_fini(struct ra_batch *b)
{
	free(b->octets);
	free(b->end);
	*b = (struct ra_batch){ 0 };
}

/* At least @octets and @packets; doubled, so that a long list costs few calls. */
static int reserve(struct ra_batch *b, size_t octets, uint32_t packets)
{
	size_t cap = b->cap ? b->cap : octets;
	uint32_t cap_ends = b->cap_ends ? b->cap_ends : 1;
	void *grown;

	while (cap < octets)
		cap *= 2;
	if (cap > b->cap) {
		grown = realloc(b->octets, cap);
		if (!grown)
			return ND_ENOMEM;
		b->octets = grown;
		b->cap = (uint32_t)cap;
	}
	while (cap_ends < packets)
		cap_ends *= 2;
	if (cap_ends > b->cap_ends) {
		grown = realloc(b->end, cap_ends * sizeof(*b->end));
		if (!grown)
			return ND_ENOMEM;
		b->end = grown;
		b->cap_ends = cap_ends;
	}
	return 0;
}

/* Lifetimes fall in real time; infinity does not. */
static void count_down(struct nd_opt *o, nd_ms elapsed)
{
	uint64_t gone_s = elapsed > 0 ? (uint64_t)elapsed / 1000 : 0;

	for (unsigned i = 0; i < o->desc->n_fields; i++) {
		const struct field *f = &o->desc->fields[i];
		uint64_t v;

		if (!(f->flags & FIELD_LIFETIME))
			continue;
		v = field_uint(f, o);
		if ((f->flags & FIELD_INFINITY) && v == ND_INFINITY_S)
			continue;
		field_set_uint(f, o, v > gone_s ? v - gone_s : 0);
	}
}

/* Has the last multicast RA said that this prefix is over? Then no more of it (R-080a). */
static bool left_out(const struct conf_option *co, const struct compose_clock *clock)
{
	const struct nd_opt_prefix *p = &co->opt.prefix;
	uint32_t span_s;

	if (!co->decrement || co->opt.type != ND_OPT_PREFIX)
		return false;
	span_s = p->preferred_s ? p->preferred_s : p->valid_s;	/* deprecated as configured */
	if (span_s == 0 || span_s == ND_INFINITY_S)
		return false;
	return (clock->last - clock->since) / ND_SECOND >= span_s;
}

static void deprecate(struct nd_opt_prefix *p)
{
	p->preferred_s = 0;
	if (p->valid_s > TWO_HOURS_S)
		p->valid_s = TWO_HOURS_S;
}

static struct nd_opt option_at(const struct conf_option *co, nd_ms elapsed, enum compose_mode mode)
{
	struct nd_opt o = co->opt;

	if (co->decrement)
		count_down(&o, elapsed);
	if (mode == COMPOSE_WITHDRAW || (mode == COMPOSE_AT_STOP && co->withdraw_at_stop))
		nd_opt_withdraw(&o);
	else if (mode == COMPOSE_AT_STOP && co->deprecate_at_stop)
		deprecate(&o.prefix);
	return o;
}

static void put_header(struct wbuf *w, const struct conf_iface *cf, const struct link *link,
		       enum compose_mode mode)
{
	struct nd_msg m = { .type = ND_RA, .ra = cf->ra };

	if (mode != COMPOSE_NORMAL || !link->forwarding)
		m.ra.router_lifetime_s = 0;
	nd_msg_build(w, &m);
}

struct view compose_lladdr(const struct conf_iface *cf, const struct link *link)
{
	static const struct view none;

	switch (link->type) {
	case ARPHRD_LOOPBACK:
	case ARPHRD_NONE:
	case ARPHRD_PPP:
	case ARPHRD_TUNNEL:
	case ARPHRD_TUNNEL6:
	case ARPHRD_SIT:
	case ARPHRD_IPGRE:
	case ARPHRD_IP6GRE:
		return none;
	default:
		return cf->source_lladdr ? view_of(link->lladdr, link->lladdr_len) : none;
	}
}

/* What every packet of the batch repeats. */
static void put_repeated(struct wbuf *w, const struct conf_iface *cf, const struct link *link)
{
	struct nd_opt o;

	if (cf->link_mtu) {
		nd_opt_init(&o, ND_OPT_MTU);
		o.mtu.mtu = cf->link_mtu < link->mtu ? cf->link_mtu : link->mtu;	/* */
		nd_opt_build(w, &o);
	}
	nd_opt_init(&o, ND_OPT_SLLA);
	o.lladdr.addr = compose_lladdr(cf, link);
	if (o.lladdr.addr.len > 0)
		nd_opt_build(w, &o);
}

/* struct packer - fills packets one after the other, each with header and repeated options. */
struct packer {
	struct ra_batch *b;
	struct wbuf w;		/* the open packet */
	struct view header, repeated;
	size_t limit;		/* ICMPv6 octets a packet may have */
	bool empty;		/* has the open packet no option of its own yet? */
	int error;
};

static size_t packet_limit(const struct conf_iface *cf, const struct link *link)
{
	uint32_t mtu = cf->ra_mtu < link->mtu ? cf->ra_mtu : link->mtu;

	return mtu > IP6_HEADER_LEN ? mtu - IP6_HEADER_LEN : 0;
}

static void open_packet(struct packer *p)
{
	uint32_t start = p->b->n ? p->b->end[p->b->n - 1] : 0;

	p->error = reserve(p->b, start + p->limit, p->b->n + 1);
	wbuf_init(&p->w, p->error ? NULL : p->b->octets + start, p->error ? 0 : p->limit);
	wbuf_put(&p->w, p->header.ptr, p->header.len);
	p->empty = true;
}

static void close_packet(struct packer *p)
{
	uint32_t start = p->b->n ? p->b->end[p->b->n - 1] : 0;

	wbuf_put(&p->w, p->repeated.ptr, p->repeated.len);
	if (wbuf_ok(&p->w))
		p->b->end[p->b->n++] = start + (uint32_t)p->w.len;
}

static void pack_option(struct packer *p, struct view option)
{
	if (option.len + p->repeated.len > wbuf_left(&p->w) && !p->empty) {
		close_packet(p);
		open_packet(p);
	}
	/* The check of the configuration refuses what cannot fit; a link may still be too narrow. */
	if (option.len + p->repeated.len > wbuf_left(&p->w))
		return;
	wbuf_put(&p->w, option.ptr, option.len);
	p->empty = false;
}

/* The list of an option that may be divided over several options, else NULL. */
static struct view *list_of(struct nd_opt *o)
{
	switch (o->type) {
	case ND_OPT_RDNSS:
		return &o->rdnss.servers;
	case ND_OPT_DNSSL:
		return &o->dnssl.suffixes;
	default:
		return NULL;
	}
}

/* Octets of the first entry of a list: an address, or a name up to its root label. */
static size_t first_entry(uint8_t type, struct view list)
{
	size_t len = 0;

	if (type == ND_OPT_RDNSS)
		return sizeof(struct in6_addr);
	while (list.ptr[len] != 0)
		len += 1u + list.ptr[len];
	return len + 1;
}

/* As many entries as fit @room octets, at least one. */
static size_t entries_within(uint8_t type, struct view list, size_t room)
{
	size_t len = first_entry(type, list);

	while (len < list.len) {
		size_t more = first_entry(type, view_of(list.ptr + len, list.len - len));

		if (len + more > room)
			break;
		len += more;
	}
	return len;
}

static void pack_one(struct packer *p, const struct nd_opt *o)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	struct wbuf w;

	wbuf_init(&w, octets, sizeof(octets));
	if (nd_opt_build(&w, o) == 0)
		pack_option(p, view_of(octets, w.len));
}

/* A list too long for one option or one packet goes out in parts, in its order. */
static void pack_list(struct packer *p, struct nd_opt *o, struct view *list)
{
	size_t overhead = p->header.len + p->repeated.len + ND_OPT_UNIT;
	size_t most = p->limit > overhead ? (p->limit - overhead) / ND_OPT_UNIT * ND_OPT_UNIT : 0;
	struct view rest = *list;

	if (most > ND_OPT_MAX_LEN - ND_OPT_UNIT)
		most = ND_OPT_MAX_LEN - ND_OPT_UNIT;
	while (rest.len > 0 && !p->error) {
		list->ptr = rest.ptr;
		list->len = entries_within(o->type, rest, most);
		rest = view_of(rest.ptr + list->len, rest.len - list->len);
		pack_one(p, o);
	}
}

static void pack_options(struct packer *p, const struct conf_iface *cf,
			 const struct compose_clock *clock, enum compose_mode mode)
{
	for (uint32_t i = 0; i < cf->n_wire && !p->error; i++) {
		struct nd_opt o = option_at(cf->wire[i], clock->now - clock->since, mode);
		struct view *list = list_of(&o);

		if (left_out(cf->wire[i], clock))
			continue;
		if (list)
			pack_list(p, &o, list);
		else
			pack_one(p, &o);
	}
}

int compose_ra(struct ra_batch *b, const struct conf_iface *cf, const struct link *link,
	       const struct compose_clock *clock, enum compose_mode mode)
{
	uint8_t header[ND_RA_HEADER_LEN], repeated[ND_OPT_UNIT * 8];
	struct packer p = { .b = b, .limit = packet_limit(cf, link) };
	struct wbuf w;

	b->n = 0;
	wbuf_init(&w, header, sizeof(header));
	put_header(&w, cf, link, mode);
	p.header = view_of(header, w.len);
	wbuf_init(&w, repeated, sizeof(repeated));
	if (mode != COMPOSE_OLD_SOURCE)
		put_repeated(&w, cf, link);
	p.repeated = view_of(repeated, w.len);

	open_packet(&p);
	if (mode != COMPOSE_OLD_SOURCE)
		pack_options(&p, cf, clock, mode);
	close_packet(&p);
	if (p.error)
		b->n = 0;
	return p.error;
}
