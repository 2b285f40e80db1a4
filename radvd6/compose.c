/* SPDX-License-Identifier: ISC */
/*
 * From a configuration and the state of a link to the octets of Router
 * Advertisements (RFC 4861 s. 4.2 and 6.2.3).
 */
#include "compose.h"

#include <string.h>

#include "err.h"
#include "ip6.h"
#include "nd_msg.h"
#include "nd_opt.h"
#include "wbuf.h"
#include "wire_order.h"

#define IP6_HEADER_LEN 40u
#define TWO_HOURS_S 7200u	/* RFC 4862 s. 5.5.3 e: hosts keep a prefix that long anyway */
#define REPEATED_MAX 256u	/* octets of all repeated options together */

/* struct composer - one advertisement being made; @put takes each option that is built. */
struct composer {
	const struct ra_env *env;
	enum compose_mode mode;
	const struct conf_option *co;	/* the one being expanded */
	void (*put)(struct composer *c, unsigned rank, struct view option);
	size_t room;			/* the longest option that @put can place */
	struct pack pack;
	struct ra_batch *batch;
	uint8_t header[ND_RA_HEADER_LEN];
	struct wbuf repeated;		/* octets that @pack repeats */
	uint8_t repeated_octets[REPEATED_MAX];
	struct nd_opt pvd;		/* the domain being filled */
	struct wbuf inner;		/* its options so far */
	uint8_t inner_octets[ND_OPT_MAX_LEN];
};

/* --- one option ---------------------------------------------------------------- */

static void deprecate(struct nd_opt_prefix *p)
{
	p->preferred_s = 0;
	if (p->valid_s > TWO_HOURS_S)
		p->valid_s = TWO_HOURS_S;
}

static void final_form(const struct conf_option *co, struct nd_opt *o, enum compose_mode mode)
{
	if (mode == COMPOSE_WITHDRAW || (mode == COMPOSE_AT_STOP && co->withdraw_at_stop))
		nd_opt_withdraw(o);
	else if (mode == COMPOSE_AT_STOP && co->deprecate_at_stop)
		deprecate(&o->prefix);
}

static void put_one(struct composer *c, const struct nd_opt *o)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	struct wbuf w;

	wbuf_init(&w, octets, sizeof(octets));
	if (nd_opt_build(&w, o) == 0)
		c->put(c, wire_rank(o), view_of(octets, w.len));
}

/* Octets of the first entry of a list: an address, or a name up to its root label. */
static size_t first_entry(uint8_t type, struct view list)
{
	size_t len = 0;

	if (type == ND_OPT_RDNSS)
		return sizeof(struct in6_addr);
	while (list.ptr[len] != 0)
		len += 1u + list.ptr[len];
	return len + 1;
}

/* As many whole entries as fit @room octets, at least one. */
static size_t entries_within(uint8_t type, struct view list, size_t room)
{
	size_t len = first_entry(type, list);

	while (len < list.len) {
		size_t more = first_entry(type, view_of(list.ptr + len, list.len - len));

		if (len + more > room)
			break;
		len += more;
	}
	return len;
}

/* `::` among the servers stands for this router. */
static void put_servers(struct composer *c, struct nd_opt *o)
{
	uint8_t servers[ND_OPT_MAX_LEN];
	struct in6_addr own = expand_own_address(c->env);

	memcpy(servers, o->rdnss.servers.ptr, o->rdnss.servers.len);
	for (size_t i = 0; i < o->rdnss.servers.len; i += sizeof(own)) {
		if (memcmp(servers + i, &in6addr_any, sizeof(own)) == 0)
			memcpy(servers + i, &own, sizeof(own));
	}
	o->rdnss.servers.ptr = servers;
	put_one(c, o);
}

