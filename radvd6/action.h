/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_ACTION_H
#define RADVD6_ACTION_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "compose.h"
#include "note.h"

/** enum action_kind - what the core asks the shell to do. */
enum action_kind {
	ACTION_SEND,	/* @packets from @src to @dst, out of @ifindex */
	ACTION_JOIN,	/* the group @dst on @ifindex */
	ACTION_LEAVE,
	ACTION_NOTE,	/* say @note */
	ACTION_HOOK,	/* run the hook of @ifindex with @note */
	ACTION_EVIDENCE,	/* keep the frame that is being handled, for @note's incident */
};

struct action {
	enum action_kind kind;
	uint32_t ifindex;
	struct in6_addr src, dst;
	const struct ra_batch *packets;	/* the interface's own; good until the next input */
	const struct note *note;	/* in the same list */
};

#define ACTIONS_MAX 256
#define NOTES_MAX 64

/**
 * struct actions - a list of fixed size that inputs of the core append to.
 *
 * The shell carries the actions out in their order and empties the list
 * before it gives the core another moment in time.
 */
struct actions {
	unsigned n, n_notes;
	struct action action[ACTIONS_MAX];
	struct note note[NOTES_MAX];
};

/** actions_room - is there room for @n more actions, all of which may be notes? */
bool actions_room(const struct actions *out, unsigned n);

/** actions_clear - empty the list. */
void actions_clear(struct actions *out);

/** actions_send - append a SEND. The list must have room. */
void actions_send(struct actions *out, uint32_t ifindex, const struct in6_addr *src,
		  const struct in6_addr *dst, const struct ra_batch *packets);

/** actions_group - append a JOIN or LEAVE of all-routers. The list must have room. */
void actions_group(struct actions *out, enum action_kind kind, uint32_t ifindex);

/** actions_about - append a HOOK or EVIDENCE about @note, which is in the same list and has room. */
void actions_about(struct actions *out, enum action_kind kind, uint32_t ifindex,
		   const struct note *note);

/**
 * actions_note - append an empty note about interface @iface (may be NULL) and
 * return it to be filled. The list must have room.
 */
struct note *actions_note(struct actions *out, const char *event, enum note_severity severity,
			  const char *iface);

#endif
