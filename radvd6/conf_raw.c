/* SPDX-License-Identifier: ISC */
/*
 * AdvOption: an option as octets, for types that radvd6 knows nothing about.
 * A type that has words of its own is refused: what those words check, count
 * down and withdraw would be lost. Flags Expansion (RFC 5175) has none and may
 * be given.
 */
#include "conf_check.h"

#define AT(member) offsetof(struct conf_option, opt.member)

/* What stands in the way of types that no keyword names. */
static const char *reason_of(uint8_t type)
{
	static const struct {
		uint8_t type;
		const char *reason;
	} t[] = {
		{ ND_OPT_SLLA, "AdvSourceLLAddress sends it" },
		{ ND_OPT_TLLA, "it has no place in an advertisement" },
		{ ND_OPT_REDIRECTED, "it has no place in an advertisement" },
		{ ND_OPT_ADV_INTERVAL, "AdvIntervalOpt sends it" },
		{ ND_OPT_HOME_AGENT, "AdvHomeAgentInfo sends it" },
		{ 11, "options of SEND are made anew for each packet" },	/* RFC 3971 s. 5 */
		{ 12, "options of SEND are made anew for each packet" },
		{ 13, "options of SEND are made anew for each packet" },
		{ ND_OPT_NONCE, "options of SEND are made anew for each packet" },
	};

	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		if (t[i].type == type)
			return t[i].reason;
	return NULL;
}

static bool is_refused(const struct cf_ctx *c, const struct conf_option *o)
{
	const struct nd_opt_desc *desc = nd_opt_desc_of(o->opt.type);
	const struct cf_pos *pos = cf_pos_of(&o->node, AT(type));
	const char *reason = reason_of(o->opt.type);

	if (reason)
		cf_error(c, pos, NULL, "option type %u cannot be given as octets: %s", o->opt.type,
			 reason);
	else if (desc->keyword)
		cf_error(c, pos, NULL, "option type %u cannot be given as octets: write %s",
			 o->opt.type, desc->keyword);
	return reason || desc->keyword;
}

static void check_octets(const struct cf_ctx *c, const struct conf_option *o)
{
	const struct cf_pos *pos = cf_pos_of(&o->node, AT(raw.octets));
	size_t len = o->opt.raw.octets.len;
	size_t pad = (ND_OPT_UNIT - (len + 2) % ND_OPT_UNIT) % ND_OPT_UNIT;

	if (o->opt.type == ND_OPT_FLAGS_EXPANSION && len != ND_OPT_UNIT - 2)
		cf_error(c, pos, "6 octets: the flag bits 8 to 55 (RFC 5175)",
			 "Flags Expansion has 6 octets, not %zu", len);
	else if (pad > 0)
		cf_warn(c, pos, "type, length and octets together are a multiple of 8",
			"%zu octets: %zu of zero are sent behind them", len, pad);
}

void conf_finish_raw(const struct cf_ctx *c, struct conf_option *o, bool has_head)
{
	o->opt.desc = nd_opt_desc_of(0);
	if (!has_head || is_refused(c, o))
		o->opt.type = 0;	/* no row may take its octets for a value of its own */
	else
		check_octets(c, o);
}
