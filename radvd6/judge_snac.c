/* SPDX-License-Identifier: ISC */
/*
 * Thread border routers and other stub routers (SNAC), recognised by what they
 * say and never by a flag, which anybody can set: no default router, no values
 * for the link, and only unique local prefixes and routes that are not ours
 * (ROGUE 5.5).
 */
#include "judge_parts.h"

#include "ip6.h"
#include "wire_order.h"

#define ULA_PLEN 7u	/* fc00::/7, RFC 4193 */

static bool is_foreign_ula(const struct judging *j, const struct ip6_prefix *p)
{
	return p->plen >= ULA_PLEN && ip6_is_ula(&p->addr) && !own_overlaps(j, p);
}

/* A prefix of ours is harmless only if it changes nothing. */
static bool prefix_harmless(const struct judging *j, const struct nd_opt *o)
{
	struct own_option mine;

	if (!ip6_is_ula(&o->prefix.prefix.addr) || o->prefix.prefix.plen < ULA_PLEN)
		return false;
	if (own_find(j, o, &mine))
		return !lowers_ours(j, o, &mine);
	return !own_overlaps(j, &o->prefix.prefix);
}

static bool option_harmless(const struct judging *j, const struct nd_opt *o)
{
	switch (o->type) {
	case ND_OPT_PREFIX:
		return option_ignored(o) || prefix_harmless(j, o);
	case ND_OPT_ROUTE:
		return o->route.preference != ND_PREF_HIGH && is_foreign_ula(j, &o->route.prefix);
	case ND_OPT_SLLA:
	case ND_OPT_FLAGS_EXPANSION:
	case ND_OPT_NONCE:
		return true;
	default:
		return false;
	}
}

/* Flags are often copied from another router; only equal to ours do they change nothing. */
static bool header_harmless(const struct judging *j)
{
	const struct nd_ra *ra = &j->s->msg.ra;
	bool same_flags = !j->says || (ra->managed == j->cf->ra.managed &&
				       ra->other == j->cf->ra.other);

	return ra->router_lifetime_s == 0 && ra->cur_hop_limit == 0 && ra->reachable_ms == 0 &&
	       ra->retrans_ms == 0 && !ra->home_agent && same_flags;
}

bool judge_is_snac(const struct judging *j)
{
	const unsigned evasive = SIGHT_FRAGMENTED | SIGHT_OVERLAP | SIGHT_EXT_HEADERS |
				 SIGHT_CHAIN_TOO_LONG | SIGHT_HIDDEN;
	bool local = false;
	struct nd_opt o;
	struct rbuf r;
	int fault;

	if (!header_harmless(j) || (j->s->form & evasive))
		return false;
	rbuf_init(&r, j->s->msg.options.ptr, j->s->msg.options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		if (fault < 0)
			continue;
		if (!option_harmless(j, &o))
			return false;
		local |= o.type == ND_OPT_PREFIX || o.type == ND_OPT_ROUTE;
	}
	return local;
}
