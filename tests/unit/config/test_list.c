/* SPDX-License-Identifier: ISC */
/* Blocks of bare values: what they become, and what is said about bad ones. */
#include "zoo.h"

#include <talloc.h>

static void must_fail_at(const char *text, const char *place, const char *part)
{
	struct zoo *z = load_zoo(text);

	if (z || found.errors != 1 || found.warnings != 0 || !fault_is(0, place, part)) {
		print_found();
		fail_msg("%s", text);
	}
}

static void each_line_becomes_an_element_in_the_order_of_the_text(void **state)
{
	struct zoo *z = load_zoo("guests { ::1; !2001:db8::2; };\nranges { 2001:db8::/64;\n::/0; };\n"
				 "GUESTS {\n! # no\n2001:db8::3; };");

	(void)state;
	assert_null(z);
	assert_int_equal(found.errors, 1);
	assert_true(fault_is(0, "5:1", "`!` without a value"));
	z = load_zoo("guests { ::1; !2001:db8::2; };\nranges { 2001:db8::/64;\n::/0; };\n"
		     "GUESTS {\n2001:db8::3; };");
	assert_non_null(z);
	assert_int_equal(z->n_guests, 3);
	assert_int_equal(z->guests[0]->addr.s6_addr[15], 1);
	assert_false(z->guests[0]->banned);
	assert_int_equal(z->guests[1]->addr.s6_addr[15], 2);
	assert_true(z->guests[1]->banned);
	assert_int_equal(z->guests[1]->node.pos.column, 15);
	assert_int_equal(cf_pos_of(&z->guests[1]->node, offsetof(struct guest, addr))->column, 16);
	assert_int_equal(z->guests[2]->addr.s6_addr[15], 3);
	assert_int_equal(z->guests[2]->node.pos.line, 5);
	for (uint32_t i = 0; i < z->n_guests; i++)
		assert_int_equal(z->guests[i]->finished, 1);
	assert_int_equal(z->n_ranges, 2);
	assert_int_equal(z->ranges[0]->prefix.plen, 64);
	assert_int_equal(z->ranges[1]->prefix.plen, 0);
	talloc_free(z);
}

static void a_list_is_not_empty(void **state)
{
	(void)state;
	must_fail_at("guests { };", "1:1", "`guests` is empty");
	must_fail_at("Fee 3;\n guests { # ::1;\n};", "2:2", "`guests` is empty");
}

static void a_bad_line_costs_itself_only(void **state)
{
	(void)state;
	must_fail_at("guests { foo; ::1; };", "1:10", "`foo` is not an IPv6 address");
	must_fail_at("guests { foo; };", "1:10", "`foo` is not an IPv6 address");
	must_fail_at("guests { '::1'; };", "1:10", "without quotes");
	must_fail_at("ranges { ::/129; };", "1:13", "129 is out of range");
	must_fail_at("ranges { 2001:db8::; };", "1:20", "missing prefix length");
	must_fail_at("ranges { !::/0; };", "1:10", "`!::` is not an IPv6 address");
	must_fail_at("guests { ::1; ; ::2; };", "1:15", "`;` without a statement");
	must_fail_at("guests { ::1 ::2; };", "1:14", "unexpected `::2` behind a line of `guests`");
	must_fail_at("guests { ::1\n::2; };", "1:13", "missing `;` behind a line of `guests`");
	must_fail_at("guests { ::1 };", "1:13", "missing `;`");
	must_fail_at("guests { ::1; { ::2; }; };", "1:15", "unexpected `{`");
	must_fail_at("guests { ::1, ::2; };", "1:10", "`::1,` is not an IPv6 address");
}

static void braces_of_a_list_are_missed_where_they_should_stand(void **state)
{
	(void)state;
	must_fail_at("guests ::1;", "1:7", "missing `{` behind `guests`");
	must_fail_at("guests;", "1:7", "missing `{` behind `guests`");
	must_fail_at("guests { ::1;\nFee 3;", "2:1", "missing `};` before Fee");
	must_fail_at("guests { ::1;\nFee 3; };", "2:1", "Fee does not belong in the `guests` block");
	must_fail_at("guests { ::1;", "1:1", "`guests` block without an end");
	must_fail_at("guests { ::1; }", "1:16", "missing `;` behind `}`");
}

static void a_list_of_a_hundred_thousand_lines_is_read(void **state)
{
	static char text[100000 * 5 + 16];
	size_t len = (size_t)snprintf(text, sizeof(text), "guests {");
	struct zoo *z;

	(void)state;
	for (int i = 0; i < 100000; i++, len += 5)
		memcpy(text + len, "!::1;", 5);
	memcpy(text + len, "};", 2);
	z = load_octets(text, len + 2);
	assert_non_null(z);
	assert_int_equal(z->n_guests, 100000);
	talloc_free(z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_becomes_an_element_in_the_order_of_the_text),
		cmocka_unit_test(a_list_is_not_empty),
		cmocka_unit_test(a_bad_line_costs_itself_only),
		cmocka_unit_test(braces_of_a_list_are_missed_where_they_should_stand),
		cmocka_unit_test(a_list_of_a_hundred_thousand_lines_is_read),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
