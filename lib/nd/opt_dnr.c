/* SPDX-License-Identifier: ISC */
/*
 * Encrypted DNS, RFC 9463 s. 6.1. Hosts know a resolver by its name, so the
 * name is the identity: a lifetime of 0 takes back every instance of it.
 * Parsing is as lenient as a host may be; building is strict.
 */
#include "opt_rows.h"

#include "nd_svc.h"

static const struct field fields[] = {
	{ .name = "adn", .kind = FIELD_NAMES, .flags = FIELD_KEY | FIELD_HEAD | FIELD_REQUIRED,
	  ND_FIELD(dnr.adn) },
	{ .name = "priority", .keyword = "AdvDNRPriority", .kind = FIELD_UINT,
	  ND_FIELD(dnr.priority), .min = 1, .max = UINT16_MAX, .def = 1 },
	{ .name = "addresses", .keyword = "AdvDNRAddr", .kind = FIELD_ADDRS,
	  ND_FIELD(dnr.addrs) },
	{ .name = "service-parameters", .keyword = "AdvDNRSvcParams", .kind = FIELD_OCTETS,
	  ND_FIELD(dnr.svc_params) },
	{ .name = "lifetime", .keyword = "AdvDNRLifetime", .kind = FIELD_SECONDS,
	  .flags = FIELD_INFINITY | FIELD_LIFETIME | FIELD_DERIVED, ND_FIELD(dnr.lifetime_s),
	  .max = UINT32_MAX, .unit = "s" },
};

static bool whole_params(struct view params)
{
	struct rbuf r;
	struct view value;
	uint16_t key;
	int more;

	rbuf_init(&r, params.ptr, params.len);
	while ((more = nd_svc_next(&r, &key, &value)) > 0)
		;
	return more == 0;
}

/* Behind the name: padding alone, or addresses and service parameters (RFC 9463 s. 3.1.6). */
static int parse_service(struct rbuf *r, struct nd_opt_dnr *d)
{
	uint16_t addrs_len;

	if (rbuf_left(r) < ND_OPT_UNIT)
		return 0;
	addrs_len = rbuf_u16(r);
	if (addrs_len == 0)
		return nd_is_zero(rbuf_view(r, rbuf_left(r))) ? 0 : ND_ELEN;
	if (addrs_len % sizeof(struct in6_addr))
		return ND_ELEN;
	d->addrs = rbuf_view(r, addrs_len);
	d->svc_params = rbuf_view(r, rbuf_u16(r));
	if (!rbuf_ok(r))
		return ND_ESHORT;
	return whole_params(d->svc_params) ? 0 : ND_ELEN;
}

static int parse(struct rbuf *r, struct nd_opt *o)
{
	struct nd_opt_dnr *d = &o->dnr;

	d->priority = rbuf_u16(r);
	d->lifetime_s = rbuf_u32(r);
	d->adn = rbuf_view(r, rbuf_u16(r));
	if (!rbuf_ok(r))
		return ND_ESHORT;
	if (!nd_is_name(d->adn))
		return ND_ERANGE;
	return parse_service(r, d);
}

/* RFC 9463 s. 6.1: never multicast or loopback. */
static bool addrs_ok(struct view addrs)
{
	struct rbuf r;
	struct in6_addr a;

	rbuf_init(&r, addrs.ptr, addrs.len);
	while (rbuf_left(&r) > 0) {
		rbuf_copy(&r, &a, sizeof(a));
		if (ip6_is_multicast(&a) || ip6_is_loopback(&a))
			return false;
	}
	return rbuf_ok(&r);
}

static bool sayable(const struct nd_opt_dnr *d)
{
	if (d->priority == 0 || !nd_is_name(d->adn))
		return false;
	if (d->addrs.len > UINT16_MAX || d->svc_params.len > UINT16_MAX)
		return false;
	if (d->addrs.len == 0)
		return d->svc_params.len == 0;
	return addrs_ok(d->addrs) && nd_svc_valid(d->svc_params);
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	const struct nd_opt_dnr *d = &o->dnr;

	if (!sayable(d))
		return ND_ERANGE;
	wbuf_u16(w, d->priority);
	wbuf_u32(w, d->lifetime_s);
	wbuf_u16(w, (uint16_t)d->adn.len);
	wbuf_put(w, d->adn.ptr, d->adn.len);
	if (d->addrs.len == 0)
		return 0;
	wbuf_u16(w, (uint16_t)d->addrs.len);
	wbuf_put(w, d->addrs.ptr, d->addrs.len);
	wbuf_u16(w, (uint16_t)d->svc_params.len);
	wbuf_put(w, d->svc_params.ptr, d->svc_params.len);
	return 0;
}

const struct nd_opt_desc nd_row_dnr = {
	.type = ND_OPT_DNR, .name = "dnr", .keyword = "DNR", .rfc = "RFC 9463",
	.min_units = 2, .max_units = 255, .allowed = ND_IN_RA, .repeats = true,
	ND_FIELDS(fields), .parse = parse, .build = build,
};
