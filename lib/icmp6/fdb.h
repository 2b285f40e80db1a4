/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_FDB_H
#define ICMP6_FDB_H

#include <stddef.h>
#include <stdint.h>

/**
 * fdb_open - a socket to ask bridges for their ports. Needs no capability.
 * Returns the descriptor (close-on-exec) or -errno; the caller closes it.
 */
int fdb_open(void);

/**
 * fdb_port - behind which port a bridge has learned a link-layer address.
 *
 * @fd:     of fdb_open()
 * @bridge: index of an interface that may be a bridge
 * @mac:    @len octets
 *
 * Waits for the kernel's answer, which it gives at once. Returns the index of
 * the port; -ENOENT if the bridge does not know the address; -EOPNOTSUPP,
 * -EINVAL if it is no bridge; another -errno.
 */
int fdb_port(int fd, uint32_t bridge, const uint8_t *mac, size_t len);

#endif
