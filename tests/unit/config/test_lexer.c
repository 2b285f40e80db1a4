/* SPDX-License-Identifier: ISC */
#include "loaded.h"

#include <stdlib.h>

#include "lexer.h"

static struct cf_file file;
static struct cf_ctx ctx = { .diags = &found, .files = &file, .n_files = 1 };
static struct cf_lexer lexer;

static void begin(const struct cf_dialect *dialect, const char *text, size_t len)
{
	memset(&found, 0, sizeof(found));
	file = (struct cf_file){ .name = "f", .content = { .text = text, .len = len } };
	cf_lexer_init(&lexer, &ctx, 0, dialect, false);
}

/* The whole text as a line of tokens: `word@line:column`, strings in <>, bad ones as !. */
static const char *tokens(const struct cf_dialect *dialect, const char *text, size_t len)
{
	static char out[4096];
	struct text t;

	begin(dialect, text, len);
	text_init(&t, out, sizeof(out));
	for (;;) {
		struct cf_token k = cf_take(&lexer);

		if (k.kind == CF_END)
			return out;
		if (t.len > 0)
			text_char(&t, ' ');
		if (k.kind == CF_BAD)
			text_put(&t, "!");
		else if (k.kind == CF_STRING)
			text_printf(&t, "<%.*s>", (int)k.text.len, (const char *)k.text.ptr);
		else
			text_printf(&t, "%.*s", (int)k.text.len, (const char *)k.text.ptr);
		text_printf(&t, "@%u:%u", k.pos.line, k.pos.column);
	}
}

#define assert_tokens(text, expected)                                                              \
	assert_string_equal(tokens(&CF_RADVD, text, sizeof(text) - 1), expected)

static void words_and_separators_have_positions(void **state)
{
	(void)state;
	assert_tokens("a {\n\tbc de;\n}", "a@1:1 {@1:3 bc@2:2 de@2:5 ;@2:7 }@3:1");
	assert_tokens("2001:db8::/64{};", "2001:db8::@1:1 /@1:11 64@1:12 {@1:14 }@1:15 ;@1:16");
	assert_int_equal(found.errors, 0);
}

static void the_end_of_a_token_is_known(void **state)
{
	(void)state;
	begin(&CF_RADVD, "ab \"cd\"\n;", 9);
	cf_take(&lexer);
	assert_int_equal(lexer.end.column, 3);
	cf_take(&lexer);
	assert_int_equal(lexer.end.line, 1);
	assert_int_equal(lexer.end.column, 8);
	assert_true(lexer.token.first_on_line);
}

static void comments_of_three_kinds_are_blanks(void **state)
{
	(void)state;
	assert_tokens("a # b ; c\nd", "a@1:1 d@2:1");
	assert_tokens("a // b\nd", "a@1:1 d@2:1");
	assert_tokens("a /* b\n * c */ d", "a@1:1 d@2:9");
	assert_tokens("a;#b", "a@1:1 ;@1:2");
	assert_tokens("a /***/ b /* / */ c", "a@1:1 b@1:9 c@1:19");
	assert_int_equal(found.errors, 0);
}

static void a_hash_inside_a_word_belongs_to_it(void **state)
{
	(void)state;
	assert_tokens("eth0#x y", "eth0#x@1:1 y@1:8");
}

static void a_comment_may_hold_any_octet_and_end_the_file(void **state)
{
	(void)state;
	assert_tokens("a # \xc3\xbc\x01\0 b", "a@1:1");
	assert_tokens("/* \xff\0 */ b", "b@1:10");
	assert_int_equal(found.errors, 0);
}

static void crlf_ends_lines_like_lf(void **state)
{
	(void)state;
	assert_tokens("a\r\nb;\r\n#c\r\nd\r\n", "a@1:1 b@2:1 ;@2:2 d@4:1");
	assert_int_equal(found.errors, 0);
}

static void a_lone_carriage_return_is_a_fault(void **state)
{
	(void)state;
	assert_tokens("a\rb", "!@1:1");
	assert_true(fault_is(0, "1:2", "octet 0x0d"));
}

static void strings_have_two_kinds_of_quotes_and_escapes(void **state)
{
	(void)state;
	assert_tokens("\"a b\" 'c\"d' \"e\\\"f\" \"\"",
		      "<a b>@1:1 <c\"d>@1:7 <e\\\"f>@1:13 <>@1:20");
	assert_tokens("\"# // {;\"", "<# // {;>@1:1");
	assert_int_equal(found.errors, 0);
}

static void a_string_without_an_end_costs_its_line(void **state)
{
	(void)state;
	assert_tokens("a \"b;\nc;", "a@1:1 !@1:3 c@2:1 ;@2:2");
	assert_int_equal(found.errors, 1);
	assert_true(fault_is(0, "1:3", "without a closing \""));
	assert_tokens("'x\\", "!@1:1");
	assert_true(fault_is(0, "1:1", "without a closing '"));
}

static void a_comment_without_an_end_is_reported_where_it_begins(void **state)
{
	(void)state;
	assert_tokens("a\n /* b\nc", "a@1:1");
	assert_int_equal(found.errors, 1);
	assert_true(fault_is(0, "2:2", "comment without an end"));
	assert_tokens("/*/", "");
	assert_int_equal(found.errors, 1);
}

static void octets_outside_ascii_cost_one_fault_a_word(void **state)
{
	(void)state;
	assert_tokens("a\xff\xfe" "b \x01\x02 c", "!@1:1 !@1:6 c@1:9");
	assert_int_equal(found.errors, 2);
	assert_true(fault_is(0, "1:2", "octet 0xff"));
	assert_true(fault_is(1, "1:6", "octet 0x01"));
	assert_tokens("a|b", "!@1:1");
	assert_tokens("a\0b", "!@1:1");
	assert_true(fault_is(0, "1:2", "octet 0x00"));
}

