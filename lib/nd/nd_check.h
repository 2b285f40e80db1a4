/* SPDX-License-Identifier: ISC */
#ifndef ND_CHECK_H
#define ND_CHECK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "nd_msg.h"
#include "view.h"

/**
 * struct nd_packet - one received ND packet, however it was captured.
 *
 * @icmp views the receive buffer: good until the next receive.
 */
struct nd_packet {
	uint32_t ifindex;		/* where it arrived */
	struct in6_addr src, dst;
	int hop_limit;			/* -1 = the kernel did not say (invalid) */
	bool fragmented;		/* carried a Fragment header, atomic included (RFC 6980) */
	bool truncated;			/* longer than the receive buffer */
	bool checksum_verified;		/* the kernel has checked it (raw socket) */
	struct view icmp;		/* from the ICMPv6 type on */
};

/** enum nd_fault - which validity rule failed; ND_VALID = none. */
enum nd_fault {
	ND_VALID,
	ND_FAULT_HOP_LIMIT,	/* not 255 */
	ND_FAULT_FRAGMENT,	/* RFC 6980 s. 5 */
	ND_FAULT_CHECKSUM,
	ND_FAULT_CODE,		/* not 0 */
	ND_FAULT_LENGTH,	/* too short for its type, or cut by our buffer */
	ND_FAULT_OPTION,	/* zero length, or an option that leaves the message */
	ND_FAULT_SOURCE,	/* RA, Redirect: not link-local; others: multicast, loopback,
				 * v4-mapped */
	ND_FAULT_SLLA,		/* source :: with a Source Link-Layer Address */
	ND_FAULT_TARGET,	/* NS, NA: multicast target; Redirect: multicast destination, or
				 * a target that is neither link-local nor the destination */
	ND_FAULT_DESTINATION,	/* NS from :: not to a solicited-node group */
	ND_FAULT_SOLICITED,	/* NA to a multicast group with Solicited set */
	ND_FAULT_TYPE,		/* none of the five */
	ND_N_FAULTS,
};

/**
 * nd_check - settle validity by RFC 4861 s. 6.1.1 (RS), 6.1.2 (RA), 7.1.1
 * (NS), 7.1.2 (NA), 8.1 (Redirect) and RFC 6980.
 *
 * @m: filled if the answer is ND_VALID
 *
 * Unknown options and reserved bits never make a message invalid (R-067,
 * Rules are tried in the order of the enum, except that of another
 * type nothing is looked at behind the code, and that the checksum of a
 * truncated packet is not.
 */
enum nd_fault nd_check(const struct nd_packet *p, struct nd_msg *m);

/** nd_fault_name - the word in reports: "hop-limit", "checksum", ... */
const char *nd_fault_name(enum nd_fault f);

/**
 * nd_checksum - ICMPv6 checksum over the pseudo-header (RFC 4443 s. 2.3).
 *
 * Over a message whose checksum field is zero it is the value to write; over
 * a whole received message it is 0 exactly when the message is intact.
 */
uint16_t nd_checksum(const struct in6_addr *src, const struct in6_addr *dst, struct view icmp);

#endif
