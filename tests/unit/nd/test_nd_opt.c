/* SPDX-License-Identifier: ISC */
/* What holds for every row of the option table, whatever the option means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "err.h"
#include "nd_opt.h"
#include "octets.h"

#define V(s) { .ptr = (const uint8_t *)(s), .len = sizeof(s) - 1 }
#define A(...) { .s6_addr = { __VA_ARGS__ } }

static uint8_t many_servers[127 * 16], long_text[2038], long_raw[2038], many_names[2032];

#define NAME63 "\x3f" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NAME255 NAME63 NAME63 NAME63 "\x3d" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\0"
#define TWO_ADDRS "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x53"
#define RDNSS_OCTETS "\x19\x03\0\0\0\0\x07\x08\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53"

static struct nd_opt samples[] = {
	{ .type = ND_OPT_SLLA, .lladdr.addr = V("\x02\0\x5e\x10\0\x01") },
	{ .type = ND_OPT_SLLA, .lladdr.addr = V("\x02\0\x5e\x10\0\x01\x02\x03\0\0\0\0\0\0") },
	{ .type = ND_OPT_TLLA, .lladdr.addr = V("\0\0\0\0\0\0") },
	{ .type = ND_OPT_TLLA, .lladdr.addr = V("\xff\xff\xff\xff\xff\xff") },
	{ .type = ND_OPT_PREFIX, .prefix = { .prefix = { .plen = 0 } } },
	{ .type = ND_OPT_PREFIX, .prefix = { .prefix = { A(0x20, 1, 0xd, 0xb8), 64 },
	  .on_link = true, .valid_s = 86400, .preferred_s = 14400 } },
	{ .type = ND_OPT_PREFIX, .prefix = { .prefix = { A(0x20, 1, 0xd, 0xb8, [15] = 1), 64 },
	  .router_addr = true, .valid_s = UINT32_MAX, .preferred_s = UINT32_MAX } },
	{ .type = ND_OPT_PREFIX, .prefix = { .prefix = { A(0xfe, 0xc0, [15] = 1), 128 },
	  .autonomous = true, .pd_preferred = true, .valid_s = 1, .preferred_s = 1 } },
	{ .type = ND_OPT_REDIRECTED, .redirected.packet = V("") },
	{ .type = ND_OPT_REDIRECTED, .redirected.packet = V("\x60\0\0\0\0\0\x3a\xff") },
	{ .type = ND_OPT_MTU, .mtu.mtu = 0 },
	{ .type = ND_OPT_MTU, .mtu.mtu = 1500 },
	{ .type = ND_OPT_MTU, .mtu.mtu = UINT32_MAX },
	{ .type = ND_OPT_ADV_INTERVAL, .adv_interval.interval_ms = 0 },
	{ .type = ND_OPT_ADV_INTERVAL, .adv_interval.interval_ms = UINT32_MAX },
	{ .type = ND_OPT_HOME_AGENT, .home_agent = { false, 0, 1 } },
	{ .type = ND_OPT_HOME_AGENT, .home_agent = { true, UINT16_MAX, UINT16_MAX } },
	{ .type = ND_OPT_NONCE, .nonce.nonce = V("\x01\x02\x03\x04\x05\x06") },
	{ .type = ND_OPT_NONCE, .nonce.nonce = V("\x01\x02\x03\x04\x05\x06\x07\x08"
						   "\x09\x0a\x0b\x0c\x0d\x0e") },
	{ .type = ND_OPT_PVD, .pvd = { .id = V("\x01x\0"), .ra.cur_hop_limit = 64 } },
	{ .type = ND_OPT_PVD, .pvd = { .id = V("\x07" "example\x03org\0"), .http = true,
	  .delay = 15, .sequence = UINT16_MAX, .ra.cur_hop_limit = 64, .options = V(RDNSS_OCTETS) } },
	{ .type = ND_OPT_PVD, .pvd = { .id = V("\x07" "example\x01z\0"), .legacy = true,
	  .has_ra = true, .sequence = 1, .options = V(RDNSS_OCTETS RDNSS_OCTETS),
	  .ra = { .cur_hop_limit = 1, .managed = true, .snac = true, .preference = ND_PREF_LOW,
	  .router_lifetime_s = 9000, .reachable_ms = 1, .retrans_ms = UINT32_MAX } } },
	{ .type = ND_OPT_PVD, .pvd = { .id = V(NAME255), .has_ra = true } },
	{ .type = ND_OPT_ROUTE, .route = { .prefix = { .plen = 0 } } },
	{ .type = ND_OPT_ROUTE, .route = { .prefix = { A(0x80), 1 }, .preference = ND_PREF_LOW } },
	{ .type = ND_OPT_ROUTE, .route = { .prefix = { A(0x20, 1, [7] = 1), 64 },
	  .preference = ND_PREF_HIGH, .lifetime_s = 1800 } },
	{ .type = ND_OPT_ROUTE, .route = { .prefix = { A(0x20, 1, [8] = 0x80), 65 } } },
	{ .type = ND_OPT_ROUTE, .route = { .prefix = { A(0x20, 1, [15] = 1), 128 },
	  .lifetime_s = UINT32_MAX } },
	{ .type = ND_OPT_RDNSS, .rdnss = { V("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53"), 0 } },
	{ .type = ND_OPT_RDNSS, .rdnss = { V(TWO_ADDRS), UINT32_MAX } },
	{ .type = ND_OPT_RDNSS, .rdnss = { { many_servers, sizeof(many_servers) }, 1 } },
	{ .type = ND_OPT_FLAGS_EXPANSION, .flags_expansion.flags = 0 },
	{ .type = ND_OPT_FLAGS_EXPANSION, .flags_expansion.flags = 0xffffffffffff },
	{ .type = ND_OPT_DNSSL, .dnssl = { V("\x01x\0"), 0 } },
	{ .type = ND_OPT_DNSSL, .dnssl = { V("\x06" "abcdef\0"), 1 } },
	{ .type = ND_OPT_DNSSL, .dnssl = { V(NAME255 "\x01x\0"), UINT32_MAX } },
	{ .type = ND_OPT_DNSSL, .dnssl = { { many_names, sizeof(many_names) }, 1800 } },
	{ .type = ND_OPT_6CO, .sixco = { .context_len = 0 } },
	{ .type = ND_OPT_6CO, .sixco = { A(0x20, 1, [7] = 1), 64, true, 15, UINT16_MAX } },
	{ .type = ND_OPT_6CO, .sixco = { A(0x20, 1, [8] = 0x80), 65, false, 1, 1 } },
	{ .type = ND_OPT_6CO, .sixco = { A(0x20, 1, [15] = 1), 128, false, 0, 1 } },
	{ .type = ND_OPT_ABRO, .abro = { 0, 0, 0, A(0x20, 1) } },
	{ .type = ND_OPT_ABRO, .abro = { UINT16_MAX, 1, UINT16_MAX, A(0x20, 1, [15] = 1) } },
	{ .type = ND_OPT_CAPTIVE_PORTAL, .captive_portal.uri = V("x") },
	{ .type = ND_OPT_CAPTIVE_PORTAL, .captive_portal.uri = V("https:") },
	{ .type = ND_OPT_CAPTIVE_PORTAL, .captive_portal.uri = V("https:/") },
	{ .type = ND_OPT_CAPTIVE_PORTAL, .captive_portal.uri = { long_text, sizeof(long_text) } },
	{ .type = ND_OPT_PREF64, .pref64 = { { A(0, 0x64, 0xff, 0x9b), 96 }, 65528 } },
	{ .type = ND_OPT_PREF64, .pref64 = { { A(0x20, 1, [7] = 1), 64 }, 0 } },
	{ .type = ND_OPT_PREF64, .pref64 = { { A(0x20, 1, [6] = 1), 56 }, 8 } },
	{ .type = ND_OPT_PREF64, .pref64 = { { A(0x20, 1, [5] = 1), 48 }, 8 } },
	{ .type = ND_OPT_PREF64, .pref64 = { { A(0x20, 1, [4] = 1), 40 }, 8 } },
	{ .type = ND_OPT_PREF64, .pref64 = { { A(0x20, 1, [3] = 1), 32 }, 8 } },
	{ .type = ND_OPT_DNR, .dnr = { .priority = 1, .adn = V("\x03" "dns\x07" "example\0") } },
	{ .type = ND_OPT_DNR, .dnr = { .priority = UINT16_MAX, .lifetime_s = UINT32_MAX,
	  .adn = V("\x03" "dns\x02xy\0"), .addrs = V(TWO_ADDRS) } },
	{ .type = ND_OPT_DNR, .dnr = { .priority = 2, .lifetime_s = 1800, .adn = V(NAME255),
	  .addrs = V(TWO_ADDRS), .svc_params = V("\0\x01\0\x04\x03" "dot\0\x03\0\x02\x03\x55") } },
	{ .type = 253, .raw.octets = V("\0\0\0\0\0\0") },
	{ .type = 0, .raw.octets = V("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e") },
	{ .type = 255, .raw.octets = { long_raw, sizeof(long_raw) } },
};

static int fill_samples(void **state)
{
	(void)state;
	memset(many_servers, 0xab, sizeof(many_servers));
	memset(long_text, 'x', sizeof(long_text));
	memset(long_raw, 0xcd, sizeof(long_raw));
	for (size_t i = 0; i < sizeof(many_names); i += 4)
		memcpy(many_names + i, "\x02xy", 4);
	for (unsigned i = 0; i < ARRAY_LEN(samples); i++)
		samples[i].desc = nd_opt_desc_of(samples[i].type);
	return 0;
}

static void assert_same(const struct nd_opt *a, const struct nd_opt *b)
{
	unsigned at = 0;
	const struct field *f;

	assert_true(nd_opt_same_key(a, b));
	f = nd_opt_differ(a, b, &at);
	if (f)
		fail_msg("option %u differs in %s", a->type, f->name);
}

/* Build @o into a block of exactly its size. */
static uint8_t *built(const struct nd_opt *o, size_t *len)
{
	uint8_t buf[ND_OPT_MAX_LEN];
	struct wbuf w;

	wbuf_init(&w, buf, sizeof(buf));
	assert_int_equal(nd_opt_build(&w, o), 0);
	assert_int_equal(w.len % ND_OPT_UNIT, 0);
	assert_int_equal(buf[0], o->type);
	assert_int_equal(buf[1] * ND_OPT_UNIT, w.len);
	*len = w.len;
	return octets_exact(buf, w.len);
}

