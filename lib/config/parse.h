/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_PARSE_H
#define CONFIG_PARSE_H

#include "lexer.h"
#include "schema.h"

/**
 * cf_load - read a whole configuration by its schema.
 *
 * @root:    the schema of the file as a whole
 * @dialect: its language
 * @source:  where the text comes from
 * @name:    of the main text
 * @diags:   gets every fault, in the order of the text
 *
 * Returns the root's struct with everything beneath it in one talloc context
 * that the caller owns; NULL if @diags has an error. Time is linear in the
 * length of the text, stack use does not depend on it.
 */
void *cf_load(const struct cf_block *root, const struct cf_dialect *dialect,
	      const struct cf_source *source, const char *name, struct diags *diags);

#endif
