/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_robust.h"

#include <math.h>

enum { RADIUS, ACCURACY, CERTIFIED };

const struct plot_column plot_robust_columns[PLOT_ROBUST_COLUMNS] = {
	[RADIUS] = {.role = {ROLE_RADIUS}, .nrole = 1, .most = 1e300, .needed = true, .runs = true},
	[ACCURACY] = {.role = {ROLE_SYSTEM_ACCURACY}, .nrole = 1, .most = 1},
	[CERTIFIED] = {.role = {ROLE_CERTIFIED}, .nrole = 1, .most = 1, .needed = true},
};

static int add_panel(
	const struct plot_rows *r, struct figure *f, const char *title, size_t column, bool last, struct err *e)
{
	struct panel *p = figure_panel(f, e);
	int st = p ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	p->share = 0.5;
	p->x = (struct axis){.title = last ? "largest change" : NULL, .lo = 0, .hi = NAN, .bare = !last};
	p->y = (struct axis){.title = title, .lo = 0, .hi = 1};
	for (size_t i = 0; !st && i < r->n; i++) {
		struct series *s = figure_series(f, p, MARK_DOTS, i, plot_rows_name(r, i), e);

		st = s ? ST_OK : ST_SYSTEM;
		for (size_t k = 0; !st && k < r->line[i].n; k++) {
			const double *v = &r->line[i].v[r->width * k];

			st = series_add(s, (struct point){.x = v[RADIUS], .y = v[column]}, e);
		}
	}
	return st;
}

int plot_robust(const struct plot_rows *r, struct figure *f, struct err *e)
{
	int st = add_panel(r, f, "accuracy", ACCURACY, false, e);

	return st ? st : add_panel(r, f, "share certified", CERTIFIED, true, e);
}
