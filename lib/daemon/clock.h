/* SPDX-License-Identifier: ISC */
#ifndef DAEMON_CLOCK_H
#define DAEMON_CLOCK_H

#include "millis.h"
#include "rng.h"

/** clock_now - the present moment, ms of CLOCK_BOOTTIME; costs no system call. */
nd_ms clock_now(void);

/** clock_seed - seed @r from the kernel's generator. Returns 0 or -errno. */
int clock_seed(struct rng *r);

#endif
