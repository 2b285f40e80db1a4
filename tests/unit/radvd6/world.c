/* SPDX-License-Identifier: ISC */
#include "world.h"

#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "diag.h"
#include "ip6.h"

struct in6_addr addr(const char *text)
{
	struct in6_addr a;

	assert_int_equal(ip6_parse(text, &a), 0);
	return a;
}

static const char *read_string(void *arg, const char *name, const char *from, struct cf_text *out)
{
	(void)name;
	(void)from;
	out->text = arg;
	out->len = strlen(arg);
	return NULL;
}

static struct conf *load(const char *text, bool must)
{
	struct cf_source source = { .read = read_string, .arg = (void *)(uintptr_t)text };
	struct diags *diags = calloc(1, sizeof(*diags));
	struct conf *conf = conf_load(&source, "test.conf", diags);

	if (!conf && must)
		fail_msg("%s: %s", diags->list[0].message, text);
	free(diags);
	return conf;
}

struct conf *world_conf(const char *text)
{
	return load(text, false);
}

static void fill_sent(struct sent *s, nd_ms now, const struct action *a, struct view octets)
{
	assert_true(octets.len <= sizeof(s->octets));
	s->at = now;
	s->ifindex = a->ifindex;
	s->src = a->src;
	s->dst = a->dst;
	s->multicast = ip6_is_multicast(&a->dst);
	s->len = octets.len;
	memcpy(s->octets, octets.ptr, octets.len);
	assert_int_equal(nd_msg_parse(view_of(s->octets, s->len), &s->msg), 0);
	assert_int_equal(s->msg.type, ND_RA);
	assert_int_equal(s->len % 8, 0);				/* */
	assert_true(ip6_is_link_local(&s->src));			/* */
	assert_true(!s->multicast || ip6_equal(&s->dst, &IP6_ALL_NODES));
}

static void write_down_packet(struct world *w, const struct action *a, struct view octets)
{
	struct sent once, *s = &once;

	if (!w->on_sent) {
		assert_true(w->n_sent < WORLD_SENT);
		s = &w->sent[w->n_sent++];
	}
	fill_sent(s, w->now, a, octets);
	if (w->on_sent)
		w->on_sent(w->arg, s);
}

static void write_down_failure(struct world *w, const struct action *a)
{
	if (w->n_failed < WORLD_FAILED)
		w->failed[w->n_failed++] = (struct failed){ w->now, a->ifindex,
							    ip6_is_multicast(&a->dst) };
}

static void write_down_group(struct world *w, const struct action *a)
{
	struct group_change g = { w->now, a->ifindex, a->kind == ACTION_JOIN, w->n_sent };

	assert_true(ip6_equal(&a->dst, &IP6_ALL_ROUTERS));
	if (w->on_group) {
		w->on_group(w->arg, &g);
		return;
	}
	assert_true(w->n_groups < WORLD_GROUPS);
	w->groups[w->n_groups++] = g;
}

static void send_all(struct world *w, const struct action *a)
{
	struct in6_addr src = a->src, dst = a->dst;

	if (w->fail_with &&
	    (ip6_is_unspecified(&w->fail_src) || ip6_equal(&w->fail_src, &a->src))) {
		write_down_failure(w, a);
		core_on_send_failed(&w->core, w->now, a->ifindex, &src, &dst, w->fail_with, &w->out);
		return;
	}
	for (uint32_t i = 0; i < a->packets->n; i++)
		write_down_packet(w, a, ra_batch_packet(a->packets, i));
}

static void carry_out(struct world *w)
{
	/* A failed SEND may append a note: the list grows while it is walked. */
	for (unsigned i = 0; i < w->out.n; i++) {
		const struct action *a = &w->out.action[i];

		if (a->kind == ACTION_SEND)
			send_all(w, a);
		else if (a->kind == ACTION_JOIN || a->kind == ACTION_LEAVE)
			write_down_group(w, a);
		else if (a->kind == ACTION_HOOK || a->kind == ACTION_EVIDENCE)
			w->n_acts[a->kind == ACTION_EVIDENCE]++;
		else if (w->n_notes < WORLD_NOTES)
			w->notes[w->n_notes++] = *a->note;
	}
	actions_clear(&w->out);
}

