/* SPDX-License-Identifier: ISC */
/*
 * The life of incidents (ROGUE 5.4): which sighting opens one, which earns a
 * line, and when it is over. Where incidents live is in incident_pool.c, which
 * line the budgets allow in incident_line.c; floods are counted in
 * incident_flood.c.
 */
#include "incident.h"

#include <stdio.h>
#include <string.h>

#include "incident_pool.h"
#include "judge_words.h"
#include "nd_opt.h"

#define LIFETIME_MAX_MS ((nd_ms)1800000)
#define ALERT_INTERVAL_MS ((nd_ms)60000)
#define MAX_INCIDENTS 256

/* --- sightings -------------------------------------------------------------- */

static struct incident_key key_of(const struct incident_iface *i, const struct sighting *s,
				  const char *event, const struct finding *f)
{
	struct incident_key k = { .ifindex = i->ifindex, .event = event,
				  .reason = f && f->reason ? f->reason : "", .field = "" };

	if (s->mac_len) {
		k.id_len = s->mac_len;
		memcpy(k.id, s->mac, s->mac_len);
	} else {
		k.id_len = INCIDENT_BY_ADDR;
		memcpy(k.id, &s->src.s6_addr[8], 8);
	}
	if (f && f->field && strcmp(event, "ra-inconsistent") == 0)
		k.field = f->field;
	return k;
}

static void take_sllao(struct incident *inc, const struct sighting *s)
{
	struct nd_opt o;
	struct rbuf r;
	int fault;

	inc->sllao_len = 0;
	if (!s->parsed)
		return;
	rbuf_init(&r, s->msg.options.ptr, s->msg.options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		if (o.type != ND_OPT_SLLA || fault)
			continue;
		/* Behind a MAC of 6 octets the option has no padding; others are cut. */
		inc->sllao_len = (uint8_t)nd_ms_min((nd_ms)o.lladdr.addr.len, ND_FRAME_MAC_MAX);
		memcpy(inc->sllao, o.lladdr.addr.ptr, inc->sllao_len);
		return;
	}
}

/*
 * The least that a conforming RA of its kind would have been repeated in: its
 * router and prefix lifetimes. Values that hosts keep for good say nothing about it.
 */
static nd_ms lifetime_of(const struct sighting *s)
{
	nd_ms life = 0;
	struct nd_opt o;
	struct rbuf r;
	int fault;

	if (!s->parsed)
		return 0;
	life = s->msg.ra.router_lifetime_s * ND_SECOND;
	rbuf_init(&r, s->msg.options.ptr, s->msg.options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		if (fault == 0 && o.type == ND_OPT_PREFIX)
			life = nd_ms_max(life, o.prefix.valid_s * ND_SECOND);
	}
	return nd_ms_min(life, LIFETIME_MAX_MS);
}

_Static_assert(JUDGE_N_WORDS <= 64, "reasons are kept as the bits of one number");

static uint64_t reasons_of(const struct verdict *v)
{
	uint64_t found = 0;

	for (unsigned i = 0; i < v->n; i++) {
		for (unsigned w = 0; w < JUDGE_N_WORDS; w++) {
			if (v->finding[i].reason && judge_table[w].reason &&
			    strcmp(v->finding[i].reason, judge_table[w].reason) == 0)
				found |= UINT64_C(1) << w;
		}
	}
	return found;
}

static void take_finding(struct incident *inc, const struct finding *f, const struct verdict *v)
{
	inc->severity = f ? f->severity : inc->rule->severity;
	inc->field = f ? f->field : NULL;
	memset(inc->expected, 0, sizeof(inc->expected));
	memset(inc->got, 0, sizeof(inc->got));
	if (f) {
		memcpy(inc->expected, f->expected, sizeof(inc->expected));
		memcpy(inc->got, f->got, sizeof(inc->got));
	}
	memcpy(inc->impact, v->impact, sizeof(inc->impact));
	/* An inconsistency is about one value each time, the others have lines of their own. */
	inc->reasons = inc->rule->budget == BUDGET_INCONSISTENT ? 0 : reasons_of(v);
}

