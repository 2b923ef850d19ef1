/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/frontier_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "csv/line.h"
#include "route/route_input.h"

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	return route_input_init(reader, t, with, e);
}

static int next_row(void *reader, struct err *e)
{
	return route_input_next(reader, e);
}

static struct cases *cases(void *reader)
{
	return &((struct route_input *)reader)->c;
}

static void close_rows(void *reader)
{
	route_input_free(reader);
}

static int begin(void *a, const void *reader, struct err *e)
{
	struct frontier_report *r = a;

	r->m = ((const struct route_input *)reader)->agent.n;
	r->single = mem_alloc(r->m, sizeof *r->single, e);
	r->asked = mem_alloc(r->m, sizeof *r->asked, e);
	return r->single && r->asked ? ST_OK : ST_SYSTEM;
}

static void free_report(void *a)
{
	struct frontier_report *r = a;

	frontier_free(&r->frontier);
	free(r->single);
	free(r->asked);
}

static int add(void *a, void *reader, struct err *e)
{
	struct frontier_report *r = a;
	const struct route_input *in = reader;
	const struct outcome *o = in->outcome;
	struct outcome asked;

	for (size_t i = 0; i < r->m; i++)
		if (!isnan(o[i].conf)) {
			spending_add(&r->single[i], &o[i], in->c.weight);
			r->asked[i]++;
		}
	if (outcome_oracle(o, r->m, in->c.graded ? -INFINITY : 0, &asked))
		spending_add(&r->oracle, &asked, in->c.weight);
	r->rows++;
	return frontier_add(&r->frontier, o, r->m, in->c.weight, e);
}

static int merge(void *a, void *reader, const void *other, const void *other_reader, struct err *e)
{
	struct frontier_report *r = a;
	const struct frontier_report *o = other;

	(void)reader;
	(void)other_reader; /* the agents are those of the table */
	for (size_t i = 0; i < r->m; i++) {
		spending_merge(&r->single[i], &o->single[i]);
		r->asked[i] += o->asked[i];
	}
	spending_merge(&r->oracle, &o->oracle);
	r->rows += o->rows;
	return frontier_merge(&r->frontier, &o->frontier, e);
}

enum { COLUMNS = 9 };

/* A line of the table. */
struct policy {
	const char *kind;
	const struct name *agent; /* NULL: of no agent alone */
	double low, high;         /* NaN where there is no rate */
	struct spending_result mean;
	double oracle, constant; /* accuracies of the oracle and of the best single agent, NaN where unknown */
};

static void columns(const struct policy *p, struct column c[COLUMNS])
{
	const struct column all[COLUMNS] = {{"policy", COLUMN_WORD, .word = p->kind},
		{"agent", COLUMN_TEXT, .text = p->agent}, {"lambda_min", .value = p->low},
		{"lambda_max", .value = isinf(p->high) ? NAN : p->high}, {"cost", .value = p->mean.cost},
		{"conf", .value = p->mean.conf}, {"accuracy", .value = p->mean.accuracy},
		{"regret_oracle", .value = p->oracle - p->mean.accuracy},
		{"regret_constant", .value = p->constant - p->mean.accuracy}};

	memcpy(c, all, sizeof all);
}

static int write_line(const struct frontier_report *r, struct report *w, struct policy p, struct err *e)
{
	struct column c[COLUMNS];

	p.oracle = r->best_oracle;
	p.constant = r->best_constant;
	columns(&p, c);
	return report_columns(w, c, COLUMNS, e);
}

/* Every agent that all rows may ask, and the hull of those. */
static int write_singles(struct frontier_report *r, struct report *w, const struct names *agent, struct err *e)
{
	struct spending_result *mean = mem_alloc(r->m, sizeof *mean, e);
	double *x = mem_alloc(r->m, sizeof *x, e), *y = mem_alloc(r->m, sizeof *y, e);
	size_t *hull = mem_alloc(r->m, sizeof *hull, e), k = 0;
	int st = mean && x && y && hull ? ST_OK : ST_SYSTEM;

	for (size_t a = 0; !st && a < r->m; a++) {
		bool whole = r->asked[a] == r->rows;

		mean[a] = spending_result(&r->single[a]);
		x[a] = mean[a].cost;
		y[a] = !whole ? NAN : isnan(mean[a].accuracy) ? mean[a].conf : mean[a].accuracy;
		if (whole)
			st = write_line(r, w, (struct policy){"single", &agent->name[a], NAN, NAN, mean[a]}, e);
	}
	if (!st)
		k = frontier_hull(x, y, r->m, hull);
	for (size_t i = 0; !st && i < k; i++)
		st = write_line(r, w, (struct policy){"mix", &agent->name[hull[i]], NAN, NAN, mean[hull[i]]}, e);
	free(mean);
	free(x);
	free(y);
	free(hull);
	return st;
}

/* What regret is over: the oracle, and of the agents that all rows may ask the one that is best on these rows. */
static void find_best(struct frontier_report *r)
{
	r->best_oracle = spending_result(&r->oracle).accuracy;
	r->best_constant = NAN;
	for (size_t a = 0; a < r->m; a++) {
		double accuracy = spending_result(&r->single[a]).accuracy;

		if (r->asked[a] == r->rows && !isnan(accuracy) && !(r->best_constant >= accuracy))
			r->best_constant = accuracy;
	}
}

static int write_all(struct frontier_report *r, struct report *w, const struct names *agent, struct err *e)
{
	struct frontier_point p;
	struct spending_result mean = spending_result(&r->oracle);
	int st = frontier_sort(&r->frontier, e);

	find_best(r);
	while (!st && frontier_next(&r->frontier, &p))
		st = write_line(r, w, (struct policy){"frontier", NULL, p.low, p.high, p.mean}, e);
	if (!st)
		st = write_singles(r, w, agent, e);
	if (!st && !isnan(mean.accuracy))
		st = write_line(r, w, (struct policy){"oracle", NULL, NAN, NAN, mean}, e);
	return st;
}

static int head(struct report *w, const struct report_options *opt, void *a, const void *reader, struct err *e)
{
	struct column c[COLUMNS];

	(void)a;
	(void)reader;
	columns(&(struct policy){0}, c);
	return report_open_columns(w, opt, c, COLUMNS, STDOUT_FILENO, e);
}

static int report(struct report *w, void *a, const void *reader, struct err *e)
{
	struct frontier_report *r = a;

	return r->rows ? write_all(r, w, &((const struct route_input *)reader)->agent, e) : ST_OK;
}

const struct summary_kind frontier_summary = {
	.reader_size = sizeof(struct route_input),
	.open = open_rows,
	.next = next_row,
	.cases = cases,
	.close = close_rows,
	.size = sizeof(struct frontier_report),
	.begin = begin,
	.add = add,
	.merge = merge,
	.free = free_report,
	.head = head,
	.report = report,
};
