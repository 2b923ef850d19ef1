/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/line.h"

#include "math/sum.h"

static double mean(size_t n, const double *x, const double *w)
{
	struct sum all = {0}, weight = {0};

	for (size_t i = 0; i < n; i++) {
		sum_add(&weight, w ? w[i] : 1);
		sum_add_product(&all, w ? w[i] : 1, x[i]);
	}
	return sum_ratio(&all, &weight);
}

int line_fit(size_t n, const double *x, const double *y, const double *w, double line[2], struct err *e)
{
	double mx = mean(n, x, w), my = mean(n, y, w);
	struct sum square = {0}, product = {0};

	for (size_t i = 0; i < n; i++) {
		double dx = x[i] - mx, dy = y[i] - my;

		sum_add_product(&square, w ? w[i] : 1, dx * dx);
		sum_add_product(&product, w ? w[i] : 1, dx * dy);
	}
	if (!(sum_value(&square) > 0))
		return err_set(e, ST_NUMERIC, "linear: equal estimates in every row");
	line[0] = sum_ratio(&product, &square);
	line[1] = my - line[0] * mx;
	return ST_OK;
}
