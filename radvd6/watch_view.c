/* SPDX-License-Identifier: ISC */
/* Who was heard on a link, for people: as notes, and as configuration to be pasted. */
#include <stdio.h>
#include <string.h>

#include "field.h"
#include "heard.h"
#include "ip6.h"
#include "nd_opt.h"
#include "sight_note.h"

static const char *class_name(enum router_class class)
{
	switch (class) {
	case ROUTER_OWN:
		return "own";
	case ROUTER_TRUSTED:
		return "trusted";
	case ROUTER_SNAC:
		return "snac";
	case ROUTER_UNKNOWN:
		return "unknown";
	case ROUTER_INVALID:
		break;
	}
	return "invalid";
}

/* The entries of both tables in one walk. */
static const struct heard_router *next(const struct watch *w, uint32_t ifindex, uint32_t *at,
				       const struct router_key **k)
{
	const struct heard_router *r;
	const void *key;

	do {
		uint32_t i = *at < w->trusted.n ? *at : *at - w->trusted.n;

		r = lru_each(*at < w->trusted.n ? &w->trusted : &w->routers, &i, &key);
		if (!r)
			return NULL;
		(*at)++;
		*k = key;
	} while (!r->known || (ifindex && (*k)->ifindex != ifindex));
	return r;
}

static void put_mac(struct text *t, const struct heard_router *r)
{
	text_hex(t, view_of(r->mac, r->mac_len), ':');
}

bool watch_each_router(const struct watch *w, nd_ms now, uint32_t ifindex, uint32_t *at,
		       struct note *n)
{
	static const char view[] = "router";	/* no event: no line says it */
	const struct router_key *k;
	const struct heard_router *r = next(w, ifindex, at, &k);
	struct sighting s = { .parsed = true, .hop_limit = ND_HOP_LIMIT };
	struct text t;

	if (!r)
		return false;
	note_init(n, view, NOTE_INFO);
	snprintf(n->iface, sizeof(n->iface), "%s", r->iface);
	n->src = k->src;
	text_init(&t, n->mac, sizeof(n->mac));
	put_mac(&t, r);
	n->reason = class_name(r->class);
	n->count = r->count;
	n->ifindex = k->ifindex;
	n->first_seen_ago_s = (uint32_t)((now - r->first) / ND_SECOND);
	n->last_seen_ago_s = (uint32_t)((now - r->last) / ND_SECOND);
	s.msg.ra = r->ra;
	s.msg.options = view_of(r->options, r->options_len);
	sight_note(&n->ra, &s);
	return true;
}

/* --- learn ------------------------------------------------------------------ */

/* The MACs of all entries with its address. */
static void put_macs(struct text *t, const struct watch *w, const struct router_key *k)
{
	const struct heard_router *other;
	const struct router_key *ok;
	uint8_t said[8][ND_FRAME_MAC_MAX];
	unsigned n = 0, i;
	uint32_t at = 0;

	while ((other = next(w, k->ifindex, &at, &ok))) {
		if (!ip6_equal(&ok->src, &k->src) || other->mac_len != 6)
			continue;
		for (i = 0; i < n && memcmp(said[i], other->mac, 6) != 0; i++)
			;
		if (i < n || n == 8)
			continue;
		memcpy(said[n++], other->mac, 6);
		text_put(t, n == 1 ? "\tLinkLayerAddress " : " ");
		put_mac(t, other);
	}
	text_put(t, n ? ";\n" : "");
}

static bool is_first(const struct watch *w, const struct heard_router *r,
		     const struct router_key *k)
{
	const struct heard_router *other;
	const struct router_key *ok;
	uint32_t at = 0;

	while ((other = next(w, k->ifindex, &at, &ok))) {
		if (ip6_equal(&ok->src, &k->src))
			return other == r;
	}
	return false;
}

static bool is_described(uint8_t type)
{
	return type == ND_OPT_PREFIX || type == ND_OPT_ROUTE || type == ND_OPT_RDNSS ||
	       type == ND_OPT_DNSSL || type == ND_OPT_PREF64 || type == ND_OPT_MTU;
}

static void put_options(struct text *t, const struct heard_router *r)
{
	struct nd_opt o;
	struct rbuf b;
	int fault;

	rbuf_init(&b, r->options, r->options_len);
	while (nd_opt_next(&b, &o, &fault) == 1) {
		if (fault || !is_described(o.type))
			continue;
		text_put(t, "\t");
		nd_opt_put(t, &o);
		text_put(t, "\n");
	}
}

static void put_router(struct text *t, const struct watch *w, nd_ms now,
		       const struct heard_router *r, const struct router_key *k)
{
	static const char *const preferences[] = { "low", "medium", "high" };

	text_printf(t, "# %s, heard %llu times, last %lld s ago\nrouter ", class_name(r->class),
		    (unsigned long long)r->count, (long long)((now - r->last) / ND_SECOND));
	ip6_put(t, &k->src);
	text_put(t, " {\n");
	put_macs(t, w, k);
	text_printf(t, "\tMaxLifetime %u;\n\tMaxPreference %s;\n", r->ra.router_lifetime_s,
		    preferences[r->ra.preference + 1]);
	put_options(t, r);
	text_put(t, "};\n");
}

void watch_learn(const struct watch *w, nd_ms now, uint32_t ifindex, struct text *t)
{
	const struct heard_router *r;
	const struct router_key *k;
	uint32_t at = 0;

	while ((r = next(w, ifindex, &at, &k))) {
		if (ip6_is_link_local(&k->src) && is_first(w, r, k))
			put_router(t, w, now, r, k);
	}
}
