/* SPDX-License-Identifier: ISC */
/* Prints JSON, one value a line, for judge_json.py, which holds the expectations. */
#include <stdio.h>
#include <string.h>

#include "note.h"

static void print_every_octet(void)
{
	char out[4096];
	struct text t;
	struct json j;

	text_init(&t, out, sizeof(out));
	json_init(&j, &t);
	json_object(&j, NULL);
	for (unsigned i = 0; i < 256; i++) {
		uint8_t octet = (uint8_t)i;
		char key[8];

		snprintf(key, sizeof(key), "%u", i);
		json_octets(&j, key, view_of(&octet, 1));
	}
	json_end(&j);
	puts(out);
}

static void print_note_with_every_octet(void)
{
	char out[NOTE_JSON_MAX];
	struct text t;
	struct note n;

	note_init(&n, "rogue-ra", NOTE_ERR);
	for (unsigned i = 1; i < 256; i++)
		n.what[i - 1] = (char)i;
	text_init(&t, out, sizeof(out));
	note_put_json(&t, &n);
	puts(out);
}

/* The same nested value into every room from nothing to enough. */
static void print_with_room(size_t cap)
{
	char out[128];
	struct text t;
	struct json j;

	text_init(&t, out, cap);
	json_init(&j, &t);
	json_object(&j, NULL);
	json_string(&j, "name", "eth0");
	json_array(&j, "list");
	json_uint(&j, NULL, 1);
	json_object(&j, NULL);
	json_bool(&j, "on", true);
	json_end(&j);
	json_end(&j);
	json_uint(&j, "last", 7);
	json_end(&j);
	puts(out);
}

int main(void)
{
	print_every_octet();
	print_note_with_every_octet();
	for (size_t cap = 1; cap < 80; cap++)
		print_with_room(cap);
	return 0;
}
