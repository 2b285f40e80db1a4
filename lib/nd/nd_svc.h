/* SPDX-License-Identifier: ISC */
#ifndef ND_SVC_H
#define ND_SVC_H

#include <stdbool.h>
#include <stdint.h>

#include "rbuf.h"
#include "view.h"
#include "wbuf.h"

/** enum nd_svc_key - service parameters of a DNR option (IANA "DNS Service Parameter Keys"). */
enum nd_svc_key {
	ND_SVC_ALPN = 1,	/* RFC 9460 s. 7.1: ids, each behind its length octet */
	ND_SVC_PORT = 3,	/* RFC 9460 s. 7.2: 2 octets */
	ND_SVC_IPV4HINT = 4,	/* never in a DNR option (RFC 9463 s. 6.1) */
	ND_SVC_IPV6HINT = 6,	/* never in a DNR option */
	ND_SVC_DOHPATH = 7,	/* RFC 9461 s. 5: a URI template, UTF-8 */
};

/**
 * nd_svc_next - take the next service parameter (RFC 9460 s. 2.2).
 *
 * Returns 1 with a parameter, 0 at the end, ND_ELEN if a length leaves @r.
 */
int nd_svc_next(struct rbuf *r, uint16_t *key, struct view *value);

/** nd_svc_valid - whole parameters, keys strictly ascending, no address hints? */
bool nd_svc_valid(struct view params);

/**
 * nd_svc_put_alpn - append the parameter alpn.
 *
 * @ids: one protocol id ("dot", "h2", "doq") or more, 1..255 octets each, each
 *       behind an octet with its length (as a FIELD_WORDS has them)
 *
 * Parameters must be appended by ascending key: alpn, port, dohpath. Returns
 * 0, ND_ERANGE, or ND_EFULL; nothing is written then.
 */
int nd_svc_put_alpn(struct wbuf *w, struct view ids);

/** nd_svc_put_port - append the parameter port. Returns 0 or ND_EFULL. */
int nd_svc_put_port(struct wbuf *w, uint16_t port);

/** nd_svc_put_dohpath - append the parameter dohpath. Returns 0, ND_ERANGE or ND_EFULL. */
int nd_svc_put_dohpath(struct wbuf *w, const char *template);

#endif
