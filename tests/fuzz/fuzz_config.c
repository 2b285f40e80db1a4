/* SPDX-License-Identifier: ISC */
/*
 * radvd.conf from arbitrary octets: lexer, parser, values and checks.
 *
 * Besides the sanitizers' rules these must hold: a configuration comes exactly
 * when there is no error; a fault points into its text and its rendering stays
 * printable; what is accepted keeps the rules of RFC 4861 s. 6.2.1 and can be
 * sent; the same text gives the same faults again; what is accepted, printed and
 * read again is equal, and printed again it is the same text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "conf.h"
#include "equal.h"
#include "err.h"
#include "fuzz.h"
#include "print.h"

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* What there is to include besides the text itself, which is "e/f". */
static const struct {
	const char *name, *text;
} files[] = {
	{ "e/a", "interface a { AdvSendAdvert on; };" },
	{ "e/b", "include 'd/*'; interface b { prefix 2001:db8:b::/64; };" },
	{ "e/d/1", "defaults { MaxRtrAdvInterval 9; RDNSS ::1 { }; };" },
	{ "e/d/2", "interface \"d*\" { AdvLinkMTU 1; };" },
	{ "e/loop", "include 'loop'; include 'f'; include \"../a\";" },
	{ "e/bad", "interface { } }; \xff include" },
};

static bool stays_beneath(const char *name)
{
	size_t len;

	if (strncmp(name, "e/", 2) != 0)
		return false;
	for (name += 2; *name; name += len + 1) {
		len = strcspn(name, "/");
		if (len == 0 || (len == 2 && memcmp(name, "..", 2) == 0))
			return false;
		if (name[len] == '\0')
			return true;
	}
	return false;
}

static const char *read_memory(void *arg, const char *name, const char *from, struct cf_text *out)
{
	if (!from) {
		*out = *(const struct cf_text *)arg;
		return NULL;
	}
	must(stays_beneath(name));
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		if (strcmp(files[i].name, name) != 0)
			continue;
		*out = (struct cf_text){ .text = files[i].text, .len = strlen(files[i].text) };
		return NULL;
	}
	return "not there";
}

/* Everything beneath @dir matches every pattern. */
static const char *match_memory(void *arg, const char *dir, const char *pattern,
				const char *const **names, size_t *n)
{
	static const char *matched[ARRAY_LEN(files)];

	(void)arg;
	must(strncmp(dir, "e/", 2) == 0 && pattern[0] != '/' && strpbrk(pattern, "*?["));
	*n = 0;
	for (size_t i = ARRAY_LEN(files); i-- > 0;)
		if (strncmp(files[i].name, dir, strlen(dir)) == 0)
			matched[(*n)++] = files[i].name;
	*names = matched;
	return NULL;
}

static struct conf *load(struct cf_text *text, struct diags *diags)
{
	struct cf_source source = { .read = read_memory, .match = match_memory, .arg = text };

	diags->n = diags->errors = diags->warnings = diags->advices = 0;
	diags->wants_advice = true;
	return conf_load(&source, "e/f", diags);
}

struct out {
	char *text;
	size_t len, cap;
};

static void put_out(void *arg, const char *text, size_t len)
{
	struct out *o = arg;

	if (o->cap - o->len < len) {
		o->cap = 2 * o->cap + len;
		o->text = realloc(o->text, o->cap);
		must(o->text != NULL);
	}
	memcpy(o->text + o->len, text, len);
	o->len += len;
}

static struct out print(const struct conf *c)
{
	struct out o = { .text = malloc(4096), .cap = 4096 };
	struct cf_printer to = { .put = put_out, .arg = &o };

	must(o.text && cf_print(&c->node, &to));
	return o;
}

static void try_print(const struct conf *c)
{
	static struct diags diags;
	struct out once = print(c), twice;
	struct cf_text text = { .text = once.text, .len = once.len };
	struct conf *again = load(&text, &diags);

	must(again && cf_equal(&c->node, &again->node));
	twice = print(again);
	must(once.len == twice.len && memcmp(once.text, twice.text, once.len) == 0);
	talloc_free(again);
	free(once.text);
	free(twice.text);
}

static void try_diag(const struct diag *d, const struct cf_text *text)
{
	char out[2048];
	struct text t;

	if (d->order == 0)
		must(d->line <= text->len + 1 && d->column <= text->len + 1);
	must(strlen(d->excerpt) <= DIAG_COLUMNS && d->caret <= strlen(d->excerpt));
	text_init(&t, out, sizeof(out));
	diag_put(&t, d);
	for (size_t i = 0; i < t.len; i++)
		must(out[i] == '\n' || (out[i] >= 0x20 && out[i] < 0x7f));
}

static void try_option(const struct conf_option *o)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	struct wbuf w;
	int r;

	wbuf_init(&w, octets, sizeof(octets));
	r = nd_opt_build(&w, &o->opt);
	/* only what is divided over several options may be too long for one */
	must(r == 0 || (r == ND_EFULL &&
			(o->opt.type == ND_OPT_RDNSS || o->opt.type == ND_OPT_DNSSL)));
	if (o->opt.type == ND_OPT_PREFIX)
		must(o->opt.prefix.preferred_s <= o->opt.prefix.valid_s);
}

