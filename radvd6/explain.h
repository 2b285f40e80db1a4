/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_EXPLAIN_H
#define RADVD6_EXPLAIN_H

#include <stdbool.h>

#include "conf.h"

/**
 * explain - print what would leave an interface under @conf: each packet as a
 * block of radvd.conf, as a host would understand it.
 *
 * @name:   the interface; where it is not there, one is assumed and its
 *          properties are said
 * @octets: print the octets, too
 *
 * Needs no privileges. Returns 0, or -ENOENT if no block names the interface,
 * or -errno if the interfaces cannot be read; the fault stands on stderr.
 */
int explain(const struct conf *conf, const char *name, bool octets);

#endif
