/* SPDX-License-Identifier: ISC */
/* Router Advertisements in the words of radvd.conf. */
#include "nd_print.h"

#include "err.h"
#include "nd_msg.h"
#include "nd_opt.h"
#include "rbuf.h"

static void put_header(struct text *t, const struct nd_ra *ra)
{
	for (unsigned i = 0; i < nd_ra_n_fields; i++) {
		const struct field *f = &nd_ra_fields[i];

		if (!f->keyword)
			continue;
		text_printf(t, "\t%s ", f->keyword);
		field_put(t, f, ra);
		text_put(t, ";\n");
	}
	if (ra->proxy)
		text_put(t, "\t# the proxy flag is set (RFC 4389)\n");
}

/* The sender's address stands in no option block: it follows from the interface. */
static void put_option(struct text *t, const struct nd_opt *o, int fault)
{
	if (o->type == ND_OPT_SLLA && fault == 0) {
		text_put(t, "\tAdvSourceLLAddress on; # ");
		text_hex(t, o->lladdr.addr, ':');
		text_char(t, '\n');
		return;
	}
	text_char(t, '\t');
	nd_opt_put(t, o);
	if (fault < 0)
		text_printf(t, " # %s: %s", nd_opt_desc_of(o->type)->name, nd_strerror(fault));
	text_char(t, '\n');
}

int nd_print_ra(struct text *t, const char *name, struct view icmp)
{
	struct nd_opt o;
	struct nd_msg m;
	struct rbuf r;
	int more, fault, err = nd_msg_parse(icmp, &m);

	if (err < 0)
		return err;
	if (m.type != ND_RA)
		return ND_ETYPE;
	text_put(t, "interface \"");
	text_escaped(t, view_of(name, strlen(name)));
	text_put(t, "\" {\n\tAdvSendAdvert on;\n");
	put_header(t, &m.ra);
	rbuf_init(&r, m.options.ptr, m.options.len);
	while ((more = nd_opt_next(&r, &o, &fault)) == 1)
		put_option(t, &o, fault);
	if (more < 0)
		text_put(t, "\t# an option of length 0, or one that leaves the packet, follows\n");
	text_put(t, "};\n");
	return 0;
}

void nd_print_octets(struct text *t, struct view octets)
{
	for (size_t i = 0; i < octets.len; i += 16) {
		size_t left = octets.len - i;

		text_printf(t, "# %04zx  ", i);
		text_hex(t, view_of(octets.ptr + i, left < 16 ? left : 16), ' ');
		text_char(t, '\n');
	}
}
