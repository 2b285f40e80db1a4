/* SPDX-License-Identifier: ISC */
/*
 * The watch: every RA of every link is sighted, judged, remembered and, if
 * something is wrong, reported as an incident. Allowed routers are expected to
 * go on speaking.
 */
#include "watch.h"

#include <stdio.h>
#include <string.h>

#include "err.h"
#include "heard.h"
#include "nd_opt.h"

#define DEFAULT_INTERVAL_MS ((nd_ms)600000)	/* MaxRtrAdvInterval, RFC 4861 s. 6.2.1 */
#define MISSED_EVERY_MS ((nd_ms)600000)		/* lines that it is silent, at least that far apart */
#define WARN_BEFORE_MS ((nd_ms)60000)		/* a Router Lifetime ends */

int watch_init(struct watch *w, uint64_t hash_key)
{
	int r;

	memset(w, 0, sizeof(*w));
	w->key = hash_key;
	w->silent_due = ND_NEVER;
	r = nd_reasm_init(&w->reasm);
	if (r == 0)
		r = incident_init(&w->incidents, hash_key ^ 0x5bd1e995u);
	if (r == 0)
		r = lru_init(&w->routers, WATCH_ROUTERS, sizeof(struct router_key),
			     sizeof(struct heard_router), hash_key);
	if (r == 0)
		r = lru_init(&w->trusted, WATCH_TRUSTED, sizeof(struct router_key),
			     sizeof(struct heard_router), hash_key);
	if (r < 0)
		watch_fini(w);
	return r;
}

void watch_fini(struct watch *w)
{
	nd_reasm_fini(&w->reasm);
	incident_fini(&w->incidents);
	lru_fini(&w->routers);
	lru_fini(&w->trusted);
}

int watch_attach(struct watch *w, nd_ms now, struct watch_link *l, uint32_t ifindex,
		 const char *name)
{
	int r;

	memset(l, 0, sizeof(*l));
	r = incident_attach(&w->incidents, now, &l->incidents, ifindex, name);
	l->attached = r == 0;
	return r;
}

static void forget_routers(struct lru *t, uint32_t ifindex)
{
	const struct router_key *k;
	struct heard_router *r;
	const void *key;
	uint32_t at = 0;

	while ((r = lru_each(t, &at, &key))) {
		k = key;
		if (k->ifindex == ifindex)
			r->known = false;
	}
}

void watch_detach(struct watch *w, struct watch_link *l)
{
	if (!l->attached)
		return;
	forget_routers(&w->routers, l->incidents.ifindex);
	forget_routers(&w->trusted, l->incidents.ifindex);
	incident_detach(&w->incidents, &l->incidents);
	l->attached = false;
	l->by_frames = false;
}

void watch_reset(struct watch *w, nd_ms now, struct watch_link *l)
{
	uint32_t ifindex = l->incidents.ifindex;
	char name[IF_NAMESIZE];

	if (!l->attached)
		return;
	snprintf(name, sizeof(name), "%s", l->incidents.name);
	forget_routers(&w->routers, ifindex);
	forget_routers(&w->trusted, ifindex);
	incident_detach(&w->incidents, &l->incidents);
	l->attached = incident_attach(&w->incidents, now, &l->incidents, ifindex, name) == 0;
}

/* An address that moved here (VRRP) is nobody else's any more, who might be missed. */
static void forget_address(struct watch *w, uint32_t ifindex, const struct in6_addr *src)
{
	struct router_key k;
	struct heard_router *r;

	memset(&k, 0, sizeof(k));
	k.ifindex = ifindex;
	k.src = *src;
	r = lru_find(&w->trusted, &k);
	if (r)
		r->known = false;
}

void watch_sent(struct watch *w, nd_ms now, struct watch_link *l, const struct in6_addr *src,
		const struct in6_addr *dst, struct view icmp)
{
	own_ra_remember(&l->own, now, sight_hash(w->key, src, dst, icmp));
	forget_address(w, l->incidents.ifindex, src);
}

