/* SPDX-License-Identifier: ISC */
/*
 * Is this message valid? RFC 4861 s. 6.1.1 (RS), 6.1.2 (RA), 7.1.1 (NS), 7.1.2
 * (NA), 8.1 (Redirect), and RFC 6980 s. 5. This runs for every packet of a
 * flood: the options are stepped over here, not parsed.
 */
#include "nd_check.h"

#include <arpa/inet.h>
#include <string.h>

#include "err.h"
#include "ip6.h"
#include "nd_opt.h"
#include "rbuf.h"

/* Ones' complement sum in the machine's own order: folding makes the order not matter. */
static uint64_t sum_octets(const uint8_t *p, size_t len)
{
	uint64_t sum = 0;
	uint32_t word;
	size_t i;

	for (i = 0; i + sizeof(word) <= len; i += sizeof(word)) {
		memcpy(&word, p + i, sizeof(word));
		sum += word;
	}
	if (i < len) {
		word = 0;
		memcpy(&word, p + i, len - i);
		sum += word;
	}
	return sum;
}

uint16_t nd_checksum(const struct in6_addr *src, const struct in6_addr *dst, struct view icmp)
{
	uint64_t sum = htonl((uint32_t)icmp.len);

	sum += htonl(IPPROTO_ICMPV6);
	sum += sum_octets(src->s6_addr, sizeof(*src));
	sum += sum_octets(dst->s6_addr, sizeof(*dst));
	sum += sum_octets(icmp.ptr, icmp.len);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ntohs((uint16_t)~sum);
}

/* Only the lengths; an unknown or misplaced option does no harm (RFC 4861 s. 6.1.1, R-067). */
static enum nd_fault check_options(struct view options, bool *has_slla)
{
	struct rbuf r;

	*has_slla = false;
	rbuf_init(&r, options.ptr, options.len);
	while (rbuf_left(&r) > 0) {
		uint8_t type = rbuf_u8(&r);
		size_t len = rbuf_u8(&r) * ND_OPT_UNIT;

		if (len == 0)
			return ND_FAULT_OPTION;
		rbuf_skip(&r, len - 2);
		if (!rbuf_ok(&r))
			return ND_FAULT_OPTION;
		*has_slla |= type == ND_OPT_SLLA;
	}
	return ND_VALID;
}

static bool is_solicited_node(const struct in6_addr *a)
{
	struct in6_addr group = ip6_solicited_node(a);

	return ip6_equal(&group, a);
}

static bool source_ok(enum nd_type type, const struct in6_addr *src)
{
	if (type == ND_RA || type == ND_REDIRECT)
		return ip6_is_link_local(src);
	return !ip6_is_multicast(src) && !ip6_is_loopback(src) && !ip6_is_v4_mapped(src);
}

static bool target_ok(const struct nd_msg *m)
{
	const struct nd_redirect *r = &m->redirect;

	switch (m->type) {
	case ND_NS:
		return !ip6_is_multicast(&m->ns.target);
	case ND_NA:
		return !ip6_is_multicast(&m->na.target);
	case ND_REDIRECT:
		return !ip6_is_multicast(&r->destination) &&
		       (ip6_is_link_local(&r->target) || ip6_equal(&r->target, &r->destination));
	default:
		return true;
	}
}

/* The rules about addresses, once the message is known to be whole. */
static enum nd_fault check_addresses(const struct nd_packet *p, const struct nd_msg *m,
				     bool has_slla)
{
	bool from_nobody = ip6_is_unspecified(&p->src);

	if (!source_ok(m->type, &p->src))
		return ND_FAULT_SOURCE;
	if (from_nobody && has_slla && (m->type == ND_RS || m->type == ND_NS))
		return ND_FAULT_SLLA;
	if (!target_ok(m))
		return ND_FAULT_TARGET;
	if (m->type == ND_NS && from_nobody && !is_solicited_node(&p->dst))
		return ND_FAULT_DESTINATION;
	if (m->type == ND_NA && m->na.solicited && ip6_is_multicast(&p->dst))
		return ND_FAULT_SOLICITED;
	return ND_VALID;
}

enum nd_fault nd_check(const struct nd_packet *p, struct nd_msg *m)
{
	struct nd_msg got;
	enum nd_fault fault;
	bool has_slla;
	int r;

	if (p->hop_limit != ND_HOP_LIMIT)
		return ND_FAULT_HOP_LIMIT;
	if (p->fragmented)
		return ND_FAULT_FRAGMENT;
	/* What our buffer has cut cannot be summed up; it falls to the length rule. */
	if (!p->checksum_verified && !p->truncated && nd_checksum(&p->src, &p->dst, p->icmp) != 0)
		return ND_FAULT_CHECKSUM;
	r = nd_msg_parse(p->icmp, &got);
	if (p->icmp.len >= 2 && got.code != 0)
		return ND_FAULT_CODE;
	if (r == ND_ESHORT || p->truncated)
		return ND_FAULT_LENGTH;
	if (r < 0)
		return ND_FAULT_TYPE;
	fault = check_options(got.options, &has_slla);
	if (fault == ND_VALID)
		fault = check_addresses(p, &got, has_slla);
	if (fault == ND_VALID)
		*m = got;
	return fault;
}

const char *nd_fault_name(enum nd_fault f)
{
	static const char *const name[ND_N_FAULTS] = {
		[ND_VALID] = "valid",
		[ND_FAULT_HOP_LIMIT] = "hop-limit",
		[ND_FAULT_FRAGMENT] = "fragment",
		[ND_FAULT_CHECKSUM] = "checksum",
		[ND_FAULT_CODE] = "code",
		[ND_FAULT_LENGTH] = "length",
		[ND_FAULT_OPTION] = "option",
		[ND_FAULT_SOURCE] = "source",
		[ND_FAULT_SLLA] = "source-lladdr",
		[ND_FAULT_TARGET] = "target",
		[ND_FAULT_DESTINATION] = "destination",
		[ND_FAULT_SOLICITED] = "solicited",
		[ND_FAULT_TYPE] = "type",
	};

	return (unsigned)f < ND_N_FAULTS ? name[f] : "unknown";
}
