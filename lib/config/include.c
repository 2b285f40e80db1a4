/* SPDX-License-Identifier: ISC */
/*
 * Statements like `include "eth.conf";`: names of texts, and reading them where
 * the statement stands. A name is relative to the text that holds the statement
 * and never leaves the directory of the main one. Each text is read
 * once a load, so that texts which include each other end.
 */
#include "parser.h"

#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "value.h"

/* -- the set of names: open addressing, at most half full -- */

struct parser_names {
	uint32_t cap;			/* a power of two */
	uint16_t slot[];		/* index of a text, plus one; 0 = free */
};

static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261u;	/* FNV-1a */

	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 16777619u;
	return h;
}

static uint16_t *slot_of(const struct parser *p, const char *name)
{
	struct parser_names *names = p->names;
	uint32_t at = hash(name) & (names->cap - 1);

	while (names->slot[at] && strcmp(p->ctx.files[names->slot[at] - 1].name, name) != 0)
		at = (at + 1) & (names->cap - 1);
	return &names->slot[at];
}

/* Room for one more text: the set is made anew when half of it is taken. */
static bool reserve_name(struct parser *p)
{
	uint32_t cap = p->names ? 2 * p->names->cap : 16;
	struct parser_names *bigger;

	if (p->names && 2u * (p->ctx.n_files + 1u) <= p->names->cap)
		return true;
	bigger = talloc_zero_size(p->arena, sizeof(*bigger) + cap * sizeof(bigger->slot[0]));
	if (!bigger)
		return false;
	bigger->cap = cap;
	talloc_free(p->names);
	p->names = bigger;
	for (uint16_t i = 0; i < p->ctx.n_files; i++)
		*slot_of(p, p->ctx.files[i].name) = (uint16_t)(i + 1);
	return true;
}

/* -- names -- */

/* struct place - where a statement points: a directory and a name or pattern beneath it. */
struct place {
	char *dir;		/* "" or with a slash at its end */
	char *rest;
};

static size_t dir_len(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? (size_t)(slash - name) + 1 : 0;
}

/* Write @path without empty and `.` parts over itself; false if a part is `..`. */
static bool normalise(char *path)
{
	char *out = path;

	while (*path) {
		size_t len = strcspn(path, "/");
		bool more = path[len] == '/';

		if (len == 2 && path[0] == '.' && path[1] == '.')
			return false;
		if (len > 1 || (len == 1 && path[0] != '.')) {
			memmove(out, path, len);
			out += len;
			if (more)
				*out++ = '/';
		}
		path += len + more;
	}
	*out = '\0';
	return true;
}

static bool outside(const struct parser *p, const struct cf_pos *at, const char *pattern)
{
	const char *name = p->ctx.files[0].name;
	char hint[256];
	struct text t;

	text_init(&t, hint, sizeof(hint));
	text_put(&t, "only what is beneath ");
	if (dir_len(name) > 0)
		text_escaped(&t, view_of(name, dir_len(name)));
	else
		text_put(&t, "the current directory");
	text_put(&t, " can be included, without ..");
	cf_error(&p->ctx, at, hint, "cannot include %.128s: it leads out of the main file's directory",
		 pattern);
	return false;
}

/* Words only: nothing is looked up. Returns false if it was reported. */
static bool locate(struct parser *p, const struct cf_pos *at, const char *pattern, struct place *out)
{
	const char *main_name = p->ctx.files[0].name, *from = p->ctx.files[at->file].name;
	size_t main_len = dir_len(main_name), len = dir_len(from);

	if (pattern[0] == '/') {
		if (main_len == 0 || strncmp(pattern, main_name, main_len) != 0)
			return outside(p, at, pattern);
		pattern += main_len;
		from = main_name;
		len = main_len;
	}
	out->dir = talloc_strndup(p->arena, from, len);
	out->rest = talloc_strdup(p->arena, pattern);
	if (!out->dir || !out->rest)
		return cf_no_memory(&p->lexer, at);
	if (!normalise(out->rest))
		return outside(p, at, pattern);
	if (out->rest[0] != '\0' && out->rest[strlen(out->rest) - 1] != '/')
		return true;
	cf_error(&p->ctx, at, "include \"radvd6.d/*.conf\";", "include takes the name of a file");
	return false;
}

/* -- texts -- */

