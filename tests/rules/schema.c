/* SPDX-License-Identifier: ISC */
/*
 * Prints the schema that the daemon is built with, one JSON object a line, for
 * keywords.py: {"block", "keyword", "kind", "min", "max", "default", "unit",
 * "infinity", "off", "derived", "required", "words"}. Numbers are those of
 * struct field, MILLIS in ms; the default is in the spelling of the language.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "field.h"
#include "json.h"
#include "schema.h"

static const char *const kinds[] = {
	[FIELD_BOOL] = "switch",
	[FIELD_UINT] = "number",
	[FIELD_SECONDS] = "seconds",
	[FIELD_MILLIS] = "millis",
	[FIELD_PREFERENCE] = "preference",
	[FIELD_ADDR] = "address",
	[FIELD_PREFIX] = "prefix",
	[FIELD_LLADDR] = "lladdr",
	[FIELD_LLADDRS] = "lladdrs",
	[FIELD_ADDRS] = "addresses",
	[FIELD_NAMES] = "names",
	[FIELD_WORDS] = "words",
	[FIELD_TEXT] = "text",
	[FIELD_OCTETS] = "octets",
	[FIELD_OPTIONS] = "options",
	[FIELD_STRING] = "string",
	[FIELD_CHARS] = "chars",
	[FIELD_CHOICE] = "choice",
};

static void put_words(struct json *j, const struct field *f)
{
	json_array(j, "words");
	for (unsigned i = 0; f->kind == FIELD_CHOICE && f->words[i]; i++)
		json_string(j, NULL, f->words[i]);
	json_end(j);
}

static void print_line(const char *block, const char *keyword, const char *kind,
		       const struct field *f, const void *base)
{
	char line[4096], def[1024];
	struct text t, d;
	struct json j;

	text_init(&t, line, sizeof(line));
	json_init(&j, &t);
	json_object(&j, NULL);
	json_string(&j, "block", block);
	json_string(&j, "keyword", keyword);
	json_string(&j, "kind", kind);
	if (f) {
		text_init(&d, def, sizeof(def));
		field_put(&d, f, base);
		json_uint(&j, "min", f->min);
		json_uint(&j, "max", f->max);
		json_string(&j, "default", def);
		json_string(&j, "unit", f->unit);
		json_bool(&j, "infinity", f->flags & FIELD_INFINITY);
		json_bool(&j, "off", f->flags & FIELD_OR_OFF);
		json_bool(&j, "derived", f->flags & FIELD_DERIVED);
		json_bool(&j, "required", f->flags & FIELD_REQUIRED);
		put_words(&j, f);
	}
	json_end(&j);
	puts(line);
}

static void print_fields(const struct cf_block *b, const char *name)
{
	void *block = calloc(1, b->size);
	struct cf_member m;

	if (!block)
		exit(1);
	cf_set_defaults(b, block);
	for (unsigned i = 0; (m = cf_block_member(b, i)).field; i++) {
		const struct field *f = m.field;

		if (f->keyword && !(f->flags & FIELD_HEAD))
			print_line(name, f->keyword, kinds[f->kind], f, cf_member_base(&m, block));
	}
	free(block);
}

static void print_block(const struct cf_block *b)
{
	const char *name = b->keyword ? b->keyword : "file";

	print_fields(b, name);
	if (b->flags & CF_INCLUDES)
		print_line(name, "include", "include", NULL, NULL);
	for (unsigned i = 0; b->ignored && b->ignored[i]; i++)
		print_line(name, b->ignored[i], "ignored", NULL, NULL);
	for (unsigned i = 0; b->blocks && b->blocks[i]; i++) {
		print_line(name, b->blocks[i]->keyword, "block", NULL, NULL);
		print_block(b->blocks[i]);
	}
}

int main(void)
{
	print_block(&conf_block);
	return 0;
}
