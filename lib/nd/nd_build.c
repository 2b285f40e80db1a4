/* SPDX-License-Identifier: ISC */
/* Whole frames, for packet sockets: RFC 2464 around RFC 8200 around RFC 4443. */
#include "nd_build.h"

#include <string.h>

#include "err.h"
#include "nd_check.h"
#include "nd_msg.h"

#define ETHERTYPE_IPV6 0x86dd
#define ICMP_CHECKSUM_AT 2u

void nd_group_mac(const struct in6_addr *group, uint8_t mac[ND_MAC_LEN])
{
	mac[0] = mac[1] = 0x33;
	memcpy(mac + 2, &group->s6_addr[12], 4);
}

int nd_build_frame(struct wbuf *w, const uint8_t to[ND_MAC_LEN], const uint8_t from[ND_MAC_LEN],
		   const struct in6_addr *src, const struct in6_addr *dst, struct view icmp)
{
	uint16_t sum = nd_checksum(src, dst, icmp);
	size_t at;

	wbuf_put(w, to, ND_MAC_LEN);
	wbuf_put(w, from, ND_MAC_LEN);
	wbuf_u16(w, ETHERTYPE_IPV6);
	wbuf_u32(w, 0x60000000);	/* version 6, no class, no flow */
	wbuf_u16(w, (uint16_t)icmp.len);
	wbuf_u8(w, IPPROTO_ICMPV6);
	wbuf_u8(w, ND_HOP_LIMIT);
	wbuf_put(w, src, sizeof(*src));
	wbuf_put(w, dst, sizeof(*dst));
	at = w->len + ICMP_CHECKSUM_AT;
	wbuf_put(w, icmp.ptr, icmp.len);
	if (!wbuf_ok(w))
		return ND_EFULL;
	wbuf_set_u8(w, at, (uint8_t)(sum >> 8));
	wbuf_set_u8(w, at + 1, (uint8_t)sum);
	return 0;
}
