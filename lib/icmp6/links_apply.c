/* SPDX-License-Identifier: ISC */
/* What a netlink message means for the table, and who is told. */
#include "links_apply.h"

#include <errno.h>
#include <linux/rtnetlink.h>

#include "links_msg.h"
#include "links_table.h"

static struct links_entry *entry_get(const struct links *l, uint32_t ifindex)
{
	return idmap_get(&l->map, ifindex);
}

static struct links_entry *entry_put(struct links *l, uint32_t ifindex)
{
	struct links_entry *e = entry_get(l, ifindex);

	if (e)
		return e;
	e = links_entry_new(ifindex);
	if (!e)
		return NULL;
	if (idmap_put(&l->map, ifindex, e) < 0) {
		links_entry_free(e);
		return NULL;
	}
	e->seen = l->round;
	return e;
}

void links_tell(struct links *l, struct links_entry *e)
{
	if (!e->exists || (e->told && !e->dirty))
		return;
	e->dirty = false;
	if (e->told) {
		l->fn(l->arg, LINK_CHANGED, &e->link);
		return;
	}
	e->told = true;
	l->fn(l->arg, LINK_NEW, &e->link);
}

/* @e is out of the map already. */
void links_tell_gone(struct links *l, struct links_entry *e)
{
	if (e->told)
		l->fn(l->arg, LINK_GONE, &e->link);
	links_entry_free(e);
}

/* During dumps nothing is told before all of it is there. */
static void tell_if_live(struct links *l, struct links_entry *e)
{
	if (l->phase == LINKS_LIVE)
		links_tell(l, e);
}

static int apply_link(struct links *l, struct nlmsghdr *nh)
{
	struct links_msg_link m;
	struct links_entry *e;

	if (!links_msg_link(nh, &m))
		return 0;
	if (nh->nlmsg_type == RTM_DELLINK) {
		e = entry_get(l, m.ifindex);
		if (!e)
			return 0;
		idmap_drop(&l->map, m.ifindex);
		links_tell_gone(l, e);
		return 0;
	}
	e = entry_put(l, m.ifindex);
	if (!e)
		return -ENOMEM;
	e->seen = l->round;
	if (!links_set_link(e, &m) && l->phase == LINKS_LIVE)
		l->again = true;
	links_set_forwarding(e, l->all_forwarding);
	tell_if_live(l, e);
	return 0;
}

static int apply_addr(struct links *l, struct nlmsghdr *nh, nd_ms now)
{
	struct links_msg_addr m;
	struct links_entry *e;
	int r = 0;

	if (!links_msg_addr(nh, now, &m))
		return 0;
	e = entry_get(l, m.ifindex);
	if (!e)		/* made during the dump: its own events are still to be read */
		return 0;
	if (nh->nlmsg_type == RTM_DELADDR)
		links_drop_addr(e, &m.addr.addr);
	else
		r = links_set_addr(e, &m.addr, l->round);
	tell_if_live(l, e);
	return r;
}

static void set_all_forwarding(struct links *l, bool forwarding)
{
	uint32_t at = 0;
	struct links_entry *e;

	l->all_forwarding = forwarding;
	while ((e = idmap_each(&l->map, &at)))
		links_set_forwarding(e, forwarding);
	if (l->phase != LINKS_LIVE)
		return;
	l->phase = LINKS_TELL;
	l->tell_at = 0;
}

/* A new interface's switches are told before the interface itself is. */
static int apply_conf(struct links *l, struct nlmsghdr *nh)
{
	struct links_msg_conf m;
	struct links_entry *e;

	if (!links_msg_conf(nh, &m))
		return 0;
	if (m.untold && nh->nlmsg_type == RTM_NEWNETCONF)
		l->again = true;
	if (m.ifindex == LINKS_CONF_ALL) {
		if (m.has_forwarding && m.forwarding != l->all_forwarding)
			set_all_forwarding(l, m.forwarding);
		return 0;
	}
	if (m.ifindex <= 0 || nh->nlmsg_type == RTM_DELNETCONF)
		return 0;
	e = entry_put(l, (uint32_t)m.ifindex);
	if (!e)
		return -ENOMEM;
	if (m.has_forwarding)
		e->conf_forwarding = m.forwarding;
	links_set_forwarding(e, l->all_forwarding);
	tell_if_live(l, e);
	return 0;
}

int links_apply(struct links *l, struct nlmsghdr *nh, nd_ms now)
{
	switch (nh->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		return apply_link(l, nh);
	case RTM_NEWADDR:
	case RTM_DELADDR:
		return apply_addr(l, nh, now);
	case RTM_NEWNETCONF:
	case RTM_DELNETCONF:
		return apply_conf(l, nh);
	default:
		return 0;
	}
}
