/* SPDX-License-Identifier: ISC */
#include "action.h"

#include <assert.h>
#include <stdio.h>

#include "ip6.h"

bool actions_room(const struct actions *out, unsigned n)
{
	return out->n + n <= ACTIONS_MAX && out->n_notes + n <= NOTES_MAX;
}

void actions_clear(struct actions *out)
{
	out->n = 0;
	out->n_notes = 0;
}

static struct action *append(struct actions *out, enum action_kind kind, uint32_t ifindex)
{
	struct action *a = &out->action[out->n];

	assert(out->n < ACTIONS_MAX);
	out->n++;
	a->kind = kind;
	a->ifindex = ifindex;
	return a;
}

void actions_send(struct actions *out, uint32_t ifindex, const struct in6_addr *src,
		  const struct in6_addr *dst, const struct ra_batch *packets)
{
	struct action *a = append(out, ACTION_SEND, ifindex);

	a->src = *src;
	a->dst = *dst;
	a->packets = packets;
}

void actions_group(struct actions *out, enum action_kind kind, uint32_t ifindex)
{
	append(out, kind, ifindex)->dst = IP6_ALL_ROUTERS;
}

void actions_about(struct actions *out, enum action_kind kind, uint32_t ifindex,
		   const struct note *note)
{
	append(out, kind, ifindex)->note = note;
}

struct note *actions_note(struct actions *out, const char *event, enum note_severity severity,
			  const char *iface)
{
	struct action *a = append(out, ACTION_NOTE, 0);
	struct note *n = &out->note[out->n_notes];

	assert(out->n_notes < NOTES_MAX);
	out->n_notes++;
	note_init(n, event, severity);
	if (iface)
		snprintf(n->iface, sizeof(n->iface), "%s", iface);
	a->note = n;
	return n;
}
