/* SPDX-License-Identifier: ISC */
#include "loaded.h"

#include <stdlib.h>

static char rendered[65536];

static void add(struct diags *d, enum diag_severity severity, const struct diag_where *w,
		const char *hint, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diags_add(d, severity, w, hint, fmt, ap);
	va_end(ap);
}

/* The fault at @offset of one line, rendered. */
static const char *render(const void *line, size_t len, size_t offset)
{
	struct diag_where w = {
		.file = "f", .line = 1, .column = (uint32_t)offset + 1,
		.text = view_of(line, len), .offset = offset,
	};
	struct text t;

	memset(&found, 0, sizeof(found));
	add(&found, DIAG_ERROR, &w, NULL, "m");
	text_init(&t, rendered, sizeof(rendered));
	diags_put(&t, &found);
	return rendered;
}

static void a_fault_is_shown_with_its_line_a_caret_and_a_hint(void **state)
{
	static const char text[] = "one;\ntwo three;\nfour;\n";
	struct diag_where w = { .file = "a.conf", .line = 2, .column = 5,
				.text = view_of(text, sizeof(text) - 1), .offset = 9 };
	struct text t;

	(void)state;
	memset(&found, 0, sizeof(found));
	add(&found, DIAG_ERROR, &w, "write four", "bad %s", "three");
	add(&found, DIAG_WARNING, &w, NULL, "odd");
	text_init(&t, rendered, sizeof(rendered));
	diags_put(&t, &found);
	assert_string_equal(rendered, "a.conf:2:5: error: bad three\n"
				      "two three;\n"
				      "    ^\n"
				      "  hint: write four\n"
				      "a.conf:2:5: warning: odd\n"
				      "two three;\n"
				      "    ^\n");
	assert_int_equal(found.errors, 1);
	assert_int_equal(found.warnings, 1);
}

static void a_fault_of_the_whole_file_has_no_line(void **state)
{
	struct diag_where w = { .file = "a.conf" };
	struct text t;

	(void)state;
	memset(&found, 0, sizeof(found));
	add(&found, DIAG_ERROR, &w, NULL, "cannot be read");
	text_init(&t, rendered, sizeof(rendered));
	diags_put(&t, &found);
	assert_string_equal(rendered, "a.conf: error: cannot be read\n");
}

static void tabs_keep_the_caret_under_its_place(void **state)
{
	(void)state;
	assert_string_equal(render("\ta\tb", 4, 3), "f:1:4: error: m\n"
						    "        a       b\n"
						    "                ^\n");
}

static void octets_that_do_not_print_are_escaped_and_the_caret_follows(void **state)
{
	(void)state;
	assert_string_equal(render("\x1b\xc3\xbc x", 5, 4), "f:1:5: error: m\n"
							    "\\x1b\\xc3\\xbc x\n"
							    "             ^\n");
}

static void foreign_octets_in_a_message_are_escaped(void **state)
{
	struct diag_where w = { .file = "a\nb" };

	(void)state;
	memset(&found, 0, sizeof(found));
	add(&found, DIAG_ERROR, &w, NULL, "interface %s", "\x1b[2J\xff");
	assert_string_equal(found.list[0].message, "interface \\x1b[2J\\xff");
	assert_string_equal(found.list[0].file, "a\\x0ab");
}

static void a_nul_octet_is_shown_like_any_other(void **state)
{
	(void)state;
	assert_string_equal(render("a\0b", 3, 1), "f:1:2: error: m\na\\x00b\n ^\n");
}

static void the_end_of_a_line_with_crlf_is_not_shown(void **state)
{
	(void)state;
	assert_string_equal(render("ab\r\ncd", 6, 2), "f:1:3: error: m\nab\n  ^\n");
}

static void a_caret_behind_the_last_octet_is_possible(void **state)
{
	(void)state;
	assert_string_equal(render("ab", 2, 2), "f:1:3: error: m\nab\n  ^\n");
}

