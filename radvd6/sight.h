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
	SIGHT_HIDDEN = 1 << 4,		/* the first fragment, or what we got, does not show what it is */
	SIGHT_UNICAST = 1 << 5,		/* to one host, by address or by frame */
	SIGHT_TAGGED = 1 << 6,		/* in a frame with a VLAN tag */
};

#define SIGHT_FILTER_HEADERS 8u	/* extension headers that the filter of a packet socket walks */

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
	unsigned n_headers;		/* extension headers before it, Fragment headers included */
	enum nd_fault fault;		/* the rule of RFC 4861 s. 6.1.2 or RFC 6980 that it breaks */
	bool parsed;			/* @msg is filled (also of many an invalid one) */
	struct nd_msg msg;		/* its options view the frame or the reassembler */
	uint64_t hash;			/* sight_hash(); of one without ICMPv6 octets that of none */
	struct view frame;		/* the frame it came with, for evidence */
	bool by_raw_socket;		/* no frame was seen: MAC and form are not known */
};

/** sight_fn - gets one sighting; its views are good during the call. */
typedef void sight_fn(void *arg, const struct sighting *s);

/**
 * sight_frame - find RAs in a frame: walk the header chain, reassemble, verify
 * the checksum, check validity.
 *
 * @r:   the fragments of all interfaces
 * @key: of sight_hash()
 *
 * Calls @fn for each RA: once for most frames that hold one, twice where
 * overlapping fragments read differently and both readings are RAs. None for a
 * frame without one or a fragment that completes nothing, except that these are
 * sightings of their own, not parsed:
 *
 * - SIGHT_HIDDEN: a first fragment that does not show its upper layer, or whose
 *   chain, once put together, goes on in fragments; a chain that is longer than
 *   our receive buffer;
 * - SIGHT_OVERLAP: fragments from a link-local source that contradict each other
 *   though no reading is an RA. Frames that hosts do not get (another VLAN tag,
 *   nobody's MAC) may have spoilt the readings, but never unseen.
 *
 * The checksum of an OUTGOING frame is not judged: the device may still have to
 * compute it.
 */
void sight_frame(struct nd_reasm *r, uint64_t key, nd_ms now, const struct nd_frame *f,
		 sight_fn *fn, void *arg);

/**
 * sight_packet - the same for a packet from the raw socket, where no packet
 * socket is to be had; tells less (by_raw_socket).
 */
void sight_packet(uint64_t key, nd_ms now, const struct nd_packet *p, sight_fn *fn, void *arg);

/**
 * sight_hash - the hash of an RA from @src to @dst whose ICMPv6 octets are @icmp.
 *
 * @key: a random number, chosen at start and told to nobody: an RA whose hash
 *       is that of our own counts as a copy of it, so that nobody may be able
 *       to make another one that meets it
 *
 * The checksum is left out (an outgoing frame may not have it yet), and which
 * host it is for if it is for one: an advertisement that goes to a thousand
 * hosts is remembered once. Never 0, which stands for "none" in struct own_ra.
 */
uint64_t sight_hash(uint64_t key, const struct in6_addr *src, const struct in6_addr *dst,
		    struct view icmp);

#endif
