/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_CAPTURE_H
#define ICMP6_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "filter.h"
#include "outbox.h"
#include "view.h"

#define CAPTURE_BATCH 64u
#define CAPTURE_FRAME_MAX 9234u		/* octets; 9216 behind an Ethernet header and a tag */
#define CAPTURE_MAC_MAX 8u		/* octets of a source address that the kernel hands over */

/**
 * struct capture_frame - one frame from a packet socket.
 *
 * The views are good until the next capture_receive() into the same inbox.
 */
struct capture_frame {
	uint32_t ifindex;		/* where it was seen */
	uint8_t pkttype;		/* PACKET_HOST, _MULTICAST, _OTHERHOST, _OUTGOING, ... */
	uint8_t src_len;		/* octets of @src; 0 on links without addresses */
	uint8_t src[CAPTURE_MAC_MAX];	/* link-layer source */
	uint16_t hatype;		/* ARPHRD_... of the interface */
	bool vlan_present;		/* there is a VLAN tag (the outermost is shown) */
	uint16_t vlan_tci;		/* its priority and number (12 bits), host order */
	uint16_t vlan_tpid;		/* its ethertype, 0x8100 or 0x88a8, host order */
	bool truncated;			/* longer than CAPTURE_FRAME_MAX */
	struct view frame;		/* from the link-layer header; without a tag the kernel took off */
	struct view ip6;		/* from the IPv6 header; what follows it may be padding */
};

struct capture_io;

/**
 * struct capture_inbox - where frames are received; one serves all packet
 * sockets of a daemon. About 600 KiB, of which an idle daemon touches little.
 */
struct capture_inbox {
	struct capture_frame frame[CAPTURE_BATCH];
	struct capture_io *io;
};

/** capture_inbox_init - take the memory. Returns 0 or -ENOMEM; _fini() frees it. */
int capture_inbox_init(struct capture_inbox *in);
void capture_inbox_fini(struct capture_inbox *in);

/**
 * capture_socket - a packet socket (SOCK_RAW) whose filter is fixed for good.
 *
 * It is opened for no protocol, gets its filter, is locked (SO_LOCK_FILTER),
 * and hears nothing until capture_bind(): no frame ever passes unfiltered.
 * Needs CAP_NET_RAW; nothing of what follows does. The lock limits what the
 * socket hears, not what can be sent by it.
 *
 * Returns the descriptor (non-blocking, close-on-exec) or -errno.
 */
int capture_socket(enum filter_kind kind);

/**
 * capture_bind - hear the frames of interface @ifindex, in both directions; 0 =
 * those of all interfaces. May be called again, for another interface or for
 * the same name with a new index. Returns 0 or -errno.
 */
int capture_bind(int fd, uint32_t ifindex);

/**
 * capture_listen - have the interface receive all multicast frames (ALLMULTI),
 * with @promisc all frames whatsoever.
 *
 * Ends with the socket, with capture_unlisten(), or with the interface.
 * Changing @promisc needs a capture_unlisten() first. Returns 0 or -errno.
 */
int capture_listen(int fd, uint32_t ifindex, bool promisc);
int capture_unlisten(int fd, uint32_t ifindex, bool promisc);

/**
 * capture_receive - take up to @max (1..CAPTURE_BATCH) waiting frames from @fd.
 *
 * Fills in->frame[0..] and returns how many, 0 if none is waiting, -ENETDOWN
 * (once, unless a send came across it first) when the bound interface went down
 * or away, otherwise -errno if the socket is unusable. A bound interface that
 * comes up again is heard again; one that was deleted and made anew needs
 * capture_bind().
 */
int capture_receive(int fd, struct capture_inbox *in, unsigned max);

/**
 * capture_drops - frames lost since the last call because nobody read them in
 * time. Returns the count or -errno.
 */
int capture_drops(int fd);

/**
 * capture_send - put one whole frame, from its link-layer header on, onto the
 * wire of @ifindex. Returns 0 or -errno (-ENXIO no such interface, -ENETDOWN,
 * -ENOBUFS, -EMSGSIZE longer than the MTU, -EAGAIN).
 */
int capture_send(int fd, uint32_t ifindex, struct view frame);

struct sockaddr_ll;

/** struct capture_outbox - frames that leave together; one serves all sockets. */
struct capture_outbox {
	struct outbox out;		/* results in out.err[] */
	struct sockaddr_ll *to;
};

/** capture_outbox_init - take the memory. Returns 0 or -ENOMEM; _fini() frees it. */
int capture_outbox_init(struct capture_outbox *o);
void capture_outbox_fini(struct capture_outbox *o);

/**
 * capture_queue - add a frame to those of the next outbox_flush(&o->out, fd).
 * The octets are not copied. Returns the slot or -ENOSPC when it is full.
 */
int capture_queue(struct capture_outbox *o, uint32_t ifindex, struct view frame);

#endif
