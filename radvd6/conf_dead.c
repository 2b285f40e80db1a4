/* SPDX-License-Identifier: ISC */
/* What is given and has no effect beside the rest: a warning, since it was meant to have one. */
#include "conf_check.h"

#define IFACE(member) offsetof(struct conf_iface, member)

static bool doubted(const struct conf_iface *i, size_t off)
{
	return cf_in_doubt(&i->node, off);
}

/* Was this switch turned on by a word of the text? */
static bool asked(const struct cf_node *n, size_t off)
{
	return cf_is_set(n, off) && *((const bool *)(const void *)((const uint8_t *)n + off));
}

/* Members of what @o says at stop; not every block has a word for each. */
static void check_at_stop(const struct cf_ctx *c, const struct conf_option *o)
{
	static const size_t offs[] = {
		offsetof(struct conf_option, withdraw_at_stop),
		offsetof(struct conf_option, deprecate_at_stop),
	};
	struct cf_member m;

	for (unsigned i = 0; (m = cf_block_member(o->node.block, i)).field; i++)
		for (size_t k = 0; k < ARRAY_LEN(offs); k++)
			if (m.off == offs[k] && asked(&o->node, m.off))
				cf_warn(c, cf_pos_of(&o->node, m.off), "leave out one of the two",
					"%s on has no effect beside RemoveAdvOnExit off: nothing is "
					"sent at stop", m.field->keyword);
}

/* */
static void check_stop(const struct cf_ctx *c, const struct conf_iface *i)
{
	if (i->final_at_stop || doubted(i, IFACE(final_at_stop)))
		return;
	for (uint32_t k = 0; k < i->n_options; k++)
		check_at_stop(c, i->options[k]);
	for (uint32_t n = 0; n < i->n_pvds; n++)
		for (uint32_t k = 0; k < i->pvds[n]->n_options; k++)
			check_at_stop(c, i->pvds[n]->options[k]);
	if (i->final_ras > 1)
		cf_warn(c, cf_pos_of(&i->node, IFACE(final_ras)), "leave out one of the two",
			"FinalRAs has no effect beside RemoveAdvOnExit off");
}

void conf_check_dead(const struct cf_ctx *c, const struct conf_iface *i)
{
	check_stop(c, i);
	if (i->unrestricted_unicast && i->n_clients == 0 && !i->node.faulty)
		cf_warn(c, cf_pos_of(&i->node, IFACE(unrestricted_unicast)), NULL,
			"UnrestrictedUnicast has no effect without `clients`");
	if (i->require_source_lladdr && !i->solicited_unicast && !i->unicast_only &&
	    i->n_clients == 0 && !i->node.faulty)
		cf_warn(c, cf_pos_of(&i->node, IFACE(require_source_lladdr)), NULL,
			"RequireSourceLLAddress has no effect: no answer is sent by unicast");
}
