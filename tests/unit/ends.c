/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/figure/ends: labels that do not overlap and lie as near to their curves as that lets them (brute force), and when there are none. */
#include "figure/ends.h"

#include <math.h>

#include "check.h"

static struct err e;
static char letters[] = "abcdefghijklmnopqrstuvwxyz";

/* Curves from (0, 0) to (x, y). */
static struct panel *curves(struct figure *f, const double *y, size_t n, double x, size_t length)
{
	struct panel *p = figure_panel(f, &e);

	p->x = (struct axis){.lo = 0, .hi = 1};
	p->y = (struct axis){.lo = 0, .hi = 1};
	for (size_t i = 0; i < n; i++) {
		struct series *s = figure_series(f, p, MARK_LINES, i, (struct name){letters, length}, &e);

		CHECK(!series_add(s, (struct point){.x = x, .y = y[i]}, &e) && !series_add(s, (struct point){0}, &e)
			&& !series_add(s, (struct point){.x = 1, .y = NAN}, &e));
	}
	return p;
}

static struct ends place(const double *y, size_t n, double x, size_t length, double line)
{
	struct figure f = {0};
	struct panel *p = curves(&f, y, n, x, length);
	struct frame frame = frame_of(p, 0, 100, 200, 0);
	struct ends ends;

	CHECK(!ends_of(p, &frame, line, &ends, &e));
	figure_free(&f);
	return ends;
}

/* The least sum of squares over three heights on a grid, the distance kept. */
static double best_of_three(const double *y, double line)
{
	enum { STEPS = 200 };
	double best = INFINITY;

	for (int i = 0; i <= STEPS; i++)
		for (int j = i; j <= STEPS; j++)
			for (int k = j; k <= STEPS; k++) {
				double a = (double)i / STEPS, b = (double)j / STEPS, c = (double)k / STEPS;

				if (b - a > line - 1e-9 && c - b > line - 1e-9)
					best = fmin(best,
						(a - y[0]) * (a - y[0]) + (b - y[1]) * (b - y[1])
							+ (c - y[2]) * (c - y[2]));
			}
	return best;
}

int main(void)
{
	static const double sets[][3] = {{.2, .5, .8}, {.5, .5, .5}, {0, 0, .05}, {.9, .97, 1}, {.3, .35, .9}};
	static const double seven[7] = {0};
	struct ends ends;

	for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
		double sum = 0;

		ends = place(sets[k], 3, 1, 1, .1);
		CHECK(ends.n == 3 && ends.letters == 1);
		for (size_t i = 0; i < 3; i++) {
			CHECK(ends.end[i].y == sets[k][i] && ends.end[i].x == 1);
			CHECK(ends.end[i].at > -1e-12 && ends.end[i].at < 1 + 1e-12);
			CHECK(!i || ends.end[i].at - ends.end[i - 1].at > .1 - 1e-12);
			sum += (ends.end[i].at - sets[k][i]) * (ends.end[i].at - sets[k][i]);
		}
		CHECK(sum < best_of_three(sets[k], .1) + 1e-12 && sum > best_of_three(sets[k], .1) - .002);
	}
	CHECK(place(sets[0], 3, .85, 1, .1).n == 3);
	CHECK(!place(sets[0], 3, .75, 1, .1).n);              /* too far from the edge */
	CHECK(!place(sets[0], 3, 1, ENDS_LETTERS + 1, .1).n); /* too long */
	CHECK(!place(sets[0], 3, 1, 1, .4).n);                /* too low */
	CHECK(!place(seven, 7, 1, 1, .01).n);                 /* too many */
	return check_end();
}
