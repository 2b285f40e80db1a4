/* SPDX-License-Identifier: ISC */
/* The list of findings of one verdict, by the order of the table. */
#include "judge_parts.h"

#include <string.h>

static enum judge_word word_of(const struct finding *f)
{
	unsigned w = 0;

	while (w < JUDGE_N_WORDS && judge_table[w].reason != f->reason)
		w++;
	return (enum judge_word)w;
}

struct finding *judge_add(struct judging *j, enum judge_word w, const char *field)
{
	struct verdict *v = j->v;
	unsigned at = v->n;

	while (at > 0 && word_of(&v->finding[at - 1]) > w)
		at--;
	if (at == FINDINGS_MAX)
		return NULL;
	if (v->n < FINDINGS_MAX)
		v->n++;
	memmove(&v->finding[at + 1], &v->finding[at], (v->n - at - 1) * sizeof(v->finding[0]));
	v->finding[at] = (struct finding){ .reason = judge_table[w].reason,
					   .severity = judge_table[w].severity, .field = field };
	return &v->finding[at];
}

struct text finding_expected(struct finding *f)
{
	struct text t;

	text_init(&t, f->expected, sizeof(f->expected));
	return t;
}

struct text finding_got(struct finding *f)
{
	struct text t;

	text_init(&t, f->got, sizeof(f->got));
	return t;
}

struct finding *judge_add_values(struct judging *j, enum judge_word w, const struct field *f,
				 const void *mine, const void *theirs)
{
	struct finding *found = judge_add(j, w, f->name);
	struct text t;

	if (!found)
		return NULL;
	if (mine) {
		t = finding_expected(found);
		field_put(&t, f, mine);
	}
	t = finding_got(found);
	field_put(&t, f, theirs);
	return found;
}

bool judge_has(const struct judging *j, enum judge_word w)
{
	for (unsigned i = 0; i < j->v->n; i++) {
		if (j->v->finding[i].reason == judge_table[w].reason)
			return true;
	}
	return false;
}

void judge_lower(struct finding *f)
{
	if (f)
		f->severity = NOTE_NOTICE;
}
