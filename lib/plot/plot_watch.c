/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "plot/plot_watch.h"

#include <math.h>
#include <string.h>

enum { ROW, ACCURACY, LO, HI, COVERAGE, ALARMS, ALARM };
enum { SHARE, SKILL };

/* Counts beyond 1e300 would overflow in the arithmetic of axes. */
const struct plot_column plot_watch_columns[PLOT_WATCH_COLUMNS] = {
	[ROW] = {.role = {ROLE_ROW}, .nrole = 1, .most = 1e300, .needed = true, .runs = true},
	[ACCURACY] = {.role = {ROLE_SYSTEM_ACCURACY}, .nrole = 1, .most = 1},
	[LO] = {.role = {ROLE_ACCURACY_LO}, .nrole = 1, .most = 1},
	[HI] = {.role = {ROLE_ACCURACY_HI}, .nrole = 1, .most = 1},
	[COVERAGE] = {.role = {ROLE_COVERAGE}, .nrole = 1, .most = 1},
	[ALARMS] = {.role = {ROLE_ALARMS}, .nrole = 1, .most = 1e300, .needed = true},
	[ALARM] = {.role = {ROLE_ALARM}, .nrole = 1, .optional = true, .text = true},
};

const struct plot_column plot_watch_families[PLOT_FAMILIES] = {
	[SHARE] = {.role = {ROLE_SHARE}, .nrole = 1, .most = 1},
	[SKILL] = {.role = {ROLE_ALONE}, .nrole = 1, .most = 1},
};

/* The tests whose alarms are shown on an agent's curve. */
static const char *const of_family[PLOT_FAMILIES][3] = {
	[SHARE] = {"silent_", "slow_"},
	[SKILL] = {"accuracy_", "calibration_"},
};

/* Texts of alarms that are nearer to each other than this share of the axis would lie on each other. */
#define APART 0.03

static const double *window(const struct plot_rows *r, size_t i, size_t k)
{
	return &r->line[i].v[r->width * k];
}

/* The confidence sequence as ribbons, which end where it is not known. */
static int add_bands(const struct plot_rows *r, size_t i, struct figure *f, struct panel *p, struct err *e)
{
	struct series *s = NULL;
	int st = ST_OK;

	for (size_t k = 0; !st && k < r->line[i].n; k++) {
		const double *v = window(r, i, k);
		bool known = v[LO] <= v[HI];

		if (known && !s)
			s = figure_series(f, p, MARK_BAND, i, (struct name){0}, e);
		if (known)
			st = s ? series_add(s, (struct point){.x = v[ROW], .y_lo = v[LO], .y_hi = v[HI]}, e)
			       : ST_SYSTEM;
		else
			s = NULL;
	}
	return st;
}

static int add_curve(const struct plot_rows *r, size_t i, size_t column, size_t colour, struct name name,
	struct figure *f, struct panel *p, struct err *e)
{
	struct series *s = figure_series(f, p, MARK_LINES, colour, name, e);
	int st = s ? ST_OK : ST_SYSTEM;

	for (size_t k = 0; !st && k < r->line[i].n; k++)
		st = series_add(s, (struct point){.x = window(r, i, k)[ROW], .y = window(r, i, k)[column]}, e);
	return st;
}

/* The names, without that of all tests together where another one says more. */
static struct name tests_of(const struct name *alarms)
{
	static const char all[] = "all ";
	size_t n = sizeof all - 1;

	return alarms->n > n && !memcmp(alarms->s, all, n) ? (struct name){alarms->s + n, alarms->n - n} : *alarms;
}

/* Lines at the windows with alarms; `named`: with their names. */
static int add_alarms(const struct plot_rows *r, struct panel *p, bool named, struct err *e)
{
	double room = APART * p->x.hi;
	int st = ST_OK;

	for (size_t i = 0; i < r->n; i++) {
		double last = -INFINITY;

		for (size_t k = 0; !st && k < r->line[i].n; k++) {
			const double *v = window(r, i, k);
			struct note note = {.x = v[ROW]};

			if (!(v[ALARMS] > 0))
				continue;
			if (named && !isnan(v[ALARM]) && v[ROW] - last >= room) {
				note.text = tests_of(&r->text.name[(size_t)v[ALARM]]);
				last = v[ROW];
			}
			st = panel_note(p, note, e);
		}
	}
	return st;
}

/* Whether one of the words is a test of the family and, behind it, the agent. */
static bool is_about(const struct name *alarms, size_t family, const struct name *agent)
{
	const char *s = alarms->s, *end = s + alarms->n;

	for (size_t i = 0; i < 2; i++) {
		const char *test = of_family[family][i];
		size_t n = strlen(test);

		for (const char *at = s; (at = memmem(at, (size_t)(end - at), test, n)); at += n) {
			const char *name = at + n;

			if ((at == s || at[-1] == ' ') && (size_t)(end - name) >= agent->n
				&& !memcmp(name, agent->s, agent->n)
				&& (name + agent->n == end || name[agent->n] == ' '))
				return true;
		}
	}
	return false;
}

