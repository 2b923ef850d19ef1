/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "figure/frame.h"

#include <math.h>

#include "real/real.h"

/* Widens the range to the number, unless it is missing. */
static void take(double *lo, double *hi, double v)
{
	*lo = isnan(*lo) ? v : fmin(*lo, v);
	*hi = isnan(*hi) ? v : fmax(*hi, v);
}

static void range_of(const struct panel *p, bool of_x, double *lo, double *hi)
{
	*lo = *hi = NAN;
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < p->series[i].n; k++) {
			const struct point *q = &p->series[i].p[k];
			enum mark mark = p->series[i].mark;
			bool ends = mark == MARK_BARS || mark == MARK_BOXES || mark == MARK_CELLS;

			take(lo, hi, of_x ? q->x : mark == MARK_BAND ? q->y_lo : q->y);
			if (of_x && (ends || mark == MARK_RANGES)) {
				take(lo, hi, q->x_lo);
				take(lo, hi, q->x_hi);
			}
			if (!of_x && (ends || mark == MARK_BAND || mark == MARK_INTERVALS)) {
				take(lo, hi, q->y_lo);
				take(lo, hi, q->y_hi);
			}
		}
}

static struct frame_axis axis_of(const struct panel *p, bool of_x, double from, double to)
{
	const struct axis *given = of_x ? &p->x : &p->y;
	struct frame_axis a = {.from = from, .to = to, .log = given->log};
	double lo, hi, pad, apart = of_x ? 70 : 42; /* units between tics at least, about */

	range_of(p, of_x, &lo, &hi);
	lo = isnan(given->lo) ? lo : given->lo;
	hi = isnan(given->hi) ? hi : given->hi;
	if (isnan(lo))
		lo = 0, hi = 1;
	pad = hi > lo ? 0 : fmax(fabs(hi) / 10, 1e-3);
	lo -= isnan(given->lo) ? pad : 0;
	hi += isnan(given->hi) ? pad : 0;
	if (of_x && fabs(hi) < 1e-3 && fabs(lo) < 1e-3)
		apart *= 2; /* their digits are many */
	a.step = given->step > 0 ? given->step : axis_step((hi - lo) * 3 * apart / fabs(to - from));
	a.lo = isnan(given->lo) && given->share ? fmax(0, floor(lo / a.step + 1e-9) * a.step)
		: isnan(given->lo) && !a.log    ? floor(lo / a.step + 1e-9) * a.step
						: lo;
	a.hi = isnan(given->hi) && given->share ? fmin(1, ceil(hi / a.step - 1e-9) * a.step)
		: isnan(given->hi) && !a.log    ? ceil(hi / a.step - 1e-9) * a.step
						: hi;
	return a;
}

struct frame frame_of(const struct panel *p, double left, double right, double top, double bottom)
{
	return (struct frame){axis_of(p, true, left, right), axis_of(p, false, bottom, top)};
}

double frame_place(const struct frame_axis *a, double v)
{
	double share = a->log ? real_log(v / a->lo) / real_log(a->hi / a->lo) : (v - a->lo) / (a->hi - a->lo);

	return a->from + share * (a->to - a->from);
}
