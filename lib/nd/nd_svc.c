/* SPDX-License-Identifier: ISC */
/* Service parameters of a DNR option in wire form (RFC 9460 s. 2.2, RFC 9463 s. 6.1). */
#include "nd_svc.h"

#include <string.h>

#include "err.h"

int nd_svc_next(struct rbuf *r, uint16_t *key, struct view *value)
{
	if (rbuf_left(r) == 0)
		return rbuf_ok(r) ? 0 : ND_ELEN;
	*key = rbuf_u16(r);
	*value = rbuf_view(r, rbuf_u16(r));
	return rbuf_ok(r) ? 1 : ND_ELEN;
}

bool nd_svc_valid(struct view params)
{
	struct rbuf r;
	struct view value;
	uint16_t key;
	int32_t last = -1;
	int more;

	rbuf_init(&r, params.ptr, params.len);
	while ((more = nd_svc_next(&r, &key, &value)) > 0) {
		if (key <= last || key == ND_SVC_IPV4HINT || key == ND_SVC_IPV6HINT)
			return false;
		last = key;
	}
	return more == 0;
}

static void put_head(struct wbuf *w, enum nd_svc_key key, size_t len)
{
	wbuf_u16(w, (uint16_t)key);
	wbuf_u16(w, (uint16_t)len);
}

/* A parameter is appended whole or not at all. */
static int settle(struct wbuf *w, size_t start)
{
	if (wbuf_ok(w))
		return 0;
	wbuf_rewind(w, start);
	return ND_EFULL;
}

/* Ids without a gap and to the last octet, none of them empty? */
static bool whole_ids(struct view ids)
{
	size_t at = 0;

	while (at < ids.len && ids.ptr[at] > 0)
		at += 1u + ids.ptr[at];
	return at == ids.len && ids.len > 0;
}

int nd_svc_put_alpn(struct wbuf *w, struct view ids)
{
	size_t start = w->len;

	if (!wbuf_ok(w))
		return ND_EFULL;
	if (!whole_ids(ids) || ids.len > UINT16_MAX)
		return ND_ERANGE;
	put_head(w, ND_SVC_ALPN, ids.len);
	wbuf_put(w, ids.ptr, ids.len);
	return settle(w, start);
}

int nd_svc_put_port(struct wbuf *w, uint16_t port)
{
	size_t start = w->len;

	if (!wbuf_ok(w))
		return ND_EFULL;
	put_head(w, ND_SVC_PORT, sizeof(port));
	wbuf_u16(w, port);
	return settle(w, start);
}

int nd_svc_put_dohpath(struct wbuf *w, const char *template)
{
	size_t start = w->len, len = strlen(template);

	if (!wbuf_ok(w))
		return ND_EFULL;
	if (len == 0 || len > UINT16_MAX)
		return ND_ERANGE;
	put_head(w, ND_SVC_DOHPATH, len);
	wbuf_put(w, template, len);
	return settle(w, start);
}
