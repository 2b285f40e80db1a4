/* SPDX-License-Identifier: ISC */
#include "idmap.h"

#include <stdlib.h>

#include "err.h"

struct idmap_slot {
	uint32_t id;		/* 0 = free */
	void *value;
};

void idmap_init(struct idmap *m)
{
	*m = (struct idmap){ 0 };
}

void idmap_fini(struct idmap *m)
{
	free(m->slot);
	idmap_init(m);
}

static uint32_t home(const struct idmap *m, uint32_t id)
{
	return (uint32_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 32) & (m->cap - 1);
}

/* The slot of @id, or the free one where it belongs. There is always a free slot. */
static struct idmap_slot *locate(const struct idmap *m, uint32_t id)
{
	uint32_t at = home(m, id);

	while (m->slot[at].id != 0 && m->slot[at].id != id)
		at = (at + 1) & (m->cap - 1);
	return &m->slot[at];
}

void *idmap_get(const struct idmap *m, uint32_t id)
{
	return m->cap ? locate(m, id)->value : NULL;
}

static int grow(struct idmap *m)
{
	struct idmap bigger = { .cap = m->cap ? 2 * m->cap : 16, .n = m->n };

	bigger.slot = calloc(bigger.cap, sizeof(*bigger.slot));
	if (!bigger.slot)
		return ND_ENOMEM;
	for (uint32_t i = 0; i < m->cap; i++) {
		if (m->slot[i].id)
			*locate(&bigger, m->slot[i].id) = m->slot[i];
	}
	free(m->slot);
	*m = bigger;
	return 0;
}

int idmap_put(struct idmap *m, uint32_t id, void *value)
{
	struct idmap_slot *s;

	if (2 * (m->n + 1) > m->cap) {
		int r = grow(m);

		if (r < 0)
			return r;
	}
	s = locate(m, id);
	if (s->id == 0)
		m->n++;
	*s = (struct idmap_slot){ .id = id, .value = value };
	return 0;
}

void idmap_drop(struct idmap *m, uint32_t id)
{
	uint32_t at;
	struct idmap_slot *hole = m->cap ? locate(m, id) : NULL;

	if (!hole || hole->id == 0)
		return;
	m->n--;
	*hole = (struct idmap_slot){ 0 };
	/* Entries behind the hole that were pushed past it move up. */
	at = (uint32_t)(hole - m->slot);
	for (;;) {
		struct idmap_slot moved;

		at = (at + 1) & (m->cap - 1);
		if (m->slot[at].id == 0)
			return;
		moved = m->slot[at];
		m->slot[at] = (struct idmap_slot){ 0 };
		*locate(m, moved.id) = moved;
	}
}

void *idmap_each(const struct idmap *m, uint32_t *at)
{
	while (*at < m->cap) {
		const struct idmap_slot *s = &m->slot[(*at)++];

		if (s->id)
			return s->value;
	}
	return NULL;
}
