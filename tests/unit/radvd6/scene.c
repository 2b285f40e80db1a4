/* SPDX-License-Identifier: ISC */
#include "scene.h"

#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "ip6.h"

#define NOW (100 * ND_SECOND)

static size_t macs_of(const char *text, uint8_t *out)
{
	unsigned b[6];
	size_t len = 0;
	int used = 0;

	while (sscanf(text, " %x:%x:%x:%x:%x:%x%n", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5],
		      &used) == 6) {
		for (unsigned i = 0; i < 6; i++)
			out[len++] = (uint8_t)b[i];
		text += used;
	}
	return len;
}

static void lay_link(struct scene *c)
{
	struct link *l = &c->link;

	l->ifindex = 1;
	snprintf(l->name, sizeof(l->name), "eth0");
	l->up = l->multicast = l->forwarding = true;
	l->type = ARPHRD_ETHER;
	l->mtu = 1500;
	l->lladdr_len = (uint8_t)macs_of("02:00:5e:10:00:01", l->lladdr);
	l->addrs = c->addrs;
	l->cap_addrs = 8;
	world_addr(l, "fe80::1", 64);
}

struct scene *scene_new(const char *settings)
{
	struct scene *c = calloc(1, sizeof(*c));
	char text[4096];

	assert_non_null(c);
	snprintf(text, sizeof(text), "interface eth0 { AdvSendAdvert on; %s };", settings);
	c->conf = world_conf(text);
	if (!c->conf)
		fail_msg("refused: %s", text);
	lay_link(c);
	c->ra = (struct ra_env){ .cf = conf_iface_find(c->conf, "eth0"), .link = &c->link,
				 .source = addr("fe80::1"), .now = NOW, .since = 0,
				 .last_multicast = 90 * ND_SECOND };
	c->watching = true;
	c->watch = (struct conf_watch){ .allow_snac = true, .routers = c->routers };
	c->msg = (struct nd_msg){ .type = ND_RA, .ra.router_lifetime_s = 1800 };
	wbuf_init(&c->options, c->octets, sizeof(c->octets));
	c->s = (struct sighting){ .at = NOW, .ifindex = 1, .way = ND_FRAME_MULTICAST,
				  .dst = IP6_ALL_NODES, .hop_limit = 255, .parsed = true,
				  .hash = 77 };
	scene_from(c, "fe80::bad", "02:00:5e:10:00:bd");
	return c;
}

void scene_free(struct scene *c)
{
	talloc_free(c->conf);
	free(c);
}

struct conf_router *scene_router(struct scene *c, const char *a, const char *macs)
{
	struct conf_router *r = talloc_zero(c->conf, struct conf_router);
	uint8_t *octets = talloc_zero_array(r, uint8_t, 60);

	r->any = a == NULL;
	if (a)
		r->addr = addr(a);
	r->lladdrs = view_of(octets, macs_of(macs, octets));
	r->max_lifetime_s = 65535;
	r->max_preference = ND_PREF_HIGH;
	r->options = talloc_zero_array(r, struct conf_option *, SCENE_OPTIONS);
	assert_true(c->watch.n_routers < SCENE_ROUTERS);
	c->routers[c->watch.n_routers++] = r;
	return r;
}

void scene_list(struct conf_router *r, struct nd_opt o)
{
	struct conf_option *co = talloc_zero(r, struct conf_option);

	co->opt = o;
	assert_true(r->n_options < SCENE_OPTIONS);
	r->options[r->n_options++] = co;
}

void scene_from(struct scene *c, const char *src, const char *mac)
{
	c->s.src = addr(src);
	c->s.mac_len = (uint8_t)macs_of(mac, c->s.mac);
}

struct nd_opt pio(const char *prefix, unsigned plen, uint32_t valid_s, uint32_t preferred_s)
{
	struct nd_opt o;

	nd_opt_init(&o, ND_OPT_PREFIX);
	o.prefix.prefix = (struct ip6_prefix){ addr(prefix), (uint8_t)plen };
	o.prefix.valid_s = valid_s;
	o.prefix.preferred_s = preferred_s;
	return o;
}

struct nd_opt rio(const char *prefix, unsigned plen, int preference, uint32_t lifetime_s)
{
	struct nd_opt o;

	nd_opt_init(&o, ND_OPT_ROUTE);
	o.route.prefix = (struct ip6_prefix){ addr(prefix), (uint8_t)plen };
	o.route.preference = (int8_t)preference;
	o.route.lifetime_s = lifetime_s;
	return o;
}

struct nd_opt rdnss(const char *server, uint32_t lifetime_s)
{
	static struct in6_addr kept[64];	/* an option views it */
	static unsigned at;
	struct in6_addr *a = &kept[at++ % 64];
	struct nd_opt o;

