/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_CORE_BIND_H
#define RADVD6_CORE_BIND_H

#include "core.h"

/* What core.c needs of core_bind.c besides its inputs; nobody else includes this. */

/** core_set_timer - bring the heap up to date after @a may have changed its mind. */
void core_set_timer(struct core *c, struct adv *a);

/** core_free_adv - end @a, which is in no table but the maps any more. */
void core_free_adv(struct core *c, struct adv *a);

#endif
