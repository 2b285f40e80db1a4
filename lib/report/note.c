/* SPDX-License-Identifier: ISC */
/* One event in words: key=value text, JSON, the journal's native protocol. One table of keys for all. */
#include "note.h"

#include <assert.h>
#include <string.h>

#include "ip6.h"

#define STRING(key, member) { .name = key, .kind = FIELD_STRING, FIELD_AT(struct note, member) }
#define UINT(key, member) { .name = key, .kind = FIELD_UINT, FIELD_AT(struct note, member) }
#define ADDR(key, member) { .name = key, .kind = FIELD_ADDR, .off = offsetof(struct note, member) }
#define CHARS(key, member) { .name = key, .kind = FIELD_CHARS, .off = offsetof(struct note, member) }

const struct field note_keys[] = {
	STRING("event", event),
	UINT("severity", severity),	/* written as a word, see put_value() */
	CHARS("iface", iface),
	UINT("vlan", vlan),
	CHARS("port", port),
	ADDR("src", src),
	CHARS("mac", mac),
	CHARS("sllao", sllao),
	STRING("reason", reason),
	STRING("field", field),
	CHARS("expected", expected),
	CHARS("got", got),
	CHARS("impact", impact),
	UINT("incident", incident),
	UINT("count", count),
	ADDR("dst", dst),
	CHARS("what", what),
};
const unsigned note_n_keys = ARRAY_LEN(note_keys);

#define LIST(key, member) { .name = key, .kind = FIELD_CHARS, .flags = FIELD_KEY, \
			    .off = offsetof(struct note, member) }
/* These say something when they are 0, too. */
#define ALWAYS .flags = FIELD_REQUIRED

const struct field note_more_keys[] = {
	LIST("reasons", reasons),
	UINT("ifindex", ifindex),
	{ .name = "hop_limit", .kind = FIELD_UINT, ALWAYS, FIELD_AT(struct note, ra.hop_limit) },
	{ .name = "lifetime", .kind = FIELD_UINT, ALWAYS, FIELD_AT(struct note, ra.lifetime_s) },
	{ .name = "preference", .kind = FIELD_PREFERENCE, ALWAYS,
	  FIELD_AT(struct note, ra.preference) },
	CHARS("flags", ra.flags),
	LIST("prefixes", ra.prefixes),
	LIST("rdnss", ra.rdnss),
	LIST("dnssl", ra.dnssl),
	LIST("routes", ra.routes),
	LIST("pref64", ra.pref64),
	CHARS("captive_portal", ra.captive_portal),
	UINT("mtu", ra.mtu),
	UINT("first_seen_ago", first_seen_ago_s),
	UINT("last_seen_ago", last_seen_ago_s),
	UINT("suppressed", suppressed),
	{ .name = "reassembled", .kind = FIELD_BOOL, FIELD_AT(struct note, ra.reassembled) },
	UINT("ext_hdr_chain", ra.ext_headers),
};
const unsigned note_n_more_keys = ARRAY_LEN(note_more_keys);

static bool is_severity(const struct field *f)
{
	return f->off == offsetof(struct note, severity);
}

void note_init(struct note *n, const char *event, enum note_severity severity)
{
	assert(event && event[0]);
	*n = (struct note){ .event = event, .severity = severity };
}

const char *note_severity_name(enum note_severity s)
{
	switch (s) {
	case NOTE_CRIT:
		return "crit";
	case NOTE_ERR:
		return "err";
	case NOTE_WARNING:
		return "warning";
	case NOTE_NOTICE:
		return "notice";
	case NOTE_INFO:
		return "info";
	case NOTE_DEBUG:
		break;
	}
	return "debug";
}

static bool is_empty(const struct field *f, const struct note *n)
{
	const void *p = field_ptr(f, n);
	const char *s;

	switch (f->kind) {
	case FIELD_STRING:
		s = *(const char *const *)p;
		return !s || !*s;
	case FIELD_CHARS:
		return *(const char *)p == '\0';
	case FIELD_ADDR:
		return ip6_is_unspecified(p);
	default:
		if (f->flags & FIELD_REQUIRED)
			return !n->ra.known;
		return field_uint(f, n) == 0;
	}
}

/* The value as it is, without any quoting: what all three forms start from. */
static void put_value(struct text *t, const struct field *f, const struct note *n)
{
	const void *p = field_ptr(f, n);

	if (is_severity(f))
		text_put(t, note_severity_name(n->severity));
	else if (f->kind == FIELD_STRING)
		text_put(t, *(const char *const *)p);
	else if (f->kind == FIELD_CHARS)
		text_put(t, p);
	else
		field_put(t, f, n);
}

/* May the value stand bare and mean itself? */
static bool is_bare(struct view v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] <= ' ' || v.ptr[i] >= 0x7f || v.ptr[i] == '"')
			return false;
	}
	return v.len > 0;
}

