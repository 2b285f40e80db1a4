/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_LINKS_APPLY_H
#define ICMP6_LINKS_APPLY_H

#include "links.h"

struct nlmsghdr;

/**
 * links_apply - take over one netlink message, from an event or from a dump.
 *
 * Tells what changed at once when @l is live; while it reads dumps the entries
 * are only marked. May send @l into another phase, or have everything read again.
 * Returns 0 or -ENOMEM.
 */
int links_apply(struct links *l, struct nlmsghdr *nh, nd_ms now);

/** links_tell - LINK_NEW or LINK_CHANGED, if there is something to say about @e. */
void links_tell(struct links *l, struct links_entry *e);

/** links_tell_gone - LINK_GONE, then free @e, which is out of the map already. */
void links_tell_gone(struct links *l, struct links_entry *e);

#endif
