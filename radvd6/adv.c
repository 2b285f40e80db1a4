/* SPDX-License-Identifier: ISC */
/*
 * One advertising interface: when it sends its initial, periodic, solicited
 * and final multicast RAs (RFC 4861 s. 6.2). Unicast answers and their budgets
 * are in solicit.c, the octets in compose.c.
 */
#include "adv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "ip6.h"

#define FIRST_RA_SPREAD_MS 200	/* routers that start together do not all speak at once; R-025 */
#define RETRY_STEP_MS ((nd_ms)100)
#define RETRY_MAX_MS ((nd_ms)1000)
#define KNOWN_MS ((nd_ms)1)	/* until it is known whether an RA left */
#define FINAL_TRIES_MAX 10	/* a daemon that cannot say goodbye still ends */
#define CEASE_TRIES_MAX 60	/* nor is a withdrawal tried for ever: about a minute */
#define REJOIN_MS ((nd_ms)60000)

void adv_init(struct adv *a, const char *name, nd_ms now)
{
	memset(a, 0, sizeof(*a));
	snprintf(a->name, sizeof(a->name), "%s", name);
	a->due = ND_NEVER;
	a->goodbye_due = ND_NEVER;
	a->join_due = ND_NEVER;
	a->last_multicast = ND_LONG_AGO;
	for (unsigned i = 0; i < ADV_ERRORS; i++)
		a->said[i].at = ND_LONG_AGO;
	a->since = now;
	LIST_INIT(&a->answers);
}

void adv_fini(struct adv *a)
{
	ra_batch_fini(&a->batch);
	ra_batch_fini(&a->goodbye);
	free(a->clients);
	free(a->prepared);
}

/* Between multicast RAs that nobody asked for; solicited ones wait for min_delay_ms. */
static nd_ms spacing(const struct conf_iface *cf)
{
	return nd_ms_min(cf->min_delay_ms, MIN_DELAY_BETWEEN_RAS_MS);
}

static nd_ms earliest(const struct adv *a, nd_ms now, nd_ms delay)
{
	return nd_ms_max(now, a->last_multicast + delay);
}

static void turn_off(struct adv *a)
{
	a->state = ADV_OFF;
	a->due = ND_NEVER;
	a->goodbye_due = ND_NEVER;
	a->join_due = ND_NEVER;
	a->solicited = false;
	a->final_left = 0;
}

/* --- what the link and the file say --------------------------------------- */

/* The first listed source that is here (AdvRASrcAddress), else any link-local address. */
static const struct link_addr *source_of(const struct adv *a, const struct in6_addr *prefer)
{
	for (uint32_t i = 0; i < a->cf->n_sources; i++) {
		const struct link_addr *l = link_has_addr(a->link, &a->cf->sources[i]->addr);

		if (l && ip6_is_link_local(&l->addr) && link_addr_usable(l))
			return l;
	}
	return a->cf->n_sources ? NULL : link_source(a->link, prefer);
}

struct ra_env adv_env(const struct adv *a, nd_ms now)
{
	return (struct ra_env){ .cf = a->cf, .link = a->link, .bases = a->bases,
				.n_bases = a->n_bases, .source = a->source, .now = now,
				.since = a->since, .last_multicast = a->last_multicast };
}

static enum adv_obstacle obstacle(const struct adv *a)
{
	if (!a->cf || !a->cf->advertise)
		return ADV_NOT_ASKED;
	if (!a->link)
		return ADV_NO_INTERFACE;
	if (!a->link->up)
		return ADV_DOWN;
	return source_of(a, NULL) ? ADV_READY : ADV_NO_SOURCE;
}

static struct adv_facts facts_of(const struct adv *a, nd_ms now)
{
	const struct conf_iface *cf = a->cf;
	const struct link *l = a->link;
	struct ra_env env = adv_env(a, now);
	struct adv_facts f;

	memset(&f, 0, sizeof(f));
	f.forwarding = l->forwarding;
	f.digest = expand_digest(&env);
	if (cf->link_mtu)
		f.mtu_option = cf->link_mtu < l->mtu ? cf->link_mtu : l->mtu;
	if (cf->source_lladdr) {
		f.lladdr_len = l->lladdr_len;
		memcpy(f.lladdr, l->lladdr, l->lladdr_len);
	}
	return f;
}

/* --- scheduling ------------------------------------------------------------ */

