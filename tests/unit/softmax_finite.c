/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/scaling/softmax_finite: labels that overlap, labels that a map parts, and labels that were masked, all others being so from them. */
#include "scaling/softmax_finite.h"

#include "check.h"

enum { ROWS = 4, CLASSES = 2 };

static struct err e;

/* Of a diagonal, at theta, which need not be near the optimum: where there is none, no theta has a certificate. */
static bool is_finite(const double *lp, const size_t *y, const double *theta)
{
	const struct softmax_problem p = {.n = ROWS, .k = CLASSES, .lp = lp, .y = y};
	struct softmax_rows r;
	struct softmax_metric m = {0};
	bool finite = false;

	CHECK(!softmax_rows_init(&r, &p, &e) && !softmax_metric_init(&m, &r, false, &e));
	softmax_metric_measure(&m, theta);
	CHECK(!softmax_finite(&m, theta, &finite, &e));
	softmax_metric_free(&m);
	softmax_rows_free(&r);
	return finite;
}

int main(void)
{
	static const double level[ROWS * CLASSES] = {0}, one[] = {1, 1, 0, 0}, none[] = {0, 0, 0, 0};
	static const double apart[ROWS * CLASSES] = {-.1, -2.4, -2.4, -.1, -.2, -1.7, -1.7, -.2};
	static const double masked[ROWS * CLASSES] = {-1e7, 0, 0, -1e7, -1e7, 0, 0, -1e7};
	static const size_t y[ROWS] = {0, 1, 0, 1};

	CHECK(is_finite(level, y, none)); /* any diagonal is an optimum */
	CHECK(!is_finite(apart, y, one));
	CHECK(!is_finite(masked, y, one));
	return check_end();
}
