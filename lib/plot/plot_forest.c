/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_forest.h"

#include <math.h>
#include <string.h>

enum { VALUE, LO, HI };

/* Numbers beyond 1e300 would overflow in the arithmetic of axes. */
const struct plot_column plot_forest_columns[PLOT_FOREST_COLUMNS] = {
	[VALUE] = {.role = {ROLE_VALUE, ROLE_SYSTEM_ACCURACY}, .nrole = 2, .least = -1e300, .most = 1e300},
	[LO] = {.role = {ROLE_VALUE_LO, ROLE_SYSTEM_ACCURACY_LO},
		.nrole = 2,
		.least = -1e300,
		.most = 1e300,
		.optional = true},
	[HI] = {.role = {ROLE_VALUE_HI, ROLE_SYSTEM_ACCURACY_HI},
		.nrole = 2,
		.least = -1e300,
		.most = 1e300,
		.optional = true},
};

const char *const plot_forest_group[] = {"a", "b", "measure", NULL};

/* Rows that the usual height has room for. */
enum { ROOM = 18 };

int plot_forest_value(const char *name, struct strings *columns, struct buf text[PLOT_FOREST_COLUMNS], struct err *e)
{
	static const char *const role[] = {"\"value=", "\"value_lo=", "\"value_hi="},
				 *const suffix[] = {"\"", "_lo\"", "_hi\""};
	int st = ST_OK;

	for (size_t i = 0; !st && i < PLOT_FOREST_COLUMNS; i++) {
		st = buf_add_string(&text[i], role[i], e);
		for (const char *s = name; !st && *s; s++) {
			st = buf_add_char(&text[i], *s, e);
			if (!st && *s == '"')
				st = buf_add_char(&text[i], '"', e);
		}
		if (!st)
			st = buf_add(&text[i], suffix[i], strlen(suffix[i]) + 1, e);
		if (!st)
			st = strings_add(columns, text[i].p, e);
	}
	return st;
}

/* What is compared with: 0, or the number of all rows. */
static double line_at(const struct plot_rows *r, struct name *name)
{
	static char all[] = "all";

	for (size_t i = 0; i < r->n; i++)
		if (r->line[i].all && r->line[i].n) {
			*name = (struct name){all, sizeof all - 1};
			return r->line[i].v[VALUE];
		}
	return r->column.n == 10 && !memcmp(r->column.p, "difference", 10) ? 0 : NAN;
}

static int add_line(const struct plot_rows *r, struct figure *f, struct panel *p, double rows, struct err *e)
{
	struct name name = {0};
	double at = line_at(r, &name);
	struct series *s = isnan(at) ? NULL : figure_series(f, p, MARK_REFERENCE, 0, name, e);
	int st = isnan(at) ? ST_OK : s ? ST_OK : ST_SYSTEM;

	if (!st && s)
		st = series_add(s, (struct point){.x = at, .y = .5}, e);
	return st || !s ? st : series_add(s, (struct point){.x = at, .y = rows + .5}, e);
}

/* The last value of the label, with what comes before it; all of it where there is only one. */
static size_t last_value(const struct buf *label)
{
	for (size_t i = label->n; i > 1; i--)
		if (!memcmp(label->p + i - 2, ", ", 2))
			return i - 2;
	return 0;
}

/* The bytes at the end that all labels have in common and that tell nothing: whole values, as the measure where there is one. */
static size_t common_end(const struct plot_rows *r)
{
	const struct buf *first = &r->line[0].label;
	size_t at = r->n > 1 && first->n ? last_value(first) : 0, n = first->n - at;

	for (size_t i = 0; at && i < r->n; i++) {
		const struct buf *l = &r->line[i].label;

		if (l->n <= n || memcmp(l->p + l->n - n, first->p + at, n))
			return 0;
	}
	return at ? n : 0;
}

static int name_row(const struct plot_line *l, size_t end, struct figure *f, size_t *place, struct err *e)
{
	return names_add(&f->names[1], l->label.n ? l->label.p : "", l->label.n - end, place, e);
}

static bool are_shares(const struct series *s)
{
	for (size_t k = 0; k < s->n; k++)
		if (s->p[k].x_lo < 0 || s->p[k].x_hi > 1)
			return false;
	return true;
}

/* About three tics along the axis: names take much of its room. */
static double step(const struct series *s)
{
	double lo = INFINITY, hi = -INFINITY;

	for (size_t k = 0; k < s->n; k++) {
		lo = fmin(lo, s->p[k].x_lo);
		hi = fmax(hi, s->p[k].x_hi);
	}
	return hi > lo ? axis_step(hi - lo) : 0;
}

/* A row without an interval is a dot. */
static int add_rows(const struct plot_rows *r, struct figure *f, struct panel *p, struct err *e)
{
	struct series *s = figure_series(f, p, MARK_RANGES, 0, (struct name){0}, e);
	int st = s ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < r->n; i++) {
		const struct plot_line *l = &r->line[i];
		size_t place;

		st = name_row(l, common_end(r), f, &place, e);
		for (size_t k = 0; !st && k < l->n; k++) {
			const double *v = &l->v[r->width * k];
			bool ranges = v[LO] <= v[HI];

			if (!isnan(v[VALUE]))
				st = series_add(s,
					(struct point){.x = v[VALUE],
						.y = (double)place + 1,
						.x_lo = ranges ? v[LO] : v[VALUE],
						.x_hi = ranges ? v[HI] : v[VALUE]},
					e);
		}
	}
	return st;
}

/* Of graded outcomes, which may be beyond [0, 1], the column is one of mean qualities. */
static bool is_accuracy(const struct plot_rows *r)
{
	static const char name[] = "system_accuracy";

	return r->column.n == sizeof name - 1 && !memcmp(r->column.p, name, sizeof name - 1);
}

int plot_forest(const struct plot_rows *r, struct figure *f, struct err *e)
{
	struct panel *p = figure_panel(f, e);
	double rows;
	int st = p ? add_rows(r, f, p, e) : ST_SYSTEM;

	if (st)
		return st;
	rows = (double)f->names[1].n;
	p->x = (struct axis){.lo = NAN, .hi = NAN, .name = {r->column.p, r->column.n}};
	if (line_at(r, &(struct name){0}) == 0)
		p->x = (struct axis){.title = "difference, the second less the first", .lo = NAN, .hi = NAN};
	p->x.share = are_shares(&p->series[0]);
	if (!p->x.share && is_accuracy(r))
		p->x = (struct axis){.title = "mean quality of the system", .lo = NAN, .hi = NAN};
	p->x.step = step(&p->series[0]);
	/* The first one on top. */
	p->y = (struct axis){.lo = rows + .5, .hi = .5, .tic = &f->names[1]};
	f->height = fmax(1, rows / ROOM);
	return add_line(r, f, p, rows, e);
}