/* --- routers that were heard ------------------------------------------------ */

static struct router_key key_of(const struct sighting *s, bool trusted)
{
	struct router_key k;

	memset(&k, 0, sizeof(k));
	k.ifindex = s->ifindex;
	k.src = s->src;
	if (!trusted) {
		k.mac_len = s->mac_len;
		memcpy(k.mac, s->mac, s->mac_len);
	}
	return k;
}

static struct heard_router *find(struct watch *w, const struct sighting *s)
{
	struct router_key trusted = key_of(s, true), stranger = key_of(s, false);
	struct heard_router *r = lru_find(&w->trusted, &trusted);

	if (!r || !r->known)
		r = lru_find(&w->routers, &stranger);
	return r && r->known ? r : NULL;
}

/* Whole options, as far as they fit. */
static void keep_options(struct heard_router *r, struct view options)
{
	struct nd_opt o;
	struct rbuf b;
	size_t end = 0;
	int fault;

	r->says_interval_ms = 0;
	rbuf_init(&b, options.ptr, options.len);
	while (nd_opt_next(&b, &o, &fault) == 1) {
		if (o.type == ND_OPT_ADV_INTERVAL && fault == 0)
			r->says_interval_ms = o.adv_interval.interval_ms;
		if (options.len - rbuf_left(&b) <= sizeof(r->options))
			end = options.len - rbuf_left(&b);
	}
	memcpy(r->options, options.ptr, end);
	r->options_len = (uint16_t)end;
}

nd_ms heard_silent_at(const struct heard_router *r)
{
	nd_ms interval = r->says_interval_ms;
	nd_ms life = r->ra.router_lifetime_s * ND_SECOND;
	nd_ms at;

	if (!r->known || r->silent)
		return ND_NEVER;
	if (interval == 0)
		interval = nd_ms_max(r->pause, DEFAULT_INTERVAL_MS);
	at = r->last + 3 * interval;
	if (life > 0)
		at = nd_ms_min(at, r->last + life - nd_ms_min(life / 10, WARN_BEFORE_MS));
	/* Its interval and its lifetime are its own to say, and so would the number of lines be. */
	return r->missed ? nd_ms_max(at, r->missed + MISSED_EVERY_MS) : at;
}

static void fill_router(struct note *n, nd_ms now, const struct router_key *k,
			const struct heard_router *r, const char *what)
{
	struct text t;

	n->ifindex = k->ifindex;
	n->src = k->src;
	text_init(&t, n->mac, sizeof(n->mac));
	text_hex(&t, view_of(r->mac, r->mac_len), ':');
	snprintf(n->what, sizeof(n->what), "%s %lld s", what, (long long)((now - r->last) / ND_SECOND));
}

static void remember(struct watch *w, const struct watch_link *l, const struct sighting *s,
		     enum router_class class, struct actions *out)
{
	bool trusted = class == ROUTER_TRUSTED;
	struct router_key k = key_of(s, trusted);
	bool added, fresh;
	struct heard_router *r;

	/* In a flood nobody new is worth the place of those who are known. */
	if (!trusted && l->incidents.flood.incident && !lru_find(&w->routers, &k))
		return;
	r = lru_add(trusted ? &w->trusted : &w->routers, &k, &added);
	fresh = !r->known;
	if (fresh)
		*r = (struct heard_router){ .known = true, .first = s->at, .last = s->at };
	if (r->silent)
		fill_router(actions_note(out, "trusted-router-back", NOTE_NOTICE, r->iface), s->at, &k,
			    r, "it is heard again, after");
	else
		r->pause = nd_ms_max(r->pause, s->at - r->last);
	r->silent = false;
	r->class = class;
	snprintf(r->iface, sizeof(r->iface), "%s", l->incidents.name);
	r->mac_len = s->mac_len;
	memcpy(r->mac, s->mac, s->mac_len);
	r->last = s->at;
	r->count++;
	r->ra = s->msg.ra;
	keep_options(r, s->msg.options);
	if (trusted)
		w->silent_due = nd_ms_min(w->silent_due, heard_silent_at(r));
}

