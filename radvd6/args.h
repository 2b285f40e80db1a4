/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_ARGS_H
#define RADVD6_ARGS_H

#include <stdbool.h>

#include "log.h"

/** struct args - the command line, checked; strings are those of argv. */
struct args {
	const char *config;		/* -C; NULL = the default */
	bool check_only;		/* -c */
	bool lint;			/* --lint */
	bool print_config;		/* --print-config */
	const char *explain;		/* --explain: the interface; NULL = not given */
	bool octets;			/* -x */
	bool json;			/* -o json */
	bool foreground;		/* -n */
	int debug;			/* -d, 0..5 */
	int facility;			/* -f */
	const char *logfile;		/* -l */
	bool method_given;
	enum log_method method;		/* -m */
	const char *pidfile;		/* -p; NULL = not given */
	const char *chroot_dir;		/* -t */
	const char *user;		/* -u; NULL = choose */
	bool no_sandbox;		/* --no-sandbox */
};

/** What main() does after args_parse(). */
enum args_outcome {
	ARGS_RUN,
	ARGS_DONE,	/* -h, -v: said on stdout, exit 0 */
	ARGS_WRONG,	/* said on stderr, exit 1 */
};

/** args_only_check - is the configuration only looked at, and nothing started? */
bool args_only_check(const struct args *a);

/** args_pidfile - path of the pid file; NULL = none. */
const char *args_pidfile(const struct args *a);

/** args_parse - read the options of radvd (RADVD's long and short forms) into @a. */
enum args_outcome args_parse(struct args *a, int argc, char **argv);

#endif
