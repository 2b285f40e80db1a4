/* SPDX-License-Identifier: ISC */
/* A binary heap of deadlines whose nodes know their place. */
#include "heap.h"

#include <assert.h>
#include <stdlib.h>

#include "err.h"

void heap_init(struct heap *h)
{
	*h = (struct heap){ 0 };
}

void heap_fini(struct heap *h)
{
	free(h->node);
	heap_init(h);
}

int heap_reserve(struct heap *h, uint32_t cap)
{
	struct heap_node **grown;
	uint32_t want = h->cap ? h->cap : 16;

	while (want < cap)
		want *= 2;
	if (want == h->cap)
		return 0;
	grown = realloc(h->node, want * sizeof(struct heap_node *));
	if (!grown)
		return ND_ENOMEM;
	h->node = grown;
	h->cap = want;
	return 0;
}

static void place(struct heap *h, uint32_t at, struct heap_node *node)
{
	h->node[at] = node;
	node->slot = at + 1;
}

static void sift_up(struct heap *h, uint32_t at, struct heap_node *node)
{
	while (at > 0 && h->node[(at - 1) / 2]->due > node->due) {
		place(h, at, h->node[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	place(h, at, node);
}

static void sift_down(struct heap *h, uint32_t at, struct heap_node *node)
{
	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child >= h->n)
			break;
		if (child + 1 < h->n && h->node[child + 1]->due < h->node[child]->due)
			child++;
		if (h->node[child]->due >= node->due)
			break;
		place(h, at, h->node[child]);
		at = child;
	}
	place(h, at, node);
}

static void drop(struct heap *h, struct heap_node *node)
{
	uint32_t at = node->slot - 1;
	struct heap_node *last = h->node[--h->n];

	node->slot = 0;
	if (last == node)
		return;
	if (at > 0 && h->node[(at - 1) / 2]->due > last->due)
		sift_up(h, at, last);
	else
		sift_down(h, at, last);
}

void heap_set(struct heap *h, struct heap_node *node, nd_ms due)
{
	nd_ms before = node->due;

	node->due = due;
	if (due == ND_NEVER) {
		if (node->slot)
			drop(h, node);
	} else if (!node->slot) {
		assert(h->n < h->cap);
		sift_up(h, h->n++, node);
	} else if (due < before) {
		sift_up(h, node->slot - 1, node);
	} else {
		sift_down(h, node->slot - 1, node);
	}
}

struct heap_node *heap_first(const struct heap *h)
{
	return h->n ? h->node[0] : NULL;
}

nd_ms heap_next(const struct heap *h)
{
	return h->n ? h->node[0]->due : ND_NEVER;
}