static void try_pvd(const struct conf_pvd *p)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	struct wbuf w;

	wbuf_init(&w, octets, sizeof(octets));
	must(nd_opt_build(&w, &p->opt) == 0);
	for (uint32_t n = 0; n < p->n_wire; n++)
		try_option(p->wire[n]);
}

static void try_iface(const struct conf *c, const struct conf_iface *i)
{
	must(i->is_pattern || conf_iface_find(c, i->name) == i);
	must(i->is_pattern || strlen(i->name) < IF_NAMESIZE);
	must(i->min_ms * 4 <= i->max_ms * 3);
	must(i->ra.router_lifetime_s == 0 || i->ra.router_lifetime_s * ND_SECOND >= i->max_ms);
	must(i->mobile_ipv6 || (i->max_ms >= 4000 && i->min_ms >= 3000 && i->min_delay_ms >= 3000));
	must(i->link_mtu == 0 || i->link_mtu >= 1280);
	must(!i->home_agent_info || (i->ra.home_agent && i->home_agent.lifetime_s > 0));
	for (uint32_t n = 0; n < i->n_wire; n++)
		try_option(i->wire[n]);
	for (uint32_t n = 0; n < i->n_pvds; n++)
		try_pvd(i->pvds[n]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct diags diags;
	struct cf_text text = { .text = (const char *)data, .len = size };
	struct conf *c = load(&text, &diags);
	unsigned errors = diags.errors, warnings = diags.warnings;

	must((c != NULL) == (errors == 0));
	for (unsigned i = 0; i < diags.n; i++)
		try_diag(&diags.list[i], &text);
	for (uint32_t i = 0; c && i < c->n_ifaces; i++)
		try_iface(c, c->ifaces[i]);
	if (c)
		try_print(c);
	talloc_free(c);
	c = load(&text, &diags);
	talloc_free(c);
	must(diags.errors == errors && diags.warnings == warnings);
	return 0;
}

#define SEED(s) { .ptr = (const uint8_t *)(s), .len = sizeof(s) - 1 }

const struct view fuzz_seeds[] = {
	SEED("interface eth0 { AdvSendAdvert on; MaxRtrAdvInterval 30.5; MinRtrAdvInterval 3;\n"
	     "prefix 2001:db8::1/64 { AdvRouterAddr on; AdvValidLifetime infinity; };\n"
	     "route ::/0 { AdvRoutePreference low; }; };\n"),
	SEED("# c\ninterface 'eth1' { /* c */ RDNSS ::1 2001:db8::1 { AdvRDNSSLifetime 9; };\r\n"
	     "DNSSL example.com. a.b { FlushDNSSL no; }; nat64prefix 64:ff9b::/96; }; // c"),
	SEED("interface a { prefix fe80::/64; prefix 2001:db8::/64; prefix 2001:db8::/64 { }; };\n"
	     "interface b { AdvDefaultLifetime 0; AdvLinkMTU 1280; AdvCurHopLimit 300; };"),
	SEED("interface a { prefix ::/64 { Base6Interface b; AdvRouterAddr on; }; RDNSS :: { };\n"
	     "prefix 0:0:0:1::/64 { Base6to4Interface c; }; autoignoreprefixes { ::/128; };\n"
	     "clients { fe80::1; !fe80::2; }; AdvRASrcAddress { fe80::3; }; FollowRoute ::/0;\n"
	     "lowpanco { AdvContextID 3; AdvContextPrefix 2001:db8::; AdvContextLength 64; };\n"
	     "abro fe80::1/64 { AdvVersionLow 1; }; };"),
	SEED("interface a { AdvHomeAgentFlag on; AdvHomeAgentInfo on; AdvIntervalOpt on;\n"
	     "HomeAgentPreference 1; AdvCaptivePortalAPI \"https://a.b/\"; AdvOption 200 \"00\";\n"
	     "DNR a.b { AdvDNRAddr 2001:db8::1; AdvDNRSvcAlpn h2 dot; AdvDNRSvcPort 1;\n"
	     "AdvDNRSvcDohpath \"/q\"; AdvDNRSvcParams \"00\"; AdvDNRPriority 2; };\n"
	     "pvd \"a.b\" { AdvPvDRouterHeader on; AdvPvDHttpFlag on; AdvPvDDelay 3; AdvLinkMTU 1280;\n"
	     "AdvDefaultLifetime 600; prefix 2001:db8::/64; AdvOption 201 01; }; };"),
	SEED("interface \"e\\x41\" { AdvHomeAgentFlag on }; }; foo { { } } interface e { };"),
	SEED("include 'a'; include \"d/?\"; include 'b'; interface a { }; LogFormat json;"),
	SEED("include 'b'; ControlSocket \"/r\"; StateDirectory off; defaults { clients { ::1; }; };\n"
	     "interface 'x*' { clients { !fe80::1; }; IgnoreIfMissing off; };"),
	SEED("include 'loop'; include 'bad'; include '../a'; include \"/a\"; include './/d/1';"),
	SEED("defaults { AdvSendAdvert on; prefix 2001:db8::/64 { AdvOnLink off; }; pvd a.b { }; };\n"
	     "interface a { }; interface b { AdvDefaultLifetime 0; DNSSL a { }; };"),
};

const unsigned fuzz_n_seeds = ARRAY_LEN(fuzz_seeds);
