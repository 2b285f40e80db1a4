/* SPDX-License-Identifier: ISC */
#ifndef ND_OPT_H
#define ND_OPT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "field.h"
#include "ip6.h"
#include "nd_msg.h"
#include "rbuf.h"
#include "text.h"
#include "view.h"
#include "wbuf.h"

/** Option types (IANA "IPv6 Neighbor Discovery Option Formats"). */
enum nd_opt_type {
	ND_OPT_SLLA = 1,		/* RFC 4861 s. 4.6.1 */
	ND_OPT_TLLA = 2,
	ND_OPT_PREFIX = 3,		/* RFC 4861 s. 4.6.2 */
	ND_OPT_REDIRECTED = 4,		/* RFC 4861 s. 4.6.3 */
	ND_OPT_MTU = 5,			/* RFC 4861 s. 4.6.4 */
	ND_OPT_ADV_INTERVAL = 7,	/* RFC 6275 s. 7.3 */
	ND_OPT_HOME_AGENT = 8,		/* RFC 6275 s. 7.4 */
	ND_OPT_NONCE = 14,		/* RFC 3971 s. 5.3.2, RFC 7527 */
	ND_OPT_PVD = 21,		/* RFC 8801 s. 3.1 */
	ND_OPT_ROUTE = 24,		/* RFC 4191 s. 2.3 */
	ND_OPT_RDNSS = 25,		/* RFC 8106 s. 5.1 */
	ND_OPT_FLAGS_EXPANSION = 26,	/* RFC 5175 s. 4 */
	ND_OPT_DNSSL = 31,		/* RFC 8106 s. 5.2 */
	ND_OPT_6CO = 34,		/* RFC 6775 s. 4.2 */
	ND_OPT_ABRO = 35,		/* RFC 6775 s. 4.3 */
	ND_OPT_CAPTIVE_PORTAL = 37,	/* RFC 8910 s. 2.3 */
	ND_OPT_PREF64 = 38,		/* RFC 8781 s. 4 */
	ND_OPT_DNR = 144,		/* RFC 9463 s. 6.1 */
};

#define ND_OPT_UNIT 8u			/* octets that one step of the length octet stands for */
#define ND_OPT_MAX_LEN (255u * ND_OPT_UNIT)

struct nd_opt_lladdr {			/* SLLA and TLLA */
	struct view addr;		/* on parse: all octets behind the length, padding included */
};

struct nd_opt_prefix {
	struct ip6_prefix prefix;	/* with R the whole router address, else host bits are 0 */
	bool on_link, autonomous;
	bool router_addr;		/* R, RFC 6275 s. 7.2 */
	bool pd_preferred;		/* P, RFC 9762 */
	uint32_t valid_s, preferred_s;
};

struct nd_opt_redirected {
	struct view packet;
};

struct nd_opt_mtu {
	uint32_t mtu;			/* octets */
};

struct nd_opt_adv_interval {
	uint32_t interval_ms;
};

struct nd_opt_home_agent {
	bool mobile_router;		/* RFC 3963 s. 4.1 */
	uint16_t preference;
	uint16_t lifetime_s;
};

struct nd_opt_nonce {
	struct view nonce;
};

struct nd_opt_route {
	struct ip6_prefix prefix;
	int8_t preference;
	uint32_t lifetime_s;
};

struct nd_opt_rdnss {
	struct view servers;		/* 16 octets each */
	uint32_t lifetime_s;
};

struct nd_opt_flags_expansion {
	uint64_t flags;			/* flag bits 8..55 in the low 48 bits */
};

struct nd_opt_dnssl {
	struct view suffixes;		/* uncompressed names, without the padding */
	uint32_t lifetime_s;
};

struct nd_opt_6co {
	struct in6_addr context;	/* bits behind context_len are 0 */
	uint8_t context_len;		/* bits, 0..128; a keyword of its own in radvd.conf */
	bool compression;
	uint8_t context_id;		/* 0..15 */
	uint16_t lifetime_min;		/* units of 60 s */
};

struct nd_opt_abro {
	uint16_t version_low, version_high;
	uint16_t lifetime_min;		/* units of 60 s; on the wire 0 reads as 10000 */
	struct in6_addr border_router;
};

struct nd_opt_captive_portal {
	struct view uri;		/* without the padding */
};

struct nd_opt_pref64 {
	struct ip6_prefix prefix;	/* length 32, 40, 48, 56, 64 or 96 */
	uint16_t lifetime_s;		/* rounded up to a multiple of 8 on the wire */
};

struct nd_opt_pvd {
	bool http;			/* H */
	bool legacy;			/* L: DHCPv4 belongs to this PvD */
	bool has_ra;			/* R: an inner RA header follows */
	uint8_t delay;			/* 0..15 */
	uint16_t sequence;
	struct view id;			/* one name in wire form */
	struct nd_ra ra;		/* the inner RA header; at its defaults unless has_ra */
	struct view options;		/* inner options in wire form, lengths already checked */
};

struct nd_opt_dnr {
	uint16_t priority;
	uint32_t lifetime_s;
	struct view adn;		/* authentication domain name in wire form */
	struct view addrs;		/* 16 octets each; empty = ADN only */
	struct view svc_params;		/* RFC 9460 s. 2.2, see nd_svc.h; only with addresses */
};

struct nd_opt_raw {
	struct view octets;		/* all behind the length octet */
};

/**
 * struct nd_opt - one option as a value.
 *
 * @desc: its row of the table, never NULL; the row "raw" if the type has no
 *        row, and for an option with a fault inside
 * @type: the type octet
 *
 * Variable parts are views into the packet it came from or into the
 * configuration's arena.
 */
