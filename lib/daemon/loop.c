/* SPDX-License-Identifier: ISC */
/*
 * One thread, one timer, level-triggered descriptors; libevent's core waits.
 *
 * The timer is never read: setting it anew is what makes its descriptor quiet
 * again, and until then it wakes us, as it should while something is due.
 * Signals come through a signalfd and not through handlers, so that nothing is
 * interrupted, and so that a child process has no pipe into our loop.
 */
#include "loop.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "view.h"

static const int handled[] = { SIGHUP, SIGTERM, SIGINT, SIGUSR1, SIGUSR2 };

/* Serve the deadline, once, if it has come. */
static nd_ms look_at_clock(struct loop *l)
{
	nd_ms now = clock_now();

	if (now >= l->deadline) {
		l->deadline = ND_NEVER;
		l->ops->due(l->arg, now);
	}
	return now;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	look_at_clock(arg);
}

static void on_signal(evutil_socket_t fd, short what, void *arg)
{
	struct signalfd_siginfo info;
	struct loop *l = arg;

	(void)what;
	while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		l->ops->signal(l->arg, look_at_clock(l), (int)info.ssi_signo);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct loop_fd *w = arg;
	nd_ms now = look_at_clock(w->loop);

	(void)what;
	if (w->readable)	/* what was due may have ended the watch */
		w->readable(w->arg, now, fd);
}

static struct event_base *new_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (!config)
		return NULL;
	if (event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV) == 0)
		base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

static int open_descriptors(struct loop *l)
{
	sigset_t set;

	l->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (l->timer_fd < 0)
		return -errno;
	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(handled); i++)
		sigaddset(&set, handled[i]);
	l->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (l->signal_fd < 0)
		return -errno;
	/* What nohup or a shell's & made us ignore would be thrown away instead of waiting. */
	for (size_t i = 0; i < ARRAY_LEN(handled); i++)
		signal(handled[i], SIG_DFL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

static int watch(struct loop *l, struct event *ev, int fd, event_callback_fn callback, void *arg)
{
	if (event_assign(ev, l->base, fd, EV_READ | EV_PERSIST, callback, arg) < 0)
		return -EINVAL;
	return event_add(ev, NULL) < 0 ? -ENOMEM : 0;
}

int loop_init(struct loop *l, const struct loop_ops *ops, void *arg)
{
	int r;

	*l = (struct loop){
		.ops = ops, .arg = arg, .timer_fd = -1, .signal_fd = -1,
		.deadline = ND_NEVER, .armed = ND_NEVER,
	};
	sigprocmask(SIG_BLOCK, NULL, &l->mask_before);
	l->base = new_base();
	if (!l->base)
		return -ENOMEM;
	if ((r = open_descriptors(l)) < 0)
		goto fail;
	if ((r = watch(l, &l->timer, l->timer_fd, on_timer, l)) < 0)
		goto fail;
	if ((r = watch(l, &l->signals, l->signal_fd, on_signal, l)) < 0)
		goto fail;
	return 0;
fail:
	loop_fini(l);
	return r;
}

void loop_fini(struct loop *l)
{
	if (l->base)
		event_base_free(l->base);	/* takes its events off by itself */
	if (l->timer_fd >= 0)
		close(l->timer_fd);
	if (l->signal_fd >= 0)
		close(l->signal_fd);
	l->base = NULL;
	l->timer_fd = l->signal_fd = -1;
	sigprocmask(SIG_SETMASK, &l->mask_before, NULL);
}

int loop_watch_fd(struct loop *l, struct loop_fd *w, int fd,
		  void (*readable)(void *arg, nd_ms now, int fd), void *arg)
{
	w->loop = l;
	w->readable = readable;
	w->arg = arg;
	return watch(l, &w->event, fd, on_readable, w);
}

void loop_unwatch_fd(struct loop_fd *w)
{
	if (!w->readable)
		return;
	event_del(&w->event);
	w->readable = NULL;
}

void loop_arm(struct loop *l, nd_ms deadline)
{
	l->deadline = deadline;
}

/* Tell the kernel what loop_arm() left. All zeros would disarm, so the least moment is 1 ns. */
static int set_timer(struct loop *l)
{
	struct itimerspec when = { 0 };

	if (l->deadline == l->armed)
		return 0;
	if (l->deadline != ND_NEVER) {
		nd_ms ms = nd_ms_max(l->deadline, 0);

		when.it_value.tv_sec = (time_t)(ms / 1000);
		when.it_value.tv_nsec = (long)(ms % 1000) * 1000000 + (ms == 0);
	}
	if (timerfd_settime(l->timer_fd, TFD_TIMER_ABSTIME, &when, NULL) < 0)
		return -errno;
	l->armed = l->deadline;
	return 0;
}

int loop_run(struct loop *l)
{
	int r;

	while (!l->stopping) {
		if ((r = set_timer(l)) < 0)
			return r;
		if (event_base_loop(l->base, EVLOOP_ONCE) < 0)
			return -EIO;
		if (l->ops->turn)
			l->ops->turn(l->arg, look_at_clock(l));
	}
	l->stopping = false;
	return 0;
}

void loop_stop(struct loop *l)
{
	l->stopping = true;
	event_base_loopbreak(l->base);
}

void loop_signals_reset(const struct loop *l)
{
	for (size_t i = 0; i < ARRAY_LEN(handled); i++)
		signal(handled[i], SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &l->mask_before, NULL);
}
