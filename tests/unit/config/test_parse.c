/* SPDX-License-Identifier: ISC */
#include "zoo.h"

#include <talloc.h>

/* One animal with @statements inside its braces; NULL if it was refused. */
static struct zoo *load_animal(const char *statements)
{
	static char text[1024];

	(void)snprintf(text, sizeof(text), "animal x {\n%s\n};", statements);
	return load_zoo(text);
}

/* -- what is accepted -- */

static void an_empty_text_gives_the_defaults(void **state)
{
	struct zoo *z = load_zoo("");

	(void)state;
	assert_non_null(z);
	assert_int_equal(z->fee, 5);
	assert_int_equal(z->finished, 1);
	assert_false(cf_is_set(&z->node, offsetof(struct zoo, fee)));
	talloc_free(z);
}

static void fields_that_are_not_given_have_their_defaults(void **state)
{
	struct zoo *z = load_zoo("animal cat;");
	const struct animal *a;

	(void)state;
	assert_non_null(z);
	assert_int_equal(z->n_animals, 1);
	a = z->animals[0];
	assert_string_equal(a->name, "cat");
	assert_true(a->tame);
	assert_int_equal(a->legs, 4);
	assert_int_equal(a->life_s, 60);
	assert_int_equal(a->pulse_ms, 1000);
	assert_null(a->food);
	assert_int_equal(a->dna.len, 0);
	assert_int_equal(a->finished, 1);
	talloc_free(z);
}

