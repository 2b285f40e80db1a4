/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_SIGHT_H
#define RADVD6_SIGHT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "millis.h"
#include "nd_chain.h"
#include "nd_check.h"
#include "nd_frame.h"
#include "nd_msg.h"
#include "nd_reasm.h"

/** enum sight_form - what is odd about the way an RA came (ROGUE 5.1), as bits. */
enum sight_form {
	SIGHT_FRAGMENTED = 1 << 0,	/* a Fragment header, atomic included */
	SIGHT_OVERLAP = 1 << 1,		/* fragments that contradict each other */
	SIGHT_EXT_HEADERS = 1 << 2,	/* behind any other extension header */
	SIGHT_CHAIN_TOO_LONG = 1 << 3,	/* behind more headers than a filter walks */
	SIGHT_HIDDEN = 1 << 4,		/* the first fragment does not show what it is */
	SIGHT_UNICAST = 1 << 5,		/* to one host, by address or by frame */
	SIGHT_TAGGED = 1 << 6,		/* in a frame with a VLAN tag */
};

/** struct sighting - one RA that was seen on a link, valid or not. */
struct sighting {
	nd_ms at;
	uint32_t ifindex;
	enum nd_frame_way way;
	uint8_t mac_len;
	uint8_t mac[ND_FRAME_MAC_MAX];
	uint16_t vlan;			/* of a SIGHT_TAGGED one */
	struct in6_addr src, dst;
	uint8_t hop_limit;
	unsigned form;			/* enum sight_form */
	unsigned n_headers;		/* extension headers before it */
	enum nd_fault fault;		/* the rule of RFC 4861 s. 6.1.2 or RFC 6980 that it breaks */
	bool parsed;			/* @msg is filled (also of many an invalid one) */
	struct nd_msg msg;		/* its options view the frame or the reassembler */
	uint64_t hash;			/* of source, destination and the ICMPv6 octets but the checksum */
	struct view frame;		/* the frame it came with, for evidence */
	bool by_raw_socket;		/* no frame was seen: MAC and form are not known */
};

/** sight_fn - gets one sighting; its views are good during the call. */
typedef void sight_fn(void *arg, const struct sighting *s);

/**
 * sight_frame - find RAs in a frame: walk the header chain, reassemble, verify
 * the checksum, check validity.
 *
 * Calls @fn for each RA: none for a frame without one or a fragment that
 * completes nothing (a first fragment that cannot show its upper layer is a
 * sighting of its own, SIGHT_HIDDEN, not parsed), two where overlapping
 * fragments read differently and either is an RA.
 */
void sight_frame(struct nd_reasm *r, nd_ms now, const struct nd_frame *f, sight_fn *fn, void *arg);

/**
 * sight_packet - the same for a packet from the raw socket, where no packet
 * socket is to be had; tells less (by_raw_socket).
 */
void sight_packet(nd_ms now, const struct nd_packet *p, sight_fn *fn, void *arg);

/** sight_hash - the hash of an RA from @src to @dst whose ICMPv6 octets are @icmp. */
uint64_t sight_hash(const struct in6_addr *src, const struct in6_addr *dst, struct view icmp);

#endif
