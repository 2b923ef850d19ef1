/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "region/region_rows.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "threshold/threshold_input.h"

void region_rows_free(struct region_rows *r)
{
	names_free(&r->column);
	names_free(&r->classes);
	free(r->row);
	*r = (struct region_rows){0};
}

/* How far p of the class is above the largest other one. */
static double margin(const struct cases *c, size_t class)
{
	double next = 0;

	for (size_t k = 0; k < c->classes.n; k++)
		if (k != class)
			next = fmax(next, c->p[k]);
	return c->p[class] - next;
}

static int add_row(struct region_rows *r, const struct threshold_input *in, const struct rule_row *k,
	const struct threshold_choice *choice, struct err *e)
{
	const struct cases *c = &in->c;
	size_t answer = cases_answer(c, 0), expert = choice->expert;
	struct region_row row = {.weight = c->weight};
	int st = array_reserve(&r->row, &r->cap, r->n + 1, sizeof *r->row, e);

	for (size_t i = 0; !st && i < 2; i++)
		st = table_number(c->t, in->region_column[i], &row.part[REGION_X + i], e);
	row.part[REGION_X] += 0.; /* -0 is 0 */
	row.part[REGION_Y] += 0.;
	row.part[REGION_CLASS] = (double)c->label;
	row.part[REGION_ANSWER] = (double)answer;
	row.part[REGION_CONFIDENCE] = 1 - (1 - c->p[answer]); /* rows tie as under Chow's rule, by 1 - p */
	row.part[REGION_MARGIN] = margin(c, answer);
	row.part[REGION_MODEL] = cases_outcome(c, 0);
	row.part[REGION_EXPERT] = expert == NAMES_NONE ? NAN : cases_outcome(c, 1 + expert);
	row.part[REGION_STUCK] = k->alone ? -1 : k->deferred;
	if (!st && row.weight > 0)
		r->row[r->n++] = row;
	return st;
}

/* NaN comes first. */
static int compare(const void *a, const void *b)
{
	const double *x = ((const struct region_row *)a)->part, *y = ((const struct region_row *)b)->part;

	for (size_t i = 0; i < REGION_PARTS; i++) {
		if (isnan(x[i]) != isnan(y[i]))
			return isnan(x[i]) ? -1 : 1;
		if (x[i] < y[i] || x[i] > y[i])
			return x[i] < y[i] ? -1 : 1;
	}
	return 0;
}

/* Rows that are alike become one. */
static int merge(struct region_rows *r, struct err *e)
{
	size_t n = 0;

	qsort(r->row, r->n, sizeof *r->row, compare);
	for (size_t i = 0, end; i < r->n; i = end) {
		struct sum weight = {0};

		for (end = i; end < r->n && !compare(&r->row[i], &r->row[end]); end++)
			sum_add(&weight, r->row[end].weight);
		r->row[n] = r->row[i];
		r->row[n++].weight = sum_value(&weight);
	}
	r->n = n;
	if (!n)
		return err_set(e, ST_DATA, "no row to be drawn: none has weight");
	return n <= REGION_ROWS_MOST
		? ST_OK
		: err_set(e, ST_DATA, "%zu rows that differ: a page takes %d; l2d-split or head makes a part", n,
			REGION_ROWS_MOST);
}

static int read_rows(struct region_rows *r, struct threshold_input *in, struct threshold *p, struct err *e)
{
	struct threshold_choice choice;
	int st;

	while (!(st = threshold_input_choose(in, p, &choice, e)) && !(st = add_row(r, in, &in->seen, &choice, e)))
		;
	if (st == ST_END)
		st = cases_check(&in->c, e);
	return st;
}

int region_rows_read(struct region_rows *r, const struct names *column, const struct table_options *opt,
	bool renormalize, const struct strings *files, struct err *e)
{
	struct threshold_input in = {0};
	struct threshold p = {0};
	struct table t;
	int st;

	*r = (struct region_rows){0};
	if ((st = table_open(&t, opt, files, e)))
		return st;
	st = names_add_list(&r->column, column->name, column->n, e);
	if (!st) {
		const struct region none = {.column = r->column};
		const struct threshold_options how = {.rule = RULE_REGION,
			.region = &none,
			.renormalize = renormalize,
			.cost = NAN,
			.explore = {NAN, 1}};

		st = threshold_input_open(&in, &p, &t, &how, CASES_LABEL | CASES_ANSWER | CASES_TRUTH, e);
		if (!st)
			st = names_add_list(&r->classes, in.c.classes.name, in.c.classes.n, e);
		if (!st)
			st = read_rows(r, &in, &p, e);
	}
	threshold_free(&p);
	threshold_input_free(&in);
	table_report_counts(&t.counts, "l2d-report");
	table_close(&t);
	return st ? st : merge(r, e);
}

/* Adds, or takes away, what the row is under one of the two. */
static void count(struct region_curve *c, const struct region_row *r, bool deferred, double weight)
{
	double worth = r->part[deferred ? REGION_EXPERT : REGION_MODEL];

	if (deferred)
		sum_add(&c->deferred, weight);
	if (isnan(worth))
		return;
	sum_add_product(&c->right, weight, worth);
	sum_add(&c->scored, weight);
}

bool region_curve_next(struct region_curve *c, struct region_point *p)
{
	const struct region_rows *r = c->rows;
	size_t from = c->at;

	if (c->started && from == r->n)
		return false;
	for (size_t i = 0; !c->started && i < r->n; i++)
		count(c, &r->row[i], r->row[i].part[REGION_STUCK] > 0, r->row[i].weight);
	for (; c->started && c->at < r->n && r->row[c->at].part[0] == r->row[from].part[0]; c->at++) {
		const struct region_row *row = &r->row[c->at];

		if (row->part[REGION_STUCK] != 0)
			continue;
		count(c, row, false, -row->weight);
		count(c, row, true, row->weight);
	}
	c->started = true;
	*p = (struct region_point){c->at < r->n ? r->row[c->at].part[REGION_CONFIDENCE] : INFINITY,
		sum_value(&c->deferred), sum_value(&c->right), sum_value(&c->scored)};
	return true;
}