static void every_kind_of_value_is_read(void **state)
{
	static const uint8_t names[] = "\1a\2bc\0\3xyz", mac[] = { 2, 0, 0x5e, 0x10, 0, 0xff };
	struct zoo *z = load_animal("Tame no; LEGS 255; teeth 2; Hairs 9000000000000000000;\n"
				    "Life infinity; Sleep 86400; Pulse 1.25; Rank low;\n"
				    "Home ::ffff:192.0.2.1; Range 2001:db8::1 / 128;\n"
				    "Mac 02:00:5e:10:00:ff; Friends ::1 2001:DB8::2;\n"
				    "Names a.bc. xyz; Call \"a\\x00\\\"b\"; Dna \"00 FF 1a\";\n"
				    "Options 1801;\n"
				    "Tricks h2 \"roll\\x20over\" Name; Food 'a b\\\\c'; Tag 1234567;");
	const struct animal *a;

	(void)state;
	print_found();
	assert_non_null(z);
	a = z->animals[0];
	assert_false(a->tame);
	assert_int_equal(a->legs, 255);
	assert_int_equal(a->teeth, 2);
	assert_true(a->hairs == UINT64_C(9000000000000000000));
	assert_int_equal(a->life_s, ND_INFINITY_S);
	assert_int_equal(a->sleep_s, 86400);
	assert_int_equal(a->pulse_ms, 1250);
	assert_int_equal(a->rank, -1);
	assert_memory_equal(&a->home, "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\2\1", 16);
	assert_int_equal(a->range.plen, 128);
	assert_memory_equal(&a->range.addr, "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	assert_true(view_equal(a->mac, view_of(mac, 6)));
	assert_int_equal(a->friends.len, 32);
	assert_memory_equal(a->friends.ptr + 16, "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2", 16);
	assert_true(view_equal(a->names, view_of(names, sizeof(names))));
	assert_true(view_equal(a->call, view_of("a\0\"b", 4)));
	assert_true(view_equal(a->dna, view_of("\x00\xff\x1a", 3)));
	assert_true(view_equal(a->options, view_of("\x18\x01", 2)));
	assert_true(view_equal(a->tricks, view_of("\2h2\x09roll over\4Name", 18)));
	assert_string_equal(a->food, "a b\\c");
	assert_string_equal(a->tag, "1234567");
	talloc_free(z);
}

static void seconds_with_decimals_are_milliseconds(void **state)
{
	static const struct {
		const char *text;
		nd_ms ms;
	} t[] = {
		{ "Pulse 3;", 3000 },	    { "Pulse 0.03;", 30 },    { "Pulse 0.5;", 500 },
		{ "Pulse 1.005;", 1005 },   { "Pulse 1.00049;", 1000 }, { "Pulse 1.0005;", 1001 },
		{ "Pulse 198.0000;", 198000 }, { "Pulse 65535;", 65535000 }, { "Pulse 1.9996;", 2000 },
		{ "Pulse 007;", 7000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct zoo *z = load_animal(t[i].text);

		assert_non_null(z);
		assert_int_equal(z->animals[0]->pulse_ms, t[i].ms);
		talloc_free(z);
	}
}

static void positions_of_given_values_are_kept(void **state)
{
	struct zoo *z = load_zoo("\n animal x {\n  Legs\n   3; };");
	const struct animal *a;

	(void)state;
	assert_non_null(z);
	a = z->animals[0];
	assert_int_equal(a->node.pos.line, 2);
	assert_int_equal(a->node.pos.column, 2);
	assert_true(cf_is_set(&a->node, offsetof(struct animal, legs)));
	assert_int_equal(cf_pos_of(&a->node, offsetof(struct animal, legs))->line, 4);
	assert_int_equal(cf_pos_of(&a->node, offsetof(struct animal, legs))->column, 4);
	assert_false(cf_is_set(&a->node, offsetof(struct animal, teeth)));
	assert_int_equal(cf_pos_of(&a->node, offsetof(struct animal, teeth))->line, 2);
	talloc_free(z);
}

static void blocks_keep_the_order_of_the_text(void **state)
{
	struct zoo *z = load_zoo("cage { Size 1; animal a; animal b { }; };\n"
				 "cage { Size 2; animal c { Legs 2; }; };");

	(void)state;
	assert_non_null(z);
	assert_int_equal(z->n_cages, 2);
	assert_int_equal(z->cages[0]->n_animals, 2);
	assert_string_equal(z->cages[0]->animals[1]->name, "b");
	assert_int_equal(z->cages[1]->animals[0]->legs, 2);
	talloc_free(z);
}

static void a_value_given_twice_is_a_warning_and_the_last_counts(void **state)
{
	struct zoo *z = load_animal("Legs 1;\nLegs 2;");

	(void)state;
	assert_non_null(z);
	assert_int_equal(z->animals[0]->legs, 2);
	assert_int_equal(found.warnings, 1);
	assert_true(fault_is(0, "3:1", "Legs is given twice; the value of line 2"));
	talloc_free(z);
}

static void an_obsolete_keyword_is_a_warning(void **state)
{
	struct zoo *z = load_animal("Wings 2; Legs 3;");

	(void)state;
	assert_non_null(z);
	assert_true(fault_is(0, "2:1", "Wings is obsolete"));
	assert_int_equal(z->animals[0]->legs, 3);
	talloc_free(z);
}

static void keywords_can_be_values(void **state)
{
	struct zoo *z = load_zoo("animal animal { Food Food; }; animal on; animal 12; animal Tame;");

	(void)state;
	assert_non_null(z);
	assert_int_equal(z->n_animals, 4);
	assert_string_equal(z->animals[0]->food, "Food");
	talloc_free(z);
}

static void the_walk_visits_every_field_of_a_block(void **state)
{
	(void)state;
	assert_int_equal(cf_block_n_members(&zoo_animal), ARRAY_LEN(animal_fields));
	assert_ptr_equal(cf_block_member(&zoo_animal, 3).field, &animal_fields[3]);
	assert_null(cf_block_member(&zoo_animal, ARRAY_LEN(animal_fields)).field);
	assert_null(cf_block_member(&zoo_block, 3).field);
}

static void the_fields_of_an_option_row_are_fields_of_its_block(void **state)
{
	const struct cf_block b = {
		.keyword = "x", .size = 100,
		.parts = { PART(cage_fields), { .off = 8, .option = 3 } },
	};
	struct cf_member m = cf_block_member(&b, 1);

	(void)state;
	assert_true(cf_block_n_members(&b) > 5);
	assert_string_equal(m.field->name, "prefix");
	assert_int_equal(m.off, m.field->off + 8);
	assert_ptr_equal(cf_member_base(&m, (void *)1000), (void *)1008);
}

/* -- what is refused: bad values -- */

static void bad_values_are_reported_at_the_value(void **state)
{
	static const struct {
		const char *text, *place, *message, *hint;
	} t[] = {
		{ "Tame true;", "2:6", "Tame is on or off", "write on" },
		{ "Tame 0;", "2:6", "Tame is on or off", "write off" },
		{ "Tame maybe;", "2:6", "`maybe` is not a switch", "" },
		{ "Tame \"on\";", "2:6", "without quotes", "leave out the quotes" },
		{ "Legs 256;", "2:6", "256 is out of range: Legs takes 0..255", "" },
		{ "Legs 99999999999999999999999;", "2:6", "takes 0..255", "" },
		{ "Legs -1;", "2:6", "`-1` is not a number", "negative" },
		{ "Legs 0x10;", "2:6", "`0x10` is not a number", "decimal" },
		{ "Legs 1.5;", "2:6", "`1.5` is not a number", "whole numbers" },
		{ "Legs infinity;", "2:6", "is not a number", "infinity is not allowed" },
		{ "Legs four;", "2:6", "`four` is not a number", "" },
		{ "Teeth 1;", "2:7", "Teeth takes 2..999 pieces", "" },
		{ "Teeth 1000;", "2:7", "1000 is out of range", "" },
		{ "Hairs 9000000000000000001;", "2:7", "out of range", "" },
		{ "Life 4294967296;", "2:6", "0..4294967294 s or infinity", "" },
		{ "Life 10m;", "2:6", "`10m` is not a number", "write 600 (always in s" },
		{ "Life 600s;", "2:6", "`600s` is not a number", "write 600 (always in s" },
		{ "Life 1500ms;", "2:6", "is not a number", "decimal" },
		{ "Sleep infinity;", "2:7", "Sleep takes 0..86400 s", "infinity is not allowed" },
		{ "Pulse 0.029;", "2:7", "0.029 is out of range: Pulse takes 0.03..65535 s", "" },
		{ "Pulse 65535.001;", "2:7", "out of range", "" },
		{ "Pulse .5;", "2:7", "is not a number", "" },
		{ "Pulse 5.;", "2:7", "is not a number", "" },
		{ "Pulse 1.5e2;", "2:7", "is not a number", "" },
		{ "Pulse 99999999999999999999;", "2:7", "out of range", "" },
		{ "Rank 1;", "2:6", "Rank is low, medium or high", "" },
		{ "Home 192.0.2.1;", "2:6", "is not an IPv6 address", "IPv4" },
		{ "Home fe80::1%eth0;", "2:6", "is not an IPv6 address", "zone" },
		{ "Home 1::2::3;", "2:6", "is not an IPv6 address", "" },
		{ "Home 2001:db8::/64;", "2:16", "unexpected `/`", "" },
		{ "Range 2001:db8::;", "2:17", "missing prefix length", "2001:db8::/64" },
		{ "Range 2001:db8::/;", "2:18", "missing prefix length", "" },
		{ "Range 2001:db8::/129;", "2:18", "takes 0..128 bits", "" },
		{ "Range 2001:db8::/-1;", "2:18", "is not a number", "negative" },
		{ "Range 2001:db8/64;", "2:7", "is not an IPv6 address", "" },
		{ "Mac 02:00:5;", "2:5", "not hex octets", "" },
		{ "Mac zz;", "2:5", "not hex octets", "" },
		{ "Friends ::1,::2;", "2:9", "is not an IPv6 address", "not commas" },
		{ "Friends ::1 \"::2\";", "2:13", "takes addresses", "quotes" },
		{ "Names a..b;", "2:7", "a label is empty", "" },
		{ "Names .;", "2:7", "it is empty", "" },
		{ "Names \"\";", "2:7", "it is empty", "" },
		{ "Names .a;", "2:7", "a label is empty", "" },
		{ "Names a,b;", "2:7", "only letters", "not commas" },
		{ "Names 0123456789012345678901234567890123456789012345678901234567890123.x;",
		  "2:7", "a label is longer than 63", "" },
		{ "Call \"a\\q\";", "2:8", "unknown escape", "write \\\\" },
		{ "Call \"a\\x0\";", "2:8", "unknown escape", "" },
		{ "Dna \"0\";", "2:5", "not hex octets", "" },
		{ "Food \"a\\x00b\";", "2:6", "Food cannot hold a NUL", "" },
		{ "Food a/b;", "2:7", "unexpected `/`", "" },
		{ "Food /etc;", "2:6", "`/` instead of a value", "in quotes" },
		{ "Tag 12345678;", "2:5", "Tag takes at most 7 octets", "" },
		{ "Legs;", "2:5", "missing value: Legs takes a number", "" },
		{ "Legs", "2:5", "missing value: Legs takes a number", "" },
		{ "Legs { };", "2:5", "missing value", "" },
		{ "Legs 1 2;", "2:8", "unexpected `2` behind the value of Legs", "" },
		{ "Legs 1 { 2; };", "2:8", "unexpected `{` behind the value of Legs", "" },
		{ "Legs \x80;", "2:6", "octet 0x80", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct zoo *z = load_animal(t[i].text);

		if (z || found.errors != 1 || found.warnings || !fault_is(0, t[i].place, t[i].message) ||
		    !strstr(found.list[0].hint, t[i].hint)) {
			print_found();
			fail_msg("%s", t[i].text);
		}
	}
}

static void names_end_at_255_octets(void **state)
{
	char label[] = "a23456789012345678901234567890123456789012345678901234567890123";
	char text[400];
	struct zoo *z;

	(void)state;
	(void)snprintf(text, sizeof(text), "Names %s.%s.%s.%.61s;", label, label, label, label);
	z = load_animal(text);
	assert_non_null(z);
	assert_int_equal(z->animals[0]->names.len, 255);
	talloc_free(z);
	(void)snprintf(text, sizeof(text), "Names %s.%s.%s.%.62s;", label, label, label, label);
	assert_null(load_animal(text));
	assert_true(fault_is(0, "2:7", "longer than 255"));
}

/* -- what is refused: recovery -- */

/* Each text, and exactly the faults it has. */
static void each_fault_is_reported_once_and_the_rest_is_still_read(void **state)
{
	static const struct {
		const char *text;
		struct {
			const char *place, *message;
		} fault[4];
	} t[] = {
		/* missing ; { } */
		{ "Fee 1\nFee 2;", { { "1:6", "missing `;`" }, { "2:1", "given twice" } } },
		{ "Fee 1", { { "1:6", "missing `;`" } } },
		{ "animal a { Legs 1 }; Fee 101;", { { "1:18", "missing `;`" }, { "1:26", "101" } } },
		{ "animal a { Legs 1 Teeth 1; };", { { "1:18", "missing `;`" }, { "1:25", "range" } } },
		{ "animal a { Legs x }; Fee 101;", { { "1:17", "not a num" }, { "1:26", "101" } } },
		{ "animal a { }\nFee 101;", { { "1:13", "missing `;` behind `}`" }, { "2:5", "101" } } },
		{ "animal a\nFee 101;", { { "1:9", "missing `;`" }, { "2:5", "101" } } },
		{ "animal a Legs 300; };\nFee 101;",
		  { { "1:9", "missing `{`" }, { "1:15", "300" }, { "2:5", "101" } } },
		{ "keeper a; Fee 101;", { { "1:9", "missing `{`" }, { "1:15", "101" } } },
		{ "keeper a\nFee 101;", { { "1:9", "missing `{`" }, { "2:5", "101" } } },
		{ "keeper a b { }; Fee 101;", { { "1:10", "unexpected `b`" }, { "1:21", "101" } } },
		{ "cage { Size 1; animal a {\n Legs 300;\n};\nFee 101;",
		  { { "2:7", "300" }, { "4:1", "missing `};` before Fee" }, { "4:5", "101" } } },
		{ "cage { animal a { Legs 1;\nSize 101; };\ncage { Size 2; };",
		  { { "2:1", "missing `};` before Size" }, { "2:6", "101" } } },
		{ "cage { Size 1; animal a { Legs 1; ", { { "1:16", "`animal` block without an end" } } },
		{ "cage {", { { "1:1", "block without an end" } } },
		/* too much */
		{ "Fee 1;; Fee 101;", { { "1:7", "`;` without" }, { "1:9", "twice" }, { "1:13", "101" } } },
		{ "}; Fee 101;", { { "1:1", "without a block" }, { "1:8", "101" } } },
		{ "{ Fee 3; }; Fee 101;", { { "1:1", "unexpected `{`" }, { "1:17", "101" } } },
		{ "/ Fee; Fee 101;", { { "1:1", "unexpected `/`" }, { "1:12", "101" } } },
		{ "'Fee' 3; Fee 101;", { { "1:1", "unexpected `Fee`" }, { "1:14", "101" } } },
		{ "animal a { }; }; Fee 101;", { { "1:15", "without a block" }, { "1:22", "101" } } },
		{ "cage { Size 1; };\n animal a; };\nLegs 3; };",
		  { { "2:12", "without a block" }, { "3:1", "Legs belongs in a `animal`" } } },
		/* words that are not known here */
		{ "Fe 1; Fee 101;", { { "1:1", "unknown keyword `Fe`" }, { "1:11", "101" } } },
		{ "Foo 1\nFee 101;", { { "1:1", "unknown keyword" }, { "2:5", "101" } } },
		{ "Foo a { x { y; }; }; Fee 101;", { { "1:1", "unknown keyword" }, { "1:26", "101" } } },
		{ "animal a { Foo }; Fee 101;", { { "1:12", "unknown keyword" }, { "1:23", "101" } } },
		{ "Legs 3; Teeth 3; Fee 101;",
		  { { "1:1", "Legs belongs in a `animal` block" }, { "1:22", "101" } } },
		{ "cage { Size 1; Legs 3; Teeth 2; }; Fee 101;",
		  { { "1:16", "Legs belongs in a `animal` block" }, { "1:40", "101" } } },
		{ "animal a { Fee 3; Size 4; Legs 300; };",
		  { { "1:12", "Fee does not belong in the `animal`" }, { "1:19", "unknown" },
		    { "1:32", "300" } } },
		{ "animal a { animal b { Legs 3; }; Legs 300; };",
		  { { "1:12", "does not belong" }, { "1:39", "300" } } },
		/* heads */
		{ "animal { Legs 300; };", { { "1:7", "missing value: animal" }, { "1:15", "300" } } },
		{ "animal; Fee 101;", { { "1:7", "missing value: animal" }, { "1:13", "101" } } },
		{ "animal \"\\q\" { Legs 300; };", { { "1:9", "unknown escape" }, { "1:20", "300" } } },
		{ "animal a\xff { Legs 300; };", { { "1:9", "octet 0xff" }, { "1:18", "300" } } },
		/* rules of the schema */
		{ "cage { };", { { "1:1", "`cage` needs Size" } } },
		{ "cage { Size 200; };", { { "1:13", "200" } } },
		{ "keeper a { };\nkeeper b { };",
		  { { "2:1", "a second `keeper` block; the first one is in line 1" } } },
		/* octets that are none of ours */
		{ "Fee \"3;\nFee 101;", { { "1:5", "without a closing" }, { "2:5", "101" } } },
		{ "Fee 3 /* ;\nFee 101;", { { "1:6", "missing `;`" }, { "1:7", "comment" } } },
		{ "\xef\xbb\xbf" "Fee 3; Fee 101;", { { "1:1", "octet 0xef" }, { "1:15", "101" } } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct zoo *z = load_zoo(t[i].text);
		unsigned n = 0;
		bool good = z == NULL;

		for (; n < 4 && t[i].fault[n].place; n++)
			good = good && fault_is(n, t[i].fault[n].place, t[i].fault[n].message);
		if (!good || found.n != n) {
			print_found();
			fail_msg("%s", t[i].text);
		}
	}
}

static void a_misspelt_keyword_has_a_hint(void **state)
{
	static const struct {
		const char *text, *hint;
	} t[] = {
		{ "animal a { Lges 3; };", "did you mean Legs?" },
		{ "animal a { LEGS_ 3; };", "did you mean Legs?" },
		{ "animals a { };", "did you mean animal?" },
		{ "anmial a { };", "did you mean animal?" },
		{ "completely-else 3;", "" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 3;", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		assert_null(load_zoo(t[i].text));
		assert_int_equal(found.errors, 1);
		assert_string_equal(found.list[0].hint, t[i].hint);
	}
}

static const char *refuse(void *arg, const char *name, const char *from, struct cf_text *out)
{
	(void)arg;
	(void)name;
	(void)from;
	(void)out;
	return "Permission denied";
}

static void a_text_that_cannot_be_read_is_one_fault(void **state)
{
	struct cf_source source = { .read = refuse };

	(void)state;
	memset(&found, 0, sizeof(found));
	assert_null(cf_load(&zoo_block, &CF_RADVD, &source, "zoo", &found));
	assert_int_equal(found.errors, 1);
	assert_true(fault_is(0, "0:0", "cannot be read: Permission denied"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_text_gives_the_defaults),
		cmocka_unit_test(fields_that_are_not_given_have_their_defaults),
		cmocka_unit_test(every_kind_of_value_is_read),
		cmocka_unit_test(seconds_with_decimals_are_milliseconds),
		cmocka_unit_test(positions_of_given_values_are_kept),
		cmocka_unit_test(blocks_keep_the_order_of_the_text),
		cmocka_unit_test(a_value_given_twice_is_a_warning_and_the_last_counts),
		cmocka_unit_test(an_obsolete_keyword_is_a_warning),
		cmocka_unit_test(keywords_can_be_values),
		cmocka_unit_test(the_walk_visits_every_field_of_a_block),
		cmocka_unit_test(the_fields_of_an_option_row_are_fields_of_its_block),
		cmocka_unit_test(bad_values_are_reported_at_the_value),
		cmocka_unit_test(names_end_at_255_octets),
		cmocka_unit_test(each_fault_is_reported_once_and_the_rest_is_still_read),
		cmocka_unit_test(a_misspelt_keyword_has_a_hint),
		cmocka_unit_test(a_text_that_cannot_be_read_is_one_fault),
	};

	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
