/* SPDX-License-Identifier: ISC */
/* The configuration for people and for other programs: checked, advised about, printed. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "explain.h"
#include "json.h"
#include "print.h"
#include "shell.h"

#define DIAG_TEXT 2048u		/* octets that one takes at most, as text or (escaped) as JSON */

void check_say(const char *path, const struct diags *diags)
{
	size_t cap = 512 + (size_t)diags->n * DIAG_TEXT;
	char *buf = malloc(cap);
	struct text t;

	if (!buf)
		return;
	text_init(&t, buf, cap);
	diags_put(&t, diags);
	if (diags->errors > 0)
		text_printf(&t, "radvd6: %s is refused: %u %s\n", path, diags->errors,
			    diags->errors == 1 ? "error" : "errors");
	fputs(buf, stderr);
	free(buf);
}

/* A fault of the file as a whole has neither line nor column. */
static void put_json(struct text *t, const struct diag *d)
{
	struct json j;

	json_init(&j, t);
	json_object(&j, NULL);
	json_string(&j, "file", d->file);
	if (d->line > 0) {
		json_uint(&j, "line", d->line);
		json_uint(&j, "column", d->column);
	}
	json_string(&j, "severity", diag_severity_word(d->severity));
	json_string(&j, "message", d->message);
	if (d->hint[0] != '\0')
		json_string(&j, "hint", d->hint);
	json_end(&j);
}

static void print_json(const struct diags *diags)
{
	char buf[DIAG_TEXT];
	struct text t;

	for (unsigned i = 0; i < diags->n; i++) {
		text_init(&t, buf, sizeof(buf));
		put_json(&t, &diags->list[i]);
		puts(buf);
	}
}

static void put_stdout(void *arg, const char *text, size_t len)
{
	(void)arg;
	(void)fwrite(text, 1, len, stdout);
}

static bool print_config(const struct conf *conf)
{
	const struct cf_printer out = { .put = put_stdout };

	return cf_print(&conf->node, &out);
}

/* A full disk or a closed pipe must not look like a short configuration. */
static int finish(bool good)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return good ? 0 : 1;
	perror("radvd6: stdout");
	return 1;
}

int check_run(const struct args *a, const char *path)
{
	const struct textfile_guard guard = { .check_user = false };
	struct diags *diags = calloc(1, sizeof(*diags));
	struct conf *conf;
	bool good;

	if (!diags)
		return 1;
	diags->wants_advice = a->lint;
	conf = shell_load(path, &guard, diags);
	good = conf != NULL;
	check_say(path, diags);
	if (a->json)
		print_json(diags);
	else if (good && a->print_config)
		good = print_config(conf);
	else if (good && a->explain)
		good = explain(conf, a->explain, a->octets) == 0;
	else if (good)
		printf("%s: good\n", path);
	talloc_free(conf);
	free(diags);
	return finish(good);
}
