/* SPDX-License-Identifier: ISC */
/*
 * Mobile IPv6 (RFC 6275 s. 7, RFC 3963 s. 4.1): when its minima apply, and
 * what a home agent must say and nobody else may.
 */
#include "conf_check.h"

#define MAX_LIFETIME_S 65520u	/* radvd.conf */

#define AT(member) offsetof(struct conf_iface, member)

static const struct cf_pos *at(const struct conf_iface *i, size_t off)
{
	return cf_pos_of(&i->node, off);
}

/* A flag that was not understood may have been on: it gets the benefit of the doubt. */
static bool has_router_addr(const struct conf_iface *i)
{
	for (uint32_t n = 0; n < i->n_options; n++) {
		const struct conf_option *o = i->options[n];

		if (o->opt.type == ND_OPT_PREFIX &&
		    (o->opt.prefix.router_addr ||
		     cf_is_bad(&o->node, offsetof(struct conf_option, opt.prefix.router_addr))))
			return true;
	}
	return false;
}

bool conf_is_mobile(const struct conf_iface *i)
{
	return i->ra.home_agent || cf_is_bad(&i->node, AT(ra.home_agent)) || i->adv_interval ||
	       cf_is_bad(&i->node, AT(adv_interval)) || has_router_addr(i);
}

uint16_t conf_default_home_agent_lifetime(const struct conf_iface *i)
{
	uint16_t lifetime_s = i->ra.router_lifetime_s;

	return lifetime_s < MAX_LIFETIME_S ? lifetime_s : MAX_LIFETIME_S;
}

bool conf_sends_home_agent(const struct conf_iface *i)
{
	const struct nd_opt_home_agent *h = &i->home_agent;

	return i->home_agent_info &&
	       (h->preference != 0 || h->mobile_router ||
		h->lifetime_s != conf_default_home_agent_lifetime(i));
}

/* what every advertisement with H must hold. */
static void check_flag(const struct cf_ctx *c, const struct conf_iface *i)
{
	if (!i->ra.home_agent)
		return;
	if (!i->source_lladdr)
		cf_error(c, at(i, AT(source_lladdr)), "set one of the two to the other value",
			 "AdvHomeAgentFlag on needs AdvSourceLLAddress on");
	if (!has_router_addr(i) && !i->node.faulty)
		cf_error(c, at(i, AT(ra.home_agent)),
			 "give a prefix this router's address and AdvRouterAddr on",
			 "AdvHomeAgentFlag on needs a prefix with AdvRouterAddr on");
}

/* */
static void check_info(const struct cf_ctx *c, const struct conf_iface *i)
{
	if (!i->ra.home_agent && !cf_in_doubt(&i->node, AT(ra.home_agent)))
		cf_error(c, at(i, AT(home_agent_info)), "add AdvHomeAgentFlag on;",
			 "AdvHomeAgentInfo on needs AdvHomeAgentFlag on");
	if (i->home_agent.lifetime_s == 0 && !cf_in_doubt(&i->node, AT(home_agent.lifetime_s)) &&
	    !cf_in_doubt(&i->node, AT(ra.router_lifetime_s)))
		cf_error(c, at(i, AT(home_agent_info)), "add HomeAgentLifetime with 1..65520 s",
			 "AdvHomeAgentInfo needs a HomeAgentLifetime: that of AdvDefaultLifetime is 0");
}

/* The option is not sent: what is said of it is lost. */
static void check_without_info(const struct cf_ctx *c, const struct conf_iface *i)
{
	static const char dead[] = "%s has no effect without AdvHomeAgentInfo on";

	if (cf_in_doubt(&i->node, AT(home_agent_info)))
		return;
	if (i->home_agent.mobile_router)
		cf_error(c, at(i, AT(home_agent.mobile_router)), "add AdvHomeAgentInfo on;",
			 "AdvMobRtrSupportFlag on needs AdvHomeAgentInfo on");
	if (i->home_agent.preference != 0)
		cf_warn(c, at(i, AT(home_agent.preference)), NULL, dead, "HomeAgentPreference");
	if (i->home_agent.lifetime_s != conf_default_home_agent_lifetime(i))
		cf_warn(c, at(i, AT(home_agent.lifetime_s)), NULL, dead, "HomeAgentLifetime");
}

void conf_check_home_agent(const struct cf_ctx *c, const struct conf_iface *i)
{
	check_flag(c, i);
	if (i->home_agent_info)
		check_info(c, i);
	else
		check_without_info(c, i);
}
