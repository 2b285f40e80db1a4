/* SPDX-License-Identifier: ISC */
#include "shell.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "clock.h"
#include "conf_source.h"
#include "err.h"
#include "ip6.h"
#include "nd_build.h"
#include "nd_msg.h"

#define RECEIVE_BATCHES 4	/* a turn of the loop takes at most that many batches of packets */
#define ERRORS_PER_TURN 64
#define FRAME_MAX 9234u		/* octets of a frame that a packet socket sends for the raw one */

/* --- configuration ---------------------------------------------------------- */

struct conf *shell_load(const char *path, const struct textfile_guard *guard, struct diags *diags)
{
	struct conf_source files;
	struct cf_source source = conf_source_init(&files, path, guard);
	struct conf *conf = conf_load(&source, path, diags);

	conf_source_fini(&files);
	return conf;
}

void shell_set_log_format(struct log *log, const struct conf *conf)
{
	log_set_format(log, conf->log_format == CONF_LOG_JSON ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT);
}

static void log_diag(struct log *log, const struct diag *d)
{
	bool error = d->severity == DIAG_ERROR;
	char place[32] = "";	/* a fault of the file as a whole has none */

	if (d->line > 0)
		snprintf(place, sizeof(place), ":%u:%u", d->line, d->column);
	log_say(log, error ? "config-error" : "config-warning", error ? NOTE_ERR : NOTE_WARNING,
		"%s%s: %s%s%s", d->file, place, d->message, d->hint[0] ? "; " : "", d->hint);
}

/* --- actions ---------------------------------------------------------------- */

static bool same_attempt(const struct attempt *a, const struct attempt *b)
{
	return a->ifindex == b->ifindex && ip6_equal(&a->src, &b->src) &&
	       ip6_equal(&a->dst, &b->dst);
}

/*
 * What goes to all needs no neighbour, but the raw socket makes one all the same,
 * and fails where others have filled the kernel's table. A packet socket of the
 * watch sends the frame as it is. Not where somebody forbids it (EPERM).
 */
static bool send_as_frame(struct shell *s, const struct attempt *t)
{
	const struct link *l = links_get(&s->links, t->ifindex);
	uint8_t frame[FRAME_MAX], to[ND_MAC_LEN];
	struct wbuf w;

	if (t->error != EINVAL && t->error != ENOBUFS && t->error != ENOMEM)
		return false;
	if (!l || l->lladdr_len != ND_MAC_LEN || !ip6_is_multicast(&t->dst))
		return false;
	nd_group_mac(&t->dst, to);
	wbuf_init(&w, frame, sizeof(frame));
	if (nd_build_frame(&w, to, l->lladdr, &t->src, &t->dst, t->packet) < 0)
		return false;
	return monitor_send(&s->monitor, t->ifindex, view_of(frame, w.len)) == 0;
}

/* Hand over what is queued; what fails is remembered, once for an advertisement in parts. */
static void flush(struct shell *s)
{
	if (icmp6_flush(&s->raw) == 0)
		return;
	for (unsigned i = 0; i < ICMP6_BATCH; i++) {
		struct attempt *last = s->n_failed ? &s->failed[s->n_failed - 1] : NULL;

		s->slot[i].error = -icmp6_result(&s->raw, i);
		if (s->slot[i].error == 0 || (last && same_attempt(last, &s->slot[i])) ||
		    send_as_frame(s, &s->slot[i]))
			continue;
		if (s->n_failed < ACTIONS_MAX)
			s->failed[s->n_failed++] = s->slot[i];
	}
}

static void send_batch(struct shell *s, const struct action *a)
{
	for (uint32_t i = 0; i < a->packets->n; i++) {
		struct view packet = ra_batch_packet(a->packets, i);
		int slot = icmp6_queue(&s->raw, a->ifindex, &a->src, &a->dst, packet);

		if (slot < 0) {
			flush(s);
			slot = icmp6_queue(&s->raw, a->ifindex, &a->src, &a->dst, packet);
		}
		s->slot[slot] = (struct attempt){ .ifindex = a->ifindex, .src = a->src,
						  .dst = a->dst, .packet = packet };
	}
}

