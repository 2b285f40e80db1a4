/* SPDX-License-Identifier: ISC */
/*
 * The journal finds all lines of one kind by their MESSAGE_ID. The numbers are
 * random, drawn once, and never change: people have them in their filters.
 */
#include <stddef.h>
#include <string.h>

#include "note.h"

static const struct {
	const char *event, *id;
} ids[] = {
	{ "rogue-ra", "6e9b9067fbe842fdb7f01e87efaacf7f" },
	{ "rogue-ra-ceased", "3b3d1875c6b14be9962302a14f6a6d04" },
	{ "ra-flood", "d592cafbe9a742c483056c06a9bf2533" },
	{ "ra-invalid", "96ba73cca2fe46bb8c4b3e5a8d85d5ee" },
	{ "ra-inconsistent", "058395af653e4902a2fe8283d8c4026f" },
	{ "own-ra-reflected", "018a6f27c33343e88f41b3feaaae14fc" },
	{ "second-sender", "b634e270b5244a0cae7453c4b8cb77ad" },
	{ "trusted-router-silent", "bccb09b0b1564e39b9eb16e4bfff8e6c" },
	{ "trusted-router-back", "99f89dfc0a6394a503f015b5defe7a82" },
	{ "monitor-degraded", "351d000992bb41b9b42b636631dec4a3" },
	{ "monitor-overload", "cc2be6845c9e433bae05e26682a862c6" },
};

const char *note_message_id(const char *event)
{
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		if (strcmp(ids[i].event, event) == 0)
			return ids[i].id;
	}
	return NULL;
}
