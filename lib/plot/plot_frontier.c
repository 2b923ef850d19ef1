/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_frontier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "decide/frontier.h"
#include "real/real.h"

enum { COST, QUALITY, LO, HI };

/* Numbers beyond 1e300 would overflow in the arithmetic of axes. */
const struct plot_column plot_frontier_columns[PLOT_FRONTIER_COLUMNS] = {
	[COST] = {.role = {ROLE_MEAN_COST}, .nrole = 1, .least = -1e300, .most = 1e300, .needed = true, .runs = true},
	[QUALITY] = {.role = {ROLE_ACCURACY}, .nrole = 1, .least = -1e300, .most = 1e300, .wanted = true},
	[LO] = {.role = {ROLE_ACCURACY_LO}, .nrole = 1, .least = -1e300, .most = 1e300, .optional = true},
	[HI] = {.role = {ROLE_ACCURACY_HI}, .nrole = 1, .least = -1e300, .most = 1e300, .optional = true},
};

const char *const plot_frontier_group[] = {"policy", "agent", NULL};

/* A line of more points shows them badly as dots. */
enum { DOTS = 40 };

/* Whether the line's values begin with the policy; *rest is what follows on it and a comma. */
static bool is_policy(const struct plot_line *l, const char *policy, struct name *rest)
{
	size_t n = strlen(policy), from = l->titled;

	if (l->label.n < from + n + 2 || memcmp(l->label.p + from, policy, n) || memcmp(l->label.p + from + n, ", ", 2))
		return false;
	*rest = (struct name){l->label.p + from + n + 2, l->label.n - from - n - 2};
	return true;
}

static int add_points(const struct plot_rows *r, const struct plot_line *l, struct series *s, struct err *e)
{
	int st = ST_OK;
	bool band = l->n > 0;

	for (size_t k = 0; !st && k < l->n; k++) {
		const double *v = &l->v[r->width * k];

		if (isnan(v[QUALITY]))
			continue;
		band &= v[LO] <= v[HI];
		st = series_add(s, (struct point){.x = v[COST], .y = v[QUALITY], .y_lo = v[LO], .y_hi = v[HI]}, e);
	}
	if (s->mark != MARK_BAND)
		s->mark = s->n > DOTS ? MARK_LINES : band && s->n == 1 ? MARK_INTERVALS : MARK_DOTS;
	return st;
}

/* The ribbon of a line of several points that have intervals, below the line. */
static int add_band(const struct plot_rows *r, const struct plot_line *l, size_t colour, struct figure *f,
	struct panel *p, struct err *e)
{
	struct series *s;
	size_t shown = 0;

	for (size_t k = 0; k < l->n; k++) {
		const double *v = &l->v[r->width * k];

		shown += !isnan(v[QUALITY]);
		if (!isnan(v[QUALITY]) && !(v[LO] <= v[HI]))
			return ST_OK;
	}
	if (shown < 2)
		return ST_OK;
	s = figure_series(f, p, MARK_BAND, colour, (struct name){0}, e);
	return s ? add_points(r, l, s, e) : ST_SYSTEM;
}

/* Points of the chord to the next corner, so that it is true on a logarithmic axis too, where it is no straight line. */
static int add_chord(struct series *s, double cost, double quality, struct err *e)
{
	enum { PARTS = 64 };
	struct point last = s->n ? s->p[s->n - 1] : (struct point){0};
	int st = ST_OK;

	for (int k = 1; !st && k < PARTS && s->n && last.x > 0 && cost > last.x; k++) {
		double x = last.x * real_exp(real_log(cost / last.x) * k / PARTS);

		st = series_add(s,
			(struct point){.x = x, .y = last.y + (quality - last.y) * (x - last.x) / (cost - last.x)}, e);
	}
	return st ? st : series_add(s, (struct point){.x = cost, .y = quality}, e);
}

/* The corners of the concave hull of a line's points, in s, which is what random mixing of its policies reaches; left empty where
 * that is the line itself. */
static int add_corners(const struct plot_rows *r, const struct plot_line *l, struct series *s, struct err *e)
{
	struct arena arena = {0};
	double *x = arena_alloc(&arena, l->n, sizeof *x), *y = arena_alloc(&arena, l->n, sizeof *y);
	size_t *corner = arena_alloc(&arena, l->n, sizeof *corner), k = 0;
	int st = arena_status(&arena, e);

	for (size_t i = 0; !st && i < l->n; i++) {
		x[i] = l->v[r->width * i + COST];
		y[i] = l->v[r->width * i + QUALITY];
	}
	if (!st)
		k = frontier_hull(x, y, l->n, corner);
	for (size_t i = 0; !st && k < l->n && i < k; i++)
		st = add_chord(s, x[corner[i]], y[corner[i]], e);
	arena_free(&arena);
	return st;
}