static void take_sighting(struct incident *inc, nd_ms now, const struct sighting *s,
			  const struct finding *f, const struct verdict *v)
{
	if (inc->count == 0)
		inc->first = now;
	else
		inc->interval = nd_ms_max(now - inc->last, inc->interval - inc->interval / 4);
	inc->last = now;
	inc->count++;
	inc->src = s->src;
	inc->dst = s->dst;
	inc->vlan = s->form & SIGHT_TAGGED ? s->vlan : 0;
	inc->lifetime = lifetime_of(s);
	inc->harm_until = nd_ms_max(inc->count > 1 ? inc->harm_until : ND_LONG_AGO, v->harm_until);
	take_sllao(inc, s);
	/* A weaker finding does not wipe out what was worse. */
	if (inc->count == 1 || !f || f->severity <= inc->severity)
		take_finding(inc, f, v);
}

static struct incident *open_one(struct incident_table *t, nd_ms now, struct incident_iface *i,
				 const struct incident_key *k, const struct sighting *s,
				 const struct finding *f, const struct verdict *v)
{
	struct incident *inc = incident_open(t, i, k);

	take_sighting(inc, now, s, f, v);
	inc->next_line = 10;
	return inc;
}

static bool earns_line(struct incident *inc, nd_ms now)
{
	if (inc->rule->gap)
		return now - inc->last_line >= inc->rule->gap;
	if (inc->rule->budget == BUDGET_NONE || inc->count < inc->next_line)
		return false;
	inc->next_line *= 10;
	return true;
}

static void again(struct incident_table *t, struct incident *inc, nd_ms now,
		  const struct sighting *s, const struct finding *f, const struct verdict *v,
		  struct actions *out)
{
	enum note_severity before = inc->severity;
	bool changed = inc->rule->budget == BUDGET_INCONSISTENT && f &&
		       (strcmp(f->got, inc->got) != 0 || strcmp(f->expected, inc->expected) != 0);

	take_sighting(inc, now, s, f, v);
	inc->suppressed++;
	incident_used(t, inc);
	if (!inc->said || inc->waiting || inc->severity < before || changed ||
	    (inc->rule->gap && earns_line(inc, now))) {
		incident_announce(t, inc, now, s, out);
	} else if (!inc->rule->gap && earns_line(inc, now) && incident_take_later_line(inc->iface, now)) {
		incident_say(inc, now, s, out);
	} else {
		t->suppressed++;
	}
	incident_set_timer(t, inc);
}

static void report_finding(struct incident_table *t, nd_ms now, struct incident_iface *i,
			   const struct sighting *s, const struct finding *f,
			   const struct verdict *v, struct actions *out)
{
	struct incident_key k = key_of(i, s, v->event, f);
	struct incident *inc = incident_find(t, &k);

	if (inc && inc->candidate) {
		incident_free(t, inc);
		inc = NULL;
	}
	if (inc) {
		again(t, inc, now, s, f, v, out);
		return;
	}
	inc = open_one(t, now, i, &k, s, f, v);
	incident_announce(t, inc, now, s, out);
	incident_set_timer(t, inc);
}

/* --- floods ----------------------------------------------------------------- */

static bool belongs_to_flood(const struct incident *inc, nd_ms now)
{
	return inc->rule->crowds && now - inc->first < FLOOD_MS;
}

/* What opened within the last seconds was the flood that began. */
static void collapse(struct incident_table *t, nd_ms now, struct incident_iface *i)
{
	struct incident *inc, *next;

	for (inc = TAILQ_FIRST(&i->incidents); inc; inc = next) {
		next = TAILQ_NEXT(inc, of_iface);
		if (belongs_to_flood(inc, now))
			incident_free(t, inc);
	}
	i->held.untold = 0;
}

