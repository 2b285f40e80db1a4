/* SPDX-License-Identifier: ISC */
#ifndef BASE_WBUF_H
#define BASE_WBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct wbuf - a bounded writer of octets in network order.
 *
 * Errors stick: a write that does not fit writes nothing and makes wbuf_ok()
 * false for good. The storage belongs to the caller.
 */
struct wbuf {
	uint8_t *base;
	size_t cap;		/* octets of storage */
	size_t len;		/* octets written */
	bool failed;
};

/** wbuf_init - start writing into @cap octets at @base. */
void wbuf_init(struct wbuf *w, void *base, size_t cap);

/** wbuf_ok - did all writes so far fit? */
bool wbuf_ok(const struct wbuf *w);

/** wbuf_left - octets that still fit; 0 after a failed write. */
size_t wbuf_left(const struct wbuf *w);

/** wbuf_u8, wbuf_u16, wbuf_u32 - append a number, most significant octet first. */
void wbuf_u8(struct wbuf *w, uint8_t v);
void wbuf_u16(struct wbuf *w, uint16_t v);
void wbuf_u32(struct wbuf *w, uint32_t v);

/** wbuf_put - append @len octets from @src. */
void wbuf_put(struct wbuf *w, const void *src, size_t len);

/** wbuf_zero - append @len zero octets. */
void wbuf_zero(struct wbuf *w, size_t len);

/** wbuf_set_u8 - overwrite the octet at offset @at, which must be written already. */
void wbuf_set_u8(struct wbuf *w, size_t at, uint8_t v);

/** wbuf_rewind - take back everything after the first @len octets; clears a failure. */
void wbuf_rewind(struct wbuf *w, size_t len);

#endif
