/* SPDX-License-Identifier: ISC */
/* From rtnetlink messages (rtnetlink(7)) to values; keeps nothing. */
#include "links_msg.h"

#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/ipv6.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

/* DEVCONF_FORCE_FORWARDING, since Linux 6.17; headers of older distributions end before it. */
#define CONF_FORCE_FORWARDING 59

/* IFF_LOWER_UP of <linux/if.h>, which does not go together with <net/if.h>. */
#define HAS_CARRIER (1u << 16)

#define IPV6_MTU_MIN 1280		/* RFC 8200 s. 5 */

static bool all_zero(const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (octets[i])
			return false;
	}
	return true;
}

/* A tunnel's IFLA_ADDRESS is where the tunnel ends, not an address on its link. */
static bool has_lladdr(uint16_t type)
{
	switch (type) {
	case ARPHRD_SIT:
	case ARPHRD_TUNNEL:
	case ARPHRD_TUNNEL6:
	case ARPHRD_IPGRE:
	case ARPHRD_IP6GRE:
	case ARPHRD_PPP:
	case ARPHRD_NONE:
	case ARPHRD_LOOPBACK:
		return false;
	default:
		return true;
	}
}

static void parse_lladdr(struct nlattr *a, struct links_msg_link *out)
{
	size_t len = a ? (size_t)nla_len(a) : 0;

	if (len == 0 || len > LINK_LLADDR_MAX || !has_lladdr(out->type) ||
	    all_zero(nla_data(a), len))
		return;
	memcpy(out->lladdr, nla_data(a), len);
	out->lladdr_len = (uint8_t)len;
}

/* Number @i of an array of 32-bit numbers; false where the kernel's ends before it. */
static bool parse_conf(struct nlattr *conf, size_t i, int32_t *value)
{
	if ((size_t)nla_len(conf) < (i + 1) * sizeof(*value))
		return false;
	memcpy(value, (uint8_t *)nla_data(conf) + i * sizeof(*value), sizeof(*value));
	return true;
}

/* IFLA_AF_SPEC / AF_INET6 / IFLA_INET6_CONF: the variables of conf/IF by DEVCONF number. */
static void parse_inet6(struct nlattr *spec, struct links_msg_link *out)
{
	struct nlattr *inet6 = spec ? nla_find(nla_data(spec), nla_len(spec), AF_INET6) : NULL;
	struct nlattr *conf = inet6 ? nla_find(nla_data(inet6), nla_len(inet6), IFLA_INET6_CONF)
				    : NULL;
	int32_t value;

	if (!conf)
		return;
	if (parse_conf(conf, DEVCONF_MTU6, &value) && value >= IPV6_MTU_MIN)
		out->mtu6 = (uint32_t)value;
	out->has_force_forwarding = parse_conf(conf, CONF_FORCE_FORWARDING, &value);
	out->force_forwarding = out->has_force_forwarding && value != 0;
}

static void parse_flags(uint32_t flags, struct links_msg_link *out)
{
	const uint32_t up = IFF_UP | IFF_RUNNING | HAS_CARRIER;

	out->up = (flags & up) == up;
	out->multicast = (flags & IFF_MULTICAST) != 0;
	out->point_to_point = (flags & IFF_POINTOPOINT) != 0;
}

bool links_msg_link(struct nlmsghdr *nh, struct links_msg_link *out)
{
	struct nlattr *attr[IFLA_AF_SPEC + 1];
	struct ifinfomsg *info = nlmsg_data(nh);

	if (nlmsg_parse(nh, sizeof(*info), attr, IFLA_AF_SPEC, NULL) < 0)
		return false;
	if (info->ifi_family != AF_UNSPEC || info->ifi_index <= 0 || attr[IFLA_WIRELESS])
		return false;
	memset(out, 0, sizeof(*out));
	out->ifindex = (uint32_t)info->ifi_index;
	parse_flags(info->ifi_flags, out);
	out->type = info->ifi_type;
	if (attr[IFLA_IFNAME])
		nla_strlcpy(out->name, attr[IFLA_IFNAME], sizeof(out->name));
	if (attr[IFLA_MTU] && nla_len(attr[IFLA_MTU]) >= (int)sizeof(uint32_t))
		out->mtu = nla_get_u32(attr[IFLA_MTU]);
	parse_inet6(attr[IFLA_AF_SPEC], out);
	parse_lladdr(attr[IFLA_ADDRESS], out);
	return true;
}

