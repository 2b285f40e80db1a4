/* SPDX-License-Identifier: ISC */
#ifndef BASE_IDMAP_H
#define BASE_IDMAP_H

#include <stdint.h>

/**
 * struct idmap - from an interface index to what somebody keeps for it.
 *
 * Open addressing; grows only in idmap_put(), that is, when an interface
 * appears. Index 0 is no interface and cannot be a key.
 */
struct idmap {
	struct idmap_slot *slot;
	uint32_t n, cap;		/* cap is 0 or a power of two */
};

/** idmap_init - an empty map without storage; idmap_fini() gives storage back. */
void idmap_init(struct idmap *m);
void idmap_fini(struct idmap *m);

/** idmap_get - what was put for @id; NULL if nothing was. */
void *idmap_get(const struct idmap *m, uint32_t id);

/** idmap_put - remember @value (not NULL) for @id, replacing. 0 or ND_ENOMEM. */
int idmap_put(struct idmap *m, uint32_t id, void *value);

/** idmap_drop - forget @id; nothing happens if it is not there. */
void idmap_drop(struct idmap *m, uint32_t id);

/**
 * idmap_each - walk all entries in no stated order.
 *
 * @at: a cursor that starts at 0; the map must not change during the walk
 *
 * Returns the next value, or NULL at the end.
 */
void *idmap_each(const struct idmap *m, uint32_t *at);

#endif
