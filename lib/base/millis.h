/* SPDX-License-Identifier: ISC */
#ifndef BASE_MILLIS_H
#define BASE_MILLIS_H

#include <stdint.h>

/** nd_ms - a moment in milliseconds of CLOCK_BOOTTIME, or a span of them. */
typedef int64_t nd_ms;

#define ND_NEVER INT64_MAX		/* a deadline that does not come */
#define ND_LONG_AGO (INT64_MIN / 2)	/* a moment before every other; spans may be added to it */
#define ND_SECOND ((nd_ms)1000)
#define ND_INFINITY_S UINT32_MAX	/* the lifetime "infinity", RFC 4861 s. 4.6.2 */

static inline nd_ms nd_ms_min(nd_ms a, nd_ms b)
{
	return a < b ? a : b;
}

static inline nd_ms nd_ms_max(nd_ms a, nd_ms b)
{
	return a > b ? a : b;
}

/** nd_ms_after - @now plus @span; ND_NEVER stays ND_NEVER. */
static inline nd_ms nd_ms_after(nd_ms now, nd_ms span)
{
	return span >= ND_NEVER - nd_ms_max(now, 0) ? ND_NEVER : now + span;
}

#endif
