/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_LINKS_MSG_H
#define ICMP6_LINKS_MSG_H

#include <stdbool.h>
#include <stdint.h>

#include "link.h"

struct nlmsghdr;

/** struct links_msg_link - what an RTM_NEWLINK says about an interface. */
struct links_msg_link {
	uint32_t ifindex;
	bool up;			/* administratively, with carrier, and operational */
	bool multicast, point_to_point;
	uint16_t type;			/* ARPHRD_... */
	char name[IF_NAMESIZE];
	uint32_t mtu;			/* octets, of the device */
	uint32_t mtu6;			/* octets, of IPv6 on it; 0 = not said */
	bool has_force_forwarding, force_forwarding; /* conf/IF/force_forwarding */
	uint8_t lladdr[LINK_LLADDR_MAX];
	uint8_t lladdr_len;		/* octets; 0 = the link has no such addresses */
};

/** struct links_msg_addr - what an RTM_NEWADDR or RTM_DELADDR says. */
struct links_msg_addr {
	uint32_t ifindex;
	struct link_addr addr;
};

#define LINKS_CONF_ALL (-1)		/* conf/all */

/** struct links_msg_conf - what an RTM_NEWNETCONF says. */
struct links_msg_conf {
	int32_t ifindex;		/* or LINKS_CONF_ALL; other negative values do not matter */
	bool has_forwarding, forwarding;
	/**
	 * Something changed that the message does not tell: Linux 6.18 reports
	 * force_forwarding like this, and its value only with the link.
	 */
	bool untold;
};

/**
 * links_msg_link - read an RTM_NEWLINK or RTM_DELLINK.
 *
 * Returns whether it is one about an interface as such: messages of a bridge
 * about its ports and wireless events are not, and neither is what cannot be read.
 */
bool links_msg_link(struct nlmsghdr *nh, struct links_msg_link *out);

/**
 * links_msg_addr - read an RTM_NEWADDR or RTM_DELADDR; false unless of IPv6 or
 * IPv4. An IPv4 address comes out v4-mapped, its length counted from there.
 *
 * @now: ms of CLOCK_BOOTTIME; the kernel tells lifetimes as seconds from now
 */
bool links_msg_addr(struct nlmsghdr *nh, nd_ms now, struct links_msg_addr *out);

/** links_msg_conf - read an RTM_NEWNETCONF or RTM_DELNETCONF; false unless of IPv6. */
bool links_msg_conf(struct nlmsghdr *nh, struct links_msg_conf *out);

#endif
