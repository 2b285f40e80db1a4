/* SPDX-License-Identifier: ISC */
#include "model.h"

#include <stdio.h>
#include <string.h>

#include "ip6.h"

#define SPACING_MS 3000		/* */
#define FIRST_MS 1000		/* */
#define INITIAL_MS 16000	/* */
#define ANSWER_MS 500		/* */
#define RETRY_MS 1000		/* */
#define BATCH_MS 100		/* */
#define MAX_FINALS 3

static nd_ms now_of(const struct model *m)
{
	return m->w->now;
}

static bool multicasts(const struct face *f)
{
	return f->ready && !f->v->unicast_only;
}

/* A send error makes everything later that was due while it lasted. */
static nd_ms bar_failures(const struct model *m, nd_ms deadline)
{
	return nd_ms_max(deadline, m->fail_end + RETRY_MS + SPACING_MS + ANSWER_MS);
}

/* --- what is expected ---------------------------------------------------------- */

static void expect_announcement(struct model *m, struct face *f)
{
	f->burst = 3;
	if (!multicasts(f))
		return;
	f->initial = 3;
	f->announce_by = nd_ms_min(f->announce_by, nd_ms_max(now_of(m) + FIRST_MS,
							     f->last + SPACING_MS + ANSWER_MS));
}

static void cease(struct face *f, bool says_goodbye)
{
	f->ready = false;
	f->announce_by = ND_NEVER;
	f->initial = 0;
	f->burst = says_goodbye ? MAX_FINALS : 0;
	f->finals = says_goodbye ? 0 : MAX_FINALS;
	f->n_askers = 0;
}

static bool usable(const struct link *l, const struct in6_addr *a)
{
	const struct link_addr *la = l ? link_has_addr(l, a) : NULL;

	return la && !la->tentative && !la->dad_failed && ip6_is_link_local(a);
}

static const struct link_addr *any_source(const struct link *l)
{
	for (unsigned i = 0; l && i < l->n_addrs; i++) {
		if (usable(l, &l->addrs[i].addr))
			return &l->addrs[i];
	}
	return NULL;
}

/* Something happened to @f: does it become or cease to be advertising? */
static void judge_face(struct model *m, struct face *f)
{
	bool can = f->link && f->link->up && any_source(f->link);
	bool shall = can && f->v->on && !m->stopping;

	if (!can)
		f->joined = false;	/* the kernel forgets it, or may have */
	if (shall == f->ready)
		return;
	if (!shall) {
		cease(f, can);
		return;
	}
	f->ready = true;
	f->ready_at = now_of(m);
	f->source = in6addr_any;
	bucket_init(&f->budget, now_of(m), 200);
	expect_announcement(m, f);
}

void model_configure(struct model *m, unsigned i, const struct variant *v)
{
	struct face *f = &m->face[i];
	bool changed = f->v != v;

	if (changed && v->unicast_only) {
		f->n_askers = 0;	/* who waited for a multicast waits in vain */
		f->announce_by = ND_NEVER;
		f->initial = 0;
	}
	f->v = v;
	judge_face(m, f);
	if (changed && f->ready)
		expect_announcement(m, f);
}

void model_link(struct model *m, unsigned i, const struct link *l)
{
	struct face *f = &m->face[i];
	bool came = l && !f->link, changed;

	changed = l && (f->forwarding != l->forwarding || f->lladdr_end != l->lladdr[5]);
	if (came || !l)
		cease(f, false);
	f->link = l;
	if (l) {
		f->forwarding = l->forwarding;
		f->lladdr_end = l->lladdr[5];
	}
	judge_face(m, f);
	/* Another source is announced as well; which one it is is the core's choice. */
	if (f->ready && (changed || !usable(l, &f->source)))
		expect_announcement(m, f);
	else if (f->ready)
		f->burst = 3;
}

