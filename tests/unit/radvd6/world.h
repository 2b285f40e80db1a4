/* SPDX-License-Identifier: ISC */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

/*
 * A radvd6 core on a clock of our own: no socket, no sleep, no root. Time
 * passes from deadline to deadline; what would leave is written down.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "conf.h"
#include "core.h"
#include "link.h"
#include "millis.h"
#include "nd_check.h"
#include "nd_msg.h"
#include "nd_opt.h"

#define WORLD_LINKS 8
#define WORLD_SENT 4096
#define WORLD_NOTES 512
#define WORLD_FAILED 256
#define WORLD_GROUPS 64

/** struct sent - one packet that would have left. */
struct sent {
	nd_ms at;
	uint32_t ifindex;
	struct in6_addr src, dst;
	bool multicast;
	struct nd_msg msg;		/* parsed; its options view @octets */
	uint8_t octets[1600];
	size_t len;
};

/** struct failed - one SEND that met an error. */
struct failed {
	nd_ms at;
	uint32_t ifindex;
	bool multicast;
};

/** struct group_change - all-routers joined or left, with @n_sent packets sent before. */
struct group_change {
	nd_ms at;
	uint32_t ifindex;
	bool join;
	unsigned n_sent;
};

struct world {
	nd_ms now;
	struct conf *conf;
	struct core core;
	struct actions out;
	struct link links[WORLD_LINKS];	/* ifindex i + 1 */
	struct link_addr addrs[WORLD_LINKS][16];
	unsigned n_sent;
	struct sent sent[WORLD_SENT];
	unsigned n_notes;
	struct note notes[WORLD_NOTES];
	unsigned n_acts[2];		/* hooks that would run; frames that would be kept */
	unsigned n_groups;
	struct group_change groups[WORLD_GROUPS];
	unsigned n_failed;
	struct failed failed[WORLD_FAILED];
	int fail_with;			/* errno that every SEND meets; 0 = it leaves */
	struct in6_addr fail_src;	/* not ::, then only what leaves from there meets it */
	/* If set, sees what happens instead of it being written down. */
	void (*on_sent)(void *arg, const struct sent *s);
	void (*on_group)(void *arg, const struct group_change *g);
	void *arg;
};

/** world_conf - read a configuration; NULL if it is refused. Freed with talloc_free(). */
struct conf *world_conf(const char *text);

/**
 * world_new - a core at time @start with the configuration @text, no interface
 * yet; the random numbers repeat for the same @seed. The test fails if the
 * text is refused. Ends with world_free().
 */
struct world *world_new(const char *text, nd_ms start, uint64_t seed);
void world_free(struct world *w);

/**
 * world_link - an interface that is up, forwards, has MTU 1500, a MAC of its
 * own and the link-local address fe80::IFINDEX. Not yet said to the core.
 */
struct link *world_link(struct world *w, uint32_t ifindex, const char *name);

/** world_addr - one more address on @l; returns it to be changed. */
struct link_addr *world_addr(struct link *l, const char *addr, uint8_t plen);

/** world_say - tell the core that @l is there or changed, and let it act on that. */
void world_say(struct world *w, const struct link *l);

/** world_gone - tell the core that the interface is gone. */
void world_gone(struct world *w, uint32_t ifindex);

/** world_up - world_link() and world_say() in one: an interface ready to advertise. */
struct link *world_up(struct world *w, uint32_t ifindex, const char *name);

/**
 * world_settled - an interface eth0 (1) with the settings @settings, after its
 * initial advertisements, at 100 s; what happened so far is forgotten.
 */
struct world *world_settled(const char *settings, uint64_t seed);

/** world_stop - the daemon is asked to end. */
void world_stop(struct world *w);

/** world_reload - a new configuration, as the shell does it; all links are said again. */
void world_reload(struct world *w, const char *text);

/** world_run_until - let time pass to @until, serving every deadline on the way. */
void world_run_until(struct world *w, nd_ms until);

/** world_run - let @span pass. */
void world_run(struct world *w, nd_ms span);

/** world_rs - a valid RS from @src (text; "::" allowed) with no option arrives now. */
void world_rs(struct world *w, uint32_t ifindex, const char *src);

/** world_rs_packet - a valid RS packet to be spoilt; @icmp views @buf (16 octets). */
struct nd_packet world_rs_packet(uint8_t buf[static 16], uint32_t ifindex, const char *src);

/** world_packet - a packet arrives now. */
void world_packet(struct world *w, const struct nd_packet *p);

/** world_frame - a frame is seen now. */
void world_frame(struct world *w, const struct nd_frame *f);

/** world_forget - forget what was sent and noted so far. */
void world_forget(struct world *w);

/** world_multicasts - how many of the packets sent so far went to all-nodes on @ifindex. */
unsigned world_multicasts(const struct world *w, uint32_t ifindex);

/** world_multicast - the @i-th of them; the test fails if there is none. */
const struct sent *world_multicast(const struct world *w, uint32_t ifindex, unsigned i);

/** world_last_multicast - the newest of them, NULL if there is none. */
const struct sent *world_last_multicast(const struct world *w, uint32_t ifindex);

/** world_unicast - the @i-th packet that went to a unicast address on @ifindex. */
const struct sent *world_unicast(const struct world *w, uint32_t ifindex, unsigned i);

/** world_unicasts - how many went to @dst (NULL: to any unicast address) on @ifindex. */
unsigned world_unicasts(const struct world *w, uint32_t ifindex, const char *dst);

/** world_joins - how often all-routers was joined on @ifindex; world_leaves - and left. */
unsigned world_joins(const struct world *w, uint32_t ifindex);
unsigned world_leaves(const struct world *w, uint32_t ifindex);

/** world_notes - how many notes with event word @event were made. */
unsigned world_notes(const struct world *w, const char *event);

/** world_note - the first note with event word @event; NULL if there is none. */
const struct note *world_note(const struct world *w, const char *event);

/** sent_option - the @i-th option of @type in a packet; false if there is none. */
bool sent_option(const struct sent *s, uint8_t type, unsigned i, struct nd_opt *o);

/** sent_options - how many options of @type a packet holds; each must parse. */
unsigned sent_options(const struct sent *s, uint8_t type);

/** same_octets - do two packets say the same? */
bool same_octets(const struct sent *a, const struct sent *b);

/** addr - an address from text; the test fails if it is none. */
struct in6_addr addr(const char *text);

#endif
