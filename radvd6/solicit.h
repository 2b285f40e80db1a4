/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_SOLICIT_H
#define RADVD6_SOLICIT_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/queue.h>

#include "action.h"
#include "adv.h"
#include "heap.h"
#include "lru.h"
#include "millis.h"
#include "rng.h"

#define ANSWERS_MAX 1024	/* unicast answers that wait, on all interfaces together */
#define CROWD 10		/* more than these waiting on one interface are a crowd */
#define SOURCES_MAX 1024	/* sources whose budget is remembered */
#define SOURCE_BURST 10		/* solicitations of one source */
#define SOURCE_RATE 2		/* a second */

/** struct answer - a unicast RA that waits for its random delay. */
struct answer {
	struct heap_node timer;
	struct adv *adv;
	struct in6_addr dst;
	LIST_ENTRY(answer) link;	/* in the interface's list, or in the free list */
};

/**
 * struct solicit - answers to Router Solicitations on all interfaces, and the
 * budgets that keep a flood of them harmless.
 *
 * All memory is taken at start. Owned by the core.
 */
struct solicit {
	struct heap due;
	struct lru sources;		/* (interface, source) -> struct bucket */
	LIST_HEAD(, answer) free;
	struct answer pool[ANSWERS_MAX];
};

/** solicit_init - take the memory; @hash_key is a random number. 0 or ND_ENOMEM. */
int solicit_init(struct solicit *s, uint64_t hash_key);
void solicit_fini(struct solicit *s);

/**
 * solicit_on_rs - a valid solicitation from @src (may be ::) arrived on @a,
 * which must be ADV_ON; @has_lladdr: it holds a Source Link-Layer Address
 * option. Appends at most one SEND: the answer, where no delay
 * is configured. Cannot fail: what exceeds a budget is dropped or served by
 * one multicast RA.
 */
void solicit_on_rs(struct solicit *s, struct adv *a, nd_ms now, const struct in6_addr *src,
		   bool has_lladdr, struct rng *rng, struct actions *out);

/** solicit_tick - send the answers that are due, as far as the list has room. */
void solicit_tick(struct solicit *s, nd_ms now, struct actions *out);

/** solicit_next - when the next answer is due; ND_NEVER if none waits. */
nd_ms solicit_next(const struct solicit *s);

/** solicit_forget - drop all answers that wait on @a. */
void solicit_forget(struct solicit *s, struct adv *a);

#endif
