/* SPDX-License-Identifier: ISC */
/* Texts of any size and content: bounded faults, bounded stack, no read outside the text. */
#include "zoo.h"

#include <stdlib.h>
#include <talloc.h>

#include "rng.h"

static char *repeated(const char *unit, size_t times, size_t *len)
{
	size_t each = strlen(unit);
	char *text = malloc(each * times + 1);

	assert_non_null(text);
	for (size_t i = 0; i < times; i++)
		memcpy(text + i * each, unit, each);
	*len = each * times;
	return text;
}

/* Load @times times @unit; how many errors that gives. */
static unsigned errors_of(const char *unit, size_t times)
{
	size_t len;
	char *text = repeated(unit, times, &len);
	struct zoo *z = load_octets(text, len);

	talloc_free(z);
	free(text);
	return found.errors;
}

static void two_hundred_thousand_braces_are_survived(void **state)
{
	(void)state;
	assert_int_equal(errors_of("{", 200000), 1);
	assert_int_equal(errors_of("}", 200000), 200000);
	assert_int_equal(errors_of("{}", 200000), 200000);
	assert_int_equal(errors_of("Foo {", 200000), 1);
	assert_int_equal(errors_of("animal a {", 200000), 200000);
	assert_int_equal(errors_of("box {", 200000), 1);
}

static void blocks_nest_eight_deep_and_no_deeper(void **state)
{
	struct zoo *z = load_zoo("cage { Size 1; box { box { box { box { box { box { box {\n"
				 "animal a; }; }; }; }; }; }; }; };");

	(void)state;
	assert_non_null(z);
	talloc_free(z);
	assert_null(load_zoo("cage { Size 1; box { box { box { box { box { box { box { box {\n"
			     "animal b { Legs 300; }; }; }; }; }; }; }; }; }; }; Fee 101;"));
	assert_int_equal(found.errors, 2);
	assert_true(fault_is(0, "1:58", "nested more than 8 deep"));
	assert_true(fault_is(1, "2:56", "101"));
}

static void every_single_octet_is_survived(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		char one[3] = { (char)c, (char)c, (char)c };

		for (size_t len = 1; len <= 3; len++)
			talloc_free(load_octets(one, len));
	}
}

/* Exactly allocated copies, so that the sanitizer sees a read behind the end. */
static void every_beginning_of_a_text_is_survived(void **state)
{
	static const char text[] = "/* c */ cage { Size 1; // c\n animal 'x' { Range 2001:db8::/64; "
				   "Names a.b c; Friends ::1 ::2; Call \"a\\x41\"; Mac 02:03; };\r\n"
				   "box { }; } # c\n; keeper k { Pulse 1.5; };";

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		char *copy = malloc(len + !len);

		assert_non_null(copy);
		memcpy(copy, text, len);
		talloc_free(load_octets(copy, len));
		assert_true(len < sizeof(text) - 1 || found.errors == 0);
		free(copy);
	}
}

static void random_octets_are_survived(void **state)
{
	static const char *const words[] = {
		"animal ", "cage ", "{", "}", ";", "};\n", "Legs ", "3", "\"", "'", "/", "/*", "*/",
		"#", "\n", "Friends ", "::1 ", "Fee ", "box {", "\xff", "\\", "Names ", "a.b ", "\r",
	};
	struct rng rng = rng_fixed(7);
	char text[400];

	(void)state;
	for (int round = 0; round < 1000; round++) {
		size_t len = 0;

		while (len < sizeof(text) - 10) {
			const char *w = words[rng_upto(&rng, ARRAY_LEN(words) - 1)];

			memcpy(text + len, w, strlen(w));
			len += strlen(w);
		}
		talloc_free(load_octets(text, len));
		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = (char)rng_upto(&rng, 255);
		talloc_free(load_octets(text, sizeof(text)));
	}
}

static void many_faults_are_counted_and_fifty_are_kept(void **state)
{
	(void)state;
	assert_int_equal(errors_of("Legx 3;\n", 300000), 300000);
	assert_int_equal(found.n, DIAGS_MAX);
	assert_int_equal(errors_of("\x80 ", 1000), 1000);
	assert_int_equal(errors_of("\x80;", 1000), 1000);
}

static void a_long_list_and_many_blocks_are_read(void **state)
{
	size_t len;
	char *text = repeated("animal a { Legs 3; Friends ::1 ::2; };", 100000, &len);
	struct zoo *z = load_octets(text, len);

	(void)state;
	assert_non_null(z);
	assert_int_equal(z->n_animals, 100000);
	talloc_free(z);
	free(text);
	text = repeated(" 2001:db8::1", 100000, &len);
	memcpy(text, "keeper a { Friends      ", 24);
	memcpy(text + len - 12, ";        }; ", 12);
	z = load_octets(text, len);
	assert_non_null(z);
	assert_int_equal(z->keepers[0]->friends.len, (100000 - 3) * 16);
	talloc_free(z);
	free(text);
}

static void a_text_above_16_mib_is_refused_unread(void **state)
{
	size_t len;
	char *text = repeated("Fee 3; #abcdefgh\n", ((size_t)16 << 20) / 17 + 1, &len);
	struct zoo *z;

	(void)state;
	assert_true(len > CF_MAX_FILE);
	assert_null(load_octets(text, len));
	assert_int_equal(found.errors, 1);
	assert_true(fault_is(0, "0:0", "longer than 16 MiB"));
	z = load_octets(text, CF_MAX_FILE - CF_MAX_FILE % 17);
	assert_non_null(z);
	talloc_free(z);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_hundred_thousand_braces_are_survived),
		cmocka_unit_test(blocks_nest_eight_deep_and_no_deeper),
		cmocka_unit_test(every_single_octet_is_survived),
		cmocka_unit_test(every_beginning_of_a_text_is_survived),
		cmocka_unit_test(random_octets_are_survived),
		cmocka_unit_test(many_faults_are_counted_and_fifty_are_kept),
		cmocka_unit_test(a_long_list_and_many_blocks_are_read),
		cmocka_unit_test(a_text_above_16_mib_is_refused_unread),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
