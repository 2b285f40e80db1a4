/* SPDX-License-Identifier: ISC */
#include "explain.h"

#include <errno.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "compose.h"
#include "ip6.h"
#include "links.h"
#include "nd_print.h"

#define BLOCK_MAX ((size_t)1 << 18)	/* octets of text of one packet; they are at most 64 KiB */

/* struct stage - the interfaces that an advertisement is made of. */
struct stage {
	struct links links;
	struct link assumed;		/* where there is no such interface */
	struct link_addr source;
	struct ra_base *bases;
	unsigned n_bases;
};

static const struct link *by_name(const struct links *links, const char *name)
{
	const struct link *l;
	uint32_t at = 0;

	while ((l = links_each(links, &at))) {
		if (strcmp(l->name, name) == 0)
			return l;
	}
	return NULL;
}

static const struct link *assume(struct stage *s, const char *name)
{
	struct link *l = &s->assumed;

	snprintf(l->name, sizeof(l->name), "%s", name);
	l->up = l->multicast = l->forwarding = true;
	l->type = ARPHRD_ETHER;
	l->mtu = 1500;
	l->lladdr_len = 6;
	l->lladdr[0] = 2;
	ip6_parse("fe80::1", &s->source.addr);
	s->source.plen = 64;
	l->addrs = &s->source;
	l->n_addrs = 1;
	printf("# There is no interface %s here: one with MTU 1500, forwarding on, the link-layer\n"
	       "# address 02:00:00:00:00:00 and no address but fe80::1 is assumed.\n", name);
	return l;
}

static void say_state(const struct conf_iface *cf, const struct link *l,
		      const struct link_addr *source)
{
	if (!cf->advertise)
		puts("# AdvSendAdvert is off: nothing of this is sent.");
	if (!l->up)
		puts("# The link is down: nothing is sent until it is up.");
	if (!source)
		puts("# There is no usable link-local address: nothing is sent until there is one.");
	if (!l->forwarding)
		puts("# IPv6 forwarding is off here: the router lifetime is 0.");
}

static void add_bases(struct stage *s, struct conf_option *const *options, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const char *const names[] = { options[i]->base_iface, options[i]->base_6to4 };

		for (unsigned k = 0; k < 2; k++) {
			if (names[k])
				s->bases[s->n_bases++] = (struct ra_base){
					.name = names[k], .link = by_name(&s->links, names[k]),
				};
		}
	}
}

static bool make_bases(struct stage *s, const struct conf_iface *cf)
{
	uint32_t n = cf->n_wire;

	for (uint32_t i = 0; i < cf->n_pvds; i++)
		n += cf->pvds[i]->n_wire;
	s->bases = calloc(2 * (size_t)n + 1, sizeof(*s->bases));
	if (!s->bases)
		return false;
	add_bases(s, cf->wire, cf->n_wire);
	for (uint32_t i = 0; i < cf->n_pvds; i++)
		add_bases(s, cf->pvds[i]->wire, cf->pvds[i]->n_wire);
	return true;
}

static void print_packet(const char *name, const struct ra_batch *b, uint32_t i, char *buf,
			 bool octets)
{
	struct view packet = ra_batch_packet(b, i);
	struct text t;

	text_init(&t, buf, BLOCK_MAX);
	text_printf(&t, "# packet %u of %u, %zu octets of ICMPv6\n", i + 1, b->n, packet.len);
	nd_print_ra(&t, name, packet);
	if (octets)
		nd_print_octets(&t, packet);
	fputs(buf, stdout);
}

static int print_all(struct stage *s, const struct conf_iface *cf, const char *name, bool octets)
{
	const struct link *l = by_name(&s->links, name);
	char *buf = malloc(BLOCK_MAX);
	const struct link_addr *source;
	struct ra_batch b = { 0 };
	nd_ms now = clock_now();
	int r = -ENOMEM;

	if (!l)
		l = assume(s, name);
	source = link_source(l, NULL);
	say_state(cf, l, source);
	struct ra_env env = { .cf = cf, .link = l, .now = now, .since = now,
			      .last_multicast = ND_LONG_AGO };
	if (source)
		env.source = source->addr;
	if (buf && make_bases(s, cf)) {
		env.bases = s->bases;
		env.n_bases = s->n_bases;
		if (compose_ra(&b, &env, COMPOSE_NORMAL) == 0)
			r = 0;
	}
	for (uint32_t i = 0; r == 0 && i < b.n; i++)
		print_packet(name, &b, i, buf, octets);
	ra_batch_fini(&b);
	free(s->bases);
	free(buf);
	return r;
}

static void ignore(void *arg, enum links_event event, const struct link *l)
{
	(void)arg;
	(void)event;
	(void)l;
}

int explain(const struct conf *conf, const char *name, bool octets)
{
	const struct conf_iface *cf = conf_iface_find(conf, name);
	struct stage s = { .n_bases = 0 };
	int r;

	if (!cf) {
		fprintf(stderr, "radvd6: no interface block names %s\n", name);
		return -ENOENT;
	}
	r = links_open(&s.links, ignore, NULL);
	if (r == 0)
		r = links_load(&s.links, clock_now());
	if (r == 0 || r == -EAGAIN)
		r = print_all(&s, cf, name, octets);
	if (r < 0)
		fprintf(stderr, "radvd6: the interfaces cannot be read: %s\n", strerror(-r));
	links_close(&s.links);
	return r;
}
