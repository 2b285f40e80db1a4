/* SPDX-License-Identifier: ISC */
/*
 * Every file of tests/vectors/conf: what its first lines expect is found, and
 * nothing else.
 *
 *   # expect 5:3 error a part of the message
 *   # expect 5:3 warning a part of the message
 *   # radvd: accepts      (read by radvd.py)
 */
#include "loaded.h"

#include <dirent.h>
#include <stdlib.h>
#include <talloc.h>

#include "conf.h"
#include "err.h"

#define MAX_FILE 65536

static const char *corpus;	/* its folder */

struct expected {
	char place[32], part[200];
	enum diag_severity severity;
};

struct sample {
	char text[MAX_FILE];
	struct expected list[16];
	unsigned n, errors;
};

static void read_file(const char *path, struct sample *s)
{
	FILE *f = fopen(path, "rb");
	size_t len;

	assert_non_null(f);
	len = fread(s->text, 1, sizeof(s->text) - 1, f);
	assert_true(feof(f));
	s->text[len] = '\0';
	(void)fclose(f);
}

static void read_expectations(struct sample *s)
{
	s->n = s->errors = 0;
	for (const char *line = s->text; *line == '#'; line = strchr(line, '\n') + 1) {
		struct expected *e = &s->list[s->n];
		char severity[16];

		if (sscanf(line, "# expect %31s %15s %199[^\r\n]", e->place, severity, e->part) != 3)
			continue;
		assert_true(++s->n <= ARRAY_LEN(s->list));
		e->severity = strcmp(severity, "error") == 0 ? DIAG_ERROR : DIAG_WARNING;
		s->errors += e->severity == DIAG_ERROR;
	}
}

static bool is_found(const struct expected *e)
{
	for (unsigned i = 0; i < found.n; i++)
		if (fault_is(i, e->place, e->part) && found.list[i].severity == e->severity)
			return true;
	return false;
}

static void check_expectations(const struct sample *s, const char *path)
{
	bool all = found.errors == s->errors && found.errors + found.warnings == s->n;

	for (unsigned i = 0; i < s->n; i++) {
		if (is_found(&s->list[i]))
			continue;
		print_message("not found: %s %s\n", s->list[i].place, s->list[i].part);
		all = false;
	}
	if (!all) {
		print_found();
		fail_msg("%s", path);
	}
}

/* What is accepted can be sent: each option has octets, long lists apart. */
static void check_options(struct conf_option *const *wire, uint32_t n)
{
	uint8_t octets[ND_OPT_MAX_LEN];
	struct wbuf w;

	for (uint32_t k = 0; k < n; k++) {
		int r;

		wbuf_init(&w, octets, sizeof(octets));
		r = nd_opt_build(&w, &wire[k]->opt);
		assert_true(r == 0 || (r == ND_EFULL && (wire[k]->opt.type == ND_OPT_RDNSS ||
							 wire[k]->opt.type == ND_OPT_DNSSL)));
	}
}

static void check_conf(const struct conf *c)
{
	for (uint32_t i = 0; i < c->n_ifaces; i++) {
		const struct conf_iface *iface = c->ifaces[i];

		check_options(iface->wire, iface->n_wire);
		for (uint32_t p = 0; p < iface->n_pvds; p++)
			check_options(iface->pvds[p]->wire, iface->pvds[p]->n_wire);
	}
}

static void try_file(const char *path, bool good)
{
	static struct sample s;
	struct cf_text text = { .text = s.text };
	struct cf_source source = memory_source(&text);
	struct conf *c;

	read_file(path, &s);
	read_expectations(&s);
	text.len = strlen(s.text);
	c = conf_load(&source, path, &found);
	check_expectations(&s, path);
	assert_true(good == (s.errors == 0));
	assert_true(good == (c != NULL));
	if (c)
		check_conf(c);
	talloc_free(c);
}

/* Returns how many files @folder has. */
static unsigned try_folder(const char *folder, bool good)
{
	char path[1024];
	struct dirent *e;
	unsigned n = 0;
	DIR *d;

	(void)snprintf(path, sizeof(path), "%s/%s", corpus, folder);
	d = opendir(path);
	assert_non_null(d);
	while ((e = readdir(d))) {
		size_t len = strlen(e->d_name);

		if (len < 5 || strcmp(e->d_name + len - 5, ".conf") != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s/%s", corpus, folder, e->d_name);
		try_file(path, good);
		n++;
	}
	(void)closedir(d);
	return n;
}

static void every_bad_file_has_just_the_faults_that_it_expects(void **state)
{
	(void)state;
	assert_true(try_folder("bad", false) >= 120);
}

static void every_good_file_is_accepted_with_just_the_warnings_that_it_expects(void **state)
{
	(void)state;
	assert_true(try_folder("good", true) >= 60);
}

int main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bad_file_has_just_the_faults_that_it_expects),
		cmocka_unit_test(every_good_file_is_accepted_with_just_the_warnings_that_it_expects),
	};

	if (argc != 2)
		return EXIT_FAILURE;
	corpus = argv[1];
	return cmocka_run_group_tests_name("conf_corpus", tests, NULL, NULL);
}
