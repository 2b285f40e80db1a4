/* SPDX-License-Identifier: ISC */
/* The lists of an interface: clients, AdvRASrcAddress, autoignoreprefixes. */
#include "conf_check.h"

static bool is_host(const struct in6_addr *a)
{
	return !ip6_is_multicast(a) && !ip6_is_unspecified(a) && !ip6_is_loopback(a) &&
	       !ip6_is_v4_mapped(a);
}

/* */
static void check_clients(const struct cf_ctx *c, const struct conf_iface *i)
{
	bool served = i->n_clients == 0;

	for (uint32_t k = 0; k < i->n_clients; k++) {
		const struct conf_client *client = i->clients[k];

		if (client->node.faulty)
			served = true;	/* nobody knows what it was to be */
		else if (!is_host(&client->addr))
			cf_error(c, &client->node.pos, "clients are hosts of the link",
				 "not an address that a host can have");
		served = served || !client->ignore;
	}
	if (!served)
		cf_warn(c, &i->clients[0]->node.pos, "list the hosts that are served, too",
			"only hosts that are ignored: nothing is advertised but answers");
}

static void check_source(const struct cf_ctx *c, const struct conf_addr *source)
{
	if (!is_host(&source->addr))
		cf_error(c, &source->node.pos, "for example fe80::1",
			 "not an address that a router can send from");
	else if (!ip6_is_link_local(&source->addr))
		cf_warn(c, &source->node.pos, "give a link-local address, fe80::...",
			"hosts take nothing from this address: it is never used");
}

/* RFC 4861 s. 6.1.2: hosts take advertisements from link-local addresses only. */
static void check_sources(const struct cf_ctx *c, const struct conf_iface *i)
{
	bool usable = i->n_sources == 0;

	for (uint32_t k = 0; k < i->n_sources; k++) {
		const struct conf_addr *source = i->sources[k];

		usable = usable || source->node.faulty || ip6_is_link_local(&source->addr);
		if (!source->node.faulty)
			check_source(c, source);
	}
	if (!usable)
		cf_warn(c, &i->sources[0]->node.pos, "leave AdvRASrcAddress out",
			"no link-local address in AdvRASrcAddress: nothing is ever sent");
}

static bool has_automatic(const struct conf_option *const *options, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++)
		if (conf_is_automatic(options[k]))
			return true;
	return false;
}

static bool any_automatic(const struct conf_iface *i)
{
	if (has_automatic((const struct conf_option *const *)i->options, i->n_options))
		return true;
	for (uint32_t k = 0; k < i->n_pvds; k++) {
		const struct conf_pvd *p = i->pvds[k];

		if (has_automatic((const struct conf_option *const *)p->options, p->n_options))
			return true;
	}
	return false;
}

static void check_ignored(const struct cf_ctx *c, const struct conf_iface *i)
{
	for (uint32_t k = 0; k < i->n_ignored; k++) {
		struct ip6_prefix *p = &i->ignored[k]->prefix;
		char shown[INET6_ADDRSTRLEN + 8];
		struct text t;

		if (!ip6_prefix_has_host_bits(p))
			continue;
		p->addr = ip6_mask(&p->addr, p->plen);
		text_init(&t, shown, sizeof(shown));
		ip6_prefix_put(&t, p);
		cf_warn(c, &i->ignored[k]->node.pos, NULL,
			"bits beyond the prefix length: %s is meant", shown);
	}
	if (i->n_ignored > 0 && !any_automatic(i) && !i->node.faulty)
		cf_warn(c, &i->ignored[0]->node.pos, "add prefix ::/64, or leave the list out",
			"autoignoreprefixes has no effect without a prefix ::/64");
}

void conf_check_lists(const struct cf_ctx *c, struct conf_iface *i)
{
	check_clients(c, i);
	check_sources(c, i);
	check_ignored(c, i);
}