static void every_row_reads_back_what_it_wrote(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(samples); i++) {
		struct rbuf r;
		struct nd_opt got;
		size_t len, again_len;
		uint8_t *octets = built(&samples[i], &len), *again;
		int fault;

		rbuf_init(&r, octets, len);
		assert_int_equal(nd_opt_next(&r, &got, &fault), 1);
		assert_int_equal(fault, 0);
		assert_ptr_equal(got.desc, samples[i].desc);
		assert_same(&samples[i], &got);
		again = built(&got, &again_len);
		assert_int_equal(again_len, len);
		assert_memory_equal(again, octets, len);
		assert_int_equal(nd_opt_next(&r, &got, &fault), 0);
		free(again);
		free(octets);
	}
}

static void every_row_has_at_least_two_samples_here(void **state)
{
	(void)state;
	for (unsigned i = 0; i < nd_opt_n_rows; i++) {
		unsigned n = 0;

		for (unsigned s = 0; s < ARRAY_LEN(samples); s++)
			n += samples[s].desc == nd_opt_table[i];
		assert_true(n >= 2);
	}
}

static void the_table_is_in_order_and_complete(void **state)
{
	(void)state;
	assert_string_equal(nd_opt_table[nd_opt_n_rows - 1]->name, "raw");
	for (unsigned i = 0; i + 1 < nd_opt_n_rows; i++) {
		const struct nd_opt_desc *d = nd_opt_table[i];

		assert_true(i == 0 || nd_opt_table[i - 1]->type < d->type);
		assert_ptr_equal(nd_opt_desc_of(d->type), d);
		assert_true(d->min_units >= 1 && d->min_units <= d->max_units);
		assert_true(d->allowed != 0 && d->n_fields > 0);
		assert_non_null(d->rfc);
	}
}

