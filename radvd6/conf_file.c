/* SPDX-License-Identifier: ISC */
/*
 * The file as a whole: names and patterns of interfaces, what `defaults` gives
 * them, and the settings that are not of an interface.
 */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "conf_check.h"
#include "inherit.h"

#define MAX_SOCKET_PATH 107u	/* of struct sockaddr_un, the NUL left out */
#define LABEL 96u

#define AT(member) offsetof(struct conf_iface, member)

static const struct cf_pos *at(const struct conf_iface *i, size_t off)
{
	return cf_pos_of(&i->node, off);
}

/* -- names -- */

/* How many octets a name has at least that @pattern matches; of a name, its own. */
static size_t least_len(const char *pattern)
{
	size_t len = 0;

	for (; *pattern; pattern++)
		len += *pattern != '*';
	return len;
}

static void check_name(const struct cf_ctx *c, const struct conf_iface *i)
{
	const struct cf_pos *pos = at(i, AT(name));
	size_t len = least_len(i->name);

	if (i->name[0] == '\0' || strcmp(i->name, ".") == 0 || strcmp(i->name, "..") == 0)
		cf_error(c, pos, NULL, "not a name of an interface");
	else if (len >= IF_NAMESIZE)
		cf_error(c, pos, NULL, "interface name of %zu octets; at most %d are possible", len,
			 IF_NAMESIZE - 1);
	else if (strpbrk(i->name, "/: \t\n\v\f\r"))
		cf_error(c, pos, NULL, "no interface has a blank, a / or a : in its name");
	if (i->is_pattern && !i->ignore_if_missing)
		cf_warn(c, at(i, AT(ignore_if_missing)), "leave it out",
			"IgnoreIfMissing off has no effect on a pattern: nothing can be missing");
}

static int compare_iface(const void *a, const void *b)
{
	const struct conf_iface *const *x = a, *const *y = b;
	int r = strcmp((*x)->name, (*y)->name);

	return r != 0 ? r : ((*x)->number > (*y)->number) - ((*x)->number < (*y)->number);
}

/* A second block of a name is an error; one of a pattern is only of no use. */
static void check_twice(const struct cf_ctx *c, struct conf_iface *const *sorted, uint32_t n)
{
	const struct conf_iface *first = n > 0 ? sorted[0] : NULL;
	char place[CF_PLACE];

	for (uint32_t k = 1; k < n; k++) {
		const struct cf_pos *pos = at(sorted[k], AT(name));

		if (strcmp(first->name, sorted[k]->name) != 0)
			first = sorted[k];
		else if (first->is_pattern)
			cf_warn(c, pos, "make one block of the two",
				"this block is never used: the same pattern stands in %s",
				cf_place(c, place, &first->node.pos, pos));
		else
			cf_error(c, pos, "make one block of the two",
				 "a second block for interface %s; the first one is in %s",
				 sorted[k]->name, cf_place(c, place, &first->node.pos, pos));
	}
}

static bool sort_names(const struct cf_ctx *c, struct conf *conf)
{
	struct conf_iface **sorted;

	conf->by_name = talloc_array(conf, struct conf_iface *, conf->n_ifaces);
	conf->patterns = talloc_array(conf, struct conf_iface *, conf->n_ifaces);
	sorted = talloc_array(conf, struct conf_iface *, conf->n_ifaces);
	if (!conf->by_name || !conf->patterns || !sorted)
		return false;
	for (uint32_t k = 0; k < conf->n_ifaces; k++) {
		struct conf_iface *i = conf->ifaces[k];

		if (i->is_pattern)
			conf->patterns[conf->n_patterns++] = i;
		else if (i->name)
			conf->by_name[conf->n_by_name++] = i;
	}
	qsort(conf->by_name, conf->n_by_name, sizeof(struct conf_iface *), compare_iface);
	check_twice(c, conf->by_name, conf->n_by_name);
	memcpy(sorted, conf->patterns, conf->n_patterns * sizeof(*sorted));
	qsort(sorted, conf->n_patterns, sizeof(struct conf_iface *), compare_iface);
	check_twice(c, sorted, conf->n_patterns);
	talloc_free(sorted);
	return true;
}

