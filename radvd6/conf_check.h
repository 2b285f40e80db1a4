/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_CONF_CHECK_H
#define RADVD6_CONF_CHECK_H

#include "conf.h"

/*
 * Hooks of the schema in conf.c: defaults that follow from other values, and
 * what no single value can tell. All of them report by the context.
 */

/** conf_check_server - may @a be an RDNSS server? */
void conf_check_server(const struct cf_ctx *c, const struct cf_pos *pos, const struct in6_addr *a);

/** conf_finish_option - what an option block can tell without its interface. */
void conf_finish_option(const struct cf_ctx *c, void *block, void *parent);

/** conf_finish_iface - timers, header and options of one interface, brought into wire order. */
void conf_finish_iface(const struct cf_ctx *c, void *block, void *parent);

/** conf_finish_file - no interface twice, at least one; makes the index of names. */
void conf_finish_file(const struct cf_ctx *c, void *block, void *parent);

/**
 * conf_options_arrange - drop what is not sent (duplicates, link-local
 * prefixes) and sort the rest into wire order; false if memory was refused.
 * Takes n log n steps.
 */
bool conf_options_arrange(const struct cf_ctx *c, struct conf_iface *iface);

/** conf_options_derive - default lifetimes from MaxRtrAdvInterval, and a look at the given ones. */
void conf_options_derive(const struct cf_ctx *c, struct conf_iface *iface);

/** conf_prefix_of - the prefix that an option is about; NULL for RDNSS and DNSSL. */
struct ip6_prefix *conf_prefix_of(struct conf_option *o);

/** conf_put_ms - append a span in seconds with up to three decimals. */
void conf_put_ms(struct text *t, nd_ms ms);

#endif