static void every_cut_of_an_option_costs_the_message_and_reads_nothing_beyond(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(samples); i++) {
		size_t len;
		uint8_t *octets = built(&samples[i], &len);

		for (size_t cut = 1; cut < len; cut++) {
			uint8_t *part = octets_exact(octets, cut);
			struct nd_opt o;
			struct rbuf r;
			int fault;

			rbuf_init(&r, part, cut);
			assert_int_equal(nd_opt_next(&r, &o, &fault), ND_ELEN);
			free(part);
		}
		free(octets);
	}
}

/* The octets of @o with another length, cut or filled up with zeros to it. */
static uint8_t *resized(const struct nd_opt *o, uint8_t units)
{
	size_t len;
	uint8_t buf[ND_OPT_MAX_LEN] = { 0 }, *octets = built(o, &len);

	memcpy(buf, octets, len);
	free(octets);
	buf[1] = units;
	return octets_exact(buf, units * ND_OPT_UNIT);
}

static void any_other_length_is_a_fault_or_a_value_and_reads_nothing_beyond(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(samples); i++) {
		const struct nd_opt_desc *d = samples[i].desc;

		for (unsigned units = 1; units <= 255; units++) {
			uint8_t *octets = resized(&samples[i], (uint8_t)units);
			struct nd_opt o;
			struct rbuf r;
			int fault;

			rbuf_init(&r, octets, units * ND_OPT_UNIT);
			assert_int_equal(nd_opt_next(&r, &o, &fault), 1);
			if (units < d->min_units || units > d->max_units)
				assert_int_equal(fault, ND_ELEN);
			if (fault < 0) {
				assert_int_equal(o.type, d->type);
				assert_string_equal(o.desc->name, "raw");
				assert_int_equal(o.raw.octets.len, units * ND_OPT_UNIT - 2);
			}
			free(octets);
		}
	}
}

