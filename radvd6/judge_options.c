/* SPDX-License-Identifier: ISC */
/*
 * The options of another router's RA, held against the description of that
 * router or our own configuration. What is particular to a kind is its row;
 * everything else goes by the option table.
 */
#include "judge_parts.h"

#include <stddef.h>
#include <string.h>

#include "ip6.h"
#include "wire_order.h"

static const struct option_row rows[] = {
	{ ND_OPT_PREFIX, WORD_PREFIX_UNKNOWN, .rank = IMPACT_ADDRESSES,
	  .takes = "take addresses in", .plural = "prefixes" },
	{ ND_OPT_ROUTE, WORD_ROUTE_UNKNOWN, .per_router = true, .rank = IMPACT_ROUTES,
	  .takes = "send through it what goes to", .plural = "routes" },
	{ ND_OPT_RDNSS, WORD_RDNSS_UNKNOWN, .rank = IMPACT_DNS,
	  .takes = "ask DNS server", .plural = "servers" },
	{ ND_OPT_DNR, WORD_RDNSS_UNKNOWN, .rank = IMPACT_DNS,
	  .takes = "ask encrypted DNS resolver", .plural = "resolvers" },
	{ ND_OPT_DNSSL, WORD_DNSSL_UNKNOWN, .rank = IMPACT_SEARCH,
	  .takes = "complete names with", .plural = "suffixes" },
	{ ND_OPT_PREF64, WORD_PREF64_UNKNOWN, .as_set = true, .rank = IMPACT_PREF64,
	  .takes = "reach IPv4 through NAT64 prefix", .plural = "prefixes" },
	{ ND_OPT_CAPTIVE_PORTAL, WORD_CAPTIVE_PORTAL_UNKNOWN, .rank = IMPACT_PORTAL,
	  .takes = "are sent to the captive portal", .plural = "portals" },
};

const struct option_row *option_row_of(uint8_t type)
{
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].type == type)
			return &rows[i];
	}
	return NULL;
}

const struct option_row *option_row_at(unsigned i)
{
	return i < ARRAY_LEN(rows) ? &rows[i] : NULL;
}

bool option_ignored(const struct nd_opt *o)
{
	return wire_is(o, ND_OPT_PREFIX) &&
	       (o->prefix.preferred_s > o->prefix.valid_s ||
		(o->prefix.prefix.plen >= 10 && ip6_is_link_local(&o->prefix.prefix.addr)));
}

bool below_by(uint32_t a, uint32_t b, uint32_t tolerance_s)
{
	return a < b && b - a > tolerance_s;
}

bool lowers_ours(const struct judging *j, const struct nd_opt *o, const struct own_option *mine)
{
	const struct nd_opt_prefix *a = &o->prefix, *b = &mine->opt.prefix;

	/* Listed with lower lifetimes than ours it may have them, but not end it. */
	if (desc_find(j->desc, o))
		return a->preferred_s == 0 && b->preferred_s > mine->tolerance_s;
	return below_by(a->preferred_s, b->preferred_s, mine->tolerance_s) ||
	       below_by(a->valid_s, b->valid_s, mine->tolerance_s);
}

/* --- one value ------------------------------------------------------------------- */

/* A finding about a value inside an option says which option it is. */
static struct finding *add_value(struct judging *j, enum judge_word w, const struct field *f,
				 const struct nd_opt *allowed, const struct nd_opt *o)
{
	struct finding *found = judge_add_values(j, w, f, allowed, o);
	struct text t;

	if (!found)
		return NULL;
	text_init(&t, found->got, sizeof(found->got));
	field_put(&t, f, o);
	text_put(&t, " for ");
	option_key_put(o, &t);
	return found;
}

/* RFC 4862 s. 5.5.3 e: what hosts do with a valid lifetime that was lowered. */
static void say_two_hours(struct finding *found, const struct nd_opt *o, const struct nd_opt *mine)
{
	struct text t;
	size_t len;

	if (!found || o->prefix.valid_s >= mine->prefix.valid_s ||
	    o->prefix.valid_s > TWO_HOURS_S)
		return;
	len = strlen(found->got);
	text_init(&t, found->got + len, sizeof(found->got) - len);
	if (mine->prefix.valid_s > TWO_HOURS_S)
		text_printf(&t, " (hosts keep it %u s)", TWO_HOURS_S);
	else
		text_put(&t, " (hosts ignore that)");
}

