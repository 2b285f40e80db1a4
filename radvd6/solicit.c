/* SPDX-License-Identifier: ISC */
/*
 * Answers to Router Solicitations (RFC 4861 s. 6.2.6, RFC 7772 s. 5.1).
 * A solicitation that names its sender is answered by unicast after a random
 * delay; one from :: and a crowd are answered by one multicast RA.
 */
#include "solicit.h"

#include <string.h>

#include "ip6.h"

struct source_key {
	uint32_t ifindex;
	struct in6_addr addr;
};

int solicit_init(struct solicit *s, uint64_t hash_key)
{
	int r;

	memset(s, 0, sizeof(*s));
	LIST_INIT(&s->free);
	for (unsigned i = 0; i < ANSWERS_MAX; i++)
		LIST_INSERT_HEAD(&s->free, &s->pool[i], link);
	heap_init(&s->due);
	r = heap_reserve(&s->due, ANSWERS_MAX);
	if (r < 0)
		return r;
	r = lru_init(&s->sources, SOURCES_MAX, sizeof(struct source_key), sizeof(struct bucket),
		     hash_key);
	if (r < 0)
		heap_fini(&s->due);
	return r;
}

void solicit_fini(struct solicit *s)
{
	heap_fini(&s->due);
	lru_fini(&s->sources);
}

static void release(struct solicit *s, struct answer *w)
{
	heap_set(&s->due, &w->timer, ND_NEVER);
	w->adv->n_answers--;
	LIST_REMOVE(w, link);
	LIST_INSERT_HEAD(&s->free, w, link);
}

void solicit_forget(struct solicit *s, struct adv *a)
{
	while (!LIST_EMPTY(&a->answers))
		release(s, LIST_FIRST(&a->answers));
}

static bool is_waiting(const struct adv *a, const struct in6_addr *src)
{
	const struct answer *w;

	LIST_FOREACH(w, &a->answers, link) {
		if (ip6_equal(&w->dst, src))
			return true;
	}
	return false;
}

static bool source_has_token(struct solicit *s, const struct adv *a, nd_ms now,
			     const struct in6_addr *src)
{
	struct source_key key = { .ifindex = a->link->ifindex, .addr = *src };
	bool added;
	struct bucket *b = lru_add(&s->sources, &key, &added);

	if (added)
		bucket_init(b, now, SOURCE_BURST);
	return bucket_take(b, now, SOURCE_RATE, SOURCE_BURST);
}

/* Too many to be served one by one: one multicast RA replaces them all. */
static void serve_crowd(struct solicit *s, struct adv *a, nd_ms now, struct rng *rng)
{
	if (!a->multicasts)
		return;
	solicit_forget(s, a);
	adv_solicit(a, now, rng);
}

static void wait_for_turn(struct solicit *s, struct adv *a, nd_ms now, nd_ms delay,
			  const struct in6_addr *src, struct rng *rng)
{
	struct answer *w = LIST_FIRST(&s->free);

	if (!w) {
		serve_crowd(s, a, now, rng);
		return;
	}
	LIST_REMOVE(w, link);
	w->adv = a;
	w->dst = *src;
	LIST_INSERT_HEAD(&a->answers, w, link);
	a->n_answers++;
	heap_set(&s->due, &w->timer, now + delay);
	if (a->cf->max_unicast_rate > 0 && a->n_answers > CROWD)
		serve_crowd(s, a, now, rng);
}

static void answer_unicast(struct solicit *s, struct adv *a, nd_ms now,
			   const struct in6_addr *src, struct rng *rng, struct actions *out)
{
	uint32_t rate = a->cf->max_unicast_rate;
	nd_ms delay;

	if (rate > 0 && (is_waiting(a, src) || !source_has_token(s, a, now, src)))
		return;
	if (rate > 0 && !bucket_take(&a->budget, now, rate, 2 * rate)) {
		serve_crowd(s, a, now, rng);
		return;
	}
	delay = (nd_ms)rng_upto(rng, a->cf->max_solicited_delay_ms);
	/* A change of the link is looked at first: the source may be another one now. */
	if (delay > 0 || a->unsettled)
		wait_for_turn(s, a, now, delay, src, rng);
	else
		adv_send_unicast(a, now, src, out);
}

/* May a host with this address ask here? The first line that names it decides. */
static bool is_served(const struct conf_iface *cf, const struct in6_addr *src)
{
	for (uint32_t i = 0; i < cf->n_clients; i++) {
		if (ip6_equal(&cf->clients[i]->addr, src))
			return !cf->clients[i]->ignore;
	}
	return cf->n_clients == 0 || cf->unrestricted_unicast;
}

void solicit_on_rs(struct solicit *s, struct adv *a, nd_ms now, const struct in6_addr *src,
		   bool has_lladdr, struct rng *rng, struct actions *out)
{
	const struct conf_iface *cf = a->cf;
	bool unicast = cf->solicited_unicast && (has_lladdr || !cf->require_source_lladdr);

	if (!is_served(cf, src))
		return;
	/* A multicast answer that is about to leave serves this host as well. */
	if (a->solicited && a->due <= now + (nd_ms)cf->max_solicited_delay_ms)
		return;
	if ((unicast || !a->multicasts) && !ip6_is_unspecified(src))
		answer_unicast(s, a, now, src, rng, out);
	else
		adv_solicit(a, now, rng);
}

void solicit_tick(struct solicit *s, nd_ms now, struct actions *out)
{
	while (solicit_next(s) <= now && actions_room(out, 1)) {
		struct answer *w = (struct answer *)heap_first(&s->due);	/* timer is first */

		adv_send_unicast(w->adv, now, &w->dst, out);
		release(s, w);
	}
}

nd_ms solicit_next(const struct solicit *s)
{
	return heap_next(&s->due);
}
