/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_workload.h"

#include <math.h>

const struct plot_column plot_workload_columns[1] = {
	{.role = {ROLE_SHARE}, .nrole = 1, .most = 1},
};

/* More bars are too narrow for a number above each. */
enum { NUMBERED = 12 };

/* All bars of an agent take this share of the room between two agents. */
#define ROOM 0.8

static int add_bars(
	const struct plot_rows *r, size_t i, struct figure *f, struct panel *p, enum mark mark, struct err *e)
{
	const struct plot_line *l = &r->line[i];
	double width = ROOM / (double)r->n, shift = ((double)i - ((double)r->n - 1) / 2) * width;
	struct name name = mark == MARK_VALUES ? (struct name){0} : plot_rows_name(r, i);
	struct series *s = figure_series(f, p, mark, i, name, e);
	int st = s ? ST_OK : ST_SYSTEM;

	for (size_t k = 0; !st && k < l->n; k++) {
		double x = l->v[2 * k] + 1 + shift, share = l->v[2 * k + 1];

		st = series_add(s,
			(struct point){.x = x,
				.y = share,
				.x_lo = x - width / 2,
				.x_hi = x + width / 2,
				.y_lo = 0,
				.y_hi = share},
			e);
	}
	return st;
}

int plot_workload(const struct plot_rows *r, struct figure *f, struct err *e)
{
	struct panel *p = figure_panel(f, e);
	bool numbered = r->n * r->member.n <= NUMBERED;
	int st = p ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	p->x = (struct axis){.title = "agent", .lo = 0.5, .hi = (double)r->member.n + 0.5, .tic = &r->member};
	p->y = (struct axis){.title = "share of cases", .lo = 0, .hi = NAN, .share = true};
	p->headroom = 0.05;
	for (size_t i = 0; !st && i < r->n; i++) {
		st = add_bars(r, i, f, p, MARK_BARS, e);
		if (!st && numbered)
			st = add_bars(r, i, f, p, MARK_VALUES, e);
	}
	return st;
}
