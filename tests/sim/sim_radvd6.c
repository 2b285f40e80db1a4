/* SPDX-License-Identifier: ISC */
/*
 * Days in the life of radvd6's core, in seconds: links flap, addresses come
 * and go, the file changes, hosts ask, sends fail, all at random. What must
 * hold all the time is in model.c.
 *
 *	sim_radvd6 [-d DAYS] FIRST-SEED [LAST-SEED]
 *
 * A run is a function of its seed: a seed that is reported wrong can be run
 * again alone.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ip6.h"
#include "model.h"
#include "rng.h"

#define TAIL 40
#define LINE 160

static const struct variant VARIANTS[] = {
	{ .text = NULL },
	{ .text = "AdvSendAdvert off;" },
	{ .text = "AdvSendAdvert on;", .on = true, .solicited_unicast = true, .max_ms = 600000,
	  .min_ms = 198000, .min_delay_ms = 3000, .lifetime_s = 1800, .final_ras = 1 },
	{ .text = "AdvSendAdvert on; AdvRASolicitedUnicast off; FinalRAs 2;", .on = true,
	  .max_ms = 600000, .min_ms = 198000, .min_delay_ms = 3000, .lifetime_s = 1800,
	  .final_ras = 2 },
	{ .text = "AdvSendAdvert on; MaxRtrAdvInterval 4; MinRtrAdvInterval 3; FinalRAs 3;"
		  "prefix 2001:db8::/64 { DecrementLifetimes on; };", .on = true,
	  .solicited_unicast = true, .max_ms = 4000, .min_ms = 3000, .min_delay_ms = 3000,
	  .lifetime_s = 12, .final_ras = 3 },
	{ .text = "AdvSendAdvert on; UnicastOnly on; RDNSS 2001:db8::53 { };", .on = true,
	  .unicast_only = true, .max_ms = 600000, .min_ms = 198000, .min_delay_ms = 3000,
	  .lifetime_s = 1800 },
	{ .text = "AdvSendAdvert on; MaxRtrAdvInterval 60; MinRtrAdvInterval 20; AdvLinkMTU 1400;"
		  "MinDelayBetweenRAs 5; AdvRASolicitedUnicast off; AdvDefaultLifetime 9000;"
		  "route 2001:db8:9::/48 { }; nat64prefix 64:ff9b::/96 { };", .on = true,
	  .max_ms = 60000, .min_ms = 20000, .min_delay_ms = 5000, .lifetime_s = 9000,
	  .final_ras = 1 },
	{ .text = "AdvSendAdvert on; AdvDefaultLifetime 0; RemoveAdvOnExit off; MaxSolicitedDelay 0;"
		  "MANY", .on = true, .solicited_unicast = true, .max_ms = 600000,
	  .min_ms = 198000, .min_delay_ms = 3000 },
};
#define N_VARIANTS (sizeof(VARIANTS) / sizeof(*VARIANTS))

struct sim {
	struct world *w;
	struct model m;
	struct rng rng;
	const struct variant *v[FACES];
	char text[16384];
	char tail[TAIL][LINE];
	unsigned n_tail;
	uint64_t seed;
	bool finished;
};

static struct sim sim;

/* --- what to say when something is wrong ------------------------------------------ */

__attribute__((format(printf, 1, 2)))
static void event(const char *format, ...)
{
	char *line = sim.tail[sim.n_tail++ % TAIL];
	int len = snprintf(line, LINE, "%12.3f ", (double)sim.w->now / 1000);
	va_list ap;

	va_start(ap, format);
	vsnprintf(line + len, LINE - (size_t)len, format, ap);
	va_end(ap);
	sim.m.events++;
}

static void say_tail(void)
{
	unsigned n = sim.n_tail < TAIL ? sim.n_tail : TAIL;

	if (sim.finished)
		return;
	fprintf(stderr, "seed %llu went wrong; the last events:\n", (unsigned long long)sim.seed);
	for (unsigned i = sim.n_tail - n; i < sim.n_tail; i++)
		fprintf(stderr, "%s\n", sim.tail[i % TAIL]);
}

static void on_abort(int sig)
{
	say_tail();
	signal(sig, SIG_DFL);
	raise(sig);
}

static void wrong(const char *rule, unsigned face, const char *what)
{
	event("WRONG eth%u %s: %s", face, rule, what);
	exit(EXIT_FAILURE);
}

/* --- what happens ------------------------------------------------------------------- */

static unsigned upto(unsigned max)
{
	return (unsigned)rng_upto(&sim.rng, max);
}

/* Shorter spans are likelier, as most of what goes wrong needs two events close together. */
static nd_ms random_span(void)
{
	static const nd_ms most[] = { 0, 20, 500, 3500, 20000, 60000, 700000 };

	return (nd_ms)rng_upto(&sim.rng, (uint64_t)most[upto(6)]);
}

static struct link *present(unsigned i)
{
	struct link *l = &sim.w->links[i];

	return l->ifindex ? l : NULL;
}

static void say(unsigned i)
{
	model_link(&sim.m, i, present(i));
	world_say(sim.w, present(i));
}

