/* SPDX-License-Identifier: ISC */
#ifndef JAIL_HELPER_H
#define JAIL_HELPER_H

#include <stdint.h>

#include "jail.h"
#include "privileges.h"

/**
 * struct helper_conf - what the helper may do for this daemon; used at start only.
 *
 * @name: of the process, at most 15 characters
 * @user: whom it runs as
 * @open: by enum jail_socket, a function that opens one (descriptor or -errno);
 *        NULL = never
 * @route_protocol: RTPROT_ of the routes; 0 = no routes
 */
struct helper_conf {
	const char *name;
	const struct privileges_user *user;
	int (*open[JAIL_SOCKETS])(void);
	uint8_t route_protocol;
};

/**
 * helper_start - start the one process that keeps CAP_NET_ADMIN and CAP_NET_RAW,
 * as far as they are effective now.
 *
 * Call it before privileges_drop() and before anything that it should not
 * inherit memory of; of descriptors it keeps none. It parses no packet and no
 * text, takes requests of fixed size, and ends with the daemon; child_stop()
 * for @j->child at the end. Returns 0 once it is ready, or -errno; without the
 * system call filter only in builds with sanitizers, or if @filtered is false.
 */
int helper_start(struct jail *j, const struct helper_conf *cf, bool filtered);

#endif
