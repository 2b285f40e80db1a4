/* SPDX-License-Identifier: ISC */
#ifndef BASE_RBUF_H
#define BASE_RBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"

/**
 * struct rbuf - a bounded reader over octets in network order.
 *
 * Errors stick: a read past the end yields zeros and makes rbuf_ok() false for
 * good, so a parser reads straight down and asks once. The octets belong to
 * the caller and must outlive the reader and every view taken from it.
 */
struct rbuf {
	const uint8_t *ptr;	/* next octet */
	size_t left;		/* octets not yet read */
	bool failed;
};

/** rbuf_init - start reading @len octets at @ptr. */
void rbuf_init(struct rbuf *r, const void *ptr, size_t len);

/** rbuf_ok - have all reads so far been within bounds? */
bool rbuf_ok(const struct rbuf *r);

/** rbuf_left - octets not yet read; 0 after a failed read. */
size_t rbuf_left(const struct rbuf *r);

/** rbuf_u8, rbuf_u16, rbuf_u32 - the next number in host order; 0 past the end. */
uint8_t rbuf_u8(struct rbuf *r);
uint16_t rbuf_u16(struct rbuf *r);
uint32_t rbuf_u32(struct rbuf *r);

/** rbuf_copy - copy the next @len octets to @dst; zeros past the end. */
void rbuf_copy(struct rbuf *r, void *dst, size_t len);

/** rbuf_skip - pass over @len octets. */
void rbuf_skip(struct rbuf *r, size_t len);

/** rbuf_view - the next @len octets in place; an empty view past the end. */
struct view rbuf_view(struct rbuf *r, size_t len);

/** rbuf_sub - a reader of its own for the next @len octets, which @r passes over. */
struct rbuf rbuf_sub(struct rbuf *r, size_t len);

#endif
