/* SPDX-License-Identifier: ISC */
/* Options into packets (RFC 4861 s. 6.2.3: several RAs where one is too small). */
#include "pack.h"

#include <assert.h>
#include <stdlib.h>

#include "err.h"

struct view ra_batch_packet(const struct ra_batch *b, uint32_t i)
{
	uint32_t start = i ? b->end[i - 1] : 0;

	return view_of(b->octets + start, b->end[i] - start);
}

void ra_batch_fini(struct ra_batch *b)
{
	free(b->octets);
	free(b->end);
	*b = (struct ra_batch){ 0 };
}

/* At least @octets and @packets; doubled, so that a long list costs few calls. */
static int reserve(struct ra_batch *b, size_t octets, uint32_t packets)
{
	size_t cap = b->cap ? b->cap : octets;
	uint32_t cap_ends = b->cap_ends ? b->cap_ends : 1;
	void *grown;

	while (cap < octets)
		cap *= 2;
	if (cap > b->cap) {
		grown = realloc(b->octets, cap);
		if (!grown)
			return ND_ENOMEM;
		b->octets = grown;
		b->cap = (uint32_t)cap;
	}
	while (cap_ends < packets)
		cap_ends *= 2;
	if (cap_ends > b->cap_ends) {
		grown = realloc(b->end, cap_ends * sizeof(*b->end));
		if (!grown)
			return ND_ENOMEM;
		b->end = grown;
		b->cap_ends = cap_ends;
	}
	return 0;
}

void pack_init(struct pack *p, struct ra_batch *batch, size_t limit, struct view header)
{
	*p = (struct pack){ .batch = batch, .limit = limit, .header = header, .first = true };
}

void pack_repeat(struct pack *p, unsigned rank, struct view octets, bool but_first)
{
	assert(p->n_repeated < PACK_REPEATED_MAX);
	p->repeated[p->n_repeated++] = (struct pack_repeated){ rank, octets, but_first };
}

static uint32_t start_of_open(const struct pack *p)
{
	return p->batch->n ? p->batch->end[p->batch->n - 1] : 0;
}

/* The repeated options that stand before an option of @rank. */
static void put_repeated(struct pack *p, unsigned rank)
{
	for (; p->next < p->n_repeated && p->repeated[p->next].rank < rank; p->next++) {
		const struct pack_repeated *r = &p->repeated[p->next];

		if (!(r->but_first && p->first))
			wbuf_put(&p->w, r->octets.ptr, r->octets.len);
	}
}

/* Octets of the repeated options that the open packet must still get. */
static size_t owed(const struct pack *p)
{
	size_t len = 0;

	for (unsigned i = p->next; i < p->n_repeated; i++) {
		if (!(p->repeated[i].but_first && p->first))
			len += p->repeated[i].octets.len;
	}
	return len;
}

static void open_packet(struct pack *p)
{
	uint32_t start = start_of_open(p);
	int r = reserve(p->batch, start + p->limit, p->batch->n + 1);

	if (r < 0)
		p->error = r;
	wbuf_init(&p->w, r < 0 ? NULL : p->batch->octets + start, r < 0 ? 0 : p->limit);
	wbuf_put(&p->w, p->header.ptr, p->header.len);
	p->next = 0;
	p->empty = true;
}

static void close_packet(struct pack *p)
{
	uint32_t start = start_of_open(p);

	put_repeated(p, UINT32_MAX);
	if (wbuf_ok(&p->w))
		p->batch->end[p->batch->n++] = start + (uint32_t)p->w.len;
	p->first = false;
}

void pack_begin(struct pack *p)
{
	open_packet(p);
}

size_t pack_room(const struct pack *p)
{
	size_t taken = p->header.len;

	for (unsigned i = 0; i < p->n_repeated; i++)
		taken += p->repeated[i].octets.len;
	return p->limit > taken ? p->limit - taken : 0;
}

void pack_option(struct pack *p, unsigned rank, struct view option)
{
	if (option.len > pack_room(p))
		return;
	if (option.len + owed(p) > wbuf_left(&p->w) && !p->empty) {
		close_packet(p);
		open_packet(p);
	}
	put_repeated(p, rank);
	wbuf_put(&p->w, option.ptr, option.len);
	p->empty = false;
}

int pack_end(struct pack *p)
{
	close_packet(p);
	return p->error;
}