/* Does it say anything without being asked? */
static bool speaks_up(const struct adv *a)
{
	return a->multicasts || a->n_clients > 0;
}

/* The RA may have a new text: up to three quick ones, the first as soon as allowed. */
static void announce(struct adv *a, nd_ms now)
{
	a->initial_left = MAX_INITIAL_RTR_ADVERTISEMENTS;
	if (speaks_up(a))
		a->due = nd_ms_min(a->due, earliest(a, now, spacing(a->cf)));
}

/*
 * RFC 4861 s. 6.2.4: uniform between Min and Max, at most 16 s at first (R-023,
 * R-026); sooner if a prefix is over before (R-080a).
 */
static void schedule(struct adv *a, nd_ms now, struct rng *rng)
{
	nd_ms interval = rng_between(rng, a->cf->min_ms, a->cf->max_ms);
	struct ra_env env = adv_env(a, now);

	if (a->initial_left > 0)
		interval = nd_ms_min(interval, MAX_INITIAL_RTR_ADVERT_INTERVAL_MS);
	a->due = now + interval;
	if (a->batch.ages)
		a->due = nd_ms_min(a->due, earliest(a, expand_next_change(&env), spacing(a->cf)));
}

static void join(struct adv *a, struct actions *out)
{
	actions_group(out, ACTION_JOIN, a->link->ifindex);
	a->joined = true;
	a->join_due = ND_NEVER;
}

static void turn_on(struct adv *a, nd_ms now, struct rng *rng, struct actions *out)
{
	nd_ms first = now + (nd_ms)rng_upto(rng, FIRST_RA_SPREAD_MS);

	/* Joined anew each time: the kernel forgets groups when IPv6 goes off on a link. */
	if (!a->joined)
		join(a, out);
	a->state = ADV_ON;
	a->solicited = false;
	a->final_left = 0;
	a->tries = 0;
	a->stale = true;
	a->source = source_of(a, &a->source)->addr;
	a->old_source = in6addr_any;
	a->facts = facts_of(a, now);
	a->initial_left = MAX_INITIAL_RTR_ADVERTISEMENTS;
	a->due = speaks_up(a) ? earliest(a, first, spacing(a->cf)) : ND_NEVER;
	a->client_at = 0;
	bucket_init(&a->budget, now, 2 * a->cf->max_unicast_rate);
	adv_say_facts(a, NULL, out);
}

/* Still advertising: does the RA say the same as before? */
static void look_again(struct adv *a, nd_ms now, struct actions *out)
{
	const struct link_addr *source = source_of(a, &a->source);
	struct adv_facts before = a->facts;
	bool moved = !ip6_equal(&source->addr, &a->source);

	a->facts = facts_of(a, now);
	a->stale = true;
	if (moved) {
		/* RFC 4861 s. 6.2.8: the old address says farewell as long as it can. */
		a->old_source = link_has_addr(a->link, &a->source) ? a->source : in6addr_any;
		a->source = source->addr;
		a->goodbye_due = ND_NEVER;
	}
	if (moved || a->changed || memcmp(&before, &a->facts, sizeof(before)) != 0)
		announce(a, now);
	adv_say_facts(a, &before, out);
}

static void settle(struct adv *a, nd_ms now, struct rng *rng, struct actions *out)
{
	enum adv_obstacle o = obstacle(a);

	a->unsettled = false;
	if (o == ADV_READY && a->state == ADV_ON)
		look_again(a, now, out);
	else if (o == ADV_READY)
		turn_on(a, now, rng, out);
	else if (a->state == ADV_ON || (a->state == ADV_CEASING && (!a->link || !a->link->up)))
		turn_off(a);
	a->changed = false;
	adv_say_obstacle(a, o, out);
}

/* --- sending --------------------------------------------------------------- */

static int compose(const struct adv *a, struct ra_batch *b, nd_ms now, enum compose_mode mode)
{
	struct ra_env env = adv_env(a, now);

	return compose_ra(b, &env, mode);
}

static void recompose(struct adv *a, nd_ms now)
{
	if (a->state != ADV_ON)
		return;		/* final RAs were composed when the interface ceased */
	if (!a->stale && (now / ND_SECOND == a->composed / ND_SECOND || !a->batch.ages))
		return;
	a->stale = compose(a, &a->batch, now, COMPOSE_NORMAL) < 0;
	a->composed = now;
}