static void appear(unsigned i)
{
	char name[16];

	snprintf(name, sizeof(name), "eth%u", i);
	world_link(sim.w, i + 1, name);
	event("eth%u appears", i);
	say(i);
}

static void disappear(unsigned i)
{
	event("eth%u disappears", i);
	model_link(&sim.m, i, NULL);
	world_gone(sim.w, i + 1);
	memset(&sim.w->links[i], 0, sizeof(sim.w->links[i]));
}

static void change_address(unsigned i)
{
	struct link *l = present(i);
	unsigned at = l->n_addrs ? upto(l->n_addrs - 1u) : 0, what = upto(5);
	char text[40];

	if (what == 0 && l->n_addrs > 0) {
		event("eth%u loses an address", i);
		l->addrs[at] = l->addrs[--l->n_addrs];
	} else if (what == 1 && l->n_addrs > 0) {
		l->addrs[at].tentative = !l->addrs[at].tentative;
		event("eth%u address %u tentative %d", i, at, l->addrs[at].tentative);
	} else if (what == 2 && l->n_addrs > 0) {
		l->addrs[at].deprecated = !l->addrs[at].deprecated;
		event("eth%u address %u deprecated %d", i, at, l->addrs[at].deprecated);
	} else if (what == 3 && l->n_addrs > 0) {
		l->addrs[at].dad_failed = !l->addrs[at].dad_failed;
		event("eth%u address %u dad-failed %d", i, at, l->addrs[at].dad_failed);
	} else if (l->n_addrs < l->cap_addrs) {
		snprintf(text, sizeof(text), what == 4 ? "2001:db8:%x::%x" : "fe80::%x:%x", i + 1,
			 upto(65535));
		event("eth%u gets %s", i, text);
		world_addr(l, text, 64);
	}
	say(i);
}

static void change_link(unsigned i)
{
	static const uint32_t mtus[] = { 1280, 1281, 1500, 9000 };
	struct link *l = present(i);

	switch (upto(9)) {
	case 0 ... 3:
		l->up = !l->up;
		event("eth%u up %d", i, l->up);
		break;
	case 4 ... 5:
		l->forwarding = !l->forwarding;
		event("eth%u forwarding %d", i, l->forwarding);
		break;
	case 6:
		l->lladdr[5] = (uint8_t)upto(255);
		event("eth%u another MAC", i);
		break;
	case 7:
		l->mtu = mtus[upto(3)];
		event("eth%u MTU %u", i, l->mtu);
		break;
	case 8:
		event("eth%u nothing new", i);
		break;
	default:
		disappear(i);
		return;
	}
	say(i);
}

/* All that keeps an interface from advertising is over, lest it be silent most of the time. */
static void heal(unsigned i)
{
	struct link *l = present(i);

	l->up = true;
	for (unsigned k = 0; k < l->n_addrs; k++)
		l->addrs[k].tentative = l->addrs[k].dad_failed = false;
	if (l->n_addrs == 0)
		world_addr(l, "fe80::1:1", 64);
	event("eth%u is well again", i);
	say(i);
}

static size_t put_variant(size_t len, unsigned i)
{
	const struct variant *v = sim.v[i];

	len += (size_t)sprintf(sim.text + len, "interface eth%u { ", i);
	for (const char *c = v->text; *c; c++) {
		if (strncmp(c, "MANY", 4) != 0) {
			sim.text[len++] = *c;
			continue;
		}
		for (unsigned k = 0; k < 60; k++)
			len += (size_t)sprintf(sim.text + len, "prefix 2001:db8:%x::/64 { };", k);
		break;
	}
	return len + (size_t)sprintf(sim.text + len, " };\n");
}

static const char *configuration(void)
{
	size_t len = (size_t)sprintf(sim.text, "interface never0 { };\n");

	for (unsigned i = 0; i < FACES; i++) {
		if (sim.v[i]->text)
			len = put_variant(len, i);
	}
	return sim.text;
}

static void reload(void)
{
	if (upto(3) > 0)
		sim.v[upto(FACES - 1)] = &VARIANTS[upto(N_VARIANTS - 1)];
	event("reload %d %d %d %d", (int)(sim.v[0] - VARIANTS), (int)(sim.v[1] - VARIANTS),
	      (int)(sim.v[2] - VARIANTS), (int)(sim.v[3] - VARIANTS));
	for (unsigned i = 0; i < FACES; i++)
		model_configure(&sim.m, i, sim.v[i]);
	world_reload(sim.w, configuration());
}

static void ask(unsigned i)
{
	unsigned host = upto(20);
	char src[40];
	struct in6_addr a;

	if (host == 0)
		snprintf(src, sizeof(src), "::");
	else
		snprintf(src, sizeof(src), host > 10 ? "fe80::f:%x" : "2001:db8:ffff::%x", host);
	event("eth%u is asked by %s", i, src);
	a = addr(src);
	model_asked(&sim.m, i, &a);
	world_rs(sim.w, i + 1, src);
}

