/* SPDX-License-Identifier: ISC */
/*
 * Which event concerns which interface, and who is due next. What an
 * interface does is in adv.c, how solicitations are answered in solicit.c.
 */
#include "core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "equal.h"
#include "err.h"
#include "ip6.h"

static void set_timer(struct core *c, struct adv *a)
{
	heap_set(&c->timers, &a->timer, adv_next(a));
}

static int by_name(const void *x, const void *y)
{
	const struct adv *const *a = x, *const *b = y;

	return strcmp((*a)->name, (*b)->name);
}

static int name_order(const void *name, const void *x)
{
	const struct adv *const *a = x;

	return strcmp(name, (*a)->name);
}

static struct adv *find(struct adv *const *advs, uint32_t n, const char *name)
{
	struct adv *const *a = n ? bsearch(name, advs, n, sizeof(*advs), name_order) : NULL;

	return a ? *a : NULL;
}

static struct adv *adv_new(const char *name, nd_ms now)
{
	struct adv *a = malloc(sizeof(*a));

	if (a)
		adv_init(a, name, now);
	return a;
}

static void adv_free(struct core *c, struct adv *a)
{
	heap_set(&c->timers, &a->timer, ND_NEVER);
	solicit_forget(&c->solicit, a);
	if (a->link)
		idmap_drop(&c->by_ifindex, a->link->ifindex);
	adv_fini(a);
	free(a);
}

int core_init(struct core *c, const struct conf *conf, nd_ms now, const struct rng *rng, int debug)
{
	static const struct conf nothing;
	int r;

	memset(c, 0, sizeof(*c));
	c->rng = *rng;
	c->debug = debug;
	c->conf = &nothing;
	heap_init(&c->timers);
	idmap_init(&c->by_ifindex);
	r = solicit_init(&c->solicit, rng_u64(&c->rng));
	if (r == 0)
		r = core_on_reload(c, now, conf);
	if (r < 0)
		core_fini(c);
	return r;
}

void core_fini(struct core *c)
{
	for (uint32_t i = 0; i < c->n_advs; i++)
		adv_free(c, c->advs[i]);
	free(c->advs);
	heap_fini(&c->timers);
	idmap_fini(&c->by_ifindex);
	solicit_fini(&c->solicit);
	memset(c, 0, sizeof(*c));
}

/* --- configuration ---------------------------------------------------------- */

/* Is there still something to say or to take back? */
static bool is_busy(const struct adv *a)
{
	return a->state != ADV_OFF || a->joined;
}

static bool make_advs(struct adv **advs, const struct core *c, const struct conf *conf, nd_ms now)
{
	for (uint32_t i = 0; i < conf->n_ifaces; i++) {
		const char *name = conf->ifaces[i]->name;

		advs[i] = find(c->advs, c->n_advs, name);
		if (advs[i])
			continue;
		advs[i] = adv_new(name, now);
		if (advs[i])
			continue;
		while (i-- > 0) {
			if (!find(c->advs, c->n_advs, advs[i]->name))
				free(advs[i]);
		}
		return false;
	}
	return true;
}

static void configure(struct adv *a, nd_ms now, const struct conf_iface *cf)
{
	adv_configure(a, now, cf, !a->cf || !cf || !cf_equal(&a->cf->node, &cf->node));
}

int core_on_reload(struct core *c, nd_ms now, const struct conf *conf)
{
	struct adv **advs = calloc((size_t)c->n_advs + conf->n_ifaces + 1, sizeof(struct adv *));
	uint32_t n = conf->n_ifaces;

	if (!advs || heap_reserve(&c->timers, c->n_advs + n) < 0 || !make_advs(advs, c, conf, now)) {
		free(advs);
		return ND_ENOMEM;
	}
	for (uint32_t i = 0; i < c->n_advs; i++) {
		struct adv *a = c->advs[i];

		if (conf_iface_find(conf, a->name))
			continue;
		configure(a, now, NULL);
		/* What it sent last is remembered, as its block may come back at once. */
		if (is_busy(a) || now < a->last_multicast + MIN_DELAY_BETWEEN_RAS_MS)
			advs[n++] = a;
		else
			adv_free(c, a);
	}
	for (uint32_t i = 0; i < conf->n_ifaces; i++)
		configure(advs[i], now, conf->ifaces[i]);
	free(c->advs);
	c->advs = advs;
	c->n_advs = n;
	c->conf = conf;
	qsort(advs, n, sizeof(struct adv *), by_name);
	for (uint32_t i = 0; i < n; i++)
		set_timer(c, advs[i]);
	return 0;
}

void core_on_reset(struct core *c, nd_ms now)
{
	for (uint32_t i = 0; i < c->n_advs; i++)
		adv_reset(c->advs[i], now);
}

void core_on_stop(struct core *c, nd_ms now)
{
	c->stopping = true;
	for (uint32_t i = 0; i < c->n_advs; i++) {
		solicit_forget(&c->solicit, c->advs[i]);
		adv_stop(c->advs[i], now);
		set_timer(c, c->advs[i]);
	}
}

