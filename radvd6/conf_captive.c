/* SPDX-License-Identifier: ISC */
/*
 * The URI of a captive portal's API (RFC 8910 s. 2, RFC 8908 s. 4). Whether it
 * fits an advertisement is looked at with all other options.
 */
#include <string.h>
#include <strings.h>

#include "conf_check.h"

#define MAX_DHCP_URI 255u		/* what a DHCPv4 option could say, RFC 8910 s. 2.3 */

static bool begins_with(struct view v, const char *s)
{
	size_t len = strlen(s);

	return v.len >= len && strncasecmp((const char *)v.ptr, s, len) == 0;
}

static bool is_plain(struct view uri)
{
	for (size_t i = 0; i < uri.len; i++)
		if (uri.ptr[i] <= ' ' || uri.ptr[i] > '~')
			return false;
	return true;
}

/* Between the two slashes and the next one, without user and port. */
static struct view host_of(struct view uri)
{
	size_t start = strlen("https://"), end = start;

	for (; end < uri.len && !strchr("/?#", uri.ptr[end]); end++)
		if (uri.ptr[end] == '@')
			start = end + 1;
	return view_of(uri.ptr + start, end - start);
}

/* [2001:db8::1] or 192.0.2.1, with or without a port */
static bool is_literal(struct view host)
{
	size_t i = 0;

	if (host.len > 0 && host.ptr[0] == '[')
		return true;
	while (i < host.len && ((host.ptr[i] >= '0' && host.ptr[i] <= '9') || host.ptr[i] == '.'))
		i++;
	return i > 0 && (i == host.len || host.ptr[i] == ':');
}

static void check_scheme(const struct cf_ctx *c, const struct cf_pos *pos, struct view uri)
{
	static const char none[] = "urn:ietf:params:capport:unrestricted";

	if (view_equal(uri, view_of(none, strlen(none))))
		return;
	if (!begins_with(uri, "https://"))
		cf_warn(c, pos, "hosts ask the API over TLS only (RFC 8908)",
			"the URI of a captive portal begins with https://");
	else if (is_literal(host_of(uri)))
		cf_warn(c, pos, "hosts cannot check the certificate of an address (RFC 8910)",
			"the URI of a captive portal should hold a name, not an address");
}

void conf_check_captive_portal(const struct cf_ctx *c, const struct cf_pos *pos, struct view uri)
{
	if (uri.len == 0) {
		cf_error(c, pos, "without a portal leave AdvCaptivePortalAPI out", "an empty URI");
		return;
	}
	if (!is_plain(uri)) {
		cf_error(c, pos, "write it as %20 and the like",
			 "a URI has no blanks, control characters or letters beyond ASCII");
		return;
	}
	if (uri.len > MAX_DHCP_URI)
		cf_warn(c, pos, "keep it below 256 octets (RFC 8910)",
			"the URI has %zu octets: DHCPv4 could not say the same", uri.len);
	check_scheme(c, pos, uri);
}
