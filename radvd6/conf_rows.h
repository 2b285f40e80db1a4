/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_CONF_ROWS_H
#define RADVD6_CONF_ROWS_H

#include "conf.h"

/** enum conf_kind - the kinds of options that have a block or statement of their own. */
enum conf_kind {
	CONF_PREFIX,
	CONF_NAT64PREFIX,
	CONF_ROUTE,
	CONF_RDNSS,
	CONF_DNSSL,
	CONF_DNR,
	CONF_LOWPANCO,
	CONF_ABRO,
	CONF_ADV_OPTION,
	CONF_N_KINDS,
};

/**
 * conf_iface_option, conf_pvd_option, conf_router_option - their schemas inside
 * an interface, a PvD, an allowed router; not every kind may stand in the last.
 */
extern const struct cf_block conf_iface_option[CONF_N_KINDS], conf_pvd_option[CONF_N_KINDS],
	conf_router_option[CONF_N_KINDS];

/** conf_pvd_block - the schema of `pvd`. */
extern const struct cf_block conf_pvd_block;

/** conf_watch_block - the schema of `watch`. */
extern const struct cf_block conf_watch_block;

/**
 * struct conf_dnr - a DNR block: service parameters in words, from which those
 * of the option are made.
 */
struct conf_dnr {
	struct conf_option option;
	struct view alpn;	/* AdvDNRSvcAlpn, as a FIELD_WORDS */
	uint16_t port;		/* AdvDNRSvcPort, 0 = not said */
	const char *dohpath;	/* AdvDNRSvcDohpath, NULL = not said */
};

#endif
