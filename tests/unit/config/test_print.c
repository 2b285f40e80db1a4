/* SPDX-License-Identifier: ISC */
/* A configuration printed: what stands there, and that reading it gives the same again. */
#include "zoo.h"

#include <talloc.h>

#include "equal.h"
#include "printed.h"

/* Print, read, compare, print again. */
static void must_come_back(const char *text)
{
	struct zoo *z = load_zoo(text), *again;
	struct printed once, twice;

	if (!z)
		print_found();
	assert_non_null(z);
	once = print_node(&z->node);
	again = load_octets(once.text, once.len);
	if (!again) {
		print_found();
		fail_msg("%s", once.text);
	}
	assert_int_equal(found.warnings, 0);
	assert_true(cf_equal(&z->node, &again->node));
	twice = print_node(&again->node);
	assert_string_equal(once.text, twice.text);
	free(once.text);
	free(twice.text);
	talloc_free(z);
	talloc_free(again);
}

static void every_value_stands_there_in_one_spelling(void **state)
{
	struct zoo *z = load_zoo("ANIMAL 'a\"b' { tame NO; Range 2001:DB8:0::/48; LIFE infinity; };\n"
				 "Fee 007; guests { ::1; !0::2; };");
	struct printed p = print_node(&z->node);

	(void)state;
	assert_string_equal(p.text, "Fee 7;\n"
				    "Diet none;\n"
				    "animal \"a\\\"b\" {\n"
				    "    Tame off;\n"
				    "    Legs 4;\n"
				    "    Teeth 32;\n"
				    "    Hairs 0;\n"
				    "    Life infinity;\n"
				    "    Sleep 0;\n"
				    "    Pulse 1;\n"
				    "    Rank medium;\n"
				    "    Range 2001:db8::/48;\n"
				    "};\n"
				    "guests {\n"
				    "    ::1;\n"
				    "    !::2;\n"
				    "};\n");
	free(p.text);
	talloc_free(z);
}

static void every_kind_of_value_comes_back(void **state)
{
	(void)state;
	must_come_back("animal x { Tame off; Legs 255; Teeth 999; Hairs 9000000000000000000;\n"
		       "Life 0; Sleep 86400; Pulse 0.03; Rank low; Home ::; Range ::1/0;\n"
		       "Mac 02:00; Friends ::1 ::2; Names a.b c_d.e; Call \"\\x00\\xff'\\\"\";\n"
		       "Dna \"00ff\"; Options 18; Food ''; Tag off; Tricks 'a b' \"\\\"\" c; };");
	must_come_back("Diet meat; Shop off; keeper 'k' { Food 'off'; Pulse 65535; };");
	must_come_back("Shop \"/a\\\\b\"; ranges { ::/0; };");
}

static void blocks_within_blocks_come_back_in_their_order(void **state)
{
	(void)state;
	must_come_back("cage { Size 1; animal b; box { animal c; box { }; }; animal a; box { }; };\n"
		       "animal z; animal y; cage { Size 2; };");
	must_come_back("");
}

static void a_long_value_is_not_cut(void **state)
{
	static char text[70000];
	size_t len = (size_t)snprintf(text, sizeof(text), "animal a { Call '");

	(void)state;
	memset(text + len, '"', CF_MAX_STRING / 4);
	strcpy(text + len + CF_MAX_STRING / 4, "'; };");
	must_come_back(text);
	memset(text + len, '"', CF_MAX_STRING / 4 + 1);
	strcpy(text + len + CF_MAX_STRING / 4 + 1, "'; };");
	assert_null(load_zoo(text));
	assert_true(fault_is(0, "1:17", "too long: Call takes at most 16384 octets"));
}

static void a_word_that_is_no_choice_is_refused(void **state)
{
	(void)state;
	assert_null(load_zoo("Diet fish;"));
	assert_true(fault_is(0, "1:6", "`fish` is not possible here: Diet is none, plants or meat"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_stands_there_in_one_spelling),
		cmocka_unit_test(every_kind_of_value_comes_back),
		cmocka_unit_test(blocks_within_blocks_come_back_in_their_order),
		cmocka_unit_test(a_long_value_is_not_cut),
		cmocka_unit_test(a_word_that_is_no_choice_is_refused),
	};

	return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
