/* SPDX-License-Identifier: ISC */
/*
 * Runs a fuzz target without a fuzzer. With files as arguments: on each of
 * them. With none: on its seeds, every cut of them, and a bounded number of
 * mutations from a fixed random number, so that each run is the same run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "rng.h"

#define ROUNDS 200000u
#define MAX_LEN 4096u

/* Each input stands in a block of its own size, so that a read past it is seen. */
static int run_on(const uint8_t *data, size_t len)
{
	uint8_t *exact = malloc(len ? len : 1);

	if (!exact)
		return 1;
	if (len)
		memcpy(exact, data, len);
	LLVMFuzzerTestOneInput(exact, len);
	free(exact);
	return 0;
}

static int run_file(const char *path)
{
	static uint8_t buf[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t len;

	if (!f) {
		perror(path);
		return 1;
	}
	len = fread(buf, 1, sizeof(buf), f);
	fclose(f);
	return run_on(buf, len);
}

/* One small change: an octet, a bit, a cut, a repeated piece. */
static size_t mutate(struct rng *rng, uint8_t *buf, size_t len)
{
	size_t at = len > 0 ? (size_t)rng_upto(rng, len - 1) : 0, n;

	if (len == 0)
		return 0;
	switch (rng_upto(rng, 4)) {
	case 0:
		buf[at] = (uint8_t)rng_u64(rng);
		return len;
	case 1:
		buf[at] ^= (uint8_t)(1u << rng_upto(rng, 7));
		return len;
	case 2:
		buf[at] = rng_upto(rng, 1) ? 0 : 0xff;
		return len;
	case 3:
		return at + 1;
	default:
		n = (size_t)rng_upto(rng, len - at - 1) + 1;
		if (len + n > MAX_LEN)
			return len;
		memmove(buf + at + n, buf + at, len - at);
		return len + n;
	}
}

static int run_mutations(void)
{
	struct rng rng = rng_fixed(6);
	static uint8_t buf[MAX_LEN];

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct view seed = fuzz_seeds[rng_upto(&rng, fuzz_n_seeds - 1)];
		size_t len = seed.len;

		memcpy(buf, seed.ptr, len);
		for (uint64_t times = 1 + rng_upto(&rng, 7); times > 0; times--)
			len = mutate(&rng, buf, len);
		if (run_on(buf, len))
			return 1;
	}
	return 0;
}

static int run_cuts(void)
{
	for (unsigned i = 0; i < fuzz_n_seeds; i++) {
		for (size_t len = 0; len <= fuzz_seeds[i].len; len++) {
			if (run_on(fuzz_seeds[i].ptr, len))
				return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	int bad = 0;

	if (argc < 2)
		return run_cuts() || run_mutations();
	for (int i = 1; i < argc; i++)
		bad |= run_file(argv[i]);
	return bad;
}
