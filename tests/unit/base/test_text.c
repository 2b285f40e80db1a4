/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "text.h"

static void pieces_are_joined(void **state)
{
	char out[64];
	struct text t;

	(void)state;
	text_init(&t, out, sizeof(out));
	assert_string_equal(out, "");
	text_put(&t, "a=");
	text_printf(&t, "%d", 17);
	text_char(&t, ';');
	assert_string_equal(out, "a=17;");
	assert_int_equal(t.len, 5);
	assert_false(t.truncated);
}

static void what_just_fits_is_not_cut_and_one_more_is(void **state)
{
	char out[4];
	struct text t;

	(void)state;
	text_init(&t, out, sizeof(out));
	text_put(&t, "abc");
	assert_false(t.truncated);
	text_put(&t, "");
	assert_false(t.truncated);
	text_char(&t, 'd');
	assert_true(t.truncated);
	assert_string_equal(out, "abc");
	text_init(&t, out, sizeof(out));
	text_printf(&t, "%s", "abc");
	assert_false(t.truncated);
	text_printf(&t, "%s", "d");
	assert_true(t.truncated);
	assert_string_equal(out, "abc");
}

static void a_cut_text_keeps_its_start_and_never_leaves_its_storage(void **state)
{
	(void)state;
	for (size_t cap = 1; cap < 12; cap++) {
		char *out = malloc(cap);
		struct text t;

		text_init(&t, out, cap);
		text_put(&t, "01");
		text_printf(&t, "%s", "234");
		text_escaped(&t, view_of("5\n", 2));
		text_hex(&t, view_of("\xab", 1), ':');
		assert_true(t.truncated == (cap <= strlen("012345\\x0aab")));
		assert_int_equal(strlen(out), t.len);
		assert_memory_equal(out, "012345\\x0aab", t.len);
		assert_int_equal(t.len, cap - 1);
		free(out);
	}
}

static void foreign_octets_cannot_break_a_line_a_quote_or_a_terminal(void **state)
{
	char out[2048];
	uint8_t all[256];
	struct text t;

	(void)state;
	for (unsigned i = 0; i < sizeof(all); i++)
		all[i] = (uint8_t)i;
	text_init(&t, out, sizeof(out));
	text_escaped(&t, view_of(all, sizeof(all)));
	assert_false(t.truncated);
	for (size_t i = 0; i < t.len; i++) {
		assert_true(out[i] >= 0x20 && out[i] < 0x7f);
		if (out[i] == '"')
			assert_int_equal(out[i - 1], '\\');
	}
	text_init(&t, out, sizeof(out));
	text_escaped(&t, view_of("a \"\\\x1b[~\x7f\x80", 9));
	assert_string_equal(out, "a \\\"\\\\\\x1b[~\\x7f\\x80");
}

static void hex_has_a_separator_between_octets_if_there_is_one(void **state)
{
	char out[64];
	struct text t;

	(void)state;
	text_init(&t, out, sizeof(out));
	text_hex(&t, view_of("\x00\x9a\xff", 3), ':');
	text_char(&t, ' ');
	text_hex(&t, view_of("\x00\x9a\xff", 3), '\0');
	text_hex(&t, view_of(NULL, 0), ':');
	assert_string_equal(out, "00:9a:ff 009aff");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_joined),
		cmocka_unit_test(what_just_fits_is_not_cut_and_one_more_is),
		cmocka_unit_test(a_cut_text_keeps_its_start_and_never_leaves_its_storage),
		cmocka_unit_test(foreign_octets_cannot_break_a_line_a_quote_or_a_terminal),
		cmocka_unit_test(hex_has_a_separator_between_octets_if_there_is_one),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
