/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/figure/multiples: many curves become cells with the same axes, few stay together. */
#include "figure/multiples.h"

#include <math.h>
#include <string.h>

#include "check.h"

static struct err e;
static char letters[] = "abcdefghij";

/* Curve i from (0, i / 10) to (1, (i + 1) / 10), with a grey line; in the second panel curve 0 is missing. */
static struct figure curves(size_t n)
{
	struct figure f = {0};

	for (size_t k = 0; k < 2; k++) {
		struct panel *p = figure_panel(&f, &e);
		struct series *grey = figure_series(&f, p, MARK_REFERENCE, 0, (struct name){0}, &e);

		p->share = .5;
		CHECK(!series_add(grey, (struct point){.x = .5, .y = .5}, &e));
		for (size_t i = k; i < n; i++) {
			struct series *s = figure_series(&f, p, MARK_LINES, i, (struct name){letters + i, 1}, &e);

			CHECK(!series_add(s, (struct point){.x = 0, .y = (double)i / 10}, &e)
				&& !series_add(s, (struct point){.x = 1, .y = (double)(i + 1) / 10}, &e));
		}
	}
	return f;
}

int main(void)
{
	struct figure f = curves(MULTIPLES_MOST);

	CHECK(!figure_multiples(&f, &e) && !f.cells && f.n == 2 && f.panel[0].n == MULTIPLES_MOST + 1);
	figure_free(&f);
	f = curves(7);
	CHECK(!figure_multiples(&f, &e) && f.cells == 7 && f.n == 13);
	for (size_t i = 0; i < f.n; i++) {
		const struct panel *p = &f.panel[i];

		CHECK(p->cell == (i + 1) / 2 && p->n == 2 && p->series[0].mark == MARK_REFERENCE);
		CHECK(p->series[1].n == 2 && p->series[1].p[0].y == (double)p->cell / 10);
		CHECK(p->x.lo == 0 && p->x.hi == 1 && p->y.lo <= .1 && p->y.hi >= .7);
		CHECK((i == 0 || i % 2) == (p->title.s == letters + p->cell));
	}
	figure_free(&f);
	f = curves(7);
	f.whole = true;
	CHECK(!figure_multiples(&f, &e) && !f.cells);
	figure_free(&f);
	return check_end();
}