static void a_zero_length_costs_the_message(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(samples); i++) {
		uint8_t octets[8] = { samples[i].type, 0 };
		struct nd_opt o;
		struct rbuf r;
		int fault;

		rbuf_init(&r, octets, sizeof(octets));
		assert_int_equal(nd_opt_next(&r, &o, &fault), ND_ELEN);
	}
}

static void an_option_that_does_not_fit_leaves_nothing_behind(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(samples); i++) {
		uint8_t buf[8 + ND_OPT_MAX_LEN];
		struct wbuf w;
		size_t len;

		free(built(&samples[i], &len));
		for (size_t room = 0; room < len; room++) {
			wbuf_init(&w, buf, 3 + room);
			wbuf_zero(&w, 3);
			assert_int_equal(nd_opt_build(&w, &samples[i]), ND_EFULL);
			assert_int_equal(w.len, 3);
			assert_true(wbuf_ok(&w));
		}
	}
}

static void an_earlier_failure_of_the_writer_is_not_forgotten(void **state)
{
	uint8_t buf[8];
	struct wbuf w;

	(void)state;
	wbuf_init(&w, buf, sizeof(buf));
	wbuf_zero(&w, 9);
	assert_int_equal(nd_opt_build(&w, &samples[0]), ND_EFULL);
	assert_false(wbuf_ok(&w));
}

