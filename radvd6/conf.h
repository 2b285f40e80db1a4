/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_CONF_H
#define RADVD6_CONF_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "millis.h"
#include "nd_msg.h"
#include "nd_opt.h"
#include "parse.h"
#include "schema.h"

/**
 * struct conf_option - an option that an interface advertises.
 *
 * One type for every kind of option: what a kind has of its own is in @opt.
 */
struct conf_option {
	struct cf_node node;		/* where it stands in the text */
	struct nd_opt opt;
	bool withdraw_at_stop;		/* RemoveRoute, FlushRDNSS, FlushDNSSL; always for PREF64, DNR */
	bool deprecate_at_stop;		/* DeprecatePrefix */
	bool decrement;			/* DecrementLifetimes */
};

/** struct conf_iface - one interface block, complete: every default is filled in. */
struct conf_iface {
	struct cf_node node;
	const char *name;
	bool ignore_if_missing;
	bool advertise;			/* AdvSendAdvert */
	struct nd_ra ra;		/* the header as configured */
	nd_ms max_ms, min_ms;		/* MaxRtrAdvInterval, MinRtrAdvInterval */
	nd_ms min_delay_ms;		/* MinDelayBetweenRAs */
	uint32_t link_mtu;		/* AdvLinkMTU, octets; 0 = no option */
	uint32_t ra_mtu;		/* AdvRAMTU, octets of IPv6 packet, 1280.. */
	bool source_lladdr;		/* AdvSourceLLAddress */
	bool unicast_only;		/* UnicastOnly */
	bool solicited_unicast;		/* AdvRASolicitedUnicast */
	uint32_t max_unicast_rate;	/* answers a second, 0 = no limits */
	uint32_t max_solicited_delay_ms;
	bool final_at_stop;		/* RemoveAdvOnExit */
	uint8_t final_ras;		/* FinalRAs, 1..3 */
	bool mobile_ipv6;		/* the minima of RFC 6275 s. 7.5 apply */
	struct conf_option **options;	/* in the order in which they go out: PIO, PREF64, RIO,
					 * RDNSS, DNSSL, within a kind the order of the text */
	uint32_t n_options;
};

/** struct conf - a whole configuration; immutable, freed with its talloc context. */
struct conf {
	struct cf_node node;
	struct conf_iface **ifaces;	/* in the order of the text */
	struct conf_iface **by_name;	/* the same, in the order of strcmp() */
	uint32_t n_ifaces;
};

/** conf_block - the schema of the file, for the parser, the printer and the rules test. */
extern const struct cf_block conf_block;

/**
 * conf_load - parse and check a whole configuration.
 *
 * @source: where texts come from; nothing is opened here
 * @name:   the name of the main file, as it stands in diagnostics
 * @diags:  gets every fault, at most its own limit
 *
 * The answer depends on the text alone, never on the machine.
 *
 * Returns the configuration, owned by the caller (talloc_free()), or NULL if
 * @diags has an error.
 */
struct conf *conf_load(const struct cf_source *source, const char *name, struct diags *diags);

/** conf_iface_find - the block for interface @name; NULL if there is none. */
const struct conf_iface *conf_iface_find(const struct conf *c, const char *name);

#endif