	*a = addr(server);
	nd_opt_init(&o, ND_OPT_RDNSS);
	o.rdnss.servers = view_of(a, sizeof(*a));
	o.rdnss.lifetime_s = lifetime_s;
	return o;
}

struct nd_opt dnssl(uint32_t lifetime_s)
{
	static const char name[] = "\4evil\7example";	/* the NUL is the root */
	struct nd_opt o;

	nd_opt_init(&o, ND_OPT_DNSSL);
	o.dnssl.suffixes = view_of(name, sizeof(name));
	o.dnssl.lifetime_s = lifetime_s;
	return o;
}

struct nd_opt pref64(const char *prefix, unsigned plen, unsigned lifetime_s)
{
	struct nd_opt o;

	nd_opt_init(&o, ND_OPT_PREF64);
	o.pref64.prefix = (struct ip6_prefix){ addr(prefix), (uint8_t)plen };
	o.pref64.lifetime_s = (uint16_t)lifetime_s;
	return o;
}

struct nd_opt portal(const char *uri)
{
	struct nd_opt o;

	nd_opt_init(&o, ND_OPT_CAPTIVE_PORTAL);
	o.captive_portal.uri = view_of(uri, strlen(uri));
	return o;
}

struct nd_opt mtu(uint32_t octets)
{
	struct nd_opt o;

	nd_opt_init(&o, ND_OPT_MTU);
	o.mtu.mtu = octets;
	return o;
}

struct nd_opt sllao(const char *mac)
{
	static uint8_t kept[6];
	struct nd_opt o;

	nd_opt_init(&o, ND_OPT_SLLA);
	o.lladdr.addr = view_of(kept, macs_of(mac, kept));
	return o;
}

void scene_say(struct scene *c, struct nd_opt o)
{
	assert_int_equal(nd_opt_build(&c->options, &o), 0);
}

void scene_say_octets(struct scene *c, const void *octets, size_t len)
{
	wbuf_put(&c->options, octets, len);
}

void scene_judge(struct scene *c)
{
	struct judge_env env = { .ra = &c->ra, .own = &c->own };

	if (c->watching)
		env.watch = &c->watch;
	if (c->knows_before)
		env.before = &c->before;
	c->msg.options = view_of(c->octets, c->options.len);
	c->s.msg = c->msg;
	judge(&env, &c->s, &c->v);
}

const struct finding *finding_of(const struct scene *c, const char *reason)
{
	for (unsigned i = 0; i < c->v.n; i++) {
		if (c->v.finding[i].reason && strcmp(c->v.finding[i].reason, reason) == 0)
			return &c->v.finding[i];
	}
	return NULL;
}

static void assert_text(const char *is, const char *ought)
{
	if (ought)
		assert_string_equal(is, ought);
}

void assert_finding(const struct scene *c, const char *reason, enum note_severity severity,
		    const char *field, const char *expected, const char *got)
{
	const struct finding *f = finding_of(c, reason);

	if (!f)
		fail_msg("no finding %s", reason);
	assert_int_equal(f->severity, severity);
	if (field) {
		assert_non_null(f->field);
		assert_string_equal(f->field, field);
	}
	assert_text(f->expected, expected);
	assert_text(f->got, got);
}

void assert_no_finding(const struct scene *c, const char *reason)
{
	const struct finding *f = finding_of(c, reason);

	if (f)
		fail_msg("finding %s field=%s expected=%s got=%s", reason, f->field, f->expected, f->got);
}

void assert_event(const struct scene *c, const char *event, const char *reason,
		  enum note_severity severity)
{
	if (!c->v.event)
		fail_msg("silent, but %s was expected", event);
	assert_string_equal(c->v.event, event);
	assert_true(c->v.n >= 1);
	if (reason) {
		assert_non_null(c->v.finding[0].reason);
		assert_string_equal(c->v.finding[0].reason, reason);
	} else {
		assert_null(c->v.finding[0].reason);
	}
	assert_int_equal(c->v.finding[0].severity, severity);
	assert_int_equal(c->v.severity, severity);
}

void assert_silent(const struct scene *c, enum router_class class)
{
	if (c->v.event)
		fail_msg("%s reason=%s field=%s expected=%s got=%s", c->v.event,
			 c->v.finding[0].reason ? c->v.finding[0].reason : "-",
			 c->v.finding[0].field ? c->v.finding[0].field : "-",
			 c->v.finding[0].expected, c->v.finding[0].got);
	assert_int_equal(c->v.n, 0);
	assert_int_equal(c->v.class, class);
	assert_string_equal(c->v.impact, "");
	assert_false(c->v.harms_ours);
	assert_true(c->v.harm_until == ND_LONG_AGO);
}

void assert_impact(const struct scene *c, const char *part)
{
	if (!strstr(c->v.impact, part))
		fail_msg("\"%s\" does not say \"%s\"", c->v.impact, part);
}
