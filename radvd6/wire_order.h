/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_WIRE_ORDER_H
#define RADVD6_WIRE_ORDER_H

#include <stdint.h>

/**
 * wire_rank - where options of @type stand in an RA; lower ones come first.
 *
 * The order is radvd's, with what radvd does not know behind it: PIO, PREF64,
 * RIO, RDNSS, DNSSL, MTU, SLLAO, interval, home agent, 6CO, ABRO, captive
 * portal, DNR, PvD, then all other types.
 */
unsigned wire_rank(uint8_t type);

#endif