static void join(struct shell *s, nd_ms now, const struct action *a)
{
	const struct link *l = links_get(&s->links, a->ifindex);
	int r = member_join(&s->members, a->ifindex, &a->dst);

	if (r == 0)
		return;
	core_on_join_failed(&s->core, now, a->ifindex);
	log_say(s->log, "join-failed", NOTE_WARNING,
		"the group of all routers cannot be joined on %s: %s%s; solicitations may be missed",
		l ? l->name : "an interface", strerror(-r),
		r == -ENOMEM || r == -ENOBUFS ? " (raise net.core.optmem_max)" : "");
}

static void log_notes(struct shell *s)
{
	for (unsigned i = 0; i < s->out.n_notes; i++)
		log_note(s->log, &s->out.note[i]);
}

static void report_failures(struct shell *s, nd_ms now)
{
	for (unsigned i = 0; i < s->n_failed; i++) {
		const struct attempt *f = &s->failed[i];

		core_on_send_failed(&s->core, now, f->ifindex, &f->src, &f->dst, f->error,
				    &s->out);
		log_notes(s);
		actions_clear(&s->out);
	}
	s->n_failed = 0;
}

static void carry_out(struct shell *s, nd_ms now)
{
	for (unsigned i = 0; i < s->out.n; i++) {
		const struct action *a = &s->out.action[i];

		switch (a->kind) {
		case ACTION_SEND:
			send_batch(s, a);
			break;
		case ACTION_JOIN:
			join(s, now, a);
			break;
		case ACTION_LEAVE:
			member_leave(&s->members, a->ifindex, &a->dst);
			break;
		case ACTION_NOTE:
			alerts_note(&s->alerts, a->note);
			break;
		case ACTION_HOOK:
			alerts_hook(&s->alerts, core_watch(&s->core, a->ifindex), a->note);
			break;
		case ACTION_EVIDENCE:
			alerts_evidence(&s->alerts, now, core_watch(&s->core, a->ifindex), a->note,
					s->frame);
			break;
		}
	}
	flush(s);
	actions_clear(&s->out);
	report_failures(s, now);
}

static void serve_due(void *arg, nd_ms now)
{
	struct shell *s = arg;

	monitor_tick(&s->monitor, now);
	while (core_next(&s->core) <= now) {
		core_tick(&s->core, now, &s->out);
		carry_out(s, now);
	}
}

/* --- packets ---------------------------------------------------------------- */

static void on_unreachable(struct shell *s, nd_ms now)
{
	struct icmp6_unreachable lost[ERRORS_PER_TURN];
	unsigned n = icmp6_errors(&s->raw, lost, ERRORS_PER_TURN);

	for (unsigned i = 0; i < n; i++)
		core_on_unreachable(&s->core, now, lost[i].ifindex, &lost[i].dst);
}

static void on_packets(void *arg, nd_ms now, int fd)
{
	struct shell *s = arg;

	(void)fd;
	for (unsigned batch = 0; batch < RECEIVE_BATCHES; batch++) {
		int n = icmp6_receive(&s->raw, ICMP6_BATCH);

		for (int i = 0; i < n; i++) {
			if (!actions_room(&s->out, CORE_PACKET_ACTIONS))
				carry_out(s, now);
			core_on_packet(&s->core, now, &s->raw.packet[i], &s->out);
		}
		carry_out(s, now);
		if (n < (int)ICMP6_BATCH)
			break;
	}
	on_unreachable(s, now);
}

/* --- the watch ---------------------------------------------------------------- */

static void on_frame(void *arg, nd_ms now, const struct nd_frame *f)
{
	struct shell *s = arg;

	core_on_frame(&s->core, now, f, &s->out);
	if (s->out.n == 0)
		return;
	s->frame = f;
	carry_out(s, now);
	s->frame = NULL;
}

static void on_frames_lost(void *arg, nd_ms now, int count)
{
	struct shell *s = arg;

	alerts_lost(&s->alerts, now, count);
}

/* One socket more, for a watch that a reload brought: the helper opens it. */
static int follow(struct shell *s, uint32_t ifindex, bool promisc)
{
	int fd, r = monitor_follow(&s->monitor, ifindex, promisc);

	if (r != -ENOSPC || s->monitor.n == MONITOR_SOCKETS)
		return r;
	fd = jail_open_socket(&s->confine->jail, JAIL_SOCKET_WATCH);
	if (fd < 0)
		return fd;
	r = monitor_add(&s->monitor, fd);
	return r < 0 ? r : monitor_follow(&s->monitor, ifindex, promisc);
}

