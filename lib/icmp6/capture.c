/* SPDX-License-Identifier: ISC */
/* Packet sockets: whole frames in and out, behind a locked filter (packet(7)). */
#include "capture.h"

#include <errno.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rbuf.h"

#define RCVBUF (1 << 20)		/* octets */
#define TYPE_OFFSET (2u * ETH_ALEN)	/* of the ethertype in an Ethernet header */

struct control {
	_Alignas(struct cmsghdr) uint8_t octets[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
};

struct capture_io {
	struct mmsghdr msg[CAPTURE_BATCH];
	struct iovec iov[CAPTURE_BATCH];
	struct sockaddr_ll from[CAPTURE_BATCH];
	struct control control[CAPTURE_BATCH];
	unsigned used;			/* headers the kernel wrote to in the last receive */
	uint8_t octets[CAPTURE_BATCH][CAPTURE_FRAME_MAX];
};

int capture_inbox_init(struct capture_inbox *in)
{
	struct capture_io *io = calloc(1, sizeof(*io));

	if (!io)
		return -ENOMEM;
	for (unsigned i = 0; i < CAPTURE_BATCH; i++) {
		struct msghdr *h = &io->msg[i].msg_hdr;

		io->iov[i] = (struct iovec){ io->octets[i], CAPTURE_FRAME_MAX };
		h->msg_name = &io->from[i];
		h->msg_iov = &io->iov[i];
		h->msg_iovlen = 1;
		h->msg_control = &io->control[i];
	}
	io->used = CAPTURE_BATCH;
	in->io = io;
	return 0;
}

void capture_inbox_fini(struct capture_inbox *in)
{
	free(in->io);
	in->io = NULL;
}

static int set_option(int fd, int level, int option, const void *value, socklen_t len)
{
	return setsockopt(fd, level, option, value, len) < 0 ? -errno : 0;
}

static int set_up(int fd, enum filter_kind kind)
{
	struct sock_filter insn[FILTER_MAX];
	struct sock_fprog program = { .filter = insn };
	const int on = 1, rcvbuf = RCVBUF;
	int r;

	program.len = (unsigned short)filter_build(kind, insn);
	if ((r = set_option(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program))) < 0 ||
	    (r = set_option(fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof(on))) < 0 ||
	    (r = set_option(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on))) < 0)
		return r;
	if (set_option(fd, SOL_SOCKET, SO_RCVBUFFORCE, &rcvbuf, sizeof(rcvbuf)) < 0)
		return set_option(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof(rcvbuf));
	return 0;
}

int capture_socket(enum filter_kind kind)
{
	int r, fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	r = set_up(fd, kind);
	if (r < 0) {
		close(fd);
		return r;
	}
	return fd;
}

int capture_bind(int fd, uint32_t ifindex)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)ifindex,
	};

	return bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0 ? -errno : 0;
}

static int membership(int fd, int option, uint32_t ifindex, bool promisc)
{
	struct packet_mreq req = {
		.mr_ifindex = (int)ifindex,
		.mr_type = promisc ? PACKET_MR_PROMISC : PACKET_MR_ALLMULTI,
	};

	return set_option(fd, SOL_PACKET, option, &req, sizeof(req));
}

int capture_listen(int fd, uint32_t ifindex, bool promisc)
{
	return membership(fd, PACKET_ADD_MEMBERSHIP, ifindex, promisc);
}

int capture_unlisten(int fd, uint32_t ifindex, bool promisc)
{
	return membership(fd, PACKET_DROP_MEMBERSHIP, ifindex, promisc);
}

static bool is_tag(uint16_t ethertype)
{
	return ethertype == ETH_P_8021Q || ethertype == ETH_P_8021AD || ethertype == ETH_P_QINQ1;
}

/* The tag that the network card or the kernel has taken out of the frame. */
static void parse_auxdata(struct msghdr *h, struct capture_frame *f)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
		struct tpacket_auxdata aux;

		if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (!(aux.tp_status & TP_STATUS_VLAN_VALID))
			continue;
		f->vlan_present = true;
		f->vlan_tci = aux.tp_vlan_tci;
		f->vlan_tpid = aux.tp_status & TP_STATUS_VLAN_TPID_VALID ? aux.tp_vlan_tpid
									 : ETH_P_8021Q;
	}
}

