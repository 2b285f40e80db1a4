/* SPDX-License-Identifier: ISC */
/*
 * Which interface obeys which block of the configuration: at reload, and when
 * interfaces come, change their names, and go.
 */
#include "core_bind.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "equal.h"
#include "err.h"

void core_set_timer(struct core *c, struct adv *a)
{
	heap_set(&c->timers, &a->timer, adv_next(a));
}

void core_free_adv(struct core *c, struct adv *a)
{
	heap_set(&c->timers, &a->timer, ND_NEVER);
	solicit_forget(&c->solicit, a);
	watch_detach(&c->watch, &a->watch);
	if (a->link)
		idmap_drop(&c->by_ifindex, a->link->ifindex);
	adv_fini(a);
	free(a);
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

/* --- configuration ---------------------------------------------------------- */

/* The block that an interface seen under @name obeys; a pattern only if it is there. */
static const struct conf_iface *block_for(const struct conf *conf, const struct adv *a)
{
	const struct conf_iface *cf = conf_iface_find(conf, a->name);

	return cf && cf->is_pattern && !a->link ? NULL : cf;
}

/* struct plan - what a reload is about to make of the interfaces; nothing has changed yet. */
struct plan {
	struct adv **advs;	/* those there are, then new ones */
	uint32_t n, cap;
	uint32_t n_old;
	struct ra_base *bases;
	unsigned n_bases;
};

static void drop_plan(struct core *c, struct plan *p)
{
	for (uint32_t i = p->n_old; i < p->n; i++)
		core_free_adv(c, p->advs[i]);
	free(p->advs);
	free(p->bases);
}

static bool add_base(struct plan *p, const char *name)
{
	struct ra_base *grown;

	for (unsigned i = 0; i < p->n_bases; i++) {
		if (strcmp(p->bases[i].name, name) == 0)
			return true;
	}
	grown = realloc(p->bases, (p->n_bases + 1) * sizeof(*grown));
	if (!grown)
		return false;
	grown[p->n_bases++] = (struct ra_base){ .name = name };
	p->bases = grown;
	return true;
}

static bool add_bases(struct plan *p, struct conf_option *const *options, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct conf_option *o = options[i];

		if ((o->base_iface && !add_base(p, o->base_iface)) ||
		    (o->base_6to4 && !add_base(p, o->base_6to4)))
			return false;
	}
	return true;
}

static bool plan_iface(struct core *c, struct plan *p, nd_ms now, const struct conf_iface *cf)
{
	if (!add_bases(p, cf->wire, cf->n_wire))
		return false;
	for (uint32_t i = 0; i < cf->n_pvds; i++) {
		if (!add_bases(p, cf->pvds[i]->wire, cf->pvds[i]->n_wire))
			return false;
	}
	if (cf->is_pattern || find(c->advs, c->n_advs, cf->name))
		return true;
	p->advs[p->n] = adv_new(cf->name, now);
	return p->advs[p->n] && p->n++ < p->cap;
}

/* Everything that can fail comes first. */
static bool make_plan(struct core *c, struct plan *p, const struct conf *conf, nd_ms now)
{
	bool ok;

	*p = (struct plan){ .cap = c->n_advs + conf->n_ifaces, .n = c->n_advs, .n_old = c->n_advs };
	p->advs = calloc(p->cap + 1, sizeof(struct adv *));
	ok = p->advs && heap_reserve(&c->timers, p->cap) == 0;
	if (ok && c->n_advs)
		memcpy(p->advs, c->advs, c->n_advs * sizeof(struct adv *));
	for (uint32_t i = 0; ok && i < conf->n_ifaces; i++)
		ok = plan_iface(c, p, now, conf->ifaces[i]);
	for (uint32_t i = 0; ok && i < p->n; i++)
		ok = adv_prepare(p->advs[i], block_for(conf, p->advs[i])) == 0;
	if (!ok)
		drop_plan(c, p);
	return ok;
}

static bool same_watch(const struct conf_iface *a, const struct conf_iface *b)
{
	if (!a || !b || a->n_watches != b->n_watches)
		return false;
	return a->n_watches == 0 || cf_equal(&a->watches[0]->node, &b->watches[0]->node);
}

static void configure(struct core *c, struct adv *a, nd_ms now, const struct conf_iface *cf)
{
	/* Who was a stranger may be allowed now, and the other way round. */
	if (!same_watch(a->cf, cf))
		watch_reset(&c->watch, now, &a->watch);
	adv_configure(a, now, cf, !a->cf || !cf || !cf_equal(&a->cf->node, &cf->node));
}

int core_on_reload(struct core *c, nd_ms now, const struct conf *conf)
{
	struct plan p;
	uint32_t n = 0;

	assert(!c->stopping);
	if (!make_plan(c, &p, conf, now))
		return ND_ENOMEM;
	for (uint32_t i = 0; i < p.n; i++) {
		struct adv *a = p.advs[i];
		const struct conf_iface *cf = block_for(conf, a);

		configure(c, a, now, cf);
		adv_set_bases(a, p.bases, p.n_bases);
		/* What it sent last is remembered, as its block may come back at once. */
		if (cf || adv_is_busy(a) || now < a->last_multicast + MIN_DELAY_BETWEEN_RAS_MS)
			p.advs[n++] = a;
		else
			core_free_adv(c, a);
	}
	free(c->advs);
	free(c->bases);
	c->advs = p.advs;
	c->n_advs = n;
	c->cap_advs = p.cap;
	c->bases = p.bases;
	c->n_bases = p.n_bases;
	c->conf = conf;
	qsort(c->advs, n, sizeof(struct adv *), by_name);
	for (uint32_t i = 0; i < n; i++)
		core_set_timer(c, c->advs[i]);
	return 0;
}

