/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "figure/ends.h"

#include <math.h>

#include "figure/label.h"
#include "math/pav.h"

/* Left of this share of the axis, a line from the end to its label would cross too much. */
static const double far = .8;

/* The point to the right; false where the series is no curve, or it ends too far from the edge. */
static bool find_end(const struct series *s, const struct frame *f, struct end *end)
{
	*end = (struct end){.series = s, .x = -INFINITY};
	for (size_t k = 0; k < s->n; k++)
		if (!isnan(s->p[k].y) && s->p[k].x >= end->x) {
			end->x = s->p[k].x;
			end->y = s->p[k].y;
		}
	return series_is_curve(s) && (frame_place(&f->x, end->x) - f->x.from) / (f->x.to - f->x.from) >= far;
}

static void insert(struct ends *ends, const struct end *end)
{
	size_t k = ends->n++;

	for (; k && ends->end[k - 1].y > end->y; k--)
		ends->end[k] = ends->end[k - 1];
	ends->end[k] = *end;
}

static int push_apart(struct ends *ends, double line, struct err *e)
{
	struct pav fit = {0};
	double top = 1 - line * (double)(ends->n - 1);
	size_t block = 0;
	int st = ST_OK;

	for (size_t i = 0; !st && i < ends->n; i++)
		st = pav_add(&fit, (double)i, 1, ends->end[i].at - (double)i * line, e);
	for (size_t i = 0; !st && i < ends->n; i++) {
		block += (double)i > fit.block[block].hi;
		ends->end[i].at = fmax(0, fmin(top, pav_value(&fit.block[block]))) + (double)i * line;
	}
	pav_free(&fit);
	return st;
}

int ends_of(const struct panel *p, const struct frame *f, double line, struct ends *ends, struct err *e)
{
	bool fits = line > 0;
	int st = ST_OK;

	*ends = (struct ends){0};
	for (size_t i = 0; !st && fits && i < p->n; i++) {
		const struct series *s = &p->series[i];
		struct end end;
		size_t letters;

		if (!s->name.s)
			continue;
		st = label_letters(s->name.s, s->name.n, &letters, e);
		fits = ends->n < ENDS_MOST && letters <= ENDS_LETTERS && find_end(s, f, &end);
		if (!fits)
			break;
		end.at = (frame_place(&f->y, end.y) - f->y.from) / (f->y.to - f->y.from);
		insert(ends, &end);
		ends->letters = letters > ends->letters ? letters : ends->letters;
	}
	if (!st && fits && line * (double)ends->n <= 1)
		return push_apart(ends, line, e);
	*ends = (struct ends){0};
	return st;
}
