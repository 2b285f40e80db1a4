/* SPDX-License-Identifier: ISC */
#ifndef BASE_VIEW_H
#define BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/**
 * struct view - octets that somebody else owns.
 *
 * Points into a received packet (good until the next receive) or into a
 * configuration's arena (good until that configuration is freed). A view into
 * a packet never goes into long-lived state: copy what it shows.
 */
struct view {
	const uint8_t *ptr;	/* may be NULL when len is 0 */
	size_t len;		/* octets */
};

/** view_of - a view of @len octets at @ptr. */
static inline struct view view_of(const void *ptr, size_t len)
{
	return (struct view){ .ptr = ptr, .len = len };
}

/** view_equal - same length and same octets? */
static inline bool view_equal(struct view a, struct view b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

#endif
