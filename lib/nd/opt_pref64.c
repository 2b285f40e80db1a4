/* SPDX-License-Identifier: ISC */
/* PREF64, RFC 8781 s. 4: 13 bits of lifetime in units of 8 s, 3 bits of prefix length code. */
#include "opt_rows.h"

#define LIFETIME_MASK 0xfff8u
#define PLC_MASK 0x7u
#define PREFIX_LEN 12u	/* octets on the wire */

static const uint8_t plen_of_code[] = { 96, 64, 56, 48, 40, 32 };

static const struct field fields[] = {
	{ .name = "prefix", .kind = FIELD_PREFIX, .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED,
	  ND_FIELD(pref64.prefix) },
	{ .name = "lifetime", .keyword = "AdvValidLifetime", .kind = FIELD_UINT,
	  .flags = FIELD_LIFETIME | FIELD_DERIVED, ND_FIELD(pref64.lifetime_s),
	  .max = LIFETIME_MASK, .unit = "s" },
};

static int parse(struct rbuf *r, struct nd_opt *o)
{
	struct nd_opt_pref64 *p = &o->pref64;
	uint16_t word = rbuf_u16(r);
	unsigned code = word & PLC_MASK;

	if (code >= ARRAY_LEN(plen_of_code))
		return ND_ERANGE;
	p->lifetime_s = word & LIFETIME_MASK;
	p->prefix.plen = plen_of_code[code];
	rbuf_copy(r, &p->prefix.addr, PREFIX_LEN);
	p->prefix.addr = ip6_mask(&p->prefix.addr, p->prefix.plen);
	return nd_result(r);
}

/* Rounded up, because 0 would say "stop using it" (RFC 8781 s. 4.1). */
static uint16_t wire_lifetime(uint16_t lifetime_s)
{
	uint32_t up = (lifetime_s + PLC_MASK) & ~PLC_MASK;

	return up > LIFETIME_MASK ? LIFETIME_MASK : (uint16_t)up;
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	const struct nd_opt_pref64 *p = &o->pref64;
	struct in6_addr addr = ip6_mask(&p->prefix.addr, p->prefix.plen);

	for (unsigned code = 0; code < ARRAY_LEN(plen_of_code); code++) {
		if (plen_of_code[code] != p->prefix.plen)
			continue;
		wbuf_u16(w, (uint16_t)(wire_lifetime(p->lifetime_s) | code));
		wbuf_put(w, &addr, PREFIX_LEN);
		return 0;
	}
	return ND_ERANGE;
}

const struct nd_opt_desc nd_row_pref64 = {
	.type = ND_OPT_PREF64, .name = "pref64", .keyword = "nat64prefix", .rfc = "RFC 8781",
	.min_units = 2, .max_units = 2, .allowed = ND_IN_RA, .repeats = true,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