/* --- sightings -------------------------------------------------------------- */

/* struct seeing - one frame on its way through the watch. */
struct seeing {
	struct watch *w;
	nd_ms now;
	const struct watch_iface *i;
	struct actions *out;
	bool reannounce;
};

static void obey(struct watch_link *l, const struct conf_watch *cf)
{
	if (!cf)
		return;
	l->incidents.max_incidents = cf->max_incidents;
	l->incidents.alert_interval = cf->alert_interval_s * ND_SECOND;
	l->incidents.cease_after = cf->cease_after_s * ND_SECOND;
}

/* Something that hosts on the link have surely got? */
static bool reached_hosts(const struct sighting *s)
{
	const unsigned doubtful = SIGHT_FRAGMENTED | SIGHT_OVERLAP | SIGHT_HIDDEN | SIGHT_TAGGED |
				  SIGHT_UNICAST;

	return s->fault == ND_VALID && s->parsed && !(s->form & doubtful) &&
	       s->way != ND_FRAME_OTHER_HOST;
}

static void on_sight(void *arg, const struct sighting *s)
{
	struct seeing *g = arg;
	struct watch_link *l = g->i->link;
	struct heard_router *r = find(g->w, s);
	struct nd_ra before = r ? r->ra : (struct nd_ra){ 0 };
	struct judge_env env = { .ra = g->i->ra, .watch = g->i->watch, .own = &l->own,
				 .before = r ? &before : NULL };
	struct verdict v = { .class = ROUTER_INVALID };

	judge(&env, s, &v);
	l->seen[v.class]++;
	if (v.class == ROUTER_UNKNOWN)
		l->last_unknown = g->now;
	if (s->fault == ND_VALID && s->parsed && v.class != ROUTER_OWN && v.class != ROUTER_INVALID)
		remember(g->w, l, s, v.class, g->out);			/* */
	if (v.event)
		incident_report(&g->w->incidents, g->now, &l->incidents, s, &v, g->out);
	g->reannounce |= v.harms_ours && reached_hosts(s);
}

bool watch_on_frame(struct watch *w, nd_ms now, const struct watch_iface *i,
		    const struct nd_frame *f, struct actions *out)
{
	struct seeing g = { .w = w, .now = now, .i = i, .out = out };

	obey(i->link, i->watch);
	sight_frame(&w->reasm, w->key, now, f, on_sight, &g);
	return g.reannounce;
}

bool watch_on_packet(struct watch *w, nd_ms now, const struct watch_iface *i,
		     const struct nd_packet *p, struct actions *out)
{
	struct seeing g = { .w = w, .now = now, .i = i, .out = out };

	obey(i->link, i->watch);
	sight_packet(w->key, now, p, on_sight, &g);
	return g.reannounce;
}

/* --- time ------------------------------------------------------------------- */

static void look_for_silent(struct watch *w, nd_ms now, struct actions *out)
{
	nd_ms due = ND_NEVER;
	struct heard_router *r;
	const void *key;
	uint32_t at = 0;

	while ((r = lru_each(&w->trusted, &at, &key))) {
		if (heard_silent_at(r) <= now && actions_room(out, 1)) {
			fill_router(actions_note(out, "trusted-router-silent", NOTE_WARNING, r->iface),
				    now, key, r, "an allowed router has not been heard for");
			r->silent = true;
			r->missed = now;
		}
		due = nd_ms_min(due, heard_silent_at(r));
	}
	w->silent_due = due;
}

void watch_tick(struct watch *w, nd_ms now, struct actions *out)
{
	if (w->silent_due <= now)
		look_for_silent(w, now, out);
	incident_tick(&w->incidents, now, out);
}

nd_ms watch_next(const struct watch *w)
{
	return nd_ms_min(w->silent_due, incident_next(&w->incidents));
}