/* Would the budget of @src still allow an answer? Counts every question. */
static bool within_budget(struct face *f, nd_ms now, const struct in6_addr *src)
{
	bool all = bucket_take(&f->budget, now, 100, 200);
	unsigned i = 0;

	while (i < f->n_sources && !ip6_equal(&f->sources[i].src, src))
		i++;
	if (i == f->n_sources) {
		if (i == ASKERS)
			return false;
		f->n_sources++;
		f->sources[i].src = *src;
		bucket_init(&f->sources[i].bucket, now, 10);
	}
	return bucket_take(&f->sources[i].bucket, now, 2, 10) && all;
}

void model_asked(struct model *m, unsigned i, const struct in6_addr *src)
{
	struct face *f = &m->face[i];
	bool nameless = ip6_is_unspecified(src), unicast;

	if (!f->ready || (nameless && f->v->unicast_only))
		return;
	unicast = !nameless && (f->v->solicited_unicast || f->v->unicast_only);
	if (unicast && !within_budget(f, now_of(m), src))
		return;
	if (!unicast || f->n_askers >= 10)
		f->asked = true;
	for (unsigned k = 0; k < f->n_askers; k++) {
		if (ip6_equal(&f->askers[k].src, src))
			return;
	}
	if (f->n_askers < ASKERS)
		f->askers[f->n_askers++] = (struct asker){
			*src, now_of(m) + nd_ms_max(SPACING_MS, f->v->min_delay_ms) + ANSWER_MS };
}

void model_flood(struct model *m, unsigned i)
{
	struct face *f = &m->face[i];

	f->asked = true;
	bucket_take(&f->budget, now_of(m), 100, 200);
}

void model_failing(struct model *m)
{
	m->fail_end = now_of(m);
	for (unsigned i = 0; i < FACES; i++) {
		struct face *f = &m->face[i];

		f->asked = true;	/* unicast answers that fail become multicast ones */
		if (f->ready && f->v->unicast_only)
			f->n_askers = 0;	/* nothing to fall back to: the host asks again */
	}
}

void model_stop(struct model *m)
{
	m->stopping = true;
	for (unsigned i = 0; i < FACES; i++)
		judge_face(m, &m->face[i]);
}

/* --- what is seen ---------------------------------------------------------------- */

static void check_lifetime(struct model *m, unsigned i, const struct sent *s, bool first)
{
	const struct face *f = &m->face[i];
	uint16_t lifetime_s = s->msg.ra.router_lifetime_s;

	if (!f->ready && lifetime_s != 0)
		m->wrong("R-050", i, "a router lifetime after the interface ceased");
	if (f->ready && !f->link->forwarding && lifetime_s != 0)
		m->wrong("R-016", i, "a router lifetime without forwarding");
	/* Behind the first packet of an advertisement the farewell of an old source may follow. */
	if (f->ready && f->link->forwarding && lifetime_s != f->v->lifetime_s &&
	    (first || lifetime_s != 0))
		m->wrong("R-011", i, "another router lifetime than configured");
}

static void check_spacing(struct model *m, unsigned i, nd_ms at)
{
	const struct face *f = &m->face[i];
	nd_ms gap = at - f->last;

	if (gap < SPACING_MS && !m->stopping)
		m->wrong("R-039", i, "two multicast advertisements within 3 s");
	if (gap < SPACING_MS && m->stopping && f->finals > 0)
		m->wrong("R-051", i, "two final advertisements within 3 s");
	if (f->ready && gap < f->v->min_ms && f->burst == 0 && !f->asked)
		m->wrong("R-024", i, "an unsolicited advertisement before Min is over");
	if (at > bar_failures(m, f->announce_by))
		m->wrong("R-025, R-030", i, "the first advertisement is late");
}