static void begin_flood(struct incident_table *t, nd_ms now, struct incident_iface *i,
			const struct sighting *s, const struct verdict *v, struct actions *out)
{
	const struct incident_key k = { .ifindex = i->ifindex, .event = "ra-flood", .reason = "",
					.field = "" };
	struct incident *inc;

	collapse(t, now, i);
	flood_begin(&i->flood, now);
	flood_count_mac(&i->flood, s->mac, s->mac_len);
	inc = incident_open(t, i, &k);
	inc->first = inc->last = now;
	inc->count = FLOOD_SOURCES;
	inc->severity = inc->rule->severity;
	inc->harm_until = v->harm_until;
	i->flood.incident = inc;
	incident_announce(t, inc, now, s, out);
}

static void take_candidate(struct incident_table *t, nd_ms now, struct incident_iface *i,
			   const struct sighting *s, const struct verdict *v)
{
	const struct finding *f = v->n ? &v->finding[0] : NULL;
	struct incident_key k = key_of(i, s, v->event, f);
	struct incident **place = &i->flood.candidate[i->flood.next_candidate];
	struct incident *inc = incident_find(t, &k);

	if (inc)
		return;
	i->flood.next_candidate = (i->flood.next_candidate + 1) % FLOOD_CANDIDATES;
	if (*place)
		incident_free(t, *place);
	inc = open_one(t, now, i, &k, s, f, v);
	inc->candidate = true;
	*place = inc;
	incident_set_timer(t, inc);
}

static void count_in_flood(struct incident_table *t, nd_ms now, struct incident_iface *i,
			   const struct sighting *s)
{
	struct incident *inc = i->flood.incident;

	inc->count++;
	inc->suppressed++;
	inc->last = now;
	t->suppressed++;
	flood_count_mac(&i->flood, s->mac, s->mac_len);
	incident_used(t, inc);
	incident_set_timer(t, inc);
}

static uint64_t source_hash(const struct incident_table *t, const struct sighting *s)
{
	uint64_t h = incident_hash(t->hash_key, &s->src, sizeof(s->src));

	h = incident_hash(h, s->mac, s->mac_len);
	return incident_hash(h, &s->ifindex, sizeof(s->ifindex));
}

/* A source without an incident of its own: is it nothing but a drop in a flood? */
static bool flood_takes(struct incident_table *t, nd_ms now, struct incident_iface *i,
			const struct sighting *s, const struct verdict *v, struct actions *out)
{
	uint64_t id = source_hash(t, s);
	bool is_new = crowd_add(&t->crowd, now, id);

	if (!i->flood.incident && !(is_new && flood_new_source(&i->flood, now)))
		return false;
	if (!is_new && crowd_thrice(&t->crowd, now, id))
		return false;
	if (!i->flood.incident)
		begin_flood(t, now, i, s, v, out);
	if (is_new)
		flood_count_new(&i->flood, now);
	count_in_flood(t, now, i, s);
	if (is_new)
		take_candidate(t, now, i, s, v);
	return true;
}

/* Who was heard last, when the flood was over already, is named after all. */
static void keep_candidates(struct incident_table *t, nd_ms now, struct incident_iface *i)
{
	for (unsigned k = 0; k < FLOOD_CANDIDATES; k++) {
		struct incident *inc = i->flood.candidate[k];

		if (!inc)
			continue;
		if (inc->last < i->flood.calm_since) {
			incident_free(t, inc);
			continue;
		}
		inc->candidate = false;
		i->flood.candidate[k] = NULL;
		if (inc->rule->budget == BUDGET_OPENING)
			incident_hold_back(t, inc, now);
	}
}

static void end_flood(struct incident_table *t, nd_ms now, struct incident_iface *i,
		      struct actions *out)
{
	struct incident *inc = i->flood.incident;

	incident_say_over(inc, now, out);
	keep_candidates(t, now, i);
	incident_free(t, inc);
	flood_init(&i->flood);
}

/* --- inputs ----------------------------------------------------------------- */

static bool is_known(const struct incident_table *t, const struct incident_iface *i,
		     const struct sighting *s, const struct verdict *v)
{
	struct incident_key k = key_of(i, s, v->event, v->n ? &v->finding[0] : NULL);
	struct incident *inc = incident_find(t, &k);

	return inc && !inc->candidate;
}

