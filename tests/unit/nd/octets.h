/* SPDX-License-Identifier: ISC */
#ifndef TEST_OCTETS_H
#define TEST_OCTETS_H

/* Octets as a test writes them down: hex digits, blanks anywhere. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline int octets_digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* The octets of @hex in @out (room for @cap); returns how many. */
static inline size_t octets_of(const char *hex, uint8_t *out, size_t cap)
{
	size_t n = 0;

	for (; *hex && n < 2 * cap; hex++) {
		int digit = octets_digit(*hex);

		if (digit < 0)
			continue;
		if (n % 2)
			out[n / 2] = (uint8_t)(out[n / 2] | digit);
		else
			out[n / 2] = (uint8_t)(digit << 4);
		n++;
	}
	return n / 2;
}

/* A copy in a block of exactly @len octets, so that the sanitizer sees a read past it. */
static inline uint8_t *octets_exact(const void *src, size_t len)
{
	uint8_t *p = malloc(len ? len : 1);

	if (!p)
		abort();
	if (len)
		memcpy(p, src, len);
	return p;
}

#endif