static int compare_name(const void *key, const void *element)
{
	const struct conf_iface *const *iface = element;

	return strcmp(key, (*iface)->name);
}

/* A * that did not fit is tried again one octet further: the last one is enough. */
static bool matches(const char *pattern, const char *name)
{
	const char *star = NULL, *from = NULL;

	while (*name) {
		if (*pattern == '*') {
			star = pattern++;
			from = name;
		} else if (*pattern == '?' || *pattern == *name) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star + 1;
			name = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

const struct conf_iface *conf_iface_find(const struct conf *c, const char *name)
{
	struct conf_iface *const *found =
		bsearch(name, c->by_name, c->n_by_name, sizeof(*c->by_name), compare_name);

	if (found)
		return *found;
	for (uint32_t k = 0; k < c->n_patterns; k++)
		if (matches(c->patterns[k]->name, name))
			return c->patterns[k];
	return NULL;
}

/* -- interfaces -- */

/* What is said of a pattern itself is said before it takes values over. */
static void begin_iface(const struct cf_ctx *c, struct conf_iface *i, uint32_t number)
{
	i->number = number;
	if (!i->name)
		return;
	i->is_pattern = strpbrk(i->name, "*?") != NULL;
	check_name(c, i);
}

static bool finish_ifaces(const struct cf_ctx *c, struct conf *conf)
{
	const struct conf_iface *defaults = conf->n_defaults > 0 ? conf->defaults[0] : NULL;
	char label[LABEL];

	for (uint32_t k = 0; k < conf->n_ifaces; k++) {
		struct conf_iface *i = conf->ifaces[k];

		begin_iface(c, i, k);
		(void)snprintf(label, sizeof(label), "interface %.64s", i->name ? i->name : "?");
		if (defaults && !cf_inherit(c, &i->node, &defaults->node, label))
			return false;
		i->ignore_if_missing |= i->is_pattern;
		conf_finish_iface(c, i);
		conf_check_watch(c, conf, i);
		if (c->diags->wants_advice)
			conf_lint_iface(c, i);
	}
	cf_inherit_user(c, "defaults");
	return !c->diags->wants_advice || conf_lint_file(c, conf);
}

/* -- the rest -- */

void conf_check_path(const struct cf_ctx *c, const struct cf_pos *pos, const char *keyword,
		     const char *path, size_t max)
{
	if (path[0] != '/')
		cf_error(c, pos, "a path from the root on, in quotes; or off",
			 "%s needs an absolute path", keyword);
	else if (strlen(path) > max)
		cf_error(c, pos, NULL, "path of %zu octets; %s takes at most %zu", strlen(path),
			 keyword, max);
}

static void check_path(const struct cf_ctx *c, const struct conf *conf, size_t off,
		       const char *keyword, const char *path, size_t max)
{
	if (path && path[0] != '\0')
		conf_check_path(c, cf_pos_of(&conf->node, off), keyword, path, max);
}

void conf_finish_file(const struct cf_ctx *c, void *block, void *parent)
{
	static const struct cf_pos whole;
	struct conf *conf = block;
	bool good;

	(void)parent;
	check_path(c, conf, offsetof(struct conf, control_socket), "ControlSocket",
		   conf->control_socket, MAX_SOCKET_PATH);
	check_path(c, conf, offsetof(struct conf, state_directory), "StateDirectory",
		   conf->state_directory, CF_MAX_WORD);
	if (conf->n_ifaces == 0) {	/* */
		if (!conf->node.faulty)
			cf_error(c, &whole, "interface eth0 { AdvSendAdvert on; };",
				 "no interface block");
		return;
	}
	good = finish_ifaces(c, conf) && sort_names(c, conf);
	cf_inherit_end(c);
	if (!good && c->diags->errors == 0)
		cf_error(c, &whole, NULL, "out of memory");
}
