/* SPDX-License-Identifier: ISC */
/*
 * `watch { ... }` and the routers that it allows: schema and checks. A router
 * is described in the words of an interface block, but what it lists are bounds
 * to hold an advertisement against: only what is given is compared.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "conf_check.h"
#include "conf_rows.h"

#define FIELDS(table) .fields = (table), .n_fields = &(const unsigned){ ARRAY_LEN(table) }
#define ROUTER(member) FIELD_AT(struct conf_router, member)
#define WATCH(member) FIELD_AT(struct conf_watch, member)

#define DAY_S 86400u
#define MAX_INCIDENTS 1024u	/* the pool of the daemon */
#define MAX_HOOK (PATH_MAX - 1u)

/* -- schema -- */

static const struct field router_fields[] = {
	{ .name = "address", .kind = FIELD_ADDR,
	  .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED | FIELD_OR_ANY, ROUTER(addr) },
	{ .name = "lladdrs", .keyword = "LinkLayerAddress", .kind = FIELD_LLADDRS,
	  ROUTER(lladdrs) },
	{ .name = "link-mtu", .keyword = "AdvLinkMTU", .kind = FIELD_UINT, ROUTER(link_mtu),
	  .max = UINT32_MAX, .unit = "octets" },
	{ .name = "max-lifetime", .keyword = "MaxLifetime", .kind = FIELD_UINT,
	  ROUTER(max_lifetime_s), .max = UINT16_MAX, .def = UINT16_MAX, .unit = "s" },
	{ .name = "max-preference", .keyword = "MaxPreference", .kind = FIELD_PREFERENCE,
	  ROUTER(max_preference), .max = 1, .def = ND_PREF_HIGH },
};

static const struct field watch_fields[] = {
	{ .name = "allow-snac", .keyword = "AllowSNAC", .kind = FIELD_BOOL, WATCH(allow_snac),
	  .max = 1, .def = 1 },
	{ .name = "no-router-expected", .keyword = "NoRouterExpected", .kind = FIELD_BOOL,
	  WATCH(no_router_expected), .max = 1 },
	{ .name = "promiscuous", .keyword = "Promiscuous", .kind = FIELD_BOOL, WATCH(promiscuous),
	  .max = 1 },
	{ .name = "alert-interval", .keyword = "AlertInterval", .kind = FIELD_UINT,
	  WATCH(alert_interval_s), .min = 1, .max = DAY_S, .def = 60, .unit = "s" },
	{ .name = "cease-after", .keyword = "CeaseAfter", .kind = FIELD_UINT, WATCH(cease_after_s),
	  .max = DAY_S, .unit = "s" },
	{ .name = "max-incidents", .keyword = "MaxIncidents", .kind = FIELD_UINT,
	  WATCH(max_incidents), .min = 1, .max = MAX_INCIDENTS, .def = 256 },
	{ .name = "watch-budget", .keyword = "WatchBudget", .kind = FIELD_UINT,
	  WATCH(budget_percent), .min = 1, .max = 100, .def = 25, .unit = "percent" },
	{ .name = "hook", .keyword = "Hook", .kind = FIELD_STRING, WATCH(hook) },
	{ .name = "evidence", .keyword = "Evidence", .kind = FIELD_BOOL, WATCH(evidence),
	  .max = 1 },
	{ .name = "reannounce", .keyword = "Reannounce", .kind = FIELD_BOOL, WATCH(reannounce),
	  .max = 1 },
};

static const struct cf_block *const router_blocks[] = {
	&conf_router_option[CONF_PREFIX], &conf_router_option[CONF_NAT64PREFIX],
	&conf_router_option[CONF_ROUTE],  &conf_router_option[CONF_RDNSS],
	&conf_router_option[CONF_DNSSL],  NULL,
};

static void finish_router(const struct cf_ctx *c, void *block, void *parent);
static void finish_watch(const struct cf_ctx *c, void *block, void *parent);

static const struct cf_block router_block = {
	.keyword = "router",
	.size = sizeof(struct conf_router),
	.parts = { { FIELDS(router_fields) } },
	.blocks = router_blocks,
	.list_off = offsetof(struct conf_watch, routers),
	.count_off = offsetof(struct conf_watch, n_routers),
	.finish = finish_router,
};

static const struct cf_block *const watch_blocks[] = { &router_block, NULL };

const struct cf_block conf_watch_block = {
	.keyword = "watch",
	.size = sizeof(struct conf_watch),
	.flags = CF_ONCE | CF_APART,
	.parts = { { FIELDS(watch_fields) } },
	.blocks = watch_blocks,
	.list_off = offsetof(struct conf_iface, watches),
	.count_off = offsetof(struct conf_iface, n_watches),
	.finish = finish_watch,
};

