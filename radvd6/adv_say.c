/* SPDX-License-Identifier: ISC */
/* What an interface tells the operator: notes, each when it is news. */
#include <stdio.h>
#include <string.h>

#include "adv.h"
#include "ip6.h"

#define SAME_ERROR_QUIET_MS ((nd_ms)60000)

void adv_say_obstacle(struct adv *a, enum adv_obstacle o, struct actions *out)
{
	static const struct {
		const char *reason, *what;
	} words[] = {
		[ADV_NO_INTERFACE] = { "no-interface", "waiting for the interface to appear" },
		[ADV_DOWN] = { "link-down", "waiting for the link to come up" },
		[ADV_NO_SOURCE] = { "no-link-local-address",
				    "waiting for a link-local address that has passed duplicate "
				    "address detection" },
	};
	struct note *n;

	if (a->reported && o == a->obstacle)
		return;
	a->obstacle = o;
	a->reported = true;
	if (o == ADV_NOT_ASKED)
		return;
	if (o == ADV_READY) {
		actions_note(out, "advertising", NOTE_INFO, a->name)->src = a->source;
		return;
	}
	n = actions_note(out, "waiting", NOTE_INFO, a->name);
	n->reason = words[o].reason;
	snprintf(n->what, sizeof(n->what), "%s", words[o].what);
}

void adv_say_facts(const struct adv *a, const struct adv_facts *before, struct actions *out)
{
	struct note *n;

	if (!a->facts.forwarding && (!before || before->forwarding)) {
		n = actions_note(out, "forwarding-off", NOTE_WARNING, a->name);
		snprintf(n->what, sizeof(n->what), "IPv6 forwarding is off on this interface; "
			 "router lifetime 0 is advertised until it is on");
	} else if (a->facts.forwarding && before && !before->forwarding) {
		actions_note(out, "forwarding-on", NOTE_INFO, a->name);
	}
	if (a->facts.mtu_option < a->cf->link_mtu &&
	    (!before || before->mtu_option != a->facts.mtu_option)) {
		n = actions_note(out, "mtu-lowered", NOTE_WARNING, a->name);
		n->field = "AdvLinkMTU";
		snprintf(n->expected, sizeof(n->expected), "%u", a->cf->link_mtu);
		snprintf(n->got, sizeof(n->got), "%u", a->facts.mtu_option);
		snprintf(n->what, sizeof(n->what), "AdvLinkMTU is above the MTU of the interface; "
			 "the interface's is advertised");
	}
}

void adv_say_failed(struct adv *a, nd_ms now, const struct in6_addr *dst, int error,
		    struct actions *out)
{
	struct adv_error *e = &a->said[0];
	struct note *n;

	for (unsigned i = 0; i < ADV_ERRORS; i++) {
		if (a->said[i].error == error && now - a->said[i].at < SAME_ERROR_QUIET_MS)
			return;
		if (a->said[i].at < e->at)
			e = &a->said[i];
	}
	e->error = error;
	e->at = now;
	n = actions_note(out, "send-failed", NOTE_WARNING, a->name);
	n->reason = strerrorname_np(error);
	if (ip6_is_multicast(dst)) {
		snprintf(n->what, sizeof(n->what),
			 "the advertisement stays due and is tried again");
		return;
	}
	n->dst = *dst;
	snprintf(n->what, sizeof(n->what), "the host was not answered%s",
		 !a->multicasts ? "" : "; an advertisement to all follows");
}
