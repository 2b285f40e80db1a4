/* SPDX-License-Identifier: ISC */
/* The bounded table: chained hash over an array, and a list from newest to oldest. */
#include "lru.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"

struct lru_links {
	uint32_t chain;			/* next in the hash chain, index plus 1 */
	uint32_t newer, older;		/* index plus 1 */
};

static uint32_t align_up(size_t n)
{
	return (uint32_t)((n + 7) & ~(size_t)7);
}

int lru_init(struct lru *t, uint32_t cap, size_t key_len, size_t value_len, uint64_t hash_key)
{
	uint32_t buckets = 16;

	assert(cap > 0 && cap <= 1u << 24);
	while (buckets < cap)
		buckets *= 2;
	*t = (struct lru){ .cap = cap, .mask = buckets - 1, .hash_key = hash_key };
	t->key_len = (uint32_t)key_len;
	t->value_len = (uint32_t)value_len;
	t->value_off = align_up(key_len);
	t->stride = t->value_off + align_up(value_len);
	t->entry = calloc(cap, t->stride);
	t->links = calloc(cap, sizeof(*t->links));
	t->bucket = calloc(buckets, sizeof(*t->bucket));
	if (t->entry && t->links && t->bucket)
		return 0;
	lru_fini(t);
	return ND_ENOMEM;
}

void lru_fini(struct lru *t)
{
	free(t->entry);
	free(t->links);
	free(t->bucket);
	*t = (struct lru){ 0 };
}

static uint8_t *key_at(const struct lru *t, uint32_t i)
{
	return t->entry + (size_t)i * t->stride;
}

/* A keyed multiply-and-fold over the octets; good spread, unknown to a sender. */
static uint32_t *bucket_of(const struct lru *t, const void *key)
{
	const uint8_t *p = key;
	uint64_t h = t->hash_key;

	for (uint32_t i = 0; i < t->key_len; i++) {
		h = (h ^ p[i]) * 0x9fb21c651e98df25u;
		h ^= h >> 32;
	}
	return &t->bucket[(h ^ h >> 17) & t->mask];
}

static void unlink_age(struct lru *t, uint32_t i)
{
	struct lru_links *l = &t->links[i];

	if (l->newer)
		t->links[l->newer - 1].older = l->older;
	else
		t->newest = l->older;
	if (l->older)
		t->links[l->older - 1].newer = l->newer;
	else
		t->oldest = l->newer;
}

static void link_newest(struct lru *t, uint32_t i)
{
	t->links[i].newer = 0;
	t->links[i].older = t->newest;
	if (t->newest)
		t->links[t->newest - 1].newer = i + 1;
	else
		t->oldest = i + 1;
	t->newest = i + 1;
}

static void unlink_chain(struct lru *t, uint32_t i)
{
	uint32_t *at = bucket_of(t, key_at(t, i));

	while (*at != i + 1)
		at = &t->links[*at - 1].chain;
	*at = t->links[i].chain;
}

void *lru_find(struct lru *t, const void *key)
{
	for (uint32_t at = *bucket_of(t, key); at; at = t->links[at - 1].chain) {
		uint32_t i = at - 1;

		if (memcmp(key_at(t, i), key, t->key_len) != 0)
			continue;
		if (t->newest != at) {
			unlink_age(t, i);
			link_newest(t, i);
		}
		return key_at(t, i) + t->value_off;
	}
	return NULL;
}

void *lru_add(struct lru *t, const void *key, bool *added)
{
	void *value = lru_find(t, key);
	uint32_t i, *head;

	*added = !value;
	if (value)
		return value;
	if (t->n < t->cap) {
		i = t->n++;
	} else {
		i = t->oldest - 1;
		unlink_chain(t, i);
		unlink_age(t, i);
	}
	memcpy(key_at(t, i), key, t->key_len);
	value = key_at(t, i) + t->value_off;
	memset(value, 0, t->value_len);
	head = bucket_of(t, key);
	t->links[i].chain = *head;
	*head = i + 1;
	link_newest(t, i);
	return value;
}

void *lru_each(const struct lru *t, uint32_t *at, const void **key)
{
	uint8_t *entry;

	if (*at >= t->n)
		return NULL;
	entry = key_at(t, (*at)++);
	if (key)
		*key = entry;
	return entry + t->value_off;
}