/* -- an option of a router -- */

/* Is it a value that an advertisement can be above, or what tells the option from others? */
static bool is_bound(const struct field *f)
{
	return (f->flags & (FIELD_LIFETIME | FIELD_HEAD)) || f->kind == FIELD_PREFERENCE;
}

/* What is not given bounds nothing: it gets the highest value. */
static void finish_members(const struct cf_ctx *c, struct conf_option *o)
{
	struct cf_member m;

	for (unsigned i = 0; (m = cf_block_member(o->node.block, i)).field; i++) {
		bool given = o->node.set[i].line > 0;
		uint8_t *base = (uint8_t *)o + (m.off - m.field->off);

		if (given && !is_bound(m.field))
			cf_warn(c, &o->node.set[i], "leave it out",
				"%s has no effect in a `router` block: lifetimes and preferences are "
				"compared", m.field->keyword);
		else if (!given && (m.field->flags & FIELD_LIFETIME))
			field_set_uint(m.field, base, m.field->max);
		else if (!given && m.field->kind == FIELD_PREFERENCE)
			*(int8_t *)(base + m.field->off) = ND_PREF_HIGH;
	}
}

/* :: stands for the router that sends, which is another one here. */
static void check_servers(const struct cf_ctx *c, const struct conf_option *o)
{
	static const size_t servers = offsetof(struct conf_option, opt.rdnss.servers);
	struct view v = o->opt.rdnss.servers;
	struct in6_addr a;

	for (; v.len >= 16; v = view_of(v.ptr + 16, v.len - 16)) {
		memcpy(&a, v.ptr, 16);
		if (ip6_is_unspecified(&a))
			cf_error(c, cf_pos_of(&o->node, servers), "write the address itself",
				 ":: in an RDNSS block of a `router` says nothing");
	}
}

void conf_finish_bound(const struct cf_ctx *c, void *block, void *parent)
{
	struct conf_option *o = block;

	(void)parent;
	finish_members(c, o);
	if (!conf_has_head(o))
		return;
	if (o->opt.type == ND_OPT_RDNSS)
		check_servers(c, o);
	if (!conf_prefix_of(o))
		return;
	if (conf_is_automatic(o)) {
		cf_error(c, conf_prefix_pos(o), "for example 2001:db8:1::/64",
			 "write the prefix itself: that of another router cannot be looked up");
		return;
	}
	if (o->opt.type == ND_OPT_PREF64 && !conf_check_nat64(c, o))
		return;
	conf_clear_host_bits(c, o, "meant");
}

/* -- a router -- */

static void finish_router(const struct cf_ctx *c, void *block, void *parent)
{
	static const size_t addr = offsetof(struct conf_router, addr),
			    lladdrs = offsetof(struct conf_router, lladdrs);
	struct conf_router *r = block;

	(void)parent;
	conf_check_mtu(c, cf_pos_of(&r->node, offsetof(struct conf_router, link_mtu)), r->link_mtu);
	if (!cf_is_set(&r->node, addr))
		return;
	r->any = ip6_is_unspecified(&r->addr);
	if (!r->any && !ip6_is_link_local(&r->addr))
		cf_error(c, cf_pos_of(&r->node, addr),
			 "the address that its advertisements come from, fe80::...",
			 "not a link-local address: hosts take advertisements from those only");
	if (r->any && r->lladdrs.len == 0 && !cf_in_doubt(&r->node, lladdrs))
		cf_error(c, cf_pos_of(&r->node, addr), "add LinkLayerAddress",
			 "`router any` without a LinkLayerAddress would allow every router there is");
}

/* -- routers beside each other -- */

/* What tells a router: its address, or under `any` one of its link-layer addresses. */
struct router_key {
	uint8_t octets[16 + FIELD_LLADDR_LEN];
	const struct conf_router *router;
};

static int compare_key(const void *a, const void *b)
{
	const struct router_key *x = a, *y = b;
	int r = memcmp(x->octets, y->octets, sizeof(x->octets));
	const struct cf_pos *p = &x->router->node.pos, *q = &y->router->node.pos;

	if (r != 0)
		return r;
	return (p->offset > q->offset) - (p->offset < q->offset);
}

static size_t put_keys(const struct conf_router *r, struct router_key *keys)
{
	size_t n = 0;

	if (!cf_is_set(&r->node, offsetof(struct conf_router, addr)))
		return 0;
	if (!r->any) {
		keys[0].router = r;
		memcpy(keys[0].octets, &r->addr, 16);
		return 1;
	}
	for (size_t at = 0; at < r->lladdrs.len; at += FIELD_LLADDR_LEN) {
		keys[n].router = r;
		memcpy(keys[n++].octets + 16, r->lladdrs.ptr + at, FIELD_LLADDR_LEN);
	}
	return n;
}

