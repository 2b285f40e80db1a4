/* SPDX-License-Identifier: ISC */
#include "link.h"

#include <stddef.h>

#include "ip6.h"

const struct link_addr *link_has_addr(const struct link *l, const struct in6_addr *a)
{
	for (uint16_t i = 0; i < l->n_addrs; i++) {
		if (ip6_equal(&l->addrs[i].addr, a))
			return &l->addrs[i];
	}
	return NULL;
}

bool link_addr_usable(const struct link_addr *a)
{
	return !a->tentative && !a->dad_failed;
}

const struct link_addr *link_source(const struct link *l, const struct in6_addr *prefer)
{
	const struct link_addr *best = NULL;

	for (uint16_t i = 0; i < l->n_addrs; i++) {
		const struct link_addr *a = &l->addrs[i];
		bool preferred = prefer && ip6_equal(&a->addr, prefer);

		if (!ip6_is_link_local(&a->addr) || !link_addr_usable(a))
			continue;
		if (!best || (best->deprecated && !a->deprecated) ||
		    (preferred && best->deprecated == a->deprecated))
			best = a;
	}
	return best;
}