struct nd_opt {
	const struct nd_opt_desc *desc;
	uint8_t type;
	union {
		struct nd_opt_lladdr lladdr;
		struct nd_opt_prefix prefix;
		struct nd_opt_redirected redirected;
		struct nd_opt_mtu mtu;
		struct nd_opt_adv_interval adv_interval;
		struct nd_opt_home_agent home_agent;
		struct nd_opt_nonce nonce;
		struct nd_opt_route route;
		struct nd_opt_rdnss rdnss;
		struct nd_opt_flags_expansion flags_expansion;
		struct nd_opt_dnssl dnssl;
		struct nd_opt_6co sixco;
		struct nd_opt_abro abro;
		struct nd_opt_captive_portal captive_portal;
		struct nd_opt_pref64 pref64;
		struct nd_opt_pvd pvd;
		struct nd_opt_dnr dnr;
		struct nd_opt_raw raw;
	};
};

/** In which messages an option may stand. */
enum nd_opt_in {
	ND_IN_RS = 1 << 0,
	ND_IN_RA = 1 << 1,
	ND_IN_NS = 1 << 2,
	ND_IN_NA = 1 << 3,
	ND_IN_REDIRECT = 1 << 4,
};

/**
 * struct nd_opt_desc - one row of THE option table.
 *
 * @name:    the word in reports and JSON
 * @keyword: the block or statement of the configuration language; NULL = the
 *           language has no single word for it (its fields may have keywords
 *           all the same: HomeAgentLifetime and the like are statements of the
 *           interface)
 * @statement: the keyword is a statement of the interface, `AdvLinkMTU 1500;`,
 *           and its one field stands behind it; else it is a block
 * @min_units, @max_units: bounds of the length octet
 * @allowed: enum nd_opt_in bits
 * @repeats: may one message hold several?
 * @fields:  the value by description, offsets from struct nd_opt; what is
 *           marked FIELD_KEY is the option's identity
 * @parse:   read the value; @r stands behind the length octet and ends where
 *           the option ends. Returns 0, ND_ESHORT, ND_ELEN or ND_ERANGE
 * @build:   append what stands behind the length octet, padding not needed.
 *           Returns 0, ND_ERANGE or ND_EFULL
 */
struct nd_opt_desc {
	const char *name;
	const char *keyword;
	const char *rfc;
	bool statement;
	bool repeats;
	uint8_t type;
	uint8_t min_units, max_units;
	uint8_t allowed;
	const struct field *fields;
	unsigned n_fields;
	int (*parse)(struct rbuf *r, struct nd_opt *o);
	int (*build)(struct wbuf *w, const struct nd_opt *o);
};

/** nd_opt_table - all rows, by ascending type, the row "raw" last. */
extern const struct nd_opt_desc *const nd_opt_table[];
extern const unsigned nd_opt_n_rows;

/** nd_opt_desc_of - the row of @type; the row "raw" for a type that has none. */
const struct nd_opt_desc *nd_opt_desc_of(uint8_t type);

/** nd_opt_init - an option of @type with every field at its default. */
void nd_opt_init(struct nd_opt *o, uint8_t type);

/**
 * nd_opt_next - take the next option off @options.
 *
 * @o: its value; of one with a fault inside (negative *@fault) @o->raw holds
 *     the octets behind the length octet and @o->desc is the row "raw", so that
 *     it may be printed, compared and built like any other; its proper row is
 *     nd_opt_desc_of(@o->type)
 * @fault: 0, or why this option alone must be ignored
 *
 * Returns 1 with an option, 0 at the end, ND_ELEN for a zero length or a
 * length that leaves the message: the whole message is invalid then
 * (RFC 4861 s. 4.6, 6.1.1).
 */
int nd_opt_next(struct rbuf *options, struct nd_opt *o, int *fault);

/**
 * nd_opt_build - append a whole option: type, length, value, zero padding.
 *
 * Returns 0; ND_EFULL if it does not fit @w or its row's bounds, ND_ERANGE if
 * a value cannot or must not be said on the wire: preferred above valid
 * lifetime, a malformed name, service priority 0, ... Nothing is
 * written then. Bits behind a prefix length go out as 0.
 */
int nd_opt_build(struct wbuf *w, const struct nd_opt *o);

/**
 * nd_opt_put - append the option in the spelling of radvd.conf, one line
 * without a newline: the block or statement of its keyword, or, for types that
 * no single word says whole (link-layer addresses, home agent, interval, ...),
 * `AdvOption TYPE "HEX";` with the octets behind the length octet.
 *
 * A block says every field that has a keyword, defaults too; only what is
 * empty is left out. Inner options of a PvD stand as blocks inside its block.
 * Nothing is appended for an option that needs AdvOption and cannot be built.
 */
void nd_opt_put(struct text *t, const struct nd_opt *o);

/**
 * nd_opt_same_key - same type and same identity (all FIELD_KEY fields equal)?
 * A type without such fields stands once in a message and is its own identity.
 */
bool nd_opt_same_key(const struct nd_opt *a, const struct nd_opt *b);

/**
 * nd_opt_differ - the next field in which two options of one type differ.
 *
 * @at: a cursor that starts at 0
 *
 * Returns the field, or NULL when there is no further difference. Domain names
 * compare without regard to case. If just one of the two has a fault
 * inside, the first field of @a is returned, once.
 */
const struct field *nd_opt_differ(const struct nd_opt *a, const struct nd_opt *b, unsigned *at);

/**
 * nd_opt_withdraw - turn @o into its own withdrawal: every FIELD_LIFETIME
 * becomes 0. Returns false if the option has none (it cannot be withdrawn).
 * The inner options of a PvD are not touched: take them off with
 * nd_opt_next(), withdraw each, and build the PvD anew.
 */
bool nd_opt_withdraw(struct nd_opt *o);

#endif
