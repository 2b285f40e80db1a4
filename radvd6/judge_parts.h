/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_JUDGE_PARTS_H
#define RADVD6_JUDGE_PARTS_H

/* What the files judge*.c share; nobody else includes it. */

#include "judge.h"
#include "judge_words.h"
#include "nd_opt.h"
#include "text.h"

#define TWO_HOURS_S 7200u	/* RFC 4862 s. 5.5.3 e */

/** struct judging - one sighting under judgement. */
struct judging {
	const struct judge_env *env;
	const struct sighting *s;
	struct verdict *v;
	const struct conf_iface *cf;
	const struct conf_router *desc;		/* its description; NULL = none */
	const struct conf_pvd *pvd;		/* ours of the same name, inside a PvD option */
	bool watching;				/* `watch` is given */
	bool says;				/* we advertise */
	bool outgoing;
	bool own_addr, own_mac;
	bool self;				/* seems to be us, and is not */
	bool mac_mismatch;			/* an allowed router's address, another MAC */
	bool has_pvd, in_pvd;
};

/**
 * struct own_option - an option of ours as hosts read it off the wire.
 *
 * @tolerance_s: how much its lifetimes may differ from another router's without
 *               a finding: not 0 if time alone changes them
 */
struct own_option {
	struct nd_opt opt;
	uint32_t tolerance_s;
	struct in6_addr own_addr;		/* what `::` among the servers stands for */
	uint8_t octets[ND_OPT_MAX_LEN];
};

/** struct option_row - what is particular to a kind of option that is held against the truth. */
struct option_row {
	uint8_t type;
	enum judge_word unknown;		/* the reason if nobody allowed it */
	bool per_router;			/* each router speaks for itself alone (routes) */
	bool as_set;				/* the whole set is compared */
	uint8_t rank;				/* of its harm, see enum impact_rank */
	const char *takes;			/* what hosts do with it, before its identity */
	const char *plural;			/* how more than one are counted */
};

enum impact_rank {
	IMPACT_KILL,
	IMPACT_DEFAULT_ROUTER,
	IMPACT_DNS,
	IMPACT_DEPRECATED,
	IMPACT_ADDRESSES,
	IMPACT_ROUTES,
	IMPACT_MTU,
	IMPACT_HOP_LIMIT,
	IMPACT_PREF64,
	IMPACT_PORTAL,
	IMPACT_SEARCH,
	IMPACT_WITHDRAWN,
	IMPACT_FLAGS,
	IMPACT_TIMERS,
	IMPACT_RANKS,
};

/* judge_find.c: findings by precedence */

/**
 * judge_add - one more finding, at its place. Returns where its words go; NULL
 * if there is no room for one of so little weight.
 */
struct finding *judge_add(struct judging *j, enum judge_word w, const char *field);
/** judge_add_values - the same with both values of @f in words; @mine may be NULL. */
struct finding *judge_add_values(struct judging *j, enum judge_word w, const struct field *f,
				 const void *mine, const void *theirs);
/** judge_has - is there a finding with the reason of @w? */
bool judge_has(const struct judging *j, enum judge_word w);
/** judge_lower - make a finding no more than a notice; NULL is none. */
void judge_lower(struct finding *f);
/** finding_expected, finding_got - a writer over the words of a finding. */
struct text finding_expected(struct finding *f);
struct text finding_got(struct finding *f);

/* judge_truth.c: what ought to be said */

/** own_lifetime_s - our Router Lifetime as it is sent now, 0 if none. */
uint32_t own_lifetime_s(const struct judging *j);
/** own_mtu - our MTU option, 0 if none. */
uint32_t own_mtu(const struct judging *j);
/** own_find - our option with the identity of @want (one element), as it is sent now. */
bool own_find(const struct judging *j, const struct nd_opt *want, struct own_option *mine);
/** own_has_type - do we advertise any option of @type in this domain? */
bool own_has_type(const struct judging *j, uint8_t type);
/** own_put - append the identities of our options of @type, blanks between. */
void own_put(const struct judging *j, uint8_t type, struct text *t);
/** own_each - call @fn for each of our options of @type, one element each. */
void own_each(const struct judging *j, uint8_t type, expand_fn *fn, void *arg);
/** own_overlaps - does @p lie inside a prefix of ours? */
bool own_overlaps(const struct judging *j, const struct ip6_prefix *p);
/** desc_lists - does the description list options of @type? */
bool desc_lists(const struct conf_router *r, uint8_t type);
/** desc_find - the option of the description with the identity of @want; NULL if none. */
const struct nd_opt *desc_find(const struct conf_router *r, const struct nd_opt *want);
/** desc_put - append the identities of the listed options of @type. */
void desc_put(const struct conf_router *r, uint8_t type, struct text *t);
/**
 * option_element - the next element of a list of addresses or names as an
 * option of its own; an option that is no list is its own only element.
 *
 * @at: a cursor that starts at 0
 */
bool option_element(const struct nd_opt *o, size_t *at, struct nd_opt *one);
/** option_key_put - append the identity of @o (the value, if it has none). */
void option_key_put(const struct nd_opt *o, struct text *t);
/** option_lifetime_s - the longest lifetime in it; ND_INFINITY_S if it has none. */
uint32_t option_lifetime_s(const struct nd_opt *o);

/* judge_sender.c, judge_form.c */

/** mac_of - the link-layer source of its frame; empty = not known. */
struct view mac_of(const struct sighting *s);
bool is_own_addr(const struct ra_env *ra, const struct in6_addr *src);
bool is_own_mac(const struct link *l, struct view mac);
/** lists_mac - does the description name this link-layer address? */
bool lists_mac(const struct conf_router *r, struct view mac);
/** judge_who - find the description; settle whether it pretends to be somebody else. */
void judge_who(struct judging *j);
/** is_trusted - described, and as far as can be told itself? */
bool is_trusted(const struct judging *j);
void judge_sender(struct judging *j);
/** judge_evasion - what is odd about its extension headers; judge_form - about all of its form. */
void judge_evasion(struct judging *j);
void judge_form(struct judging *j);

/* judge_values.c, judge_options.c, judge_sets.c, judge_snac.c, impact.c */

void judge_header(struct judging *j);
void judge_mtu(struct judging *j, const struct nd_opt *o);
void judge_options(struct judging *j);
/** option_row_of - its row; NULL for what is not held against the truth. */
const struct option_row *option_row_of(uint8_t type);
/** option_row_at - the rows one by one; NULL at the end. */
const struct option_row *option_row_at(unsigned i);
/** judge_sets, judge_routes - what is wrong with @options taken together. */
void judge_sets(struct judging *j, struct view options);
void judge_routes(struct judging *j, struct view options);
/** option_ignored - do hosts pass over this option? */
bool option_ignored(const struct nd_opt *o);
/** lowers_ours - does their prefix cut the lifetimes of @mine? */
bool lowers_ours(const struct judging *j, const struct nd_opt *o, const struct own_option *mine);
/** below_by - is @a less than @b by more than @tolerance_s? */
bool below_by(uint32_t a, uint32_t b, uint32_t tolerance_s);
/** judge_is_snac - harmless by what it says (ROGUE 5.5), whatever flag it has? */
bool judge_is_snac(const struct judging *j);
/** judge_impact - what hosts do now, and until when. */
void judge_impact(struct judging *j);

#endif
