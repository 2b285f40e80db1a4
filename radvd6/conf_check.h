/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_CONF_CHECK_H
#define RADVD6_CONF_CHECK_H

#include "conf.h"

/*
 * Hooks of the schema in conf.c: defaults that follow from other values, and
 * what no single value can tell. All of them report by the context.
 */

/** conf_check_server - may @a be an RDNSS server? :: is this router's own address. */
void conf_check_server(const struct cf_ctx *c, const struct cf_pos *pos, const struct in6_addr *a);

/** conf_check_resolver - may @a be an address of a DNR resolver? */
void conf_check_resolver(const struct cf_ctx *c, const struct cf_pos *pos,
			 const struct in6_addr *a);

/** conf_finish_option - what an option block can tell without its interface. */
void conf_finish_option(const struct cf_ctx *c, void *block, void *parent);

/** conf_finish_dnr, ... - the same for one kind; its head was read. */
void conf_finish_dnr(const struct cf_ctx *c, struct conf_option *o);
void conf_finish_6co(const struct cf_ctx *c, struct conf_option *o);
void conf_finish_abro(const struct cf_ctx *c, struct conf_option *o);

/** conf_finish_raw - AdvOption; gives it its row even if its head was not read. */
void conf_finish_raw(const struct cf_ctx *c, struct conf_option *o, bool has_head);

/** conf_finish_bound - an option block of an allowed router: bounds, not something to send. */
void conf_finish_bound(const struct cf_ctx *c, void *block, void *parent);

/** conf_finish_pvd - what a PvD can tell without its interface. */
void conf_finish_pvd(const struct cf_ctx *c, void *block, void *parent);

/** conf_finish_iface - timers, header and options of one interface, brought into wire order. */
void conf_finish_iface(const struct cf_ctx *c, struct conf_iface *i);

/**
 * conf_finish_file - the whole text was read: gives the interfaces what they
 * take from `defaults`, finishes them, and makes the index of their names.
 */
void conf_finish_file(const struct cf_ctx *c, void *block, void *parent);

/**
 * struct conf_scope - options that go out together: those of an interface, or
 * of one of its PvDs.
 *
 * @pvd:      NULL: the interface's own
 * @ra:       the RA header that hosts read with these options
 * @ra_node, @ra_off: the block where it was given, and its place in there
 */
struct conf_scope {
	struct conf_iface *iface;
	struct conf_pvd *pvd;
	const struct nd_ra *ra;
	const struct cf_node *ra_node;
	size_t ra_off;
	struct conf_option **options;
	uint32_t *n_options;
};

/** conf_scope_of_iface, conf_scope_of_pvd - the scopes that there are. */
struct conf_scope conf_scope_of_iface(struct conf_iface *i);
struct conf_scope conf_scope_of_pvd(struct conf_iface *i, struct conf_pvd *p);

/** conf_options_derive - default lifetimes from MaxRtrAdvInterval, and a look at the given ones. */
void conf_options_derive(const struct cf_ctx *c, const struct conf_scope *s);

/** conf_check_contexts - one block per 6LoWPAN context, one border router. */
void conf_check_contexts(const struct cf_ctx *c, const struct conf_scope *s);

/**
 * conf_options_arrange - drop what is not sent (duplicates, link-local
 * prefixes), add what follows from statements (interval, home agent, captive
 * portal, MTU of a PvD), sort it into wire order, and see that each fits a
 * packet. Returns false if memory was refused. Takes n log n steps.
 */
bool conf_options_arrange(const struct cf_ctx *c, const struct conf_scope *s);

/** conf_check_pvds - the PvDs of an interface against it, and against each other. */
bool conf_check_pvds(const struct cf_ctx *c, struct conf_iface *i);

/** conf_check_mtu - may AdvLinkMTU be @mtu? */
void conf_check_mtu(const struct cf_ctx *c, const struct cf_pos *pos, uint32_t mtu);

/** conf_check_captive_portal - may hosts be sent to this URI? */
void conf_check_captive_portal(const struct cf_ctx *c, const struct cf_pos *pos, struct view uri);

/** conf_check_lists - clients, AdvRASrcAddress and autoignoreprefixes. */
void conf_check_lists(const struct cf_ctx *c, struct conf_iface *i);

/** conf_check_dead - what is given and has no effect beside the rest. */
void conf_check_dead(const struct cf_ctx *c, const struct conf_iface *i);

/** conf_check_watch - what the `watch` of an interface asks for, beside the rest of the file. */
void conf_check_watch(const struct cf_ctx *c, const struct conf *conf, const struct conf_iface *i);

/** conf_lint_watch - advice about it. */
void conf_lint_watch(const struct cf_ctx *c, const struct conf_iface *i);

/* -- Mobile IPv6 (RFC 6275) -- */

/** conf_is_mobile - do the minima of RFC 6275 s. 7.5 apply? */
bool conf_is_mobile(const struct conf_iface *i);

/** conf_default_home_agent_lifetime - of HomeAgentLifetime, in s; 0 = there is none. */
uint16_t conf_default_home_agent_lifetime(const struct conf_iface *i);

/** conf_check_home_agent - what a home agent must say, and what only it may say. */
void conf_check_home_agent(const struct cf_ctx *c, const struct conf_iface *i);

/** conf_sends_home_agent - does the Home Agent Information option say anything? */
bool conf_sends_home_agent(const struct conf_iface *i);

/* -- used by several -- */

/** conf_has_head - was the head of the block read? Without it there is nothing to judge. */
bool conf_has_head(const struct conf_option *o);

/** conf_check_path - is @path, given at @pos, an absolute one of at most @max octets? */
void conf_check_path(const struct cf_ctx *c, const struct cf_pos *pos, const char *keyword,
		     const char *path, size_t max);

/** conf_check_nat64 - may this be a NAT64 prefix? */
bool conf_check_nat64(const struct cf_ctx *c, struct conf_option *o);

/** conf_clear_host_bits - warn of bits beyond the prefix length and clear them. */
void conf_clear_host_bits(const struct cf_ctx *c, struct conf_option *o, const char *verb);

/** conf_is_automatic - does the prefix stand for what an interface has? */
bool conf_is_automatic(const struct conf_option *o);

/** conf_prefix_of - the prefix that an option is about; NULL for those that have none. */
struct ip6_prefix *conf_prefix_of(struct conf_option *o);

/** conf_prefix_pos - where it was given. */
const struct cf_pos *conf_prefix_pos(struct conf_option *o);

/** conf_is_one_name - is @names, a FIELD_NAMES, a single one? */
bool conf_is_one_name(struct view names);

/** conf_lint_iface, conf_lint_file - advice about what is no fault; the interfaces are finished. */
void conf_lint_iface(const struct cf_ctx *c, struct conf_iface *i);
bool conf_lint_file(const struct cf_ctx *c, struct conf *conf);

/** conf_put_ms - append a span in seconds with up to three decimals. */
void conf_put_ms(struct text *t, nd_ms ms);

#endif