static const struct field *preferred_of(const struct nd_opt *o)
{
	unsigned i = 0;

	while (o->desc->fields[i].off != offsetof(struct nd_opt, prefix.preferred_s))
		i++;
	return &o->desc->fields[i];
}

static bool is_prefix(const struct nd_opt *o)
{
	return wire_is(o, ND_OPT_PREFIX);
}

static bool lifetime_differs(const struct field *f, const struct nd_opt *a, const struct nd_opt *b,
			     uint32_t tolerance_s)
{
	uint32_t x = (uint32_t)field_uint(f, a), y = (uint32_t)field_uint(f, b);

	return below_by(x, y, tolerance_s) || below_by(y, x, tolerance_s);
}

static void lifetime_against_own(struct judging *j, const struct option_row *row,
				 const struct field *f, const struct nd_opt *o,
				 const struct own_option *mine)
{
	bool below = field_uint(f, o) < field_uint(f, &mine->opt);
	struct finding *found;

	if (!lifetime_differs(f, o, &mine->opt, mine->tolerance_s))
		return;
	if (is_prefix(o) && below) {
		found = add_value(j, WORD_PREFIX_DEPRECATED, f, &mine->opt, o);
		if (f->off == offsetof(struct nd_opt, prefix.valid_s))
			say_two_hours(found, o, &mine->opt);
	} else {
		found = add_value(j, WORD_LIFETIME_OUT_OF_RANGE, f, &mine->opt, o);
	}
	/* R-245; but taking away what we say is harm done to us. */
	if (!is_prefix(o) && (!j->watching || j->desc || row->per_router || field_uint(f, o) != 0))
		judge_lower(found);
	j->v->harms_ours |= is_prefix(o) ||
			    (field_uint(f, o) == 0 && (!row->per_router || j->self));
}

static void add_unknown(struct judging *j, const struct option_row *row, const struct nd_opt *o,
			bool lower);

static void value_against_own(struct judging *j, const struct option_row *row,
			      const struct field *f, const struct nd_opt *o,
			      const struct own_option *mine)
{
	bool stranger = j->watching && !j->desc;
	int8_t pref, own_pref;

	switch (f->kind) {
	case FIELD_PREFERENCE:
		pref = *(const int8_t *)field_ptr(f, o);
		own_pref = *(const int8_t *)field_ptr(f, &mine->opt);
		if (pref > own_pref && stranger)
			add_value(j, WORD_PREFERENCE_ABOVE_OURS, f, &mine->opt, o);
		else
			judge_lower(add_value(j, pref > own_pref ? WORD_PREFERENCE_ABOVE_OURS :
								   WORD_FLAGS_CHANGED,
					      f, &mine->opt, o));
		break;
	case FIELD_ADDRS:
	case FIELD_OCTETS:
	case FIELD_TEXT:
		add_unknown(j, row, o, !stranger);
		break;
	default:
		break;		/* what routers may rightly differ in */
	}
}

static void against_own(struct judging *j, const struct option_row *row, const struct nd_opt *o,
			const struct own_option *mine)
{
	const struct field *f;
	unsigned at = 0;

	/* outside of its own domain such a set is compared with nothing. */
	if (row->as_set && j->has_pvd && !j->in_pvd)
		return;
	while ((f = nd_opt_differ(o, &mine->opt, &at))) {
		if (f->flags & FIELD_LIFETIME)
			lifetime_against_own(j, row, f, o, mine);
		else if (!(f->flags & FIELD_KEY))
			value_against_own(j, row, f, o, mine);
	}
}

static void against_description(struct judging *j, const struct nd_opt *o,
				const struct nd_opt *listed)
{
	for (unsigned i = 0; i < o->desc->n_fields; i++) {
		const struct field *f = &o->desc->fields[i];
		bool given = !(f->flags & FIELD_DERIVED) || field_uint(f, listed) != 0;

		if ((f->flags & FIELD_LIFETIME) && given && field_uint(f, o) > field_uint(f, listed))
			add_value(j, WORD_LIFETIME_OUT_OF_RANGE, f, listed, o);
		else if (f->kind == FIELD_PREFERENCE && *(const int8_t *)field_ptr(f, o) >
							  *(const int8_t *)field_ptr(f, listed))
			add_value(j, WORD_PREFERENCE_ABOVE_OURS, f, listed, o);
	}
}

/* --- one option -------------------------------------------------------------------- */

