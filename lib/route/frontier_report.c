/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/frontier_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "csv/line.h"

int frontier_report_init(struct frontier_report *r, size_t m, struct err *e)
{
	*r = (struct frontier_report){.m = m};
	r->single = mem_alloc(m, sizeof *r->single, e);
	r->asked = mem_alloc(m, sizeof *r->asked, e);
	return r->single && r->asked ? ST_OK : ST_SYSTEM;
}

void frontier_report_free(struct frontier_report *r)
{
	frontier_free(&r->frontier);
	free(r->single);
	free(r->asked);
	*r = (struct frontier_report){0};
}

int frontier_report_add(struct frontier_report *r, const struct outcome *o, double weight, struct err *e)
{
	struct outcome asked;

	if (!(weight > 0))
		return ST_OK;
	for (size_t a = 0; a < r->m; a++)
		if (!isnan(o[a].conf)) {
			spending_add(&r->single[a], &o[a], weight);
			r->asked[a]++;
		}
	if (outcome_oracle(o, r->m, &asked))
		spending_add(&r->oracle, &asked, weight);
	r->rows++;
	return frontier_add(&r->frontier, o, r->m, weight, e);
}

enum { COLUMNS = 7 };

/* A line of the table. */
struct policy {
	const char *kind;
	const struct name *agent; /* NULL: of no agent alone */
	double low, high;         /* NaN where there is no rate */
	struct spending_result mean;
};

static void columns(const struct policy *p, struct column c[COLUMNS])
{
	const struct column all[COLUMNS] = {{"policy", COLUMN_WORD, .word = p->kind},
		{"agent", COLUMN_TEXT, .text = p->agent}, {"lambda_min", .value = p->low},
		{"lambda_max", .value = isinf(p->high) ? NAN : p->high}, {"cost", .value = p->mean.cost},
		{"conf", .value = p->mean.conf}, {"accuracy", .value = p->mean.accuracy}};

	memcpy(c, all, sizeof all);
}

static int write_line(struct report *w, const struct policy *p, struct err *e)
{
	struct column c[COLUMNS];

	columns(p, c);
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
			st = write_line(w, &(struct policy){"single", &agent->name[a], NAN, NAN, mean[a]}, e);
	}
	if (!st)
		k = frontier_hull(x, y, r->m, hull);
	for (size_t i = 0; !st && i < k; i++)
		st = write_line(w, &(struct policy){"mix", &agent->name[hull[i]], NAN, NAN, mean[hull[i]]}, e);
	free(mean);
	free(x);
	free(y);
	free(hull);
	return st;
}

static int write_all(struct frontier_report *r, struct report *w, const struct names *agent, struct err *e)
{
	struct frontier_point p;
	struct spending_result mean = spending_result(&r->oracle);
	int st = frontier_sort(&r->frontier, e);

	while (!st && frontier_next(&r->frontier, &p))
		st = write_line(w, &(struct policy){"frontier", NULL, p.low, p.high, p.mean}, e);
	if (!st)
		st = write_singles(r, w, agent, e);
	if (!st && !isnan(mean.accuracy))
		st = write_line(w, &(struct policy){"oracle", NULL, NAN, NAN, mean}, e);
	return st;
}

int frontier_report_write(
	struct frontier_report *r, const struct names *agent, const struct report_options *opt, int fd, struct err *e)
{
	struct column c[COLUMNS];
	struct report w;
	int st;

	columns(&(struct policy){0}, c);
	st = report_open_columns(&w, opt, c, COLUMNS, fd, e);
	if (st)
		return st;
	if (r->rows)
		st = write_all(r, &w, agent, e);
	return report_close(&w, st, e);
}
