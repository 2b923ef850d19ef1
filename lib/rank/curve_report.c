/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/curve_report.h"

#include "rank/curve_draws.h"

enum { OWN = 5, COLUMNS = CURVE_COLUMNS + OWN };

static void all_columns(const struct curve_point *p, struct column c[COLUMNS])
{
	curve_columns(p, c);
	c += CURVE_COLUMNS;
	c[0] = (struct column){"system_accuracy", .value = p->system_accuracy, .interval = ""};
	c[1] = (struct column){"model_accuracy", .value = p->model_accuracy, .interval = ""};
	c[2] = (struct column){"expert_accuracy", .value = p->expert_accuracy, .interval = ""};
	c[3] = (struct column){"cost", .value = p->cost, .interval = ""};
	c[4] = (struct column){"risk", .value = p->risk, .interval = ""};
}

int curve_open_columns(struct report *r, const struct report_options *opt, const struct column *c, size_t n,
	const struct interval_options *o, int fd, struct err *e)
{
	struct line l = {0}, with = {0};
	int st;

	line_add_cells(&l, c, n);
	interval_columns_add(NULL, &l, 0, &with);
	st = report_open_line(r, opt, o->level > 0 ? &with : &l, fd, e);
	line_free(&l);
	line_free(&with);
	return st;
}

int curve_report_columns(
	struct report *r, struct interval_columns *all, const struct column *c, size_t n, double level, struct err *e)
{
	struct line l = {0}, with = {0};
	int st;

	if (!all)
		return report_columns(r, c, n, e);
	line_add_cells(&l, c, n);
	interval_columns_add(all, &l, level, &with);
	st = report_line(r, &with, e);
	line_free(&l);
	line_free(&with);
	return st;
}

int curve_report_open(
	struct report *r, const struct report_options *opt, const struct interval_options *o, int fd, struct err *e)
{
	struct column c[COLUMNS];

	all_columns(&(struct curve_point){0}, c);
	return curve_open_columns(r, opt, c, COLUMNS, o, fd, e);
}

/* A point with intervals. */
static int draw_point(struct report *r, struct curve_draws *d, struct interval_columns *all, const struct column *c,
	size_t at, double level, struct err *e)
{
	int st = curve_draws_defer(d, at, e);

	for (size_t b = 0; !st && b < all->draws; b++) {
		struct curve_point p = curve_draws_point(d, b);
		struct column drawn[COLUMNS];

		all_columns(&p, drawn);
		interval_columns_draw(all, drawn, b);
	}
	return st ? st : curve_report_columns(r, all, c, COLUMNS, level, e);
}

static int report_points(
	struct report *r, struct curve *curve, size_t n, const struct interval_options *o, struct err *e)
{
	bool intervals = o->level > 0;
	struct curve_thinner thin = {.n = n};
	struct interval_columns all = {0};
	struct curve_draws draws = {0};
	struct column c[COLUMNS];
	struct curve_point p;
	int st = intervals ? interval_columns_init(&all, COLUMNS, o->draws, e) : ST_OK;

	if (!st && intervals)
		st = curve->runs ? curve_draws_start_runs(&draws, curve->runs, o->draws, e)
				 : curve_draws_start(&draws, curve->rows, o->draws, e);
	while (!st && curve_next(curve, &p)) {
		if (!curve_keeps(&thin, &p))
			continue;
		all_columns(&p, c);
		st = intervals ? draw_point(r, &draws, &all, c, curve->at, o->level, e)
			       : report_columns(r, c, COLUMNS, e);
	}
	curve_draws_free(&draws);
	interval_columns_free(&all);
	return st;
}

int curve_report(struct report *r, struct scored_runs *rows, size_t n, const struct interval_options *o, struct err *e)
{
	bool beyond = scored_runs_beyond(rows);
	int st = beyond ? scored_runs_sort(rows, e) : scored_rows_sort(&rows->rows, e);
	struct curve curve;

	if (st)
		return st;
	if (beyond)
		curve_start_runs(&curve, rows);
	else
		curve_start(&curve, &rows->rows);
	st = report_points(r, &curve, n, o, e);
	return st ? st : scored_runs_status(rows, e);
}
