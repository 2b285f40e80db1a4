/* SPDX-License-Identifier: ISC */
/*
 * From options as they are written to options as they go out: without
 * duplicates, with those that statements of the interface stand for, in wire
 * order, and none too large for a packet.
 */
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "conf_check.h"
#include "err.h"
#include "wire_order.h"

#define IP6_HEADER_LEN 40u
#define MIN_EXACT_INTERVAL_MS 200	/* RFC 6275 s. 7.5 */
#define INTERVAL_SLACK_MS 20
#define MAX_DERIVED 4u	/* interval, home agent, captive portal, MTU */

#define IFACE(member) offsetof(struct conf_iface, member)
#define PVD(member) offsetof(struct conf_pvd, member)

struct conf_scope conf_scope_of_iface(struct conf_iface *i)
{
	return (struct conf_scope){
		.iface = i,
		.ra = &i->ra,
		.ra_node = &i->node,
		.ra_off = IFACE(ra),
		.options = i->options,
		.n_options = &i->n_options,
	};
}

/* Without a header of its own a PvD has that of the advertisement (RFC 8801 s. 3.4). */
struct conf_scope conf_scope_of_pvd(struct conf_iface *i, struct conf_pvd *p)
{
	struct conf_scope s = conf_scope_of_iface(i);

	s.pvd = p;
	s.options = p->options;
	s.n_options = &p->n_options;
	if (p->opt.pvd.has_ra) {
		s.ra = &p->opt.pvd.ra;
		s.ra_node = &p->node;
		s.ra_off = PVD(opt.pvd.ra);
	}
	return s;
}

/* -- duplicates -- */

/* struct key - what makes two options the same one. */
struct key {
	uint8_t type;
	struct ip6_prefix prefix;	/* host bits cleared */
	const char *base[2];		/* Base6Interface, Base6to4Interface; "" = none */
	struct view octets;		/* of AdvOption */
	uint32_t index;			/* in the order of the text */
};

static int compare_prefix(const struct key *a, const struct key *b)
{
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (a->prefix.plen != b->prefix.plen)
		return a->prefix.plen < b->prefix.plen ? -1 : 1;
	return memcmp(&a->prefix.addr, &b->prefix.addr, sizeof(a->prefix.addr));
}

static int compare_octets(struct view a, struct view b)
{
	int r = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

	return r != 0 ? r : (a.len > b.len) - (a.len < b.len);
}

static int compare_identity(const struct key *a, const struct key *b)
{
	int r = compare_prefix(a, b);

	for (unsigned i = 0; r == 0 && i < ARRAY_LEN(a->base); i++)
		r = strcmp(a->base[i], b->base[i]);
	return r != 0 ? r : compare_octets(a->octets, b->octets);
}

static int compare_key(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int r = compare_identity(x, y);

	return r != 0 ? r : (x->index > y->index) - (x->index < y->index);
}

static bool is_raw(const struct conf_option *o)
{
	return o->opt.desc == nd_opt_desc_of(0);
}

/* What makes @o itself; false if nothing does, or nobody knows. */
static bool key_of(struct conf_option *o, struct key *key)
{
	static const uint8_t nothing[1];
	const struct ip6_prefix *p = conf_prefix_of(o);

	if ((!p && !is_raw(o)) || o->node.faulty)
		return false;
	*key = (struct key){
		.type = o->opt.type,
		.base = { o->base_iface ? o->base_iface : "", o->base_6to4 ? o->base_6to4 : "" },
		.octets = view_of(nothing, 0),
	};
	if (p) {
		key->prefix.plen = p->plen;
		key->prefix.addr = ip6_mask(&p->addr, p->plen);
	} else if (o->opt.type != ND_OPT_FLAGS_EXPANSION && o->opt.raw.octets.len > 0) {
		key->octets = o->opt.raw.octets;	/* that one only once */
	}
	return true;
}

