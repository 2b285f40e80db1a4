/* SPDX-License-Identifier: ISC */
/* The octets of advertisements, RFC 4861 s. 4.2, and their division into packets. */
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "ip6.h"
#include "world.h"

#define ETH0(settings) "interface eth0 { AdvSendAdvert on; " settings " };"

/* The first RA with @settings on a link as world_link() makes it. */
static struct world *first(const char *settings)
{
	struct world *w = world_settled(settings, 1);

	world_rs(w, 1, "::");
	world_run(w, 500);
	return w;
}

static void assert_header(const char *settings, const uint8_t octets[static 16])
{
	struct world *w = first(settings);

	assert_true(w->n_sent > 0);
	assert_memory_equal(w->sent[0].octets, octets, 16);
	world_free(w);
}

static void the_header_has_its_defaults(void **state)
{
	/* 3 * 600 s = 0x0708. The kernel fills in the checksum. */
	static const uint8_t octets[16] = { 134, 0, 0, 0, 64, 0, 0x07, 0x08 };

	(void)state;
	assert_header("", octets);			/* */
}

static void every_field_of_the_header_can_be_set(void **state)
{
	/* As scapy builds chlim=64, M=1, O=1, prf=1, 1800 s, 3600000 ms, 0xffffffff ms. */
	static const uint8_t octets[16] = { 0x86, 0, 0, 0, 0x40, 0xc8, 0x07, 0x08,
					    0, 0x36, 0xee, 0x80, 0xff, 0xff, 0xff, 0xff };

	(void)state;
	assert_header("AdvManagedFlag on; AdvOtherConfigFlag on; AdvDefaultPreference high;"
		      "AdvReachableTime 3600000; AdvRetransTimer 4294967295;", octets);
										/* */
}

static uint8_t flags_of(const char *settings)
{
	struct world *w = first(settings);
	uint8_t flags = w->sent[0].octets[5];

	world_free(w);
	return flags;
}

static void flags_stand_for_themselves(void **state)
{
	(void)state;
	assert_int_equal(flags_of(""), 0x00);					/* */
	assert_int_equal(flags_of("AdvManagedFlag on;"), 0x80);			/* */
	assert_int_equal(flags_of("AdvOtherConfigFlag on;"), 0x40);		/* */
	assert_int_equal(flags_of("AdvHomeAgentFlag on;"
				  "prefix 2001:db8::1/64 { AdvRouterAddr on; };"), 0x20); /* */
	assert_int_equal(flags_of("AdvDefaultPreference low;"), 0x18);		/* */
	assert_int_equal(flags_of("AdvDefaultPreference medium;"), 0x00);	/* */
	assert_int_equal(flags_of("AdvDefaultPreference high;"), 0x08);		/* */
	assert_int_equal(flags_of("AdvDefaultPreference -1;"), 0x18);		/* */
	assert_int_equal(flags_of("AdvSNACRouterFlag on;"), 0x02);		/* */
	assert_int_equal(flags_of("AdvManagedFlag on; AdvOtherConfigFlag on; AdvSNACRouterFlag on;"
				  "AdvDefaultPreference low;"), 0xda);		/* */
}

static void no_preference_without_a_lifetime(void **state)
{
	(void)state;
	assert_int_equal(flags_of("AdvDefaultPreference high; AdvDefaultLifetime 0;"), 0);	/* */
	assert_int_equal(flags_of("AdvDefaultPreference low; AdvDefaultLifetime 0;"
				  "AdvManagedFlag on;"), 0x80);			/* */
}

static void no_preference_while_forwarding_is_off(void **state)
{
	static const uint8_t off[16] = { 134, 0, 0, 0, 64, 0x80, 0, 0 };
	struct world *w = world_settled("AdvDefaultPreference high; AdvManagedFlag on;", 1);

	(void)state;
	w->links[0].forwarding = false;
	world_say(w, &w->links[0]);
	world_run(w, 10 * ND_SECOND);
	assert_memory_equal(w->sent[0].octets, off, 16);			/* */
	world_free(w);
}