/* @news: nothing was said about this interface under this configuration yet. */
static void sync_watch(struct shell *s, const struct link *l, bool news)
{
	const struct conf_watch *w = core_watch(&s->core, l->ifindex);
	int r;

	if (!w) {
		monitor_unfollow(&s->monitor, l->ifindex);
		core_on_capture(&s->core, l->ifindex, false);
		return;
	}
	monitor_set_budget(&s->monitor, w->budget_percent);
	r = follow(s, l->ifindex, w->promiscuous);
	core_on_capture(&s->core, l->ifindex, r == 0);
	if (r < 0 && news)
		alerts_degraded(&s->alerts, l->name, r);
}

/* How many sockets the watch needs; @shared if that cannot be known (patterns). */
static unsigned count_watched(const struct conf *conf, bool *shared)
{
	unsigned n = 0;

	*shared = false;
	for (uint32_t i = 0; i < conf->n_ifaces; i++) {
		if (conf->ifaces[i]->n_watches == 0)
			continue;
		n++;
		*shared |= conf->ifaces[i]->is_pattern;
	}
	return n;
}

static void open_monitor(struct shell *s, const struct conf *conf)
{
	static const struct monitor_ops ops = { .frame = on_frame, .lost = on_frames_lost };
	bool shared;
	unsigned n = count_watched(conf, &shared);

	/* Without it the raw socket watches; each interface says what that cannot see. */
	monitor_open(&s->monitor, &s->loop, n, shared, &ops, s);
}

/* --- links ------------------------------------------------------------------ */

static void on_link_event(void *arg, enum links_event event, const struct link *l)
{
	struct shell *s = arg;
	nd_ms now = clock_now();

	if (event == LINK_GONE)
		member_forget(&s->members, l->ifindex);
	if (!s->core_ready)
		return;
	if (event == LINK_GONE) {
		core_on_link_gone(&s->core, now, l);
		monitor_unfollow(&s->monitor, l->ifindex);
		return;
	}
	if (core_on_link(&s->core, now, l))
		member_forget(&s->members, l->ifindex);
	sync_watch(s, l, event == LINK_NEW);
}

static void say_all_links(struct shell *s, nd_ms now)
{
	const struct link *l;
	uint32_t at = 0;

	while ((l = links_each(&s->links, &at))) {
		core_on_link(&s->core, now, l);
		sync_watch(s, l, true);
	}
}

static void on_netlink(void *arg, nd_ms now, int fd)
{
	struct shell *s = arg;
	int r = links_read(&s->links, now);

	(void)fd;
	if (r < 0 && r != s->links_error)
		log_say(s->log, "links-failed", NOTE_ERR, "the interfaces cannot be followed: %s",
			strerror(-r));
	s->links_error = r < 0 ? r : 0;
	if (r == -EBADF || r == -ENOTSOCK)
		loop_stop(&s->loop);	/* for good: better to be started anew than to be blind */
}

/* --- signals ---------------------------------------------------------------- */

/* The file may have been rotated away, and our user may be unable to make a new one there. */
static void reopen_log(struct shell *s)
{
	int r = log_reopen(s->log);

	if (r < 0)
		log_say(s->log, "log-not-reopened", NOTE_WARNING,
			"the log file cannot be opened again: %s; the old one stays in use",
			strerror(-r));
}

static void reload(struct shell *s, nd_ms now)
{
	struct diags *diags = calloc(1, sizeof(*diags));
	struct conf *conf = diags ? shell_load(s->config, &s->guard, diags) : NULL;
	int r;

	reopen_log(s);
	for (unsigned i = 0; diags && i < diags->n; i++)
		log_diag(s->log, &diags->list[i]);
	free(diags);
	r = conf ? core_on_reload(&s->core, now, conf) : ND_ESYNTAX;
	if (r < 0) {
		log_say(s->log, "reload-refused", NOTE_ERR, "keeping the old configuration of %s%s",
			s->config, r == ND_ENOMEM ? ": out of memory" : "");
		talloc_free(conf);
		return;
	}
	talloc_free(s->conf);
	s->conf = conf;
	shell_set_log_format(s->log, conf);
	confine_check_hooks(s->confine, conf, s->log);
	say_all_links(s, now);
	log_say(s->log, "reloaded", NOTE_INFO, "%s is in force", s->config);
}