static void an_unknown_type_is_kept_as_octets(void **state)
{
	static const uint8_t octets[] = { 200, 1, 1, 2, 3, 4, 5, 6, ND_OPT_MTU, 1, 0, 0, 0, 0, 5, 220 };
	struct nd_opt o;
	struct rbuf r;
	int fault;

	(void)state;
	rbuf_init(&r, octets, sizeof(octets));
	assert_int_equal(nd_opt_next(&r, &o, &fault), 1);
	assert_int_equal(fault, 0);
	assert_int_equal(o.type, 200);
	assert_string_equal(o.desc->name, "raw");
	assert_int_equal(o.raw.octets.len, 6);
	assert_memory_equal(o.raw.octets.ptr, octets + 2, 6);
	assert_int_equal(nd_opt_next(&r, &o, &fault), 1);
	assert_int_equal(o.mtu.mtu, 1500);
	assert_int_equal(nd_opt_next(&r, &o, &fault), 0);
}

static void a_fault_inside_costs_that_option_alone(void **state)
{
	/* PREF64 with prefix length code 6, then a good MTU option */
	static const uint8_t octets[] = { ND_OPT_PREF64, 2, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
					  ND_OPT_MTU, 1, 0, 0, 0, 0, 5, 0 };
	struct nd_opt o;
	struct rbuf r;
	int fault;

	(void)state;
	rbuf_init(&r, octets, sizeof(octets));
	assert_int_equal(nd_opt_next(&r, &o, &fault), 1);
	assert_int_equal(fault, ND_ERANGE);
	assert_int_equal(o.type, ND_OPT_PREF64);
	assert_int_equal(o.raw.octets.len, 14);
	assert_int_equal(nd_opt_next(&r, &o, &fault), 1);
	assert_int_equal(fault, 0);
	assert_int_equal(o.mtu.mtu, 1280);
}

static void a_new_option_has_the_defaults_of_the_language(void **state)
{
	struct nd_opt o;

	(void)state;
	nd_opt_init(&o, ND_OPT_PREFIX);
	assert_true(o.prefix.on_link && o.prefix.autonomous);
	assert_false(o.prefix.router_addr || o.prefix.pd_preferred);
	assert_int_equal(o.prefix.valid_s, 86400);
	assert_int_equal(o.prefix.preferred_s, 14400);
	nd_opt_init(&o, ND_OPT_DNR);
	assert_int_equal(o.dnr.priority, 1);
	nd_opt_init(&o, ND_OPT_PVD);
	assert_int_equal(o.pvd.ra.cur_hop_limit, 64);
	nd_opt_init(&o, 200);
	assert_string_equal(o.desc->name, "raw");
	assert_int_equal(o.type, 200);
}

static void withdrawing_puts_every_lifetime_to_zero_and_nothing_else(void **state)
{
	static const uint8_t can[] = { ND_OPT_PREFIX, ND_OPT_ROUTE, ND_OPT_RDNSS, ND_OPT_DNSSL,
				       ND_OPT_6CO, ND_OPT_PREF64, ND_OPT_DNR };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(samples); i++) {
		struct nd_opt o = samples[i];
		bool expected = memchr(can, o.type, sizeof(can)) && o.desc->keyword;
		const struct field *f;
		unsigned at = 0;

		assert_int_equal(nd_opt_withdraw(&o), expected);
		assert_true(nd_opt_same_key(&o, &samples[i]));
		while ((f = nd_opt_differ(&o, &samples[i], &at)))
			assert_true(f->flags & FIELD_LIFETIME);
	}
}

static void two_values_differ_in_exactly_the_fields_that_differ(void **state)
{
	struct nd_opt a, b;
	const struct field *f;
	unsigned at = 0;

	(void)state;
	nd_opt_init(&a, ND_OPT_PREFIX);
	b = a;
	assert_null(nd_opt_differ(&a, &b, &at));
	b.prefix.autonomous = false;
	b.prefix.preferred_s = 7;
	at = 0;
	f = nd_opt_differ(&a, &b, &at);
	assert_string_equal(f->name, "autonomous");
	f = nd_opt_differ(&a, &b, &at);
	assert_string_equal(f->name, "preferred-lifetime");
	assert_null(nd_opt_differ(&a, &b, &at));
	assert_true(nd_opt_same_key(&a, &b));
	b.prefix.prefix.plen = 64;
	assert_false(nd_opt_same_key(&a, &b));
	nd_opt_init(&b, ND_OPT_ROUTE);
	assert_false(nd_opt_same_key(&a, &b));
}

