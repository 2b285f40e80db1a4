/* SPDX-License-Identifier: ISC */
/*
 * The loop with real descriptors. No test waits longer than 20 ms, and none
 * expects the machine to be quick: what is judged is the order of callbacks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "loop.h"
#include "view.h"

#define N_PIPES 3

/* Everything that happened, in order: d = due, r = readable, s = signal, t = turn. */
struct world {
	struct loop loop;
	struct loop_fd watch[N_PIPES];
	int pipe[N_PIPES][2];
	char order[64];
	size_t n;
	nd_ms deadline, due_at, last_before_due;
	unsigned turns, dues, flood;
	int signals;
	nd_ms again;			/* deadline to set when due */
	bool unwatch_when_due;
};

static void saw(struct world *w, char what)
{
	if (w->n < sizeof(w->order) - 1)
		w->order[w->n++] = what;
}

static void on_due(void *arg, nd_ms now)
{
	struct world *w = arg;

	saw(w, 'd');
	w->dues++;
	w->due_at = now;
	if (w->unwatch_when_due)
		loop_unwatch_fd(&w->watch[0]);
	if (w->again) {
		loop_arm(&w->loop, w->again);
		w->again = 0;
	} else {
		loop_stop(&w->loop);
	}
}

static void on_signal(void *arg, nd_ms now, int signo)
{
	struct world *w = arg;

	(void)now;
	saw(w, 's');
	w->signals |= 1 << signo;
}

static void on_turn(void *arg, nd_ms now)
{
	struct world *w = arg;

	(void)now;
	saw(w, 't');
	w->turns++;
}

static const struct loop_ops ops = { .due = on_due, .signal = on_signal, .turn = on_turn };

static void take_octet(void *arg, nd_ms now, int fd)
{
	struct world *w = arg;
	char c;

	(void)now;
	saw(w, 'r');
	assert_int_equal(read(fd, &c, 1), 1);
}

/* Never reads: the descriptor stays ready for ever. */
static void stay_ready(void *arg, nd_ms now, int fd)
{
	struct world *w = arg;

	(void)fd;
	w->flood++;
	if (w->dues == 0)
		w->last_before_due = now;
}

static void take_octet_and_stop(void *arg, nd_ms now, int fd)
{
	take_octet(arg, now, fd);
	loop_stop(&((struct world *)arg)->loop);
}

static int setup(void **state)
{
	static struct world w;

	w = (struct world){ .due_at = ND_LONG_AGO };
	for (unsigned i = 0; i < N_PIPES; i++) {
		if (pipe2(w.pipe[i], O_CLOEXEC) < 0)
			return -1;
	}
	*state = &w;
	return loop_init(&w.loop, &ops, &w);
}

static int teardown(void **state)
{
	struct world *w = *state;

	for (unsigned i = 0; i < N_PIPES; i++) {
		loop_unwatch_fd(&w->watch[i]);
		close(w->pipe[i][0]);
		close(w->pipe[i][1]);
	}
	loop_fini(&w->loop);
	return 0;
}

static void make_ready(struct world *w, unsigned i, void (*readable)(void *, nd_ms, int))
{
	assert_int_equal(write(w->pipe[i][1], "x", 1), 1);
	assert_int_equal(loop_watch_fd(&w->loop, &w->watch[i], w->pipe[i][0], readable, w), 0);
}

static void a_due_timer_is_served_before_sockets_that_are_ready(void **state)
{
	struct world *w = *state;

	for (unsigned i = 0; i < N_PIPES; i++)
		make_ready(w, i, take_octet);
	w->again = clock_now() + 1;	/* another turn at least */
	loop_arm(&w->loop, clock_now() - 5);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_true(w->order[0] == 'd');
	assert_int_equal(w->dues, 2);
}

static void no_callback_of_a_flooded_socket_comes_between_a_deadline_and_its_timer(void **state)
{
	struct world *w = *state;
	nd_ms deadline = clock_now() + 20;

	for (unsigned i = 0; i < N_PIPES; i++)
		make_ready(w, i, stay_ready);
	loop_arm(&w->loop, deadline);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_int_equal(w->dues, 1);
	assert_true(w->due_at >= deadline);
	assert_true(w->flood > 0);
	assert_true(w->last_before_due < deadline);
}

static void a_timer_is_never_early(void **state)
{
	struct world *w = *state;
	nd_ms deadline = clock_now() + 7;

	loop_arm(&w->loop, deadline);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_true(w->due_at >= deadline);
	assert_string_equal(w->order, "dt");
}

static void the_same_deadline_can_be_set_again_and_is_served_again(void **state)
{
	struct world *w = *state;
	nd_ms deadline = clock_now() - 1;

	w->again = deadline;
	loop_arm(&w->loop, deadline);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_int_equal(w->dues, 2);
}

