/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_PRINT_H
#define CONFIG_PRINT_H

#include "schema.h"

/** struct cf_printer - what takes the text: @put gets it piece by piece. */
struct cf_printer {
	void (*put)(void *arg, const char *text, size_t len);
	void *arg;
};

/**
 * cf_print - a configuration back as text.
 *
 * @root: the block of the file as a whole, complete
 *
 * Every value stands there, defaults and derived ones too, except what is not
 * given and has no words for that (texts, addresses), and what follows from
 * other values and could not be written (out of its own range). Blocks with
 * CF_TEMPLATE are left out. Reading the text gives a configuration that is
 * equal (cf_equal()) to @root, and printing that one gives the same text.
 *
 * Returns false if memory was refused.
 */
bool cf_print(const struct cf_node *root, const struct cf_printer *to);

#endif