/* To all-nodes, or to the clients in turn; false if some of them are left for the next tick. */
static bool send_each(struct adv *a, struct actions *out)
{
	uint32_t end = a->client_at + ADV_CLIENTS_PER_TICK;

	if (a->multicasts) {
		actions_send(out, a->link->ifindex, &a->source, &IP6_ALL_NODES, &a->batch);
		return true;
	}
	for (; a->client_at < a->n_clients && a->client_at < end; a->client_at++)
		actions_send(out, a->link->ifindex, &a->source, &a->clients[a->client_at],
			     &a->batch);
	if (a->client_at < a->n_clients)
		return false;
	a->client_at = 0;
	return true;
}

/* An unsolicited RA, or one that answers all; false if it is not over yet. */
static bool send_unasked(struct adv *a, nd_ms now, struct actions *out)
{
	recompose(a, now);
	if (!send_each(a, out))
		return false;
	a->before_last_multicast = a->last_multicast;
	a->before_initial_left = a->initial_left;
	a->last_multicast = now;
	a->solicited = false;
	if (!a->failed)
		a->tries = 0;
	a->failed = false;
	return true;
}

/* May @source still be spoken from? */
static bool can_speak(const struct adv *a, const struct in6_addr *source)
{
	const struct link_addr *l = a->link && a->link->up ? link_has_addr(a->link, source) : NULL;

	return l && link_addr_usable(l);
}

/* Behind an advertisement from the new source, once it is known to have left. */
static void send_goodbye(struct adv *a, nd_ms now, struct actions *out)
{
	a->goodbye_due = ND_NEVER;
	if (!can_speak(a, &a->old_source))
		a->old_source = in6addr_any;
	else if (compose(a, &a->goodbye, now, COMPOSE_OLD_SOURCE) == 0)
		actions_send(out, a->link->ifindex, &a->old_source, &IP6_ALL_NODES, &a->goodbye);
}

static void send_final(struct adv *a, nd_ms now, struct actions *out)
{
	if (a->final_left == 0 || !can_speak(a, &a->source)) {
		turn_off(a);
		return;
	}
	if (!send_unasked(a, now, out))
		return;
	a->final_left--;
	a->due = now + (a->final_left > 0 ? a->final_spacing : KNOWN_MS);
}

static void send_periodic(struct adv *a, nd_ms now, struct rng *rng, struct actions *out)
{
	if (!send_unasked(a, now, out))
		return;
	if (a->initial_left == 0)
		a->old_source = in6addr_any;
	else
		a->initial_left--;
	if (!ip6_is_unspecified(&a->old_source))
		a->goodbye_due = now + KNOWN_MS;
	schedule(a, now, rng);
}

/* --- inputs ---------------------------------------------------------------- */

/* Compose the farewell while the configuration it speaks of is still there. */
static void cease(struct adv *a, nd_ms now, enum compose_mode mode, uint8_t times)
{
	compose(a, &a->batch, now, mode);
	a->state = ADV_CEASING;
	a->goodbye_due = ND_NEVER;
	a->final_left = times;
	a->final_spacing = spacing(a->cf);
	a->solicited = false;
	a->client_at = 0;
	a->due = now;
}

int adv_prepare(struct adv *a, const struct conf_iface *cf)
{
	free(a->prepared);
	a->prepared = NULL;
	a->n_prepared = 0;
	if (!cf || cf->n_clients == 0)
		return 0;
	a->prepared = calloc(cf->n_clients, sizeof(*a->prepared));
	if (!a->prepared)
		return ND_ENOMEM;
	for (uint32_t i = 0; i < cf->n_clients; i++) {
		if (!cf->clients[i]->ignore)
			a->prepared[a->n_prepared++] = cf->clients[i]->addr;
	}
	return 0;
}

/* Final RAs still go to those who got the others: a ceasing interface keeps its clients. */
static void take_clients(struct adv *a, const struct conf_iface *cf)
{
	free(a->clients);
	a->clients = a->prepared;
	a->n_clients = a->n_prepared;
	a->client_at = 0;
	a->prepared = NULL;
	a->n_prepared = 0;
	a->multicasts = !cf->unicast_only && cf->n_clients == 0;
}

