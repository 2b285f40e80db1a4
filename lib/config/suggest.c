/* SPDX-License-Identifier: ISC */
/* "Did you mean": Damerau-Levenshtein distance (optimal string alignment) of short words. */
#include "suggest.h"

#include <string.h>

static char lower(uint8_t c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Three rows of the matrix: the one before the last is for swapped neighbours. */
static unsigned distance(struct view a, struct view b)
{
	unsigned row[3][SUGGEST_MAX_LEN + 1];
	unsigned *before = row[0], *last = row[1], *now = row[2];

	for (unsigned j = 0; j <= b.len; j++)
		last[j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned *spare = before;
		char ca = lower(a.ptr[i - 1]);

		now[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			char cb = lower(b.ptr[j - 1]);

			now[j] = least(last[j] + 1, now[j - 1] + 1);
			now[j] = least(now[j], last[j - 1] + (ca == cb ? 0 : 1));
			if (i > 1 && j > 1 && ca == lower(b.ptr[j - 2]) &&
			    lower(a.ptr[i - 2]) == cb)
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[b.len];
}

void suggest_init(struct suggest *s, struct view word)
{
	s->word = word;
	s->best = NULL;
	s->distance = (unsigned)(word.len / 3 + 1);
}

void suggest_try(struct suggest *s, const char *candidate)
{
	struct view c = view_of(candidate, strlen(candidate));
	unsigned d;

	if (s->word.len > SUGGEST_MAX_LEN || c.len > SUGGEST_MAX_LEN)
		return;
	d = distance(s->word, c);
	if (d < s->distance) {
		s->distance = d;
		s->best = candidate;
	}
}
