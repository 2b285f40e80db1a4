/* SPDX-License-Identifier: ISC */
/* Encrypted DNS resolvers (RFC 9463): their service parameters and addresses. */
#include <string.h>
#include <talloc.h>

#include "conf_check.h"
#include "conf_rows.h"
#include "nd_svc.h"

#define AT(member) offsetof(struct conf_dnr, member)

static const struct cf_pos *at(const struct conf_dnr *d, size_t off)
{
	return cf_pos_of(&d->option.node, off);
}

static bool is_set(const struct conf_dnr *d, size_t off)
{
	return cf_is_set(&d->option.node, off);
}

void conf_check_resolver(const struct cf_ctx *c, const struct cf_pos *pos, const struct in6_addr *a)
{
	static const char what[] = "%s address cannot be a DNS resolver";

	if (ip6_is_multicast(a))
		cf_error(c, pos, NULL, what, "a multicast");
	else if (ip6_is_loopback(a))
		cf_error(c, pos, "every host would ask itself", what, "a loopback");
	else if (ip6_is_v4_mapped(a))
		cf_error(c, pos, "hosts ask it over IPv6", what, "an IPv4-mapped");
	else if (ip6_is_unspecified(a))
		cf_error(c, pos, "write the address itself", what, "the unspecified");
}

bool conf_is_one_name(struct view names)
{
	size_t len = 0;

	while (len < names.len && names.ptr[len] != 0)
		len += 1u + names.ptr[len];
	return len + 1 == names.len;
}

static bool says_parameters(const struct conf_dnr *d)
{
	return d->alpn.len > 0 || d->port > 0 || d->dohpath;
}

/* The parameters that the words of the block say, by ascending key (RFC 9460 s. 2.2). */
static struct view make_parameters(const struct cf_ctx *c, const struct conf_dnr *d, uint8_t *octets)
{
	struct wbuf w;
	int r = 0;

	wbuf_init(&w, octets, ND_OPT_MAX_LEN);
	if (d->alpn.len > 0)
		r = nd_svc_put_alpn(&w, d->alpn);
	if (r == 0 && d->port > 0)
		r = nd_svc_put_port(&w, d->port);
	if (r == 0 && d->dohpath && d->dohpath[0] != '\0')
		r = nd_svc_put_dohpath(&w, d->dohpath);
	if (r < 0)
		cf_error(c, &d->option.node.pos, NULL,
			 "service parameters longer than the %u octets of an option", ND_OPT_MAX_LEN);
	return view_of(octets, w.len);
}

/* Words and octets may both be there if they say the same: printed, a block has both. */
static void settle_parameters(const struct cf_ctx *c, struct conf_dnr *d)
{
	struct nd_opt_dnr *dnr = &d->option.opt.dnr;
	uint8_t octets[ND_OPT_MAX_LEN];
	struct view made;

	if (!says_parameters(d))
		return;
	made = make_parameters(c, d, octets);
	if (!is_set(d, AT(option.opt.dnr.svc_params))) {
		dnr->svc_params = view_of(talloc_memdup(d, octets, made.len), made.len);
		if (!dnr->svc_params.ptr)
			cf_error(c, &d->option.node.pos, NULL, "out of memory");
	} else if (!view_equal(made, dnr->svc_params)) {
		cf_error(c, at(d, AT(option.opt.dnr.svc_params)), "leave it out",
			 "AdvDNRSvcParams says something else than AdvDNRSvcAlpn, AdvDNRSvcPort and "
			 "AdvDNRSvcDohpath");
	}
}

static const char *first_parameter(const struct conf_dnr *d, const struct cf_pos **pos)
{
	static const struct {
		size_t off;
		const char *keyword;
	} t[] = {
		{ AT(alpn), "AdvDNRSvcAlpn" },
		{ AT(port), "AdvDNRSvcPort" },
		{ AT(dohpath), "AdvDNRSvcDohpath" },
		{ AT(option.opt.dnr.svc_params), "AdvDNRSvcParams" },
	};
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(t) && !is_set(d, t[i].off))
		i++;
	*pos = at(d, t[i].off);
	return t[i].keyword;
}

static bool has_alpn(struct view params)
{
	struct view value;
	struct rbuf r;
	uint16_t key;

	rbuf_init(&r, params.ptr, params.len);
	while (nd_svc_next(&r, &key, &value) > 0)
		if (key == ND_SVC_ALPN)
			return true;
	return false;
}

/* */
static void check_parameters(const struct cf_ctx *c, const struct conf_dnr *d)
{
	const struct nd_opt_dnr *dnr = &d->option.opt.dnr;
	const struct cf_pos *pos;
	const char *keyword = first_parameter(d, &pos);

	if (cf_in_doubt(&d->option.node, AT(option.opt.dnr.addrs)))
		return;
	if (dnr->addrs.len == 0 && dnr->svc_params.len > 0)
		cf_error(c, pos, "add AdvDNRAddr",
			 "%s needs AdvDNRAddr: service parameters go with addresses only", keyword);
	else if (!nd_svc_valid(dnr->svc_params))
		cf_error(c, at(d, AT(option.opt.dnr.svc_params)), "use AdvDNRSvcAlpn and the like",
			 "not service parameters with ascending keys and without address hints");
	else if (dnr->addrs.len > 0 && d->alpn.len == 0 && !has_alpn(dnr->svc_params) &&
		 !cf_in_doubt(&d->option.node, AT(alpn)) &&
		 !cf_in_doubt(&d->option.node, AT(option.opt.dnr.svc_params)))
		cf_warn(c, &d->option.node.pos, "for example AdvDNRSvcAlpn dot;",
			"a DNR block with addresses needs AdvDNRSvcAlpn, or hosts will not use it");
}

void conf_finish_dnr(const struct cf_ctx *c, struct conf_option *o)
{
	struct conf_dnr *d = (struct conf_dnr *)(void *)o;

	if (!conf_is_one_name(o->opt.dnr.adn))
		cf_error(c, at(d, AT(option.opt.dnr.adn)), "write one block for each",
			 "`DNR` takes one name");
	settle_parameters(c, d);
	check_parameters(c, d);
}