void adv_configure(struct adv *a, nd_ms now, const struct conf_iface *cf, bool changed)
{
	bool advertises = cf && cf->advertise;

	if (a->state == ADV_ON && !advertises && speaks_up(a)) {
		cease(a, now, COMPOSE_WITHDRAW, MAX_FINAL_RTR_ADVERTISEMENTS);
		a->due = earliest(a, now, a->final_spacing);
	} else if (a->state == ADV_ON && !advertises) {
		turn_off(a);
	}
	if (advertises)
		take_clients(a, cf);
	if (a->state == ADV_ON && !speaks_up(a))
		a->due = ND_NEVER;
	if (changed)
		a->since = now;
	a->cf = cf;
	a->changed |= changed;
	a->unsettled = true;
}

void adv_set_bases(struct adv *a, const struct ra_base *bases, unsigned n)
{
	a->bases = bases;
	a->n_bases = n;
	a->unsettled = true;
}

void adv_bind(struct adv *a, const struct link *link)
{
	a->link = link;
	a->unsettled = true;
}

void adv_unbind(struct adv *a)
{
	turn_off(a);
	a->joined = false;	/* whoever unbinds it has the groups of the interface left */
	a->link = NULL;
	a->unsettled = true;
}

void adv_stop(struct adv *a, nd_ms now)
{
	a->ending = true;
	if (a->state == ADV_CEASING && a->final_left > 0) {
		a->final_left = 1;
		a->due = now;
	} else if (a->state == ADV_CEASING) {
		a->due = now;
	} else if (a->state == ADV_ON && a->cf->final_at_stop && speaks_up(a)) {
		cease(a, now, COMPOSE_AT_STOP, a->cf->final_ras);
	} else {
		turn_off(a);
	}
	a->cf = NULL;
	a->unsettled = false;
}

void adv_reset(struct adv *a, nd_ms now)
{
	a->since = now;
	a->stale = true;
}

void adv_tick(struct adv *a, nd_ms now, struct rng *rng, struct actions *out)
{
	if (a->unsettled)
		settle(a, now, rng, out);
	if (now >= a->due && a->state == ADV_CEASING)
		send_final(a, now, out);
	else if (now >= a->due)
		send_periodic(a, now, rng, out);
	else if (now >= a->goodbye_due)
		send_goodbye(a, now, out);
	if (now >= a->join_due && a->state != ADV_OFF)
		join(a, out);
	if (a->joined && a->state == ADV_OFF) {
		a->joined = false;
		actions_group(out, ACTION_LEAVE, a->link->ifindex);	/* */
	}
}

bool adv_is_busy(const struct adv *a)
{
	return a->state != ADV_OFF || a->joined;
}

nd_ms adv_next(const struct adv *a)
{
	bool leaving = a->joined && a->state == ADV_OFF;

	if (a->unsettled || leaving)
		return ND_LONG_AGO;
	return nd_ms_min(nd_ms_min(a->due, a->goodbye_due), a->join_due);
}

void adv_on_join_failed(struct adv *a, nd_ms now)
{
	a->joined = false;
	a->join_due = a->state == ADV_OFF ? ND_NEVER : now + REJOIN_MS;
}

void adv_solicit(struct adv *a, nd_ms now, struct rng *rng)
{
	nd_ms delay = (nd_ms)rng_upto(rng, a->cf->max_solicited_delay_ms);
	nd_ms allowed = a->last_multicast + a->cf->min_delay_ms;
	nd_ms when = nd_ms_max(now, allowed) + delay;

	if (!a->multicasts || a->solicited || when >= a->due)
		return;		/* what is scheduled serves this host too */
	a->due = when;
	a->solicited = true;
}

void adv_send_unicast(struct adv *a, nd_ms now, const struct in6_addr *dst, struct actions *out)
{
	recompose(a, now);
	actions_send(out, a->link->ifindex, &a->source, dst, &a->batch);
}

void adv_on_send_failed(struct adv *a, nd_ms now, const struct in6_addr *src)
{
	if (a->state == ADV_OFF || (a->state == ADV_ON && ip6_equal(src, &a->old_source)))
		return;
	a->failed = true;
	a->goodbye_due = ND_NEVER;
	a->tries++;
	if (a->state == ADV_CEASING && a->tries >= (a->ending ? FINAL_TRIES_MAX : CEASE_TRIES_MAX)) {
		turn_off(a);
		return;
	}
	if (a->state == ADV_CEASING)
		a->final_left++;
	a->last_multicast = a->before_last_multicast;
	a->initial_left = a->before_initial_left;
	a->due = now + nd_ms_min(RETRY_STEP_MS * (nd_ms)a->tries, RETRY_MAX_MS);
}
