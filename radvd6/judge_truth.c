/* SPDX-License-Identifier: ISC */
/*
 * What ought to be said on a link: our own configuration as it is sent at this
 * moment, and the descriptions of allowed routers. Options are walked by their
 * rows in the option table.
 */
#include "judge_parts.h"

#include <string.h>

#include "ip6.h"
#include "wire_order.h"

#define TOLERANCE_S 5u	/* */

uint32_t own_lifetime_s(const struct judging *j)
{
	return j->says && j->env->ra->link->forwarding ? j->cf->ra.router_lifetime_s : 0;
}

uint32_t own_mtu(const struct judging *j)
{
	uint32_t link_mtu = j->env->ra->link->mtu;

	if (!j->says)
		return 0;
	return j->cf->link_mtu < link_mtu ? j->cf->link_mtu : link_mtu;	/* R-131; 0 stays 0 */
}

/* --- options by description ---------------------------------------------------- */

static const struct field *key_of(const struct nd_opt *o)
{
	for (unsigned i = 0; i < o->desc->n_fields; i++) {
		if (o->desc->fields[i].flags & FIELD_KEY)
			return &o->desc->fields[i];
	}
	return NULL;
}

static struct view *view_at(const struct field *f, struct nd_opt *o)
{
	return (struct view *)((uint8_t *)o + f->off);
}

/* Octets of the first name of @list, its root label included. */
static size_t name_len(struct view list)
{
	size_t len = 0;

	while (len < list.len && list.ptr[len] != 0)
		len += 1u + list.ptr[len];
	return len < list.len ? len + 1 : list.len;
}

bool option_element(const struct nd_opt *o, size_t *at, struct nd_opt *one)
{
	const struct field *key = key_of(o);
	struct view list;
	size_t len;

	*one = *o;
	if (!key || (key->kind != FIELD_ADDRS && key->kind != FIELD_NAMES))
		return (*at)++ == 0;
	list = *view_at(key, one);
	if (*at >= list.len)
		return false;
	list = view_of(list.ptr + *at, list.len - *at);
	len = key->kind == FIELD_ADDRS ? sizeof(struct in6_addr) : name_len(list);
	*view_at(key, one) = view_of(list.ptr, len);
	*at += len;
	return true;
}

void option_key_put(const struct nd_opt *o, struct text *t)
{
	const struct field *key = key_of(o);

	field_put(t, key ? key : &o->desc->fields[0], o);
}

uint32_t option_lifetime_s(const struct nd_opt *o)
{
	uint64_t most = 0;
	bool has = false;

	for (unsigned i = 0; i < o->desc->n_fields; i++) {
		const struct field *f = &o->desc->fields[i];

		if (!(f->flags & FIELD_LIFETIME))
			continue;
		has = true;
		if (field_uint(f, o) > most)
			most = field_uint(f, o);
	}
	return has ? (uint32_t)most : ND_INFINITY_S;
}

/* --- our own ----------------------------------------------------------------------- */

struct elements {
	const struct judging *j;
	expand_fn *fn;
	void *arg;
};

static void each_element(void *arg, const struct nd_opt *o)
{
	struct elements *e = arg;
	struct nd_opt one;
	size_t at = 0;

	while (option_element(o, &at, &one)) {
		struct in6_addr own;

		if (wire_is(&one, ND_OPT_RDNSS) &&
		    memcmp(one.rdnss.servers.ptr, &in6addr_any, sizeof(in6addr_any)) == 0) {
			own = expand_own_address(e->j->env->ra);
			one.rdnss.servers.ptr = own.s6_addr;
		}
		e->fn(e->arg, &one);
	}
}

/* The options of the domain that is being looked at: a PvD is a world of its own. */
static struct conf_option *const *own_options(const struct judging *j, uint32_t *n)
{
	if (j->in_pvd) {
		*n = j->pvd ? j->pvd->n_wire : 0;
		return j->pvd ? j->pvd->wire : NULL;
	}
	*n = j->cf->n_wire;
	return j->cf->wire;
}

void own_each(const struct judging *j, uint8_t type, expand_fn *fn, void *arg)
{
	struct elements e = { j, fn, arg };
	struct conf_option *const *wire;
	uint32_t n;

	wire = own_options(j, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (wire_is(&wire[i]->opt, type))
			expand_option(j->env->ra, wire[i], each_element, &e);
	}
}