static uint32_t collect_keys(const struct conf_scope *s, struct key *keys)
{
	uint32_t n = 0;

	for (uint32_t k = 0; k < *s->n_options; k++) {
		if (!key_of(s->options[k], &keys[n]))
			continue;
		keys[n++].index = k;
	}
	return n;
}

static const struct cf_pos *key_pos(struct conf_option *o)
{
	return is_raw(o) ? &o->node.pos : conf_prefix_pos(o);
}

/* of several the last one counts, the others go. */
static bool drop_duplicates(const struct cf_ctx *c, const struct conf_scope *s)
{
	struct key *keys = talloc_array(s->iface, struct key, *s->n_options);
	uint32_t n;

	if (!keys)
		return false;
	n = collect_keys(s, keys);
	qsort(keys, n, sizeof(*keys), compare_key);
	for (uint32_t k = 0; k + 1 < n; k++) {
		struct conf_option *first = s->options[keys[k].index];
		struct conf_option *later = s->options[keys[k + 1].index];

		if (compare_identity(&keys[k], &keys[k + 1]) != 0)
			continue;
		cf_warn(c, key_pos(later), "remove one of the two",
			"the same %s as in line %lu; this one counts", later->node.block->keyword,
			(unsigned long)first->node.pos.line);
		s->options[keys[k].index] = NULL;
	}
	talloc_free(keys);
	n = 0;
	for (uint32_t k = 0; k < *s->n_options; k++) {
		if (s->options[k])
			s->options[n++] = s->options[k];
	}
	*s->n_options = n;
	return true;
}

/* -- options that statements stand for -- */

/* struct wire - the list that is being made. */
struct wire {
	void *arena;
	struct conf_option **list;
	uint32_t n;
	bool failed;
};

/* A new option of @type that was asked for at @pos; NULL if memory was refused. */
static struct nd_opt *derive_option(struct wire *w, uint8_t type, const struct cf_pos *pos)
{
	struct conf_option *o = talloc_zero(w->arena, struct conf_option);

	if (!o) {
		w->failed = true;
		return NULL;
	}
	o->node.pos = *pos;
	nd_opt_init(&o->opt, type);
	w->list[w->n++] = o;
	return &o->opt;
}

static void derive_captive_portal(struct wire *w, struct view uri, const struct cf_pos *pos)
{
	struct nd_opt *o = uri.len > 0 ? derive_option(w, ND_OPT_CAPTIVE_PORTAL, pos) : NULL;

	if (o)
		o->captive_portal.uri = uri;
}

static void derive_of_iface(struct wire *w, const struct conf_iface *i)
{
	nd_ms ms = i->max_ms < MIN_EXACT_INTERVAL_MS ? i->max_ms + INTERVAL_SLACK_MS : i->max_ms;
	struct nd_opt *o = NULL;

	if (i->adv_interval)	/* */
		o = derive_option(w, ND_OPT_ADV_INTERVAL, cf_pos_of(&i->node, IFACE(adv_interval)));
	if (o)
		o->adv_interval.interval_ms = (uint32_t)ms;
	o = NULL;
	if (i->ra.home_agent && conf_sends_home_agent(i))
		o = derive_option(w, ND_OPT_HOME_AGENT,
				  cf_pos_of(&i->node, IFACE(home_agent_info)));
	if (o)
		o->home_agent = i->home_agent;
	derive_captive_portal(w, i->captive_portal, cf_pos_of(&i->node, IFACE(captive_portal)));
}

static void derive_of_pvd(struct wire *w, const struct conf_pvd *p)
{
	struct nd_opt *o = NULL;

	if (p->link_mtu > 0)
		o = derive_option(w, ND_OPT_MTU, cf_pos_of(&p->node, PVD(link_mtu)));
	if (o)
		o->mtu.mtu = p->link_mtu;
	derive_captive_portal(w, p->captive_portal, cf_pos_of(&p->node, PVD(captive_portal)));
}

/* -- order -- */

/* struct place - where an option stands among the others. */
struct place {
	unsigned rank;
	uint16_t priority;	/* of DNR, R-169 */
	uint32_t index;		/* in the order of the text */
	struct conf_option *option;
};

