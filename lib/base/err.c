/* SPDX-License-Identifier: ISC */
#include "err.h"

const char *nd_strerror(int err)
{
	switch (err) {
	case ND_OK:
		return "no error";
	case ND_ESHORT:
		return "too short";
	case ND_ELEN:
		return "inconsistent length";
	case ND_ERANGE:
		return "value out of range";
	case ND_ETYPE:
		return "wrong type";
	case ND_EFULL:
		return "no room left";
	case ND_ESYNTAX:
		return "bad syntax";
	case ND_ENOMEM:
		return "out of memory";
	default:
		return "unknown error";
	}
}