static void usual_accidents_of_copying_have_hints(void **state)
{
	(void)state;
	assert_tokens("\xef\xbb\xbfinterface", "!@1:1");
	assert_non_null(strstr(found.list[0].hint, "byte order mark"));
	assert_tokens("a\xc2\xa0" "b", "!@1:1");
	assert_non_null(strstr(found.list[0].hint, "no-break space"));
	assert_tokens("\xe2\x80\x9c" "a\xe2\x80\x9d", "!@1:1");
	assert_non_null(strstr(found.list[0].hint, "typographic quote"));
}

static void words_end_at_255_octets(void **state)
{
	char text[257];

	(void)state;
	memset(text, 'a', sizeof(text));
	begin(&CF_RADVD, text, CF_MAX_WORD);
	assert_int_equal(lexer.token.kind, CF_WORD);
	begin(&CF_RADVD, text, CF_MAX_WORD + 1);
	assert_int_equal(lexer.token.kind, CF_BAD);
	assert_true(fault_is(0, "1:1", "word of 256 octets"));
}

static void strings_end_at_64_kib(void **state)
{
	size_t len = (8u << 20) + 2;
	char *text = malloc(len);

	(void)state;
	assert_non_null(text);
	memset(text, 'a', len);
	text[0] = text[CF_MAX_STRING + 1] = '"';
	begin(&CF_RADVD, text, CF_MAX_STRING + 2);
	assert_int_equal(lexer.token.kind, CF_STRING);
	assert_int_equal(lexer.token.text.len, CF_MAX_STRING);
	text[CF_MAX_STRING + 1] = 'a';
	text[len - 1] = '"';
	begin(&CF_RADVD, text, len);
	assert_int_equal(lexer.token.kind, CF_BAD);
	assert_int_equal(found.errors, 1);
	assert_true(fault_is(0, "1:1", "string of 8388608 octets"));
	free(text);
}

static void a_silent_lexer_reports_nothing(void **state)
{
	(void)state;
	begin(&CF_RADVD, "", 0);
	file.content = (struct cf_text){ .text = "\xff \"a", .len = 4 };
	cf_lexer_init(&lexer, &ctx, 0, &CF_RADVD, true);
	while (lexer.token.kind != CF_END)
		cf_take(&lexer);
	assert_int_equal(found.errors, 0);
}

static void keywords_ignore_case_unless_the_dialect_minds(void **state)
{
	const struct cf_dialect strict = { .punctuation = "", .case_sensitive = true };

	(void)state;
	begin(&CF_RADVD, "AdVsEnDaDvErT", 13);
	assert_true(cf_token_is(&CF_RADVD, &lexer.token, "AdvSendAdvert"));
	assert_false(cf_token_is(&CF_RADVD, &lexer.token, "AdvSendAdver"));
	assert_false(cf_token_is(&strict, &lexer.token, "AdvSendAdvert"));
	assert_true(cf_token_is(&strict, &lexer.token, "AdVsEnDaDvErT"));
}

static void a_keyword_in_quotes_is_a_text(void **state)
{
	(void)state;
	begin(&CF_RADVD, "\"on\"", 4);
	assert_false(cf_token_is(&CF_RADVD, &lexer.token, "on"));
}

static void a_dialect_may_glue_separators_to_words(void **state)
{
	const struct cf_dialect glued = { .punctuation = ":;/" };

	(void)state;
	assert_string_equal(tokens(&glued, "a/b;c {d;}", 10), "a/b;c@1:1 {@1:7 d;@1:8 }@1:10");
	assert_int_equal(found.errors, 0);
}

static void a_shown_token_is_cut_and_escaped(void **state)
{
	char buf[CF_SHOWN], word[100];

	(void)state;
	memset(word, 'a', sizeof(word));
	begin(&CF_RADVD, word, sizeof(word));
	(void)cf_show(buf, &lexer.token);
	assert_int_equal(strlen(buf), CF_SHOWN - 1);
	assert_string_equal(buf + CF_SHOWN - 4, "...");
	begin(&CF_RADVD, "'\x1b'", 3);
	assert_string_equal(cf_show(buf, &lexer.token), "\\x1b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_separators_have_positions),
		cmocka_unit_test(the_end_of_a_token_is_known),
		cmocka_unit_test(comments_of_three_kinds_are_blanks),
		cmocka_unit_test(a_hash_inside_a_word_belongs_to_it),
		cmocka_unit_test(a_comment_may_hold_any_octet_and_end_the_file),
		cmocka_unit_test(crlf_ends_lines_like_lf),
		cmocka_unit_test(a_lone_carriage_return_is_a_fault),
		cmocka_unit_test(strings_have_two_kinds_of_quotes_and_escapes),
		cmocka_unit_test(a_string_without_an_end_costs_its_line),
		cmocka_unit_test(a_comment_without_an_end_is_reported_where_it_begins),
		cmocka_unit_test(octets_outside_ascii_cost_one_fault_a_word),
		cmocka_unit_test(usual_accidents_of_copying_have_hints),
		cmocka_unit_test(words_end_at_255_octets),
		cmocka_unit_test(strings_end_at_64_kib),
		cmocka_unit_test(a_silent_lexer_reports_nothing),
		cmocka_unit_test(keywords_ignore_case_unless_the_dialect_minds),
		cmocka_unit_test(a_keyword_in_quotes_is_a_text),
		cmocka_unit_test(a_dialect_may_glue_separators_to_words),
		cmocka_unit_test(a_shown_token_is_cut_and_escaped),
	};

	return cmocka_run_group_tests_name("lexer", tests, NULL, NULL);
}
