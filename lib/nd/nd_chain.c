/* SPDX-License-Identifier: ISC */
/*
 * What stands between the IPv6 header and the upper layer (RFC 8200 s. 4, RFC
 * 7045). Nothing is reassembled here, and no option inside a header is read: a
 * watch wants to know what is there, whoever may accept it (RFC 7113 s. 3).
 */
#include "nd_chain.h"

#include "ip6.h"
#include "rbuf.h"

#define IP6_HEADER_LEN 40u
#define IP6_NEXT_HEADER_AT 6u

/* Next header values (IANA "IPv6 Extension Header Types") that <netinet/in.h> lacks. */
enum {
	NH_MOBILITY = 135,
	NH_HIP = 139,
	NH_SHIM6 = 140,
};

/* Upper layers that are seen over IPv6. A value that is in neither list hides what follows. */
static bool is_upper_layer(uint8_t proto)
{
	static const uint8_t known[] = {
		IPPROTO_ICMP, IPPROTO_IGMP, IPPROTO_IPIP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_DCCP,
		IPPROTO_IPV6, IPPROTO_RSVP, IPPROTO_GRE, IPPROTO_ESP, IPPROTO_ICMPV6, IPPROTO_NONE,
		88 /* EIGRP */, 89 /* OSPF */, 97 /* EtherIP */, IPPROTO_PIM, IPPROTO_COMP,
		112 /* VRRP */, 115 /* L2TP */, 124 /* IS-IS */, IPPROTO_SCTP, IPPROTO_UDPLITE,
		IPPROTO_MPLS, 138 /* MANET */, 141 /* WESP */, 143 /* Ethernet */,
	};

	for (size_t i = 0; i < sizeof(known); i++) {
		if (known[i] == proto)
			return true;
	}
	return false;
}

/* One extension header: where it begins, where the value stands that names it, what is behind it. */
struct step {
	size_t at, link;
	uint8_t next;
	bool later;		/* a Fragment header with offset > 0: no chain goes on behind it */
};

static void read_fragment(struct rbuf *r, struct step *s, struct nd_chain *c)
{
	uint32_t id;
	uint16_t word;

	rbuf_skip(r, 1);
	word = rbuf_u16(r);
	id = rbuf_u32(r);
	if (!rbuf_ok(r))
		return;
	s->later = (word & 0xfff8) > 0;
	if (c->fragment && !nd_chain_is_atomic(c))
		return;
	c->fragment = true;
	c->fragment_offset = word & 0xfff8;
	c->more_fragments = word & 1;
	c->fragment_id = id;
	c->fragment_at = s->at;
	c->fragment_link = s->link;
}

/* Pass over one extension header; false if @proto is not one. */
static bool pass_header(struct rbuf *r, uint8_t proto, struct step *s, struct nd_chain *c)
{
	switch (proto) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_DSTOPTS:
	case IPPROTO_ROUTING:
	case NH_MOBILITY:
	case NH_HIP:
	case NH_SHIM6:
		s->next = rbuf_u8(r);
		rbuf_skip(r, rbuf_u8(r) * 8u + 6u);
		return true;
	case IPPROTO_AH:
		/* RFC 4302 s. 2.2: units of 4, minus 2 */
		s->next = rbuf_u8(r);
		rbuf_skip(r, rbuf_u8(r) * 4u + 6u);
		return true;
	case IPPROTO_FRAGMENT:
		s->next = rbuf_u8(r);
		read_fragment(r, s, c);
		return true;
	default:
		return false;
	}
}

static void finish(struct rbuf *r, uint8_t proto, enum nd_chain_end end, struct nd_chain *c)
{
	c->upper_proto = proto;
	c->upper = rbuf_view(r, rbuf_left(r));
	c->end = end;
}

static void walk(struct rbuf *r, uint8_t proto, struct nd_chain *c)
{
	size_t end = IP6_HEADER_LEN + rbuf_left(r);
	struct step s = { .at = IP6_NEXT_HEADER_AT };

	for (;;) {
		/* every extension header begins with the value that names the one behind it */
		s = (struct step){ .link = s.at, .at = end - rbuf_left(r) };
		if (!pass_header(r, proto, &s, c))
			break;
		if (!rbuf_ok(r)) {
			finish(r, proto, ND_CHAIN_CUT, c);
			return;
		}
		if (c->n_headers < ND_CHAIN_MAX)
			c->header[c->n_headers] = proto;
		c->n_headers++;
		proto = s.next;
		if (s.later) {
			finish(r, proto, ND_CHAIN_LATER_FRAGMENT, c);
			return;
		}
	}
	if (!is_upper_layer(proto))
		finish(r, proto, ND_CHAIN_UNKNOWN, c);
	else if (rbuf_left(r) == 0 && proto != IPPROTO_NONE)
		finish(r, proto, ND_CHAIN_CUT, c);
	else
		finish(r, proto, proto == IPPROTO_ICMPV6 ? ND_CHAIN_ICMPV6 : ND_CHAIN_OTHER, c);
}

void nd_chain_walk(struct view ip6, struct nd_chain *c)
{
	struct rbuf r, payload;
	uint16_t payload_len;
	uint8_t version, proto;

	*c = (struct nd_chain){ .end = ND_CHAIN_NOT_IPV6 };
	rbuf_init(&r, ip6.ptr, ip6.len);
	if (ip6.len < IP6_HEADER_LEN)
		return;
	version = rbuf_u8(&r) >> 4;
	rbuf_skip(&r, 3);
	if (version != 6)
		return;
	payload_len = rbuf_u16(&r);
	proto = rbuf_u8(&r);
	c->hop_limit = rbuf_u8(&r);
	rbuf_copy(&r, &c->src, sizeof(c->src));
	rbuf_copy(&r, &c->dst, sizeof(c->dst));
	payload = rbuf_sub(&r, payload_len < rbuf_left(&r) ? payload_len : rbuf_left(&r));
	walk(&payload, proto, c);
}
