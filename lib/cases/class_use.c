/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cases/class_use.h"

#include <stdlib.h>

#include "base/buf.h"
#include "table/classes.h"

void class_uses_free(struct class_uses *u)
{
	free(u->use);
	*u = (struct class_uses){0};
}

/* The use of a class, with room for it. */
static struct class_use *use_of(struct class_uses *u, size_t class, struct err *e)
{
	if (array_reserve(&u->use, &u->cap, class + 1, sizeof *u->use, e))
		return NULL;
	while (u->n <= class)
		u->use[u->n++] = (struct class_use){0};
	return &u->use[class];
}

int class_uses_label(struct class_uses *u, size_t class, struct err *e)
{
	struct class_use *use = use_of(u, class, e);

	if (use)
		use->labelled = true;
	return use ? ST_OK : ST_SYSTEM;
}

int class_uses_answer(struct class_uses *u, size_t class, const struct table *t, size_t column, struct err *e)
{
	struct class_use *use = use_of(u, class, e);

	if (!use)
		return ST_SYSTEM;
	if (use->answered)
		return ST_OK;
	use->answered = true;
	use->file = table_file(t);
	use->file_number = t->next_file;
	use->column = column;
	csv_row_place(&t->row, t->row.f[column].at, &use->line, &use->at);
	return ST_OK;
}

int class_uses_note(struct class_uses *u, size_t class, bool label, struct err *e)
{
	struct class_use *use = use_of(u, class, e);

	if (!use)
		return ST_SYSTEM;
	use->labelled |= label;
	use->answered |= !label;
	return ST_OK;
}

/* Where no places are known, all are the same. */
static bool earlier(const struct class_use *a, const struct class_use *b)
{
	if (a->file_number != b->file_number)
		return a->file_number < b->file_number;
	return a->line != b->line ? a->line < b->line : a->at < b->at;
}

int class_uses_merge(struct class_uses *u, struct names *classes, const struct class_uses *other,
	const struct names *other_classes, struct err *e)
{
	for (size_t k = 0; k < other->n; k++) {
		const struct class_use *from = &other->use[k];
		const struct name *name = &other_classes->name[k];
		struct class_use *to;
		size_t index;
		bool labelled;

		if (names_add(classes, name->s, name->n, &index, e) || !(to = use_of(u, index, e)))
			return ST_SYSTEM;
		labelled = to->labelled || from->labelled;
		if (from->answered && (!to->answered || earlier(from, to)))
			*to = *from;
		to->labelled = labelled;
	}
	return ST_OK;
}

/* The labels, sorted. */
static int labels(const struct class_uses *u, const struct names *classes, struct names *sorted, struct err *e)
{
	bool *used = mem_alloc(classes->n, sizeof *used, e);
	size_t *to = mem_alloc(classes->n, sizeof *to, e);
	int st = used && to ? ST_OK : ST_SYSTEM;

	for (size_t k = 0; !st && k < u->n; k++)
		used[k] = u->use[k].labelled;
	if (!st)
		st = classes_sort(classes, used, sorted, to, e);
	free(used);
	free(to);
	return st;
}

static bool is_bit(const struct name *m)
{
	return m->n == 1 && (*m->s == '0' || *m->s == '1');
}

static int refuse(const struct class_use *use, const struct name *answer, const struct names *labels,
	const struct table *t, struct err *e)
{
	char name[ERR_EXCERPT], shown[ERR_EXCERPT], what[CLASSES_WORDS];

	err_excerpt(shown, answer->s, answer->n);
	classes_words(what, "class", labels, answer->s, answer->n);
	if (!t)
		return err_set(e, ST_DATA, "the states have an answer that is %s: '%s'", what, shown);
	err_excerpt(name, t->header.name[use->column].s, t->header.name[use->column].n);
	return err_at(e, ST_DATA, use->file, use->line, use->at, "column '%s': %s: '%s'", name, what, shown);
}

/* Labels that are all 0 or 1 are of the two classes 0 and 1. */
static bool binary_answer(const struct names *labels, const struct name *answer)
{
	for (size_t k = 0; k < labels->n; k++)
		if (!is_bit(&labels->name[k]))
			return false;
	return is_bit(answer);
}

int class_uses_check(const struct class_uses *u, const struct names *classes, const struct table *t, struct err *e)
{
	const struct class_use *bad = NULL;
	struct names sorted = {0};
	int st = labels(u, classes, &sorted, e);

	for (size_t k = 0; !st && sorted.n && k < u->n; k++)
		if (u->use[k].answered && !u->use[k].labelled && !binary_answer(&sorted, &classes->name[k])
			&& (!bad || earlier(&u->use[k], bad)))
			bad = &u->use[k];
	if (bad)
		st = refuse(bad, &classes->name[bad - u->use], &sorted, t, e);
	names_free(&sorted);
	return st;
}
