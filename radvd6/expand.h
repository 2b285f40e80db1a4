/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_EXPAND_H
#define RADVD6_EXPAND_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "link.h"
#include "millis.h"
#include "nd_opt.h"

/** struct ra_base - an interface that Base6Interface or Base6to4Interface names. */
struct ra_base {
	const char *name;
	const struct link *link;	/* NULL while there is no such interface */
};

/** struct ra_env - what an advertisement depends on besides its configuration. */
struct ra_env {
	const struct conf_iface *cf;
	const struct link *link;
	const struct ra_base *bases;
	unsigned n_bases;
	struct in6_addr source;		/* of the advertisement */
	nd_ms now;
	nd_ms since;			/* when lifetimes that count down had their full value */
	nd_ms last_multicast;
};

/** expand_fn - gets one option, ready to be built. */
typedef void expand_fn(void *arg, const struct nd_opt *o);

/**
 * expand_option - the options that @co stands for at this moment.
 *
 * A prefix may stand for the prefixes of an interface, its
 * lifetimes are never above the kernel's and may count down;
 * every other option stands for itself. Calls @fn for each, which may be none.
 *
 * Returns true if time alone changes the outcome.
 */
bool expand_option(const struct ra_env *env, const struct conf_option *co, expand_fn *fn, void *arg);

/**
 * expand_own_address - what `RDNSS ::` stands for: an address of this router on
 * the link, unique local before global before link-local, the first of a kind.
 */
struct in6_addr expand_own_address(const struct ra_env *env);

/**
 * expand_digest - a number that changes when what is advertised for the
 * addresses of interfaces changes: prefixes that come, go, or become
 * deprecated, and the own address. Lifetimes that run down do not change it.
 */
uint64_t expand_digest(const struct ra_env *env);

/**
 * expand_next_change - when the next prefix that counts down is over, which is
 * to be said then (R-080a); ND_NEVER if none will be.
 */
nd_ms expand_next_change(const struct ra_env *env);

#endif
