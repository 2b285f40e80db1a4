/* SPDX-License-Identifier: ISC */
/*
 * The bounded reader. With wbuf.c the only place that moves a pointer over
 * wire octets.
 */
#include "rbuf.h"

#include <string.h>

static const uint8_t *take(struct rbuf *r, size_t len)
{
	const uint8_t *at = r->ptr;

	if (r->failed || len > r->left) {
		r->failed = true;
		r->left = 0;
		return NULL;
	}
	if (len > 0)
		r->ptr += len;
	r->left -= len;
	return at;
}

void rbuf_init(struct rbuf *r, const void *ptr, size_t len)
{
	r->ptr = ptr;
	r->left = len;
	r->failed = false;
}

bool rbuf_ok(const struct rbuf *r)
{
	return !r->failed;
}

size_t rbuf_left(const struct rbuf *r)
{
	return r->left;
}

uint8_t rbuf_u8(struct rbuf *r)
{
	const uint8_t *p = take(r, 1);

	return p ? p[0] : 0;
}

uint16_t rbuf_u16(struct rbuf *r)
{
	const uint8_t *p = take(r, 2);

	return p ? (uint16_t)(p[0] << 8 | p[1]) : 0;
}

uint32_t rbuf_u32(struct rbuf *r)
{
	const uint8_t *p = take(r, 4);

	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3] : 0;
}

void rbuf_copy(struct rbuf *r, void *dst, size_t len)
{
	const uint8_t *p;

	if (len == 0)
		return;
	p = take(r, len);
	if (p)
		memcpy(dst, p, len);
	else
		memset(dst, 0, len);
}

void rbuf_skip(struct rbuf *r, size_t len)
{
	(void)take(r, len);
}

struct view rbuf_view(struct rbuf *r, size_t len)
{
	const uint8_t *p = take(r, len);

	return view_of(p, p ? len : 0);
}

struct rbuf rbuf_sub(struct rbuf *r, size_t len)
{
	const uint8_t *p = take(r, len);
	struct rbuf sub = { .ptr = p, .left = p ? len : 0, .failed = r->failed };

	return sub;
}