static bool accepted(const char *settings)
{
	char text[256];
	struct conf *conf;
	bool ok;

	snprintf(text, sizeof(text), ETH0("%s"), settings);
	conf = world_conf(text);
	ok = conf != NULL;
	talloc_free(conf);
	return ok;
}

static unsigned lifetime_of(const char *settings)
{
	struct world *w = first(settings);
	unsigned s = (unsigned)w->sent[0].octets[6] << 8 | w->sent[0].octets[7];

	world_free(w);
	return s;
}

static void the_router_lifetime_follows_the_interval(void **state)
{
	(void)state;
	assert_int_equal(lifetime_of("MaxRtrAdvInterval 4;"), 12);		/* */
	assert_int_equal(lifetime_of("MaxRtrAdvInterval 4.5;"), 13);		/* */
	assert_int_equal(lifetime_of("MaxRtrAdvInterval 21844;"), 65532);	/* */
	assert_int_equal(lifetime_of("MaxRtrAdvInterval 21845;"), 65535);	/* */
	assert_int_equal(lifetime_of("MaxRtrAdvInterval 21846;"), 65535);	/* */
	assert_int_equal(lifetime_of("MaxRtrAdvInterval 65535;"), 65535);	/* */
	assert_int_equal(lifetime_of("MaxRtrAdvInterval 0.07; prefix 2001:db8::1/64 { AdvRouterAddr on; };"),
			 1);							/* */
	assert_int_equal(lifetime_of("AdvDefaultLifetime 0;"), 0);		/* */
	assert_int_equal(lifetime_of("AdvDefaultLifetime 600;"), 600);		/* */
	assert_int_equal(lifetime_of("AdvDefaultLifetime 65535;"), 65535);	/* */
	assert_false(accepted("AdvDefaultLifetime 599;"));			/* */
	assert_false(accepted("AdvDefaultLifetime 65536;"));			/* */
	assert_false(accepted("AdvDefaultLifetime 1;"));			/* */
}

static void numbers_of_the_header_are_never_cut(void **state)
{
	static const uint8_t least[16] = { 134, 0, 0, 0, 0, 0, 0x07, 0x08 };
	static const uint8_t most[16] = { 134, 0, 0, 0, 255, 0, 0x07, 0x08, 0, 0, 0, 1, 0x80, 0, 0, 0 };

	(void)state;
	assert_header("AdvCurHopLimit 0;", least);				/* */
	assert_header("AdvCurHopLimit 255; AdvReachableTime 1; AdvRetransTimer 2147483648;", most);
	assert_false(accepted("AdvCurHopLimit 256;"));				/* */
	assert_true(accepted("AdvReachableTime 3600000;"));			/* */
	assert_false(accepted("AdvReachableTime 3600001;"));			/* */
	assert_true(accepted("AdvRetransTimer 4294967295;"));			/* */
	assert_false(accepted("AdvRetransTimer 4294967296;"));			/* */
	assert_false(accepted("AdvDefaultPreference 1;"));			/* */
	assert_false(accepted("AdvDefaultPreference best;"));			/* */
}

/* The option of @octets stands somewhere behind the header, at a multiple of 8. */
static bool holds(const struct sent *s, const uint8_t *octets, size_t len)
{
	for (size_t at = 16; at + len <= s->len; at += 8) {
		if (memcmp(s->octets + at, octets, len) == 0)
			return true;
	}
	return false;
}

