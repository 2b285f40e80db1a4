/* SPDX-License-Identifier: ISC */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stddef.h>
#include <stdint.h>

#include "millis.h"

/**
 * struct heap_node - a deadline that lives inside the thing that is due.
 * Set by the heap alone; zero-initialised means "not in a heap".
 */
struct heap_node {
	nd_ms due;
	uint32_t slot;		/* place in the heap plus 1; 0 = in none */
};

/**
 * struct heap - deadlines, the earliest first: O(log n) to set, O(1) to ask.
 *
 * The array is taken by heap_reserve() when an interface appears; setting a
 * deadline never allocates. Equal deadlines come out in no stated order.
 */
struct heap {
	struct heap_node **node;
	uint32_t n, cap;
};

/** heap_init - an empty heap without storage. */
void heap_init(struct heap *h);

/** heap_fini - give the storage back; the nodes are the caller's. */
void heap_fini(struct heap *h);

/** heap_reserve - room for at least @cap nodes. Returns 0 or ND_ENOMEM. */
int heap_reserve(struct heap *h, uint32_t cap);

/**
 * heap_set - make @node due at @due, adding, moving or (for ND_NEVER) removing
 * it. The heap must have room (heap_reserve).
 */
void heap_set(struct heap *h, struct heap_node *node, nd_ms due);

/** heap_first - the node that is due first; NULL if there is none. */
struct heap_node *heap_first(const struct heap *h);

/** heap_next - when heap_first() is due; ND_NEVER if there is none. */
nd_ms heap_next(const struct heap *h);

#endif
