/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include <string.h>

#include "math/pav.h"
#include "math/rng.h"

/* Brute force: the value at x is the max over a <= x of the min over b >= x of the mean of [a, b]. */
static double minimax(const double *x, const double *y, const double *w, size_t n, double at)
{
	double best = -INFINITY;

	for (size_t a = 0; a < n; a++) {
		double least = INFINITY;

		if (x[a] > at)
			continue;
		for (size_t b = 0; b < n; b++) {
			double sum = 0, weight = 0;

			for (size_t i = 0; i < n; i++)
				if (x[i] >= x[a] && x[i] <= x[b]) {
					sum += w[i] * y[i];
					weight += w[i];
				}
			if (x[b] >= at && sum / weight < least)
				least = sum / weight;
		}
		if (least > best)
			best = least;
	}
	return best;
}

static void test_pav(struct rng *r)
{
	enum { N = 12 };
	double x[N], y[N], w[N];
	struct err e;

	for (int trial = 0; trial < 200; trial++) {
		struct pav p = {0}, q = {0};

		for (size_t i = 0; i < N; i++) {
			x[i] = (double)rng_below(r, 8);
			y[i] = (double)rng_below(r, 5) / 4;
			w[i] = trial & 1 ? 1 : rng_uniform(r) + .01;
		}
		CHECK(!pav_fit(&p, x, y, trial & 1 ? NULL : w, N, &e));
		for (size_t k = 0; k < p.n; k++) {
			double value = p.block[k].sum / p.block[k].weight;

			CHECK(k == 0 || value > p.block[k - 1].sum / p.block[k - 1].weight);
			CHECK_NEAR(value, minimax(x, y, w, N, p.block[k].lo), 1e-12);
			CHECK_NEAR(value, minimax(x, y, w, N, p.block[k].hi), 1e-12);
		}
		for (size_t i = N - 1; i > 0; i--) {
			size_t k = rng_below(r, i + 1);
			double tx = x[i], ty = y[i], tw = w[i];

			x[i] = x[k], y[i] = y[k], w[i] = w[k];
			x[k] = tx, y[k] = ty, w[k] = tw;
		}
		CHECK(!pav_fit(&q, x, y, trial & 1 ? NULL : w, N, &e));
		CHECK(p.n == q.n && !memcmp(p.block, q.block, p.n * sizeof *p.block));
		pav_free(&p);
		pav_free(&q);
	}
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 11, &e))
		return 1;
	test_pav(&r);
	rng_free(&r);
	return check_end();
}
