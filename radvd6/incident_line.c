/* SPDX-License-Identifier: ISC */
/*
 * Which line about incidents may be said now, which waits, and when that is to
 * be asked again. What a line says is in incident_say.c.
 */
#include <string.h>

#include "incident_pool.h"

#define OPENING_LINES 5
#define OPENING_REFILL_MS ((nd_ms)10000)
#define WINDOW_LINES 10
#define WINDOW_LATER 2		/* place of the later lines among the windows */
#define MINUTE_MS ((nd_ms)60000)

/* --- budgets ---------------------------------------------------------------- */

static bool take_token(struct incident_iface *i, nd_ms now)
{
	while (i->tokens < OPENING_LINES && now - i->refilled >= OPENING_REFILL_MS) {
		i->tokens++;
		i->refilled += OPENING_REFILL_MS;
	}
	if (i->tokens == OPENING_LINES)
		i->refilled = now;
	if (i->tokens == 0)
		return false;
	i->tokens--;
	return true;
}

static nd_ms token_due(const struct incident_iface *i)
{
	return i->tokens > 0 ? ND_LONG_AGO : i->refilled + OPENING_REFILL_MS;
}

static struct incident_window *window_of(struct incident_iface *i, const struct incident_rule *r)
{
	return &i->window[r->budget == BUDGET_INVALID ? 0 : 1];
}

static bool take_line(struct incident_window *w, nd_ms now)
{
	if (now - w->since >= MINUTE_MS && w->held == 0) {
		w->since = now;
		w->lines = 0;
	}
	if (w->lines >= WINDOW_LINES || now - w->since >= MINUTE_MS) {
		w->held++;
		return false;
	}
	w->lines++;
	return true;
}

/* Lines that neither open nor close: none of them is held back for good. */
bool incident_take_later_line(struct incident_iface *i, nd_ms now)
{
	struct incident_window *w = &i->window[WINDOW_LATER];

	if (now - w->since >= MINUTE_MS)
		*w = (struct incident_window){ .since = now };
	return w->lines < WINDOW_LINES && ++w->lines;
}

/* --- deadlines -------------------------------------------------------------- */

/* How long it must be silent to be over. */
static nd_ms silence(const struct incident *inc)
{
	nd_ms least = nd_ms_max(inc->rule->quiet, 3 * inc->interval);

	if (!inc->rule->closes)
		return least;
	if (inc->iface->cease_after)
		return inc->iface->cease_after;
	return nd_ms_max(least, inc->lifetime);
}

nd_ms incident_over_at(const struct incident *inc)
{
	return nd_ms_after(inc->last, silence(inc));
}

static nd_ms summary_at(const struct incident *inc)
{
	bool wanted = inc->said && inc->suppressed && inc->severity <= NOTE_WARNING &&
		      inc->rule->budget <= BUDGET_OPENING;

	if (!wanted)
		return ND_NEVER;
	return nd_ms_max(inc->last_line + inc->iface->alert_interval, inc->put_off);
}

void incident_set_timer(struct incident_table *t, struct incident *inc)
{
	heap_set(&t->due, &inc->timer, nd_ms_min(incident_over_at(inc), summary_at(inc)));
}

void incident_set_iface_timer(struct incident_table *t, struct incident_iface *i)
{
	nd_ms due = ND_NEVER;

	if (i->flood.incident)
		due = flood_next(&i->flood);
	if (i->held.waiting)
		due = nd_ms_min(due, token_due(i));
	if (i->held.untold)
		due = nd_ms_min(due, i->held.since + MINUTE_MS);
	for (unsigned k = 0; k < INCIDENT_WINDOWS; k++) {
		if (i->window[k].held)
			due = nd_ms_min(due, i->window[k].since + MINUTE_MS);
	}
	heap_set(&t->iface_due, &i->timer, due);
}

/* --- lines ------------------------------------------------------------------ */

static void say(struct incident *inc, nd_ms now, const struct sighting *s, struct actions *out)
{
	bool opens = !inc->said;
	struct note *n;

	if (inc->waiting) {
		inc->waiting = false;
		inc->iface->held.waiting--;
		if (inc->iface->held.untold)
			inc->iface->held.untold--;
	}
	n = incident_say(inc, now, s, out);
	if (inc->rule->budget > BUDGET_OPENING)
		return;
	incident_act(inc, ACTION_HOOK, n, out);
	if (opens && s)
		incident_act(inc, ACTION_EVIDENCE, n, out);
}

void incident_hold_back(struct incident_table *t, struct incident *inc, nd_ms now)
{
	struct incident_held *h = &inc->iface->held;

	t->suppressed++;
	if (inc->waiting)
		return;
	inc->waiting = true;
	h->waiting++;
	if (h->untold == 0)
		h->since = now;
	if (h->untold == 0 || inc->severity < h->severity) {
		h->event = inc->rule->event;
		h->reason = inc->key.reason[0] ? inc->key.reason : NULL;
		h->severity = inc->severity;
	}
	h->untold++;
}

/* A line that opens an incident or says that it is worse. */
void incident_announce(struct incident_table *t, struct incident *inc, nd_ms now,
		     const struct sighting *s, struct actions *out)
{
	struct incident_iface *i = inc->iface;

	if (inc->rule->budget == BUDGET_NONE ||
	    (inc->rule->budget == BUDGET_OPENING && take_token(i, now)))
		say(inc, now, s, out);
	else if (inc->rule->budget == BUDGET_OPENING)
		incident_hold_back(t, inc, now);
	else if (take_line(window_of(i, inc->rule), now))
		say(inc, now, s, out);
	else
		t->suppressed++;
}

/* --- what waits ------------------------------------------------------------- */

static struct incident *gravest_waiting(const struct incident_iface *i)
{
	struct incident *inc, *best = NULL;

	/* Of equal ones the one heard last: it is there now. */
	TAILQ_FOREACH(inc, &i->incidents, of_iface) {
		if (inc->waiting && (!best || inc->severity <= best->severity))
			best = inc;
	}
	return best;
}

bool incident_say_waiting(struct incident_table *t, struct incident_iface *i, nd_ms now,
			  struct actions *out)
{
	struct incident *inc = i->held.waiting ? gravest_waiting(i) : NULL;

	if (!inc || !take_token(i, now))
		return false;
	say(inc, now, NULL, out);
	incident_set_timer(t, inc);
	return true;
}

void incident_summarise(struct incident *inc, nd_ms now, struct actions *out)
{
	struct incident_iface *i = inc->iface;

	if (!incident_take_later_line(i, now)) {
		inc->put_off = i->window[WINDOW_LATER].since + MINUTE_MS;
		return;
	}
	incident_say(inc, now, NULL, out);
}

void incident_budgets_init(struct incident_iface *i, nd_ms now)
{
	i->tokens = OPENING_LINES;
	i->refilled = now;
	for (unsigned k = 0; k < INCIDENT_WINDOWS; k++)
		i->window[k].since = ND_LONG_AGO;
}

void incident_say_all_held(struct incident_iface *i, nd_ms now, struct actions *out)
{
	static const char *const events[] = { "ra-invalid", "ra-inconsistent" };

	if (i->held.untold && now - i->held.since >= MINUTE_MS) {
		incident_say_held(i, NULL, NULL, out);
		i->held.untold = 0;
	}
	for (unsigned k = 0; k < ARRAY_LEN(events); k++) {
		struct incident_window *w = &i->window[k];

		if (!w->held || now - w->since < MINUTE_MS)
			continue;
		incident_say_held(i, w, incident_rule_of(events[k]), out);
		*w = (struct incident_window){ .since = now };
	}
}
