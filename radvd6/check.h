/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_CHECK_H
#define RADVD6_CHECK_H

#include "args.h"
#include "diag.h"

/** check_say - what was found in the configuration at @path, on stderr. */
void check_say(const char *path, const struct diags *diags);

/**
 * check_run - -c, --lint, --print-config and --explain: look at the configuration at
 * @path, say what there is to say, start nothing.
 *
 * Returns the exit status: 0 if it has no error, else 1.
 */
int check_run(const struct args *a, const char *path);

#endif
