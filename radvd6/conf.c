/* SPDX-License-Identifier: ISC */
/*
 * The schema of radvd.conf as radvd6 reads it. What the values must be to each
 * other is in conf_check.c and conf_option.c.
 */
#include "conf.h"

#include "conf_check.h"
#include "conf_rows.h"

#define FIELDS(table) .fields = (table), .n_fields = &(const unsigned){ ARRAY_LEN(table) }
#define IFACE(member) FIELD_AT(struct conf_iface, member)

#define MAX_INTERVAL_MS 65535000u	/* RFC 8319 s. 4 */
#define MOBILE_MAX_MS 70u		/* RFC 6275 s. 7.5 */
#define MOBILE_MIN_MS 30u

static const struct field name_fields[] = {
	{ .name = "name", .kind = FIELD_STRING, .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED,
	  IFACE(name) },
};

static const struct field iface_fields[] = {
	{ .name = "ignore-if-missing", .keyword = "IgnoreIfMissing", .kind = FIELD_BOOL,
	  IFACE(ignore_if_missing), .max = 1, .def = 1 },
	{ .name = "advertise", .keyword = "AdvSendAdvert", .kind = FIELD_BOOL, IFACE(advertise),
	  .max = 1 },
	{ .name = "max-interval", .keyword = "MaxRtrAdvInterval", .kind = FIELD_MILLIS,
	  IFACE(max_ms), .min = MOBILE_MAX_MS, .max = MAX_INTERVAL_MS, .def = 600000, .unit = "s" },
	{ .name = "min-interval", .keyword = "MinRtrAdvInterval", .kind = FIELD_MILLIS,
	  .flags = FIELD_DERIVED, IFACE(min_ms), .min = MOBILE_MIN_MS, .max = MAX_INTERVAL_MS,
	  .unit = "s" },
	{ .name = "min-delay", .keyword = "MinDelayBetweenRAs", .kind = FIELD_MILLIS,
	  .flags = FIELD_DERIVED, IFACE(min_delay_ms), .min = MOBILE_MIN_MS,
	  .max = UINT32_MAX * UINT64_C(1000), .def = 3000, .unit = "s" },
	{ .name = "link-mtu", .keyword = "AdvLinkMTU", .kind = FIELD_UINT, IFACE(link_mtu),
	  .max = UINT32_MAX, .unit = "octets" },
	{ .name = "ra-mtu", .keyword = "AdvRAMTU", .kind = FIELD_UINT, IFACE(ra_mtu), .min = 1280,
	  .max = 131072, .def = 1280, .unit = "octets" },
	{ .name = "source-lladdr", .keyword = "AdvSourceLLAddress", .kind = FIELD_BOOL,
	  IFACE(source_lladdr), .max = 1, .def = 1 },
	{ .name = "unicast-only", .keyword = "UnicastOnly", .kind = FIELD_BOOL,
	  IFACE(unicast_only), .max = 1 },
	{ .name = "unrestricted-unicast", .keyword = "UnrestrictedUnicast", .kind = FIELD_BOOL,
	  IFACE(unrestricted_unicast), .max = 1 },
	{ .name = "solicited-unicast", .keyword = "AdvRASolicitedUnicast", .kind = FIELD_BOOL,
	  IFACE(solicited_unicast), .max = 1, .def = 1 },
	{ .name = "require-source-lladdr", .keyword = "RequireSourceLLAddress",
	  .kind = FIELD_BOOL, IFACE(require_source_lladdr), .max = 1 },
	{ .name = "max-unicast-rate", .keyword = "MaxUnicastRate", .kind = FIELD_UINT,
	  IFACE(max_unicast_rate), .max = 1000000, .def = 100, .unit = "a second" },
	{ .name = "max-solicited-delay", .keyword = "MaxSolicitedDelay", .kind = FIELD_UINT,
	  IFACE(max_solicited_delay_ms), .max = 450, .def = 450, .unit = "ms" },
	{ .name = "final-at-stop", .keyword = "RemoveAdvOnExit", .kind = FIELD_BOOL,
	  IFACE(final_at_stop), .max = 1, .def = 1 },
	{ .name = "final-ras", .keyword = "FinalRAs", .kind = FIELD_UINT, IFACE(final_ras),
	  .min = 1, .max = 3, .def = 1 },
	{ .name = "adv-interval", .keyword = "AdvIntervalOpt", .kind = FIELD_BOOL,
	  IFACE(adv_interval), .max = 1 },
	{ .name = "home-agent-info", .keyword = "AdvHomeAgentInfo", .kind = FIELD_BOOL,
	  IFACE(home_agent_info), .max = 1 },
	{ .name = "mobile-router", .keyword = "AdvMobRtrSupportFlag", .kind = FIELD_BOOL,
	  IFACE(home_agent.mobile_router), .max = 1 },
	{ .name = "home-agent-preference", .keyword = "HomeAgentPreference", .kind = FIELD_UINT,
	  IFACE(home_agent.preference), .max = UINT16_MAX },
	{ .name = "home-agent-lifetime", .keyword = "HomeAgentLifetime", .kind = FIELD_UINT,
	  .flags = FIELD_DERIVED, IFACE(home_agent.lifetime_s), .min = 1, .max = 65520,
	  .unit = "s" },
	{ .name = "captive-portal", .keyword = "AdvCaptivePortalAPI", .kind = FIELD_TEXT,
	  IFACE(captive_portal) },
	{ .name = "kernel-variables", .keyword = "KernelVariables", .kind = FIELD_BOOL,
	  IFACE(kernel_variables), .max = 1, .def = 1 },
	{ .name = "static-withdraw", .keyword = "StaticWithdraw", .kind = FIELD_BOOL,
	  IFACE(static_withdraw), .max = 1 },
	{ .name = "customer-edge", .keyword = "CustomerEdge", .kind = FIELD_BOOL,
	  IFACE(customer_edge), .max = 1 },
	{ .name = "follow-route", .keyword = "FollowRoute", .kind = FIELD_PREFIX,
	  IFACE(follow_route) },
};

