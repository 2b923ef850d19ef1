/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_watch.h"

#include <math.h>

enum { ROW, ACCURACY, LO, HI, COVERAGE, ALARMS };

/* Counts beyond 1e300 would overflow in the arithmetic of axes. */
const struct plot_column plot_watch_columns[PLOT_WATCH_COLUMNS] = {
	[ROW] = {.role = {ROLE_ROW}, .nrole = 1, .most = 1e300, .needed = true, .runs = true},
	[ACCURACY] = {.role = {ROLE_SYSTEM_ACCURACY}, .nrole = 1, .most = 1},
	[LO] = {.role = {ROLE_ACCURACY_LO}, .nrole = 1, .most = 1},
	[HI] = {.role = {ROLE_ACCURACY_HI}, .nrole = 1, .most = 1},
	[COVERAGE] = {.role = {ROLE_COVERAGE}, .nrole = 1, .most = 1},
	[ALARMS] = {.role = {ROLE_ALARMS}, .nrole = 1, .most = 1e300, .needed = true},
};

/* What is drawn of a window. */
enum what { ALARM, BAND, CURVE };

/* Window k of a line: the rows behind the window before it. */
static struct point point_of(const struct plot_rows *r, const struct plot_line *l, size_t k, enum what what,
	size_t column, const struct axis *y)
{
	const double *v = &l->v[r->width * k];
	struct point p = {.x = v[ROW],
		.y = v[column],
		.x_lo = k ? v[ROW - (ptrdiff_t)r->width] : 0,
		.x_hi = v[ROW],
		.y_lo = v[LO],
		.y_hi = v[HI]};

	if (what == ALARM) {
		p.y_lo = y->lo;
		p.y_hi = y->hi;
	}
	if (what != CURVE)
		p.y = (p.y_lo + p.y_hi) / 2;
	return p;
}

static bool is_drawn(const double *v, enum what what)
{
	return what == ALARM ? v[ALARMS] > 0 : what == CURVE || v[LO] < v[HI];
}

static int add(const struct plot_rows *r, size_t i, struct figure *f, struct panel *p, enum what what, size_t column,
	struct err *e)
{
	static char alarm[] = "alarm";
	const struct plot_line *l = &r->line[i];
	struct name name = what == CURVE ? plot_rows_name(r, i) : (struct name){0};
	struct series *s;
	int st = ST_OK;

	if (what == ALARM && !i)
		name = (struct name){alarm, sizeof alarm - 1};
	s = figure_series(f, p, what == CURVE ? MARK_LINES : MARK_BOXES, what == ALARM ? r->n : i, name, e);
	if (!s)
		return ST_SYSTEM;
	for (size_t k = 0; !st && k < l->n; k++)
		if (is_drawn(&l->v[r->width * k], what))
			st = series_add(s, point_of(r, l, k, what, column, &p->y), e);
	return st;
}

/* An axis around the numbers of a column and the band, to tenths: below the least, above the largest. */
static struct axis tenths(const struct plot_rows *r, const char *title, size_t column)
{
	struct axis y = {.title = title, .lo = 1, .hi = 0};

	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->line[i].n; k++) {
			const double *v = &r->line[i].v[r->width * k];

			y.lo = fmin(y.lo, v[column]);
			y.hi = fmax(y.hi, v[column]);
		}
	y.lo = y.lo > y.hi ? 0 : fmax(0, floor(10 * y.lo - .5) / 10);
	y.hi = y.hi < y.lo ? 1 : fmin(1, ceil(10 * y.hi + .5) / 10);
	return y;
}

static int add_panel(
	const struct plot_rows *r, struct figure *f, struct axis x, struct axis y, size_t column, struct err *e)
{
	struct panel *p = figure_panel(f, e);
	int st = p ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	p->share = column == ACCURACY ? .6 : .4;
	p->x = x;
	p->y = y;
	for (enum what what = ALARM; what <= CURVE; what++)
		for (size_t i = 0; !st && i < r->n; i++)
			if (what != BAND || column == ACCURACY)
				st = add(r, i, f, p, what, column, e);
	return st;
}

int plot_watch(const struct plot_rows *r, struct figure *f, struct err *e)
{
	double last = 0;
	int st;

	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->line[i].n; k++)
			last = fmax(last, r->line[i].v[r->width * k + ROW]);
	st = add_panel(r, f, (struct axis){.lo = 0, .hi = last, .bare = true},
		tenths(r, "system accuracy (box: its mean so far)", ACCURACY), ACCURACY, e);
	return st ? st
		  : add_panel(r, f, (struct axis){.title = "row", .lo = 0, .hi = last}, tenths(r, "coverage", COVERAGE),
			  COVERAGE, e);
}