/* Step over the Ethernet header and the tags in the frame, as the filter does. */
static void find_ip6(struct capture_frame *f)
{
	struct rbuf r;
	uint16_t type;

	rbuf_init(&r, f->frame.ptr, f->frame.len);
	if (f->hatype == ARPHRD_ETHER || f->hatype == ARPHRD_LOOPBACK) {
		rbuf_skip(&r, TYPE_OFFSET);
		type = rbuf_u16(&r);
		for (unsigned i = 0; i < FILTER_TAGS && is_tag(type); i++) {
			uint16_t tci = rbuf_u16(&r), outer = type;

			type = rbuf_u16(&r);
			if (f->vlan_present)
				continue;
			f->vlan_present = true;
			f->vlan_tci = tci;
			f->vlan_tpid = outer;
		}
	}
	f->ip6 = rbuf_view(&r, rbuf_left(&r));
}

static void fill_frame(struct capture_io *io, unsigned i, struct capture_frame *f)
{
	const struct sockaddr_ll *from = &io->from[i];
	struct msghdr *h = &io->msg[i].msg_hdr;

	f->ifindex = (uint32_t)from->sll_ifindex;
	f->pkttype = from->sll_pkttype;
	f->hatype = from->sll_hatype;
	f->src_len = from->sll_halen < CAPTURE_MAC_MAX ? from->sll_halen : CAPTURE_MAC_MAX;
	memcpy(f->src, from->sll_addr, CAPTURE_MAC_MAX);
	f->vlan_present = false;
	f->vlan_tci = f->vlan_tpid = 0;
	f->truncated = (h->msg_flags & MSG_TRUNC) != 0;
	f->frame = view_of(io->octets[i], io->msg[i].msg_len);
	parse_auxdata(h, f);
	find_ip6(f);
}

int capture_receive(int fd, struct capture_inbox *in, unsigned max)
{
	struct capture_io *io = in->io;
	int n;

	for (unsigned i = 0; i < io->used; i++) {
		io->msg[i].msg_hdr.msg_namelen = sizeof(io->from[i]);
		io->msg[i].msg_hdr.msg_controllen = sizeof(io->control[i]);
	}
	io->used = 0;
	n = recvmmsg(fd, io->msg, max, MSG_DONTWAIT, NULL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	io->used = (unsigned)n;
	for (unsigned i = 0; i < io->used; i++)
		fill_frame(io, i, &in->frame[i]);
	return n;
}

int capture_drops(int fd)
{
	struct tpacket_stats stats;
	socklen_t len = sizeof(stats);

	if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) < 0)
		return -errno;
	return stats.tp_drops > INT32_MAX ? INT32_MAX : (int)stats.tp_drops;
}

static struct sockaddr_ll address(uint32_t ifindex)
{
	return (struct sockaddr_ll){
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IPV6),
		.sll_ifindex = (int)ifindex,
	};
}

int capture_send(int fd, uint32_t ifindex, struct view frame)
{
	struct sockaddr_ll to = address(ifindex);
	ssize_t r = -1;

	/* The first failure may be left over from when the bound interface went down. */
	for (int tries = 0; r < 0 && tries < 2; tries++) {
		r = sendto(fd, frame.ptr, frame.len, MSG_DONTWAIT, (struct sockaddr *)&to,
			   sizeof(to));
		if (r < 0 && errno != ENETDOWN)
			break;
	}
	return r < 0 ? -errno : 0;
}

int capture_outbox_init(struct capture_outbox *o)
{
	o->to = calloc(OUTBOX_MAX, sizeof(*o->to));
	if (!o->to)
		return -ENOMEM;
	outbox_init(&o->out, o->to, sizeof(*o->to), NULL, 0);
	return 0;
}

void capture_outbox_fini(struct capture_outbox *o)
{
	free(o->to);
	o->to = NULL;
}

int capture_queue(struct capture_outbox *o, uint32_t ifindex, struct view frame)
{
	int slot = outbox_add(&o->out, frame);

	if (slot >= 0)
		o->to[slot] = address(ifindex);
	return slot;
}
