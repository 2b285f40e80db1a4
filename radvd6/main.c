/* SPDX-License-Identifier: ISC */
/* The order in which radvd6 starts and ends; what it does in between is in shell.c. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "args.h"
#include "check.h"
#include "confine.h"
#include "daemonize.h"
#include "diag.h"
#include "log.h"
#include "notify.h"
#include "pidfile.h"
#include "privileges.h"
#include "shell.h"

/** struct program - everything that main() sets up and takes down again. */
struct program {
	struct args args;
	struct privileges_user user;
	struct daemonize daemon;
	struct pidfile pidfile;
	struct notify notify;
	struct log log;
	struct confine confine;
	struct shell shell;
};

static const char *default_config(void)
{
	return access("/etc/radvd6.conf", F_OK) == 0 ? "/etc/radvd6.conf" : "/etc/radvd.conf";
}

static struct conf *load(struct program *p)
{
	struct diags *diags = calloc(1, sizeof(*diags));
	struct conf *conf;

	if (!diags)
		return NULL;
	conf = shell_load(p->shell.config, &p->shell.guard, diags);
	check_say(p->shell.config, diags);
	free(diags);
	return conf;
}

static int change_root(const char *dir)
{
	if (chdir(dir) == 0 && chroot(".") == 0)
		return 0;
	fprintf(stderr, "radvd6: cannot make %s the root directory: %s\n", dir, strerror(errno));
	return -1;
}

static int choose_user(struct program *p)
{
	static const char *const preferred[] = { "radvd6", "radvd", "nobody", NULL };
	int r = privileges_user(p->args.user, preferred, &p->user);

	if (r == -ENOENT && !p->args.user)
		fputs("radvd6: none of the users radvd6, radvd and nobody exists; name one with -u\n",
		      stderr);
	else if (r == -ENOENT)
		fprintf(stderr, "radvd6: there is no user \"%s\" (-u)\n", p->args.user);
	else if (r == -EPERM)
		fprintf(stderr, "radvd6: cannot run as user \"%s\": never as root, and as somebody else "
			"only when started as root\n", p->args.user ? p->args.user : "root");
	else if (r < 0)
		fprintf(stderr, "radvd6: the user cannot be chosen: %s\n", strerror(-r));
	return r;
}

static int take_pidfile(struct program *p)
{
	const char *path = args_pidfile(&p->args);
	pid_t holder;
	int r;

	if (!path)
		return 0;
	r = pidfile_open(&p->pidfile, path, &holder);
	if (r == -EBUSY)
		fprintf(stderr, "radvd6: already running as process %d, which holds %s\n", (int)holder,
			path);
	else if (r < 0)
		fprintf(stderr, "radvd6: cannot use %s as pid file: %s\n", path, strerror(-r));
	return r;
}

static int open_log(struct program *p)
{
	struct log_conf cf;
	int r;

	log_conf_default(&cf, "radvd6", "RADVD6");
	cf.method = p->args.method;
	cf.debug = p->args.debug;
	cf.facility = p->args.facility;
	cf.logfile = p->args.logfile;
	r = log_open(&p->log, &cf);
	if (r == -EINVAL) {
		fprintf(stderr, "radvd6: %d is no syslog facility (-f); 24 is that of daemons\n",
			cf.facility);
		return r;
	}
	if (r == 0)
		r = log_give(&p->log, p->user.uid, p->user.gid);
	if (r == -EINVAL)
		fprintf(stderr, "radvd6: %s is a link or has a second name: it is not given to user "
			"%s; name the file itself with -l\n", cf.logfile, p->user.name);
	else if (r < 0)
		fprintf(stderr, "radvd6: cannot log to %s: %s\n", cf.logfile, strerror(-r));
	return r;
}

static int drop_privileges(struct program *p)
{
	int r = privileges_drop(&p->user);

	if (r < 0)
		log_say(&p->log, "start-failed", NOTE_CRIT, "privileges cannot be dropped: %s",
			strerror(-r));
	if (r == PRIVILEGES_BOUNDING_LEFT)
		log_say(&p->log, "bounding-set-kept", NOTE_NOTICE,
			"the capability bounding set cannot be emptied without CAP_SETPCAP; "
			"no_new_privs makes it harmless");
	if (p->user.choice == 2)
		log_say(&p->log, "shared-user", NOTE_WARNING,
			"running as nobody, which other programs share; make a user radvd6 or give -u");
	return r < 0 ? r : 0;
}