static void on_multicast(struct model *m, unsigned i, const struct sent *s)
{
	struct face *f = &m->face[i];
	bool first = s->at != f->last;

	/* The farewell of an old source belongs to the new one's advertisement. */
	if (f->ready && s->at - f->last <= BATCH_MS && !ip6_is_unspecified(&f->source) &&
	    !ip6_equal(&s->src, &f->source))
		first = false;
	check_lifetime(m, i, s, first);
	if (!first)
		return;		/* a further part of the same advertisement */
	check_spacing(m, i, s->at);
	if (f->ready && f->v->unicast_only)
		m->wrong("R-294", i, "a multicast under UnicastOnly");
	if (!f->ready && ++f->finals > MAX_FINALS)
		m->wrong("R-050", i, "more than three final advertisements");
	if (f->ready && !f->joined)
		m->wrong("R-031", i, "an advertisement before all-routers was joined");
	for (unsigned k = 0; k < f->n_askers; k++) {
		if (s->at > bar_failures(m, f->askers[k].deadline))
			m->wrong("R-035, R-040", i, "an answer by multicast is late");
	}
	m->answers += f->n_askers;
	f->n_askers = 0;
	f->last = s->at;
	f->announce_by = ND_NEVER;
	f->asked = false;
	f->source = s->src;
	f->burst -= f->burst > 0;
	f->initial -= f->initial > 0;
}

static void on_unicast(struct model *m, unsigned i, const struct sent *s)
{
	struct face *f = &m->face[i];

	if (!f->ready)
		m->wrong("R-046", i, "an answer of an interface that does not advertise");
	check_lifetime(m, i, s, true);
	if (ip6_is_unspecified(&s->dst))
		m->wrong("R-042", i, "an answer to ::");
	for (unsigned k = 0; k < f->n_askers; k++) {
		if (!ip6_equal(&f->askers[k].src, &s->dst))
			continue;
		if (s->at > bar_failures(m, f->askers[k].deadline))
			m->wrong("R-035", i, "an answer by unicast is late");
		m->answers++;
		f->askers[k] = f->askers[--f->n_askers];
		break;
	}
}

static void on_sent(void *arg, const struct sent *s)
{
	struct model *m = arg;
	unsigned i = s->ifindex - 1;
	const struct link *l = i < FACES ? m->face[i].link : NULL;

	m->sent++;
	if (!l || !l->up)
		m->wrong("R-019", i, "an advertisement on a link that is down or not there");
	if (!usable(l, &s->src))
		m->wrong("R-001", i, "a source that is no usable link-local address of the interface");
	if (s->len + 40 > (l->mtu < 1280 ? l->mtu : 1280))
		m->wrong("R-210", i, "a packet larger than AdvRAMTU or the link");
	if (s->multicast)
		on_multicast(m, i, s);
	else
		on_unicast(m, i, s);
}

static void on_group(void *arg, const struct group_change *g)
{
	struct model *m = arg;

	if (g->ifindex - 1 < FACES)
		m->face[g->ifindex - 1].joined = g->join;
}

static void check_face(struct model *m, unsigned i)
{
	const struct face *f = &m->face[i];
	nd_ms now = now_of(m), since = nd_ms_max(f->last, f->ready_at);

	if (now > bar_failures(m, f->announce_by))
		m->wrong("R-025, R-030", i, "the first advertisement does not come");
	for (unsigned k = 0; k < f->n_askers; k++) {
		if (now > bar_failures(m, f->askers[k].deadline))
			m->wrong("R-035, R-040", i, "a solicitation is not answered");
	}
	if (!multicasts(f) || f->announce_by != ND_NEVER)
		return;
	if (now > bar_failures(m, since + f->v->max_ms))
		m->wrong("R-023", i, "no advertisement for longer than Max");
	if (f->initial > 0 && f->initial < 3 && now > bar_failures(m, since + INITIAL_MS))
		m->wrong("R-026", i, "no initial advertisement for more than 16 s");
}

void model_check(struct model *m)
{
	if (core_next(&m->w->core) <= now_of(m))
		m->wrong("R-034", 0, "something due was left undone");
	if (m->w->out.n != 0)
		m->wrong("R-034", 0, "actions were left in the list");
	for (unsigned i = 0; i < FACES; i++)
		check_face(m, i);
}

void model_init(struct model *m, struct world *w)
{
	memset(m, 0, sizeof(*m));
	m->w = w;
	m->fail_end = ND_LONG_AGO;
	for (unsigned i = 0; i < FACES; i++) {
		m->face[i].last = ND_LONG_AGO;
		m->face[i].announce_by = ND_NEVER;
		m->face[i].finals = MAX_FINALS;
	}
	w->on_sent = on_sent;
	w->on_group = on_group;
	w->arg = m;
}
