/* SPDX-License-Identifier: ISC */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/**
 * enum nd_err - what pure code can answer besides 0.
 *
 * Pure code (base, nd, config, report and the two cores) returns 0 or one of
 * these; shell code returns a value or -errno. The two never mix.
 */
enum nd_err {
	ND_OK = 0,
	ND_ESHORT = -1,		/* the octets end before the value does */
	ND_ELEN = -2,		/* a length field contradicts what it measures */
	ND_ERANGE = -3,		/* a value outside what its RFC allows */
	ND_ETYPE = -4,		/* not a type that this function handles */
	ND_EFULL = -5,		/* no room left in a bounded buffer or table */
	ND_ESYNTAX = -6,	/* text that does not spell the value it should */
	ND_ENOMEM = -7,		/* memory was refused (start, reload, new interface) */
};

/** nd_strerror - a short English phrase for @err; static storage, never NULL. */
const char *nd_strerror(int err);

#endif
