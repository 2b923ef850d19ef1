/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "figure/figure.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

void figure_free(struct figure *f)
{
	for (size_t i = 0; i < f->n; i++) {
		for (size_t s = 0; s < f->panel[i].n; s++)
			free(f->panel[i].series[s].p);
		free(f->panel[i].series);
		free(f->panel[i].note);
	}
	free(f->panel);
	names_free(&f->names[0]);
	names_free(&f->names[1]);
	*f = (struct figure){0};
}

struct panel *figure_panel(struct figure *f, struct err *e)
{
	if (array_reserve(&f->panel, &f->cap, f->n + 1, sizeof *f->panel, e))
		return NULL;
	f->panel[f->n] = (struct panel){.x = {.lo = NAN, .hi = NAN}, .y = {.lo = NAN, .hi = NAN}, .share = 1};
	return &f->panel[f->n++];
}

struct series *figure_series(
	struct figure *f, struct panel *p, enum mark mark, size_t colour, struct name name, struct err *e)
{
	if (array_reserve(&p->series, &p->cap, p->n + 1, sizeof *p->series, e))
		return NULL;
	p->series[p->n] = (struct series){.mark = mark, .colour = colour, .name = name};
	if (colour >= f->colours)
		f->colours = colour + 1;
	return &p->series[p->n++];
}

int series_add(struct series *s, struct point p, struct err *e)
{
	int st = array_reserve(&s->p, &s->cap, s->n + 1, sizeof *s->p, e);

	if (!st)
		s->p[s->n++] = p;
	return st;
}

bool series_is_curve(const struct series *s)
{
	return s->n > 1 && (s->mark == MARK_LINES || s->mark == MARK_DOTS || s->mark == MARK_INTERVALS);
}

int panel_note(struct panel *p, struct note note, struct err *e)
{
	int st = array_reserve(&p->note, &p->note_cap, p->notes + 1, sizeof *p->note, e);

	if (!st)
		p->note[p->notes++] = note;
	return st;
}

int figure_log_x(struct figure *f, struct err *e)
{
	for (size_t i = 0; i < f->n; i++) {
		struct panel *p = &f->panel[i];

		p->x.log = true;
		for (size_t j = 0; j < p->n; j++)
			for (size_t k = 0; k < p->series[j].n; k++)
				if (!(p->series[j].p[k].x > 0))
					return err_set(
						e, ST_DATA, "a cost of 0 or less has no place on a logarithmic axis");
	}
	return ST_OK;
}

double axis_step(double most)
{
	double third = most > 0 ? most / 3 : 1, ten = 1; /* the power of ten below a third */

	while (ten * 10 <= third)
		ten *= 10;
	while (ten > third)
		ten /= 10;
	return ten * (third > 7 * ten ? 10 : third > 3 * ten ? 5 : third > 1.5 * ten ? 2 : 1);
}
