/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_COMPOSE_H
#define RADVD6_COMPOSE_H

#include "expand.h"
#include "pack.h"

/** enum compose_mode - which advertisement of an interface. */
enum compose_mode {
	COMPOSE_NORMAL,
	COMPOSE_AT_STOP,	/* the daemon ends */
	COMPOSE_WITHDRAW,	/* the interface ceases for good: lifetime 0 for all */
	COMPOSE_OLD_SOURCE,	/* from a source that is given up: the header alone */
};

/**
 * compose_ra - make the packets of one advertisement.
 *
 * @b:   gets them, replacing what it held; @b->ages tells whether time alone
 *       makes them wrong
 * @env: what to advertise, and where and when
 *
 * Router Lifetime is 0 unless the link forwards and the mode is normal (R-016,
 * Provisioning domains go out in packets of their own behind the
 * others. Never makes a packet larger than the link's MTU or
 * AdvRAMTU. Returns 0 or ND_ENOMEM (then @b holds no packet).
 */
int compose_ra(struct ra_batch *b, const struct ra_env *env, enum compose_mode mode);

#endif
