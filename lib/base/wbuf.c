/* SPDX-License-Identifier: ISC */
#include "wbuf.h"

#include <assert.h>
#include <string.h>

static uint8_t *take(struct wbuf *w, size_t len)
{
	uint8_t *at;

	if (w->failed || len > w->cap - w->len) {
		w->failed = true;
		return NULL;
	}
	at = w->base + w->len;
	w->len += len;
	return at;
}

void wbuf_init(struct wbuf *w, void *base, size_t cap)
{
	w->base = base;
	w->cap = cap;
	w->len = 0;
	w->failed = false;
}

bool wbuf_ok(const struct wbuf *w)
{
	return !w->failed;
}

size_t wbuf_left(const struct wbuf *w)
{
	return w->failed ? 0 : w->cap - w->len;
}

void wbuf_u8(struct wbuf *w, uint8_t v)
{
	wbuf_put(w, &v, 1);
}

void wbuf_u16(struct wbuf *w, uint16_t v)
{
	const uint8_t octets[2] = { (uint8_t)(v >> 8), (uint8_t)v };

	wbuf_put(w, octets, sizeof(octets));
}

void wbuf_u32(struct wbuf *w, uint32_t v)
{
	const uint8_t octets[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8),
				    (uint8_t)v };

	wbuf_put(w, octets, sizeof(octets));
}

void wbuf_put(struct wbuf *w, const void *src, size_t len)
{
	uint8_t *at = take(w, len);

	if (at && len > 0)
		memcpy(at, src, len);
}

void wbuf_zero(struct wbuf *w, size_t len)
{
	uint8_t *at = take(w, len);

	if (at && len > 0)
		memset(at, 0, len);
}

void wbuf_set_u8(struct wbuf *w, size_t at, uint8_t v)
{
	assert(at < w->len);
	w->base[at] = v;
}

void wbuf_rewind(struct wbuf *w, size_t len)
{
	assert(len <= w->len);
	w->len = len;
	w->failed = false;
}
