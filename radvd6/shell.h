/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_SHELL_H
#define RADVD6_SHELL_H

#include <stdbool.h>

#include "alerts.h"
#include "args.h"
#include "conf.h"
#include "confine.h"
#include "core.h"
#include "diag.h"
#include "icmp6.h"
#include "links.h"
#include "log.h"
#include "loop.h"
#include "member.h"
#include "monitor.h"
#include "notify.h"
#include "textfile.h"

/** struct attempt - which way an advertisement went, and what became of it. */
struct attempt {
	uint32_t ifindex;
	struct in6_addr src, dst;
	struct view packet;	/* good while its action is carried out */
	int error;		/* errno; 0 = it left */
};

/**
 * struct shell - radvd6 with an operating system around its core.
 *
 * Receives, asks the core, carries its actions out, and sleeps until the core
 * wants to be asked again. It decides nothing about the protocol.
 */
struct shell {
	const char *config;		/* path of the configuration */
	struct textfile_guard guard;	/* who must not be able to write it */
	struct log *log;
	struct notify *notify;
	struct confine *confine;
	struct loop loop;
	struct loop_fd raw_watch, links_watch;
	struct icmp6 raw;
	struct member_set members;
	struct links links;
	int links_error;		/* -errno of its last reading, 0 = none */
	struct monitor monitor;
	struct alerts alerts;
	const struct nd_frame *frame;	/* the one being handled, else NULL */
	struct conf *conf;
	struct core core;
	bool core_ready;		/* link events go to the core */
	struct actions out;
	struct attempt slot[ICMP6_BATCH];	/* what is queued in @raw */
	struct attempt failed[ACTIONS_MAX];	/* of the actions being carried out */
	unsigned n_failed;
};

/**
 * shell_load - read and check the configuration.
 *
 * @guard: judges the file; the faults go to @diags
 *
 * Returns it, or NULL if it has an error.
 */
struct conf *shell_load(const char *path, const struct textfile_guard *guard, struct diags *diags);

/** shell_set_log_format - LogFormat; a reload does it by itself. */
void shell_set_log_format(struct log *log, const struct conf *conf);

/**
 * shell_open - open everything that takes privileges, before they are dropped.
 *
 * @conf:  tells what the watch will need
 *
 * @log, @notify and @confine must outlive the shell. Returns 0 or -errno; what
 * failed has been logged.
 */
int shell_open(struct shell *s, const struct conf *conf, struct log *log, struct notify *notify,
	       struct confine *confine);

/**
 * shell_start - begin to serve @conf (owned by the shell from here on).
 *
 * Returns 0 or -errno; -ENODEV if an interface with IgnoreIfMissing off is not
 * there. What failed has been logged.
 */
int shell_start(struct shell *s, struct conf *conf, int debug);

/** shell_run - serve until a signal ends it. Returns 0 or -errno. */
int shell_run(struct shell *s);

/** shell_close - give everything back, the configuration too. */
void shell_close(struct shell *s);

#endif
