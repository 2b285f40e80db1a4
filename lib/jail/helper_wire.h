/* SPDX-License-Identifier: ISC */
#ifndef JAIL_HELPER_WIRE_H
#define JAIL_HELPER_WIRE_H

#include <stdint.h>

#include "jail.h"

enum helper_op {
	HELPER_OPEN,
	HELPER_VARIABLE,
	HELPER_ROUTE_ADD,
	HELPER_ROUTE_REMOVE,
	HELPER_OPS,
};

/** struct helper_request - one message; another size is refused. */
struct helper_request {
	uint32_t seq;
	uint32_t op;			/* enum helper_op */
	uint32_t what;			/* enum jail_socket, enum jail_variable */
	uint32_t ifindex;		/* of a variable */
	uint32_t value;			/* of a variable */
	struct jail_route route;
};

/** struct helper_answer - one message; a socket comes along with SCM_RIGHTS. */
struct helper_answer {
	uint32_t seq;			/* of the request; 0 if that had another size */
	int32_t result;			/* 0 or -errno */
};

/**
 * jail_await - the answer to request number j->seq; @fd gets a socket, or -1.
 * One that came too late for its own request is dropped. Returns its result,
 * -EPIPE if the helper is gone, -ETIMEDOUT.
 */
int jail_await(struct jail *j, int *fd);

#endif
