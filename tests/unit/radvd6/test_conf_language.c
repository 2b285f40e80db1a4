/* SPDX-License-Identifier: ISC */
/* The language around the interface blocks: lists, include, defaults, patterns, printing, advice. */
#include "loaded.h"

#include <talloc.h>

#include "conf.h"

static struct conf *load_text(const char *text)
{
	struct cf_text t = { .text = text, .len = strlen(text) };
	struct cf_source source = memory_source(&t);

	return conf_load(&source, "radvd.conf", &found);
}

/* A text that must be accepted, without a warning unless @warnings says so. */
static struct conf *load_good(const char *text, unsigned warnings)
{
	struct conf *c = load_text(text);

	if (!c || found.warnings != warnings) {
		print_found();
		fail_msg("%s", text);
	}
	return c;
}

static void lists_keep_the_order_of_the_text(void **state)
{
	struct conf *c = load_good("interface eth0 { clients { fe80::2; !fe80::1; };\n"
				   "AdvRASrcAddress { fe80::9; fe80::8; };\n"
				   "autoignoreprefixes { 2001:db8:1::/48; ::/128; };\n"
				   "clients { fe80::3; }; prefix ::/64; };", 0);
	const struct conf_iface *i = c->ifaces[0];

	(void)state;
	assert_int_equal(i->n_clients, 3);
	assert_int_equal(i->clients[0]->addr.s6_addr[15], 2);
	assert_false(i->clients[0]->ignore);
	assert_true(i->clients[1]->ignore);
	assert_int_equal(i->clients[2]->addr.s6_addr[15], 3);
	assert_int_equal(i->n_sources, 2);
	assert_int_equal(i->sources[0]->addr.s6_addr[15], 9);
	assert_int_equal(i->n_ignored, 2);
	assert_int_equal(i->ignored[0]->prefix.plen, 48);
	assert_int_equal(i->ignored[1]->prefix.plen, 128);
	talloc_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_keep_the_order_of_the_text),
	};

	return cmocka_run_group_tests_name("conf_language", tests, NULL, NULL);
}
