/* SPDX-License-Identifier: ISC */
#ifndef BASE_IP6_H
#define BASE_IP6_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "text.h"

#define IP6_BITS 128u

/** struct ip6_prefix - an address and how many of its leading bits count. */
struct ip6_prefix {
	struct in6_addr addr;
	uint8_t plen;		/* bits, 0..128 */
};

extern const struct in6_addr IP6_ALL_NODES;	/* ff02::1 */
extern const struct in6_addr IP6_ALL_ROUTERS;	/* ff02::2 */

/** ip6_equal - the same address? */
bool ip6_equal(const struct in6_addr *a, const struct in6_addr *b);

/** ip6_is_unspecified, ... - the address classes of RFC 4291 s. 2.4. */
bool ip6_is_unspecified(const struct in6_addr *a);
bool ip6_is_loopback(const struct in6_addr *a);
bool ip6_is_multicast(const struct in6_addr *a);
bool ip6_is_link_local(const struct in6_addr *a);
bool ip6_is_v4_mapped(const struct in6_addr *a);
/** ip6_is_ula - inside fc00::/7 (RFC 4193)? */
bool ip6_is_ula(const struct in6_addr *a);

/** ip6_solicited_node - the group ff02::1:ffXX:XXXX of @a (RFC 4291 s. 2.7.1). */
struct in6_addr ip6_solicited_node(const struct in6_addr *a);

/** ip6_mask - @a with every bit from @plen (0..128) on cleared. */
struct in6_addr ip6_mask(const struct in6_addr *a, unsigned plen);

/** ip6_prefix_has - does @a lie inside @p? Host bits of @p do not matter. */
bool ip6_prefix_has(const struct ip6_prefix *p, const struct in6_addr *a);

/** ip6_prefix_equal - same length and same bits within it? */
bool ip6_prefix_equal(const struct ip6_prefix *a, const struct ip6_prefix *b);

/** ip6_prefix_has_host_bits - is any bit set beyond the length? */
bool ip6_prefix_has_host_bits(const struct ip6_prefix *p);

/**
 * ip6_parse - read one address in any text form of RFC 4291 s. 2.2, embedded
 * IPv4 included. Returns 0 or ND_ESYNTAX.
 */
int ip6_parse(const char *s, struct in6_addr *out);

/** ip6_put, ip6_prefix_put - append in the canonical form of RFC 5952. */
void ip6_put(struct text *t, const struct in6_addr *a);
void ip6_prefix_put(struct text *t, const struct ip6_prefix *p);

#endif
