/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_EQUAL_H
#define CONFIG_EQUAL_H

#include <stdbool.h>

#include "schema.h"

/**
 * cf_equal - do two blocks mean the same?
 *
 * Compares every value, given or default, and all sub-blocks in their order;
 * where in the text they stand does not matter. CF_APART sub-blocks are
 * left out. A reload asks this to leave
 * alone what did not change.
 */
bool cf_equal(const struct cf_node *a, const struct cf_node *b);

#endif
