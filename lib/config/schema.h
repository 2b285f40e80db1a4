/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_SCHEMA_H
#define CONFIG_SCHEMA_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "field.h"
#include "source.h"

/**
 * struct cf_node - what every block's struct begins with.
 *
 * @set: for each field (by its number in the block) where its value was
 *       given; line 0 = it is the default
 * @bad: for each field, its value was refused and the default stands in for
 *       it: judge nothing by it
 * @faulty: a word in it was not understood, so that even what is a default may
 *       not be what was meant: judge no values against each other
 */
struct cf_node {
	const struct cf_block *block;
	struct cf_pos pos;	/* of the block's keyword */
	uint32_t end;		/* octets from the start of the text to behind the block */
	struct cf_pos *set;
	bool *bad;
	bool faulty;
};

/**
 * struct cf_part - a table of fields and where in the block's struct it counts from.
 *
 * @off:      added to the offset of every field
 * @n_fields: a place to read, since other levels export their counts as variables
 * @option:   not 0: the fields are those of this row of the ND option table,
 *            and a struct nd_opt is at @off
 */
struct cf_part {
	size_t off;
	const struct field *fields;
	const unsigned *n_fields;
	uint8_t option;
};

#define CF_MAX_PARTS 4
#define CF_MAX_NESTING 8	/* blocks within blocks */

enum cf_block_flag {
	CF_BRACES_OPTIONAL = 1 << 0,	/* `prefix 2001:db8::/64;` is enough */
	CF_ONCE = 1 << 1,		/* at most one in its parent */
	CF_STATEMENT = 1 << 2,		/* a head alone, never braces: `AdvOption 200 "00";` */
	CF_OLD_LENGTH = 1 << 3,		/* a /length behind its address is obsolete: a warning */
	CF_LIST = 1 << 4,		/* its statements are bare values: struct cf_block */
	CF_INCLUDES = 1 << 5,		/* the file as a whole: `include "glob";` may stand in it */
	CF_TEMPLATE = 1 << 6,		/* what it says is in force elsewhere: not compared or printed */
	CF_APART = 1 << 7,		/* changes nothing of its parent: not compared with it */
	CF_GIVEN_ONLY = 1 << 8,	/* a default in it says nothing: not printed */
};

/**
 * struct cf_block - one kind of block: what it may hold and what becomes of it.
 *
 * A CF_LIST, `clients { 2001:db8::1; !2001:db8::2; };`, has no struct of its
 * own: the description is that of one line, and each line becomes a struct in
 * the parent's list. Its value is the field with FIELD_HEAD; if it has a
 * FIELD_BOOL without a keyword, a `!` glued in front of the value sets that.
 *
 * @keyword:  NULL for the file as a whole
 * @size:     octets of its struct, which begins with a struct cf_node
 * @parts:    its fields; those with FIELD_HEAD stand between keyword and braces
 * @ignored:  keywords of old that are accepted with one value and a warning;
 *            NULL-terminated, may be NULL
 * @blocks:   the kinds that may stand inside; NULL-terminated, may be NULL
 * @list_off, @count_off: in the parent's struct, an array of pointers to
 *            blocks and its uint32_t length; kinds may share one array
 * @on_addr:  called for each address of a FIELD_ADDRS; may be NULL
 * @finish:   called once the block is complete: derived defaults and checks.
 *            Its sub-blocks were finished before it. @parent is NULL for the
 *            file. May be NULL
 *
 * Hooks report by cf_error() and cf_warn() and may allocate beneath the block
 * with talloc.
 */
struct cf_block {
	const char *keyword;
	size_t size;
	unsigned flags;
	struct cf_part parts[CF_MAX_PARTS];
	const char *const *ignored;
	const struct cf_block *const *blocks;
	size_t list_off, count_off;
	void (*on_addr)(const struct cf_ctx *c, const struct cf_pos *pos, const struct in6_addr *a);
	void (*finish)(const struct cf_ctx *c, void *block, void *parent);
};

/** struct cf_member - a field of a block and its offset in the block's struct. */
struct cf_member {
	const struct field *field;
	size_t off;
};

/**
 * cf_block_member - walk over the fields of @b.
 *
 * @i: number of the field, from 0
 *
 * Returns a member whose field is NULL behind the last one.
 */
struct cf_member cf_block_member(const struct cf_block *b, unsigned i);

/** cf_block_n_members - how many fields @b has. */
unsigned cf_block_n_members(const struct cf_block *b);

/**
 * cf_member_base - the struct that a member's field counts its offset from,
 * for field_ptr(), field_put() and the like.
 */
const void *cf_member_base(const struct cf_member *m, const void *block);

/** cf_is_set - was the member at @off of the block's struct given in the text? */
bool cf_is_set(const struct cf_node *n, size_t off);

/** cf_is_bad - was the value of the member at @off refused? */
bool cf_is_bad(const struct cf_node *n, size_t off);

/**
 * cf_in_doubt - may the member at @off be other than was meant: refused, or a
 * default in a block with a word that was not understood? Then it is no ground
 * to find fault with another value.
 */
bool cf_in_doubt(const struct cf_node *n, size_t off);

/** cf_pos_of - where the member at @off was given, else where the block begins. */
const struct cf_pos *cf_pos_of(const struct cf_node *n, size_t off);

/** cf_set_defaults - give every field of the block at @block its default. */
void cf_set_defaults(const struct cf_block *b, void *block);

#endif
