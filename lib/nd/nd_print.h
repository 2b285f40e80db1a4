/* SPDX-License-Identifier: ISC */
#ifndef ND_PRINT_H
#define ND_PRINT_H

#include "text.h"
#include "view.h"

/**
 * nd_print_ra - append a Router Advertisement as an interface block of
 * radvd.conf that would send it.
 *
 * @name: of the interface, for the block's head
 * @icmp: from the ICMPv6 type on
 *
 * Every line ends in a newline. An option that cannot be said in the language,
 * or has a fault inside, stands as AdvOption with its octets. What is invalid
 * as a whole is said in a comment. Returns 0, or ND_ETYPE or ND_ESHORT if it is
 * no RA (nothing is appended then).
 */
int nd_print_ra(struct text *t, const char *name, struct view icmp);

/** nd_print_octets - append @octets as a hex dump, 16 a line, each line a comment. */
void nd_print_octets(struct text *t, struct view octets);

#endif
