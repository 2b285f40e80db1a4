/* SPDX-License-Identifier: ISC */
/* One interface of the table: taking over values and noticing what is different. */
#include "links_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ip6.h"

#define SAME_LIFETIME 2000	/* ms */

struct links_entry *links_entry_new(uint32_t ifindex)
{
	struct links_entry *e = calloc(1, sizeof(*e));

	if (e)
		e->link.ifindex = ifindex;
	return e;
}

void links_entry_free(struct links_entry *e)
{
	free(e->link.addrs);
	free(e);
}

static bool same_link(const struct link *a, const struct link *b)
{
	return strcmp(a->name, b->name) == 0 && a->up == b->up && a->multicast == b->multicast &&
	       a->point_to_point == b->point_to_point && a->type == b->type && a->mtu == b->mtu &&
	       a->lladdr_len == b->lladdr_len && memcmp(a->lladdr, b->lladdr, a->lladdr_len) == 0;
}

bool links_set_link(struct links_entry *e, const struct links_msg_link *m)
{
	bool lower = m->mtu6 && m->mtu6 < m->mtu;
	bool certain = !lower || (m->mtu == e->device_mtu && m->mtu6 == e->link.mtu);
	struct link is = e->link;

	memcpy(is.name, m->name, sizeof(is.name));
	is.up = m->up;
	is.multicast = m->multicast;
	is.point_to_point = m->point_to_point;
	is.type = m->type;
	is.mtu = lower ? m->mtu6 : m->mtu;
	memcpy(is.lladdr, m->lladdr, sizeof(is.lladdr));
	is.lladdr_len = m->lladdr_len;
	e->dirty = e->dirty || !same_link(&e->link, &is);
	e->link = is;
	if (m->has_force_forwarding)
		e->force_forwarding = m->force_forwarding;
	e->device_mtu = m->mtu;
	e->exists = true;
	return certain;
}

/* Behind the addresses, in the same piece of memory: the round that showed each last. */
static uint8_t *seen_of(const struct link *l)
{
	return (uint8_t *)(l->addrs + l->cap_addrs);
}

static size_t addrs_size(size_t cap)
{
	return cap * (sizeof(struct link_addr) + 1);
}

static int grow(struct link *l)
{
	size_t cap = l->cap_addrs ? 2u * l->cap_addrs : 1;
	struct link was = *l;
	struct link_addr *addrs;

	if (cap > UINT16_MAX)
		return -ENOMEM;
	addrs = malloc(addrs_size(cap));
	if (!addrs)
		return -ENOMEM;
	l->addrs = addrs;
	l->cap_addrs = (uint16_t)cap;
	if (was.n_addrs) {
		memcpy(l->addrs, was.addrs, was.n_addrs * sizeof(*addrs));
		memcpy(seen_of(l), seen_of(&was), was.n_addrs);
	}
	free(was.addrs);
	return 0;
}

static bool same_time(nd_ms a, nd_ms b)
{
	if (a == ND_NEVER || b == ND_NEVER)
		return a == b;
	return (a > b ? a - b : b - a) <= SAME_LIFETIME;
}

static bool same_addr(const struct link_addr *a, const struct link_addr *b)
{
	return a->plen == b->plen && a->tentative == b->tentative &&
	       a->dad_failed == b->dad_failed && a->deprecated == b->deprecated &&
	       a->temporary == b->temporary && same_time(a->preferred_until, b->preferred_until) &&
	       same_time(a->valid_until, b->valid_until);
}

static uint16_t index_of(const struct link *l, const struct in6_addr *a)
{
	const struct link_addr *found = link_has_addr(l, a);

	return found ? (uint16_t)(found - l->addrs) : l->n_addrs;
}

int links_set_addr(struct links_entry *e, const struct link_addr *a, uint8_t round)
{
	struct link *l = &e->link;
	uint16_t i = index_of(l, &a->addr);

	if (i == l->n_addrs) {
		if (l->n_addrs == l->cap_addrs && grow(l) < 0)
			return -ENOMEM;
		l->n_addrs++;
		l->addrs[i] = *a;
		e->dirty = true;
	} else if (!same_addr(&l->addrs[i], a)) {
		l->addrs[i] = *a;
		e->dirty = true;
	}
	seen_of(l)[i] = round;
	return 0;
}

/* Those behind move up: link_source() takes the oldest, which must not change. */
static void remove_at(struct links_entry *e, uint16_t i)
{
	struct link *l = &e->link;
	size_t behind = (size_t)(l->n_addrs - i - 1);

	memmove(&l->addrs[i], &l->addrs[i + 1], behind * sizeof(l->addrs[0]));
	memmove(&seen_of(l)[i], &seen_of(l)[i + 1], behind);
	l->n_addrs--;
	e->dirty = true;
}

void links_drop_addr(struct links_entry *e, const struct in6_addr *a)
{
	uint16_t i = index_of(&e->link, a);

	if (i < e->link.n_addrs)
		remove_at(e, i);
}

void links_sweep_addrs(struct links_entry *e, uint8_t round)
{
	for (uint16_t i = e->link.n_addrs; i-- > 0;) {
		if (seen_of(&e->link)[i] != round)
			remove_at(e, i);
	}
}

void links_set_forwarding(struct links_entry *e, bool all_forwarding)
{
	bool is = e->conf_forwarding && (all_forwarding || e->force_forwarding);

	e->dirty = e->dirty || e->link.forwarding != is;
	e->link.forwarding = is;
}

size_t links_entry_memory(const struct links_entry *e)
{
	return sizeof(*e) + addrs_size(e->link.cap_addrs);
}