static void serve(struct world *w)
{
	for (unsigned turn = 0; core_next(&w->core) <= w->now; turn++) {
		assert_true(turn < 10000);
		core_tick(&w->core, w->now, &w->out);
		carry_out(w);
	}
}

struct world *world_new(const char *text, nd_ms start, uint64_t seed)
{
	struct world *w = calloc(1, sizeof(*w));
	struct rng rng = rng_fixed(seed);

	assert_non_null(w);
	w->now = start;
	w->conf = load(text, true);
	assert_int_equal(core_init(&w->core, w->conf, w->now, &rng, 5), 0);
	serve(w);
	return w;
}

void world_free(struct world *w)
{
	core_fini(&w->core);
	talloc_free(w->conf);
	free(w);
}

struct link *world_link(struct world *w, uint32_t ifindex, const char *name)
{
	struct link *l = &w->links[ifindex - 1];
	const uint8_t mac[6] = { 2, 0, 0x5e, 0x10, 0, (uint8_t)ifindex };
	char text[16];

	assert_true(ifindex >= 1 && ifindex <= WORLD_LINKS);
	memset(l, 0, sizeof(*l));
	l->ifindex = ifindex;
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->up = l->multicast = l->forwarding = true;
	l->type = ARPHRD_ETHER;
	l->mtu = 1500;
	l->lladdr_len = sizeof(mac);
	memcpy(l->lladdr, mac, sizeof(mac));
	l->addrs = w->addrs[ifindex - 1];
	l->cap_addrs = 16;
	snprintf(text, sizeof(text), "fe80::%x", ifindex);
	world_addr(l, text, 64);
	return l;
}

struct link_addr *world_addr(struct link *l, const char *text, uint8_t plen)
{
	struct link_addr *a = &l->addrs[l->n_addrs];

	assert_true(l->n_addrs < l->cap_addrs);
	l->n_addrs++;
	*a = (struct link_addr){ .addr = addr(text), .plen = plen, .preferred_until = ND_NEVER,
				 .valid_until = ND_NEVER };
	return a;
}

void world_say(struct world *w, const struct link *l)
{
	core_on_link(&w->core, w->now, l);
	serve(w);
}

void world_gone(struct world *w, uint32_t ifindex)
{
	core_on_link_gone(&w->core, w->now, &w->links[ifindex - 1]);
	serve(w);
}

struct link *world_up(struct world *w, uint32_t ifindex, const char *name)
{
	struct link *l = world_link(w, ifindex, name);

	world_say(w, l);
	return l;
}

struct world *world_settled(const char *settings, uint64_t seed)
{
	char text[8192];
	struct world *w;

	snprintf(text, sizeof(text), "interface eth0 { AdvSendAdvert on; %s };", settings);
	w = world_new(text, 1000, seed);
	world_up(w, 1, "eth0");
	world_run_until(w, 100 * ND_SECOND);
	world_forget(w);
	return w;
}

void world_stop(struct world *w)
{
	core_on_stop(&w->core, w->now);
	serve(w);
}

void world_reload(struct world *w, const char *text)
{
	struct conf *conf = load(text, true);

	assert_int_equal(core_on_reload(&w->core, w->now, conf), 0);
	talloc_free(w->conf);
	w->conf = conf;
	for (unsigned i = 0; i < WORLD_LINKS; i++) {
		if (w->links[i].ifindex)
			core_on_link(&w->core, w->now, &w->links[i]);
	}
	serve(w);
}

void world_run_until(struct world *w, nd_ms until)
{
	while (core_next(&w->core) <= until) {
		w->now = nd_ms_max(w->now, core_next(&w->core));
		serve(w);
	}
	w->now = until;
}

void world_run(struct world *w, nd_ms span)
{
	world_run_until(w, w->now + span);
}

struct nd_packet world_rs_packet(uint8_t buf[static 16], uint32_t ifindex, const char *src)
{
	memset(buf, 0, 16);
	buf[0] = ND_RS;
	return (struct nd_packet){ .ifindex = ifindex, .src = addr(src), .dst = IP6_ALL_ROUTERS,
				   .hop_limit = 255, .checksum_verified = true,
				   .icmp = view_of(buf, 8) };
}

void world_packet(struct world *w, const struct nd_packet *p)
{
	core_on_packet(&w->core, w->now, p, &w->out);
	carry_out(w);
	serve(w);
}

