/* SPDX-License-Identifier: ISC */
/*
 * The fixed parts of the five messages (RFC 4861 s. 4.1 to 4.5, with the flags
 * of RFC 4191, RFC 6275, RFC 4389 and the SNAC router flag). Validity is
 * settled in nd_check.c, options in nd_opt.c.
 */
#include "nd_msg.h"

#include "err.h"
#include "opt_rows.h"
#include "ra_fields.h"
#include "rbuf.h"

enum {
	RA_MANAGED = 0x80,
	RA_OTHER = 0x40,
	RA_HOME_AGENT = 0x20,
	RA_PROXY = 0x04,
	RA_SNAC = 0x02,
	NA_ROUTER = 0x80,
	NA_SOLICITED = 0x40,
	NA_OVERRIDE = 0x20,
};

const struct field nd_ra_fields[] = {
	ND_RA_FIELDS(struct nd_ra, , FIELD_DERIVED | FIELD_LIFETIME),
};

const unsigned nd_ra_n_fields = ARRAY_LEN(nd_ra_fields);

void nd_ra_parse(struct rbuf *r, struct nd_ra *ra)
{
	uint8_t flags;

	ra->cur_hop_limit = rbuf_u8(r);
	flags = rbuf_u8(r);
	ra->managed = flags & RA_MANAGED;
	ra->other = flags & RA_OTHER;
	ra->home_agent = flags & RA_HOME_AGENT;
	ra->proxy = flags & RA_PROXY;
	ra->snac = flags & RA_SNAC;
	/* RFC 4191 s. 2.2: the reserved value is medium; without a lifetime the bits say nothing */
	(void)nd_pref_of_bits(flags, &ra->preference);
	ra->router_lifetime_s = rbuf_u16(r);
	if (ra->router_lifetime_s == 0)
		ra->preference = ND_PREF_MEDIUM;
	ra->reachable_ms = rbuf_u32(r);
	ra->retrans_ms = rbuf_u32(r);
}

void nd_ra_build(struct wbuf *w, const struct nd_ra *ra)
{
	unsigned flags = (ra->managed ? RA_MANAGED : 0) | (ra->other ? RA_OTHER : 0) |
			 (ra->home_agent ? RA_HOME_AGENT : 0) | (ra->proxy ? RA_PROXY : 0) |
			 (ra->snac ? RA_SNAC : 0);

	if (ra->router_lifetime_s > 0)
		flags |= nd_pref_bits(ra->preference);
	wbuf_u8(w, ra->cur_hop_limit);
	wbuf_u8(w, (uint8_t)flags);
	wbuf_u16(w, ra->router_lifetime_s);
	wbuf_u32(w, ra->reachable_ms);
	wbuf_u32(w, ra->retrans_ms);
}

static void na_parse(struct rbuf *r, struct nd_na *na)
{
	uint8_t flags = rbuf_u8(r);

	na->router = flags & NA_ROUTER;
	na->solicited = flags & NA_SOLICITED;
	na->override = flags & NA_OVERRIDE;
	rbuf_skip(r, 3);
	rbuf_copy(r, &na->target, sizeof(na->target));
}

static void na_build(struct wbuf *w, const struct nd_na *na)
{
	wbuf_u8(w, (uint8_t)((na->router ? NA_ROUTER : 0) | (na->solicited ? NA_SOLICITED : 0) |
			     (na->override ? NA_OVERRIDE : 0)));
	wbuf_zero(w, 3);
	wbuf_put(w, &na->target, sizeof(na->target));
}

int nd_msg_parse(struct view icmp, struct nd_msg *m)
{
	struct rbuf r;

	rbuf_init(&r, icmp.ptr, icmp.len);
	m->type = rbuf_u8(&r);
	m->code = rbuf_u8(&r);
	m->checksum = rbuf_u16(&r);
	if (!rbuf_ok(&r))
		return ND_ESHORT;
	switch (m->type) {
	case ND_RS:
		rbuf_skip(&r, 4);
		break;
	case ND_RA:
		nd_ra_parse(&r, &m->ra);
		break;
	case ND_NS:
		rbuf_skip(&r, 4);
		rbuf_copy(&r, &m->ns.target, sizeof(m->ns.target));
		break;
	case ND_NA:
		na_parse(&r, &m->na);
		break;
	case ND_REDIRECT:
		rbuf_skip(&r, 4);
		rbuf_copy(&r, &m->redirect.target, sizeof(m->redirect.target));
		rbuf_copy(&r, &m->redirect.destination, sizeof(m->redirect.destination));
		break;
	default:
		return ND_ETYPE;
	}
	m->options = rbuf_view(&r, rbuf_left(&r));
	return nd_result(&r);
}

static int build_body(struct wbuf *w, const struct nd_msg *m)
{
	switch (m->type) {
	case ND_RS:
		wbuf_zero(w, 4);
		return 0;
	case ND_RA:
		nd_ra_build(w, &m->ra);
		return 0;
	case ND_NS:
		wbuf_zero(w, 4);
		wbuf_put(w, &m->ns.target, sizeof(m->ns.target));
		return 0;
	case ND_NA:
		na_build(w, &m->na);
		return 0;
	case ND_REDIRECT:
		wbuf_zero(w, 4);
		wbuf_put(w, &m->redirect.target, sizeof(m->redirect.target));
		wbuf_put(w, &m->redirect.destination, sizeof(m->redirect.destination));
		return 0;
	}
	return ND_ETYPE;
}

int nd_msg_build(struct wbuf *w, const struct nd_msg *m)
{
	size_t start = w->len;
	int r;

	if (!wbuf_ok(w))
		return ND_EFULL;
	wbuf_u8(w, (uint8_t)m->type);
	wbuf_u8(w, m->code);
	wbuf_u16(w, 0);
	r = build_body(w, m);
	if (r == 0 && !wbuf_ok(w))
		r = ND_EFULL;
	if (r < 0)
		wbuf_rewind(w, start);
	return r;
}
