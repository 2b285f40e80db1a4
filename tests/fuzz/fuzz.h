/* SPDX-License-Identifier: ISC */
#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "view.h"

/** LLVMFuzzerTestOneInput - the target: libFuzzer's name for it, and the replay's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** fuzz_seeds - good inputs of the target, for the replay to mutate. */
extern const struct view fuzz_seeds[];
extern const unsigned fuzz_n_seeds;

#endif
