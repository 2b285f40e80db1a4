/* SPDX-License-Identifier: ISC */
/*
 * An interface: derived defaults and checks of values
 * against each other (RFC 4861 s. 6.2.1 with erratum 3154 and RFC 8319, the
 * minima of RFC 6275 s. 7.5). A value that may not be what was meant is no
 * ground to find fault with another one.
 */
#include "conf_check.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#define MIN_MAX_MS 4000
#define MIN_MIN_MS 3000
#define MIN_DELAY_MS 3000
#define MOBILE_MIN_MS 30
#define DEFAULT_DELAY_MS 3000
#define NO_CLAMP_FROM_MS 9000	/* RFC 4861 s. 6.2.1: below it the default of Min is 0.75 * Max */
#define MIN_LINK_MTU 1280u	/* RFC 8200 s. 5 */

#define AT(member) offsetof(struct conf_iface, member)

void conf_put_ms(struct text *t, nd_ms ms)
{
	static const struct field span = { .kind = FIELD_MILLIS };

	field_put(t, &span, &ms);
}

static const char *show_ms(char buf[static 32], nd_ms ms)
{
	struct text t;

	text_init(&t, buf, 32);
	conf_put_ms(&t, ms);
	return buf;
}

static const struct cf_pos *at(const struct conf_iface *i, size_t off)
{
	return cf_pos_of(&i->node, off);
}

static bool in_doubt(const struct conf_iface *i, size_t off)
{
	return cf_in_doubt(&i->node, off);
}

/* -- derived defaults -- */

/* */
static nd_ms default_min_ms(const struct conf_iface *i)
{
	if (i->mobile_ipv6)
		return nd_ms_max(i->max_ms * 33 / 100, MOBILE_MIN_MS);
	if (i->max_ms < NO_CLAMP_FROM_MS)
		return i->max_ms * 75 / 100;
	return nd_ms_max(i->max_ms * 33 / 100, MIN_MIN_MS);
}

/* */
static uint16_t default_lifetime_s(const struct conf_iface *i)
{
	nd_ms lifetime_s = 3 * i->max_ms / ND_SECOND;

	return (uint16_t)nd_ms_min(nd_ms_max(lifetime_s, 1), UINT16_MAX);
}

static void derive(struct conf_iface *i)
{
	i->mobile_ipv6 = conf_is_mobile(i);
	if (!cf_is_set(&i->node, AT(min_ms)))
		i->min_ms = default_min_ms(i);
	if (!cf_is_set(&i->node, AT(ra.router_lifetime_s)))
		i->ra.router_lifetime_s = default_lifetime_s(i);
	/* RFC 6275 s. 7.5 wants the spacing to follow a small Min. */
	if (!cf_is_set(&i->node, AT(min_delay_ms)))
		i->min_delay_ms = i->mobile_ipv6 ? nd_ms_min(i->min_ms, DEFAULT_DELAY_MS) :
						   DEFAULT_DELAY_MS;
	if (!cf_is_set(&i->node, AT(home_agent.lifetime_s)))
		i->home_agent.lifetime_s = conf_default_home_agent_lifetime(i);
	i->follows_route = cf_is_set(&i->node, AT(follow_route));
}

/* -- timers and header -- */

#define MOBILE_HINT "smaller values are for Mobile IPv6 only: AdvHomeAgentFlag, AdvIntervalOpt or " \
		    "AdvRouterAddr on"

static void too_small(const struct cf_ctx *c, const struct conf_iface *i, size_t off,
		      const char *keyword, nd_ms ms, const char *range)
{
	char shown[32];

	cf_error(c, at(i, off), MOBILE_HINT, "%s is out of range: %s takes %s", show_ms(shown, ms),
		 keyword, range);
}

