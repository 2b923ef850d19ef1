/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Rows in an order of their own: the same bytes for any order of the same rows, and weights whose sum is kept exactly. */
#include "check.h"

#include <float.h>
#include <string.h>

#include "calibrate/calibration_rows.h"
#include "math/sum.h"

static const struct {
	double in[2];
	size_t y;
	double w;
} row[] = {{{.25, .75}, 1, .1}, {{.5, .5}, 0, 1}, {{.25, .75}, 1, .2}, {{.25, .75}, 0, 3}, {{0, .75}, 1, 1},
	{{.25, .75}, 1, 1e16}, {{.5, .5}, 0, 2}, {{.25, .75}, 1, 0x1p-60}};
enum { ROWS = sizeof row / sizeof *row };

static void fill(struct pile *p, const size_t *place, size_t n)
{
	struct err e;

	CHECK(!calibration_rows_init(p, 2, false, &e));
	for (size_t i = 0; i < n; i++)
		CHECK(!calibration_rows_add(p, row[place[i]].in, row[place[i]].y, row[place[i]].w, 0, &e));
	CHECK(!calibration_rows_tidy(p, false, &e));
}

/* Whether both have the same rows. */
static bool same(const struct pile *a, const struct pile *b)
{
	bool equal = a->n == b->n;

	for (size_t i = 0; equal && i < a->n; i++) {
		struct calibration_row x = calibration_rows_get(a, i), y = calibration_rows_get(b, i);

		equal = x.y == y.y && x.w == y.w && !memcmp(x.in, y.in, 2 * sizeof *x.in);
	}
	return equal;
}

int main(void)
{
	struct pile a, b;
	struct sum rest = {0};
	size_t forward[ROWS], back[ROWS], n = 0;

	for (size_t i = 0; i < ROWS; i++) {
		forward[i] = i;
		back[i] = ROWS - 1 - i;
	}
	fill(&a, forward, ROWS);
	fill(&b, back, ROWS);
	CHECK(same(&a, &b));
	/* (.5, .5) of y 0, then (0, .75), then (.25, .75) of y 0 and 1, of which the last has a weight that is no double */
	CHECK(calibration_rows_get(&a, 0).w == 3 && calibration_rows_get(&a, 0).in[0] == .5);
	CHECK(calibration_rows_get(&a, 1).in[0] == 0 && calibration_rows_get(&a, 2).w == 3);
	for (size_t i = 3; i < a.n; i++, n++) {
		CHECK(calibration_rows_get(&a, i).w > 0 && calibration_rows_get(&a, i).y == 1);
		sum_add(&rest, calibration_rows_get(&a, i).w);
	}
	CHECK(n > 1);
	for (size_t i = 0; i < ROWS; i++)
		if (row[i].in[0] == .25 && row[i].y == 1)
			sum_add(&rest, -row[i].w);
	CHECK(sum_value(&rest) == 0);
	pile_free(&a);
	pile_free(&b);
	return check_end();
}