static int add_hull(const struct plot_rows *r, const struct plot_line *l, size_t colour, bool named, struct figure *f,
	struct panel *p, struct err *e)
{
	static char hull[] = "hull of the frontier";
	struct series *s = figure_series(
		f, p, MARK_HULL, colour, named ? (struct name){hull, sizeof hull - 1} : (struct name){0}, e);
	int st = s ? add_corners(r, l, s, e) : ST_SYSTEM;

	if (!st && s->n < 2) {
		free(s->p);
		p->n--;
	}
	return st;
}

/* The corners of random mixing stand in lines of their own, one an agent, file after file. */
static int add_mixing(const struct plot_rows *r, struct figure *f, struct panel *p, struct err *e)
{
	static char mixing[] = "random mixing";
	const char *file = NULL;
	struct series *s = NULL;
	struct name rest;
	int st = ST_OK;

	for (size_t i = 0; !st && i < r->n; i++) {
		const struct plot_line *l = &r->line[i];

		if (!is_policy(l, "mix", &rest))
			continue;
		if (!s || l->file != file) {
			struct name name = s ? (struct name){0} : (struct name){mixing, sizeof mixing - 1};

			s = figure_series(f, p, MARK_REFERENCE, 0, name, e);
		}
		file = l->file;
		st = s ? ST_OK : ST_SYSTEM;
		if (!st && !isnan(l->v[QUALITY]))
			st = add_chord(s, l->v[COST], l->v[QUALITY], e);
	}
	for (size_t i = 0; i < p->n; i++) /* one corner, where one agent is the cheapest and the best, is no line */
		if (p->series[i].n < 2)
			p->series[i].name = (struct name){0};
	return st;
}

static bool has_hull(const struct panel *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->series[i].mark == MARK_HULL)
			return true;
	return false;
}

/* The frontier by the name of its table, if that has one; an agent by its own. */
static int add_policy(const struct plot_rows *r, const struct plot_line *l, size_t colour, struct figure *f,
	struct panel *p, struct err *e)
{
	bool frontier;
	struct name name;
	struct series *s;
	int st;

	frontier = is_policy(l, "frontier", &name);
	if (frontier || is_policy(l, "oracle", &name))
		name = (struct name){l->label.p, l->titled + (frontier ? strlen("frontier") : strlen("oracle"))};
	st = add_band(r, l, colour, f, p, e);
	if (st)
		return st;
	s = figure_series(f, p, MARK_DOTS, colour, name, e);
	st = s ? add_points(r, l, s, e) : ST_SYSTEM;
	return st || !frontier ? st : add_hull(r, l, colour, !has_hull(p), f, p, e);
}

/* Whether all qualities may be accuracies. */
static bool are_shares(const struct plot_rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->line[i].n; k++) {
			double quality = r->line[i].v[r->width * k + QUALITY];

			if (quality < 0 || quality > 1)
				return false;
		}
	return true;
}

int plot_frontier(const struct plot_rows *r, struct figure *f, struct err *e)
{
	struct panel *p = figure_panel(f, e);
	struct name rest;
	size_t colour = 0;
	int st = p ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	p->x = (struct axis){.title = "cost a row", .lo = NAN, .hi = NAN};
	p->y = (struct axis){.title = "accuracy, or mean quality", .lo = NAN, .hi = NAN};
	f->whole = true; /* single agents are points beside the line */
	p->y.share = are_shares(r);
	st = add_mixing(r, f, p, e);
	for (size_t i = 0; !st && i < r->n; i++) {
		const struct plot_line *l = &r->line[i];
		bool single = is_policy(l, "single", &rest);

		if (!single && !is_policy(l, "frontier", &rest) && !is_policy(l, "oracle", &rest))
			continue;
		st = single ? ST_OK : add_policy(r, l, colour++, f, p, e);
		if (single) {
			struct series *s = figure_series(f, p, MARK_DOTS, colour++, rest, e);

			st = s ? add_points(r, l, s, e) : ST_SYSTEM;
		}
	}
	return st;
}
