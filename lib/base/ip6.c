/* SPDX-License-Identifier: ISC */
/* IPv6 addresses and prefixes as values (RFC 4291, RFC 4193, RFC 5952). */
#include "ip6.h"

#include <arpa/inet.h>
#include <string.h>

#include "err.h"

const struct in6_addr IP6_ALL_NODES = { .s6_addr = { 0xff, 2, [15] = 1 } };
const struct in6_addr IP6_ALL_ROUTERS = { .s6_addr = { 0xff, 2, [15] = 2 } };

bool ip6_equal(const struct in6_addr *a, const struct in6_addr *b)
{
	return memcmp(a->s6_addr, b->s6_addr, 16) == 0;
}

bool ip6_is_unspecified(const struct in6_addr *a)
{
	static const struct in6_addr zero;

	return ip6_equal(a, &zero);
}

bool ip6_is_loopback(const struct in6_addr *a)
{
	static const struct in6_addr one = { .s6_addr = { [15] = 1 } };

	return ip6_equal(a, &one);
}

bool ip6_is_multicast(const struct in6_addr *a)
{
	return a->s6_addr[0] == 0xff;
}

bool ip6_is_link_local(const struct in6_addr *a)
{
	return a->s6_addr[0] == 0xfe && (a->s6_addr[1] & 0xc0) == 0x80;
}

bool ip6_is_v4_mapped(const struct in6_addr *a)
{
	static const uint8_t head[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(a->s6_addr, head, sizeof(head)) == 0;
}

bool ip6_is_ula(const struct in6_addr *a)
{
	return (a->s6_addr[0] & 0xfe) == 0xfc;
}

struct in6_addr ip6_solicited_node(const struct in6_addr *a)
{
	struct in6_addr group = { .s6_addr = { 0xff, 2, [11] = 1, [12] = 0xff } };

	memcpy(&group.s6_addr[13], &a->s6_addr[13], 3);
	return group;
}

struct in6_addr ip6_mask(const struct in6_addr *a, unsigned plen)
{
	struct in6_addr out = { .s6_addr = { 0 } };
	unsigned whole = plen / 8;

	if (plen >= IP6_BITS)
		return *a;
	memcpy(out.s6_addr, a->s6_addr, whole);
	if (plen % 8)
		out.s6_addr[whole] = (uint8_t)(a->s6_addr[whole] & (0xff00 >> (plen % 8)));
	return out;
}

bool ip6_prefix_has(const struct ip6_prefix *p, const struct in6_addr *a)
{
	unsigned whole = p->plen / 8;

	if (memcmp(p->addr.s6_addr, a->s6_addr, whole) != 0)
		return false;
	return p->plen % 8 == 0 ||
	       ((p->addr.s6_addr[whole] ^ a->s6_addr[whole]) & (0xff00 >> (p->plen % 8)) & 0xff) == 0;
}

bool ip6_prefix_equal(const struct ip6_prefix *a, const struct ip6_prefix *b)
{
	return a->plen == b->plen && ip6_prefix_has(a, &b->addr);
}

bool ip6_prefix_has_host_bits(const struct ip6_prefix *p)
{
	struct in6_addr masked = ip6_mask(&p->addr, p->plen);

	return !ip6_equal(&masked, &p->addr);
}

int ip6_parse(const char *s, struct in6_addr *out)
{
	return inet_pton(AF_INET6, s, out) == 1 ? 0 : ND_ESYNTAX;
}

void ip6_put(struct text *t, const struct in6_addr *a)
{
	char buf[INET6_ADDRSTRLEN];

	text_put(t, inet_ntop(AF_INET6, a, buf, sizeof(buf)));
}

void ip6_prefix_put(struct text *t, const struct ip6_prefix *p)
{
	ip6_put(t, &p->addr);
	text_printf(t, "/%u", p->plen);
}
