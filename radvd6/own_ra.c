/* SPDX-License-Identifier: ISC */
/* The last RAs that this daemon sent on a link, by hash: "is it ours?" without trusting a source. */
#include "judge.h"

/* Where a new one goes: on itself (sent again), else a free place, else that of the oldest. */
static unsigned place_of(const struct own_ra *o, uint64_t hash)
{
	unsigned place = 0;

	for (unsigned i = 0; i < ARRAY_LEN(o->hash); i++) {
		if (o->hash[i] == hash)
			return i;
		if (o->hash[place] != 0 && (o->hash[i] == 0 || o->at[i] < o->at[place]))
			place = i;
	}
	return place;
}

void own_ra_remember(struct own_ra *o, nd_ms now, uint64_t hash)
{
	unsigned i = place_of(o, hash);

	o->hash[i] = hash;
	o->at[i] = now;
}
