/* SPDX-License-Identifier: ISC */
/*
 * One advertising interface: when it sends its initial, periodic, solicited
 * and final multicast RAs (RFC 4861 s. 6.2). Unicast answers and their budgets
 * are in solicit.c, the octets in compose.c.
 */
#include "adv.h"

#include <stdio.h>
#include <string.h>

#include "ip6.h"

#define FIRST_RA_SPREAD_MS 200	/* routers that start together do not all speak at once; R-025 */
#define RETRY_STEP_MS ((nd_ms)100)
#define RETRY_MAX_MS ((nd_ms)1000)
#define SAME_ERROR_QUIET_MS ((nd_ms)60000)
#define KNOWN_MS ((nd_ms)1)	/* until it is known whether an RA left */
#define FINAL_TRIES_MAX 10	/* a daemon that cannot say goodbye still ends */

void adv_init(struct adv *a, const char *name, nd_ms now)
{
	memset(a, 0, sizeof(*a));
	snprintf(a->name, sizeof(a->name), "%s", name);
	a->due = ND_NEVER;
	a->goodbye_due = ND_NEVER;
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
	a->solicited = false;
	a->final_left = 0;
}

/* --- what the link and the file say --------------------------------------- */

static enum adv_obstacle obstacle(const struct adv *a)
{
	if (!a->cf || !a->cf->advertise)
		return ADV_NOT_ASKED;
	if (!a->link)
		return ADV_NO_INTERFACE;
	if (!a->link->up)
		return ADV_DOWN;
	return link_source(a->link, NULL) ? ADV_READY : ADV_NO_SOURCE;
}

static struct adv_facts facts_of(const struct conf_iface *cf, const struct link *l)
{
	struct adv_facts f;
	struct view lladdr;

	memset(&f, 0, sizeof(f));
	f.forwarding = l->forwarding;
	f.mtu_option = cf->link_mtu < l->mtu ? cf->link_mtu : l->mtu;
	if (!cf->link_mtu)
		f.mtu_option = 0;
	lladdr = compose_lladdr(cf, l);
	f.lladdr_len = (uint8_t)lladdr.len;
	if (lladdr.len > 0)
		memcpy(f.lladdr, lladdr.ptr, lladdr.len);
	return f;
}

static void say_obstacle(struct adv *a, enum adv_obstacle o, struct actions *out)
{
	static const struct {
		const char *reason, *what;
	} words[] = {
		[ADV_NO_INTERFACE] = { "no-interface", "waiting for the interface to appear" },
		[ADV_DOWN] = { "link-down", "waiting for the link to come up" },
		[ADV_NO_SOURCE] = { "no-link-local-address",
				    "waiting for a link-local address that has passed duplicate "
				    "address detection" },
	};
	struct note *n;

	if (a->reported && o == a->obstacle)
		return;
	a->obstacle = o;
	a->reported = true;
	if (o == ADV_NOT_ASKED)
		return;
	if (o == ADV_READY) {
		actions_note(out, "advertising", NOTE_INFO, a->name)->src = a->source;
		return;
	}
	n = actions_note(out, "waiting", NOTE_INFO, a->name);
	n->reason = words[o].reason;
	snprintf(n->what, sizeof(n->what), "%s", words[o].what);
}

static void say_facts(const struct adv *a, const struct adv_facts *before, struct actions *out)
{
	struct note *n;

	if (!a->facts.forwarding && (!before || before->forwarding)) {
		n = actions_note(out, "forwarding-off", NOTE_WARNING, a->name);
		snprintf(n->what, sizeof(n->what), "IPv6 forwarding is off on this interface; "
			 "router lifetime 0 is advertised until it is on");
	} else if (a->facts.forwarding && before && !before->forwarding) {
		actions_note(out, "forwarding-on", NOTE_INFO, a->name);
	}
	if (a->facts.mtu_option < a->cf->link_mtu &&
	    (!before || before->mtu_option != a->facts.mtu_option)) {
		n = actions_note(out, "mtu-lowered", NOTE_WARNING, a->name);
		n->field = "AdvLinkMTU";
		snprintf(n->expected, sizeof(n->expected), "%u", a->cf->link_mtu);
		snprintf(n->got, sizeof(n->got), "%u", a->facts.mtu_option);
		snprintf(n->what, sizeof(n->what), "AdvLinkMTU is above the MTU of the interface; "
			 "the interface's is advertised");
	}
}

