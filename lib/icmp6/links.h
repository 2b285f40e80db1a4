/* SPDX-License-Identifier: ISC */
#ifndef ICMP6_LINKS_H
#define ICMP6_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include "idmap.h"
#include "link.h"

/** enum links_event - what happened to an interface. */
enum links_event {
	LINK_NEW,		/* it is there, with all its addresses known so far */
	LINK_CHANGED,		/* something in its struct link is not what it was */
	LINK_GONE,		/* deleted; the object is freed when the call returns */
};

/**
 * links_fn - told about each event. It may read the links (links_get(),
 * links_each()) but not call links_read() or links_close().
 */
typedef void links_fn(void *arg, enum links_event event, const struct link *l);

struct nl_sock;
struct links_entry;

/** enum links_phase - what links_read() does next. */
enum links_phase {
	LINKS_LIVE,		/* apply events as they come */
	LINKS_DRAIN,		/* events were lost: throw away what is left, then ask for all */
	LINKS_ASK,		/* ask for the next dump */
	LINKS_DUMP,		/* read its answer */
	LINKS_TELL,		/* tell what changed all over */
};

/**
 * struct links - the interfaces of this network namespace, their IPv6
 * addresses and whether they forward, kept up to date by rtnetlink(7).
 *
 * Caller's storage; the members are its own.
 */
struct links {
	struct nl_sock *events;		/* the groups */
	struct nl_sock *dumps;		/* questions and answers */
	int poll_fd;			/* an epoll of @events and @more_fd */
	int more_fd;			/* an eventfd, readable while there is more to do */
	bool more;			/* it is */
	links_fn *fn;
	void *arg;
	struct idmap map;		/* ifindex to struct links_entry */
	enum links_phase phase;
	unsigned asking;		/* index of the dump at hand */
	uint32_t seq;			/* of the question */
	uint8_t incomplete;		/* bit per dump: may have missed what is there */
	bool again;			/* read everything again when the events are read */
	uint8_t round;			/* of dumps, 1..255: what was seen in this one */
	uint32_t tell_at;		/* cursor of LINKS_TELL */
	struct links_entry *gone;	/* what LINKS_TELL says first */
	bool all_forwarding;		/* conf/all/forwarding */
	uint64_t overruns;		/* times that events were lost */
	uint8_t *buf;
};

/**
 * links_open - join the groups and get ready to read everything.
 *
 * Nothing is known yet when it returns: see links_load(). Needs no capability.
 * Returns 0 or -errno.
 */
int links_open(struct links *l, links_fn *fn, void *arg);

/** links_close - end the sockets and free all links, without events. */
void links_close(struct links *l);

/**
 * links_fd - readable whenever links_read() has something to do: when events
 * wait, and when the last call left something undone. To be watched for reading,
 * level-triggered.
 */
int links_fd(const struct links *l);

/**
 * links_read - bring the links up to date, a bounded piece of work per call.
 *
 * @now: ms of CLOCK_BOOTTIME; the lifetimes of addresses count from it
 *
 * Tells every event as it is found. During the first reading, and again after
 * the kernel had to drop events (a full socket buffer), everything is read
 * whole and only then told: first what is gone, then what is new or different
 * from what was told before. An interface that was replaced by another with the
 * same index while events were lost is LINK_CHANGED.
 *
 * Returns 1 if there is more to do (links_fd() stays readable), 0 if not, or
 * -errno. After an error the next call goes on, and everything is read again
 * in time; -EBADF and -ENOTSOCK are for good.
 */
int links_read(struct links *l, nd_ms now);

/**
 * links_load - links_read() until there is nothing more to do, at start.
 *
 * Returns 0, or -errno of the first error; -EAGAIN if the interfaces change
 * faster than they can be read (what is known so far has been told).
 */
int links_load(struct links *l, nd_ms now);

/** links_get - the interface @ifindex; NULL if there is none. */
const struct link *links_get(const struct links *l, uint32_t ifindex);

/** links_each - walk all interfaces; @at starts at 0. NULL at the end. */
const struct link *links_each(const struct links *l, uint32_t *at);

/** links_memory - octets that the tables take at present. */
size_t links_memory(const struct links *l);

#endif
