/* SPDX-License-Identifier: ISC */
#include "bucket.h"

void bucket_init(struct bucket *b, nd_ms now, uint32_t burst)
{
	b->milli = (uint64_t)burst * 1000;
	b->at = now;
}

bool bucket_take(struct bucket *b, nd_ms now, uint32_t rate_per_s, uint32_t burst)
{
	uint64_t full = (uint64_t)burst * 1000;
	uint64_t spent_ms = now > b->at ? (uint64_t)(now - b->at) : 0;

	/* A thousandth per millisecond and token per second; a day of silence fills any bucket. */
	if (spent_ms > 86400000)
		spent_ms = 86400000;
	b->milli += spent_ms * rate_per_s;
	if (b->milli > full)
		b->milli = full;
	b->at = now;
	if (b->milli < 1000)
		return false;
	b->milli -= 1000;
	return true;
}
