/* SPDX-License-Identifier: ISC */
/* Which privileges radvd6 keeps, in which process, and what its sandbox lets it reach. */
#include "confine.h"

#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "capture.h"
#include "helper.h"
#include "icmp6.h"
#include "nd_msg.h"
#include "sandbox.h"

#define REFUSED_EVERY_MS 60000

/* --- helper ----------------------------------------------------------------- */

static int open_rs_ra(void)
{
	static const uint8_t types[] = { ND_RS, ND_RA };

	return icmp6_socket(types, ARRAY_LEN(types));
}

static int open_watch(void)
{
	return capture_socket(FILTER_RA);
}

static bool any_watch(const struct conf *conf)
{
	for (uint32_t k = 0; k < conf->n_ifaces; k++) {
		if (conf->ifaces[k]->n_watches > 0)
			return true;
	}
	return false;
}

static void start_helper(struct confine *c, bool filtered, const struct conf *conf,
			 const struct privileges_user *user, struct log *log)
{
	const struct helper_conf cf = {
		.name = "radvd6-helper", .user = user,
		.open = { [JAIL_SOCKET_RS_RA] = open_rs_ra, [JAIL_SOCKET_WATCH] = open_watch },
	};
	int r = 0;

	c->jail = (struct jail){ .child = { .fd = -1 } };
	if (privileges_have(CAP_NET_ADMIN))
		r = helper_start(&c->jail, &cf, filtered);
	else if (any_watch(conf))
		r = -EPERM;
	if (r < 0)
		log_say(log, "helper-missing", NOTE_NOTICE,
			"%s: no socket can be opened after the start, for an interface that is "
			"watched later", r == -EPERM ? "started without CAP_NET_ADMIN" : strerror(-r));
}

/* --- hooks ------------------------------------------------------------------ */

static const char *hook_of(const struct conf_iface *i)
{
	return i->n_watches > 0 ? i->watches[0]->hook : NULL;
}

static bool is_among(const char *const *paths, unsigned n, const char *path)
{
	while (n > 0 && strcmp(paths[n - 1], path) != 0)
		n--;
	return n > 0;
}

static void start_hooks(struct confine *c, bool filtered, const struct conf *conf,
			const struct privileges_user *user, struct log *log)
{
	const char *paths[HOOK_PATHS];
	unsigned n = 0;
	int r;

	c->hook = (struct hook){ .child = { .fd = -1 } };
	for (uint32_t k = 0; k < conf->n_ifaces; k++) {
		const char *path = hook_of(conf->ifaces[k]);

		if (!path || is_among(paths, n, path))
			continue;
		if (n == HOOK_PATHS) {
			log_say(log, "hook-unavailable", NOTE_WARNING,
				"%s will not be run: there are more than %u different hooks", path,
				HOOK_PATHS);
			continue;
		}
		paths[n++] = path;
	}
	if (n == 0)
		return;
	r = hook_start(&c->hook, "radvd6-hook", user, "RADVD6_", paths, n, filtered);
	if (r == 0)
		return;
	hook_stop(&c->hook);
	log_say(log, "hook-unavailable", NOTE_WARNING, "no hook will be run: %s", strerror(-r));
}

void confine_check_hooks(const struct confine *c, const struct conf *conf, struct log *log)
{
	for (uint32_t k = 0; k < conf->n_ifaces; k++) {
		const char *path = hook_of(conf->ifaces[k]);

		if (path && !is_among((const char *const *)c->hook.paths, c->hook.n_paths, path)) {
			log_say(log, "hook-unavailable", NOTE_WARNING,
				"%s was not in the configuration at the start; restart radvd6 to have "
				"it run", path);
			return;
		}
	}
}

/* --- life ------------------------------------------------------------------- */

void confine_start(struct confine *c, const struct args *args, const struct conf *conf,
		   const struct privileges_user *user, struct log *log)
{
	*c = (struct confine){ 0 };
	start_helper(c, !args->no_sandbox, conf, user, log);
	start_hooks(c, !args->no_sandbox, conf, user, log);
}

void confine_stop(struct confine *c)
{
	child_stop(&c->jail.child);
	hook_stop(&c->hook);
}

/* The folder that @path lies in, "." for a bare name; in @buf. NULL if there is no path. */
static const char *folder_of(const char *path, char buf[PATH_MAX])
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	size_t len;

	if (!slash)
		return path ? "." : NULL;
	len = slash == path ? 1 : (size_t)(slash - path);
	if (len >= PATH_MAX)
		return NULL;
	memcpy(buf, path, len);
	buf[len] = '\0';
	return buf;
}

const char *confine_state_directory(const struct conf *conf)
{
	const char *given = conf->state_directory ? conf->state_directory
						  : getenv("STATE_DIRECTORY");

	return given && given[0] ? given : NULL;
}

/* Where a log file is made again after a rotation; a device or a fifo is not rotated. */
static const char *log_place(const struct args *args, char buf[PATH_MAX])
{
	struct stat st;

	if (args->method != LOG_METHOD_LOGFILE)
		return NULL;
	if (stat(args->logfile, &st) == 0 && !S_ISREG(st.st_mode))
		return args->logfile;
	return folder_of(args->logfile, buf);
}

static int enter(const struct args *args, const char *config, const struct conf *conf, int *abi)
{
	char config_dir[PATH_MAX], real[PATH_MAX], real_dir[PATH_MAX], log_dir[PATH_MAX],
		pid_dir[PATH_MAX];
	const struct sandbox_path paths[] = {
		{ folder_of(config, config_dir), SANDBOX_READ },
		{ folder_of(realpath(config, real), real_dir), SANDBOX_READ },
		{ confine_state_directory(conf), SANDBOX_READ | SANDBOX_CREATE | SANDBOX_REMOVE },
		{ log_place(args, log_dir), SANDBOX_CREATE },
		{ folder_of(args_pidfile(args), pid_dir), SANDBOX_REMOVE },
		{ "/dev/null", SANDBOX_READ | SANDBOX_WRITE },	/* daemonize_ready() */
	};

	return sandbox_enter(paths, ARRAY_LEN(paths), abi);
}

int confine_enter(const struct args *args, const char *config, const struct conf *conf,
		  struct log *log)
{
	int abi = 0, r = args->no_sandbox ? SANDBOX_NOT_BUILT : enter(args, config, conf, &abi);

	if (r == SANDBOX_NOT_BUILT)
		log_say(log, "sandbox-off", NOTE_WARNING,
			"%s; for debugging only: system calls and files are not limited",
			args->no_sandbox ? "--no-sandbox" : "a build with sanitizers");
	else if (r < 0)
		log_say(log, "start-failed", NOTE_CRIT,
			"the sandbox cannot be entered: %s; --no-sandbox starts without it",
			r == -EINVAL ? "this kernel has no seccomp filters" : strerror(-r));
	else if (abi == 0)
		log_say(log, "sandbox-partial", NOTE_NOTICE,
			"this kernel has no Landlock: permissions are all that limits files");
	return r < 0 ? r : 0;
}

void confine_say_refused(struct confine *c, nd_ms now, struct log *log)
{
	char *name;

	if (sandbox_refused(NULL) == c->refused || now < c->say_next)
		return;
	c->refused = sandbox_refused(&name);
	c->say_next = now + REFUSED_EVERY_MS;
	log_say(log, "sandbox-refused", NOTE_WARNING,
		"system calls refused so far: %u, the latest is %s; a fault of radvd6, or somebody "
		"has taken it over", c->refused, name ? name : "unknown");
	free(name);
}
