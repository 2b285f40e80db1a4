/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_COMPOSE_H
#define RADVD6_COMPOSE_H

#include <stdint.h>

#include "conf.h"
#include "link.h"
#include "millis.h"
#include "view.h"

/**
 * struct ra_batch - the octets of one advertisement, ready to send.
 *
 * An advertisement that does not fit one packet goes out as several, which
 * count as one. Storage is the batch's own and only grows.
 */
struct ra_batch {
	uint8_t *octets;
	uint32_t *end;			/* where each packet ends in @octets */
	uint32_t n;			/* packets */
	uint32_t cap, cap_ends;
};

/** ra_batch_packet - the ICMPv6 octets of packet @i, checksum 0. */
struct view ra_batch_packet(const struct ra_batch *b, uint32_t i);

/** ra_batch_fini - give the storage back. */
void ra_batch_fini(struct ra_batch *b);

/** enum compose_mode - which advertisement of an interface. */
enum compose_mode {
	COMPOSE_NORMAL,
	COMPOSE_AT_STOP,	/* the daemon ends */
	COMPOSE_WITHDRAW,	/* the interface ceases for good: lifetime 0 for all */
	COMPOSE_OLD_SOURCE,	/* from a source that is given up: the header alone */
};

/** struct compose_clock - moments that lifetimes depend on. */
struct compose_clock {
	nd_ms now;
	nd_ms since;	/* lifetimes that count down had their configured value then */
	nd_ms last;	/* the last multicast RA; ND_LONG_AGO if there was none */
};

/**
 * compose_lladdr - the octets of the Source Link-Layer Address option; empty
 * if none is sent: it is not asked for, or links of this type have no such
 * addresses, whatever the kernel calls one (a tunnel's IPv4 address, R-137).
 */
struct view compose_lladdr(const struct conf_iface *cf, const struct link *link);

/**
 * compose_ra - make the packets of one advertisement.
 *
 * @b:     gets them, replacing what it held
 * @cf:    what to advertise
 * @link:  forwarding, MTU and link-layer address of the interface
 * @clock: lifetimes that count down are taken at @now; a prefix that the last
 *         multicast RA said to be over is left out (R-080a)
 *
 * Router Lifetime is 0 unless @link forwards and the mode is normal (R-016,
 * Never makes a packet larger than the link's MTU or AdvRAMTU.
 * Returns 0 or ND_ENOMEM (then @b holds no packet).
 */
int compose_ra(struct ra_batch *b, const struct conf_iface *cf, const struct link *link,
	       const struct compose_clock *clock, enum compose_mode mode);

#endif