static void a_deadline_of_zero_is_due_at_once(void **state)
{
	struct world *w = *state;

	loop_arm(&w->loop, 0);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_int_equal(w->dues, 1);
}

static void never_disarms_the_timer(void **state)
{
	struct world *w = *state;
	struct itimerspec left;

	w->again = ND_NEVER;
	loop_arm(&w->loop, clock_now() - 1);
	assert_int_equal(write(w->pipe[0][1], "x", 1), 1);
	make_ready(w, 0, take_octet);			/* one octet a turn, so there is a second turn */
	assert_int_equal(loop_watch_fd(&w->loop, &w->watch[1], w->pipe[1][0], take_octet_and_stop,
				       w), 0);
	loop_unwatch_fd(&w->watch[0]);
	assert_int_equal(write(w->pipe[1][1], "x", 1), 1);
	assert_int_equal(loop_run(&w->loop), 0);	/* due, and the stop */
	assert_int_equal(w->dues, 1);
	assert_int_equal(write(w->pipe[1][1], "x", 1), 1);
	assert_int_equal(loop_run(&w->loop), 0);	/* begins with telling the kernel */
	assert_int_equal(timerfd_gettime(w->loop.timer_fd, &left), 0);
	assert_int_equal(left.it_value.tv_sec, 0);
	assert_int_equal(left.it_value.tv_nsec, 0);
	assert_int_equal(w->dues, 1);
}

static void each_turn_ends_with_the_turn_hook_after_all_that_was_ready(void **state)
{
	struct world *w = *state;

	make_ready(w, 0, take_octet);
	make_ready(w, 1, take_octet);
	loop_arm(&w->loop, clock_now() + 5);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_memory_equal(w->order, "rrt", 3);
}

static void a_watch_that_ends_when_the_timer_is_served_calls_nobody(void **state)
{
	struct world *w = *state;

	w->unwatch_when_due = true;
	make_ready(w, 0, take_octet);
	loop_arm(&w->loop, clock_now() - 1);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_null(strchr(w->order, 'r'));
}

static void signals_that_came_before_the_loop_are_delivered_in_it(void **state)
{
	static const int all[] = { SIGHUP, SIGTERM, SIGINT, SIGUSR1, SIGUSR2 };
	struct world *w = *state;
	int expected = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		expected |= 1 << all[i];
		assert_int_equal(raise(all[i]), 0);
	}
	loop_arm(&w->loop, clock_now() + 5);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_int_equal(w->signals, expected);
}

static void a_signal_ignored_by_who_started_us_is_delivered_all_the_same(void **state)
{
	struct world *w = *state;

	loop_fini(&w->loop);
	signal(SIGINT, SIG_IGN);	/* as a shell does for a command with & */
	assert_int_equal(loop_init(&w->loop, &ops, w), 0);
	assert_int_equal(raise(SIGINT), 0);
	loop_arm(&w->loop, clock_now() + 5);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_int_equal(w->signals, 1 << SIGINT);
}

static void a_broken_pipe_is_an_error_code_and_not_the_end(void **state)
{
	struct world *w = *state;

	close(w->pipe[2][0]);
	assert_int_equal(write(w->pipe[2][1], "x", 1), -1);
	assert_int_equal(errno, EPIPE);
}

static void a_stop_before_the_run_is_not_forgotten(void **state)
{
	struct world *w = *state;

	loop_stop(&w->loop);
	assert_int_equal(loop_run(&w->loop), 0);
	assert_int_equal(w->turns, 0);
}

static void a_child_can_have_its_signals_back(void **state)
{
	struct world *w = *state;
	pid_t child = fork();
	int status;

	if (child == 0) {
		loop_signals_reset(&w->loop);
		raise(SIGTERM);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

#define LOOP_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOOP_TEST(a_due_timer_is_served_before_sockets_that_are_ready),
		LOOP_TEST(no_callback_of_a_flooded_socket_comes_between_a_deadline_and_its_timer),
		LOOP_TEST(a_timer_is_never_early),
		LOOP_TEST(the_same_deadline_can_be_set_again_and_is_served_again),
		LOOP_TEST(a_deadline_of_zero_is_due_at_once),
		LOOP_TEST(never_disarms_the_timer),
		LOOP_TEST(each_turn_ends_with_the_turn_hook_after_all_that_was_ready),
		LOOP_TEST(a_watch_that_ends_when_the_timer_is_served_calls_nobody),
		LOOP_TEST(signals_that_came_before_the_loop_are_delivered_in_it),
		LOOP_TEST(a_signal_ignored_by_who_started_us_is_delivered_all_the_same),
		LOOP_TEST(a_broken_pipe_is_an_error_code_and_not_the_end),
		LOOP_TEST(a_stop_before_the_run_is_not_forgotten),
		LOOP_TEST(a_child_can_have_its_signals_back),
	};

	return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
