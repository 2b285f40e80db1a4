/* SPDX-License-Identifier: ISC */
/*
 * The fixed filters of the packet sockets, in classic BPF.
 *
 * Throughout the walk X is the offset of the header at hand and A its
 * next-header value. BPF knows no loop, so each step stands there
 * FILTER_HEADERS times. A load behind the end of the frame rejects it: such a
 * frame has no ICMPv6 header.
 */
#include "filter.h"

#include <assert.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#include "nd_msg.h"
#include "view.h"

#define WHOLE_FRAME 0x40000u
#define IP6_HEADER_LEN 40u
#define IP6_NEXT_HEADER 6u	/* offset in the IPv6 header */

/* Where a jump leads that is not known yet; resolved by resolve(). */
enum target {
	NEXT,			/* the following instruction */
	ICMP,			/* look at the type */
	FRAGMENT,
	ACCEPT,
	REJECT,
	IP6,			/* the IPv6 header, at X */
	ETHER,
	EXT,			/* within one step of the walk: a header in units of 8 octets */
	AH,			/* ... or of 4 (RFC 4302 s. 2.2) */
	STEP_ON,
	TAG,			/* within one step over the tags */
	N_TARGETS,
};

struct program {
	struct sock_filter *insn;
	unsigned n;
	uint8_t jt[FILTER_MAX], jf[FILTER_MAX];	/* enum target, per instruction */
};

static void put(struct program *p, unsigned code, uint32_t k)
{
	assert(p->n < FILTER_MAX);
	p->jt[p->n] = p->jf[p->n] = NEXT;
	p->insn[p->n++] = (struct sock_filter){ .code = (uint16_t)code, .k = k };
}

static void jump_if(struct program *p, uint32_t equal, enum target yes, enum target no)
{
	put(p, BPF_JMP | BPF_JEQ | BPF_K, equal);
	p->jt[p->n - 1] = (uint8_t)yes;
	p->jf[p->n - 1] = (uint8_t)no;
}

static void jump(struct program *p, enum target to)
{
	put(p, BPF_JMP | BPF_JA, 0);
	p->jt[p->n - 1] = (uint8_t)to;
}

/* @t is here: every jump to it from instruction @from on leads to the next one. */
static void resolve(struct program *p, unsigned from, enum target t)
{
	for (unsigned i = from; i < p->n; i++) {
		unsigned distance = p->n - i - 1;

		if (p->jt[i] == t) {
			if (BPF_OP(p->insn[i].code) == BPF_JA)
				p->insn[i].k = distance;
			else
				p->insn[i].jt = (uint8_t)distance;
			p->jt[i] = NEXT;
		}
		if (p->jf[i] == t) {
			p->insn[i].jf = (uint8_t)distance;
			p->jf[i] = NEXT;
		}
	}
}

/* Ethernet and tags: to IP6 with X at the IPv6 header. */
static void put_link_layer(struct program *p)
{
	put(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_HATYPE));
	put(p, BPF_LDX | BPF_W | BPF_IMM, 0);
	jump_if(p, ARPHRD_ETHER, ETHER, NEXT);
	jump_if(p, ARPHRD_LOOPBACK, ETHER, IP6);
	resolve(p, 0, ETHER);
	for (uint32_t i = 0; i <= FILTER_TAGS; i++) {
		uint32_t payload = ETH_HLEN + 4 * i;
		unsigned from = p->n;

		put(p, BPF_LDX | BPF_W | BPF_IMM, payload);
		put(p, BPF_LD | BPF_H | BPF_ABS, payload - 2);
		jump_if(p, ETH_P_IPV6, IP6, i < FILTER_TAGS ? NEXT : REJECT);
		if (i == FILTER_TAGS)
			break;
		jump_if(p, ETH_P_8021Q, TAG, NEXT);
		jump_if(p, ETH_P_8021AD, TAG, NEXT);
		jump_if(p, ETH_P_QINQ1, TAG, REJECT);
		resolve(p, from, TAG);
	}
}

