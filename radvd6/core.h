/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_CORE_H
#define RADVD6_CORE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "action.h"
#include "adv.h"
#include "conf.h"
#include "heap.h"
#include "idmap.h"
#include "link.h"
#include "millis.h"
#include "nd_check.h"
#include "rng.h"
#include "solicit.h"
#include "watch.h"

/** struct core_counters - what happened since start. */
struct core_counters {
	uint64_t rs_received;
	uint64_t rs_invalid[ND_N_FAULTS];	/* by rule; [ND_VALID] counts the valid ones */
	uint64_t ra_received;		/* from the raw socket */
	uint64_t frames;		/* from packet sockets */
	uint64_t reannounced;		/* answers to a disagreement (Reannounce) */
};

/**
 * struct core - radvd6 without an operating system.
 *
 * Every input takes the time, changes the state and leaves what is to be done
 * in a list of actions; core_next() says when it wants to be asked again.
 * Times never run backwards. The configuration and the links given to it must
 * outlive its use of them: a configuration until the next core_on_reload(), a
 * link until core_on_link_gone().
 */
struct core {
	const struct conf *conf;
	struct rng rng;
	int debug;			/* -d: notes above it are not made */
	bool stopping;
	struct adv **advs;		/* by name */
	uint32_t n_advs, cap_advs;
	struct ra_base *bases;		/* interfaces that prefixes are taken from */
	unsigned n_bases;
	struct heap timers;		/* of all advs */
	struct idmap by_ifindex;
	struct solicit solicit;
	struct watch watch;
	struct core_counters counters;
};

/**
 * core_init - begin with @conf on no interface.
 *
 * @rng:   seeded; the core keeps a copy
 * @debug: the -d level, 0..5
 *
 * Returns 0 or ND_ENOMEM; core_fini() gives everything back.
 */
int core_init(struct core *c, const struct conf *conf, nd_ms now, const struct rng *rng, int debug);
void core_fini(struct core *c);

/**
 * core_on_link - an interface is there or changed. Cheap if nothing names it.
 *
 * Returns true if it no longer obeys the block that it obeyed (it has another
 * name now): then all groups that were joined on it are to be left at once.
 */
bool core_on_link(struct core *c, nd_ms now, const struct link *l);

/** core_on_link_gone - an interface is gone; @l is not used any more afterwards. */
void core_on_link_gone(struct core *c, nd_ms now, const struct link *l);

/**
 * core_on_packet - an ND packet arrived at the raw socket. Appends at most
 * CORE_PACKET_ACTIONS, for which there must be room.
 *
 * RAs go to the watch, on interfaces that have one or advertise, unless it sees
 * the frames there.
 */
void core_on_packet(struct core *c, nd_ms now, const struct nd_packet *p, struct actions *out);
#define CORE_PACKET_ACTIONS WATCH_ACTIONS

/**
 * core_on_frame - a frame was seen by a packet socket of the watch. Appends at
 * most CORE_FRAME_ACTIONS, for which there must be room. An ACTION_EVIDENCE
 * means just this frame.
 */
void core_on_frame(struct core *c, nd_ms now, const struct nd_frame *f, struct actions *out);
#define CORE_FRAME_ACTIONS WATCH_ACTIONS

/**
 * core_on_capture - from now on core_on_frame() sees what happens on @ifindex
 * (or no longer): its RAs are not judged a second time from the raw socket.
 * To be said again when the interface appears, and after core_on_reload().
 */
void core_on_capture(struct core *c, uint32_t ifindex, bool by_frames);

/** core_watch - the `watch` block that is in force on @ifindex; NULL if there is none. */
const struct conf_watch *core_watch(const struct core *c, uint32_t ifindex);

/**
 * core_on_send_failed - a SEND from @src to @dst did not leave.
 *
 * @error: the errno
 *
 * State does not change: a multicast RA stays due, a unicast answer becomes a
 * multicast one. Appends at most one note.
 */
void core_on_send_failed(struct core *c, nd_ms now, uint32_t ifindex, const struct in6_addr *src,
			 const struct in6_addr *dst, int error, struct actions *out);

/** core_on_join_failed - a JOIN failed; it is asked for again later. */
void core_on_join_failed(struct core *c, nd_ms now, uint32_t ifindex);

/** core_on_unreachable - the neighbour @dst of a unicast answer does not answer ND. */
void core_on_unreachable(struct core *c, nd_ms now, uint32_t ifindex, const struct in6_addr *dst);

/**
 * core_on_reload - obey @conf from now on; the former one may be freed then.
 *
 * An interface whose settings did not change keeps its timers and sends
 * nothing. The caller says all links again (core_on_link()), as new
 * blocks may name interfaces that are there already. Returns 0, or ND_ENOMEM:
 * then the former configuration stays in force. Not while stopping.
 */
int core_on_reload(struct core *c, nd_ms now, const struct conf *conf);

/** core_on_reset - lifetimes that count down start again (SIGUSR1, R-231). */
void core_on_reset(struct core *c, nd_ms now);

/** core_on_stop - say goodbye on all interfaces; over when core_stopped(). */
void core_on_stop(struct core *c, nd_ms now);
bool core_stopped(const struct core *c);

/** core_tick - do what is due, as far as @out has room. */
void core_tick(struct core *c, nd_ms now, struct actions *out);

/** core_next - when core_tick() has something to do; ND_NEVER if nothing is due by itself. */
nd_ms core_next(const struct core *c);

/**
 * core_missing - the first interface that must be there and is not: the name
 * of one with IgnoreIfMissing off that core_on_link() has not said; else NULL.
 */
const char *core_missing(const struct core *c);

#endif
