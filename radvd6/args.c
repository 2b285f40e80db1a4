/* SPDX-License-Identifier: ISC */
/* The command line: every flag of radvd, with its long form. */
#include "args.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

/* Options that have no letter. */
enum {
	EXPLAIN = 256,
	LINT,
	NO_SANDBOX,
	PRINT_CONFIG,
};

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'C' },
	{ "configtest", no_argument, NULL, 'c' },
	{ "debug", required_argument, NULL, 'd' },
	{ "explain", required_argument, NULL, EXPLAIN },
	{ "facility", required_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ "lint", no_argument, NULL, LINT },
	{ "logfile", required_argument, NULL, 'l' },
	{ "logmethod", required_argument, NULL, 'm' },
	{ "no-sandbox", no_argument, NULL, NO_SANDBOX },
	{ "nodaemon", no_argument, NULL, 'n' },
	{ "output", required_argument, NULL, 'o' },
	{ "pidfile", required_argument, NULL, 'p' },
	{ "print-config", no_argument, NULL, PRINT_CONFIG },
	{ "chrootdir", required_argument, NULL, 't' },
	{ "username", required_argument, NULL, 'u' },
	{ "version", no_argument, NULL, 'v' },
	{ "octets", no_argument, NULL, 'x' },
	{ NULL, 0, NULL, 0 },
};

static const char usage[] =
	"usage: radvd6 [options]\n"
	"  -C, --config FILE      configuration (default: /etc/radvd6.conf, else /etc/radvd.conf)\n"
	"  -c, --configtest       check the configuration and exit: 0 if it is good, else 1\n"
	"  -d, --debug 0..5       say more: 2 timers, 4 events, 5 packets\n"
	"      --explain IF       check, and print what would be advertised on interface IF\n"
	"  -f, --facility NUMBER  syslog facility as in <syslog.h> (default: 24, daemons)\n"
	"  -h, --help             print this and exit\n"
	"  -l, --logfile FILE     for -m logfile (default: /var/log/radvd6.log)\n"
	"      --lint             check, and advise about what is no fault\n"
	"  -m, --logmethod WORD   syslog, stderr, stderr_syslog, stderr_clean, logfile, journal,\n"
	"                         none (default: stderr with -n, else stderr_syslog)\n"
	"  -n, --nodaemon         stay in the foreground\n"
	"      --no-sandbox       do not limit system calls and files; for debugging only\n"
	"  -o, --output WORD      what is found by -c and --lint: text, or also json on stdout\n"
	"  -p, --pidfile FILE     write the process number there (default: /run/radvd6.pid\n"
	"                         in the background, none with -n)\n"
	"      --print-config     check, and print the configuration with every value in force\n"
	"  -t, --chrootdir DIR    change the root directory first\n"
	"  -u, --username NAME    become this user (default: radvd6, else radvd, else nobody)\n"
	"  -v, --version          print the version and exit\n"
	"  -x, --octets           with --explain: print the octets, too\n";

static bool number(const char *s, int max, const char *flag, int *out)
{
	char *end;
	long v = strtol(s, &end, 10);

	if (*s == '\0' || *end != '\0' || v < 0 || v > max) {
		fprintf(stderr, "radvd6: %s takes a number from 0 to %d, not \"%s\"\n", flag, max, s);
		return false;
	}
	*out = (int)v;
	return true;
}

static bool method(struct args *a, const char *word)
{
	if (log_method_parse(word, &a->method) < 0) {
		fprintf(stderr, "radvd6: -m takes syslog, stderr, stderr_syslog, stderr_clean, logfile, "
			"journal or none, not \"%s\"\n", word);
		return false;
	}
	a->method_given = true;
	return true;
}

static bool output(struct args *a, const char *word)
{
	a->json = strcmp(word, "json") == 0;
	if (a->json || strcmp(word, "text") == 0)
		return true;
	fprintf(stderr, "radvd6: -o takes text or json, not \"%s\"\n", word);
	return false;
}

static bool take(struct args *a, int flag, const char *value)
{
	switch (flag) {
	case 'C':
		a->config = value;
		return true;
	case 'c':
		a->check_only = true;
		return true;
	case 'd':
		return number(value, 5, "-d", &a->debug);
	case 'f':
		return number(value, LOG_LOCAL7, "-f", &a->facility);
	case 'l':
		a->logfile = value;
		return true;
	case 'm':
		return method(a, value);
	case 'n':
		a->foreground = true;
		return true;
	case 'o':
		return output(a, value);
	case 'p':
		a->pidfile = value;
		return true;
	case 't':
		a->chroot_dir = value;
		return true;
	case 'u':
		a->user = value;
		return true;
	case 'x':
		a->octets = true;
		return true;
	case EXPLAIN:
		a->explain = value;
		return true;
	case LINT:
		a->lint = true;
		return true;
	case NO_SANDBOX:
		a->no_sandbox = true;
		return true;
	case PRINT_CONFIG:
		a->print_config = true;
		return true;
	default:	/* getopt_long() has said what is wrong */
		fputs("radvd6: -h lists the options\n", stderr);
		return false;
	}
}

const char *args_pidfile(const struct args *a)
{
	if (a->pidfile)
		return a->pidfile;
	return a->foreground ? NULL : "/run/radvd6.pid";
}

bool args_only_check(const struct args *a)
{
	return a->check_only || a->lint || a->print_config || a->explain;
}

/* What nobody would notice to have had no effect. */
static bool fits_together(const struct args *a)
{
	if (a->json && (a->print_config || a->explain || !args_only_check(a))) {
		fputs("radvd6: -o json goes with -c or --lint\n", stderr);
		return false;
	}
	if (a->octets && !a->explain) {
		fputs("radvd6: -x goes with --explain\n", stderr);
		return false;
	}
	return true;
}

enum args_outcome args_parse(struct args *a, int argc, char **argv)
{
	int flag;

	*a = (struct args){ .facility = LOG_DAEMON, .logfile = "/var/log/radvd6.log" };
	while ((flag = getopt_long(argc, argv, "C:cd:f:hl:m:no:p:t:u:vx", long_options, NULL)) != -1) {
		if (flag == 'h') {
			fputs(usage, stdout);
			return ARGS_DONE;
		}
		if (flag == 'v') {
			puts("radvd6 " RADVD6_VERSION);
			return ARGS_DONE;
		}
		if (!take(a, flag, optarg))
			return ARGS_WRONG;
	}
	if (optind < argc) {
		fprintf(stderr, "radvd6: \"%s\" is one word too many; -h lists the options\n",
			argv[optind]);
		return ARGS_WRONG;
	}
	if (!fits_together(a))
		return ARGS_WRONG;
	if (!a->method_given)
		a->method = a->foreground ? LOG_METHOD_STDERR : LOG_METHOD_STDERR_SYSLOG;
	return ARGS_RUN;
}