/* */
static void check_intervals(const struct cf_ctx *c, const struct conf_iface *i)
{
	char min[32], limit[32], range[64];

	if (in_doubt(i, AT(max_ms)))
		return;
	if (!i->mobile_ipv6 && i->max_ms < MIN_MAX_MS) {
		too_small(c, i, AT(max_ms), "MaxRtrAdvInterval", i->max_ms, "4..65535 s");
		return;
	}
	show_ms(limit, i->max_ms * 3 / 4);
	(void)snprintf(range, sizeof(range), "3..%s s", limit);
	if (!i->mobile_ipv6 && i->min_ms < MIN_MIN_MS)
		too_small(c, i, AT(min_ms), "MinRtrAdvInterval", i->min_ms, range);
	else if (i->min_ms * 4 > i->max_ms * 3)
		cf_error(c, at(i, AT(min_ms)), "leave it out: the default fits every maximum",
			 "MinRtrAdvInterval %s is above %s, 0.75 * MaxRtrAdvInterval",
			 show_ms(min, i->min_ms), limit);
}

/* */
static void check_delay(const struct cf_ctx *c, const struct conf_iface *i)
{
	if (!i->mobile_ipv6 && i->min_delay_ms < MIN_DELAY_MS)
		too_small(c, i, AT(min_delay_ms), "MinDelayBetweenRAs", i->min_delay_ms,
			  "3 s and more");
}

/* */
static void check_lifetime(const struct cf_ctx *c, const struct conf_iface *i)
{
	uint32_t lifetime_s = i->ra.router_lifetime_s;
	char max[32], hint[64];

	if (in_doubt(i, AT(max_ms)) || lifetime_s == 0 || lifetime_s * ND_SECOND >= i->max_ms)
		return;
	(void)snprintf(hint, sizeof(hint), "0 (not a default router), or %lld..65535 s",
		       (long long)((i->max_ms + ND_SECOND - 1) / ND_SECOND));
	cf_error(c, at(i, AT(ra.router_lifetime_s)), hint,
		 "AdvDefaultLifetime %u is below MaxRtrAdvInterval %s: hosts would lose the "
		 "router between two advertisements",
		 lifetime_s, show_ms(max, i->max_ms));
}

/* */
void conf_check_mtu(const struct cf_ctx *c, const struct cf_pos *pos, uint32_t mtu)
{
	if (mtu > 0 && mtu < MIN_LINK_MTU)
		cf_error(c, pos, "0 sends no MTU option",
			 "%lu is out of range: AdvLinkMTU takes 0 or 1280..4294967295 octets",
			 (unsigned long)mtu);
}

/* what can be a route of the kernel that a default router depends on? */
static void check_follow_route(const struct cf_ctx *c, struct conf_iface *i)
{
	struct ip6_prefix *p = &i->follow_route;
	char shown[INET6_ADDRSTRLEN + 8];
	struct text t;

	if (!i->follows_route)
		return;
	if (ip6_is_multicast(&p->addr) || ip6_is_link_local(&p->addr)) {
		cf_error(c, at(i, AT(follow_route)), "::/0 is the default route",
			 "FollowRoute needs a route to unicast addresses beyond the link");
		return;
	}
	if (!ip6_prefix_has_host_bits(p))
		return;
	p->addr = ip6_mask(&p->addr, p->plen);
	text_init(&t, shown, sizeof(shown));
	ip6_prefix_put(&t, p);
	cf_warn(c, at(i, AT(follow_route)), NULL, "bits beyond the prefix length: %s is meant",
		shown);
}

static void check_values(const struct cf_ctx *c, struct conf_iface *i)
{
	check_intervals(c, i);
	check_delay(c, i);
	check_lifetime(c, i);
	conf_check_home_agent(c, i);
	conf_check_mtu(c, at(i, AT(link_mtu)), i->link_mtu);
	if (cf_is_set(&i->node, AT(captive_portal)))
		conf_check_captive_portal(c, at(i, AT(captive_portal)), i->captive_portal);
	check_follow_route(c, i);
}

void conf_finish_iface(const struct cf_ctx *c, struct conf_iface *i)
{
	struct conf_scope own = conf_scope_of_iface(i);

	derive(i);
	check_values(c, i);
	conf_options_derive(c, &own);
	conf_check_contexts(c, &own);
	if (!conf_options_arrange(c, &own) || !conf_check_pvds(c, i))
		cf_error(c, &i->node.pos, NULL, "out of memory");
	conf_check_lists(c, i);
	conf_check_dead(c, i);
}
