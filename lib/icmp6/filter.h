/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_FILTER_H
#define ICMP6_FILTER_H

#include <linux/filter.h>
#include <stdint.h>

#define FILTER_MAX 255u		/* instructions; every jump must fit into 8 bits */
#define FILTER_HEADERS 8u	/* extension headers that are walked */
#define FILTER_TAGS 3u		/* VLAN tags in the frame, besides one that the kernel took off */

/** enum filter_kind - which frames a packet socket gets to see. */
enum filter_kind {
	/**
	 * Router Advertisements, and whatever may hide one: a fragment of what may
	 * be ICMPv6, and a header chain longer than FILTER_HEADERS. Also frames for
	 * other hosts and the ones sent by this host.
	 */
	FILTER_RA,
	/**
	 * Neighbour Solicitations and Advertisements. No fragments (RFC 6980 s. 5)
	 * and no endless chains; frames for other hosts are dropped.
	 */
	FILTER_NS_NA,
};

/**
 * filter_build - write the classic BPF program of @kind.
 *
 * Reads frames of SOCK_RAW: Ethernet with any of 802.1Q, 802.1ad and QinQ
 * tags, and bare IPv6 of links without a header (tun, ppp, wireguard).
 * Nothing in it depends on a configuration. All jumps lead forward.
 * Accepts whole frames.
 *
 * Returns the number of instructions.
 */
unsigned filter_build(enum filter_kind kind, struct sock_filter out[FILTER_MAX]);

#endif
