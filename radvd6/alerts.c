/* SPDX-License-Identifier: ISC */
#include "alerts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "evidence.h"
#include "fdb.h"
#include "ip6.h"

#define QUIET_MS ((nd_ms)60000)
#define MAC_OCTETS 8u

static void on_hook_result(void *arg, nd_ms now, int fd);

void alerts_open(struct alerts *a, struct log *log, struct loop *loop, struct hook *hook,
		 const struct links *links, const char *state_directory)
{
	*a = (struct alerts){ .log = log, .hook = hook, .links = links, .state_dir = -1,
			      .evidence_said = ND_LONG_AGO, .lost_said = ND_LONG_AGO };
	a->fdb = fdb_open();
	if (state_directory)
		a->state_dir = open(state_directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (state_directory && a->state_dir < 0)
		log_say(log, "evidence-failed", NOTE_WARNING, "no evidence is kept: %s: %s",
			state_directory, strerror(errno));
	if (hook->child.fd >= 0)
		loop_watch_fd(loop, &a->hook_watch, hook->child.fd, on_hook_result, a);
}

void alerts_close(struct alerts *a)
{
	loop_unwatch_fd(&a->hook_watch);
	if (a->fdb >= 0)
		close(a->fdb);
	if (a->state_dir >= 0)
		close(a->state_dir);
}

/* --- lines -------------------------------------------------------------------- */

static size_t read_mac(const char *text, uint8_t mac[MAC_OCTETS])
{
	unsigned octet;
	size_t n = 0;

	while (n < MAC_OCTETS && sscanf(text + 3 * n, "%2x", &octet) == 1) {
		mac[n++] = (uint8_t)octet;
		if (text[3 * n - 1] != ':')
			break;
	}
	return n;
}

static void find_port(const struct alerts *a, struct note *n)
{
	uint8_t mac[MAC_OCTETS];
	const struct link *l;
	int port;

	if (a->fdb < 0 || n->mac[0] == '\0' || n->ifindex == 0)
		return;
	port = fdb_port(a->fdb, n->ifindex, mac, read_mac(n->mac, mac));
	/* Our own MAC in a stranger's frame: the bridge knows it as its own, whatever the port. */
	if (port == (int)n->ifindex)
		return;
	l = port > 0 ? links_get(a->links, (uint32_t)port) : NULL;
	if (l)
		snprintf(n->port, sizeof(n->port), "%s", l->name);
}

void alerts_note(struct alerts *a, const struct note *n)
{
	struct note with_port = *n;

	if (log_wants(a->log, n->severity, n->detail))
		find_port(a, &with_port);
	log_note(a->log, &with_port);
}

void alerts_lost(struct alerts *a, nd_ms now, int count)
{
	struct note n;

	a->lost += (uint64_t)count;
	if (now - a->lost_said < QUIET_MS)
		return;
	a->lost_said = now;
	note_init(&n, "monitor-overload", NOTE_WARNING);
	n.count = a->lost;
	snprintf(n.what, sizeof(n.what), "frames were lost before they could be looked at");
	a->lost = 0;
	log_note(a->log, &n);
}

void alerts_degraded(struct alerts *a, const char *iface, int r)
{
	const char *why = strerror(-r);
	struct note n;

	if (r == -ENOSPC)
		why = "all are in use";
	else if (r == -EPERM)
		why = "none can be opened now; restart";
	note_init(&n, "monitor-degraded", NOTE_WARNING);
	snprintf(n.iface, sizeof(n.iface), "%s", iface);
	snprintf(n.what, sizeof(n.what),
		 "no packet socket (%s): source MACs, tagged frames, RAs to other hosts and most "
		 "evasions are not seen", why);
	log_note(a->log, &n);
}

/* --- hooks -------------------------------------------------------------------- */

static void put_variable(struct text *t, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	text_printf(t, "%s=%s", name, value);
	text_char(t, '\0');
}

/* The names that ramond gives its programs; of several prefixes the first. */
static void put_ramond(struct text *t, const struct note *n)
{
	char value[sizeof(n->ra.prefixes)], *slash;
	struct text v;

	put_variable(t, "INTERFACE", n->iface);
	put_variable(t, "SOURCE_MAC", n->mac);
	if (!ip6_is_unspecified(&n->src)) {
		text_init(&v, value, sizeof(value));
		ip6_put(&v, &n->src);
		text_printf(&v, "%%%s", n->iface);
		put_variable(t, "SOURCE_ADDR", value);
	}
	snprintf(value, sizeof(value), "%s", n->ra.prefixes);
	value[strcspn(value, " ")] = '\0';
	slash = strchr(value, '/');
	if (!slash)
		return;
	*slash = '\0';
	put_variable(t, "PREFIX", value);
	put_variable(t, "PREFIX_LEN", slash + 1);
}

void alerts_hook(struct alerts *a, const struct conf_watch *w, const struct note *n)
{
	char env[HOOK_ENV_MAX], input[HOOK_INPUT_MAX];
	struct text e, i;
	int r;

	if (!w || !w->hook)
		return;
	text_init(&e, env, sizeof(env));
	note_put_env(&e, n, "RADVD6");
	put_ramond(&e, n);
	text_init(&i, input, sizeof(input));
	note_put_json(&i, n);
	r = hook_run(a->hook, n->incident, w->hook, view_of(env, e.len), view_of(input, i.len));
	if (r < 0)
		log_say(a->log, "hook-failed", NOTE_WARNING, "%s was not run: %s", w->hook,
			strerror(-r));
}

static void on_hook_result(void *arg, nd_ms now, int fd)
{
	struct alerts *a = arg;
	struct hook_result result;
	int r = hook_result(a->hook, &result);

	(void)now;
	(void)fd;
	if (r < 0) {
		log_say(a->log, "hook-failed", NOTE_ERR,
			"the hook process is gone: no hook is run any more");
		loop_unwatch_fd(&a->hook_watch);
		return;
	}
	if (r == 0 || (result.outcome == HOOK_EXITED && result.value == 0))
		return;
	switch (result.outcome) {
	case HOOK_EXITED:
		log_say(a->log, "hook-failed", NOTE_WARNING, "the hook ended with status %d",
			result.value);
		break;
	case HOOK_SIGNALLED:
		log_say(a->log, "hook-failed", NOTE_WARNING, "the hook was ended by signal %d",
			result.value);
		break;
	case HOOK_TIMED_OUT:
		log_say(a->log, "hook-failed", NOTE_WARNING, "the hook was killed after %d s",
			HOOK_LIMIT_MS / 1000);
		break;
	case HOOK_HELD_BACK:
		log_say(a->log, "hook-failed", NOTE_NOTICE,
			"the hook was not run: at most %d run a minute, and too many wait",
			HOOK_PER_MINUTE);
		break;
	case HOOK_QUEUE_FULL:
		log_say(a->log, "hook-failed", NOTE_NOTICE, "the hook was not run: %d runs wait already",
			HOOK_QUEUE);
		break;
	default:
		log_say(a->log, "hook-failed", NOTE_WARNING, "the hook was not run: error %d",
			result.value);
		break;
	}
}

/* --- evidence ------------------------------------------------------------------ */

void alerts_evidence(struct alerts *a, nd_ms now, const struct conf_watch *w, const struct note *n,
		     const struct nd_frame *f)
{
	int r;

	if (!w || !w->evidence || !f || a->state_dir < 0)
		return;
	r = evidence_keep(a->state_dir, n->incident, f->hatype, f->frame);
	if (r == 0 || now - a->evidence_said < QUIET_MS)
		return;
	a->evidence_said = now;
	log_say(a->log, "evidence-failed", NOTE_WARNING, "the frame of incident %u was not kept: %s",
		n->incident, strerror(-r));
}
