/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_SUGGEST_H
#define CONFIG_SUGGEST_H

#include <stddef.h>

#include "view.h"

#define SUGGEST_MAX_LEN 40u	/* octets of a word that is worth a guess */

/** struct suggest - the nearest of several words to a misspelt one. */
struct suggest {
	struct view word;
	const char *best;	/* NULL while nothing is near enough */
	unsigned distance;
};

/** suggest_init - look for something like @word. */
void suggest_init(struct suggest *s, struct view word);

/**
 * suggest_try - consider @candidate.
 *
 * Near enough is a Damerau-Levenshtein distance (letters added, lost, changed
 * or two neighbours swapped; case ignored) of at most a third of the word.
 * The first of equally near candidates stays.
 */
void suggest_try(struct suggest *s, const char *candidate);

#endif