/* The caret must point at the octet that is at fault, wherever the window lies. */
static void a_long_line_is_cut_around_the_caret(void **state)
{
	size_t len = 5000;
	char *line = malloc(len);

	(void)state;
	assert_non_null(line);
	for (size_t offset = 0; offset < len; offset += 7) {
		const struct diag *d = &found.list[0];

		memset(line, '.', len);
		line[offset] = 'X';
		(void)render(line, len, offset);
		assert_true(strlen(d->excerpt) <= DIAG_COLUMNS);
		assert_int_equal(d->excerpt[d->caret], 'X');
	}
	free(line);
}

static void a_long_line_of_tabs_and_escapes_stays_within_the_columns(void **state)
{
	char line[600];

	(void)state;
	for (size_t offset = 0; offset < sizeof(line); offset++) {
		const struct diag *d = &found.list[0];

		for (size_t i = 0; i < sizeof(line); i++)
			line[i] = i % 3 ? '\t' : '\x80';
		line[offset] = 'X';
		(void)render(line, sizeof(line), offset);
		assert_true(strlen(d->excerpt) <= DIAG_COLUMNS);
		assert_int_equal(d->excerpt[d->caret], 'X');
	}
}

static void fifty_faults_are_kept_and_the_rest_is_counted(void **state)
{
	struct diag_where w = { .file = "f" };

	(void)state;
	memset(&found, 0, sizeof(found));
	for (int i = 0; i < DIAGS_MAX; i++) {
		assert_true(diags_would_keep(&found, DIAG_WARNING));
		add(&found, DIAG_ERROR, &w, NULL, "%d", i);
	}
	assert_false(diags_would_keep(&found, DIAG_ERROR));
	add(&found, DIAG_ERROR, &w, NULL, "one too many");
	add(&found, DIAG_WARNING, &w, NULL, "two too many");
	assert_int_equal(found.n, DIAGS_MAX);
	assert_int_equal(found.errors, DIAGS_MAX + 1);
	assert_string_equal(found.list[DIAGS_MAX - 1].message, "49");
	{
		struct text t;

		text_init(&t, rendered, sizeof(rendered));
		diags_put(&t, &found);
		assert_non_null(strstr(rendered, "2 more not shown (51 errors and 1 warnings in all)"));
	}
}

static void an_error_takes_the_place_of_a_warning_when_all_places_are_taken(void **state)
{
	struct diag_where w = { .file = "f" };

	(void)state;
	memset(&found, 0, sizeof(found));
	for (int i = 0; i < DIAGS_MAX; i++)
		add(&found, i == 3 ? DIAG_ERROR : DIAG_WARNING, &w, NULL, "%d", i);
	assert_true(diags_would_keep(&found, DIAG_ERROR));
	assert_false(diags_would_keep(&found, DIAG_WARNING));
	add(&found, DIAG_ERROR, &w, NULL, "late");
	assert_int_equal(found.n, DIAGS_MAX);
	assert_string_equal(found.list[DIAGS_MAX - 1].message, "late");
	assert_string_equal(found.list[DIAGS_MAX - 2].message, "48");
	assert_string_equal(found.list[3].message, "3");
}