static void options_are_as_others_build_them(void **state)
{
	/* Built by scapy. */
	static const uint8_t slla[] = { 1, 1, 2, 0, 0x5e, 0x10, 0, 1 };
	static const uint8_t mtu[] = { 5, 1, 0, 0, 0, 0, 0x05, 0x78 };
	static const uint8_t prefix[] = { 3, 4, 64, 0xc0, 0, 1, 0x51, 0x80, 0, 0, 0x38, 0x40, 0, 0, 0, 0,
					  0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const uint8_t route[] = { 24, 2, 48, 8, 0, 0, 0x07, 0x08,
					 0x20, 1, 0x0d, 0xb8, 0, 2, 0, 0 };
	static const uint8_t rdnss[] = { 25, 3, 0, 0, 0, 0, 0x07, 0x08,
					 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53 };
	static const uint8_t dnssl[] = { 31, 4, 0, 0, 0, 0, 0x07, 0x08, 4, 't', 'e', 's', 't',
					 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'c', 'o', 'm',
					 0, 0, 0, 0, 0, 0, 0 };
	/* RFC 8781 s. 4: 1800 s are 225 units of 8 s; PLC 0 is /96. */
	static const uint8_t pref64[] = { 38, 2, 0x07, 0x08, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0 };
	struct world *w = first("AdvLinkMTU 1400; prefix 2001:db8::/64 { };"
		"route 2001:db8:2::/48 { AdvRoutePreference high; }; RDNSS 2001:db8::53 { };"
		"DNSSL test.example.com { }; nat64prefix 64:ff9b::/96 { };");
	const struct sent *s = &w->sent[0];

	(void)state;
	assert_true(holds(s, slla, sizeof(slla)));				/* */
	assert_true(holds(s, mtu, sizeof(mtu)));				/* */
	assert_true(holds(s, prefix, sizeof(prefix)));				/* */
	assert_true(holds(s, route, sizeof(route)));				/* */
	assert_true(holds(s, rdnss, sizeof(rdnss)));				/* */
	assert_true(holds(s, dnssl, sizeof(dnssl)));				/* */
	assert_true(holds(s, pref64, sizeof(pref64)));				/* */
	/* Nothing else, nothing twice. */
	assert_int_equal(s->len, 16 + sizeof(slla) + sizeof(mtu) + sizeof(prefix) + sizeof(route) +
			 sizeof(rdnss) + sizeof(dnssl) + sizeof(pref64));	/* */
	world_free(w);
}

static void no_mtu_option_by_default(void **state)
{
	struct world *w = first("");

	(void)state;
	assert_int_equal(sent_options(&w->sent[0], ND_OPT_MTU), 0);		/* */
	world_free(w);
	w = first("AdvLinkMTU 0;");
	assert_int_equal(sent_options(&w->sent[0], ND_OPT_MTU), 0);		/* */
	world_free(w);
	assert_false(accepted("AdvLinkMTU 1279;"));				/* */
	assert_false(accepted("AdvLinkMTU 1;"));				/* */
	assert_true(accepted("AdvLinkMTU 1280;"));				/* */
	assert_true(accepted("AdvLinkMTU 65536;"));				/* */
}

static struct world *with_lladdr(const char *settings, uint16_t type, uint8_t len)
{
	struct world *w = world_new(settings, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");

	l->type = type;
	l->lladdr_len = len;
	for (uint8_t i = 0; i < len; i++)
		l->lladdr[i] = (uint8_t)(0xa0 + i);
	world_say(w, l);
	world_run(w, ND_SECOND);
	assert_int_equal(w->n_sent, 1);
	return w;
}

static void the_link_layer_address_is_padded_to_its_option(void **state)
{
	static const uint8_t mac[8] = { 1, 1, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5 };
	static const uint8_t eui64[16] = { 1, 2, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7 };
	static const uint8_t infiniband[24] = { 1, 3, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
						0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf, 0xb0,
						0xb1, 0xb2, 0xb3 };
	struct world *w = with_lladdr(ETH0(""), ARPHRD_ETHER, 6);

	(void)state;
	assert_int_equal(w->sent[0].len, 16 + 8);				/* */
	assert_true(holds(&w->sent[0], mac, sizeof(mac)));			/* */
	world_free(w);
	w = with_lladdr(ETH0(""), ARPHRD_IEEE802154, 8);
	assert_int_equal(w->sent[0].len, 16 + 16);				/* */
	assert_true(holds(&w->sent[0], eui64, sizeof(eui64)));			/* */
	world_free(w);
	w = with_lladdr(ETH0(""), ARPHRD_INFINIBAND, 20);
	assert_int_equal(w->sent[0].len, 16 + 24);				/* */
	assert_true(holds(&w->sent[0], infiniband, sizeof(infiniband)));	/* */
	world_free(w);
}

static void links_without_addresses_send_none(void **state)
{
	struct world *w = with_lladdr(ETH0(""), ARPHRD_NONE, 0);

	(void)state;
	assert_int_equal(w->sent[0].len, 16);					/* */
	world_free(w);
	w = with_lladdr(ETH0(""), ARPHRD_PPP, 0);
	assert_int_equal(w->sent[0].len, 16);					/* */
	world_free(w);
	w = with_lladdr(ETH0("AdvSourceLLAddress off;"), ARPHRD_ETHER, 6);
	assert_int_equal(w->sent[0].len, 16);					/* */
	world_free(w);
}

/* --- division into packets ----------------------------------------------------- */

static char *with_prefixes(unsigned n, const char *settings)
{
	char *text = malloc(256 + n * 64);
	size_t len = (size_t)sprintf(text, "interface eth0 { AdvSendAdvert on; %s\n", settings);

	for (unsigned i = 0; i < n; i++)
		len += (size_t)sprintf(text + len, "prefix 2001:db8:%x::/64 { };\n", i);
	strcpy(text + len, "};");
	return text;
}

/* @n prefixes on a link with @mtu: the first advertisement, in however many packets. */
static struct world *divided(unsigned n, const char *settings, uint32_t mtu)
{
	char *text = with_prefixes(n, settings);
	struct world *w = world_new(text, 1000, 1);
	struct link *l = world_link(w, 1, "eth0");

	free(text);
	l->mtu = mtu;
	world_say(w, l);
	world_run(w, ND_SECOND);
	return w;
}

/* @packets from number @from on are one advertisement of @n prefixes, none larger than @mtu. */
static void assert_parts(const struct world *w, unsigned from, unsigned packets, unsigned n,
			 uint32_t mtu)
{
	unsigned next = 0;

	for (unsigned i = from; i < from + packets; i++) {
		const struct sent *s = &w->sent[i];
		struct nd_opt o;

		assert_true(s->len + 40 <= mtu);				/* */
		assert_int_equal(s->at, w->sent[from].at);			/* */
		assert_memory_equal(s->octets, w->sent[from].octets, 16);	/* */
		assert_int_equal(sent_options(s, ND_OPT_SLLA), 1);		/* */
		for (unsigned k = 0; sent_option(s, ND_OPT_PREFIX, k, &o); k++, next++) {
			const uint8_t *a = o.prefix.prefix.addr.s6_addr;

			assert_int_equal(a[4] << 8 | a[5], next);		/* */
		}
	}
	assert_int_equal(next, n);						/* */
}

static void thirty_eight_prefixes_fit_one_packet(void **state)
{
	struct world *w = divided(38, "", 1500);

	(void)state;
	assert_int_equal(w->n_sent, 1);						/* */
	assert_int_equal(w->sent[0].len, 1280 - 40);				/* */
	assert_parts(w, 0, 1, 38, 1280);
	world_free(w);
}

static void the_thirty_ninth_starts_a_second(void **state)
{
	struct world *w = divided(39, "", 1500);

	(void)state;
	assert_int_equal(w->n_sent, 2);						/* */
	assert_int_equal(w->sent[1].len, 16 + 32 + 8);				/* */
	assert_parts(w, 0, 2, 39, 1280);
	world_free(w);
}

static void the_mtu_option_is_in_each_part(void **state)
{
	struct world *w = divided(100, "AdvLinkMTU 1400;", 1500);
	unsigned n = w->n_sent;

	(void)state;
	assert_int_equal(n, 3);							/* */
	assert_parts(w, 0, n, 100, 1280);
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(sent_options(&w->sent[i], ND_OPT_MTU), 1);	/* */
	world_free(w);
}

static void no_packet_is_larger_than_the_link_or_the_setting(void **state)
{
	struct world *w;

	(void)state;
	for (uint32_t mtu = 1280; mtu < 1320; mtu++) {
		w = divided(100, "AdvRAMTU 9000;", mtu);
		assert_int_equal(w->n_sent, 3);
		assert_parts(w, 0, 3, 100, mtu);				/* */
		world_free(w);
	}
	for (uint32_t mtu = 1280; mtu < 1320; mtu++) {
		char settings[64];

		snprintf(settings, sizeof(settings), "AdvRAMTU %u;", mtu);
		w = divided(100, settings, 9000);
		assert_int_equal(w->n_sent, 3);
		assert_parts(w, 0, 3, 100, mtu);				/* */
		world_free(w);
	}
	/* 46 prefixes and one octet too few, and just enough: 40 + 16 + 8 + 45 * 32 = 1504. */
	w = divided(45, "AdvRAMTU 9000;", 1503);
	assert_int_equal(w->n_sent, 2);						/* */
	world_free(w);
	w = divided(45, "AdvRAMTU 9000;", 1504);
	assert_int_equal(w->n_sent, 1);						/* */
	world_free(w);
	assert_true(accepted("AdvRAMTU 1280;"));				/* */
	assert_false(accepted("AdvRAMTU 1279;"));				/* */
}

static void a_link_that_grows_narrow_gets_smaller_packets(void **state)
{
	struct world *w = divided(45, "AdvRAMTU 9000;", 9000);

	(void)state;
	assert_int_equal(w->n_sent, 1);
	w->links[0].mtu = 1280;
	world_say(w, &w->links[0]);
	world_forget(w);
	world_run(w, 20 * ND_SECOND);
	assert_int_equal(w->n_sent, 2);						/* */
	assert_parts(w, 0, 2, 45, 1280);
	world_free(w);
}

static void an_advertisement_in_parts_counts_once(void **state)
{
	struct world *w = divided(100, "", 1500);

	(void)state;
	world_run_until(w, 60 * ND_SECOND);
	assert_int_equal(w->n_sent, 9);						/* */
	for (unsigned i = 0; i < 3; i++) {
		assert_parts(w, 3 * i, 3, 100, 1280);				/* */
		for (unsigned k = 0; k < 3; k++)
			assert_true(same_octets(&w->sent[k], &w->sent[3 * i + k]));	/* */
	}
	assert_int_equal(w->sent[3].at - w->sent[0].at, 16000);			/* */
	assert_int_equal(w->sent[6].at - w->sent[3].at, 16000);			/* */
	world_forget(w);
	world_run(w, 640 * ND_SECOND);
	assert_int_equal(w->n_sent % 3, 0);
	for (unsigned i = 3; i < w->n_sent; i += 3)
		assert_in_range(w->sent[i].at - w->sent[i - 3].at, 198000, 600000);	/* */
	world_free(w);
}

static void unicast_answers_are_divided_alike(void **state)
{
	struct world *w = divided(100, "", 1500);

	(void)state;
	world_run_until(w, 100 * ND_SECOND);
	world_forget(w);
	world_rs(w, 1, "fe80::99");
	world_run(w, 500);
	assert_int_equal(w->n_sent, 3);						/* */
	assert_int_equal(world_unicasts(w, 1, "fe80::99"), 3);			/* */
	assert_parts(w, 0, 3, 100, 1280);					/* */
	world_free(w);
}

static void final_advertisements_are_divided_alike(void **state)
{
	struct world *w = divided(100, "FinalRAs 2;", 1500);

	(void)state;
	world_run_until(w, 100 * ND_SECOND);
	world_forget(w);
	world_stop(w);
	world_run(w, 10 * ND_SECOND);
	assert_int_equal(w->n_sent, 6);						/* */
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(w->sent[i].msg.ra.router_lifetime_s, 0);	/* */
	assert_parts(w, 0, 3, 100, 1280);					/* */
	assert_parts(w, 3, 3, 100, 1280);					/* */
	assert_int_equal(w->sent[3].at - w->sent[0].at, 3000);			/* */
	world_free(w);
}

static void options_of_all_kinds_are_said_once_in_a_batch(void **state)
{
	struct world *w = divided(60, "AdvLinkMTU 1300;"
		"route 2001:db8:2::/48 { }; RDNSS 2001:db8::53 { }; DNSSL example.com { };"
		"nat64prefix 64:ff9b::/96 { };", 1500);
	const uint8_t types[] = { ND_OPT_ROUTE, ND_OPT_RDNSS, ND_OPT_DNSSL, ND_OPT_PREF64 };

	(void)state;
	assert_int_equal(w->n_sent, 2);
	assert_parts(w, 0, 2, 60, 1280);
	for (unsigned i = 0; i < sizeof(types); i++)
		assert_int_equal(sent_options(&w->sent[0], types[i]) +
				 sent_options(&w->sent[1], types[i]), 1);	/* */
	world_free(w);
}

static void long_lists_of_servers_are_divided_in_their_order(void **state)
{
	char *text = malloc(16384);
	size_t len = (size_t)sprintf(text, "interface eth0 { AdvSendAdvert on; RDNSS");
	struct world *w;
	unsigned next = 0;

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		len += (size_t)sprintf(text + len, " 2001:db8::%x", i + 1);
	strcpy(text + len, " { AdvRDNSSLifetime 777; }; };");
	w = world_new(text, 1000, 1);
	free(text);
	world_up(w, 1, "eth0");
	world_run(w, ND_SECOND);
	for (unsigned i = 0; i < w->n_sent; i++) {
		struct nd_opt o;

		assert_true(w->sent[i].len + 40 <= 1280);			/* */
		for (unsigned k = 0; sent_option(&w->sent[i], ND_OPT_RDNSS, k, &o); k++) {
			assert_int_equal(o.rdnss.lifetime_s, 777);		/* */
			for (size_t b = 0; b < o.rdnss.servers.len; b += 16) {
				const uint8_t *a = o.rdnss.servers.ptr + b;

				assert_int_equal(a[14] << 8 | a[15], ++next);	/* */
			}
		}
	}
	assert_int_equal(next, 200);						/* */
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_has_its_defaults),
		cmocka_unit_test(every_field_of_the_header_can_be_set),
		cmocka_unit_test(flags_stand_for_themselves),
		cmocka_unit_test(no_preference_without_a_lifetime),
		cmocka_unit_test(no_preference_while_forwarding_is_off),
		cmocka_unit_test(the_router_lifetime_follows_the_interval),
		cmocka_unit_test(numbers_of_the_header_are_never_cut),
		cmocka_unit_test(options_are_as_others_build_them),
		cmocka_unit_test(no_mtu_option_by_default),
		cmocka_unit_test(the_link_layer_address_is_padded_to_its_option),
		cmocka_unit_test(links_without_addresses_send_none),
		cmocka_unit_test(thirty_eight_prefixes_fit_one_packet),
		cmocka_unit_test(the_thirty_ninth_starts_a_second),
		cmocka_unit_test(the_mtu_option_is_in_each_part),
		cmocka_unit_test(no_packet_is_larger_than_the_link_or_the_setting),
		cmocka_unit_test(a_link_that_grows_narrow_gets_smaller_packets),
		cmocka_unit_test(an_advertisement_in_parts_counts_once),
		cmocka_unit_test(unicast_answers_are_divided_alike),
		cmocka_unit_test(final_advertisements_are_divided_alike),
		cmocka_unit_test(options_of_all_kinds_are_said_once_in_a_batch),
		cmocka_unit_test(long_lists_of_servers_are_divided_in_their_order),
	};

	return cmocka_run_group_tests_name("compose", tests, NULL, NULL);
}
