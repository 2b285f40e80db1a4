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
	struct cf_node node;		/* where it stands in the text; of no block if derived */
	struct nd_opt opt;
	bool withdraw_at_stop;		/* RemoveRoute, FlushRDNSS, FlushDNSSL; always for PREF64, DNR */
	bool deprecate_at_stop;		/* DeprecatePrefix */
	bool decrement;			/* DecrementLifetimes */
	const char *base_iface;		/* Base6Interface; NULL = not given */
	const char *base_6to4;		/* Base6to4Interface; NULL = not given */
};

/** struct conf_client - a line of `clients`: a host that is served, or (`!`) is not. */
struct conf_client {
	struct cf_node node;
	struct in6_addr addr;
	bool ignore;
};

/** struct conf_addr - a line of AdvRASrcAddress. */
struct conf_addr {
	struct cf_node node;
	struct in6_addr addr;
};

/** struct conf_prefix - a line of autoignoreprefixes. */
struct conf_prefix {
	struct cf_node node;
	struct ip6_prefix prefix;
};

/**
 * struct conf_pvd - an explicit provisioning domain (RFC 8801), advertised in
 * RAs of its own.
 */
struct conf_pvd {
	struct cf_node node;
	struct nd_opt opt;		/* ND_OPT_PVD; its inner options come from @wire */
	uint32_t link_mtu;		/* AdvLinkMTU, octets; 0 = no option */
	struct view captive_portal;	/* AdvCaptivePortalAPI; empty = none */
	struct conf_option **options;
	uint32_t n_options;
	struct conf_option **wire;	/* as in struct conf_iface, MTU behind DNSSL */
	uint32_t n_wire;
};

/**
 * struct conf_router - an allowed router, described in the words of an
 * interface block. A kind of which nothing is listed is free; once one item is
 * listed, an unlisted one of that kind is a finding.
 *
 * Lifetimes and preferences of @options are upper bounds; those that are not
 * given have the highest value, so that nothing is above them. Switches
 * are not compared.
 */
struct conf_router {
	struct cf_node node;
	bool any;			/* `router any`: whatever its address */
	struct in6_addr addr;		/* link-local */
	struct view lladdrs;		/* 6 octets each; empty = any */
	uint32_t link_mtu;		/* AdvLinkMTU; 0 = free */
	uint32_t max_lifetime_s;	/* MaxLifetime; 65535 = free */
	int8_t max_preference;		/* MaxPreference; high = free */
	struct conf_option **options;	/* prefix, route, RDNSS, DNSSL, nat64prefix */
	uint32_t n_options;
};

/** struct conf_watch - `watch { ... }` of an interface (ROGUE 5.8). */
struct conf_watch {
	struct cf_node node;
	bool allow_snac, no_router_expected, promiscuous, evidence, reannounce;
	uint32_t alert_interval_s;
	uint32_t cease_after_s;		/* 0 = automatic */
	uint32_t max_incidents;
	uint32_t budget_percent;	/* of one core, for reading frames */
	const char *hook;		/* absolute path; NULL = none */
	struct conf_router **routers;
	uint32_t n_routers;
};

/** struct conf_iface - one interface block, complete: every default is filled in. */
struct conf_iface {
	struct cf_node node;
	const char *name;		/* or a pattern with * and ? */
	bool is_pattern;		/* a template for every interface that matches */
	uint32_t number;		/* of the block in the text, from 0 */
	bool ignore_if_missing;
	bool advertise;			/* AdvSendAdvert */
	struct nd_ra ra;		/* the header as configured */
	nd_ms max_ms, min_ms;		/* MaxRtrAdvInterval, MinRtrAdvInterval */
	nd_ms min_delay_ms;		/* MinDelayBetweenRAs */
	uint32_t link_mtu;		/* AdvLinkMTU, octets; 0 = no option */
	uint32_t ra_mtu;		/* AdvRAMTU, octets of IPv6 packet, 1280.. */
	bool source_lladdr;		/* AdvSourceLLAddress */
	bool unicast_only;		/* UnicastOnly */
	bool unrestricted_unicast;	/* UnrestrictedUnicast */
	bool solicited_unicast;		/* AdvRASolicitedUnicast */
	bool require_source_lladdr;	/* RequireSourceLLAddress */
	uint32_t max_unicast_rate;	/* answers a second, 0 = no limits */
	uint32_t max_solicited_delay_ms;
	bool final_at_stop;		/* RemoveAdvOnExit */
	uint8_t final_ras;		/* FinalRAs, 1..3 */
	bool mobile_ipv6;		/* the minima of RFC 6275 s. 7.5 apply */

	bool adv_interval;		/* AdvIntervalOpt */
	bool home_agent_info;		/* AdvHomeAgentInfo */
	struct nd_opt_home_agent home_agent;	/* HomeAgentPreference, HomeAgentLifetime, ... */
	struct view captive_portal;	/* AdvCaptivePortalAPI; empty = none */
	bool kernel_variables;		/* KernelVariables */
	bool static_withdraw;		/* StaticWithdraw */
	bool customer_edge;		/* CustomerEdge */
	struct ip6_prefix follow_route;	/* FollowRoute */
	bool follows_route;		/* it is given */

	struct conf_watch **watches;	/* at most one */
	uint32_t n_watches;
	struct conf_client **clients;
	uint32_t n_clients;
	struct conf_addr **sources;	/* AdvRASrcAddress, the first one wins */
	uint32_t n_sources;
	struct conf_prefix **ignored;	/* autoignoreprefixes */
	uint32_t n_ignored;
	struct conf_pvd **pvds;
	uint32_t n_pvds;
	struct conf_option **options;	/* as given, in the order of the text */
	uint32_t n_options;
	/*
	 * What is sent, in wire order: PIO, PREF64, RIO, RDNSS, DNSSL, interval,
	 * home agent, 6CO, ABRO, captive portal, DNR, AdvOption; within a kind the
	 * order of the text. MTU and SLLAO are not here: they depend on the link.
	 */
	struct conf_option **wire;
	uint32_t n_wire;
};

enum conf_log_format {
	CONF_LOG_TEXT,
	CONF_LOG_JSON,
};

/** struct conf - a whole configuration; immutable, freed with its talloc context. */
struct conf {
	struct cf_node node;
	const char *control_socket;	/* ControlSocket; NULL = the default, "" = off */
	const char *state_directory;	/* StateDirectory; NULL = the default, "" = off */
	enum conf_log_format log_format;
	struct conf_iface **ifaces;	/* in the order of the text */
	struct conf_iface **by_name;	/* those that are no patterns, in the order of strcmp() */
	struct conf_iface **patterns;	/* the others, in the order of the text */
	struct conf_iface **defaults;	/* `defaults`, already taken over by the interfaces; or none */
	uint32_t n_ifaces, n_by_name, n_patterns, n_defaults;
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

/**
 * conf_iface_find - the block for interface @name: the one with just this name,
 * else the first pattern of the text that matches; NULL if there is none.
 */
const struct conf_iface *conf_iface_find(const struct conf *c, const char *name);

#endif