/* --- scheduling ------------------------------------------------------------ */

/* The RA may have a new text: up to three quick ones, the first as soon as allowed. */
static void announce(struct adv *a, nd_ms now)
{
	a->initial_left = MAX_INITIAL_RTR_ADVERTISEMENTS;
	if (!a->cf->unicast_only)
		a->due = nd_ms_min(a->due, earliest(a, now, spacing(a->cf)));
}

/* RFC 4861 s. 6.2.4: uniform between Min and Max, at most 16 s at first. */
static void schedule(struct adv *a, nd_ms now, struct rng *rng)
{
	nd_ms interval = rng_between(rng, a->cf->min_ms, a->cf->max_ms);

	if (a->initial_left > 0)
		interval = nd_ms_min(interval, MAX_INITIAL_RTR_ADVERT_INTERVAL_MS);
	a->due = now + interval;
}

static void turn_on(struct adv *a, nd_ms now, struct rng *rng, struct actions *out)
{
	nd_ms first = now + (nd_ms)rng_upto(rng, FIRST_RA_SPREAD_MS);

	/* Joined anew each time: the kernel forgets groups when IPv6 goes off on a link. */
	if (!a->joined)
		actions_group(out, ACTION_JOIN, a->link->ifindex);
	a->joined = true;
	a->state = ADV_ON;
	a->solicited = false;
	a->final_left = 0;
	a->tries = 0;
	a->stale = true;
	a->source = link_source(a->link, &a->source)->addr;
	a->old_source = in6addr_any;
	a->facts = facts_of(a->cf, a->link);
	a->initial_left = MAX_INITIAL_RTR_ADVERTISEMENTS;
	a->due = a->cf->unicast_only ? ND_NEVER : earliest(a, first, spacing(a->cf));
	bucket_init(&a->budget, now, 2 * a->cf->max_unicast_rate);
	say_facts(a, NULL, out);
}

/* Still advertising: does the RA say the same as before? */
static void look_again(struct adv *a, nd_ms now, struct actions *out)
{
	const struct link_addr *source = link_source(a->link, &a->source);
	struct adv_facts before = a->facts;
	bool moved = !ip6_equal(&source->addr, &a->source);

	a->facts = facts_of(a->cf, a->link);
	a->stale = true;
	if (moved) {
		/* RFC 4861 s. 6.2.8: the old address says farewell as long as it can. */
		a->old_source = link_has_addr(a->link, &a->source) ? a->source : in6addr_any;
		a->source = source->addr;
		a->goodbye_due = ND_NEVER;
	}
	if (moved || a->changed || memcmp(&before, &a->facts, sizeof(before)) != 0)
		announce(a, now);
	say_facts(a, &before, out);
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
	say_obstacle(a, o, out);
}

/* --- sending --------------------------------------------------------------- */

static int compose(const struct adv *a, struct ra_batch *b, nd_ms now, enum compose_mode mode)
{
	const struct compose_clock clock = { .now = now, .since = a->since,
					     .last = a->last_multicast };

	return compose_ra(b, a->cf, a->link, &clock, mode);
}

static void recompose(struct adv *a, nd_ms now)
{
	if (a->state != ADV_ON)
		return;		/* final RAs were composed when the interface ceased */
	if (!a->stale && (now / ND_SECOND == a->composed / ND_SECOND || !a->counts_down))
		return;
	a->stale = compose(a, &a->batch, now, COMPOSE_NORMAL) < 0;
	a->composed = now;
}