static int compare_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static bool sort(struct wire *w)
{
	struct place *places = talloc_array(w->arena, struct place, w->n);

	if (!places)
		return false;
	for (uint32_t k = 0; k < w->n; k++) {
		struct conf_option *o = w->list[k];

		places[k] = (struct place){ .rank = wire_rank(&o->opt), .index = k, .option = o };
		if (wire_is(&o->opt, ND_OPT_DNR))
			places[k].priority = o->opt.dnr.priority;
	}
	qsort(places, w->n, sizeof(*places), compare_place);
	for (uint32_t k = 0; k < w->n; k++)
		w->list[k] = places[k].option;
	talloc_free(places);
	return true;
}

static bool is_sent(const struct conf_option *o)
{
	return o->opt.type != ND_OPT_PREFIX || conf_is_automatic(o) ||
	       !ip6_is_link_local(&o->opt.prefix.prefix.addr);
}

/* -- sizes -- */

/* Octets of the PvD option that holds the others, itself without them. */
static size_t pvd_overhead(const struct conf_pvd *p)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	struct wbuf w;

	wbuf_init(&w, octets, sizeof(octets));
	return nd_opt_build(&w, &p->opt) == 0 ? w.len : 0;
}

/*
 * octets for one option in an otherwise empty advertisement. The
 * link-layer address is taken to have 6 octets, as the link is not known here.
 */
static size_t room(const struct conf_scope *s)
{
	const struct conf_iface *i = s->iface;
	size_t len = i->ra_mtu - IP6_HEADER_LEN - ND_RA_HEADER_LEN;

	len -= i->link_mtu > 0 ? ND_OPT_UNIT : 0;
	len -= i->source_lladdr ? ND_OPT_UNIT : 0;
	if (len > ND_OPT_MAX_LEN)
		len = ND_OPT_MAX_LEN;
	return s->pvd ? len - pvd_overhead(s->pvd) : len;
}

static bool is_divided(const struct conf_option *o)
{
	return o->opt.type == ND_OPT_RDNSS || o->opt.type == ND_OPT_DNSSL;
}

static void check_sizes(const struct cf_ctx *c, const struct conf_scope *s, const struct wire *w)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	size_t most = room(s);

	if (cf_in_doubt(&s->iface->node, IFACE(ra_mtu)))
		return;

	for (uint32_t k = 0; k < w->n; k++) {
		const struct conf_option *o = w->list[k];
		struct wbuf b;
		int r;

		if (is_divided(o))
			continue;
		wbuf_init(&b, octets, sizeof(octets));
		r = nd_opt_build(&b, &o->opt);
		if (r == ND_EFULL)
			cf_error(c, &o->node.pos, NULL,
				 "longer than the %u octets that an option can have", ND_OPT_MAX_LEN);
		else if (r == 0 && b.len > most)
			cf_error(c, &o->node.pos, s->pvd ? NULL : "AdvRAMTU sets the size of packets",
				 "an option of %zu octets does not fit an advertisement: %zu are left "
				 "beside what each one holds", b.len, most);
	}
}

bool conf_options_arrange(const struct cf_ctx *c, const struct conf_scope *s)
{
	struct wire w = { .arena = s->pvd ? (void *)s->pvd : (void *)s->iface };

	w.list = talloc_array(w.arena, struct conf_option *, *s->n_options + MAX_DERIVED);
	if (!w.list || !drop_duplicates(c, s))
		return false;
	for (uint32_t k = 0; k < *s->n_options; k++)
		if (is_sent(s->options[k]))
			w.list[w.n++] = s->options[k];
	if (s->pvd)
		derive_of_pvd(&w, s->pvd);
	else
		derive_of_iface(&w, s->iface);
	if (w.failed || !sort(&w))
		return false;
	check_sizes(c, s, &w);
	*(s->pvd ? &s->pvd->wire : &s->iface->wire) = w.list;
	*(s->pvd ? &s->pvd->n_wire : &s->iface->n_wire) = w.n;
	return true;
}
