/* SPDX-License-Identifier: ISC */
/* What an advertisement says, short and bounded, for those who read JSON or the journal. */
#include "sight_note.h"

#include <string.h>

#include "field.h"
#include "ip6.h"
#include "nd_opt.h"
#include "text.h"

/* One more item, whole or not at all. */
static void add_item(char *list, size_t size, const char *item)
{
	size_t used = strlen(list), len = strlen(item);

	if (used + (used > 0) + len >= size)
		return;
	if (used)
		list[used++] = ' ';
	memcpy(list + used, item, len + 1);
}

static void add_prefix(char *list, size_t size, const struct ip6_prefix *p)
{
	char item[64];
	struct text t;

	text_init(&t, item, sizeof(item));
	ip6_prefix_put(&t, p);
	add_item(list, size, item);
}

/* The items of @v as field_put() writes them, blanks between. */
static void add_field(char *list, size_t size, const struct nd_opt *o, const char *name)
{
	char item[512], *next, *at = item;
	struct text t;

	text_init(&t, item, sizeof(item));
	for (unsigned i = 0; i < o->desc->n_fields; i++) {
		if (strcmp(o->desc->fields[i].name, name) == 0)
			field_put(&t, &o->desc->fields[i], o);
	}
	for (; *at; at = next) {
		next = at + strcspn(at, " ");
		if (*next)
			*next++ = '\0';
		add_item(list, size, at);
	}
}

static void add_option(struct note_ra *ra, const struct nd_opt *o)
{
	struct text t;

	switch (o->type) {
	case ND_OPT_PREFIX:
		add_prefix(ra->prefixes, sizeof(ra->prefixes), &o->prefix.prefix);
		break;
	case ND_OPT_ROUTE:
		add_prefix(ra->routes, sizeof(ra->routes), &o->route.prefix);
		break;
	case ND_OPT_PREF64:
		add_prefix(ra->pref64, sizeof(ra->pref64), &o->pref64.prefix);
		break;
	case ND_OPT_RDNSS:
		add_field(ra->rdnss, sizeof(ra->rdnss), o, "servers");
		break;
	case ND_OPT_DNSSL:
		add_field(ra->dnssl, sizeof(ra->dnssl), o, "suffixes");
		break;
	case ND_OPT_MTU:
		ra->mtu = o->mtu.mtu;
		break;
	case ND_OPT_CAPTIVE_PORTAL:
		text_init(&t, ra->captive_portal, sizeof(ra->captive_portal));
		text_escaped(&t, o->captive_portal.uri);
		break;
	default:
		break;
	}
}

static void add_header(struct note_ra *ra, const struct nd_ra *h)
{
	ra->lifetime_s = h->router_lifetime_s;
	ra->preference = h->preference;
	strcat(ra->flags, h->managed ? "M" : "");
	strcat(ra->flags, h->other ? "O" : "");
	strcat(ra->flags, h->home_agent ? "H" : "");
	strcat(ra->flags, h->proxy ? "P" : "");
	strcat(ra->flags, h->snac ? "S" : "");
}

void sight_note(struct note_ra *ra, const struct sighting *s)
{
	struct nd_opt o;
	struct rbuf r;
	int fault;

	memset(ra, 0, sizeof(*ra));
	ra->hop_limit = s->hop_limit;
	ra->ext_headers = s->n_headers;
	ra->reassembled = (s->form & SIGHT_FRAGMENTED) != 0;
	if (!s->parsed)
		return;
	ra->known = true;
	add_header(ra, &s->msg.ra);
	rbuf_init(&r, s->msg.options.ptr, s->msg.options.len);
	while (nd_opt_next(&r, &o, &fault) == 1) {
		if (fault == 0)
			add_option(ra, &o);
	}
}
