/* SPDX-License-Identifier: ISC */
/*
 * xoshiro256** by Blackman and Vigna, seeded through splitmix64: published
 * algorithms in the public domain, written down here anew.
 */
#include "rng.h"

#include <string.h>

static uint64_t rotl(uint64_t x, unsigned k)
{
	return x << k | x >> (64 - k);
}

static uint64_t splitmix(uint64_t *x)
{
	uint64_t z = *x += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

void rng_seed(struct rng *r, const uint8_t seed[32])
{
	static const uint8_t zero[32];

	if (memcmp(seed, zero, sizeof(zero)) == 0)
		*r = rng_fixed(0);	/* the one state that xoshiro cannot leave */
	else
		memcpy(r->s, seed, sizeof(r->s));
}

struct rng rng_fixed(uint64_t n)
{
	struct rng r;

	for (int i = 0; i < 4; i++)
		r.s[i] = splitmix(&n);
	return r;
}

uint64_t rng_u64(struct rng *r)
{
	uint64_t *s = r->s, out = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return out;
}

uint64_t rng_upto(struct rng *r, uint64_t max)
{
	uint64_t mask = max, v;

	for (unsigned shift = 1; shift < 64; shift *= 2)
		mask |= mask >> shift;
	do {
		v = rng_u64(r) & mask;
	} while (v > max);
	return v;
}

int64_t rng_between(struct rng *r, int64_t min, int64_t max)
{
	return min + (int64_t)rng_upto(r, (uint64_t)(max - min));
}
