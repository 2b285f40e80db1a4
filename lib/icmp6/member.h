/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_MEMBER_H
#define ICMP6_MEMBER_H

#include <netinet/in.h>
#include <stdint.h>

#define MEMBER_PER_SOCKET 256u	/* far below what net.core.optmem_max allows */

/**
 * struct member_set - multicast groups that this host listens to.
 *
 * The memberships are held by UDP sockets that are never bound and so never
 * hear anything: no capability is needed, and no packet is copied to them. A
 * membership is there or not; it is not counted. Caller's storage.
 */
struct member_set {
	struct member_socket *socket;
	struct member *member;
	unsigned n_sockets;
	unsigned n, cap;		/* memberships */
};

/** member_init - no memberships; member_fini() leaves all and frees everything. */
void member_init(struct member_set *m);
void member_fini(struct member_set *m);

/**
 * member_join - listen to @group on @ifindex; being there already is fine.
 *
 * Returns 0 or -errno. -ENOMEM and -ENOBUFS mean that net.core.optmem_max is
 * too small for even one group a socket, or that memory is out; -ENODEV that
 * the interface is gone; -EADDRNOTAVAIL that it has no IPv6.
 */
int member_join(struct member_set *m, uint32_t ifindex, const struct in6_addr *group);

/** member_leave - stop listening. Returns 0, or -ENOENT if there was no membership. */
int member_leave(struct member_set *m, uint32_t ifindex, const struct in6_addr *group);

/**
 * member_forget - drop all memberships of an interface that is gone.
 *
 * The interface has taken its groups with it, but the sockets still count them,
 * and would refuse to join again should the index be used again.
 */
void member_forget(struct member_set *m, uint32_t ifindex);

#endif
