/* SPDX-License-Identifier: ISC */
/*
 * The hook process: takes requests, runs one program at a time, reports. It has
 * no privilege and knows the programs from the start; what a request can choose
 * is which of them, and harmless variables.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bucket.h"
#include "hook_wire.h"
#include "syscalls.h"

#define ENV_ENTRIES 64
#define MINUTE 60	/* seconds */
#define TRY_AGAIN_MS 1000	/* when a run waits for the rate */

/* Names that programs written for ramond expect. */
static const char *const ramond_names[] = {
	"PREFIX", "PREFIX_LEN", "SOURCE_ADDR", "SOURCE_MAC", "INTERFACE",
};

struct state {
	const struct hook_process *conf;
	int fd;				/* to the daemon */
	int children;			/* a signalfd for SIGCHLD */
	pid_t running;			/* 0 = none */
	uint32_t id;			/* of the running one */
	nd_ms limit;			/* when it is killed */
	bool timed_out;
	struct bucket bucket;
	struct hook_request queue[HOOK_QUEUE];
	unsigned first, n;
	struct hook_request in;		/* as it comes; into the queue when it is good */
};

static nd_ms monotonic(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (nd_ms)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* A daemon that does not read its results loses them. */
static void report(const struct state *s, uint32_t id, enum hook_outcome outcome, int value)
{
	struct hook_result result = { .id = id, .outcome = (int32_t)outcome, .value = value };

	(void)send(s->fd, &result, sizeof(result), MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* --- requests --------------------------------------------------------------- */

static bool name_is_allowed(const struct state *s, const char *pair)
{
	const char *end = strchr(pair, '=');
	size_t len = end ? (size_t)(end - pair) : 0, prefix = strlen(s->conf->prefix);

	if (len > prefix && strncmp(pair, s->conf->prefix, prefix) == 0)
		return true;
	for (size_t i = 0; len > 0 && i < ARRAY_LEN(ramond_names); i++) {
		if (strlen(ramond_names[i]) == len && strncmp(pair, ramond_names[i], len) == 0)
			return true;
	}
	return false;
}

/* Where each NAME=VALUE begins; returns how many, or -1 for what no daemon of ours sends. */
static int split_env(const struct state *s, struct hook_request *q, char *pairs[ENV_ENTRIES])
{
	char *at = (char *)q->octets, *end = at + q->env_len;
	int n = 0;

	if (q->env_len > 0 && end[-1] != '\0')
		return -1;
	for (; at < end; at += strlen(at) + 1) {
		if (n == ENV_ENTRIES || !name_is_allowed(s, at))
			return -1;
		pairs[n++] = at;
	}
	return n;
}

static bool is_sound(const struct state *s, struct hook_request *q, ssize_t n)
{
	char *pairs[ENV_ENTRIES];

	return n >= (ssize_t)HOOK_HEAD && q->env_len <= HOOK_ENV_MAX &&
	       q->input_len <= HOOK_INPUT_MAX &&
	       n == (ssize_t)(HOOK_HEAD + q->env_len + q->input_len) &&
	       q->path < s->conf->hook->n_paths && split_env(s, q, pairs) >= 0;
}

static void accept_request(struct state *s, ssize_t len)
{
	uint32_t id = len >= (ssize_t)sizeof(s->in.id) ? s->in.id : 0;

	if (!is_sound(s, &s->in, len)) {
		report(s, id, HOOK_FAILED, EINVAL);
	} else if (s->n == HOOK_QUEUE) {
		report(s, id, s->running ? HOOK_QUEUE_FULL : HOOK_HELD_BACK, 0);
	} else {
		memcpy(&s->queue[(s->first + s->n) % HOOK_QUEUE], &s->in, sizeof(s->in));
		s->n++;
	}
}

/* --- running ---------------------------------------------------------------- */

/* In the new process: nothing of ours is left but standard input. */
static _Noreturn void execute(const struct state *s, struct hook_request *q, int input)
{
	static char path_variable[] = "PATH=/usr/bin:/bin";
	char *env[ENV_ENTRIES + 2], *path = s->conf->hook->paths[q->path];
	char *argv[] = { path, NULL };
	sigset_t none;
	int n = split_env(s, q, env);

	env[n] = path_variable;
	env[n + 1] = NULL;
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (int signo = 1; signo < NSIG; signo++)
		signal(signo, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(input, STDIN_FILENO) >= 0)	/* all others are close-on-exec */
		execve(path, argv, env);
	_exit(127);
}

/* What the hook is to read, whole, in a pipe: 8 KiB always fit. */
static int fill_pipe(const struct hook_request *q)
{
	const uint8_t *input = q->octets + q->env_len;
	int ends[2], r = 0;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	if (q->input_len > 0 && write(ends[1], input, q->input_len) != (ssize_t)q->input_len)
		r = -EIO;
	close(ends[1]);
	if (r == 0 && fcntl(ends[0], F_SETFL, 0) == 0)
		return ends[0];
	close(ends[0]);
	return -EIO;
}

static int run(struct state *s, struct hook_request *q, nd_ms now)
{
	int input = fill_pipe(q);
	pid_t pid;

	if (input < 0)
		return input;
	pid = fork();
	if (pid == 0)
		execute(s, q, input);
	close(input);
	if (pid < 0)
		return -errno;
	setpgid(pid, pid);	/* whoever of the two comes first */
	s->running = pid;
	s->id = q->id;
	s->limit = now + HOOK_LIMIT_MS;
	s->timed_out = false;
	return 0;
}

/* Six a minute: the bucket counts in seconds, so a minute is given to it as one. */
static bool may_run(struct state *s, nd_ms now)
{
	return bucket_take(&s->bucket, now / MINUTE, HOOK_PER_MINUTE, HOOK_PER_MINUTE);
}

static void run_next(struct state *s, nd_ms now)
{
	while (s->running == 0 && s->n > 0 && may_run(s, now)) {
		struct hook_request *q = &s->queue[s->first];
		int r = run(s, q, now);

		if (r < 0)
			report(s, q->id, HOOK_FAILED, -r);
		s->first = (s->first + 1) % HOOK_QUEUE;
		s->n--;
	}
}

static void kill_group(const struct state *s)
{
	if (s->running > 0)
		kill(-s->running, SIGKILL);
}

static void reap(struct state *s)
{
	struct signalfd_siginfo info;
	siginfo_t ended = { 0 };
	int status;

	while (read(s->children, &info, sizeof(info)) > 0)
		;
	/* Looked at first and reaped last: until then its group is its own, and not a later one's. */
	if (s->running == 0 || waitid(P_PID, (id_t)s->running, &ended, WEXITED | WNOHANG | WNOWAIT) < 0 ||
	    ended.si_pid == 0)
		return;
	kill_group(s);		/* what it left behind in the background */
	if (waitpid(s->running, &status, 0) < 0)
		return;
	s->running = 0;
	if (s->timed_out)
		report(s, s->id, HOOK_TIMED_OUT, 0);
	else if (WIFEXITED(status))
		report(s, s->id, HOOK_EXITED, WEXITSTATUS(status));
	else
		report(s, s->id, HOOK_SIGNALLED, WTERMSIG(status));
}

/* --- the process ------------------------------------------------------------ */

static int wait_ms(const struct state *s, nd_ms now)
{
	if (s->running == 0)
		return s->n > 0 ? TRY_AGAIN_MS : -1;
	if (s->timed_out)
		return -1;
	return s->limit > now ? (int)(s->limit - now) : 0;
}

/* Returns when the daemon is gone. */
static void serve(struct state *s)
{
	for (;;) {
		struct pollfd ready[] = { { .fd = s->fd, .events = POLLIN },
					  { .fd = s->children, .events = POLLIN } };
		nd_ms now;
		ssize_t n;

		(void)poll(ready, ARRAY_LEN(ready), wait_ms(s, monotonic()));
		now = monotonic();
		reap(s);
		if (s->running > 0 && !s->timed_out && now >= s->limit) {
			s->timed_out = true;
			kill_group(s);
		}
		n = recv(s->fd, &s->in, sizeof(s->in), MSG_DONTWAIT | MSG_TRUNC);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return;
		if (n > 0)
			accept_request(s, n);
		run_next(s, now);
	}
}

static int set_up(struct state *s)
{
	sigset_t chld;
	int r;

	bucket_init(&s->bucket, monotonic() / MINUTE, HOOK_PER_MINUTE);
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	s->children = signalfd(-1, &chld, SFD_NONBLOCK | SFD_CLOEXEC);
	if (s->children < 0 || chdir("/") < 0)
		return -errno;
	r = privileges_drop(s->conf->user);
	return r < 0 || !s->conf->filtered ? r : syscalls_limit_hook();
}

int hook_process(int fd, void *arg)
{
	static struct state s;		/* 200 KiB */
	int r;

	s.conf = arg;
	s.fd = fd;
	r = set_up(&s);
	report(&s, 0, HOOK_FAILED, r < 0 ? -r : 0);
	if (r < 0)
		return 1;
	serve(&s);
	kill_group(&s);
	return 0;
}
