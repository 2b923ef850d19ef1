/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/figure/frame: ranges around points, and where numbers lie. */
#include "figure/frame.h"

#include <math.h>

#include "check.h"

static struct err e;

/* A panel with one line from (0, lo) to (1, hi). */
static struct frame frame(struct axis y, double lo, double hi)
{
	struct figure f = {0};
	struct panel *p = figure_panel(&f, &e);
	struct series *s = p ? figure_series(&f, p, MARK_LINES, 0, (struct name){0}, &e) : NULL;
	struct frame frame = {0};

	if (s && !series_add(s, (struct point){.x = 0, .y = lo}, &e)
		&& !series_add(s, (struct point){.x = 1, .y = hi}, &e)) {
		p->y = y;
		frame = frame_of(p, 10, 110, 20, 220);
	}
	figure_free(&f);
	return frame;
}

int main(void)
{
	struct axis free_axis = {.lo = NAN, .hi = NAN}, share = {.lo = NAN, .hi = NAN, .share = true},
		    given = {.lo = -1, .hi = 3}, log = {.lo = NAN, .hi = NAN, .log = true};
	struct frame f = frame(free_axis, .83, .97);

	CHECK(f.y.lo <= .83 && f.y.hi >= .97 && f.x.lo == 0 && f.x.hi == 1);
	CHECK(frame_place(&f.x, 0) == 10 && frame_place(&f.x, .25) == 35 && frame_place(&f.x, 1) == 110);
	CHECK(frame_place(&f.y, f.y.lo) == 220 && frame_place(&f.y, f.y.hi) == 20); /* y runs up */
	f = frame(share, .97, 1);
	CHECK(f.y.hi == 1 && f.y.lo <= .97 && f.y.lo >= 0);
	f = frame(share, 1, 1);
	CHECK(f.y.hi == 1 && f.y.lo < 1);
	f = frame(share, 0, 0);
	CHECK(f.y.lo == 0 && f.y.hi > 0 && f.y.hi <= 1);
	f = frame(given, 0, 1);
	CHECK(f.y.lo == -1 && f.y.hi == 3);
	f = frame(log, .01, 100);
	CHECK_NEAR(frame_place(&f.y, 1), 120, 1e-9);
	return check_end();
}
