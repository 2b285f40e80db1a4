/* SPDX-License-Identifier: ISC */
/* The pcap format: a file header of 24 octets, 16 octets before each frame. */
#include "evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define PCAP_MAGIC 0xa1b2c3d4u	/* written in the host's order, which tells readers what it is */
#define PCAP_SNAPLEN 262144u
#define LINKTYPE_ETHERNET 1u
#define LINKTYPE_RAW 101u	/* begins with the IP header */

struct pcap_head {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, snaplen, linktype;
	/* and the one record */
	uint32_t s, us, captured, length;
};

static int write_all(int fd, struct view frame, uint16_t hatype)
{
	struct timespec now;
	struct pcap_head h = {
		.magic = PCAP_MAGIC, .major = 2, .minor = 4, .snaplen = PCAP_SNAPLEN,
		.linktype = hatype == ARPHRD_ETHER ? LINKTYPE_ETHERNET : LINKTYPE_RAW,
		.captured = (uint32_t)frame.len, .length = (uint32_t)frame.len,
	};

	clock_gettime(CLOCK_REALTIME, &now);
	h.s = (uint32_t)now.tv_sec;
	h.us = (uint32_t)(now.tv_nsec / 1000);
	if (write(fd, &h, sizeof(h)) != (ssize_t)sizeof(h))
		return errno ? -errno : -ENOSPC;
	if (write(fd, frame.ptr, frame.len) != (ssize_t)frame.len)
		return errno ? -errno : -ENOSPC;
	return 0;
}

int evidence_keep(int dir, uint32_t incident, uint16_t hatype, struct view frame)
{
	char name[32], temporary[32];
	int fd, r;

	snprintf(name, sizeof(name), "evidence-%02u.pcap", incident % EVIDENCE_FILES);
	snprintf(temporary, sizeof(temporary), ".evidence-%02u", incident % EVIDENCE_FILES);
	fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd < 0)
		return -errno;
	errno = 0;
	r = write_all(fd, frame, hatype);
	close(fd);
	if (r == 0 && renameat(dir, temporary, dir, name) < 0)
		r = -errno;
	if (r < 0)
		unlinkat(dir, temporary, 0);
	return r;
}