static void on_signal(void *arg, nd_ms now, int signo)
{
	struct shell *s = arg;

	switch (signo) {
	case SIGHUP:
		if (s->core.stopping)	/* a reload would begin anew what is being ended */
			break;
		notify_reloading(s->notify);
		reload(s, now);
		notify_ready(s->notify);
		break;
	case SIGUSR1:
		core_on_reset(&s->core, now);
		log_say(s->log, "lifetimes-reset", NOTE_INFO, "lifetimes that count down start again");
		break;
	case SIGUSR2:
		log_say(s->log, "stopping", NOTE_INFO, "without final advertisements");
		loop_stop(&s->loop);
		break;
	default:
		if (s->core.stopping)
			break;
		notify_stopping(s->notify);
		log_say(s->log, "stopping", NOTE_INFO, "with final advertisements");
		core_on_stop(&s->core, now);
		break;
	}
}

static void end_turn(void *arg, nd_ms now)
{
	struct shell *s = arg;

	serve_due(s, now);
	confine_say_refused(s->confine, now, s->log);
	if (core_stopped(&s->core))
		loop_stop(&s->loop);
	loop_arm(&s->loop, nd_ms_min(core_next(&s->core), monitor_next(&s->monitor)));
}

/* --- life ------------------------------------------------------------------- */

static int fail(struct shell *s, int r, const char *what)
{
	log_say(s->log, "start-failed", NOTE_ERR, "%s: %s", what, strerror(-r));
	return r;
}

int shell_open(struct shell *s, const struct conf *conf, struct log *log, struct notify *notify,
	       struct confine *confine)
{
	static const struct loop_ops ops = { .due = serve_due, .signal = on_signal, .turn = end_turn };
	static const uint8_t types[] = { ND_RS, ND_RA };
	int r;

	s->log = log;
	s->notify = notify;
	s->confine = confine;
	r = loop_init(&s->loop, &ops, s);
	if (r < 0)
		return fail(s, r, "no event loop");
	r = links_open(&s->links, on_link_event, s);
	if (r < 0) {
		fail(s, r, "no netlink socket");
		goto no_links;
	}
	r = icmp6_open(&s->raw, types, ARRAY_LEN(types));
	if (r < 0) {
		fail(s, r, r == -EPERM ? "no raw ICMPv6 socket; start as root, or with CAP_NET_RAW" :
					 "no raw ICMPv6 socket");
		goto no_socket;
	}
	member_init(&s->members);
	open_monitor(s, conf);
	alerts_open(&s->alerts, log, &s->loop, &confine->hook, &s->links,
		    confine_state_directory(conf));
	return 0;
no_socket:
	links_close(&s->links);
no_links:
	loop_fini(&s->loop);
	return r;
}

int shell_start(struct shell *s, struct conf *conf, int debug)
{
	nd_ms now = clock_now();
	const char *missing;
	struct rng rng;
	int r;

	s->conf = conf;
	r = links_load(&s->links, now);
	if (r < 0 && r != -EAGAIN)
		return fail(s, r, "the interfaces cannot be listed");
	r = clock_seed(&rng);
	if (r < 0)
		return fail(s, r, "no random numbers");
	if (core_init(&s->core, conf, now, &rng, debug) < 0)
		return fail(s, -ENOMEM, "the core cannot start");
	s->core_ready = true;
	say_all_links(s, now);
	missing = core_missing(&s->core);
	if (missing) {
		log_say(s->log, "start-failed", NOTE_ERR,
			"interface %s is not there, and its block says IgnoreIfMissing off", missing);
		return -ENODEV;
	}
	r = loop_watch_fd(&s->loop, &s->raw_watch, s->raw.fd, on_packets, s);
	if (r == 0)
		r = loop_watch_fd(&s->loop, &s->links_watch, links_fd(&s->links), on_netlink, s);
	return r < 0 ? fail(s, r, "the sockets cannot be watched") : 0;
}

int shell_run(struct shell *s)
{
	end_turn(s, clock_now());
	return loop_run(&s->loop);
}

void shell_close(struct shell *s)
{
	if (s->core_ready)
		core_fini(&s->core);
	talloc_free(s->conf);
	alerts_close(&s->alerts);
	monitor_close(&s->monitor);
	icmp6_close(&s->raw);
	member_fini(&s->members);
	links_close(&s->links);
	loop_fini(&s->loop);
}
