/* SPDX-License-Identifier: ISC */
/* What is odd about the way an RA came: evasion, SLLAO, unicast, VLAN tag. */
#include "judge_parts.h"

#include <string.h>

#include "ip6.h"
#include "wire_order.h"

#define MAC_LEN 6u	/* of an address in `LinkLayerAddress` */

static bool allows_sllao(const struct judging *j, struct view lladdr)
{
	return j->desc && lladdr.len >= MAC_LEN &&
	       lists_mac(j->desc, view_of(lladdr.ptr, MAC_LEN));
}

static void judge_sllao(struct judging *j)
{
	struct view mac = mac_of(j->s);
	struct finding *f;
	struct nd_opt o;
	struct rbuf r;
	struct text t;
	int fault;

	rbuf_init(&r, j->s->msg.options.ptr, j->s->msg.options.len);
	while (mac.len > 0 && nd_opt_next(&r, &o, &fault) == 1) {
		struct view said = o.lladdr.addr;

		if (!wire_is(&o, ND_OPT_SLLA) || allows_sllao(j, said) ||
		    (said.len >= mac.len && memcmp(said.ptr, mac.ptr, mac.len) == 0))
			continue;
		f = judge_add(j, WORD_SLLAO_MISMATCH, "sllao");
		if (!f)
			return;
		t = finding_expected(f);
		text_hex(&t, mac, ':');
		t = finding_got(f);
		text_hex(&t, view_of(said.ptr, said.len < mac.len ? said.len : mac.len), ':');
		return;
	}
}

void judge_evasion(struct judging *j)
{
	static const struct {
		unsigned form;
		enum judge_word word;
	} rows[] = {
		{ SIGHT_FRAGMENTED | SIGHT_HIDDEN, WORD_FRAGMENTED },
		{ SIGHT_OVERLAP, WORD_OVERLAP },
		{ SIGHT_EXT_HEADERS, WORD_EXT_HEADERS },
		{ SIGHT_CHAIN_TOO_LONG, WORD_CHAIN_TOO_LONG },
	};
	struct finding *f;
	struct text t;

	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		f = (j->s->form & rows[i].form) ? judge_add(j, rows[i].word, NULL) : NULL;
		if (!f)
			continue;
		t = finding_got(f);
		if (rows[i].word == WORD_FRAGMENTED && (j->s->form & SIGHT_HIDDEN))
			text_put(&t, "the first fragment does not show what it is");
		else if (j->s->n_headers > 0)
			text_printf(&t, "%u extension header%s", j->s->n_headers,
				    j->s->n_headers == 1 ? "" : "s");
	}
}

void judge_form(struct judging *j)
{
	struct finding *f;
	struct text t;

	judge_evasion(j);
	judge_sllao(j);
	/* A router may answer a solicitation so (RFC 4861 s. 6.2.6); a trusted one does no harm. */
	if ((j->s->form & SIGHT_UNICAST) && !is_trusted(j)) {
		f = judge_add(j, WORD_UNICAST, "dst");
		if (f) {
			t = finding_got(f);
			ip6_put(&t, &j->s->dst);
		}
	}
	if (j->s->form & SIGHT_TAGGED) {
		f = judge_add(j, WORD_VLAN_TAGGED, "vlan");
		if (f) {
			t = finding_got(f);
			text_printf(&t, "%u", j->s->vlan);
		}
	}
}