static void refuse(const struct parser *p, const struct cf_pos *at, const char *name,
		   const char *why)
{
	cf_error(&p->ctx, at, NULL, "cannot include %.160s: %s", name, why);
}

static void refuse_second(const struct parser *p, const struct cf_pos *at, uint16_t file)
{
	const struct cf_file *f = &p->ctx.files[file];
	char first[CF_PLACE];

	for (unsigned i = 0; i <= p->n_including; i++) {
		if (p->including[i] == file) {
			refuse(p, at, f->name, "it includes itself");
			return;
		}
	}
	cf_error(&p->ctx, at, "leave out one of the two",
		 "cannot include %.100s: it is included already, in %s", f->name,
		 cf_place(&p->ctx, first, &f->included_at, at));
}

static void read_now(struct parser *p, uint16_t file)
{
	struct cf_lexer lexer = p->lexer;
	long missing_closes = p->missing_closes;

	p->including[++p->n_including] = file;
	parser_read_text(p, file);
	p->n_including--;
	p->lexer = lexer;
	p->missing_closes = missing_closes;
}

static void include_one(struct parser *p, const struct cf_pos *at, const char *name)
{
	const char *why;
	uint16_t *slot;

	if (!reserve_name(p)) {
		cf_no_memory(&p->lexer, at);
		return;
	}
	slot = slot_of(p, name);
	if (*slot) {
		refuse_second(p, at, (uint16_t)(*slot - 1));
	} else if (p->n_including == CF_MAX_INCLUDES) {
		refuse(p, at, name, "files include each other more than 8 deep");
	} else if ((why = cf_add_file(&p->ctx, name, at))) {
		refuse(p, at, name, why);
	} else {
		*slot = p->ctx.n_files;
		read_now(p, (uint16_t)(p->ctx.n_files - 1));
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void include_matches(struct parser *p, const struct cf_pos *at, const struct place *where)
{
	const struct cf_source *source = p->ctx.source;
	const char *why = "there are no patterns here", **sorted;
	const char *const *names;
	size_t n = 0;

	if (source->match)
		why = source->match(source->arg, where->dir, where->rest, &names, &n);
	if (why) {
		refuse(p, at, where->rest, why);
		return;
	}
	if (n > CF_MAX_FILES) {
		refuse(p, at, where->rest, "more than 10000 files match");
		return;
	}
	sorted = talloc_array(p->arena, const char *, (unsigned)n + 1);
	if (!sorted) {
		cf_no_memory(&p->lexer, at);
		return;
	}
	if (n > 0)
		memcpy(sorted, names, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare_names);
	for (size_t i = 0; i < n; i++)
		include_one(p, at, sorted[i]);
	talloc_free(sorted);
}

static void include(struct parser *p, const struct cf_pos *at, const char *pattern)
{
	unsigned before = p->ctx.diags->errors;
	struct place where = { .dir = NULL };
	char *name;

	if (locate(p, at, pattern, &where)) {
		name = talloc_asprintf(p->arena, "%s%s", where.dir, where.rest);
		if (!name)
			cf_no_memory(&p->lexer, at);
		else if (strpbrk(where.rest, "*?["))
			include_matches(p, at, &where);
		else
			include_one(p, at, name);
	}
	if (p->ctx.diags->errors != before)
		parser_top(p)->node->faulty = true;
}

bool parser_is_include(const struct parser *p, const struct cf_block *b, const struct cf_token *t)
{
	return b->flags & CF_INCLUDES && cf_token_is(p->lexer.dialect, t, "include");
}

void parser_include(struct parser *p)
{
	static const struct field name = { .kind = FIELD_STRING };
	const char *pattern = NULL;
	struct cf_value v = { .field = &name, .label = "include", .base = &pattern,
			      .arena = p->arena, .block = parser_top(p)->block };
	struct cf_pos at = p->lexer.token.pos;

	if (!cf_read_value(&p->lexer, &v)) {
		parser_fault_skip(p);
		return;
	}
	if (p->lexer.token.kind == CF_SLASH) {
		cf_error(&p->ctx, &at, "include \"radvd6.d/*.conf\";",
			 "a name that holds a / stands in quotes");
		parser_fault_skip(p);
		return;
	}
	parser_end_statement(p, "the value of include");
	include(p, &at, pattern);
}
