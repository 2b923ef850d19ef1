/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "synth/confusion.h"

#include <stdlib.h>

#include "base/buf.h"
#include "cases/cases.h"
#include "table/classes.h"

/* Takes the current row of a confusion table: P(answer | label), as running sums. */
static int take_row(double *cumulative, struct cases *c, bool *seen, const struct names *classes, struct err *e)
{
	const struct name *label = &c->classes.name[c->label];
	size_t k = names_find(classes, label->s, label->n), n = classes->n;
	char what[CLASSES_WORDS];
	double sum = 0;

	if (k == NAMES_NONE)
		return table_bad_cell(
			c->t, c->label_column, classes_words(what, "class", classes, label->s, label->n), e);
	if (seen[k])
		return table_bad_cell(c->t, c->label_column, "the class stands twice", e);
	seen[k] = true;
	for (size_t i = 0; i < n; i++) {
		size_t column = names_find(&c->classes, classes->name[i].s, classes->name[i].n);

		sum += column == NAMES_NONE ? 0 : c->p[column];
		cumulative[k * n + i] = sum;
	}
	for (size_t i = 0; i < n; i++)
		cumulative[k * n + i] /= sum;
	return ST_OK;
}

static int read_rows(double *cumulative, struct cases *c, const struct names *classes, struct err *e)
{
	bool *seen = mem_alloc(classes->n, sizeof *seen, e);
	size_t rows = 0;
	int st = seen ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < c->classes.n; i++)
		if (names_find(classes, c->classes.name[i].s, c->classes.name[i].n) == NAMES_NONE)
			st = err_at(e, ST_DATA, table_file(c->t), 1, 1, "column 'p_%.200s': no such class in the input",
				c->classes.name[i].s);
	while (!st && !(st = cases_next(c, e))) {
		st = take_row(cumulative, c, seen, classes, e);
		rows++;
	}
	free(seen);
	if (st != ST_END)
		return st;
	if (rows < classes->n)
		return err_at(e, ST_DATA, table_file(c->t), 1, 1, "%zu of %zu classes have a row", rows, classes->n);
	return ST_OK;
}

int confusion_read(double *cumulative, const struct names *classes, const char *file, const struct table_options *opt,
	struct err *e)
{
	struct table_options read = {.columns = opt->columns};
	struct strings files = {.v = &file, .n = 1};
	struct table t;
	struct cases c;
	int st = table_open(&t, &read, &files, e);

	if (st)
		return st;
	st = cases_init(&c, &t, CASES_LABEL | CASES_PROB, 0, false, e);
	if (!st) {
		st = read_rows(cumulative, &c, classes, e);
		cases_free(&c);
	}
	table_close(&t);
	return st;
}
