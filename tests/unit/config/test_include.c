/* SPDX-License-Identifier: ISC */
/* include: which names are read, in which order, and what is said about the others. */
#include "zoo.h"

#include <stdlib.h>
#include <talloc.h>

#include "files.h"

static struct zoo *load_files(const struct test_file *file)
{
	static struct test_files files;
	struct cf_source source;

	files = (struct test_files){ .file = file };
	source = files_source(&files);
	return cf_load(&zoo_block, &CF_RADVD, &source, file->name, &found);
}

static void must_be_animals(const struct zoo *z, const char *names)
{
	char all[256] = "";

	assert_non_null(z);
	for (uint32_t i = 0; i < z->n_animals; i++) {
		strcat(all, z->animals[i]->name);
		strcat(all, " ");
	}
	assert_string_equal(all, names);
}

/* The text @main_text is refused with one fault, at @place. */
static void must_refuse(const char *main_text, const char *place, const char *part)
{
	const struct test_file files[] = {
		{ "/etc/zoo", main_text, NULL }, { "/etc/x", "animal x;", NULL },
		{ "/etc/locked", NULL, "Permission denied" }, { "/passwd", "animal root;", NULL },
		{ "/etc/self", "include 'self';", NULL }, { NULL, NULL, NULL },
	};
	struct zoo *z = load_files(files);

	if (z || found.errors != 1 || !fault_in(0, "/etc/zoo", place, part)) {
		print_found();
		fail_msg("%s", main_text);
	}
}

static void statements_are_read_where_the_include_stands(void **state)
{
	const struct test_file files[] = {
		{ "/etc/zoo", "animal a; include \"zoo.d/b\"; INCLUDE c; Fee 7; animal d;", NULL },
		{ "/etc/zoo.d/b", "animal b1;\ninclude 'inner/b2'; animal b3 { Legs 2; };", NULL },
		{ "/etc/zoo.d/inner/b2", "animal b2 { };", NULL },
		{ "/etc/c", "# nothing", NULL }, { NULL, NULL, NULL },
	};
	struct zoo *z = load_files(files);

	(void)state;
	must_be_animals(z, "a b1 b2 b3 d ");
	assert_int_equal(z->fee, 7);
	assert_int_equal(z->finished, 1);
	talloc_free(z);
}

static void matches_of_a_pattern_are_sorted_by_octets(void **state)
{
	const struct test_file files[] = {
		{ "etc/zoo", "include \"d/*.c\"; include './/d/./1?.d'; include \"none/*.c\";", NULL },
		{ "etc/d/Z.c", "animal Z;", NULL }, { "etc/d/a.c", "animal a;", NULL },
		{ "etc/d/10.c", "animal ten;", NULL }, { "etc/d/9.c", "animal nine;", NULL },
		{ "etc/d/.hidden.c", "animal hidden;", NULL }, { "etc/d/a.c~", "nonsense", NULL },
		{ "etc/d/10.d", "animal d;", NULL }, { NULL, NULL, NULL },
	};
	struct zoo *z = load_files(files);

	(void)state;
	must_be_animals(z, "ten nine Z a d ");
	talloc_free(z);
}

static void a_name_may_be_absolute_beneath_the_main_file(void **state)
{
	const struct test_file files[] = {
		{ "/etc/zoo", "include \"/etc/d/a\"; include '/etc/d/b*';", NULL },
		{ "/etc/d/a", "animal a; include \"/etc/c\";", NULL }, { "/etc/c", "animal c;", NULL },
		{ "/etc/d/b1", "animal b;", NULL }, { NULL, NULL, NULL },
	};
	struct zoo *z = load_files(files);

	(void)state;
	must_be_animals(z, "a c b ");
	talloc_free(z);
}

static void what_cannot_be_included_is_said_at_the_statement(void **state)
{
	(void)state;
	must_refuse("include 'gone';", "1:9", "cannot include /etc/gone: No such file");
	must_refuse("Fee 3;\n include \"locked\";", "2:10", "/etc/locked: Permission denied");
	must_refuse("include \"../passwd\";", "1:9", "leads out of the main file's directory");
	must_refuse("include \"d/../x\";", "1:9", "leads out of the main file's directory");
	must_refuse("include \"/passwd\";", "1:9", "leads out of the main file's directory");
	must_refuse("include \"/etc/../passwd\";", "1:9", "leads out");
	must_refuse("include \"/etcetera/x\";", "1:9", "leads out");
	must_refuse("include '';", "1:9", "include takes the name of a file");
	must_refuse("include \"d/\";", "1:9", "include takes the name of a file");
	must_refuse("include 'secret/*';", "1:9", "secret/*: a directory cannot be read");
	must_refuse("include d/x;", "1:9", "stands in quotes");
	must_refuse("include;", "1:8", "missing value: include takes");
	must_refuse("include 'x'", "1:12", "missing `;` behind the value of include");
	must_refuse("include 'zoo';", "1:9", "/etc/zoo: it includes itself");
	must_refuse("include 'x'; include 'x';", "1:22", "included already, in line 1");
	must_refuse("animal a { include 'x'; };", "1:12", "include does not belong in the `animal` block");
	must_refuse("inclode 'x';", "1:1", "unknown keyword `inclode`");
	assert_string_equal(found.list[0].hint, "did you mean include?");
}

