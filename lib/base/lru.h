/* SPDX-License-Identifier: ISC */
#ifndef BASE_LRU_H
#define BASE_LRU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct lru - a table of fixed size that packets may fill.
 *
 * Keys and values are plain octets of fixed length, stored side by side. All
 * memory is taken by lru_init(). When the table is full the entry that was
 * used longest ago gives way; lru_find() and lru_add() count as use.
 * The hash is keyed with a random number, so that nobody on the link can
 * choose colliding keys.
 */
struct lru {
	uint8_t *entry;		/* cap entries: key, then value */
	uint32_t *bucket;	/* heads of the hash chains, index plus 1 */
	struct lru_links *links;
	uint64_t hash_key;
	uint32_t key_len, value_len, value_off, stride;
	uint32_t cap, n, mask;
	uint32_t newest, oldest;	/* index plus 1; 0 = none */
};

/**
 * lru_init - take memory for @cap (1..2^24) entries.
 *
 * @key_len, @value_len: octets of each
 * @hash_key:            a random number
 *
 * Values start at an address aligned for any scalar type. Returns 0 or
 * ND_ENOMEM; lru_fini() gives the memory back.
 */
int lru_init(struct lru *t, uint32_t cap, size_t key_len, size_t value_len, uint64_t hash_key);
void lru_fini(struct lru *t);

/** lru_find - the value of @key, now the newest; NULL if it is not there. */
void *lru_find(struct lru *t, const void *key);

/**
 * lru_add - the value of @key, added if it is not there yet.
 *
 * @added: set to whether it is new; a new value is all zeros
 *
 * Never fails: a full table drops its oldest entry first.
 */
void *lru_add(struct lru *t, const void *key, bool *added);

/**
 * lru_each - walk all entries in no stated order, which is no use of them.
 *
 * @at:  a cursor that starts at 0; nothing may be added during the walk
 * @key: set to the key of the entry; NULL = not wanted
 *
 * Returns the next value, or NULL at the end.
 */
void *lru_each(const struct lru *t, uint32_t *at, const void **key);

#endif