static void say_twice(const struct cf_ctx *c, const struct conf_router *a,
		      const struct conf_router *b)
{
	const struct cf_pos *pos = cf_pos_of(&b->node, offsetof(struct conf_router, addr));
	char place[CF_PLACE];

	if (a == b)
		cf_warn(c, cf_pos_of(&b->node, offsetof(struct conf_router, lladdrs)), NULL,
			"the same LinkLayerAddress is listed twice");
	else if (a->any)
		cf_error(c, pos, "make one block of the two",
			 "a second `router any` with the same LinkLayerAddress; the first one is in %s",
			 cf_place(c, place, &a->node.pos, pos));
	else
		cf_error(c, pos, "make one block of the two; LinkLayerAddress takes several",
			 "a second `router` of this address; the first one is in %s",
			 cf_place(c, place, &a->node.pos, pos));
}

static bool check_routers(const struct cf_ctx *c, struct conf_watch *w)
{
	size_t n = 0, room = 1;
	struct router_key *keys;

	for (uint32_t k = 0; k < w->n_routers; k++)
		room += 1 + w->routers[k]->lladdrs.len / FIELD_LLADDR_LEN;
	keys = talloc_zero_size(w, room * sizeof(*keys));
	if (!keys)
		return false;
	for (uint32_t k = 0; k < w->n_routers; k++)
		n += put_keys(w->routers[k], keys + n);
	qsort(keys, n, sizeof(*keys), compare_key);
	for (size_t k = 1; k < n; k++)
		if (memcmp(keys[k - 1].octets, keys[k].octets, sizeof(keys[k].octets)) == 0)
			say_twice(c, keys[k - 1].router, keys[k].router);
	talloc_free(keys);
	return true;
}

/* -- a watch -- */

static void check_no_router(const struct cf_ctx *c, const struct conf_watch *w)
{
	if (w->no_router_expected && w->n_routers > 0)
		cf_error(c, &w->routers[0]->node.pos, "leave out one of the two",
			 "a `router` block beside NoRouterExpected on: is one expected or not?");
}

static void finish_watch(const struct cf_ctx *c, void *block, void *parent)
{
	struct conf_watch *w = block;

	(void)parent;
	if (w->hook)
		conf_check_path(c, cf_pos_of(&w->node, offsetof(struct conf_watch, hook)), "Hook",
				w->hook, MAX_HOOK);
	check_no_router(c, w);
	if (!check_routers(c, w))
		cf_error(c, &w->node.pos, NULL, "out of memory");
}

static void check_evidence(const struct cf_ctx *c, const struct conf *conf,
			   const struct conf_watch *w)
{
	const struct cf_pos *pos = cf_pos_of(&w->node, offsetof(struct conf_watch, evidence));

	if (!w->evidence || cf_in_doubt(&conf->node, offsetof(struct conf, state_directory)))
		return;
	if (!conf->state_directory)
		cf_warn(c, pos, "for example StateDirectory \"/var/lib/radvd6\"; at the top",
			"Evidence has no place to go, unless the service manager gives a "
			"StateDirectory");
	else if (conf->state_directory[0] == '\0')
		cf_warn(c, pos, "leave out one of the two",
			"Evidence on has no effect beside StateDirectory off");
}

void conf_check_watch(const struct cf_ctx *c, const struct conf *conf, const struct conf_iface *i)
{
	const struct conf_watch *w = i->n_watches > 0 ? i->watches[0] : NULL;

	if (!w)
		return;
	check_evidence(c, conf, w);
	if (w->reannounce && !i->advertise &&
	    !cf_in_doubt(&i->node, offsetof(struct conf_iface, advertise)))
		cf_warn(c, cf_pos_of(&w->node, offsetof(struct conf_watch, reannounce)),
			"AdvSendAdvert on, or leave it out",
			"Reannounce on has no effect beside AdvSendAdvert off: there is nothing to "
			"announce");
}

void conf_lint_watch(const struct cf_ctx *c, const struct conf_iface *i)
{
	const struct conf_watch *w = i->n_watches > 0 ? i->watches[0] : NULL;

	for (uint32_t k = 0; w && k < w->n_routers; k++)
		if (w->routers[k]->lladdrs.len == 0)
			cf_advise(c, &w->routers[k]->node.pos, "add LinkLayerAddress",
				  "any device on the link may use the address of this router unseen");
}