/* --- interfaces ------------------------------------------------------------- */

static uint32_t place_of(const struct core *c, const char *name)
{
	uint32_t low = 0, high = c->n_advs;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (strcmp(c->advs[mid]->name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool reserve_advs(struct core *c)
{
	uint32_t cap = c->cap_advs ? 2 * c->cap_advs : 16;
	struct adv **grown;

	if (c->n_advs < c->cap_advs)
		return true;
	grown = realloc(c->advs, cap * sizeof(struct adv *));
	if (!grown)
		return false;
	c->advs = grown;
	c->cap_advs = cap;
	return true;
}

/* An interface that no block names, but a pattern matches. */
static struct adv *adopt(struct core *c, nd_ms now, const char *name)
{
	const struct conf_iface *cf = conf_iface_find(c->conf, name);
	struct adv *a;
	uint32_t at;

	if (!cf || !reserve_advs(c) || heap_reserve(&c->timers, c->n_advs + 1) < 0)
		return NULL;
	a = adv_new(name, now);
	if (!a || adv_prepare(a, cf) < 0) {
		free(a);
		return NULL;
	}
	adv_configure(a, now, cf, true);
	adv_set_bases(a, c->bases, c->n_bases);
	at = place_of(c, name);
	memmove(&c->advs[at + 1], &c->advs[at], (c->n_advs - at) * sizeof(struct adv *));
	c->advs[at] = a;
	c->n_advs++;
	return a;
}

/* What a pattern made for an interface goes with it. */
static void disown(struct core *c, struct adv *a)
{
	uint32_t at = place_of(c, a->name);

	memmove(&c->advs[at], &c->advs[at + 1], (c->n_advs - at - 1) * sizeof(struct adv *));
	c->n_advs--;
	core_free_adv(c, a);
}

static void unbind(struct core *c, struct adv *a)
{
	idmap_drop(&c->by_ifindex, a->link->ifindex);
	solicit_forget(&c->solicit, a);
	watch_detach(&c->watch, &a->watch);
	adv_unbind(a);
	if (a->cf && a->cf->is_pattern)
		disown(c, a);
	else
		core_set_timer(c, a);
}

static bool takes_from(const struct conf_option *o)
{
	return o->base_iface || o->base_6to4;
}

static bool follows_bases(const struct adv *a)
{
	for (uint32_t i = 0; a->cf && i < a->cf->n_wire; i++) {
		if (takes_from(a->cf->wire[i]))
			return true;
	}
	return a->cf && a->cf->n_pvds > 0;
}

/* @l (NULL: nothing) is now what base @b names, or changed. */
static void set_base(struct core *c, struct ra_base *b, const struct link *l)
{
	b->link = l;
	for (uint32_t i = 0; i < c->n_advs; i++) {
		if (!follows_bases(c->advs[i]))
			continue;
		adv_set_bases(c->advs[i], c->bases, c->n_bases);
		core_set_timer(c, c->advs[i]);
	}
}

static void update_bases(struct core *c, const struct link *l, bool gone)
{
	for (unsigned i = 0; i < c->n_bases; i++) {
		struct ra_base *b = &c->bases[i];
		bool named = !gone && strcmp(b->name, l->name) == 0;

		if (named || b->link == l)
			set_base(c, b, named ? l : NULL);
	}
}

/* Who obeys the block for @l from now on; NULL if there is none, or no memory. */
static struct adv *claim(struct core *c, nd_ms now, const struct link *l)
{
	struct adv *a = find(c->advs, c->n_advs, l->name);

	/* The name was taken over before the interface that had it was said to be gone. */
	if (a && a->link) {
		unbind(c, a);
		a = find(c->advs, c->n_advs, l->name);
	}
	if (!a)
		a = adopt(c, now, l->name);
	return a && idmap_put(&c->by_ifindex, l->ifindex, a) == 0 ? a : NULL;
}

bool core_on_link(struct core *c, nd_ms now, const struct link *l)
{
	struct adv *a = idmap_get(&c->by_ifindex, l->ifindex);
	bool renamed = a && strcmp(a->name, l->name) != 0, left = renamed && a->joined;

	if (c->stopping)
		return false;
	update_bases(c, l, false);
	if (renamed)
		unbind(c, a);
	if (renamed || !a)
		a = claim(c, now, l);
	if (a) {
		/* Without memory for its deadlines it advertises, but is not watched. */
		if (!a->watch.attached)
			watch_attach(&c->watch, now, &a->watch, l->ifindex, l->name);
		adv_bind(a, l);
		core_set_timer(c, a);
	}
	return left;
}

void core_on_link_gone(struct core *c, nd_ms now, const struct link *l)
{
	struct adv *a = idmap_get(&c->by_ifindex, l->ifindex);

	(void)now;
	update_bases(c, l, true);
	if (a)
		unbind(c, a);
}
