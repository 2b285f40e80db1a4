/* SPDX-License-Identifier: ISC */
#include "links_msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/netlink.h>

#include "ip6.h"
#include "kernel_messages.h"

#define NOW 100000	/* ms */

/* In a piece of memory of exactly its length, so that a sanitizer sees one octet more. */
static struct nlmsghdr *message(const char *hex)
{
	size_t len = strlen(hex) / 2;
	uint8_t *octets = malloc(len);
	unsigned octet;

	assert_non_null(octets);
	for (size_t i = 0; i < len; i++) {
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &octet), 1);
		octets[i] = (uint8_t)octet;
	}
	return (struct nlmsghdr *)(void *)octets;
}

static void a_link_message_gives_what_the_kernel_had_set(void **state)
{
	static const uint8_t mac[] = { 2, 0, 0, 0, 0, 1 };
	struct nlmsghdr *nh = message(LINK_ETH0);
	struct links_msg_link m;

	(void)state;
	assert_true(links_msg_link(nh, &m));
	assert_int_equal(m.ifindex, 7);
	assert_string_equal(m.name, "eth0");
	assert_true(m.up && m.multicast && !m.point_to_point);
	assert_int_equal(m.type, 1);
	assert_int_equal(m.mtu, 1500);
	assert_int_equal(m.mtu6, 1300);
	assert_true(m.has_force_forwarding && m.force_forwarding);
	assert_int_equal(m.lladdr_len, sizeof(mac));
	assert_memory_equal(m.lladdr, mac, sizeof(mac));
	free(nh);
}

static void the_end_of_a_tunnel_is_no_link_layer_address(void **state)
{
	static const uint16_t tunnels[] = { 512, 768, 769, 776, 778, 823, 0xfffe };
	struct nlmsghdr *nh = message(LINK_ETH0);
	struct links_msg_link m;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tunnels); i++) {
		memcpy((uint8_t *)nh + NLMSG_HDRLEN + 2, &tunnels[i], sizeof(tunnels[i]));
		assert_true(links_msg_link(nh, &m));
		assert_int_equal(m.type, tunnels[i]);
		assert_int_equal(m.lladdr_len, 0);			/* */
	}
	free(nh);
}

static void loopback_has_no_link_layer_address(void **state)
{
	struct nlmsghdr *nh = message(LINK_LO);
	struct links_msg_link m;

	(void)state;
	assert_true(links_msg_link(nh, &m));
	assert_string_equal(m.name, "lo");
	assert_int_equal(m.lladdr_len, 0);
	assert_int_equal(m.mtu, 65536);
	assert_true(m.up && !m.multicast);
	free(nh);
}

static void an_address_lives_from_now_on(void **state)
{
	struct nlmsghdr *nh = message(ADDR_ETH0);
	struct links_msg_addr m;
	struct in6_addr is;

	(void)state;
	assert_int_equal(ip6_parse("2001:db8::1", &is), 0);
	assert_true(links_msg_addr(nh, NOW, &m));
	assert_int_equal(m.ifindex, 7);
	assert_true(ip6_equal(&m.addr.addr, &is));
	assert_int_equal(m.addr.plen, 64);
	assert_int_equal(m.addr.valid_until, NOW + 1000000);
	assert_int_equal(m.addr.preferred_until, NOW + 500000);
	assert_false(m.addr.tentative || m.addr.dad_failed || m.addr.deprecated ||
		     m.addr.temporary);
	free(nh);
}

static void forwarding_is_told_for_one_link_or_for_all(void **state)
{
	struct nlmsghdr *one = message(CONF_ETH0), *all = message(CONF_ALL);
	struct links_msg_conf m;

	(void)state;
	assert_true(links_msg_conf(one, &m));
	assert_int_equal(m.ifindex, 7);
	assert_true(m.has_forwarding && !m.forwarding && !m.untold);
	assert_true(links_msg_conf(all, &m));
	assert_int_equal(m.ifindex, LINKS_CONF_ALL);
	free(one);
	free(all);
}

static void a_netconf_message_with_an_index_alone_leaves_something_untold(void **state)
{
	/* Sent by Linux 6.18 when conf/lo/force_forwarding is written. */
	struct nlmsghdr *nh = message("1c000000500000000000000000000000" "0a000000"
				      "0800010001000000");
	struct links_msg_conf m;

	(void)state;
	assert_true(links_msg_conf(nh, &m));
	assert_int_equal(m.ifindex, 1);
	assert_true(m.untold && !m.has_forwarding);
	free(nh);
}

