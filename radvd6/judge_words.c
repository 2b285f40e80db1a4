/* SPDX-License-Identifier: ISC */
/* The words of the watch and how much they matter: one table, read by judge, incidents and manual. */
#include "judge_words.h"

#define ROGUE(word, level) { "rogue-ra", word, level }
#define INVALID(rule) { "ra-invalid", rule, NOTE_NOTICE }

const struct judge_row judge_table[JUDGE_N_WORDS] = {
	[WORD_SELF_SPOOF] = ROGUE("self-spoof", NOTE_CRIT),
	[WORD_ROUTER_KILLED] = ROGUE("router-killed", NOTE_CRIT),
	[WORD_ROUTER_MAC_MISMATCH] = ROGUE("router-mac-mismatch", NOTE_CRIT),
	[WORD_UNKNOWN_ROUTER] = ROGUE("unknown-router", NOTE_ERR),
	[WORD_NO_ROUTER_EXPECTED] = ROGUE("no-router-expected", NOTE_ERR),
	[WORD_RDNSS_UNKNOWN] = ROGUE("rdnss-unknown", NOTE_ERR),
	[WORD_DNSSL_UNKNOWN] = ROGUE("dnssl-unknown", NOTE_ERR),
	[WORD_PREF64_UNKNOWN] = ROGUE("pref64-unknown", NOTE_ERR),
	[WORD_CAPTIVE_PORTAL_UNKNOWN] = ROGUE("captive-portal-unknown", NOTE_ERR),
	[WORD_FRAGMENTED] = ROGUE("fragmented", NOTE_ERR),
	[WORD_OVERLAP] = ROGUE("overlap", NOTE_ERR),
	[WORD_EXT_HEADERS] = ROGUE("ext-headers", NOTE_ERR),
	[WORD_CHAIN_TOO_LONG] = ROGUE("chain-too-long", NOTE_ERR),
	[WORD_SIX_TO_FOUR] = ROGUE("six-to-four", NOTE_ERR),
	[WORD_PREFIX_UNKNOWN] = ROGUE("prefix-unknown", NOTE_WARNING),
	[WORD_ROUTE_UNKNOWN] = ROGUE("route-unknown", NOTE_WARNING),
	[WORD_PREFIX_DEPRECATED] = ROGUE("prefix-deprecated", NOTE_WARNING),
	[WORD_PREFERENCE_ABOVE_OURS] = ROGUE("preference-above-ours", NOTE_WARNING),
	[WORD_MTU_OUT_OF_RANGE] = ROGUE("mtu-out-of-range", NOTE_WARNING),
	[WORD_HOPLIMIT_OUT_OF_RANGE] = ROGUE("hoplimit-out-of-range", NOTE_WARNING),
	[WORD_FLAGS_CHANGED] = ROGUE("flags-changed", NOTE_WARNING),
	[WORD_TIMERS_CHANGED] = ROGUE("timers-changed", NOTE_WARNING),
	[WORD_LIFETIME_OUT_OF_RANGE] = ROGUE("lifetime-out-of-range", NOTE_WARNING),
	[WORD_ROUTER_CHANGED] = ROGUE("router-changed", NOTE_WARNING),
	[WORD_SLLAO_MISMATCH] = ROGUE("sllao-mismatch", NOTE_WARNING),
	[WORD_UNICAST] = ROGUE("unicast", NOTE_WARNING),
	[WORD_VLAN_TAGGED] = ROGUE("vlan-tagged", NOTE_WARNING),
	[WORD_INVALID_HOPLIMIT] = INVALID("hoplimit"),
	[WORD_INVALID_SOURCE] = INVALID("source"),
	[WORD_INVALID_CHECKSUM] = INVALID("checksum"),
	[WORD_INVALID_CODE] = INVALID("code"),
	[WORD_INVALID_LENGTH] = INVALID("length"),
	[WORD_INVALID_OPTION] = INVALID("option"),
	[WORD_CEASED] = { "rogue-ra-ceased", NULL, NOTE_NOTICE },
	[WORD_FLOOD] = { "ra-flood", NULL, NOTE_ERR },
	[WORD_INCONSISTENT] = { "ra-inconsistent", NULL, NOTE_WARNING },
	[WORD_OWN_RA_REFLECTED] = { "own-ra-reflected", NULL, NOTE_INFO },
	[WORD_SECOND_SENDER] = { "second-sender", NULL, NOTE_WARNING },
	[WORD_TRUSTED_ROUTER_SILENT] = { "trusted-router-silent", NULL, NOTE_WARNING },
	[WORD_TRUSTED_ROUTER_BACK] = { "trusted-router-back", NULL, NOTE_NOTICE },
	[WORD_MONITOR_DEGRADED] = { "monitor-degraded", NULL, NOTE_WARNING },
	[WORD_MONITOR_OVERLOAD] = { "monitor-overload", NULL, NOTE_WARNING },
};

enum judge_word judge_word_of_fault(enum nd_fault fault)
{
	switch (fault) {
	case ND_FAULT_HOP_LIMIT:
		return WORD_INVALID_HOPLIMIT;
	case ND_FAULT_SOURCE:
		return WORD_INVALID_SOURCE;
	case ND_FAULT_CHECKSUM:
		return WORD_INVALID_CHECKSUM;
	case ND_FAULT_CODE:
		return WORD_INVALID_CODE;
	case ND_FAULT_OPTION:
		return WORD_INVALID_OPTION;
	case ND_FAULT_FRAGMENT:
		return WORD_FRAGMENTED;
	default:	/* the other rules are about other messages */
		return WORD_INVALID_LENGTH;
	}
}
