/* SPDX-License-Identifier: ISC */
/* Provisioning domains (RFC 8801): by themselves, beside their interface, beside each other. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <talloc.h>

#include "conf_check.h"

#define AT(member) offsetof(struct conf_pvd, member)

static const struct cf_pos *at(const struct conf_pvd *p, size_t off)
{
	return cf_pos_of(&p->node, off);
}

static bool in_doubt(const struct conf_pvd *p, size_t off)
{
	return cf_in_doubt(&p->node, off);
}

/* */
static void check_id(const struct cf_ctx *c, const struct conf_pvd *p)
{
	struct view id = p->opt.pvd.id;

	if (!conf_is_one_name(id))
		cf_error(c, at(p, AT(opt.pvd.id)), "write one block for each",
			 "`pvd` takes one name");
	else if (id.len == 2u + id.ptr[0])
		cf_warn(c, at(p, AT(opt.pvd.id)), "for example guests.example.com",
			"the name of a PvD should be one that you own, with a dot in it");
}

/* */
static void check_additional(const struct cf_ctx *c, const struct conf_pvd *p)
{
	static const char hint[] = "add AdvPvDHttpFlag on;",
			  dead[] = "%s says nothing without AdvPvDHttpFlag on";

	if (p->opt.pvd.http || in_doubt(p, AT(opt.pvd.http)))
		return;
	if (p->opt.pvd.delay > 0)
		cf_warn(c, at(p, AT(opt.pvd.delay)), hint, dead, "AdvPvDDelay");
	if (p->opt.pvd.sequence > 0)
		cf_warn(c, at(p, AT(opt.pvd.sequence)), hint, dead, "AdvPvDSequenceNumber");
}

/* The first field of the inner header that is not at its default. */
static struct cf_member first_of_header(const struct conf_pvd *p)
{
	struct nd_opt plain;
	struct cf_member m;

	nd_opt_init(&plain, ND_OPT_PVD);
	for (unsigned i = 0; (m = cf_block_member(p->node.block, i)).field; i++) {
		bool inside = m.off >= AT(opt.pvd.ra) && m.off < AT(opt.pvd.ra) + sizeof(struct nd_ra);

		if (inside && m.field->keyword && !field_equal(m.field, &p->opt, &plain))
			break;
	}
	return m;
}

static void check_header_is_sent(const struct cf_ctx *c, const struct conf_pvd *p)
{
	struct cf_member m = first_of_header(p);

	if (m.field && !p->opt.pvd.has_ra && !in_doubt(p, AT(opt.pvd.has_ra)))
		cf_warn(c, at(p, m.off), "add AdvPvDRouterHeader on;",
			"%s in a `pvd` block has no effect without AdvPvDRouterHeader on",
			m.field->keyword);
}

static bool has_id(const struct conf_pvd *p)
{
	return cf_is_set(&p->node, AT(opt.pvd.id));
}

void conf_finish_pvd(const struct cf_ctx *c, void *block, void *parent)
{
	struct conf_pvd *p = block;

	(void)parent;
	if (has_id(p))
		check_id(c, p);
	check_additional(c, p);
	check_header_is_sent(c, p);
	conf_check_mtu(c, at(p, AT(link_mtu)), p->link_mtu);
	if (cf_is_set(&p->node, AT(captive_portal)))
		conf_check_captive_portal(c, at(p, AT(captive_portal)), p->captive_portal);
}

/* R-363 with */
static void check_lifetime(const struct cf_ctx *c, const struct conf_iface *i,
			   const struct conf_pvd *p)
{
	size_t outer = offsetof(struct conf_iface, ra.router_lifetime_s);
	uint32_t lifetime_s = p->opt.pvd.ra.router_lifetime_s;

	if (!p->opt.pvd.has_ra || in_doubt(p, AT(opt.pvd.ra.router_lifetime_s)))
		return;
	if (lifetime_s > 0 && lifetime_s * ND_SECOND < i->max_ms &&
	    !cf_in_doubt(&i->node, offsetof(struct conf_iface, max_ms)))
		cf_error(c, at(p, AT(opt.pvd.ra.router_lifetime_s)), "0, or MaxRtrAdvInterval and more",
			 "AdvDefaultLifetime %lu is below MaxRtrAdvInterval: hosts would lose the "
			 "router between two advertisements", (unsigned long)lifetime_s);
	else if (lifetime_s == 0 && i->ra.router_lifetime_s > 0 && !cf_in_doubt(&i->node, outer))
		cf_warn(c, at(p, AT(opt.pvd.ra.router_lifetime_s)), "give AdvDefaultLifetime in the block",
			"AdvDefaultLifetime 0 in a `pvd` block: hosts that know PvDs have no default "
			"router, all others have one");
}

/* A name in wire form has no NUL but its last octet, and no label length is a letter. */
static int compare_id(const struct conf_pvd *a, const struct conf_pvd *b)
{
	return strcasecmp((const char *)a->opt.pvd.id.ptr, (const char *)b->opt.pvd.id.ptr);
}

static int compare_pvd(const void *a, const void *b)
{
	const struct conf_pvd *const *x = a, *const *y = b;
	int r = compare_id(*x, *y);

	if (r != 0)
		return r;
	return ((*x)->node.pos.offset > (*y)->node.pos.offset) -
	       ((*x)->node.pos.offset < (*y)->node.pos.offset);
}

/* hosts know a PvD by its name alone. */
static bool check_twice(const struct cf_ctx *c, struct conf_iface *i)
{
	struct conf_pvd **sorted = talloc_array(i, struct conf_pvd *, i->n_pvds);
	uint32_t n = 0;

	if (!sorted)
		return false;
	for (uint32_t k = 0; k < i->n_pvds; k++)
		if (has_id(i->pvds[k]))
			sorted[n++] = i->pvds[k];
	qsort(sorted, n, sizeof(struct conf_pvd *), compare_pvd);
	for (uint32_t k = 1; k < n; k++)
		if (compare_id(sorted[k - 1], sorted[k]) == 0)
			cf_error(c, at(sorted[k], AT(opt.pvd.id)), "make one block of the two",
				 "a second `pvd` of this name; there is one in line %lu",
				 (unsigned long)sorted[k - 1]->node.pos.line);
	talloc_free(sorted);
	return true;
}

bool conf_check_pvds(const struct cf_ctx *c, struct conf_iface *i)
{
	for (uint32_t k = 0; k < i->n_pvds; k++) {
		struct conf_scope s = conf_scope_of_pvd(i, i->pvds[k]);

		check_lifetime(c, i, i->pvds[k]);
		conf_options_derive(c, &s);
		conf_check_contexts(c, &s);
		if (!conf_options_arrange(c, &s))
			return false;
	}
	return i->n_pvds == 0 || check_twice(c, i);
}