bool core_stopped(const struct core *c)
{
	for (uint32_t i = 0; i < c->n_advs; i++) {
		if (is_busy(c->advs[i]))
			return false;
	}
	return c->stopping;
}

const char *core_missing(const struct core *c)
{
	for (uint32_t i = 0; i < c->n_advs; i++) {
		const struct adv *a = c->advs[i];

		if (a->cf && !a->cf->ignore_if_missing && !a->link)
			return a->name;
	}
	return NULL;
}

/* --- interfaces ------------------------------------------------------------- */

static void unbind(struct core *c, struct adv *a)
{
	idmap_drop(&c->by_ifindex, a->link->ifindex);
	solicit_forget(&c->solicit, a);
	adv_unbind(a);
	set_timer(c, a);
}

void core_on_link(struct core *c, nd_ms now, const struct link *l)
{
	struct adv *a = idmap_get(&c->by_ifindex, l->ifindex);

	(void)now;
	if (c->stopping)
		return;
	if (a && strcmp(a->name, l->name) != 0) {	/* renamed */
		unbind(c, a);
		a = NULL;
	}
	if (!a) {
		a = find(c->advs, c->n_advs, l->name);
		if (!a)
			return;
		if (a->link)
			unbind(c, a);
		if (idmap_put(&c->by_ifindex, l->ifindex, a) < 0)
			return;
	}
	adv_bind(a, l);
	set_timer(c, a);
}

void core_on_link_gone(struct core *c, nd_ms now, uint32_t ifindex)
{
	struct adv *a = idmap_get(&c->by_ifindex, ifindex);

	(void)now;
	if (a)
		unbind(c, a);
}

/* --- packets ---------------------------------------------------------------- */

static void on_rs(struct core *c, nd_ms now, const struct nd_packet *p, struct actions *out)
{
	struct adv *a = idmap_get(&c->by_ifindex, p->ifindex);

	if (!a || a->state != ADV_ON || c->stopping)
		return;
	if (link_has_addr(a->link, &p->src))
		return;		/* one of our own addresses */
	solicit_on_rs(&c->solicit, a, now, &p->src, &c->rng, out);
	set_timer(c, a);
}

static void say_invalid(struct core *c, const struct nd_packet *p, enum nd_fault fault,
			struct actions *out)
{
	struct adv *a = idmap_get(&c->by_ifindex, p->ifindex);
	struct note *n;

	if (c->debug < NOTE_PACKETS || !a)
		return;
	n = actions_note(out, "packet-invalid", NOTE_DEBUG, a->name);
	n->detail = NOTE_PACKETS;
	n->src = p->src;
	n->reason = nd_fault_name(fault);
}

void core_on_packet(struct core *c, nd_ms now, const struct nd_packet *p, struct actions *out)
{
	struct nd_msg m;
	enum nd_fault fault = nd_check(p, &m);

	if (p->icmp.len > 0 && p->icmp.ptr[0] == ND_RA) {
		c->counters.ra_received++;
		return;
	}
	c->counters.rs_received++;
	c->counters.rs_invalid[fault]++;
	if (fault == ND_VALID && m.type == ND_RS)
		on_rs(c, now, p, out);
	else
		say_invalid(c, p, fault, out);
}

void core_on_unreachable(struct core *c, nd_ms now, uint32_t ifindex, const struct in6_addr *dst)
{
	struct adv *a = idmap_get(&c->by_ifindex, ifindex);

	if (!a || a->state != ADV_ON || ip6_is_multicast(dst))
		return;
	adv_solicit(a, now, &c->rng);
	set_timer(c, a);
}

void core_on_send_failed(struct core *c, nd_ms now, uint32_t ifindex, const struct in6_addr *src,
			 const struct in6_addr *dst, int error, struct actions *out)
{
	struct adv *a = idmap_get(&c->by_ifindex, ifindex);

	if (!a || a->state == ADV_OFF)
		return;
	adv_say_failed(a, now, dst, error, out);
	if (!ip6_is_multicast(dst)) {
		core_on_unreachable(c, now, ifindex, dst);
		return;
	}
	adv_on_send_failed(a, now, src);
	set_timer(c, a);
}

/* --- time ------------------------------------------------------------------- */

static struct adv *adv_of(struct heap_node *timer)
{
	return (struct adv *)((char *)timer - offsetof(struct adv, timer));
}

void core_tick(struct core *c, nd_ms now, struct actions *out)
{
	while (heap_next(&c->timers) <= now && actions_room(out, ADV_ACTIONS)) {
		struct adv *a = adv_of(heap_first(&c->timers));

		adv_tick(a, now, &c->rng, out);
		if (a->state != ADV_ON)
			solicit_forget(&c->solicit, a);
		set_timer(c, a);
	}
	solicit_tick(&c->solicit, now, out);
}

nd_ms core_next(const struct core *c)
{
	return nd_ms_min(heap_next(&c->timers), solicit_next(&c->solicit));
}
