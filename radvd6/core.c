/* SPDX-License-Identifier: ISC */
/*
 * Which event concerns which interface, and who is due next. What an
 * interface does is in adv.c, how solicitations are answered in solicit.c.
 */
#include "core.h"

#include <stdlib.h>
#include <string.h>

#include "core_bind.h"
#include "ip6.h"

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
		r = watch_init(&c->watch, rng_u64(&c->rng));
	if (r == 0)
		r = core_on_reload(c, now, conf);
	if (r < 0)
		core_fini(c);
	return r;
}

void core_fini(struct core *c)
{
	for (uint32_t i = 0; i < c->n_advs; i++)
		core_free_adv(c, c->advs[i]);
	free(c->advs);
	free(c->bases);
	heap_fini(&c->timers);
	idmap_fini(&c->by_ifindex);
	solicit_fini(&c->solicit);
	watch_fini(&c->watch);
	memset(c, 0, sizeof(*c));
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
		core_set_timer(c, c->advs[i]);
	}
}

bool core_stopped(const struct core *c)
{
	for (uint32_t i = 0; i < c->n_advs; i++) {
		if (adv_is_busy(c->advs[i]))
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

/* --- the watch -------------------------------------------------------------- */

/* The watch knows our own RAs before anybody can see them. */
static void tell_watch(struct core *c, nd_ms now, const struct actions *out, unsigned from)
{
	for (unsigned i = from; i < out->n; i++) {
		const struct action *a = &out->action[i];
		struct adv *adv = a->kind == ACTION_SEND ? idmap_get(&c->by_ifindex, a->ifindex) : NULL;

		for (uint32_t k = 0; adv && k < a->packets->n; k++)
			watch_sent(&c->watch, now, &adv->watch, &a->src, &a->dst,
				   ra_batch_packet(a->packets, k));
	}
}

static const struct conf_watch *watch_of(const struct adv *a)
{
	return a && a->cf && a->cf->n_watches ? a->cf->watches[0] : NULL;
}

const struct conf_watch *core_watch(const struct core *c, uint32_t ifindex)
{
	return watch_of(idmap_get(&c->by_ifindex, ifindex));
}

void core_on_capture(struct core *c, uint32_t ifindex, bool by_frames)
{
	struct adv *a = idmap_get(&c->by_ifindex, ifindex);

	if (a)
		a->watch.by_frames = by_frames;
}

/* Is there a truth to hold RAs against? R-240: on advertising interfaces; R-282: or a watch. */
static bool is_watched(const struct adv *a)
{
	return a && a->cf && a->link && a->watch.attached && (watch_of(a) || a->state == ADV_ON);
}

/* Within R-039: as a solicitation would be answered. */
static void reannounce(struct core *c, struct adv *a, nd_ms now)
{
	const struct conf_watch *watch = watch_of(a);

	if (!watch || !watch->reannounce || a->state != ADV_ON || c->stopping)
		return;
	c->counters.reannounced++;
	adv_solicit(a, now, &c->rng);
	core_set_timer(c, a);
}

void core_on_frame(struct core *c, nd_ms now, const struct nd_frame *f, struct actions *out)
{
	struct adv *a = idmap_get(&c->by_ifindex, f->ifindex);
	struct watch_iface i;
	struct ra_env env;

	c->counters.frames++;
	if (!is_watched(a))
		return;
	env = adv_env(a, now);
	i = (struct watch_iface){ .ra = &env, .watch = watch_of(a), .link = &a->watch };
	if (watch_on_frame(&c->watch, now, &i, f, out))
		reannounce(c, a, now);
}

static void on_ra(struct core *c, nd_ms now, const struct nd_packet *p, struct actions *out)
{
	struct adv *a = idmap_get(&c->by_ifindex, p->ifindex);
	struct watch_iface i;
	struct ra_env env;

	c->counters.ra_received++;
	if (!is_watched(a) || a->watch.by_frames)
		return;
	env = adv_env(a, now);
	i = (struct watch_iface){ .ra = &env, .watch = watch_of(a), .link = &a->watch };
	if (watch_on_packet(&c->watch, now, &i, p, out))
		reannounce(c, a, now);
}

/* --- packets ---------------------------------------------------------------- */

static bool has_lladdr(const struct nd_msg *m)
{
	struct nd_opt o;
	struct rbuf r;
	int fault;

	rbuf_init(&r, m->options.ptr, m->options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		if (o.type == ND_OPT_SLLA && fault == 0)
			return true;
	}
	return false;
}

static void on_rs(struct core *c, nd_ms now, const struct nd_packet *p, const struct nd_msg *m,
		  struct actions *out)
{
	struct adv *a = idmap_get(&c->by_ifindex, p->ifindex);
	unsigned before = out->n;

	if (!a || a->state != ADV_ON || c->stopping)
		return;
	if (link_has_addr(a->link, &p->src))
		return;		/* one of our own addresses */
	solicit_on_rs(&c->solicit, a, now, &p->src, a->cf->require_source_lladdr && has_lladdr(m),
		      &c->rng, out);
	tell_watch(c, now, out, before);
	core_set_timer(c, a);
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
	enum nd_fault fault;

	if (p->icmp.len > 0 && p->icmp.ptr[0] == ND_RA) {
		on_ra(c, now, p, out);
		return;
	}
	fault = nd_check(p, &m);
	c->counters.rs_received++;
	c->counters.rs_invalid[fault]++;
	if (fault == ND_VALID && m.type == ND_RS)
		on_rs(c, now, p, &m, out);
	else
		say_invalid(c, p, fault, out);
}

void core_on_join_failed(struct core *c, nd_ms now, uint32_t ifindex)
{
	struct adv *a = idmap_get(&c->by_ifindex, ifindex);

	if (!a)
		return;
	adv_on_join_failed(a, now);
	core_set_timer(c, a);
}

void core_on_unreachable(struct core *c, nd_ms now, uint32_t ifindex, const struct in6_addr *dst)
{
	struct adv *a = idmap_get(&c->by_ifindex, ifindex);

	if (!a || a->state != ADV_ON || ip6_is_multicast(dst))
		return;
	adv_solicit(a, now, &c->rng);
	core_set_timer(c, a);
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
	core_set_timer(c, a);
}

/* --- time ------------------------------------------------------------------- */

static struct adv *adv_of(struct heap_node *timer)
{
	return (struct adv *)((char *)timer - offsetof(struct adv, timer));
}

void core_tick(struct core *c, nd_ms now, struct actions *out)
{
	unsigned before = out->n;

	while (heap_next(&c->timers) <= now && actions_room(out, ADV_ACTIONS)) {
		struct adv *a = adv_of(heap_first(&c->timers));

		adv_tick(a, now, &c->rng, out);
		if (a->state != ADV_ON)
			solicit_forget(&c->solicit, a);
		core_set_timer(c, a);
	}
	/* Not before every interface is settled: an answer says what is true now. */
	if (heap_next(&c->timers) > now)
		solicit_tick(&c->solicit, now, out);
	tell_watch(c, now, out, before);
	watch_tick(&c->watch, now, out);
}

nd_ms core_next(const struct core *c)
{
	nd_ms next = nd_ms_min(heap_next(&c->timers), solicit_next(&c->solicit));

	return nd_ms_min(next, watch_next(&c->watch));
}
