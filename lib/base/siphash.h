/* SPDX-License-Identifier: ISC */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stdint.h>

#include "view.h"

/**
 * siphash - SipHash-2-4 of @in under the key @k0, @k1 (the key's octets 0..7
 * and 8..15, least significant first).
 *
 * A keyed hash for short messages: who does not know the key can neither
 * predict it nor make two messages meet, which a plain table hash does not
 * promise.
 */
uint64_t siphash(uint64_t k0, uint64_t k1, struct view in);

#endif
