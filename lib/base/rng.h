/* SPDX-License-Identifier: ISC */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

/**
 * struct rng - a small random generator (xoshiro256**) for protocol timers.
 *
 * Seeded once by the shell from the kernel's generator, so that hosts started
 * in the same second share nothing; seeded by a number in tests, so that a run
 * repeats. Not for secrets.
 */
struct rng {
	uint64_t s[4];
};

/** rng_seed - start from 32 random octets. */
void rng_seed(struct rng *r, const uint8_t seed[32]);

/** rng_fixed - a generator that repeats: same @n, same numbers. */
struct rng rng_fixed(uint64_t n);

/** rng_u64 - 64 random bits. */
uint64_t rng_u64(struct rng *r);

/** rng_upto - uniform in 0..@max, both ends included, without modulo bias. */
uint64_t rng_upto(struct rng *r, uint64_t max);

/** rng_between - uniform in @min..@max, both ends included; @min <= @max. */
int64_t rng_between(struct rng *r, int64_t min, int64_t max);

#endif