static nd_ms deadline(nd_ms now, uint32_t seconds)
{
	return seconds == ND_INFINITY_S ? ND_NEVER : nd_ms_after(now, seconds * ND_SECOND);
}

static void set_lifetimes(struct nlattr *a, nd_ms now, struct link_addr *out)
{
	struct ifa_cacheinfo ci;

	out->preferred_until = out->valid_until = ND_NEVER;
	if (!a || (size_t)nla_len(a) < sizeof(ci))
		return;
	memcpy(&ci, nla_data(a), sizeof(ci));
	out->preferred_until = deadline(now, ci.ifa_prefered);
	out->valid_until = deadline(now, ci.ifa_valid);
}

/* The address itself: of IPv4 v4-mapped (RFC 4291 s. 2.5.5.2). */
static bool set_addr(const struct ifaddrmsg *info, struct nlattr *own, struct link_addr *out)
{
	size_t len = info->ifa_family == AF_INET6 ? 16 : 4, mapped = 16 - len;
	unsigned plen = info->ifa_prefixlen + 8 * (unsigned)mapped;

	if ((size_t)nla_len(own) < len)
		return false;
	if (mapped)
		memset(&out->addr.s6_addr[10], 0xff, 2);
	memcpy(&out->addr.s6_addr[mapped], nla_data(own), len);
	out->plen = (uint8_t)(plen <= 128 ? plen : 128);
	return true;
}

static void set_flags(uint32_t flags, struct link_addr *out)
{
	out->tentative = (flags & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC)) != 0;
	out->dad_failed = (flags & IFA_F_DADFAILED) != 0;
	out->deprecated = (flags & IFA_F_DEPRECATED) != 0;
	out->temporary = (flags & IFA_F_TEMPORARY) != 0;
}

bool links_msg_addr(struct nlmsghdr *nh, nd_ms now, struct links_msg_addr *out)
{
	struct nlattr *attr[IFA_FLAGS + 1], *own;
	struct ifaddrmsg *info = nlmsg_data(nh);
	uint32_t flags;

	if (nlmsg_parse(nh, sizeof(*info), attr, IFA_FLAGS, NULL) < 0)
		return false;
	/* With a peer, IFA_ADDRESS is the peer's and IFA_LOCAL ours. */
	own = attr[IFA_LOCAL] ? attr[IFA_LOCAL] : attr[IFA_ADDRESS];
	if ((info->ifa_family != AF_INET6 && info->ifa_family != AF_INET) || info->ifa_index == 0 ||
	    !own)
		return false;
	memset(out, 0, sizeof(*out));
	out->ifindex = info->ifa_index;
	if (!set_addr(info, own, &out->addr))
		return false;
	flags = info->ifa_flags;
	if (attr[IFA_FLAGS] && nla_len(attr[IFA_FLAGS]) >= (int)sizeof(uint32_t))
		flags = nla_get_u32(attr[IFA_FLAGS]);
	if (info->ifa_family == AF_INET6)	/* the bits mean something else in IPv4 */
		set_flags(flags, &out->addr);
	set_lifetimes(attr[IFA_CACHEINFO], now, &out->addr);
	return true;
}

bool links_msg_conf(struct nlmsghdr *nh, struct links_msg_conf *out)
{
	struct nlattr *attr[NETCONFA_FORWARDING + 1];
	struct netconfmsg *info = nlmsg_data(nh);
	struct nlattr *index, *forwarding;

	if (nlmsg_parse(nh, sizeof(*info), attr, NETCONFA_FORWARDING, NULL) < 0)
		return false;
	index = attr[NETCONFA_IFINDEX];
	forwarding = attr[NETCONFA_FORWARDING];
	if (info->ncm_family != AF_INET6 || !index || nla_len(index) < (int)sizeof(int32_t))
		return false;
	memset(out, 0, sizeof(*out));
	out->ifindex = (int32_t)nla_get_u32(index);
	out->has_forwarding = forwarding && nla_len(forwarding) >= (int)sizeof(uint32_t);
	out->forwarding = out->has_forwarding && nla_get_u32(forwarding) != 0;
	out->untold = nlmsg_attrlen(nh, sizeof(*info)) == nla_total_size(sizeof(int32_t));
	return true;
}
