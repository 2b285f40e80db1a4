/* SPDX-License-Identifier: ISC */
/*
 * Where incidents live: one pool for all interfaces, found by their keys, the
 * one heard longest ago first to give way. Nothing is said here.
 */
#include "incident_pool.h"

#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "view.h"

#define BUCKETS (2 * INCIDENTS_MAX)

static const struct incident_rule rules[] = {
	{ .event = "rogue-ra", .budget = BUDGET_OPENING, .severity = NOTE_ERR,
	  .quiet = 60 * ND_SECOND, .crowds = true, .closes = true },
	{ .event = "second-sender", .budget = BUDGET_OPENING, .severity = NOTE_WARNING,
	  .quiet = 1800 * ND_SECOND },
	{ .event = "own-ra-reflected", .budget = BUDGET_OPENING, .severity = NOTE_INFO,
	  .quiet = 1800 * ND_SECOND, .anonymous = true },
	{ .event = "ra-invalid", .budget = BUDGET_INVALID, .severity = NOTE_NOTICE,
	  .gap = 60 * ND_SECOND, .quiet = 120 * ND_SECOND, .crowds = true },
	{ .event = "ra-inconsistent", .budget = BUDGET_INCONSISTENT, .severity = NOTE_WARNING,
	  .gap = 3600 * ND_SECOND, .quiet = 7200 * ND_SECOND, .crowds = true },
	{ .event = "ra-flood", .budget = BUDGET_NONE, .severity = NOTE_ERR, .quiet = ND_NEVER },
};

const struct incident_rule *incident_rule_of(const char *event)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		if (strcmp(rules[i].event, event) == 0)
			return &rules[i];
	}
	return &rules[0];
}

uint64_t incident_hash(uint64_t key, const void *octets, size_t len)
{
	const uint8_t *p = octets;
	uint64_t h = key;

	for (size_t i = 0; i < len; i++) {
		h = (h ^ p[i]) * 0x9fb21c651e98df25u;
		h ^= h >> 32;
	}
	h *= 0xd6e8feb86659fd93u;
	return h ^ h >> 29;
}

/* All incidents of one sender on one link share a chain: there are few kinds. */
static uint32_t *bucket_of(const struct incident_table *t, const struct incident_key *k)
{
	uint64_t h = incident_hash(t->hash_key, k->id, sizeof(k->id));

	h = incident_hash(h, &k->ifindex, sizeof(k->ifindex));
	return &t->bucket[h % BUCKETS];
}

static bool same_key(const struct incident_key *a, const struct incident_key *b)
{
	return a->ifindex == b->ifindex && a->id_len == b->id_len &&
	       memcmp(a->id, b->id, sizeof(a->id)) == 0 && strcmp(a->event, b->event) == 0 &&
	       strcmp(a->reason, b->reason) == 0 && strcmp(a->field, b->field) == 0;
}

int incident_init(struct incident_table *t, uint64_t hash_key)
{
	int r = crowd_init(&t->crowd, hash_key);

	if (r < 0)
		return r;
	t->hash_key = hash_key;
	t->next_number = 1;
	t->suppressed = 0;
	t->n_ifaces = 0;
	TAILQ_INIT(&t->free);
	TAILQ_INIT(&t->used);
	heap_init(&t->due);
	heap_init(&t->iface_due);
	t->pool = calloc(INCIDENTS_MAX, sizeof(*t->pool));
	t->bucket = calloc(BUCKETS, sizeof(*t->bucket));
	if (!t->pool || !t->bucket || heap_reserve(&t->due, INCIDENTS_MAX) < 0) {
		incident_fini(t);
		return ND_ENOMEM;
	}
	for (uint32_t i = 0; i < INCIDENTS_MAX; i++)
		TAILQ_INSERT_TAIL(&t->free, &t->pool[i], use);
	return 0;
}

void incident_fini(struct incident_table *t)
{
	crowd_fini(&t->crowd);
	free(t->pool);
	free(t->bucket);
	heap_fini(&t->due);
	heap_fini(&t->iface_due);
	memset(t, 0, sizeof(*t));
}

struct incident *incident_find(const struct incident_table *t, const struct incident_key *key)
{
	for (uint32_t at = *bucket_of(t, key); at; at = t->pool[at - 1].chain) {
		if (same_key(&t->pool[at - 1].key, key))
			return &t->pool[at - 1];
	}
	return NULL;
}

static void unchain(struct incident_table *t, struct incident *inc)
{
	uint32_t *at = bucket_of(t, &inc->key);

	while (&t->pool[*at - 1] != inc)
		at = &t->pool[*at - 1].chain;
	*at = inc->chain;
}

void incident_free(struct incident_table *t, struct incident *inc)
{
	struct incident_iface *i = inc->iface;

	for (unsigned k = 0; inc->candidate && k < FLOOD_CANDIDATES; k++) {
		if (i->flood.candidate[k] == inc)
			i->flood.candidate[k] = NULL;
	}
	if (i->flood.incident == inc)
		i->flood.incident = NULL;
	if (inc->waiting)
		i->held.waiting--;
	i->n--;
	heap_set(&t->due, &inc->timer, ND_NEVER);
	unchain(t, inc);
	TAILQ_REMOVE(&i->incidents, inc, of_iface);
	TAILQ_REMOVE(&t->used, inc, use);
	inc->iface = NULL;
	TAILQ_INSERT_HEAD(&t->free, inc, use);
}

/* A flood that goes on does not give way: it is why there is no room. */
static bool may_go(const struct incident *inc)
{
	return inc->iface->flood.incident != inc;
}

static void make_room(struct incident_table *t, struct incident_iface *i)
{
	struct incident *inc, *oldest = NULL;

	TAILQ_FOREACH(inc, &i->incidents, of_iface) {
		if (!may_go(inc))
			continue;
		if (!oldest || !inc->said)
			oldest = inc;
		if (!inc->said)
			break;
	}
	if (oldest)
		incident_free(t, oldest);
}

static void make_room_anywhere(struct incident_table *t)
{
	struct incident *inc;

	TAILQ_FOREACH(inc, &t->used, use) {
		if (may_go(inc)) {
			make_room(t, inc->iface);
			return;
		}
	}
	/* Floods on more than a thousand interfaces: the oldest begins anew. */
	incident_free(t, TAILQ_FIRST(&t->used));
}

struct incident *incident_open(struct incident_table *t, struct incident_iface *i,
			       const struct incident_key *key)
{
	struct incident *inc;
	uint32_t *head;

	if (i->n >= i->max_incidents)
		make_room(t, i);
	if (TAILQ_EMPTY(&t->free))
		make_room_anywhere(t);
	inc = TAILQ_FIRST(&t->free);
	TAILQ_REMOVE(&t->free, inc, use);
	memset(inc, 0, sizeof(*inc));
	inc->key = *key;
	inc->rule = incident_rule_of(key->event);
	inc->iface = i;
	inc->number = t->next_number++;
	head = bucket_of(t, key);
	inc->chain = *head;
	*head = (uint32_t)(inc - t->pool) + 1;
	TAILQ_INSERT_TAIL(&t->used, inc, use);
	TAILQ_INSERT_TAIL(&i->incidents, inc, of_iface);
	i->n++;
	return inc;
}

void incident_used(struct incident_table *t, struct incident *inc)
{
	TAILQ_REMOVE(&t->used, inc, use);
	TAILQ_INSERT_TAIL(&t->used, inc, use);
	TAILQ_REMOVE(&inc->iface->incidents, inc, of_iface);
	TAILQ_INSERT_TAIL(&inc->iface->incidents, inc, of_iface);
}
