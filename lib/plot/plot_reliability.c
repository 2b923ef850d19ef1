/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_reliability.h"

#include <math.h>

enum { LO, HI, CASES, CONFIDENCE, FREQUENCY, BELOW, ABOVE, BAND_LO, BAND_HI };

/* Counts beyond 1e300 would overflow in the arithmetic of axes. */
const struct plot_column plot_reliability_columns[PLOT_RELIABILITY_COLUMNS] = {
	[LO] = {.role = {ROLE_LO}, .nrole = 1, .most = 1, .needed = true, .runs = true},
	[HI] = {.role = {ROLE_HI}, .nrole = 1, .most = 1, .needed = true},
	[CASES] = {.role = {ROLE_N}, .nrole = 1, .most = 1e300, .needed = true},
	[CONFIDENCE] = {.role = {ROLE_CONFIDENCE}, .nrole = 1, .most = 1},
	[FREQUENCY] = {.role = {ROLE_FREQUENCY}, .nrole = 1, .most = 1},
	[BELOW] = {.role = {ROLE_WILSON_LO}, .nrole = 1, .most = 1},
	[ABOVE] = {.role = {ROLE_WILSON_HI}, .nrole = 1, .most = 1},
	[BAND_LO] = {.role = {ROLE_CONSISTENCY_LO, ROLE_BOOTSTRAP_LO}, .nrole = 2, .most = 1, .optional = true},
	[BAND_HI] = {.role = {ROLE_CONSISTENCY_HI, ROLE_BOOTSTRAP_HI}, .nrole = 2, .most = 1, .optional = true},
};

static int add_diagonal(struct figure *f, struct panel *p, struct err *e)
{
	static char name[] = "perfect";
	struct series *s = figure_series(f, p, MARK_REFERENCE, 0, (struct name){name, sizeof name - 1}, e);
	int st = s ? series_add(s, (struct point){.x = 0, .y = 0}, e) : ST_SYSTEM;

	return st ? st : series_add(s, (struct point){.x = 1, .y = 1}, e);
}

static struct point frequency_of(const double *bin)
{
	struct point p = {
		.x = bin[CONFIDENCE], .y = bin[FREQUENCY], .y_lo = bin[BELOW], .y_hi = bin[ABOVE], .n = bin[CASES]};

	if (isnan(p.x) || isnan(p.y))
		p.x = p.y = NAN;
	if (isnan(p.y_lo) || isnan(p.y_hi))
		p.y_lo = p.y_hi = p.y;
	return p;
}

static struct point cases_of(const double *bin)
{
	return (struct point){.x = (bin[LO] + bin[HI]) / 2,
		.y = bin[CASES] / 2,
		.x_lo = bin[LO],
		.x_hi = bin[HI],
		.y_lo = 0,
		.y_hi = bin[CASES]};
}

/* The bins' other band, as a ribbon; nothing where there is none. */
static int add_bands(const struct plot_rows *r, struct figure *f, struct panel *p, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < r->n; i++) {
		const struct plot_line *l = &r->line[i];
		struct series *s = NULL;

		for (size_t k = 0; !st && k < l->n; k++) {
			const double *bin = &l->v[r->width * k];
			struct point b = {.x = bin[CONFIDENCE], .y_lo = bin[BAND_LO], .y_hi = bin[BAND_HI]};

			if (isnan(b.x) || isnan(b.y_lo) || isnan(b.y_hi))
				continue;
			s = s ? s : figure_series(f, p, MARK_BAND, i, (struct name){0}, e);
			st = s ? series_add(s, b, e) : ST_SYSTEM;
		}
	}
	return st;
}

static int add_lines(const struct plot_rows *r, struct figure *f, struct panel *p, enum mark mark, struct err *e)
{
	struct point (*point_of)(const double *bin) = mark == MARK_BOXES ? cases_of : frequency_of;
	int st = ST_OK;

	for (size_t i = 0; !st && i < r->n; i++) {
		const struct plot_line *l = &r->line[i];
		struct series *s = figure_series(f, p, mark, i, plot_rows_name(r, i), e);

		st = s ? ST_OK : ST_SYSTEM;
		for (size_t k = 0; !st && k < l->n; k++)
			st = series_add(s, point_of(&l->v[r->width * k]), e);
	}
	return st;
}

static int add_frequencies(const struct plot_rows *r, struct figure *f, struct err *e)
{
	struct panel *p = figure_panel(f, e);
	int st = p ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	p->share = 0.7;
	p->x = (struct axis){.lo = 0, .hi = 1, .bare = true};
	p->y = (struct axis){.title = "share correct", .lo = 0, .hi = 1};
	/* Ribbons hide what is below them, in formats that know nothing translucent. */
	st = add_bands(r, f, p, e);
	if (!st)
		st = add_diagonal(f, p, e);
	return st ? st : add_lines(r, f, p, MARK_INTERVALS, e);
}

/* What the bars, the pale ones and the ribbons are; ribbons are the first series. */
static const char *explanation(const struct plot_rows *r, const struct figure *f)
{
	if (f->panel[0].series[0].mark != MARK_BAND)
		return "bars: Wilson intervals; pale: fewer than 10 cases";
	return r->role[BAND_LO] == ROLE_CONSISTENCY_LO
		? "bars: Wilson intervals; pale: under 10 cases; shaded: if calibrated"
		: "bars: Wilson intervals; pale: under 10 cases; shaded: bootstrap";
}

static int add_cases(const struct plot_rows *r, struct figure *f, struct err *e)
{
	struct panel *p = figure_panel(f, e);
	double most = 0;

	if (!p)
		return ST_SYSTEM;
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->line[i].n; k++)
			most = fmax(most, r->line[i].v[r->width * k + CASES]);
	p->share = 0.3;
	p->x = (struct axis){.title = "mean confidence", .below = explanation(r, f), .lo = 0, .hi = 1};
	p->y = (struct axis){.title = "cases", .lo = 0, .hi = NAN, .step = axis_step(most)};
	return add_lines(r, f, p, MARK_BOXES, e);
}

int plot_reliability(const struct plot_rows *r, struct figure *f, struct err *e)
{
	int st = add_frequencies(r, f, e);

	f->square = true;
	return st ? st : add_cases(r, f, e);
}