/* A list too long for one option or one packet goes out in parts, in its order. */
static void put_list(struct composer *c, struct nd_opt *o, struct view *list)
{
	size_t most = c->room < ND_OPT_MAX_LEN ? c->room : ND_OPT_MAX_LEN;
	struct view rest = *list;

	most = most > ND_OPT_UNIT ? (most - ND_OPT_UNIT) / ND_OPT_UNIT * ND_OPT_UNIT : 0;
	while (rest.len > 0) {
		*list = view_of(rest.ptr, entries_within(o->type, rest, most));
		rest = view_of(rest.ptr + list->len, rest.len - list->len);
		if (o->type == ND_OPT_RDNSS)
			put_servers(c, o);
		else
			put_one(c, o);
	}
}

static void on_expanded(void *arg, const struct nd_opt *option)
{
	struct composer *c = arg;
	struct nd_opt o = *option;

	final_form(c->co, &o, c->mode);
	if (wire_is(&o, ND_OPT_RDNSS))
		put_list(c, &o, &o.rdnss.servers);
	else if (wire_is(&o, ND_OPT_DNSSL))
		put_list(c, &o, &o.dnssl.suffixes);
	else
		put_one(c, &o);
}

static void expand(struct composer *c, const struct conf_option *co)
{
	c->co = co;
	c->batch->ages |= expand_option(c->env, co, on_expanded, c);
}

/* --- what every packet has --------------------------------------------------------- */

static struct view header_of(struct composer *c)
{
	struct nd_msg m = { .type = ND_RA, .ra = c->env->cf->ra };
	struct wbuf w;

	if (c->mode != COMPOSE_NORMAL || !c->env->link->forwarding)
		m.ra.router_lifetime_s = 0;
	wbuf_init(&w, c->header, sizeof(c->header));
	nd_msg_build(&w, &m);
	return view_of(c->header, w.len);
}

static void repeat(struct composer *c, const struct nd_opt *o, bool but_first)
{
	size_t start = c->repeated.len;

	if (nd_opt_build(&c->repeated, o) == 0)
		pack_repeat(&c->pack, wire_rank(o),
			    view_of(c->repeated_octets + start, c->repeated.len - start), but_first);
}

static void repeat_link(struct composer *c)
{
	const struct conf_iface *cf = c->env->cf;
	const struct link *l = c->env->link;
	struct nd_opt o;

	if (cf->link_mtu) {
		nd_opt_init(&o, ND_OPT_MTU);
		o.mtu.mtu = cf->link_mtu < l->mtu ? cf->link_mtu : l->mtu;	/* */
		repeat(c, &o, false);
	}
	if (cf->source_lladdr && l->lladdr_len > 0) {
		nd_opt_init(&o, ND_OPT_SLLA);
		o.lladdr.addr = view_of(l->lladdr, l->lladdr_len);
		repeat(c, &o, false);
	}
}

static const struct conf_option *first_of(const struct conf_iface *cf, uint8_t type, bool router_addr)
{
	for (uint32_t i = 0; i < cf->n_wire; i++) {
		const struct nd_opt *o = &cf->wire[i]->opt;

		if (wire_is(o, type) && (!router_addr || o->prefix.router_addr))
			return cf->wire[i];
	}
	return NULL;
}

/* The first packet has the prefix anyway; the others repeat the same one. */
static void repeat_expanded(void *arg, const struct nd_opt *o)
{
	struct composer *c = arg;
	struct nd_opt final = *o;

	if (c->pack.n_repeated > 0)
		return;
	final_form(c->co, &final, c->mode);
	repeat(c, &final, true);
}

/* Options that are repeated by themselves and not packed with the others. */
static bool is_repeated(const struct nd_opt *o)
{
	return wire_is(o, ND_OPT_HOME_AGENT) || wire_is(o, ND_OPT_ABRO);
}

static void repeat_all(struct composer *c)
{
	const struct conf_iface *cf = c->env->cf;
	const struct conf_option *router = first_of(cf, ND_OPT_PREFIX, true);
	const struct conf_option *agent = first_of(cf, ND_OPT_HOME_AGENT, false);
	const struct conf_option *border = first_of(cf, ND_OPT_ABRO, false);

	if (cf->ra.home_agent && router) {
		c->co = router;
		expand_option(c->env, router, repeat_expanded, c);
	}
	repeat_link(c);
	if (agent && c->mode == COMPOSE_NORMAL)		/* a lifetime 0 is illegal here */
		repeat(c, &agent->opt, false);
	if (border)
		repeat(c, &border->opt, false);		/* */
}

