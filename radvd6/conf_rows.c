/* SPDX-License-Identifier: ISC */
/*
 * The schema of the blocks that are options, three times: what may stand in an
 * interface may stand in a provisioning domain as well (RFC 8801 s. 3.1), and
 * an allowed router is described in the same words. What an option's own row of
 * the option table says is not said again here.
 */
#include "conf_rows.h"

#include "conf_check.h"

#define FIELDS(table) .fields = (table), .n_fields = &(const unsigned){ ARRAY_LEN(table) }
#define OPTION(member) FIELD_AT(struct conf_option, member)
#define DNR(member) FIELD_AT(struct conf_dnr, member)
#define PVD(member) FIELD_AT(struct conf_pvd, member)

static const struct field prefix_fields[] = {
	{ .name = "deprecate-at-stop", .keyword = "DeprecatePrefix", .kind = FIELD_BOOL,
	  OPTION(deprecate_at_stop), .max = 1 },
	{ .name = "decrement", .keyword = "DecrementLifetimes", .kind = FIELD_BOOL,
	  OPTION(decrement), .max = 1 },
	{ .name = "base-interface", .keyword = "Base6Interface", .kind = FIELD_STRING,
	  OPTION(base_iface) },
	{ .name = "base-6to4-interface", .keyword = "Base6to4Interface", .kind = FIELD_STRING,
	  OPTION(base_6to4) },
};

static const struct field route_fields[] = {
	{ .name = "withdraw-at-stop", .keyword = "RemoveRoute", .kind = FIELD_BOOL,
	  OPTION(withdraw_at_stop), .max = 1, .def = 1 },
};

static const struct field rdnss_fields[] = {
	{ .name = "withdraw-at-stop", .keyword = "FlushRDNSS", .kind = FIELD_BOOL,
	  OPTION(withdraw_at_stop), .max = 1, .def = 1 },
};

static const struct field dnssl_fields[] = {
	{ .name = "withdraw-at-stop", .keyword = "FlushDNSSL", .kind = FIELD_BOOL,
	  OPTION(withdraw_at_stop), .max = 1, .def = 1 },
};

/* Withdrawn at stop always: no keyword (RADVD-CONF 6.2). */
static const struct field nat64prefix_fields[] = {
	{ .name = "withdraw-at-stop", .kind = FIELD_BOOL, OPTION(withdraw_at_stop), .max = 1,
	  .def = 1 },
};

static const struct field dnr_fields[] = {
	{ .name = "withdraw-at-stop", .kind = FIELD_BOOL, DNR(option.withdraw_at_stop), .max = 1,
	  .def = 1 },
	{ .name = "alpn", .keyword = "AdvDNRSvcAlpn", .kind = FIELD_WORDS, DNR(alpn) },
	{ .name = "port", .keyword = "AdvDNRSvcPort", .kind = FIELD_UINT, DNR(port),
	  .max = UINT16_MAX },
	{ .name = "dohpath", .keyword = "AdvDNRSvcDohpath", .kind = FIELD_STRING, DNR(dohpath) },
};

/* An option as octets: no row of the table knows it. */
static const struct field adv_option_fields[] = {
	{ .name = "type", .kind = FIELD_UINT, .flags = FIELD_HEAD | FIELD_REQUIRED,
	  OPTION(opt.type), .max = UINT8_MAX },
	{ .name = "octets", .kind = FIELD_OCTETS, .flags = FIELD_HEAD | FIELD_REQUIRED,
	  OPTION(opt.raw.octets) },
};

static const struct field pvd_fields[] = {
	{ .name = "link-mtu", .keyword = "AdvLinkMTU", .kind = FIELD_UINT, PVD(link_mtu),
	  .max = UINT32_MAX, .unit = "octets" },
	{ .name = "captive-portal", .keyword = "AdvCaptivePortalAPI", .kind = FIELD_TEXT,
	  PVD(captive_portal) },
};

static const char *const rdnss_ignored[] = { "AdvRDNSSPreference", "AdvRDNSSOpen", NULL };

#define SIZED(owner, type, finish_)                                                                \
	.size = sizeof(type), .list_off = offsetof(owner, options),                                \
	.count_off = offsetof(owner, n_options), .finish = (finish_)

