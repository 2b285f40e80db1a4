/* SPDX-License-Identifier: ISC */
#ifndef JAIL_JAIL_H
#define JAIL_JAIL_H

#include <netinet/in.h>
#include <stdint.h>

#include "child.h"

/** enum jail_socket - what can still be opened once privileges are gone. */
enum jail_socket {
	JAIL_SOCKET_RS_RA,	/* raw ICMPv6, for RS and RA */
	JAIL_SOCKET_NS_NA,	/* raw ICMPv6, for NS and NA */
	JAIL_SOCKET_WATCH,	/* packet socket that hears RAs */
	JAIL_SOCKET_NS_CAPTURE,	/* packet socket that hears NS and NA */
	JAIL_SOCKETS,
};

/** enum jail_variable - an IPv6 variable of one interface. */
enum jail_variable {
	JAIL_MTU,		/* octets, 1280..65535; the kernel refuses more than the link's */
	JAIL_HOP_LIMIT,		/* 1..255 */
	JAIL_REACHABLE_MS,	/* base_reachable_time_ms, 100..3600000 */
	JAIL_RETRANS_MS,	/* retrans_time_ms, 10..3600000 */
	JAIL_VARIABLES,
};

/** struct jail_route - a route to one host that is on the link of an interface. */
struct jail_route {
	struct in6_addr dst;	/* a unicast address beyond the link: neither ::1 nor fe80:: */
	uint32_t plen;		/* bits; 128, and nothing else is accepted */
	uint32_t ifindex;
	uint32_t expires_s;	/* the kernel removes it then; 0 = never, at most 604800 */
	uint32_t metric;	/* 0 = the kernel's default, 1024 */
	uint32_t table;		/* 0 = main; never the table `local` */
};

/**
 * struct jail - the daemon's end of its helper; see helper_start().
 *
 * Each call below waits for the answer, at most a second (-ETIMEDOUT), and
 * returns -EPERM where there is no helper, -EPIPE once when it is gone. The
 * helper trusts nothing in a request: -EINVAL for a number that names nothing,
 * -ERANGE for a value out of range, -ENODEV for an interface that is not there.
 */
struct jail {
	struct child child;
	uint32_t seq;		/* of the last request */
};

/**
 * jail_open_socket - a new socket of @kind, its filter fixed and locked. Returns
 * the descriptor (close-on-exec, the caller's) or -errno; -EPERM also for a kind
 * that this daemon does not use.
 */
int jail_open_socket(struct jail *j, enum jail_socket kind);

/**
 * jail_set_variable - write one variable. Returns 0 or -errno; -EROFS, -ENOENT
 * where /proc/sys cannot be written or is not there.
 */
int jail_set_variable(struct jail *j, uint32_t ifindex, enum jail_variable var, uint32_t value);

/**
 * jail_route_add - add the route, with the daemon's own protocol number.
 *
 * Replaces nothing. Returns 0; -EEXIST if there is one to that host already, by
 * the same interface (one that expires, expires when this one would); -errno.
 */
int jail_route_add(struct jail *j, const struct jail_route *route);

/**
 * jail_route_remove - remove the route if it bears our protocol number.
 * Returns 0; -ESRCH if there is none of ours; -errno.
 */
int jail_route_remove(struct jail *j, const struct jail_route *route);

#endif
