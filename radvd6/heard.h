/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_HEARD_H
#define RADVD6_HEARD_H

#include "watch.h"

/* What watch.c and watch_view.c share; nobody else includes this. */

#define HEARD_OPTIONS 320	/* octets of its options that are kept, whole ones only */

/** struct router_key - which router; of an allowed one without the MAC. No padding. */
struct router_key {
	uint32_t ifindex;
	struct in6_addr src;
	uint8_t mac_len, mac[ND_FRAME_MAC_MAX];
	uint8_t zero[3];
};

/** struct heard_router - one router that was heard on a link. */
struct heard_router {
	bool known;			/* false: the entry is to be taken for empty */
	bool silent;			/* an allowed one, and a line said so */
	enum router_class class;
	char iface[IF_NAMESIZE];
	uint8_t mac_len, mac[ND_FRAME_MAC_MAX];
	nd_ms first, last;
	nd_ms pause;			/* the longest between two RAs that it was not missed in */
	nd_ms missed;			/* when a line last said that it is silent; 0 = never */
	uint64_t count;
	struct nd_ra ra;		/* as said last */
	uint32_t says_interval_ms;	/* 0 = it does not say */
	uint16_t options_len;
	uint8_t options[HEARD_OPTIONS];
};

/** heard_silent_at - when an allowed router counts as silent; ND_NEVER if it does already. */
nd_ms heard_silent_at(const struct heard_router *r);

#endif