/* As the kernel sent it for `ip addr add 192.0.2.1/24`. */
static void an_ipv4_address_comes_out_mapped(void **state)
{
	struct nlmsghdr *nh = message("4c000000140000008f6f006bfb090000" "0218800003000000"
				      "08000100c0000201" "08000200c0000201" "0800030076346100"
				      "0800080080000000"
				      "14000600fffffffffffffffff23c0700f23c0700");
	struct links_msg_addr m;
	struct in6_addr is;

	(void)state;
	assert_int_equal(ip6_parse("::ffff:192.0.2.1", &is), 0);
	assert_true(links_msg_addr(nh, NOW, &m));
	assert_int_equal(m.ifindex, 3);
	assert_true(ip6_equal(&m.addr.addr, &is));
	assert_int_equal(m.addr.plen, 96 + 24);
	assert_true(m.addr.valid_until == ND_NEVER && !m.addr.tentative);
	free(nh);
}

static void messages_of_other_families_are_passed_over(void **state)
{
	struct nlmsghdr *link = message(LINK_ETH0), *addr = message(ADDR_ETH0);
	struct links_msg_link l;
	struct links_msg_addr a;

	(void)state;
	((uint8_t *)link)[NLMSG_HDRLEN] = 7;	/* AF_BRIDGE: about a port, not about the link */
	assert_false(links_msg_link(link, &l));
	((uint8_t *)addr)[NLMSG_HDRLEN] = 12;	/* AF_DECnet */
	assert_false(links_msg_addr(addr, NOW, &a));
	free(link);
	free(addr);
}

/* Whatever is cut off: no reading behind the end, no other index. */
static void cut(const char *hex)
{
	struct nlmsghdr *nh = message(hex);
	uint32_t whole = nh->nlmsg_len;

	for (uint32_t len = NLMSG_HDRLEN; len < whole; len++) {
		struct nlmsghdr *part = malloc(len);
		struct links_msg_link l;
		struct links_msg_addr a;
		struct links_msg_conf c;

		assert_non_null(part);
		memcpy(part, nh, len);
		part->nlmsg_len = len;
		if (links_msg_link(part, &l))
			assert_true(l.lladdr_len <= LINK_LLADDR_MAX && memchr(l.name, 0, IF_NAMESIZE));
		if (links_msg_addr(part, NOW, &a))
			assert_true(a.addr.plen <= 128);
		links_msg_conf(part, &c);
		free(part);
	}
	free(nh);
}

static void a_cut_message_is_read_within_its_bounds(void **state)
{
	(void)state;
	cut(LINK_ETH0);
	cut(ADDR_ETH0);
	cut(CONF_ETH0);
}

/* One octet after the other set to values that lengths and counts do not like. */
static void a_damaged_message_is_read_within_its_bounds(void **state)
{
	static const char *const all[] = { LINK_ETH0, ADDR_ETH0, CONF_ETH0 };
	static const uint8_t values[] = { 0, 1, 3, 5, 0x7f, 0xff };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(all); k++) {
		struct nlmsghdr *nh = message(all[k]);

		for (uint32_t i = NLMSG_HDRLEN; i < nh->nlmsg_len; i++) {
			uint8_t *octet = (uint8_t *)nh + i, was = *octet;
			struct links_msg_link l;
			struct links_msg_addr a;
			struct links_msg_conf c;

			for (size_t v = 0; v < sizeof(values); v++) {
				*octet = values[v];
				links_msg_link(nh, &l);
				links_msg_addr(nh, NOW, &a);
				links_msg_conf(nh, &c);
			}
			*octet = was;
		}
		free(nh);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_message_gives_what_the_kernel_had_set),
		cmocka_unit_test(the_end_of_a_tunnel_is_no_link_layer_address),
		cmocka_unit_test(loopback_has_no_link_layer_address),
		cmocka_unit_test(an_address_lives_from_now_on),
		cmocka_unit_test(forwarding_is_told_for_one_link_or_for_all),
		cmocka_unit_test(a_netconf_message_with_an_index_alone_leaves_something_untold),
		cmocka_unit_test(an_ipv4_address_comes_out_mapped),
		cmocka_unit_test(messages_of_other_families_are_passed_over),
		cmocka_unit_test(a_cut_message_is_read_within_its_bounds),
		cmocka_unit_test(a_damaged_message_is_read_within_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