static bool keeps_stderr(const struct args *a)
{
	return a->foreground || a->method == LOG_METHOD_STDERR ||
	       a->method == LOG_METHOD_STDERR_CLEAN || a->method == LOG_METHOD_STDERR_SYSLOG;
}

static int start(struct program *p, struct conf *conf)
{
	struct shell *s = &p->shell;
	int r = drop_privileges(p);

	if (r == 0 && access(s->config, R_OK) < 0)
		log_say(&p->log, "config-unreadable", NOTE_WARNING,
			"user %s cannot read %s: a reload will fail; let it (chgrp, chmod g+r)",
			p->user.name, s->config);
	if (r == 0)
		r = confine_enter(&p->args, s->config, conf, &p->log);
	if (r < 0) {
		talloc_free(conf);
		return r;
	}
	shell_set_log_format(&p->log, conf);
	log_say(&p->log, "started", NOTE_INFO, "radvd6 %s with %s, user %s", RADVD6_VERSION,
		s->config, p->user.name);
	return shell_start(s, conf, p->args.debug);
}

/* No reason to end: the lock holds, and only who reads the number misses it. */
static void write_pidfile(struct program *p)
{
	int r = p->pidfile.fd >= 0 ? pidfile_write(&p->pidfile) : 0;

	if (r < 0)
		log_say(&p->log, "pidfile-failed", NOTE_WARNING,
			"the process number cannot be written into the pid file: %s", strerror(-r));
}

/* From here on faults are logged; before it they went to stderr. */
static int serve(struct program *p, struct conf *conf)
{
	struct shell *s = &p->shell;
	int r;

	confine_start(&p->confine, &p->args, conf, &p->user, &p->log);
	r = shell_open(s, conf, &p->log, &p->notify, &p->confine);
	if (r < 0) {
		talloc_free(conf);
		return r;
	}
	r = start(p, conf);
	if (r == 0) {
		write_pidfile(p);
		notify_ready(&p->notify);
		daemonize_ready(&p->daemon, keeps_stderr(&p->args));
		r = shell_run(s);
		log_say(&p->log, "stopped", NOTE_INFO, "radvd6 ends");
	}
	shell_close(s);
	return r;
}

/* 1 in the parent, as daemonize() says; 0 in the process that goes on. */
static int go_to_background(struct program *p, int *exit_code)
{
	int r = p->args.foreground ? 0 : daemonize(&p->daemon, exit_code);

	if (r < 0)
		fprintf(stderr, "radvd6: cannot go to the background: %s\n", strerror(-r));
	return r;
}

static int run(struct program *p, struct conf *conf)
{
	int r, exit_code = 1;

	if (take_pidfile(p) < 0) {
		talloc_free(conf);
		return 1;
	}
	r = go_to_background(p, &exit_code);
	if (r > 0) {		/* the parent: the pid file is the child's */
		talloc_free(conf);
		return exit_code;
	}
	notify_open(&p->notify);
	if (r == 0)
		r = open_log(p);
	if (r == 0) {
		r = serve(p, conf);
		confine_stop(&p->confine);
		log_close(&p->log);
	} else {
		talloc_free(conf);
	}
	if (p->pidfile.fd >= 0)
		pidfile_remove(&p->pidfile);
	notify_close(&p->notify);
	return r < 0 ? 1 : 0;
}

int main(int argc, char **argv)
{
	static struct program p = { .daemon = { .fd = -1 }, .pidfile = { .fd = -1 } };
	struct conf *conf;

	if (daemonize_stdio() < 0)
		return 1;
	switch (args_parse(&p.args, argc, argv)) {
	case ARGS_DONE:
		return 0;
	case ARGS_WRONG:
		return 1;
	case ARGS_RUN:
		break;
	}
	/* The users are those of the system, not of a directory that may have none. */
	if (!args_only_check(&p.args) && choose_user(&p) < 0)
		return 1;
	if (p.args.chroot_dir && change_root(p.args.chroot_dir) < 0)
		return 1;
	p.shell.config = p.args.config ? p.args.config : default_config();
	if (args_only_check(&p.args))
		return check_run(&p.args, p.shell.config);
	p.shell.guard = (struct textfile_guard){ .check_user = geteuid() == 0,
						 .uid = p.user.uid, .gid = p.user.gid };
	conf = load(&p);
	if (!conf)
		return 1;
	return run(&p, conf);
}
