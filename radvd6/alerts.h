/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_ALERTS_H
#define RADVD6_ALERTS_H

#include <stdint.h>

#include "conf.h"
#include "hook.h"
#include "links.h"
#include "log.h"
#include "loop.h"
#include "nd_frame.h"
#include "note.h"

/**
 * struct alerts - what becomes of the notes of the watch: lines with the port
 * of a bridge, runs of hooks, frames kept as evidence.
 */
struct alerts {
	struct log *log;
	struct hook *hook;
	const struct links *links;
	struct loop_fd hook_watch;
	int fdb;			/* asks bridges for their ports; -errno if it cannot */
	int state_dir;			/* where evidence goes; -1 = nowhere */
	nd_ms evidence_said;		/* the last line about evidence that could not be kept */
	nd_ms lost_said;
	uint64_t lost;			/* frames, since then */
};

/**
 * alerts_open - open what needs no privilege but is not to be had in the sandbox.
 *
 * @state_directory: an existing directory, or NULL
 *
 * All pointers must outlive it. What is not to be had is logged.
 */
void alerts_open(struct alerts *a, struct log *log, struct loop *loop, struct hook *hook,
		 const struct links *links, const char *state_directory);
void alerts_close(struct alerts *a);

/** alerts_note - write a note as a line, with the bridge port of its MAC if there is one. */
void alerts_note(struct alerts *a, const struct note *n);

/** alerts_hook - run the hook of @w, if it has one, for @n. */
void alerts_hook(struct alerts *a, const struct conf_watch *w, const struct note *n);

/** alerts_evidence - keep the frame that began the incident of @n, if @w wants that. */
void alerts_evidence(struct alerts *a, nd_ms now, const struct conf_watch *w, const struct note *n,
		     const struct nd_frame *f);

/** alerts_lost - @count frames were lost before they were read: one line a minute. */
void alerts_lost(struct alerts *a, nd_ms now, int count);

/** alerts_degraded - say what the watch of @iface cannot see, and why (-errno @r). */
void alerts_degraded(struct alerts *a, const char *iface, int r);

#endif
