/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "figure/multiples.h"

#include <string.h>

#include "figure/frame.h"

/* About the size of a cell, in the drawing's units of frame.h: it decides on the tics. */
enum { CELL_WIDTH = 300, CELL_HEIGHT = 210 };

/* Whether the panel has something of that colour, but for what is grey in all. */
static bool has(const struct panel *p, size_t colour, bool curve)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->series[i].mark != MARK_REFERENCE && p->series[i].colour == colour
			&& (!curve || series_is_curve(&p->series[i])))
			return true;
	return false;
}

static size_t curves(const struct figure *f)
{
	size_t n = 0;

	for (size_t c = 0; c < f->colours; c++) {
		bool any = false;

		for (size_t i = 0; i < f->n; i++)
			any |= has(&f->panel[i], c, true);
		n += any;
	}
	return n;
}

static void fit(struct axis *a, const struct frame_axis *to)
{
	a->lo = to->lo;
	a->hi = to->hi;
	if (!a->log && !a->tic)
		a->step = to->step;
}

/* The series as one of a cell, which has a title in place of a key. */
static int copy_series(const struct series *s, struct figure *to, struct panel *p, struct err *e)
{
	struct series *copy = figure_series(to, p, s->mark, 0, (struct name){0}, e);
	int st = copy ? ST_OK : ST_SYSTEM;

	for (size_t k = 0; !st && k < s->n; k++)
		st = series_add(copy, s->p[k], e);
	return st;
}

static int copy_panel(
	const struct panel *p, double all, size_t colour, struct name *title, struct figure *to, struct err *e)
{
	struct panel free = *p;
	struct frame frame;
	struct panel *copy = figure_panel(to, e);
	int st = copy ? ST_OK : ST_SYSTEM;

	if (st)
		return st;
	free.y.step = 0; /* as the cell has room */
	frame = frame_of(&free, 0, CELL_WIDTH, 0, CELL_HEIGHT * p->share / all);
	copy->x = p->x;
	copy->y = p->y;
	fit(&copy->x, &frame.x);
	fit(&copy->y, &frame.y);
	copy->share = p->share;
	copy->cell = to->cells;
	for (size_t k = 0; !st && k < p->n; k++) {
		const struct series *s = &p->series[k];

		if (s->mark != MARK_REFERENCE && s->colour == colour && s->name.s)
			*title = s->name;
		if (s->mark == MARK_REFERENCE || s->colour == colour)
			st = copy_series(s, to, copy, e);
	}
	for (size_t k = 0; !st && k < p->notes; k++)
		st = panel_note(copy, (struct note){.x = p->note[k].x}, e);
	return st;
}

static int add_cell(const struct figure *f, size_t colour, struct figure *to, struct err *e)
{
	size_t first = to->n;
	struct name title = {0};
	double all = 0;
	int st = ST_OK;

	for (size_t i = 0; i < f->n; i++)
		all += has(&f->panel[i], colour, false) ? f->panel[i].share : 0;
	for (size_t i = 0; !st && i < f->n; i++)
		if (has(&f->panel[i], colour, false))
			st = copy_panel(&f->panel[i], all, colour, &title, to, e);
	if (!st && to->n > first) {
		to->panel[first].title = title;
		to->cells++;
	}
	return st;
}

int figure_multiples(struct figure *f, struct err *e)
{
	struct figure to = {.square = f->square};
	int st = ST_OK;

	if (f->whole || curves(f) <= MULTIPLES_MOST)
		return ST_OK;
	for (size_t c = 0; !st && c < f->colours; c++)
		st = add_cell(f, c, &to, e);
	if (!st) { /* names are borrowed from where they were */
		memcpy(to.names, f->names, sizeof to.names);
		memset(f->names, 0, sizeof f->names);
	}
	figure_free(st ? &to : f);
	if (!st)
		*f = to;
	return st;
}
