/* SPDX-License-Identifier: ISC */
/* Home Agent Information, RFC 6275 s. 7.4, with the mobile router flag of RFC 3963 s. 4.1. */
#include "opt_rows.h"

#define MOBILE_ROUTER 0x8000u

static const struct field fields[] = {
	{ .name = "mobile-router", .keyword = "AdvMobRtrSupportFlag", .kind = FIELD_BOOL,
	  ND_FIELD(home_agent.mobile_router), .max = 1 },
	{ .name = "preference", .keyword = "HomeAgentPreference", .kind = FIELD_UINT,
	  ND_FIELD(home_agent.preference), .max = UINT16_MAX },
	{ .name = "lifetime", .keyword = "HomeAgentLifetime", .kind = FIELD_UINT,
	  .flags = FIELD_DERIVED, ND_FIELD(home_agent.lifetime_s),
	  .min = 1, .max = 65520, .unit = "s" },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	o->home_agent.mobile_router = rbuf_u16(r) & MOBILE_ROUTER;
	o->home_agent.preference = rbuf_u16(r);
	o->home_agent.lifetime_s = rbuf_u16(r);
	return nd_result(r);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	if (o->home_agent.lifetime_s == 0)
		return ND_ERANGE;	/* RFC 6275 s. 7.4 */
	wbuf_u16(w, o->home_agent.mobile_router ? MOBILE_ROUTER : 0);
	wbuf_u16(w, o->home_agent.preference);
	wbuf_u16(w, o->home_agent.lifetime_s);
	return 0;
}

const struct nd_opt_desc nd_row_home_agent = {
	.type = ND_OPT_HOME_AGENT, .name = "home-agent", .rfc = "RFC 6275",
	.min_units = 1, .max_units = 1, .allowed = ND_IN_RA,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