static void ask_badly(unsigned i)
{
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, i + 1, "fe80::bad");

	switch (upto(3)) {
	case 0:
		p.hop_limit = 254;
		break;
	case 1:
		buf[1] = 1;
		break;
	case 2:
		p.fragmented = true;
		break;
	default:
		p.src = IP6_ALL_NODES;
	}
	event("eth%u is asked badly", i);
	world_packet(sim.w, &p);
}

static void flood(unsigned i)
{
	unsigned n = 100 + upto(1000);
	uint8_t buf[16];
	struct nd_packet p = world_rs_packet(buf, i + 1, "fe80::1:0:0:1");

	event("eth%u is flooded by %u", i, n);
	for (; n > 0; n--) {
		uint64_t r = rng_u64(&sim.rng);

		memcpy(&p.src.s6_addr[8], &r, 8);
		model_flood(&sim.m, i);
		world_packet(sim.w, &p);
		if (n % 4 == 0)
			world_run(sim.w, 1);
	}
}

static void sends_fail(void)
{
	static const int errors[] = { ENOBUFS, ENETDOWN, EPERM, EADDRNOTAVAIL, EINVAL };

	struct link *l = present(upto(FACES - 1));

	sim.w->fail_with = sim.w->fail_with ? 0 : errors[upto(4)];
	/* Half of the time from one address alone. */
	sim.w->fail_src = l && l->n_addrs && upto(1) ? l->addrs[0].addr : in6addr_any;
	event("sends meet error %d", sim.w->fail_with);
}

static void something_else(unsigned i)
{
	struct in6_addr host = addr("fe80::f:b");

	if (upto(1)) {
		event("lifetimes are reset");
		core_on_reset(&sim.w->core, sim.w->now);
		return;
	}
	event("eth%u cannot reach a host", i);
	model_flood(&sim.m, i);
	core_on_unreachable(&sim.w->core, sim.w->now, i + 1, &host);
	world_run(sim.w, 0);
}

static void happen(void)
{
	unsigned i = upto(FACES - 1), what = upto(99);

	if (sim.w->fail_with) {
		model_failing(&sim.m);
		if (upto(3) == 0)
			sends_fail();
	}
	if (what < 50)
		ask(i);
	else if (what < 55)
		ask_badly(i);
	else if (what < 68 && !present(i))
		appear(i);
	else if (what < 68)
		change_link(i);
	else if (what < 76 && present(i))
		change_address(i);
	else if (what < 82 && present(i))
		heal(i);
	else if (what < 90)
		reload();
	else if (what < 93)
		flood(i);
	else if (what < 95)
		sends_fail();
	else
		something_else(i);
}

/* Time passes; while sends fail, in small steps, as the model wants to know until when. */
static void pass(nd_ms span)
{
	nd_ms until = sim.w->now + span;

	while (sim.w->fail_with && sim.w->now < until) {
		model_failing(&sim.m);
		world_run_until(sim.w, nd_ms_min(until, sim.w->now + 1000));
		model_failing(&sim.m);
	}
	world_run_until(sim.w, until);
	model_check(&sim.m);
}

static void end(void)
{
	sim.w->fail_with = 0;
	event("the end");
	model_stop(&sim.m);
	world_stop(sim.w);
	for (unsigned i = 0; i < 170; i++) {
		ask(upto(FACES - 1));
		pass(100);
	}
	if (!core_stopped(&sim.w->core))
		wrong("R-051", 0, "the end does not come");
}

static void live(uint64_t seed, unsigned days)
{
	sim.finished = false;
	sim.seed = seed;
	sim.n_tail = 0;
	sim.rng = rng_fixed(seed ^ 0x5eed);
	for (unsigned i = 0; i < FACES; i++)
		sim.v[i] = &VARIANTS[2 + i];
	sim.w = world_new(configuration(), 1000, seed);
	model_init(&sim.m, sim.w);
	sim.m.wrong = wrong;
	for (unsigned i = 0; i < FACES; i++)
		model_configure(&sim.m, i, sim.v[i]);
	while (sim.w->now < (nd_ms)days * 86400 * ND_SECOND) {
		happen();
		model_check(&sim.m);
		pass(random_span());
	}
	end();
	printf("seed %llu: %lu events, %lu packets sent, %lu solicitations answered in time\n",
	       (unsigned long long)seed, sim.m.events, sim.m.sent, sim.m.answers);
	world_free(sim.w);
	sim.finished = true;
}

int main(int argc, char **argv)
{
	unsigned days = 3;
	uint64_t first, last;
	int at = 1;

	if (argc > 2 && strcmp(argv[1], "-d") == 0) {
		days = (unsigned)strtoul(argv[2], NULL, 10);
		at = 3;
	}
	if (at >= argc) {
		fprintf(stderr, "usage: sim_radvd6 [-d DAYS] FIRST-SEED [LAST-SEED]\n");
		return EXIT_FAILURE;
	}
	first = last = strtoull(argv[at], NULL, 10);
	if (at + 1 < argc)
		last = strtoull(argv[at + 1], NULL, 10);
	sim.finished = true;
	atexit(say_tail);
	signal(SIGABRT, on_abort);
	for (uint64_t seed = first; seed <= last; seed++)
		live(seed, days);
	return EXIT_SUCCESS;
}
