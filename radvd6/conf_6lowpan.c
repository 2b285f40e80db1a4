/* SPDX-License-Identifier: ISC */
/* 6LoWPAN contexts and border routers (RFC 6775 s. 4.2 and 4.3). */
#include "conf_check.h"

#define N_CONTEXTS 16u	/* */

#define AT(member) offsetof(struct conf_option, opt.member)

static const struct cf_pos *at(const struct conf_option *o, size_t off)
{
	return cf_pos_of(&o->node, off);
}

void conf_finish_6co(const struct cf_ctx *c, struct conf_option *o)
{
	struct nd_opt_6co *co = &o->opt.sixco;
	const struct ip6_prefix context = { .addr = co->context, .plen = co->context_len };

	if (!cf_in_doubt(&o->node, AT(sixco.context_len)) && ip6_prefix_has_host_bits(&context)) {
		co->context = ip6_mask(&co->context, co->context_len);
		cf_warn(c, at(o, AT(sixco.context)), "is AdvContextLength right?",
			"bits beyond AdvContextLength %u are sent as 0", co->context_len);
	}
	if (co->context_len > 0 && !cf_is_set(&o->node, AT(sixco.context)) &&
	    !cf_in_doubt(&o->node, AT(sixco.context)))
		cf_warn(c, at(o, AT(sixco.context_len)), "add AdvContextPrefix",
			"a context of %u bits without AdvContextPrefix: they are sent as 0",
			co->context_len);
	if (co->lifetime_min == 0 && !cf_is_set(&o->node, AT(sixco.lifetime_min)) &&
	    !cf_in_doubt(&o->node, AT(sixco.lifetime_min)))
		cf_warn(c, &o->node.pos, "add AdvLifeTime, in minutes; 0 if that is meant",
			"without AdvLifeTime the context is taken away from hosts");
}

void conf_finish_abro(const struct cf_ctx *c, struct conf_option *o)
{
	const struct in6_addr *a = &o->opt.abro.border_router;

	if (ip6_is_multicast(a) || ip6_is_unspecified(a) || ip6_is_loopback(a) ||
	    ip6_is_v4_mapped(a))
		cf_error(c, at(o, AT(abro.border_router)), NULL,
			 "not an address that a border router can have");
}

/* */
static void check_border_router(const struct cf_ctx *c, const struct conf_option *o,
				const struct conf_option **first)
{
	if (!*first) {
		*first = o;
		return;
	}
	cf_error(c, &o->node.pos, "leave out one of the two",
		 "a second `abro`: an advertisement holds one; the first is in line %lu",
		 (unsigned long)(*first)->node.pos.line);
}

/* */
static void check_context(const struct cf_ctx *c, const struct conf_option *o,
			  const struct conf_option *by_id[static N_CONTEXTS])
{
	const struct conf_option **first = &by_id[o->opt.sixco.context_id % N_CONTEXTS];

	if (cf_in_doubt(&o->node, AT(sixco.context_id)))
		return;
	if (!*first) {
		*first = o;
		return;
	}
	cf_error(c, at(o, AT(sixco.context_id)), "give each its own AdvContextID, 0..15",
		 "a second context with AdvContextID %u; the first is in line %lu",
		 o->opt.sixco.context_id, (unsigned long)(*first)->node.pos.line);
}

void conf_check_contexts(const struct cf_ctx *c, const struct conf_scope *s)
{
	const struct conf_option *border_router = NULL, *by_id[N_CONTEXTS] = { NULL };

	for (uint32_t n = 0; n < *s->n_options; n++) {
		const struct conf_option *o = s->options[n];

		if (o->opt.type == ND_OPT_6CO)
			check_context(c, o, by_id);
		else if (o->opt.type == ND_OPT_ABRO)
			check_border_router(c, o, &border_router);
	}
}