static size_t packet_limit(const struct ra_env *env)
{
	uint32_t mtu = env->cf->ra_mtu < env->link->mtu ? env->cf->ra_mtu : env->link->mtu;

	return mtu > IP6_HEADER_LEN ? mtu - IP6_HEADER_LEN : 0;
}

static void begin(struct composer *c)
{
	pack_init(&c->pack, c->batch, packet_limit(c->env), header_of(c));
	wbuf_init(&c->repeated, c->repeated_octets, sizeof(c->repeated_octets));
}

/* --- the implicit domain -------------------------------------------------------------- */

static void put_packed(struct composer *c, unsigned rank, struct view option)
{
	pack_option(&c->pack, rank, option);
}

static int compose_main(struct composer *c)
{
	const struct conf_iface *cf = c->env->cf;

	begin(c);
	if (c->mode != COMPOSE_OLD_SOURCE)
		repeat_all(c);
	c->put = put_packed;
	c->room = pack_room(&c->pack);
	pack_begin(&c->pack);
	for (uint32_t i = 0; i < cf->n_wire && c->mode != COMPOSE_OLD_SOURCE; i++) {
		if (!is_repeated(&cf->wire[i]->opt))
			expand(c, cf->wire[i]);
	}
	return pack_end(&c->pack);
}

/* --- explicit domains (RFC 8801 s. 3.2) ------------------------------------------------- */

static void flush_domain(struct composer *c)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	struct wbuf w;

	c->pvd.pvd.options = view_of(c->inner_octets, c->inner.len);
	wbuf_init(&w, octets, sizeof(octets));
	if (nd_opt_build(&w, &c->pvd) == 0)
		pack_option(&c->pack, wire_rank(&c->pvd), view_of(octets, w.len));
	wbuf_init(&c->inner, c->inner_octets, c->room);
}

/* A domain that does not fit one packet repeats its head in each. */
static void put_inner(struct composer *c, unsigned rank, struct view option)
{
	(void)rank;
	if (option.len > c->room)
		return;
	if (option.len > wbuf_left(&c->inner))
		flush_domain(c);
	wbuf_put(&c->inner, option.ptr, option.len);
}

static size_t inner_room(const struct composer *c)
{
	uint8_t head[ND_OPT_MAX_LEN];
	size_t most = pack_room(&c->pack);
	struct wbuf w;

	wbuf_init(&w, head, sizeof(head));
	if (nd_opt_build(&w, &c->pvd) < 0)
		return 0;
	if (most > ND_OPT_MAX_LEN)
		most = ND_OPT_MAX_LEN;
	return most > w.len ? most - w.len : 0;
}

static int compose_domain(struct composer *c, const struct conf_pvd *pvd)
{
	begin(c);
	repeat_link(c);
	c->pvd = pvd->opt;
	c->pvd.pvd.options = view_of(NULL, 0);
	if (c->mode != COMPOSE_NORMAL)
		c->pvd.pvd.ra.router_lifetime_s = 0;
	c->put = put_inner;
	c->room = inner_room(c);
	wbuf_init(&c->inner, c->inner_octets, c->room);
	pack_begin(&c->pack);
	for (uint32_t i = 0; i < pvd->n_wire; i++)
		expand(c, pvd->wire[i]);
	flush_domain(c);
	return pack_end(&c->pack);
}

int compose_ra(struct ra_batch *b, const struct ra_env *env, enum compose_mode mode)
{
	struct composer c;
	int r;

	c.env = env;
	c.mode = mode;
	c.batch = b;
	b->n = 0;
	b->ages = false;
	r = compose_main(&c);
	for (uint32_t i = 0; r == 0 && i < env->cf->n_pvds && mode != COMPOSE_OLD_SOURCE; i++)
		r = compose_domain(&c, env->cf->pvds[i]);
	if (r < 0)
		b->n = 0;
	return r;
}