static void put_quoted(struct text *t, struct view v)
{
	if (is_bare(v)) {
		text_put(t, (const char *)v.ptr);
		return;
	}
	text_char(t, '"');
	text_escaped(t, v);
	text_char(t, '"');
}

void note_put_text(struct text *t, const struct note *n)
{
	char value[sizeof(n->what)];
	struct text v;

	text_put(t, n->event);
	for (unsigned i = 1; i < note_n_keys; i++) {
		const struct field *f = &note_keys[i];

		if (is_empty(f, n))
			continue;
		text_init(&v, value, sizeof(value));
		put_value(&v, f, n);
		text_printf(t, " %s=", f->name);
		put_quoted(t, view_of(v.base, v.len));
	}
}

static void put_json_list(struct json *j, const char *key, const char *items)
{
	json_array(j, key);
	while (*items) {
		size_t len = strcspn(items, " ");

		json_octets(j, NULL, view_of(items, len));
		items += len + strspn(items + len, " ");
	}
	json_end(j);
}

void note_json_members(struct json *j, const struct note *n)
{
	for (unsigned i = 0; i < note_n_keys; i++) {
		const struct field *f = &note_keys[i];

		if (is_empty(f, n))
			continue;
		if (is_severity(f))
			json_string(j, f->name, note_severity_name(n->severity));
		else
			json_field(j, f, n);
	}
	for (unsigned i = 0; i < note_n_more_keys; i++) {
		const struct field *f = &note_more_keys[i];

		if (is_empty(f, n))
			continue;
		if (f->flags & FIELD_KEY)
			put_json_list(j, f->name, field_ptr(f, n));
		else
			json_field(j, f, n);
	}
}

void note_put_json(struct text *t, const struct note *n)
{
	struct json j;

	json_init(&j, t);
	json_object(&j, NULL);
	note_json_members(&j, n);
	json_end(&j);
}

/* A value without a newline is KEY=value; else length (64 bits, least octet first) and octets. */
static void put_journal_value(struct wbuf *w, struct view v)
{
	uint64_t len = v.len;

	if (v.len == 0 || !memchr(v.ptr, '\n', v.len)) {
		wbuf_u8(w, '=');
	} else {
		wbuf_u8(w, '\n');
		for (int i = 0; i < 8; i++)
			wbuf_u8(w, (uint8_t)(len >> 8 * i));
	}
	wbuf_put(w, v.ptr, v.len);
	wbuf_u8(w, '\n');
}

static void put_journal(struct wbuf *w, const char *key, const char *value)
{
	wbuf_put(w, key, strlen(key));
	put_journal_value(w, view_of(value, strlen(value)));
}

/* Keys become names of variables in capitals; they hold nothing but letters, digits and _. */
static char capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void put_journal_key(struct wbuf *w, const char *prefix, const char *name)
{
	wbuf_put(w, prefix, strlen(prefix));
	wbuf_u8(w, '_');
	for (; *name; name++)
		wbuf_u8(w, (uint8_t)capital(*name));
}

static void put_journal_keys(struct wbuf *w, const struct note *n, const char *prefix,
			     const struct field *keys, unsigned n_keys)
{
	char value[sizeof(n->what)];
	struct text t;

	for (unsigned i = 0; i < n_keys; i++) {
		if (is_empty(&keys[i], n))
			continue;
		text_init(&t, value, sizeof(value));
		put_value(&t, &keys[i], n);
		put_journal_key(w, prefix, keys[i].name);
		put_journal_value(w, view_of(t.base, t.len));
	}
}

void note_put_env(struct text *t, const struct note *n, const char *prefix)
{
	char value[sizeof(n->what)];
	struct text v;

	for (unsigned i = 0; i < note_n_keys; i++) {
		const struct field *f = &note_keys[i];

		if (is_empty(f, n))
			continue;
		text_put(t, prefix);
		text_char(t, '_');
		for (const char *c = f->name; *c; c++)
			text_char(t, capital(*c));
		text_init(&v, value, sizeof(value));
		put_value(&v, f, n);
		text_printf(t, "=%s", value);
		text_char(t, '\0');
	}
}

void note_put_journal(struct wbuf *w, const struct note *n, const char *ident, const char *prefix)
{
	const char priority[] = { (char)('0' + n->severity), '\0' };
	const char *id = note_message_id(n->event);
	char line[NOTE_TEXT_MAX];
	struct text t;

	text_init(&t, line, sizeof(line));
	note_put_text(&t, n);
	put_journal(w, "MESSAGE", line);
	put_journal(w, "PRIORITY", priority);
	put_journal(w, "SYSLOG_IDENTIFIER", ident);
	if (id)
		put_journal(w, "MESSAGE_ID", id);
	put_journal_keys(w, n, prefix, note_keys, note_n_keys);
	put_journal_keys(w, n, prefix, note_more_keys, note_n_more_keys);
}