/* -- lists of bare values -- */

static const struct field client_fields[] = {
	{ .name = "client", .kind = FIELD_ADDR, .flags = FIELD_HEAD,
	  FIELD_AT(struct conf_client, addr) },
	{ .name = "ignore", .kind = FIELD_BOOL, FIELD_AT(struct conf_client, ignore), .max = 1 },
};

static const struct cf_block clients_block = {
	.keyword = "clients",
	.size = sizeof(struct conf_client),
	.flags = CF_LIST,
	.parts = { { FIELDS(client_fields) } },
	.list_off = offsetof(struct conf_iface, clients),
	.count_off = offsetof(struct conf_iface, n_clients),
};

static const struct field source_fields[] = {
	{ .name = "source", .kind = FIELD_ADDR, .flags = FIELD_HEAD,
	  FIELD_AT(struct conf_addr, addr) },
};

static const struct cf_block sources_block = {
	.keyword = "AdvRASrcAddress",
	.size = sizeof(struct conf_addr),
	.flags = CF_LIST,
	.parts = { { FIELDS(source_fields) } },
	.list_off = offsetof(struct conf_iface, sources),
	.count_off = offsetof(struct conf_iface, n_sources),
};

static const struct field ignored_fields[] = {
	{ .name = "prefix", .kind = FIELD_PREFIX, .flags = FIELD_HEAD,
	  FIELD_AT(struct conf_prefix, prefix) },
};

static const struct cf_block ignored_block = {
	.keyword = "autoignoreprefixes",
	.size = sizeof(struct conf_prefix),
	.flags = CF_LIST,
	.parts = { { FIELDS(ignored_fields) } },
	.list_off = offsetof(struct conf_iface, ignored),
	.count_off = offsetof(struct conf_iface, n_ignored),
};

static const struct cf_block *const iface_blocks[] = {
	&conf_iface_option[CONF_PREFIX],     &conf_iface_option[CONF_NAT64PREFIX],
	&conf_iface_option[CONF_ROUTE],	     &conf_iface_option[CONF_RDNSS],
	&conf_iface_option[CONF_DNSSL],	     &conf_iface_option[CONF_DNR],
	&conf_iface_option[CONF_LOWPANCO],   &conf_iface_option[CONF_ABRO],
	&conf_iface_option[CONF_ADV_OPTION], &conf_pvd_block,
	&clients_block,			     &sources_block,
	&ignored_block,			     &conf_watch_block,
	NULL,
};

#define IFACE_PARTS                                                                                \
	{ FIELDS(iface_fields) },                                                                  \
	{ .off = offsetof(struct conf_iface, ra), .fields = nd_ra_fields,                          \
	  .n_fields = &nd_ra_n_fields }

/* Finished with the file: what it does not say may stand in `defaults` further down. */
static const struct cf_block iface_block = {
	.keyword = "interface",
	.size = sizeof(struct conf_iface),
	.parts = { { FIELDS(name_fields) }, IFACE_PARTS },
	.blocks = iface_blocks,
	.list_off = offsetof(struct conf, ifaces),
	.count_off = offsetof(struct conf, n_ifaces),
};

static const struct cf_block defaults_block = {
	.keyword = "defaults",
	.size = sizeof(struct conf_iface),
	.flags = CF_ONCE | CF_TEMPLATE,
	.parts = { IFACE_PARTS },
	.blocks = iface_blocks,
	.list_off = offsetof(struct conf, defaults),
	.count_off = offsetof(struct conf, n_defaults),
};

static const char *const log_formats[] = {
	[CONF_LOG_TEXT] = "text",
	[CONF_LOG_JSON] = "json",
	NULL,
};

static const struct field file_fields[] = {
	{ .name = "control-socket", .keyword = "ControlSocket", .kind = FIELD_STRING,
	  .flags = FIELD_OR_OFF, FIELD_AT(struct conf, control_socket) },
	{ .name = "state-directory", .keyword = "StateDirectory", .kind = FIELD_STRING,
	  .flags = FIELD_OR_OFF, FIELD_AT(struct conf, state_directory) },
	{ .name = "log-format", .keyword = "LogFormat", .kind = FIELD_CHOICE,
	  FIELD_AT(struct conf, log_format), .words = log_formats },
};

static const struct cf_block *const file_blocks[] = { &iface_block, &defaults_block, NULL };

const struct cf_block conf_block = {
	.size = sizeof(struct conf),
	.flags = CF_INCLUDES,
	.parts = { { FIELDS(file_fields) } },
	.blocks = file_blocks,
	.finish = conf_finish_file,
};

struct conf *conf_load(const struct cf_source *source, const char *name, struct diags *diags)
{
	return cf_load(&conf_block, &CF_RADVD, source, name, diags);
}
