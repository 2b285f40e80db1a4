/* SPDX-License-Identifier: ISC */
/*
 * A JSON writer (RFC 8259) for lines and views. It knows nothing but struct
 * text and struct field, and never takes memory.
 *
 * How a bounded text stays valid: each open bracket holds one octet of the
 * text's capacity back for its closing one, and a member that runs into the
 * end is taken back whole.
 */
#include "json.h"

#include <assert.h>
#include <string.h>

#include "millis.h"

static bool in_array(const struct json *j)
{
	return j->arrays >> j->depth & 1;
}

static void put_escaped(struct text *t, struct view octets)
{
	text_char(t, '"');
	for (size_t i = 0; i < octets.len; i++) {
		uint8_t c = octets.ptr[i];

		if (c < 0x20 || c >= 0x7f) {
			text_printf(t, "\\u%04x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			text_char(t, '\\');
		text_char(t, (char)c);
	}
	text_char(t, '"');
}

/* Start a member: comma and key. False inside a bracket that did not fit. */
static bool begin(struct json *j, const char *key, size_t *mark)
{
	if (j->skipping)
		return false;
	assert((key != NULL) == (j->depth > 0 && !in_array(j)));
	j->cut = j->cut || j->t->truncated;
	j->t->truncated = false;
	*mark = j->t->len;
	if (j->filled >> j->depth & 1)
		text_char(j->t, ',');
	if (key) {
		put_escaped(j->t, view_of(key, strlen(key)));
		text_char(j->t, ':');
	}
	return true;
}

/* End the member that began at @mark; true if it fitted and stays. */
static bool finish(struct json *j, size_t mark)
{
	bool fits = !j->t->truncated;

	if (fits) {
		j->filled |= UINT32_C(1) << j->depth;
	} else {
		j->t->len = mark;
		j->t->base[mark] = '\0';
		j->cut = true;
	}
	j->t->truncated = j->cut;
	return fits;
}

void json_init(struct json *j, struct text *t)
{
	*j = (struct json){ .t = t };
}

static void open_bracket(struct json *j, const char *key, char c)
{
	uint32_t bit;
	size_t mark;

	if (!begin(j, key, &mark)) {
		j->skipping++;
		return;
	}
	text_char(j->t, c);
	if (j->t->len + 1 >= j->t->cap)
		j->t->truncated = true;		/* no room for the closing one */
	if (!finish(j, mark)) {
		j->skipping = 1;
		return;
	}
	assert(j->depth < JSON_MAX_DEPTH);
	j->t->cap--;
	bit = UINT32_C(1) << ++j->depth;
	j->filled &= ~bit;
	j->arrays = c == '[' ? j->arrays | bit : j->arrays & ~bit;
}

void json_object(struct json *j, const char *key)
{
	open_bracket(j, key, '{');
}

void json_array(struct json *j, const char *key)
{
	open_bracket(j, key, '[');
}

void json_end(struct json *j)
{
	char c;

	if (j->skipping) {
		j->skipping--;
		return;
	}
	assert(j->depth > 0);
	c = in_array(j) ? ']' : '}';
	j->depth--;
	j->t->cap++;
	text_char(j->t, c);
}

/* A value that needs no escaping. */
static void put_plain(struct json *j, const char *key, const char *value)
{
	size_t mark;

	if (!begin(j, key, &mark))
		return;
	text_put(j->t, value);
	finish(j, mark);
}

void json_string(struct json *j, const char *key, const char *s)
{
	if (s)
		json_octets(j, key, view_of(s, strlen(s)));
	else
		put_plain(j, key, "null");
}

void json_octets(struct json *j, const char *key, struct view octets)
{
	size_t mark;

	if (!begin(j, key, &mark))
		return;
	put_escaped(j->t, octets);
	finish(j, mark);
}

void json_uint(struct json *j, const char *key, uint64_t v)
{
	size_t mark;

	if (!begin(j, key, &mark))
		return;
	text_printf(j->t, "%llu", (unsigned long long)v);
	finish(j, mark);
}

void json_bool(struct json *j, const char *key, bool v)
{
	put_plain(j, key, v ? "true" : "false");
}

static void put_millis(struct json *j, const char *key, nd_ms ms)
{
	uint64_t span = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
	size_t mark;

	if (ms == ND_NEVER) {
		put_plain(j, key, "null");
		return;
	}
	if (!begin(j, key, &mark))
		return;
	text_printf(j->t, "%s%llu", ms < 0 ? "-" : "", (unsigned long long)(span / 1000));
	if (span % 1000)
		text_printf(j->t, ".%03u", (unsigned)(span % 1000));
	finish(j, mark);
}

/* A value that field_put() spells without quotes, between quotes of our own. */
static void put_spelled(struct json *j, const char *key, const struct field *f, const void *base)
{
	size_t mark;

	if (!begin(j, key, &mark))
		return;
	text_char(j->t, '"');
	field_put(j->t, f, base);
	text_char(j->t, '"');
	finish(j, mark);
}

/* Octets of the first name of @v, its root label included; 0 where no name is left. */
static size_t name_len(struct view v)
{
	size_t at = 0;

	while (at < v.len && v.ptr[at] != 0)
		at += 1u + v.ptr[at];
	return at < v.len ? at + 1 : 0;
}

static void put_names(struct json *j, const char *key, struct view v)
{
	static const struct field one = { .kind = FIELD_NAMES };
	struct view name;
	char spelled[1024];	/* a name has 255 octets, an escaped one four characters each */
	struct text t;

	json_array(j, key);
	for (; (name.len = name_len(v)) > 0; v = view_of(v.ptr + name.len, v.len - name.len)) {
		name.ptr = v.ptr;
		text_init(&t, spelled, sizeof(spelled));
		field_put(&t, &one, &name);
		json_string(j, NULL, spelled);
	}
	json_end(j);
}

static void put_addrs(struct json *j, const char *key, struct view v)
{
	static const struct field one = { .kind = FIELD_ADDRS };

	json_array(j, key);
	for (; v.len >= 16; v = view_of(v.ptr + 16, v.len - 16)) {
		struct view addr = view_of(v.ptr, 16);

		put_spelled(j, NULL, &one, &addr);
	}
	json_end(j);
}

static void put_lladdrs(struct json *j, const char *key, struct view v)
{
	static const struct field one = { .kind = FIELD_LLADDRS };

	json_array(j, key);
	for (; v.len >= FIELD_LLADDR_LEN; v = view_of(v.ptr + FIELD_LLADDR_LEN, v.len - FIELD_LLADDR_LEN)) {
		struct view addr = view_of(v.ptr, FIELD_LLADDR_LEN);

		put_spelled(j, NULL, &one, &addr);
	}
	json_end(j);
}

static void put_words(struct json *j, const char *key, struct view v)
{
	json_array(j, key);
	for (size_t at = 0; at < v.len && v.ptr[at] < v.len - at; at += 1u + v.ptr[at])
		json_octets(j, NULL, view_of(v.ptr + at + 1, v.ptr[at]));
	json_end(j);
}

static void put_hex(struct json *j, const char *key, struct view v)
{
	size_t mark;

	if (!begin(j, key, &mark))
		return;
	text_char(j->t, '"');
	text_hex(j->t, v, '\0');
	text_char(j->t, '"');
	finish(j, mark);
}

static void put_chars(struct json *j, const char *key, const char *s)
{
	json_string(j, key, *s ? s : NULL);
}

void json_field(struct json *j, const struct field *f, const void *base)
{
	const void *p = field_ptr(f, base);

	switch (f->kind) {
	case FIELD_BOOL:
		json_bool(j, f->name, *(const bool *)p);
		break;
	case FIELD_UINT:
	case FIELD_SECONDS:
		json_uint(j, f->name, field_uint(f, base));
		break;
	case FIELD_MILLIS:
		put_millis(j, f->name, *(const nd_ms *)p);
		break;
	case FIELD_PREFERENCE:
	case FIELD_ADDR:
	case FIELD_PREFIX:
	case FIELD_LLADDR:
	case FIELD_CHOICE:
		put_spelled(j, f->name, f, base);
		break;
	case FIELD_LLADDRS:
		put_lladdrs(j, f->name, *(const struct view *)p);
		break;
	case FIELD_ADDRS:
		put_addrs(j, f->name, *(const struct view *)p);
		break;
	case FIELD_NAMES:
		put_names(j, f->name, *(const struct view *)p);
		break;
	case FIELD_WORDS:
		put_words(j, f->name, *(const struct view *)p);
		break;
	case FIELD_TEXT:
		json_octets(j, f->name, *(const struct view *)p);
		break;
	case FIELD_OCTETS:
	case FIELD_OPTIONS:
		put_hex(j, f->name, *(const struct view *)p);
		break;
	case FIELD_STRING:
		json_string(j, f->name, *(const char *const *)p);
		break;
	case FIELD_CHARS:
		put_chars(j, f->name, p);
		break;
	}
}