static void send_multicast(struct adv *a, nd_ms now, struct actions *out)
{
	recompose(a, now);
	a->before_last_multicast = a->last_multicast;
	a->before_initial_left = a->initial_left;
	a->last_multicast = now;
	a->solicited = false;
	if (!a->failed)
		a->tries = 0;
	a->failed = false;
	actions_send(out, a->link->ifindex, &a->source, &IP6_ALL_NODES, &a->batch);
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
	send_multicast(a, now, out);
	a->final_left--;
	a->due = now + (a->final_left > 0 ? a->final_spacing : KNOWN_MS);
}

static void send_periodic(struct adv *a, nd_ms now, struct rng *rng, struct actions *out)
{
	send_multicast(a, now, out);
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
	a->due = now;
}

static bool counts_down(const struct conf_iface *cf)
{
	for (uint32_t i = 0; i < cf->n_wire; i++) {
		if (cf->wire[i]->decrement)
			return true;
	}
	return false;
}

void adv_configure(struct adv *a, nd_ms now, const struct conf_iface *cf, bool changed)
{
	if (a->state == ADV_ON && !(cf && cf->advertise)) {
		if (a->cf->unicast_only) {
			turn_off(a);
		} else {
			cease(a, now, COMPOSE_WITHDRAW, MAX_FINAL_RTR_ADVERTISEMENTS);
			a->due = earliest(a, now, a->final_spacing);
		}
	} else if (a->state == ADV_ON && cf->unicast_only) {
		a->due = ND_NEVER;
	}
	if (changed)
		a->since = now;
	a->cf = cf;
	a->counts_down = cf && counts_down(cf);
	a->changed |= changed;
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
	a->joined = false;	/* the kernel drops the groups of an interface that goes */
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
	} else if (a->state == ADV_ON && a->cf->final_at_stop && !a->cf->unicast_only) {
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
	if (a->joined && a->state == ADV_OFF) {
		a->joined = false;
		actions_group(out, ACTION_LEAVE, a->link->ifindex);	/* */
	}
}

nd_ms adv_next(const struct adv *a)
{
	bool leaving = a->joined && a->state == ADV_OFF;

	return a->unsettled || leaving ? ND_LONG_AGO : nd_ms_min(a->due, a->goodbye_due);
}

void adv_solicit(struct adv *a, nd_ms now, struct rng *rng)
{
	nd_ms delay = (nd_ms)rng_upto(rng, a->cf->max_solicited_delay_ms);
	nd_ms allowed = a->last_multicast + a->cf->min_delay_ms;
	nd_ms when = nd_ms_max(now, allowed) + delay;

	if (a->cf->unicast_only || a->solicited || when >= a->due)
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
	if (a->state == ADV_CEASING && a->ending && a->tries >= FINAL_TRIES_MAX) {
		turn_off(a);
		return;
	}
	if (a->state == ADV_CEASING)
		a->final_left++;
	a->last_multicast = a->before_last_multicast;
	a->initial_left = a->before_initial_left;
	a->due = now + nd_ms_min(RETRY_STEP_MS * (nd_ms)a->tries, RETRY_MAX_MS);
}

void adv_say_failed(struct adv *a, nd_ms now, const struct in6_addr *dst, int error,
		    struct actions *out)
{
	struct adv_error *e = &a->said[0];
	struct note *n;

	for (unsigned i = 0; i < ADV_ERRORS; i++) {
		if (a->said[i].error == error && now - a->said[i].at < SAME_ERROR_QUIET_MS)
			return;
		if (a->said[i].at < e->at)
			e = &a->said[i];
	}
	e->error = error;
	e->at = now;
	n = actions_note(out, "send-failed", NOTE_WARNING, a->name);
	n->reason = strerrorname_np(error);
	if (ip6_is_multicast(dst)) {
		snprintf(n->what, sizeof(n->what),
			 "the advertisement stays due and is tried again");
		return;
	}
	n->dst = *dst;
	snprintf(n->what, sizeof(n->what), "the host was not answered%s",
		 a->cf && a->cf->unicast_only ? "" : "; an advertisement to all follows");
}
