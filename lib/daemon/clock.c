/* SPDX-License-Identifier: ISC */
#include "clock.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

nd_ms clock_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);	/* cannot fail: the clock exists since Linux 2.6.39 */
	return (nd_ms)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int clock_seed(struct rng *r)
{
	uint8_t seed[32];
	ssize_t n;

	/* Up to 256 octets come whole or not at all; early at boot the call may wait and be interrupted. */
	do {
		n = getrandom(seed, sizeof(seed), 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	rng_seed(r, seed);
	return 0;
}
