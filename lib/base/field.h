/* SPDX-License-Identifier: ISC */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/**
 * enum field_kind - what a member of a struct is, in C and in text.
 *
 * The same kinds describe an ND option's value, a configuration block and a
 * report line; reading, printing and comparing are written once per kind.
 */
enum field_kind {
	FIELD_BOOL,		/* bool: on, off */
	FIELD_UINT,		/* uint8_t .. uint64_t by @size: decimal */
	FIELD_SECONDS,		/* uint32_t s: decimal, or infinity (0xffffffff) where allowed */
	FIELD_MILLIS,		/* nd_ms, written in seconds with up to three decimals */
	FIELD_PREFERENCE,	/* int8_t -1, 0, 1: low, medium, high (RFC 4191 s. 2.1) */
	FIELD_ADDR,		/* struct in6_addr */
	FIELD_PREFIX,		/* struct ip6_prefix: addr/len */
	FIELD_LLADDR,		/* struct view: link-layer address, hex with colons */
	FIELD_LLADDRS,		/* struct view: Ethernet addresses of 6 octets each, blanks between */
	FIELD_ADDRS,		/* struct view: addresses of 16 octets each, blanks between */
	FIELD_NAMES,		/* struct view: domain names in uncompressed wire form */
	FIELD_WORDS,		/* struct view: short texts, each behind an octet with its length */
	FIELD_TEXT,		/* struct view: text from the wire, escaped in quotes */
	FIELD_OCTETS,		/* struct view: hex in quotes */
	FIELD_OPTIONS,		/* struct view: ND options in wire form */
	FIELD_STRING,		/* const char *, NULL = not given */
	FIELD_CHARS,		/* char[]: NUL-terminated, "" = not given */
	FIELD_CHOICE,		/* an enum of @size octets: one of @words, by its number */
};

/* Octets of each address of a FIELD_LLADDRS. */
#define FIELD_LLADDR_LEN 6u

enum field_flag {
	FIELD_KEY = 1 << 0,	/* part of the identity of what the struct describes */
	FIELD_HEAD = 1 << 1,	/* stands right behind the block's keyword, not inside its braces */
	FIELD_INFINITY = 1 << 2, /* a FIELD_SECONDS that may be "infinity" */
	FIELD_LIFETIME = 1 << 3, /* 0 here says: stop using it now */
	FIELD_DERIVED = 1 << 4,	/* the default follows from other values; @def does not count */
	FIELD_REQUIRED = 1 << 5, /* has no default and must be given */
	FIELD_OR_OFF = 1 << 6,	/* a FIELD_STRING that may be the bare word off, which makes it "" */
	FIELD_OR_ANY = 1 << 7,	/* a FIELD_ADDR that may be the word any, which makes it :: */
};

/**
 * struct field - one member of a struct: where it is, what it is, what it may be.
 *
 * @name:    the word in reports and JSON (lower case, dashes)
 * @keyword: the word in the configuration language; NULL = not part of it
 * @size:    octets of a FIELD_UINT (1, 2, 4, 8); otherwise implied by the kind
 * @off:     offsetof() in the struct
 * @min, @max: allowed values of numbers, both included; of FIELD_MILLIS in ms
 * @def:     default, same unit; for a FIELD_PREFERENCE as (uint64_t)(int64_t)
 * @words:   of a FIELD_CHOICE, NULL-terminated
 * @unit:    "s", "ms", "octets", "bits", ... for people; NULL = none
 */
struct field {
	const char *name;
	const char *keyword;
	enum field_kind kind;
	uint8_t size;
	uint16_t flags;
	size_t off;
	uint64_t min, max, def;
	const char *const *words;
	const char *unit;
};

/** FIELD_AT - designators for the place of @member in struct @type, the size included. */
#define FIELD_AT(type, member) .off = offsetof(type, member), .size = sizeof(((type *)0)->member)

/** field_is_view - is the member a struct view, whatever its octets mean? */
bool field_is_view(const struct field *f);

/** field_ptr - the member @f of the struct at @base. */
const void *field_ptr(const struct field *f, const void *base);

/** field_uint - the value of a BOOL, UINT, SECONDS or CHOICE member as a number. */
uint64_t field_uint(const struct field *f, const void *base);

/** field_set_uint - store a number into a BOOL, UINT, SECONDS or CHOICE member; @v must fit. */
void field_set_uint(const struct field *f, void *base, uint64_t v);

/** field_set_default - store @def (kinds with a number) or empty the member (the others). */
void field_set_default(const struct field *f, void *base);

/** field_copy - give the member @f of @to the value it has in @from; what it points at is shared. */
void field_copy(const struct field *f, void *to, const void *from);

/** field_equal - same value of @f in the structs at @a and @b? */
bool field_equal(const struct field *f, const void *a, const void *b);

/**
 * field_put - append the value in the spelling of the configuration language:
 * reading it back gives the same value.
 */
void field_put(struct text *t, const struct field *f, const void *base);

#endif
