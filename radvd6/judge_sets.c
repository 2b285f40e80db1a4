/* SPDX-License-Identifier: ISC */
/* What is wrong with the options of an RA taken together. */
#include "judge_parts.h"

#include "ip6.h"
#include "wire_order.h"

#define MAX_ROUTES 17u		/* */

static struct finding *add_routes(struct judging *j, const char *expected)
{
	struct finding *found = judge_add(j, WORD_ROUTE_UNKNOWN, "route");
	struct text t;

	if (!found)
		return NULL;
	t = finding_expected(found);
	text_put(&t, expected);
	return found;
}

/* the same route twice, or more routes than hosts must keep. */
void judge_routes(struct judging *j, struct view options)
{
	struct ip6_prefix seen[MAX_ROUTES];
	struct finding *found;
	struct nd_opt o;
	struct rbuf r;
	struct text t;
	unsigned n = 0;
	bool twice = false;
	int fault;

	rbuf_init(&r, options.ptr, options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		if (!wire_is(&o, ND_OPT_ROUTE))
			continue;
		for (unsigned i = 0; i < n && i < MAX_ROUTES && !twice; i++) {
			twice = ip6_prefix_equal(&seen[i], &o.route.prefix);
			found = twice ? add_routes(j, "each route once") : NULL;
			if (!found)
				continue;
			t = finding_got(found);
			ip6_prefix_put(&t, &o.route.prefix);
			text_put(&t, " twice");
		}
		if (n < MAX_ROUTES)
			seen[n] = o.route.prefix;
		n++;
	}
	found = n > MAX_ROUTES ? add_routes(j, "at most 17 routes") : NULL;
	if (found) {
		t = finding_got(found);
		text_printf(&t, "%u routes", n);
	}
}

struct missing {
	struct judging *j;
	const struct option_row *row;
	struct view options;
};

static bool says_it(struct view options, const struct nd_opt *want)
{
	struct nd_opt o;
	struct rbuf r;
	int fault;

	rbuf_init(&r, options.ptr, options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		if (nd_opt_same_key(&o, want))
			return true;
	}
	return false;
}

static void find_missing(void *arg, const struct nd_opt *mine)
{
	struct missing *m = arg;
	struct finding *found;
	struct text t;

	if (option_lifetime_s(mine) == 0 || says_it(m->options, mine))
		return;
	found = judge_add(m->j, m->row->unknown, mine->desc->name);
	if (!found)
		return;
	judge_lower(found);
	t = finding_expected(found);
	option_key_put(mine, &t);
	t = finding_got(found);
	text_put(&t, "not said");
}

/* where both say something of a kind that is compared as a set, it is the same. */
void judge_sets(struct judging *j, struct view options)
{
	const struct option_row *row;

	for (unsigned i = 0; (row = option_row_at(i)); i++) {
		struct missing m = { j, row, options };
		bool says = false;
		struct nd_opt o;
		struct rbuf r;
		int fault;

		if (!row->as_set || desc_lists(j->desc, row->type) ||
		    (j->watching && !j->desc) || (j->has_pvd && !j->in_pvd))
			continue;
		rbuf_init(&r, options.ptr, options.len);
		while (nd_opt_next(&r, &o, &fault) == 1)
			says |= wire_is(&o, row->type);
		if (says)
			own_each(j, row->type, find_missing, &m);
	}
}
