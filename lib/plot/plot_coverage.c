/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_coverage.h"

#include <math.h>

#define COVERAGE                                                                                                       \
	{                                                                                                              \
		.role = {ROLE_COVERAGE}, .nrole = 1, .most = 1, .needed = true, .runs = true                           \
	}

const struct plot_column plot_coverage_columns[PLOT_COVERAGE_COLUMNS] = {
	COVERAGE,
	{.role = {ROLE_AUROC, ROLE_AP, ROLE_SYSTEM_ACCURACY}, .nrole = 3, .most = 1, .wanted = true, .graded = true},
	{.role = {ROLE_SYSTEM_ACCURACY_LO}, .nrole = 1, .most = 1, .optional = true, .graded = true},
	{.role = {ROLE_SYSTEM_ACCURACY_HI}, .nrole = 1, .most = 1, .optional = true, .graded = true},
};

const struct plot_column plot_risk_columns[PLOT_COVERAGE_COLUMNS] = {
	COVERAGE,
	{.role = {ROLE_RISK}, .nrole = 1, .most = 1, .wanted = true},
	{.role = {ROLE_RISK_LO}, .nrole = 1, .most = 1, .optional = true},
	{.role = {ROLE_RISK_HI}, .nrole = 1, .most = 1, .optional = true},
};

/* A line of more points shows them badly as dots. */
enum { DOTS = 40 };

static const char *title(enum role role, bool shares)
{
	if (!shares)
		return "mean quality of the system";
	switch (role) {
	case ROLE_RISK:
		return "risk (share of errors among the model's answers)";
	case ROLE_AUROC:
		return "AUROC of the system";
	case ROLE_AP:
		return "average precision of the system";
	default:
		return "system accuracy";
	}
}

/* Whether all values may be shares; beyond [0, 1] they are mean qualities. */
static bool are_shares(const struct plot_rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->line[i].n; k++) {
			double y = r->line[i].v[r->width * k + 1];

			if (y < 0 || y > 1)
				return false;
		}
	return true;
}

/* A ribbon where the line has intervals. */
static int add_band(const struct plot_rows *r, size_t i, struct figure *f, struct panel *p, struct err *e)
{
	const struct plot_line *l = &r->line[i];
	struct series *s = NULL;
	int st = ST_OK;

	for (size_t k = 0; !st && k < l->n; k++) {
		const double *v = &l->v[r->width * k];

		if (isnan(v[2]) || isnan(v[3]))
			continue;
		s = s ? s : figure_series(f, p, MARK_BAND, i, (struct name){0}, e);
		st = s ? series_add(s, (struct point){.x = v[0], .y_lo = v[2], .y_hi = v[3]}, e) : ST_SYSTEM;
	}
	return st;
}

static int add_line(const struct plot_rows *r, size_t i, struct figure *f, struct panel *p, struct err *e)
{
	const struct plot_line *l = &r->line[i];
	struct series *s = figure_series(f, p, MARK_DOTS, i, plot_rows_name(r, i), e);
	int st = s ? ST_OK : ST_SYSTEM;

	for (size_t k = 0; !st && k < l->n; k++) {
		const double *v = &l->v[r->width * k];

		if (!isnan(v[1]))
			st = series_add(s, (struct point){.x = v[0], .y = v[1]}, e);
	}
	if (!st && s->n > DOTS)
		s->mark = MARK_LINES;
	return st;
}

int plot_coverage(const struct plot_rows *r, struct figure *f, struct err *e)
{
	struct panel *p = figure_panel(f, e);
	int st = p ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	p->x = (struct axis){.title = "coverage (share of cases that the model answers)", .lo = 0, .hi = 1};
	p->y.share = are_shares(r);
	p->y.title = title(r->role[1], p->y.share);
	if (r->role[1] == ROLE_RISK)
		p->y.lo = 0;
	for (size_t i = 0; !st && i < r->n; i++)
		st = add_band(r, i, f, p, e);
	if (p->n)
		p->x.below = "shaded: the intervals of the table";
	for (size_t i = 0; !st && i < r->n; i++)
		st = add_line(r, i, f, p, e);
	return st;
}