/* From the IPv6 header at X to the first header behind it. */
static void put_ip6_header(struct program *p)
{
	resolve(p, 0, IP6);
	put(p, BPF_LD | BPF_B | BPF_IND, 0);
	put(p, BPF_ALU | BPF_RSH | BPF_K, 4);
	jump_if(p, 6, NEXT, REJECT);
	put(p, BPF_LD | BPF_B | BPF_IND, IP6_NEXT_HEADER);
	put(p, BPF_ST, 0);
	put(p, BPF_MISC | BPF_TXA, 0);
	put(p, BPF_ALU | BPF_ADD | BPF_K, IP6_HEADER_LEN);
	put(p, BPF_MISC | BPF_TAX, 0);
	put(p, BPF_LD | BPF_MEM, 0);
}

/* A = (length octet + @extra) << @shift, the next-header value saved. */
static void put_length(struct program *p, uint32_t extra, uint32_t shift)
{
	put(p, BPF_LD | BPF_B | BPF_IND, 0);
	put(p, BPF_ST, 0);
	put(p, BPF_LD | BPF_B | BPF_IND, 1);
	put(p, BPF_ALU | BPF_ADD | BPF_K, extra);
	put(p, BPF_ALU | BPF_LSH | BPF_K, shift);
}

/* One header of the chain (RFC 8200 s. 4, RFC 4302 s. 2.2). */
static void put_step(struct program *p)
{
	unsigned from = p->n;

	jump_if(p, IPPROTO_ICMPV6, ICMP, NEXT);
	jump_if(p, IPPROTO_FRAGMENT, FRAGMENT, NEXT);
	jump_if(p, IPPROTO_HOPOPTS, EXT, NEXT);
	jump_if(p, IPPROTO_DSTOPTS, EXT, NEXT);
	jump_if(p, IPPROTO_ROUTING, EXT, NEXT);
	jump_if(p, IPPROTO_AH, AH, REJECT);
	resolve(p, from, EXT);
	put_length(p, 1, 3);
	jump(p, STEP_ON);
	resolve(p, from, AH);
	put_length(p, 2, 2);
	resolve(p, from, STEP_ON);
	put(p, BPF_ALU | BPF_ADD | BPF_X, 0);
	put(p, BPF_MISC | BPF_TAX, 0);
	put(p, BPF_LD | BPF_MEM, 0);
}

/* May the chain go on behind the header whose next-header value is in A? */
static void put_chain_or(struct program *p, enum target no, enum target yes)
{
	static const uint8_t more[] = {
		IPPROTO_HOPOPTS, IPPROTO_DSTOPTS, IPPROTO_ROUTING, IPPROTO_FRAGMENT, IPPROTO_AH,
	};

	for (size_t i = 0; i < ARRAY_LEN(more); i++)
		jump_if(p, more[i], yes, i + 1 < ARRAY_LEN(more) ? NEXT : no);
}

unsigned filter_build(enum filter_kind kind, struct sock_filter out[FILTER_MAX])
{
	struct program p = { .insn = out };
	bool hidden = kind == FILTER_RA;	/* what may hide the type is wanted too */

	if (kind == FILTER_NS_NA) {
		put(&p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE));
		jump_if(&p, PACKET_OTHERHOST, REJECT, NEXT);
	}
	put_link_layer(&p);
	put_ip6_header(&p);
	for (unsigned i = 0; i < FILTER_HEADERS; i++)
		put_step(&p);
	jump_if(&p, IPPROTO_ICMPV6, ICMP, hidden ? NEXT : REJECT);
	if (hidden) {
		put_chain_or(&p, REJECT, ACCEPT);
		/* The fragment may lead on to ICMPv6; those of UDP or TCP may not. */
		resolve(&p, 0, FRAGMENT);
		put(&p, BPF_LD | BPF_B | BPF_IND, 0);
		jump_if(&p, IPPROTO_ICMPV6, ACCEPT, NEXT);
		put_chain_or(&p, REJECT, ACCEPT);
	}
	resolve(&p, 0, ICMP);
	put(&p, BPF_LD | BPF_B | BPF_IND, 0);
	if (kind == FILTER_RA) {
		jump_if(&p, ND_RA, ACCEPT, REJECT);
	} else {
		jump_if(&p, ND_NS, ACCEPT, NEXT);
		jump_if(&p, ND_NA, ACCEPT, REJECT);
	}
	resolve(&p, 0, ACCEPT);
	put(&p, BPF_RET | BPF_K, WHOLE_FRAME);
	resolve(&p, 0, REJECT);
	if (!hidden)
		resolve(&p, 0, FRAGMENT);
	put(&p, BPF_RET | BPF_K, 0);
	return p.n;
}