/* Dots where an alarm is about the agent. */
static int add_changes(const struct plot_rows *r, size_t family, size_t agent, size_t colour, struct figure *f,
	struct panel *p, struct err *e)
{
	const struct plot_members *m = &r->family[family];
	struct series *s = NULL;
	int st = ST_OK;

	for (size_t k = 0; !st && k < r->line[0].n; k++) {
		const double *v = window(r, 0, k);

		if (isnan(v[ALARM]) || isnan(v[m->first + agent])
			|| !is_about(&r->text.name[(size_t)v[ALARM]], family, &m->name.name[agent]))
			continue;
		s = s ? s : figure_series(f, p, MARK_POINTS, colour, (struct name){0}, e);
		st = s ? series_add(s, (struct point){.x = v[ROW], .y = v[m->first + agent]}, e) : ST_SYSTEM;
	}
	return st;
}

/* An axis around the numbers of some columns, to tenths: below the least, above the largest. */
static struct axis tenths(const struct plot_rows *r, const char *title, size_t from, size_t n)
{
	struct axis y = {.title = title, .lo = 1, .hi = 0};

	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->line[i].n; k++)
			for (size_t c = from; c < from + n; c++) {
				y.lo = fmin(y.lo, window(r, i, k)[c]);
				y.hi = fmax(y.hi, window(r, i, k)[c]);
			}
	y.lo = y.lo > y.hi ? 0 : fmax(0, floor(10 * y.lo - .5) / 10);
	y.hi = y.hi <= y.lo ? 1 : fmin(1, ceil(10 * y.hi + .5) / 10);
	y.step = y.hi - y.lo > .55 ? .2 : y.hi - y.lo > .25 ? .1 : .05;
	return y;
}

static struct panel *add_panel(const struct plot_rows *r, struct figure *f, struct axis y, struct err *e)
{
	struct panel *p = figure_panel(f, e);
	double last = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->line[i].n)
			last = fmax(last, window(r, i, r->line[i].n - 1)[ROW]);
	if (p) {
		p->x = (struct axis){.lo = 0, .hi = last, .bare = true};
		p->y = y;
	}
	return p && !add_alarms(r, p, f->n == 1, e) ? p : NULL;
}

static int add_system(const struct plot_rows *r, struct figure *f, struct err *e)
{
	struct panel *p = add_panel(r, f, tenths(r, "accuracy", ACCURACY, HI - ACCURACY + 1), e);
	int st = p ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < r->n; i++)
		st = add_bands(r, i, f, p, e);
	for (size_t i = 0; !st && i < r->n; i++)
		st = add_curve(r, i, ACCURACY, i, plot_rows_name(r, i), f, p, e);
	p = st ? NULL : add_panel(r, f, tenths(r, "coverage", COVERAGE, 1), e);
	st = p ? ST_OK : ST_SYSTEM;
	for (size_t i = 0; !st && i < r->n; i++)
		st = add_curve(r, i, COVERAGE, i, (struct name){0}, f, p, e);
	return st;
}

/* An agent's place among all that have a share, and then those that have only a skill: its colour. */
static size_t colour_of(const struct plot_rows *r, size_t family, size_t agent)
{
	const struct name *name = &r->family[family].name.name[agent];
	size_t place = names_find(&r->family[SHARE].name, name->s, name->n);

	return 1 + (place != NAMES_NONE ? place : r->family[SHARE].name.n + agent);
}

static int add_agents(const struct plot_rows *r, size_t family, const char *title, struct figure *f, struct err *e)
{
	const struct plot_members *m = &r->family[family];
	struct panel *p = add_panel(r, f, tenths(r, title, m->first, m->name.n), e);
	bool named = family == SHARE || !r->family[SHARE].name.n;
	int st = p ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	p->key = named;
	for (size_t k = 0; !st && k < m->name.n; k++)
		st = add_curve(r, 0, m->first + k, colour_of(r, family, k), named ? m->name.name[k] : (struct name){0},
			f, p, e);
	for (size_t k = 0; !st && k < m->name.n; k++)
		st = add_changes(r, family, k, colour_of(r, family, k), f, p, e);
	return st;
}

int plot_watch(const struct plot_rows *r, struct figure *f, struct err *e)
{
	bool shares = r->n == 1 && r->family[SHARE].name.n, skills = r->n == 1 && r->family[SKILL].name.n;
	int st = add_system(r, f, e);

	if (!st && shares)
		st = add_agents(r, SHARE, "share", f, e);
	if (!st && skills)
		st = add_agents(r, SKILL, "skill", f, e);
	if (st)
		return st;
	for (size_t i = 0; i < f->n; i++)
		f->panel[i].share = 1 / (double)f->n;
	if (f->n == 2) {
		f->panel[0].share = .6;
		f->panel[1].share = .4;
	}
	f->height = f->n > 2 ? f->n / 2.5 : 1;
	f->panel[f->n - 1].x.bare = false;
	f->panel[f->n - 1].x.title = "row";
	f->panel[f->n - 1].x.below = "shaded: where the mean of all rows so far is; lines across: alarms";
	return ST_OK;
}
