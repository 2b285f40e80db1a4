/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_EVIDENCE_H
#define RADVD6_EVIDENCE_H

#include <stdint.h>

#include "view.h"

#define EVIDENCE_FILES 64u	/* of the newest incidents; older ones are overwritten */

/**
 * evidence_keep - write one frame as a capture file that tcpdump and its kin
 * read (pcap, microseconds).
 *
 * @dir:      descriptor of an existing directory, which gets evidence-NN.pcap
 * @incident: its number; NN is its remainder by EVIDENCE_FILES
 * @hatype:   ARPHRD_... of the interface
 * @frame:    from the link-layer header on
 *
 * The file appears whole or not at all. Returns 0 or -errno.
 */
int evidence_keep(int dir, uint32_t incident, uint16_t hatype, struct view frame);

#endif
