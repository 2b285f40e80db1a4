/* SPDX-License-Identifier: ISC */
/* Captive Portal, RFC 8910 s. 2.3: a URI, then zero octets. */
#include "opt_rows.h"

#include <string.h>

static const struct field fields[] = {
	{ .name = "uri", .keyword = "AdvCaptivePortalAPI", .kind = FIELD_TEXT,
	  .flags = FIELD_HEAD | FIELD_REQUIRED, ND_FIELD(captive_portal.uri) },
};

static bool is_uri(struct view v)
{
	return v.len > 0 && !memchr(v.ptr, 0, v.len);
}

static int parse(struct rbuf *r, struct nd_opt *o)
{
	struct view uri = rbuf_view(r, rbuf_left(r));

	while (uri.len > 0 && uri.ptr[uri.len - 1] == 0)
		uri.len--;
	o->captive_portal.uri = uri;
	return is_uri(uri) ? nd_result(r) : ND_ERANGE;
}

static int build(struct wbuf *w, const struct nd_opt *o)
{
	struct view uri = o->captive_portal.uri;

	if (!is_uri(uri))
		return ND_ERANGE;
	wbuf_put(w, uri.ptr, uri.len);
	return 0;
}

const struct nd_opt_desc nd_row_captive_portal = {
	.type = ND_OPT_CAPTIVE_PORTAL, .name = "captive-portal", .keyword = "AdvCaptivePortalAPI",
	.rfc = "RFC 8910", .statement = true, .min_units = 1, .max_units = 255,
	.allowed = ND_IN_RA, ND_FIELDS(fields), .parse = parse, .build = build,
};