void world_frame(struct world *w, const struct nd_frame *f)
{
	core_on_frame(&w->core, w->now, f, &w->out);
	carry_out(w);
	serve(w);
}

void world_rs(struct world *w, uint32_t ifindex, const char *src)
{
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, ifindex, src);

	world_packet(w, &p);
}

void world_forget(struct world *w)
{
	w->n_sent = 0;
	w->n_notes = 0;
	w->n_groups = 0;
	w->n_failed = 0;
	w->n_acts[0] = w->n_acts[1] = 0;
}

unsigned world_multicasts(const struct world *w, uint32_t ifindex)
{
	unsigned n = 0;

	for (unsigned i = 0; i < w->n_sent; i++)
		n += w->sent[i].ifindex == ifindex && w->sent[i].multicast;
	return n;
}

const struct sent *world_multicast(const struct world *w, uint32_t ifindex, unsigned at)
{
	for (unsigned i = 0; i < w->n_sent; i++) {
		if (w->sent[i].ifindex == ifindex && w->sent[i].multicast && at-- == 0)
			return &w->sent[i];
	}
	fail_msg("fewer multicast advertisements than expected");
	return NULL;
}

const struct sent *world_last_multicast(const struct world *w, uint32_t ifindex)
{
	for (unsigned i = w->n_sent; i-- > 0;) {
		if (w->sent[i].ifindex == ifindex && w->sent[i].multicast)
			return &w->sent[i];
	}
	return NULL;
}

const struct sent *world_unicast(const struct world *w, uint32_t ifindex, unsigned at)
{
	for (unsigned i = 0; i < w->n_sent; i++) {
		if (w->sent[i].ifindex == ifindex && !w->sent[i].multicast && at-- == 0)
			return &w->sent[i];
	}
	fail_msg("fewer unicast advertisements than expected");
	return NULL;
}

static unsigned group_changes(const struct world *w, uint32_t ifindex, bool join)
{
	unsigned n = 0;

	for (unsigned i = 0; i < w->n_groups; i++)
		n += w->groups[i].ifindex == ifindex && w->groups[i].join == join;
	return n;
}

unsigned world_joins(const struct world *w, uint32_t ifindex)
{
	return group_changes(w, ifindex, true);
}

unsigned world_leaves(const struct world *w, uint32_t ifindex)
{
	return group_changes(w, ifindex, false);
}

unsigned world_notes(const struct world *w, const char *event)
{
	unsigned n = 0;

	for (unsigned i = 0; i < w->n_notes; i++)
		n += strcmp(w->notes[i].event, event) == 0;
	return n;
}

unsigned world_unicasts(const struct world *w, uint32_t ifindex, const char *dst)
{
	struct in6_addr to = dst ? addr(dst) : in6addr_any;
	unsigned n = 0;

	for (unsigned i = 0; i < w->n_sent; i++) {
		const struct sent *s = &w->sent[i];

		n += s->ifindex == ifindex && !s->multicast && (!dst || ip6_equal(&s->dst, &to));
	}
	return n;
}

const struct note *world_note(const struct world *w, const char *event)
{
	for (unsigned i = 0; i < w->n_notes; i++) {
		if (strcmp(w->notes[i].event, event) == 0)
			return &w->notes[i];
	}
	return NULL;
}

bool sent_option(const struct sent *s, uint8_t type, unsigned at, struct nd_opt *o)
{
	struct rbuf r;
	int fault;

	rbuf_init(&r, s->msg.options.ptr, s->msg.options.len);
	while (nd_opt_next(&r, o, &fault) == 1) {
		if (o->type == type && fault == 0 && at-- == 0)
			return true;
	}
	return false;
}

unsigned sent_options(const struct sent *s, uint8_t type)
{
	struct nd_opt o;
	struct rbuf r;
	unsigned n = 0;
	int fault, more;

	rbuf_init(&r, s->msg.options.ptr, s->msg.options.len);
	while ((more = nd_opt_next(&r, &o, &fault)) == 1) {
		assert_int_equal(fault, 0);
		n += o.type == type;
	}
	assert_int_equal(more, 0);
	return n;
}

bool same_octets(const struct sent *a, const struct sent *b)
{
	return a->len == b->len && memcmp(a->octets, b->octets, a->len) == 0;
}
