/* SPDX-License-Identifier: ISC */
/*
 * Floods of RAs (R-279, ROGUE 5.4): how many new sources there are, who was
 * heard again, and when it is over. What is said about it is in incident.c.
 */
#include "incident_flood.h"

#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "view.h"

#define CROWD_BITS (1u << 19)
#define CROWD_OCTETS (CROWD_BITS / 8)
#define CROWD_HASHES 3
#define CROWD_MS ((nd_ms)5000)
#define SUSPECTS_MAX 1024
#define THRICE_MS ((nd_ms)5000)
#define CALM_SOURCES 4		/* fewer new sources a second than this ... */
#define CALM_SECONDS 2		/* ... for so long end a flood */

struct suspect {
	nd_ms since;
	unsigned heard;
};

/* --- who was heard ---------------------------------------------------------- */

int crowd_init(struct crowd *c, uint64_t hash_key)
{
	*c = (struct crowd){ .since = ND_LONG_AGO };
	c->bits[0] = calloc(1, CROWD_OCTETS);
	c->bits[1] = calloc(1, CROWD_OCTETS);
	if (c->bits[0] && c->bits[1] &&
	    lru_init(&c->suspects, SUSPECTS_MAX, sizeof(uint64_t), sizeof(struct suspect),
		     hash_key) == 0)
		return 0;
	crowd_fini(c);
	return ND_ENOMEM;
}

void crowd_fini(struct crowd *c)
{
	free(c->bits[0]);
	free(c->bits[1]);
	lru_fini(&c->suspects);
	*c = (struct crowd){ 0 };
}

static void turn_over(struct crowd *c, nd_ms now)
{
	uint64_t *old = c->bits[1];

	if (now < c->since + CROWD_MS)
		return;
	c->bits[1] = c->bits[0];
	c->bits[0] = old;
	memset(old, 0, CROWD_OCTETS);
	if (now >= c->since + 2 * CROWD_MS)
		memset(c->bits[1], 0, CROWD_OCTETS);
	c->since = now;
}

bool crowd_add(struct crowd *c, nd_ms now, uint64_t id)
{
	bool in_new = true, in_old = true;

	turn_over(c, now);
	for (unsigned i = 0; i < CROWD_HASHES; i++) {
		uint32_t at = (uint32_t)(id >> 20 * i) % CROWD_BITS;
		uint64_t bit = (uint64_t)1 << at % 64;

		in_new &= (c->bits[0][at / 64] & bit) != 0;
		in_old &= (c->bits[1][at / 64] & bit) != 0;
		c->bits[0][at / 64] |= bit;
	}
	return !in_new && !in_old;
}

bool crowd_thrice(struct crowd *c, nd_ms now, uint64_t id)
{
	struct suspect *s;
	bool added;

	s = lru_add(&c->suspects, &id, &added);
	if (added || now - s->since > THRICE_MS) {
		s->since = now;
		s->heard = 1;	/* the filter has heard it before */
	}
	return ++s->heard >= 3;
}

/* --- one interface ---------------------------------------------------------- */

void flood_init(struct flood *f)
{
	memset(f, 0, sizeof(*f));
	for (unsigned i = 0; i < FLOOD_SOURCES; i++)
		f->recent[i] = ND_LONG_AGO;
}

bool flood_new_source(struct flood *f, nd_ms now)
{
	bool too_many = now - f->recent[f->at] < FLOOD_MS;

	f->recent[f->at] = now;
	f->at = (f->at + 1) % FLOOD_SOURCES;
	return too_many;
}

void flood_begin(struct flood *f, nd_ms now)
{
	flood_init(f);
	f->sources = FLOOD_SOURCES;
	f->second = f->calm_since = now;
}

void flood_count_mac(struct flood *f, const uint8_t *mac, uint8_t len)
{
	struct flood_top *least = &f->top[0];

	for (unsigned i = 0; i < FLOOD_TOP; i++) {
		struct flood_top *top = &f->top[i];

		if (top->frames && top->mac_len == len && memcmp(top->mac, mac, len) == 0) {
			top->frames++;
			return;
		}
		if (top->frames < least->frames)
			least = top;
	}
	/* Space-saving: the new one inherits the count of the least. */
	least->mac_len = len;
	memcpy(least->mac, mac, len);
	least->frames++;
}

/* Close the seconds that are over; each that was not calm begins the calm anew. */
static void count_seconds(struct flood *f, nd_ms now)
{
	if (now < f->second + ND_SECOND)
		return;
	f->second += ND_SECOND;
	if (f->in_second >= CALM_SOURCES)
		f->calm_since = f->second;
	f->in_second = 0;
	f->second += (now - f->second) / ND_SECOND * ND_SECOND;
}

void flood_count_new(struct flood *f, nd_ms now)
{
	count_seconds(f, now);
	f->sources++;
	f->in_second++;
}

bool flood_is_over(struct flood *f, nd_ms now)
{
	count_seconds(f, now);
	return f->in_second < CALM_SOURCES && f->second - f->calm_since >= CALM_SECONDS * ND_SECOND;
}

nd_ms flood_next(const struct flood *f)
{
	return f->second + ND_SECOND;
}

static int by_frames(const void *a, const void *b)
{
	const struct flood_top *x = a, *y = b;

	return (x->frames < y->frames) - (x->frames > y->frames);
}

void flood_put_top(struct text *t, const struct flood *f)
{
	struct flood_top top[FLOOD_TOP];

	memcpy(top, f->top, sizeof(top));
	qsort(top, FLOOD_TOP, sizeof(top[0]), by_frames);
	for (unsigned i = 0; i < 3 && top[i].frames; i++) {
		text_put(t, i ? ", " : "");
		text_hex(t, view_of(top[i].mac, top[i].mac_len), ':');
		text_printf(t, " (%llu)", (unsigned long long)top[i].frames);
	}
}
