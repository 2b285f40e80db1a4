/* SPDX-License-Identifier: ISC */
#include "wire_order.h"

#include "view.h"

static const uint8_t order[] = {
	ND_OPT_PREFIX, ND_OPT_PREF64,	      ND_OPT_ROUTE,	   ND_OPT_RDNSS,      ND_OPT_DNSSL,
	ND_OPT_MTU,    ND_OPT_SLLA,	      ND_OPT_ADV_INTERVAL, ND_OPT_HOME_AGENT, ND_OPT_6CO,
	ND_OPT_ABRO,   ND_OPT_CAPTIVE_PORTAL, ND_OPT_DNR,	   ND_OPT_PVD,
};

bool wire_is(const struct nd_opt *o, uint8_t type)
{
	return o->type == type && o->desc == nd_opt_desc_of(type);
}

unsigned wire_rank(const struct nd_opt *o)
{
	unsigned rank = 0;

	while (rank < ARRAY_LEN(order) && !wire_is(o, order[rank]))
		rank++;
	return rank;
}
