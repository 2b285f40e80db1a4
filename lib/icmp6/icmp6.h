/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_ICMP6_H
#define ICMP6_ICMP6_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "nd_check.h"
#include "outbox.h"
#include "view.h"

#define ICMP6_BATCH OUTBOX_MAX		/* packets received by one system call */
#define ICMP6_PACKET_MAX 9216u		/* octets; what is longer is cut and marked */

struct icmp6_io;

/**
 * struct icmp6 - the one raw ICMPv6 socket of a daemon: it sends and receives.
 *
 * What leaves carries hop limit 255, is not looped back to this host, is never
 * fragmented, and goes out of the interface and from the address it was given
 * . Opened by icmp6_open() or icmp6_take(), ended by
 * icmp6_close().
 */
struct icmp6 {
	int fd;
	bool errors_due;		/* something may stand in the error queue */
	struct nd_packet packet[ICMP6_BATCH]; /* what icmp6_receive() gave last */
	struct icmp6_io *io;
};

/** struct icmp6_unreachable - a packet of ours that did not arrive. */
struct icmp6_unreachable {
	uint32_t ifindex;		/* where it left; 0 = the kernel did not say */
	struct in6_addr dst;		/* unicast */
	int err;			/* errno: EHOSTUNREACH, ENETUNREACH, EACCES, ... */
};

/**
 * icmp6_socket - a raw ICMPv6 socket with all its options set.
 *
 * @types, @n: the ICMPv6 types to receive; all others stay in the kernel
 *
 * Needs CAP_NET_RAW; using the socket afterwards does not. Returns the
 * descriptor (non-blocking, close-on-exec) or -errno.
 */
int icmp6_socket(const uint8_t *types, unsigned n);

/**
 * icmp6_take - start working with a socket made by icmp6_socket(), here or in
 * another process. Owns @fd from then on. Returns 0 or -ENOMEM (then @fd is
 * still the caller's).
 */
int icmp6_take(struct icmp6 *s, int fd);

/** icmp6_open - icmp6_socket() and icmp6_take() in one. Returns 0 or -errno. */
int icmp6_open(struct icmp6 *s, const uint8_t *types, unsigned n);

/** icmp6_close - end the socket and free the buffers; what is queued is dropped. */
void icmp6_close(struct icmp6 *s);

/**
 * icmp6_receive - take up to @max (1..ICMP6_BATCH) waiting packets.
 *
 * Fills s->packet[0..] and returns how many, 0 if none is waiting, -errno if
 * the socket is unusable. The views are good until the next call. Errors that
 * other packets left on the socket are passed over and remembered for
 * icmp6_errors(). Reassembled packets and atomic fragments carry
 * @fragmented (RFC 6980; IPV6_RECVFRAGSIZE).
 */
int icmp6_receive(struct icmp6 *s, unsigned max);

/**
 * icmp6_queue - add a message to those that the next icmp6_flush() sends.
 *
 * @ifindex: the interface it leaves by
 * @src:     an address assigned there; :: lets the kernel choose
 * @dst:     its destination, on that link
 * @icmp:    from the ICMPv6 type on; not copied, must stay valid until the
 *           flush. The kernel fills in the checksum.
 *
 * Returns the slot (0..ICMP6_BATCH-1) or -ENOSPC when ICMP6_BATCH are queued.
 */
int icmp6_queue(struct icmp6 *s, uint32_t ifindex, const struct in6_addr *src,
		const struct in6_addr *dst, struct view icmp);

/**
 * icmp6_flush - send what is queued, as outbox_flush() says.
 *
 * Returns how many failed. Then icmp6_result() tells for each slot.
 */
unsigned icmp6_flush(struct icmp6 *s);

/** icmp6_result - 0 or -errno of @slot in the last flush; until the next icmp6_queue(). */
int icmp6_result(const struct icmp6 *s, unsigned slot);

/**
 * icmp6_errors - what the kernel reports as undeliverable (RFC 4443 s. 3.1).
 *
 * @out, @max: at most this many messages of the error queue are read
 *
 * Returns how many of @out are filled: unicast packets only, whose neighbour
 * did not answer (about 3 s after sending) or which a router rejected. When
 * nothing can be waiting it costs no system call. Call it after every
 * icmp6_receive() that poll() led to: a full error queue keeps the socket readable.
 */
unsigned icmp6_errors(struct icmp6 *s, struct icmp6_unreachable *out, unsigned max);

#endif