void incident_report(struct incident_table *t, nd_ms now, struct incident_iface *i,
		     const struct sighting *s, const struct verdict *v, struct actions *out)
{
	const struct incident_rule *rule = incident_rule_of(v->event);
	unsigned n = rule->budget == BUDGET_INCONSISTENT ? v->n : v->n > 0;

	if (rule->crowds && !is_known(t, i, s, v) && flood_takes(t, now, i, s, v, out)) {
		incident_set_iface_timer(t, i);
		return;
	}
	if (n == 0)
		report_finding(t, now, i, s, NULL, v, out);
	for (unsigned k = 0; k < n && k < INCIDENT_FINDINGS; k++)
		report_finding(t, now, i, s, &v->finding[k], v, out);
	incident_set_iface_timer(t, i);
}

static void tick_iface(struct incident_table *t, struct incident_iface *i, nd_ms now,
		       struct actions *out)
{
	if (i->flood.incident && flood_is_over(&i->flood, now))
		end_flood(t, now, i, out);
	else if (!incident_say_waiting(t, i, now, out))
		incident_say_all_held(i, now, out);
	incident_set_iface_timer(t, i);
}

static void tick_incident(struct incident_table *t, struct incident *inc, nd_ms now,
			  struct actions *out)
{
	struct incident_iface *i = inc->iface;

	if (now < incident_over_at(inc)) {
		incident_summarise(inc, now, out);
		incident_set_timer(t, inc);
		return;
	}
	if (inc->rule->closes && inc->said)
		incident_say_over(inc, now, out);
	incident_free(t, inc);
	incident_set_iface_timer(t, i);
}

static struct incident *incident_at(struct heap_node *n)
{
	return (struct incident *)((char *)n - offsetof(struct incident, timer));
}

static struct incident_iface *iface_at(struct heap_node *n)
{
	return (struct incident_iface *)((char *)n - offsetof(struct incident_iface, timer));
}

void incident_tick(struct incident_table *t, nd_ms now, struct actions *out)
{
	while (heap_next(&t->due) <= now && actions_room(out, INCIDENT_ACTIONS))
		tick_incident(t, incident_at(heap_first(&t->due)), now, out);
	while (heap_next(&t->iface_due) <= now && actions_room(out, INCIDENT_ACTIONS))
		tick_iface(t, iface_at(heap_first(&t->iface_due)), now, out);
}

nd_ms incident_next(const struct incident_table *t)
{
	return nd_ms_min(heap_next(&t->due), heap_next(&t->iface_due));
}

int incident_attach(struct incident_table *t, nd_ms now, struct incident_iface *i,
		    uint32_t ifindex, const char *name)
{
	int r = heap_reserve(&t->iface_due, t->n_ifaces + 1);

	if (r < 0)
		return r;
	memset(i, 0, sizeof(*i));
	i->ifindex = ifindex;
	snprintf(i->name, sizeof(i->name), "%s", name);
	i->max_incidents = MAX_INCIDENTS;
	i->alert_interval = ALERT_INTERVAL_MS;
	TAILQ_INIT(&i->incidents);
	incident_budgets_init(i, now);
	flood_init(&i->flood);
	t->n_ifaces++;
	return 0;
}

void incident_detach(struct incident_table *t, struct incident_iface *i)
{
	while (!TAILQ_EMPTY(&i->incidents))
		incident_free(t, TAILQ_FIRST(&i->incidents));
	heap_set(&t->iface_due, &i->timer, ND_NEVER);
	i->ifindex = 0;
	t->n_ifaces--;
}

bool incident_each(const struct incident_table *t, nd_ms now, uint32_t *at, struct note *n)
{
	while (*at < INCIDENTS_MAX) {
		const struct incident *inc = &t->pool[(*at)++];

		if (!inc->iface || inc->candidate)
			continue;
		incident_fill(inc, now, n);
		return true;
	}
	return false;
}