#define OPTION_BLOCK(owner, type_, finish_)                                                        \
	SIZED(owner, struct conf_option, finish_),                                                 \
	.parts[0] = { .off = offsetof(struct conf_option, opt), .option = (type_) }

#define OPTION_BLOCKS(owner, finish_, flags_)                                                      \
	{                                                                                          \
		[CONF_PREFIX] = { .keyword = "prefix", .flags = CF_BRACES_OPTIONAL | (flags_),     \
				  OPTION_BLOCK(owner, ND_OPT_PREFIX, finish_),                     \
				  .parts[1] = { FIELDS(prefix_fields) } },                         \
		[CONF_NAT64PREFIX] = { .keyword = "nat64prefix",                                   \
				       .flags = CF_BRACES_OPTIONAL | (flags_),                     \
				       OPTION_BLOCK(owner, ND_OPT_PREF64, finish_),                \
				       .parts[1] = { FIELDS(nat64prefix_fields) } },               \
		[CONF_ROUTE] = { .keyword = "route", .flags = (flags_),                            \
				 OPTION_BLOCK(owner, ND_OPT_ROUTE, finish_),                       \
				 .parts[1] = { FIELDS(route_fields) } },                           \
		[CONF_RDNSS] = { .keyword = "RDNSS", .flags = (flags_),                            \
				 OPTION_BLOCK(owner, ND_OPT_RDNSS, finish_),                       \
				 .parts[1] = { FIELDS(rdnss_fields) }, .ignored = rdnss_ignored,   \
				 .on_addr = conf_check_server },                                   \
		[CONF_DNSSL] = { .keyword = "DNSSL", .flags = (flags_),                            \
				 OPTION_BLOCK(owner, ND_OPT_DNSSL, finish_),                       \
				 .parts[1] = { FIELDS(dnssl_fields) } },                           \
		[CONF_DNR] = { .keyword = "DNR", SIZED(owner, struct conf_dnr, finish_),           \
			       .parts = { { .off = offsetof(struct conf_dnr, option.opt),          \
					    .option = ND_OPT_DNR },                                \
					  { FIELDS(dnr_fields) } },                                \
			       .on_addr = conf_check_resolver },                                   \
		[CONF_LOWPANCO] = { .keyword = "lowpanco",                                         \
				    OPTION_BLOCK(owner, ND_OPT_6CO, finish_) },                    \
		[CONF_ABRO] = { .keyword = "abro", .flags = CF_OLD_LENGTH,                         \
				OPTION_BLOCK(owner, ND_OPT_ABRO, finish_) },                       \
		[CONF_ADV_OPTION] = { .keyword = "AdvOption", .flags = CF_STATEMENT,               \
				      SIZED(owner, struct conf_option, finish_),                   \
				      .parts[0] = { FIELDS(adv_option_fields) } },                 \
	}

const struct cf_block conf_iface_option[] =
	OPTION_BLOCKS(struct conf_iface, conf_finish_option, 0);
const struct cf_block conf_pvd_option[] =
	OPTION_BLOCKS(struct conf_pvd, conf_finish_option, 0);
const struct cf_block conf_router_option[] =
	OPTION_BLOCKS(struct conf_router, conf_finish_bound, CF_GIVEN_ONLY);

static const struct cf_block *const pvd_blocks[] = {
	&conf_pvd_option[CONF_PREFIX],	   &conf_pvd_option[CONF_NAT64PREFIX],
	&conf_pvd_option[CONF_ROUTE],	   &conf_pvd_option[CONF_RDNSS],
	&conf_pvd_option[CONF_DNSSL],	   &conf_pvd_option[CONF_DNR],
	&conf_pvd_option[CONF_LOWPANCO],   &conf_pvd_option[CONF_ABRO],
	&conf_pvd_option[CONF_ADV_OPTION], NULL,
};

const struct cf_block conf_pvd_block = {
	.keyword = "pvd",
	.size = sizeof(struct conf_pvd),
	.parts = {
		{ .off = offsetof(struct conf_pvd, opt), .option = ND_OPT_PVD },
		{ FIELDS(pvd_fields) },
	},
	.blocks = pvd_blocks,
	.list_off = offsetof(struct conf_iface, pvds),
	.count_off = offsetof(struct conf_iface, n_pvds),
	.finish = conf_finish_pvd,
};
