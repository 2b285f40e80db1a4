/* SPDX-License-Identifier: ISC */
#ifndef REPORT_NOTE_H
#define REPORT_NOTE_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "field.h"
#include "json.h"
#include "text.h"
#include "wbuf.h"

/** The longest line of any note, NUL included; as text, and as a JSON object with its time. */
#define NOTE_TEXT_MAX 4096u
#define NOTE_JSON_MAX 16384u
/** Octets that the journal's fields of any note fit into. */
#define NOTE_JOURNAL_MAX 16384u

/** enum note_severity - how much somebody should care; the numbers are syslog's. */
enum note_severity {
	NOTE_CRIT = 2,		/* the network is under attack now */
	NOTE_ERR = 3,		/* an operator must act */
	NOTE_WARNING = 4,	/* something is wrong */
	NOTE_NOTICE = 5,	/* worth knowing, nothing to do */
	NOTE_INFO = 6,		/* a state changed */
	NOTE_DEBUG = 7,		/* see enum note_detail */
};

/** enum note_detail - the -d level from which a NOTE_DEBUG is shown. */
enum note_detail {
	NOTE_TIMERS = 2,
	NOTE_EVENTS = 4,
	NOTE_PACKETS = 5,
};

/**
 * struct note_ra - what the advertisement said that a note is about.
 *
 * Lists hold what fits, blanks between the items, without half an item; text
 * from the wire is escaped.
 */
struct note_ra {
	bool known;			/* there is one, and this is it */
	uint8_t hop_limit;		/* of the packet */
	uint16_t lifetime_s;		/* Router Lifetime */
	int8_t preference;		/* -1, 0, 1 */
	bool reassembled;
	unsigned ext_headers;		/* before it */
	char flags[8];			/* letters of the flags that are set: M, O, H, P, S */
	uint32_t mtu;			/* 0 = no option */
	char prefixes[256], routes[160], rdnss[160], dnssl[160], pref64[96];
	char captive_portal[128];
};

/**
 * struct note - one event or finding, before it is put into words.
 *
 * Cores make notes, shells write them. A key that is empty (NULL, "", 0, ::)
 * has nothing to say and is left out of the line. @event and @reason are
 * constants from the documented lists; text that came from the wire goes into
 * the char arrays, already escaped.
 */
struct note {
	const char *event;		/* the event word, dashes inside */
	enum note_severity severity;
	enum note_detail detail;	/* of a NOTE_DEBUG */
	char iface[IF_NAMESIZE];
	uint16_t vlan;
	char port[IF_NAMESIZE];		/* bridge port */
	struct in6_addr src, dst;
	char mac[64], sllao[64];
	const char *reason;
	const char *field;
	char expected[96], got[96];
	char impact[192];
	uint32_t incident;
	uint64_t count;
	char what[256];			/* free words for a person: what it is, what happens next */

	/* JSON and the journal alone carry what follows. */
	char reasons[256];		/* all that is wrong, blanks between; @reason comes first */
	uint32_t ifindex;
	uint64_t suppressed;		/* lines held back since the last one about it */
	uint32_t first_seen_ago_s, last_seen_ago_s;
	struct note_ra ra;
};

/** note_keys - every key a line may have, in the order in which they stand. */
extern const struct field note_keys[];
extern const unsigned note_n_keys;

/**
 * note_more_keys - those that stand behind them in JSON and the journal alone.
 * One marked FIELD_KEY is a list: blanks stand between its items, and JSON has
 * it as an array.
 */
extern const struct field note_more_keys[];
extern const unsigned note_n_more_keys;

/** note_init - an empty note; @event must be a constant. */
void note_init(struct note *n, const char *event, enum note_severity severity);

/** note_severity_name - "crit", "err", "warning", "notice", "info", "debug". */
const char *note_severity_name(enum note_severity s);

/** note_message_id - 32 hex digits that stand for @event in the journal; NULL if it has none. */
const char *note_message_id(const char *event);

/**
 * note_put_text - append `event severity=... key=value ...`, without a newline.
 *
 * A value of printable ASCII without blanks and double quotes stands bare and
 * means itself. Any other stands in double quotes, escaped as by
 * text_escaped(). One line always.
 */
void note_put_text(struct text *t, const struct note *n);

/** note_put_json - append one JSON object: the same keys in the same order, then the further ones. */
void note_put_json(struct text *t, const struct note *n);

/** note_json_members - the same keys as members of the object that @j has open. */
void note_json_members(struct json *j, const struct note *n);

/**
 * note_put_env - append the keys as environment variables: PREFIX_KEY=value,
 * upper case, each with a NUL behind it.
 */
void note_put_env(struct text *t, const struct note *n, const char *prefix);

/**
 * note_put_journal - append the fields of the journal's native protocol:
 * MESSAGE (the text line), PRIORITY, SYSLOG_IDENTIFIER=@ident, MESSAGE_ID where
 * the event has one, and one @prefix_KEY per key (upper case).
 *
 * @prefix: upper case, without the underscore: "RADVD6"
 */
void note_put_journal(struct wbuf *w, const struct note *n, const char *ident, const char *prefix);

#endif
