/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "rbuf.h"
#include "wbuf.h"

static void numbers_are_read_most_significant_octet_first(void **state)
{
	static const uint8_t octets[] = { 1, 2, 3, 4, 5, 6, 0xff };
	struct rbuf r;

	(void)state;
	rbuf_init(&r, octets, sizeof(octets));
	assert_int_equal(rbuf_u16(&r), 0x0102);
	assert_int_equal(rbuf_u32(&r), 0x03040506);
	assert_int_equal(rbuf_u8(&r), 0xff);
	assert_int_equal(rbuf_left(&r), 0);
	assert_true(rbuf_ok(&r));
}

static void a_read_past_the_end_yields_zeros_and_is_remembered(void **state)
{
	uint8_t *octets = malloc(3), got[4] = { 9, 9, 9, 9 };
	struct rbuf r;

	(void)state;
	memset(octets, 0xaa, 3);
	rbuf_init(&r, octets, 3);
	assert_int_equal(rbuf_u32(&r), 0);
	assert_false(rbuf_ok(&r));
	assert_int_equal(rbuf_left(&r), 0);
	assert_int_equal(rbuf_u8(&r), 0);	/* also what would have fitted */
	rbuf_copy(&r, got, sizeof(got));
	assert_int_equal(got[0] | got[1] | got[2] | got[3], 0);
	assert_int_equal(rbuf_view(&r, 1).len, 0);
	assert_false(rbuf_ok(&r));
	free(octets);
}

static void reading_exactly_to_the_end_is_no_failure(void **state)
{
	uint8_t *octets = calloc(1, 8), got[8];
	struct rbuf r;

	(void)state;
	rbuf_init(&r, octets, 8);
	rbuf_copy(&r, got, 8);
	rbuf_copy(&r, got, 0);
	rbuf_skip(&r, 0);
	assert_int_equal(rbuf_view(&r, 0).len, 0);
	assert_true(rbuf_ok(&r));
	rbuf_skip(&r, 1);
	assert_false(rbuf_ok(&r));
	free(octets);
}

static void an_empty_reader_may_have_no_octets_at_all(void **state)
{
	struct rbuf r;

	(void)state;
	rbuf_init(&r, NULL, 0);
	assert_int_equal(rbuf_left(&r), 0);
	assert_int_equal(rbuf_view(&r, 0).len, 0);
	assert_true(rbuf_ok(&r));
	assert_int_equal(rbuf_u8(&r), 0);
	assert_false(rbuf_ok(&r));
}

static void a_view_shows_the_octets_in_place(void **state)
{
	static const uint8_t octets[] = { 1, 2, 3, 4 };
	struct view v;
	struct rbuf r;

	(void)state;
	rbuf_init(&r, octets, sizeof(octets));
	rbuf_skip(&r, 1);
	v = rbuf_view(&r, 2);
	assert_ptr_equal(v.ptr, octets + 1);
	assert_int_equal(v.len, 2);
	assert_int_equal(rbuf_u8(&r), 4);
	assert_true(view_equal(v, view_of("\x02\x03", 2)));
	assert_false(view_equal(v, view_of("\x02\x04", 2)));
	assert_false(view_equal(v, view_of("\x02", 1)));
	assert_true(view_equal(view_of(NULL, 0), view_of("x", 0)));
}

static void a_reader_inside_a_reader_ends_where_it_ends(void **state)
{
	static const uint8_t octets[] = { 1, 2, 3, 4 };
	struct rbuf r, sub;

	(void)state;
	rbuf_init(&r, octets, sizeof(octets));
	sub = rbuf_sub(&r, 2);
	assert_int_equal(rbuf_u16(&sub), 0x0102);
	assert_int_equal(rbuf_u8(&sub), 0);
	assert_false(rbuf_ok(&sub));
	assert_true(rbuf_ok(&r));
	assert_int_equal(rbuf_u8(&r), 3);
	sub = rbuf_sub(&r, 2);
	assert_false(rbuf_ok(&r));
	assert_false(rbuf_ok(&sub));
	assert_int_equal(rbuf_left(&sub), 0);
}

static void numbers_are_written_most_significant_octet_first(void **state)
{
	static const uint8_t want[] = { 1, 2, 3, 4, 5, 6, 7, 0, 0, 8, 9 };
	uint8_t out[11];
	struct wbuf w;

	(void)state;
	wbuf_init(&w, out, sizeof(out));
	wbuf_u8(&w, 1);
	wbuf_u16(&w, 0x0203);
	wbuf_u32(&w, 0x04050607);
	wbuf_zero(&w, 2);
	wbuf_put(&w, "\x08\x09", 2);
	assert_true(wbuf_ok(&w));
	assert_int_equal(w.len, sizeof(want));
	assert_int_equal(wbuf_left(&w), 0);
	assert_memory_equal(out, want, sizeof(want));
}

static void a_write_that_does_not_fit_writes_nothing_and_is_remembered(void **state)
{
	uint8_t *out = malloc(3);
	struct wbuf w;

	(void)state;
	memset(out, 0xaa, 3);
	wbuf_init(&w, out, 3);
	wbuf_u8(&w, 1);
	wbuf_u32(&w, 0);
	assert_false(wbuf_ok(&w));
	assert_int_equal(w.len, 1);
	assert_int_equal(out[1], 0xaa);
	wbuf_u8(&w, 2);		/* also what would have fitted */
	assert_int_equal(w.len, 1);
	assert_int_equal(wbuf_left(&w), 0);
	free(out);
}

static void taking_back_forgets_a_failure_and_what_was_written(void **state)
{
	uint8_t out[4];
	struct wbuf w;

	(void)state;
	wbuf_init(&w, out, sizeof(out));
	wbuf_u16(&w, 0x0102);
	wbuf_u32(&w, 0);
	wbuf_rewind(&w, 1);
	assert_true(wbuf_ok(&w));
	assert_int_equal(wbuf_left(&w), 3);
	wbuf_u8(&w, 9);
	wbuf_set_u8(&w, 0, 8);
	assert_int_equal(out[0], 8);
	assert_int_equal(out[1], 9);
	wbuf_put(&w, NULL, 0);
	assert_true(wbuf_ok(&w));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_most_significant_octet_first),
		cmocka_unit_test(a_read_past_the_end_yields_zeros_and_is_remembered),
		cmocka_unit_test(reading_exactly_to_the_end_is_no_failure),
		cmocka_unit_test(an_empty_reader_may_have_no_octets_at_all),
		cmocka_unit_test(a_view_shows_the_octets_in_place),
		cmocka_unit_test(a_reader_inside_a_reader_ends_where_it_ends),
		cmocka_unit_test(numbers_are_written_most_significant_octet_first),
		cmocka_unit_test(a_write_that_does_not_fit_writes_nothing_and_is_remembered),
		cmocka_unit_test(taking_back_forgets_a_failure_and_what_was_written),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
