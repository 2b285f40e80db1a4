/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_LINKS_TABLE_H
#define ICMP6_LINKS_TABLE_H

#include <stddef.h>

#include "link.h"
#include "links_msg.h"

/**
 * struct links_entry - an interface and what only lib/icmp6 needs to know of it.
 *
 * @link: first, so that the map's value serves as both
 */
struct links_entry {
	struct link link;
	struct links_entry *next_gone;	/* in the list of what is swept */
	uint32_t device_mtu;		/* octets; link.mtu may be lower */
	uint8_t seen;			/* the round of dumps that showed it last */
	bool exists;			/* a link message came; before it only netconf did */
	bool told;			/* LINK_NEW was given */
	bool dirty;			/* differs from what was told */
	bool conf_forwarding;		/* conf/IF/forwarding */
	bool force_forwarding;		/* conf/IF/force_forwarding */
};

/** links_entry_new, links_entry_free - an entry of its own; NULL = no memory. */
struct links_entry *links_entry_new(uint32_t ifindex);
void links_entry_free(struct links_entry *e);

/**
 * links_set_link - take over what a link message says; marks @e dirty if that is new.
 *
 * Returns whether the MTU it gives is certain if it was an event: that of a new
 * device MTU leaves before IPv6 has taken it over, and shows the old one of IPv6.
 */
bool links_set_link(struct links_entry *e, const struct links_msg_link *m);

/**
 * links_set_addr - add or update an address.
 *
 * @round: remembered as the last dump that showed it
 *
 * Lifetimes count as the same within 2 s: the kernel rounds them to seconds,
 * and the message was on its way. Returns 0 or -ENOMEM.
 */
int links_set_addr(struct links_entry *e, const struct link_addr *a, uint8_t round);

/** links_drop_addr - remove an address, if it is there. */
void links_drop_addr(struct links_entry *e, const struct in6_addr *a);

/** links_sweep_addrs - remove the addresses that dump @round did not show. */
void links_sweep_addrs(struct links_entry *e, uint8_t round);

/** links_set_forwarding - derive struct link's forwarding; see there. */
void links_set_forwarding(struct links_entry *e, bool all_forwarding);

/** links_entry_memory - octets of @e and its addresses. */
size_t links_entry_memory(const struct links_entry *e);

#endif
