/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_WIRE_ORDER_H
#define RADVD6_WIRE_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "nd_opt.h"

/**
 * wire_rank - where an option stands in an RA; lower ones come first.
 *
 * The order is radvd's, with what radvd does not know behind it: PIO, PREF64,
 * RIO, RDNSS, DNSSL, MTU, SLLAO, interval, home agent, 6CO, ABRO, captive
 * portal, DNR, PvD, then what AdvOption gives as octets, whatever its type.
 */
unsigned wire_rank(const struct nd_opt *o);

/** wire_is - is @o of @type, with its value known (not given as octets by AdvOption)? */
bool wire_is(const struct nd_opt *o, uint8_t type);

#endif
