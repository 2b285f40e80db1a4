/* SPDX-License-Identifier: ISC */
#ifndef BASE_BUCKET_H
#define BASE_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "millis.h"

/** struct bucket - a token bucket; what is in it is kept in thousandths. */
struct bucket {
	uint64_t milli;		/* tokens times 1000 */
	nd_ms at;		/* when milli was right */
};

/** bucket_init - full, with @burst tokens, at @now. */
void bucket_init(struct bucket *b, nd_ms now, uint32_t burst);

/**
 * bucket_take - take one token if there is one.
 *
 * @rate_per_s: tokens that flow in per second
 * @burst:      the most it holds
 *
 * Rate and burst are arguments because they come from a configuration that a
 * reload may change while the bucket lives on.
 */
bool bucket_take(struct bucket *b, nd_ms now, uint32_t rate_per_s, uint32_t burst);

#endif
