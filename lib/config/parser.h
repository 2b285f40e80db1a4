/* SPDX-License-Identifier: ISC */
#ifndef CONFIG_PARSER_H
#define CONFIG_PARSER_H

/* Inside lib/config only: the state of the parser, and what its three files share. */

#include "lexer.h"
#include "schema.h"

/* struct frame - a block that is open. */
struct frame {
	const struct cf_block *block;
	struct cf_node *node;
	bool filled;		/* a CF_LIST: it has a line */
	bool misplaced;		/* the last statement belonged elsewhere: its neighbours may too */
};

struct parser {
	struct cf_ctx ctx;
	struct cf_lexer lexer;
	struct frame stack[CF_MAX_NESTING + 1];	/* [0] is the file */
	unsigned depth;
	long missing_closes;	/* { minus } in the text, less those already accounted for */
	struct cf_lender lender;
	void *arena;		/* for as long as the load lasts: names of texts */
	struct parser_names *names;	/* of all texts so far; NULL before the first include */
	uint16_t including[CF_MAX_INCLUDES + 1];	/* the texts that are being read */
	unsigned n_including;	/* beyond the first one */
};

/** parser_top - the innermost open block. */
struct frame *parser_top(struct parser *p);

/** parser_keyword_of - what a block is called in messages. */
const char *parser_keyword_of(const struct cf_block *b);

/** parser_give_up - memory was refused: report it, and read nothing more. */
void parser_give_up(struct parser *p, const struct cf_pos *pos);

/** parser_read_text - read text @file, whose statements go into the innermost open block. */
void parser_read_text(struct parser *p, uint16_t file);

/* -- include.c -- */

/** parser_is_include - is @t the keyword of an include statement, and may one stand in @b? */
bool parser_is_include(const struct parser *p, const struct cf_block *b, const struct cf_token *t);

/** parser_include - an include statement whose keyword was taken. */
void parser_include(struct parser *p);

/* -- parse_words.c: keywords, skipping, ends of statements -- */

/** parser_find_field, ... - what @t means in block @b; false or NULL if nothing. */
bool parser_find_field(const struct parser *p, const struct cf_block *b, const struct cf_token *t,
		       unsigned *number);
const struct cf_block *parser_find_block(const struct parser *p, const struct cf_block *b,
					 const struct cf_token *t);
const char *parser_find_ignored(const struct parser *p, const struct cf_block *b,
				const struct cf_token *t);

/** parser_knows_outside - does @t begin a statement of a block around the innermost one? */
bool parser_knows_outside(const struct parser *p, const struct cf_token *t);

/** parser_knows - does @t begin a statement of block @b? */
bool parser_knows(const struct parser *p, const struct cf_block *b, const struct cf_token *t);

/** parser_skip_statement - over the rest of a statement, its `;` or block included. */
void parser_skip_statement(struct parser *p);

/** parser_skip_head - over the rest of a block's head, as far as its brace. */
void parser_skip_head(struct parser *p);

/** parser_fault_skip - the same as parser_skip_statement(), and the block is not judged. */
void parser_fault_skip(struct parser *p);

/**
 * parser_end_statement - take the `;`, or say that it is missing.
 *
 * @behind: what it should stand behind
 */
void parser_end_statement(struct parser *p, const char *behind);

/** parser_read_member - read the value of field @number of @node, which @key announces. */
bool parser_read_member(struct parser *p, struct cf_node *node, unsigned number,
			const struct cf_token *key);

/* -- parse_list.c: blocks of bare values -- */

/**
 * parser_list_statement - a CF_LIST block whose keyword @key was taken: as far
 * as its brace, the lines come one by one.
 */
void parser_list_statement(struct parser *p, const struct cf_block *b, const struct cf_token *key);

/** parser_list_entry - the next token is a line of the list that is open. */
void parser_list_entry(struct parser *p);

/** parser_finish_list - the list @f ends: does it hold anything? Frees its node. */
void parser_finish_list(struct parser *p, const struct frame *f);

/* -- parse_block.c: blocks in memory -- */

/** parser_new_block - a block with its defaults, in its parent's list; NULL: no memory. */
struct cf_node *parser_new_block(const struct cf_block *b, void *parent, const struct cf_pos *pos);

/** parser_add_child - put a block into its parent's list; false: no memory. */
bool parser_add_child(const struct cf_block *b, void *parent, void *child);

/** parser_finish - a block is complete: is all there that must be, and do its own checks agree? */
void parser_finish(struct parser *p, struct cf_node *node, void *parent);

/** parser_push, parser_pop - go into a block, the `{` taken already; leave and finish it. */
void parser_push(struct parser *p, const struct cf_block *b, struct cf_node *node);
void parser_pop(struct parser *p);

/** parser_check_once - is there one already where only one may be? */
void parser_check_once(struct parser *p, const struct cf_block *b, const struct cf_token *key);

#endif
