/* SPDX-License-Identifier: ISC */
#ifndef ND_RA_FIELDS_H
#define ND_RA_FIELDS_H

#include "field.h"
#include "nd_msg.h"

/*
 * The fixed part of an RA by description, for a struct nd_ra that is the
 * member @m (a dot at its end, or nothing) of struct @type. It stands in the
 * message itself and, by RFC 8801 s. 3.1, inside a PvD option. @lifetime holds
 * the flags of the router lifetime: only that of the message has a derived
 * default, and only there a 0 takes a router away from every host.
 */
#define ND_RA_FIELDS(type, m, lifetime)                                                            \
	{ .name = "cur-hop-limit", .keyword = "AdvCurHopLimit", .kind = FIELD_UINT,                \
	  FIELD_AT(type, m cur_hop_limit), .max = UINT8_MAX, .def = 64 },                          \
	{ .name = "managed", .keyword = "AdvManagedFlag", .kind = FIELD_BOOL,                      \
	  FIELD_AT(type, m managed), .max = 1 },                                                   \
	{ .name = "other", .keyword = "AdvOtherConfigFlag", .kind = FIELD_BOOL,                    \
	  FIELD_AT(type, m other), .max = 1 },                                                     \
	{ .name = "home-agent", .keyword = "AdvHomeAgentFlag", .kind = FIELD_BOOL,                 \
	  FIELD_AT(type, m home_agent), .max = 1 },                                                \
	{ .name = "preference", .keyword = "AdvDefaultPreference", .kind = FIELD_PREFERENCE,       \
	  FIELD_AT(type, m preference), .max = 1, .def = ND_PREF_MEDIUM },                         \
	{ .name = "proxy", .kind = FIELD_BOOL, FIELD_AT(type, m proxy), .max = 1 },                \
	{ .name = "snac", .keyword = "AdvSNACRouterFlag", .kind = FIELD_BOOL,                      \
	  FIELD_AT(type, m snac), .max = 1 },                                                      \
	{ .name = "router-lifetime", .keyword = "AdvDefaultLifetime", .kind = FIELD_UINT,          \
	  .flags = (lifetime), FIELD_AT(type, m router_lifetime_s), .max = UINT16_MAX,             \
	  .unit = "s" },                                                                           \
	{ .name = "reachable-time", .keyword = "AdvReachableTime", .kind = FIELD_UINT,             \
	  FIELD_AT(type, m reachable_ms), .max = 3600000, .unit = "ms" },                          \
	{ .name = "retrans-timer", .keyword = "AdvRetransTimer", .kind = FIELD_UINT,               \
	  FIELD_AT(type, m retrans_ms), .max = UINT32_MAX, .unit = "ms" }

#endif
