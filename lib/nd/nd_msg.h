/* SPDX-License-Identifier: ISC */
#ifndef ND_MSG_H
#define ND_MSG_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "field.h"
#include "rbuf.h"
#include "view.h"
#include "wbuf.h"

/** enum nd_type - the five messages of RFC 4861 s. 4, by ICMPv6 type. */
enum nd_type {
	ND_RS = 133,
	ND_RA = 134,
	ND_NS = 135,
	ND_NA = 136,
	ND_REDIRECT = 137,
};

#define ND_HOP_LIMIT 255	/* of every ND packet, RFC 4861 s. 4 */
#define ND_RA_HEADER_LEN 16	/* octets before the options, RFC 4861 s. 4.2 */

enum {
	ND_PREF_LOW = -1,	/* RFC 4191 s. 2.1 */
	ND_PREF_MEDIUM = 0,
	ND_PREF_HIGH = 1,
};

/** struct nd_ra - the fixed part of a Router Advertisement (RFC 4861 s. 4.2). */
struct nd_ra {
	uint8_t cur_hop_limit;		/* 0 = unspecified */
	bool managed;			/* M, RFC 4861 */
	bool other;			/* O, RFC 4861 */
	bool home_agent;		/* H, RFC 6275 s. 7.1 */
	bool proxy;			/* P, RFC 4389 s. 4.1.3.3 */
	bool snac;			/* draft-ietf-6man-snac-router-ra-flag */
	int8_t preference;		/* RFC 4191 s. 2.2; reads as medium if it is the reserved
					 * value or the lifetime is 0 */
	uint16_t router_lifetime_s;
	uint32_t reachable_ms;
	uint32_t retrans_ms;
};

/** struct nd_ns, nd_na, nd_redirect - the fixed parts of RFC 4861 s. 4.3 to 4.5. */
struct nd_ns {
	struct in6_addr target;
};

struct nd_na {
	struct in6_addr target;
	bool router, solicited, override;
};

struct nd_redirect {
	struct in6_addr target, destination;
};

/** struct nd_msg - one ND message; @options views what follows the fixed part. */
struct nd_msg {
	enum nd_type type;
	uint8_t code;
	uint16_t checksum;		/* as received; build writes 0 */
	union {
		struct nd_ra ra;
		struct nd_ns ns;
		struct nd_na na;
		struct nd_redirect redirect;
	};
	struct view options;
};

/**
 * nd_msg_parse - read the fixed part of an ICMPv6 message.
 *
 * @icmp: from the ICMPv6 type on; @m views it
 *
 * Returns 0, ND_ESHORT, or ND_ETYPE if it is none of the five. Validity is
 * nd_check()'s business.
 */
int nd_msg_parse(struct view icmp, struct nd_msg *m);

/**
 * nd_msg_build - append the fixed part with checksum 0; @m->options is ignored,
 * options follow by nd_opt_build(). An RA with Router Lifetime 0 gets
 * preference bits 00 whatever @m says (RFC 4191 s. 2.2). Returns 0, ND_EFULL,
 * or ND_ETYPE if @m->type is none of the five; nothing is written then.
 */
int nd_msg_build(struct wbuf *w, const struct nd_msg *m);

/**
 * nd_ra_parse, nd_ra_build - the 12 octets of an RA's fixed part behind the
 * checksum, as they stand in the message and inside a PvD option (RFC 8801
 * s. 3.1). Reader and writer remember whether there was room.
 */
void nd_ra_parse(struct rbuf *r, struct nd_ra *ra);
void nd_ra_build(struct wbuf *w, const struct nd_ra *ra);

/**
 * nd_ra_fields - the fixed part of an RA by description, offsets from struct
 * nd_ra. The default of the router lifetime is derived (3 * MaxRtrAdvInterval);
 * the proxy flag has no keyword, because only a relay may set it.
 */
extern const struct field nd_ra_fields[];
extern const unsigned nd_ra_n_fields;

#endif
