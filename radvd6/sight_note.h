/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_SIGHT_NOTE_H
#define RADVD6_SIGHT_NOTE_H

#include "note.h"
#include "sight.h"

/** sight_note - what the advertisement @s says, as far as a note holds it. */
void sight_note(struct note_ra *ra, const struct sighting *s);

#endif
