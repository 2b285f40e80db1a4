/* SPDX-License-Identifier: ISC */
#include "wire_order.h"

#include "nd_opt.h"
#include "view.h"

static const uint8_t order[] = {
	ND_OPT_PREFIX, ND_OPT_PREF64,	    ND_OPT_ROUTE,      ND_OPT_RDNSS, ND_OPT_DNSSL,
	ND_OPT_MTU,    ND_OPT_SLLA,	    ND_OPT_ADV_INTERVAL, ND_OPT_HOME_AGENT, ND_OPT_6CO,
	ND_OPT_ABRO,   ND_OPT_CAPTIVE_PORTAL, ND_OPT_DNR,	       ND_OPT_PVD,
};

unsigned wire_rank(uint8_t type)
{
	unsigned rank = 0;

	while (rank < ARRAY_LEN(order) && order[rank] != type)
		rank++;
	return rank;
}