static void a_name_relative_to_nowhere_stays_beneath_the_current_directory(void **state)
{
	const struct test_file files[] = {
		{ "zoo", "include 'd/x'; include \"/x\";", NULL }, { "d/x", "animal x;", NULL },
		{ "/x", "animal y;", NULL }, { NULL, NULL, NULL },
	};

	(void)state;
	assert_null(load_files(files));
	assert_int_equal(found.errors, 1);
	assert_true(fault_in(0, "zoo", "1:24", "leads out"));
}

static void faults_of_all_files_are_found_file_by_file(void **state)
{
	const struct test_file files[] = {
		{ "/etc/zoo", "include \"gone\"; include 'self'; include \"d/*\"; Fee x;", NULL },
		{ "/etc/self", "Fee 101;\ninclude 'self'; include 'zoo';", NULL },
		{ "/etc/d/1", "animal a { Legs 300; };\nanimal b { ", NULL },
		{ "/etc/d/2", "animal c { Foo 1; };\n};", NULL }, { NULL, NULL, NULL },
	};

	(void)state;
	assert_null(load_files(files));
	assert_int_equal(found.errors, 9);
	assert_true(fault_in(0, "/etc/zoo", "1:9", "/etc/gone"));
	assert_true(fault_in(1, "/etc/zoo", "1:52", "`x` is not a number"));
	assert_true(fault_in(2, "/etc/self", "1:5", "101"));
	assert_true(fault_in(3, "/etc/self", "2:9", "/etc/self: it includes itself"));
	assert_true(fault_in(4, "/etc/self", "2:25", "/etc/zoo: it includes itself"));
	assert_true(fault_in(5, "/etc/d/1", "1:17", "300"));
	assert_true(fault_in(6, "/etc/d/1", "2:1", "`animal` block without an end"));
	assert_true(fault_in(7, "/etc/d/2", "1:12", "unknown keyword `Foo`"));
	assert_true(fault_in(8, "/etc/d/2", "2:1", "`}` without a block"));
}

static void a_value_given_in_two_files_names_the_other_one(void **state)
{
	const struct test_file files[] = {
		{ "/etc/zoo", "Fee 1; include 'x'; keeper k { };", NULL },
		{ "/etc/x", "\nFee 2; keeper k { };", NULL }, { NULL, NULL, NULL },
	};

	(void)state;
	assert_null(load_files(files));
	assert_true(fault_in(0, "/etc/zoo", "1:21", "the first one is in /etc/x:2"));
	assert_true(fault_in(1, "/etc/x", "2:1", "the value of /etc/zoo:1 does not count"));
}

static void files_include_each_other_eight_deep_and_no_deeper(void **state)
{
	static const char *const names[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
	char texts[10][32];
	struct test_file files[11] = { { NULL, NULL, NULL } };
	struct zoo *z;

	(void)state;
	for (int i = 0; i < 9; i++)
		(void)snprintf(texts[i], sizeof(texts[i]), "animal a%d; include '%d';", i, i + 1);
	(void)snprintf(texts[9], sizeof(texts[9]), "animal a9;");
	for (int i = 0; i < 10; i++)
		files[i] = (struct test_file){ names[i], texts[i], NULL };
	assert_null(load_files(files));
	assert_int_equal(found.errors, 1);
	assert_true(fault_in(0, "8", "1:20", "cannot include 9: files include each other more than 8"));
	files[8].text = "animal last;";
	z = load_files(files);
	assert_non_null(z);
	assert_int_equal(z->n_animals, 9);
	talloc_free(z);
}

/* Many names, each once: the table of names grows. */
static const char *read_any(void *arg, const char *name, const char *from, struct cf_text *out)
{
	static const char one[] = "animal x;";

	if (from)
		*out = (struct cf_text){ .text = one, .len = sizeof(one) - 1 };
	else
		*out = *(const struct cf_text *)arg;
	return strcmp(name, "zoo.d/500") == 0 ? "Input/output error" : NULL;
}

static void ten_thousand_files_are_the_limit(void **state)
{
	size_t cap = 12000 * 32, len = 0;
	char *text = malloc(cap);
	struct cf_text main_text = { .text = text };
	struct cf_source source = { .read = read_any, .arg = &main_text };

	(void)state;
	assert_non_null(text);
	for (int i = 0; i < 11000; i++)
		len += (size_t)snprintf(text + len, cap - len, "include \"zoo.d/%d\";\n", i);
	main_text.len = len;
	memset(&found, 0, sizeof(found));
	assert_null(cf_load(&zoo_block, &CF_RADVD, &source, "zoo", &found));
	assert_int_equal(found.errors, 11000 - (CF_MAX_FILES - 1));
	assert_true(fault_in(0, "zoo", "501:9", "zoo.d/500: Input/output error"));
	assert_true(fault_in(1, "zoo", "10001:9", "at most 10000 files"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_are_read_where_the_include_stands),
		cmocka_unit_test(matches_of_a_pattern_are_sorted_by_octets),
		cmocka_unit_test(a_name_may_be_absolute_beneath_the_main_file),
		cmocka_unit_test(what_cannot_be_included_is_said_at_the_statement),
		cmocka_unit_test(a_name_relative_to_nowhere_stays_beneath_the_current_directory),
		cmocka_unit_test(faults_of_all_files_are_found_file_by_file),
		cmocka_unit_test(a_value_given_in_two_files_names_the_other_one),
		cmocka_unit_test(files_include_each_other_eight_deep_and_no_deeper),
		cmocka_unit_test(ten_thousand_files_are_the_limit),
	};

	return cmocka_run_group_tests_name("include", tests, NULL, NULL);
}