static void advice_is_kept_only_if_wanted_and_never_over_a_fault(void **state)
{
	struct diag_where w = { .file = "f" };

	(void)state;
	memset(&found, 0, sizeof(found));
	add(&found, DIAG_ADVICE, &w, NULL, "unwanted");
	assert_int_equal(found.n + found.advices, 0);
	found.wants_advice = true;
	for (int i = 0; i < DIAGS_MAX; i++)
		add(&found, i == 3 ? DIAG_WARNING : DIAG_ADVICE, &w, NULL, "%d", i);
	assert_false(diags_would_keep(&found, DIAG_ADVICE));
	assert_true(diags_would_keep(&found, DIAG_WARNING));
	add(&found, DIAG_ADVICE, &w, NULL, "late advice");
	add(&found, DIAG_WARNING, &w, NULL, "late warning");
	for (int i = 0; i < DIAGS_MAX - 1; i++)
		add(&found, DIAG_ERROR, &w, NULL, "error %d", i);
	assert_string_equal(found.list[0].message, "3");
	assert_string_equal(found.list[1].message, "error 0");
	assert_int_equal(found.warnings, 2);
	assert_int_equal(found.advices, DIAGS_MAX);
	{
		struct text t;

		text_init(&t, rendered, sizeof(rendered));
		diags_put(&t, &found);
		assert_non_null(strstr(rendered, "(49 errors and 2 warnings and 50 times advice in all)"));
		text_init(&t, rendered, sizeof(rendered));
		found.list[0].severity = DIAG_ADVICE;
		diag_put(&t, &found.list[0]);
		assert_string_equal(rendered, "f: advice: 3\n");
	}
}

static void faults_are_sorted_by_place_and_stay_in_order_at_one_place(void **state)
{
	static const uint32_t line[] = { 5, 2, 5, 2, 1 };

	(void)state;
	memset(&found, 0, sizeof(found));
	for (unsigned i = 0; i < ARRAY_LEN(line); i++) {
		struct diag_where w = { .file = "f", .line = line[i], .column = 1 };

		add(&found, DIAG_ERROR, &w, NULL, "%u", i);
	}
	diags_sort(&found);
	assert_string_equal(found.list[0].message, "4");
	assert_string_equal(found.list[1].message, "1");
	assert_string_equal(found.list[2].message, "3");
	assert_string_equal(found.list[3].message, "0");
	assert_string_equal(found.list[4].message, "2");
}

static void faults_of_a_file_stand_together_the_main_one_first(void **state)
{
	static const uint16_t order[] = { 0, 2, 1, 0, 2 };
	static const uint32_t line[] = { 7, 3, 9, 2, 1 };

	(void)state;
	memset(&found, 0, sizeof(found));
	for (unsigned i = 0; i < ARRAY_LEN(line); i++) {
		struct diag_where w = { .file = "f", .order = order[i], .line = line[i], .column = 1 };

		add(&found, DIAG_ERROR, &w, NULL, "%u", i);
	}
	diags_sort(&found);
	assert_string_equal(found.list[0].message, "3");
	assert_string_equal(found.list[1].message, "0");
	assert_string_equal(found.list[2].message, "2");
	assert_string_equal(found.list[3].message, "4");
	assert_string_equal(found.list[4].message, "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fault_is_shown_with_its_line_a_caret_and_a_hint),
		cmocka_unit_test(a_fault_of_the_whole_file_has_no_line),
		cmocka_unit_test(tabs_keep_the_caret_under_its_place),
		cmocka_unit_test(octets_that_do_not_print_are_escaped_and_the_caret_follows),
		cmocka_unit_test(foreign_octets_in_a_message_are_escaped),
		cmocka_unit_test(a_nul_octet_is_shown_like_any_other),
		cmocka_unit_test(the_end_of_a_line_with_crlf_is_not_shown),
		cmocka_unit_test(a_caret_behind_the_last_octet_is_possible),
		cmocka_unit_test(a_long_line_is_cut_around_the_caret),
		cmocka_unit_test(a_long_line_of_tabs_and_escapes_stays_within_the_columns),
		cmocka_unit_test(fifty_faults_are_kept_and_the_rest_is_counted),
		cmocka_unit_test(an_error_takes_the_place_of_a_warning_when_all_places_are_taken),
		cmocka_unit_test(advice_is_kept_only_if_wanted_and_never_over_a_fault),
		cmocka_unit_test(faults_are_sorted_by_place_and_stay_in_order_at_one_place),
		cmocka_unit_test(faults_of_a_file_stand_together_the_main_one_first),
	};

	return cmocka_run_group_tests_name("diag", tests, NULL, NULL);
}