static void names_compare_without_regard_to_case(void **state)
{
	struct nd_opt a, b;
	unsigned at = 0;

	(void)state;
	nd_opt_init(&a, ND_OPT_DNSSL);
	b = a;
	a.dnssl.suffixes = view_of("\x07" "exAMple\x03org", 13);
	b.dnssl.suffixes = view_of("\x07" "Example\x03ORG", 13);
	assert_true(nd_opt_same_key(&a, &b));
	assert_null(nd_opt_differ(&a, &b, &at));
	b.dnssl.suffixes = view_of("\x07" "exbmple\x03org", 13);
	assert_false(nd_opt_same_key(&a, &b));
	b.dnssl.suffixes.len--;
	assert_false(nd_opt_same_key(&a, &b));
}

static void a_faulty_and_a_sound_option_of_one_type_never_compare_field_by_field(void **state)
{
	static const uint8_t bad[] = { ND_OPT_MTU, 2, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	struct nd_opt a, b;
	struct rbuf r;
	unsigned at = 0;
	int fault;

	(void)state;
	nd_opt_init(&a, ND_OPT_MTU);
	rbuf_init(&r, bad, sizeof(bad));
	assert_int_equal(nd_opt_next(&r, &b, &fault), 1);
	assert_int_equal(fault, ND_ELEN);
	assert_false(nd_opt_same_key(&a, &b));
	assert_non_null(nd_opt_differ(&a, &b, &at));
	assert_null(nd_opt_differ(&a, &b, &at));
}

static void printing_never_ends_a_line_or_leaves_the_buffer(void **state)
{
	static char out[65536], small[12];

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(samples); i++) {
		struct text t;

		text_init(&t, out, sizeof(out));
		nd_opt_put(&t, &samples[i]);
		assert_true(t.len > 0 && !t.truncated);
		assert_int_equal(out[t.len - 1], ';');
		assert_null(strchr(out, '\n'));
		text_init(&t, small, sizeof(small));
		nd_opt_put(&t, &samples[i]);
		assert_true(t.truncated);
		assert_memory_equal(small, out, sizeof(small) - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_reads_back_what_it_wrote),
		cmocka_unit_test(every_row_has_at_least_two_samples_here),
		cmocka_unit_test(the_table_is_in_order_and_complete),
		cmocka_unit_test(every_cut_of_an_option_costs_the_message_and_reads_nothing_beyond),
		cmocka_unit_test(any_other_length_is_a_fault_or_a_value_and_reads_nothing_beyond),
		cmocka_unit_test(a_zero_length_costs_the_message),
		cmocka_unit_test(an_option_that_does_not_fit_leaves_nothing_behind),
		cmocka_unit_test(an_earlier_failure_of_the_writer_is_not_forgotten),
		cmocka_unit_test(an_unknown_type_is_kept_as_octets),
		cmocka_unit_test(a_fault_inside_costs_that_option_alone),
		cmocka_unit_test(a_new_option_has_the_defaults_of_the_language),
		cmocka_unit_test(withdrawing_puts_every_lifetime_to_zero_and_nothing_else),
		cmocka_unit_test(two_values_differ_in_exactly_the_fields_that_differ),
		cmocka_unit_test(names_compare_without_regard_to_case),
		cmocka_unit_test(a_faulty_and_a_sound_option_of_one_type_never_compare_field_by_field),
		cmocka_unit_test(printing_never_ends_a_line_or_leaves_the_buffer),
	};

	return cmocka_run_group_tests_name("nd_opt", tests, fill_samples, NULL);
}