static void add_unknown(struct judging *j, const struct option_row *row, const struct nd_opt *o,
			bool lower)
{
	struct finding *found = judge_add(j, row->unknown, o->desc->name);
	struct text t;

	if (!found)
		return;
	if (lower)
		judge_lower(found);
	t = finding_expected(found);
	if (desc_lists(j->desc, row->type))
		desc_put(j->desc, row->type, &t);
	else
		own_put(j, row->type, &t);
	t = finding_got(found);
	option_key_put(o, &t);
}

static void judge_six_to_four(struct judging *j, const struct nd_opt *o)
{
	const struct in6_addr *a = &o->prefix.prefix.addr;
	struct finding *found;
	struct text t;

	if (!j->watching || !is_prefix(o) || o->prefix.prefix.plen < 16 ||
	    a->s6_addr[0] != 0x20 || a->s6_addr[1] != 0x02)
		return;
	found = judge_add(j, WORD_SIX_TO_FOUR, o->desc->name);
	if (!found)
		return;
	t = finding_got(found);
	option_key_put(o, &t);
}

static void judge_element(struct judging *j, const struct option_row *row, const struct nd_opt *o)
{
	const struct nd_opt *listed = desc_find(j->desc, o);
	bool closed = desc_lists(j->desc, row->type);
	struct own_option mine;
	bool ours = own_find(j, o, &mine);

	if (listed) {
		against_description(j, o, listed);
		if (ours && is_prefix(o) && lowers_ours(j, o, &mine))
			lifetime_against_own(j, row, preferred_of(o), o, &mine);
		return;
	}
	if (ours && !closed) {
		against_own(j, row, o, &mine);
		return;
	}
	judge_six_to_four(j, o);
	if (j->watching && (closed || !j->desc))
		add_unknown(j, row, o, false);
	else if (row->as_set && own_has_type(j, row->type) && !(j->has_pvd && !j->in_pvd))
		add_unknown(j, row, o, true);		/* */
}

/* hosts pass over it; it is worth a word all the same. */
static void judge_ignored(struct judging *j, const struct nd_opt *o)
{
	struct finding *found;
	struct text t;

	if (!j->watching)
		return;
	if (o->prefix.preferred_s <= o->prefix.valid_s) {
		add_unknown(j, option_row_of(o->type), o, false);
		return;
	}
	found = add_value(j, WORD_LIFETIME_OUT_OF_RANGE, preferred_of(o), NULL, o);
	if (!found)
		return;
	t = finding_expected(found);
	text_printf(&t, "at most %lu", (unsigned long)o->prefix.valid_s);
}

static void judge_option(struct judging *j, const struct nd_opt *o)
{
	const struct option_row *row = option_row_of(o->type);
	struct nd_opt one;
	size_t at = 0;

	if (option_ignored(o)) {
		judge_ignored(j, o);
		return;
	}
	while (row && option_element(o, &at, &one))
		judge_element(j, row, &one);
}

/* --- all ---------------------------------------------------------------------------------- */

static void judge_domain(struct judging *j, const struct nd_opt *pvd);

static void judge_list(struct judging *j, struct view options)
{
	bool pvd_seen = j->in_pvd;
	struct nd_opt o;
	struct rbuf r;
	int fault;

	rbuf_init(&r, options.ptr, options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		if (fault < 0)
			continue;		/* that option alone is ignored */
		if (o.type == ND_OPT_PVD && !pvd_seen) {
			pvd_seen = true;	/* the first one alone counts */
			judge_domain(j, &o);
		} else if (o.type == ND_OPT_MTU && !j->in_pvd) {
			judge_mtu(j, &o);
		} else {
			judge_option(j, &o);
		}
	}
	judge_sets(j, options);
	if (j->watching)
		judge_routes(j, options);
}

static void judge_domain(struct judging *j, const struct nd_opt *pvd)
{
	j->in_pvd = true;
	j->pvd = NULL;
	for (uint32_t i = 0; i < j->cf->n_pvds; i++) {
		if (nd_opt_same_key(&j->cf->pvds[i]->opt, pvd))
			j->pvd = j->cf->pvds[i];
	}
	judge_list(j, pvd->pvd.options);
	j->in_pvd = false;
}

void judge_options(struct judging *j)
{
	struct nd_opt o;
	struct rbuf r;
	int fault;

	rbuf_init(&r, j->s->msg.options.ptr, j->s->msg.options.len);
	while (nd_opt_next(&r, &o, &fault) == 1)
		j->has_pvd |= wire_is(&o, ND_OPT_PVD);
	judge_list(j, j->s->msg.options);
}
