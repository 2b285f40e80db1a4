/* SPDX-License-Identifier: ISC */
#ifndef RADVD6_JUDGE_WORDS_H
#define RADVD6_JUDGE_WORDS_H

#include "nd_check.h"
#include "note.h"

/** enum judge_word - what the watch can say; the order is the precedence of reasons. */
enum judge_word {
	WORD_SELF_SPOOF,
	WORD_ROUTER_KILLED,
	WORD_ROUTER_MAC_MISMATCH,
	WORD_UNKNOWN_ROUTER,
	WORD_NO_ROUTER_EXPECTED,
	WORD_RDNSS_UNKNOWN,
	WORD_DNSSL_UNKNOWN,
	WORD_PREF64_UNKNOWN,
	WORD_CAPTIVE_PORTAL_UNKNOWN,
	WORD_FRAGMENTED,
	WORD_OVERLAP,
	WORD_EXT_HEADERS,
	WORD_CHAIN_TOO_LONG,
	WORD_SIX_TO_FOUR,
	WORD_PREFIX_UNKNOWN,
	WORD_ROUTE_UNKNOWN,
	WORD_PREFIX_DEPRECATED,
	WORD_PREFERENCE_ABOVE_OURS,
	WORD_MTU_OUT_OF_RANGE,
	WORD_HOPLIMIT_OUT_OF_RANGE,
	WORD_FLAGS_CHANGED,
	WORD_TIMERS_CHANGED,
	WORD_LIFETIME_OUT_OF_RANGE,
	WORD_ROUTER_CHANGED,
	WORD_SLLAO_MISMATCH,
	WORD_UNICAST,
	WORD_VLAN_TAGGED,
	WORD_INVALID_HOPLIMIT,		/* ra-invalid: the rule stands in the place of the reason */
	WORD_INVALID_SOURCE,
	WORD_INVALID_CHECKSUM,
	WORD_INVALID_CODE,
	WORD_INVALID_LENGTH,
	WORD_INVALID_OPTION,
	WORD_CEASED,			/* events without a reason */
	WORD_FLOOD,
	WORD_INCONSISTENT,		/* its findings have the reasons of values above */
	WORD_OWN_RA_REFLECTED,
	WORD_SECOND_SENDER,
	WORD_TRUSTED_ROUTER_SILENT,
	WORD_TRUSTED_ROUTER_BACK,
	WORD_MONITOR_DEGRADED,
	WORD_MONITOR_OVERLOAD,
	JUDGE_N_WORDS,
};

/** struct judge_row - one row of the table of events (ROGUE 5.1). */
struct judge_row {
	const char *event;
	const char *reason;		/* NULL = the event has none */
	enum note_severity severity;
};

/** judge_table - every event and reason of the watch, by enum judge_word. */
extern const struct judge_row judge_table[JUDGE_N_WORDS];

/** judge_word_of_fault - the row of ra-invalid for a validity rule that is broken. */
enum judge_word judge_word_of_fault(enum nd_fault fault);

#endif