struct seek {
	const struct nd_opt *want;
	struct own_option *mine;
	bool found;
};

static void seek_one(void *arg, const struct nd_opt *one)
{
	struct seek *k = arg;

	if (k->found || !nd_opt_same_key(one, k->want))
		return;
	k->found = true;
	k->mine->opt = *one;
	if (wire_is(one, ND_OPT_RDNSS)) {	/* the octets may be the caller's own address */
		memcpy(&k->mine->own_addr, one->rdnss.servers.ptr, sizeof(k->mine->own_addr));
		k->mine->opt.rdnss.servers.ptr = k->mine->own_addr.s6_addr;
	}
}

/* Through the wire and back: what hosts read may be rounded (PREF64), and is compared as such. */
static void as_read(struct own_option *mine)
{
	struct nd_opt o;
	struct wbuf w;
	struct rbuf r;
	int fault;

	wbuf_init(&w, mine->octets, sizeof(mine->octets));
	if (nd_opt_build(&w, &mine->opt) < 0)
		return;
	rbuf_init(&r, mine->octets, w.len);
	if (nd_opt_next(&r, &o, &fault) == 1 && fault == 0)
		mine->opt = o;
}

bool own_find(const struct judging *j, const struct nd_opt *want, struct own_option *mine)
{
	struct seek k = { .want = want, .mine = mine };
	struct elements e = { j, seek_one, &k };
	struct conf_option *const *wire;
	uint32_t n;

	mine->tolerance_s = 0;
	wire = own_options(j, &n);
	for (uint32_t i = 0; i < n && !k.found; i++) {
		if (wire_is(&wire[i]->opt, want->type) &&
		    expand_option(j->env->ra, wire[i], each_element, &e))
			mine->tolerance_s = TOLERANCE_S;
	}
	if (k.found)
		as_read(mine);
	return k.found;
}

static void set_true(void *arg, const struct nd_opt *o)
{
	(void)o;
	*(bool *)arg = true;
}

bool own_has_type(const struct judging *j, uint8_t type)
{
	bool has = false;

	own_each(j, type, set_true, &has);
	return has;
}

static void put_one(void *arg, const struct nd_opt *o)
{
	struct text *t = arg;

	if (t->len > 0)
		text_char(t, ' ');
	option_key_put(o, t);
}

static void put_as_read(void *arg, const struct nd_opt *o)
{
	struct own_option mine = { .opt = *o };

	as_read(&mine);
	put_one(arg, &mine.opt);
}

void own_put(const struct judging *j, uint8_t type, struct text *t)
{
	own_each(j, type, put_as_read, t);
}

struct overlap {
	const struct ip6_prefix *p;
	bool found;
};

static void find_overlap(void *arg, const struct nd_opt *o)
{
	struct overlap *x = arg;
	const struct ip6_prefix *mine = &o->prefix.prefix;

	x->found |= x->p->plen >= mine->plen && ip6_prefix_has(mine, &x->p->addr);
}

bool own_overlaps(const struct judging *j, const struct ip6_prefix *p)
{
	struct overlap x = { .p = p };

	own_each(j, ND_OPT_PREFIX, find_overlap, &x);
	return x.found;
}

/* --- allowed routers ------------------------------------------------------------------ */

bool desc_lists(const struct conf_router *r, uint8_t type)
{
	for (uint32_t i = 0; r && i < r->n_options; i++) {
		if (wire_is(&r->options[i]->opt, type))
			return true;
	}
	return false;
}

const struct nd_opt *desc_find(const struct conf_router *r, const struct nd_opt *want)
{
	for (uint32_t i = 0; r && i < r->n_options; i++) {
		struct nd_opt one;
		size_t at = 0;

		while (option_element(&r->options[i]->opt, &at, &one)) {
			if (nd_opt_same_key(&one, want))
				return &r->options[i]->opt;
		}
	}
	return NULL;
}

void desc_put(const struct conf_router *r, uint8_t type, struct text *t)
{
	for (uint32_t i = 0; i < r->n_options; i++) {
		if (wire_is(&r->options[i]->opt, type))
			put_one(t, &r->options[i]->opt);
	}
}
