/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/calibrate/calibration_order of one process: each row once, with the weight of all that are alike, and in one order;
 * the same bytes whatever order they came in.  Those of several processes are tests/mpi.bats'. */
#include "calibrate/calibration_order.h"

#include <string.h>

#include "calibrate/calibration_rows.h"
#include "check.h"

enum { ROWS = 300, K = 2, VALUES = 4, CLASSES = 2 };

static struct err e;

static void nobody(size_t n, size_t peer, size_t *from, size_t *to)
{
	(void)n;
	(void)peer;
	*from = *to = 0; /* one process keeps all rows without asking */
}

static int compare(const struct calibration_row *a, const struct calibration_row *b)
{
	int order = memcmp(a->in, b->in, K * sizeof *a->in);

	return order ? order : (a->y > b->y) - (a->y < b->y);
}

/* Rows of few values, one in `step` places after the other, so that they come in another order for each step. */
static void fill(struct pile *p, double weight[VALUES][VALUES][CLASSES], size_t step)
{
	CHECK(!calibration_rows_init(p, K, false, &e));
	memset(weight, 0, VALUES * sizeof *weight);
	for (size_t n = 0; n < ROWS; n++) {
		size_t i = n * step % ROWS, a = i % VALUES, b = i / 7 % VALUES, y = i / 11 % CLASSES;
		double w = 1 + (double)(i % 5);

		weight[a][b][y] += w;
		CHECK(!calibration_rows_add(p, (double[K]){(double)a, (double)b}, y, w, 0, &e));
	}
}

int main(void)
{
	double weight[VALUES][VALUES][CLASSES];
	struct pile first = {0};

	for (size_t step = 1; step < 20; step += 6) { /* no divisor of 300 but 1 */
		size_t all, before, kinds = 0;
		struct pile p;

		fill(&p, weight, step);
		CHECK(!calibration_count(&p, &all, &before, &e) && all == ROWS && before == 0);
		CHECK(!calibration_order(&p, nobody, &all, &before, &e));
		CHECK(all == p.n && before == 0);
		for (size_t i = 0; i < p.n; i++) {
			struct calibration_row x = calibration_rows_get(&p, i), last;

			CHECK(x.w == weight[(size_t)x.in[0]][(size_t)x.in[1]][x.y]);
			if (!i)
				continue;
			last = calibration_rows_get(&p, i - 1);
			CHECK(compare(&last, &x) != 0);
		}
		for (size_t k = 0; k < VALUES * VALUES * CLASSES; k++)
			kinds += (&weight[0][0][0])[k] > 0;
		CHECK(p.n == kinds);
		if (step == 1)
			first = p;
		for (size_t i = 0; step > 1 && i < p.n; i++) {
			struct calibration_row a = calibration_rows_get(&first, i), b = calibration_rows_get(&p, i);

			CHECK(!compare(&a, &b) && a.w == b.w);
		}
		if (step > 1)
			pile_free(&p);
	}
	pile_free(&first);
	return check_end();
}
