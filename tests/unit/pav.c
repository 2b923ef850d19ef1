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
			double value = pav_value(&p.block[k]);

			CHECK(k == 0 || value > pav_value(&p.block[k - 1]));
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

/* Means of marks in tenths are equal or not whatever all weights are multiplied by: the same blocks, to the bit. */
static void test_factor(struct rng *r)
{
	enum { N = 40 };
	double x[N], y[N], w[N], larger[N];
	struct err e;

	for (int trial = 0; trial < 500; trial++) {
		struct pav p = {0}, q = {0};

		for (size_t i = 0; i < N; i++) {
			x[i] = trial & 1 ? (double)i : (double)rng_below(r, 20);
			y[i] = (double)rng_below(r, 11) / 10 - (trial & 2 ? .5 : 0);
			w[i] = 1 + (double)rng_below(r, 5);
			larger[i] = 3 * w[i];
		}
		CHECK(!pav_fit(&p, x, y, w, N, &e) && !pav_fit(&q, x, y, larger, N, &e));
		CHECK(p.n == q.n);
		for (size_t k = 0; k < p.n && p.n == q.n; k++)
			CHECK(p.block[k].lo == q.block[k].lo && p.block[k].hi == q.block[k].hi
				&& pav_value(&p.block[k]) == pav_value(&q.block[k]));
		pav_free(&p);
		pav_free(&q);
	}
}

/* As doubles, .3 + .1 is less than twice .2, but not when it is rounded; sums of numbers of 1e308 do not overflow. */
static void test_exact(void)
{
	double x[] = {0, 1, 2, 3}, y[] = {.3, .1, .2, .3}, big[] = {1.5e308, 1.2e308, 1.1e308, 1.7e308},
	       w[] = {1, 1, 1, 1};
	struct pav p = {0};
	struct err e;

	CHECK(!pav_fit(&p, x, y, w, 3, &e));
	CHECK(p.n == 2 && p.block[1].lo == 2);
	pav_free(&p);
	CHECK(!pav_fit(&p, x, big, NULL, 4, &e));
	CHECK(p.n == 2 && pav_value(&p.block[1]) == 1.7e308);
	CHECK_NEAR(pav_value(&p.block[0]) / 1e308, 3.8 / 3, 1e-15);
	pav_free(&p);
}

/* Rows enough for several parts: the blocks are those of the same points put one behind the other, with ties across parts, and
 * with all threads. */
static void test_parts(struct rng *r)
{
	enum { N = 200000 };
	static double x[N], y[N], weight[N], sum[N];
	static const size_t keys[] = {1, 3, 1000, N};
	struct err e;

	for (size_t trial = 0; trial < sizeof keys / sizeof *keys; trial++) {
		struct pav p = {0}, q = {.jobs = 3}, one = {0};

		memset(weight, 0, sizeof weight);
		memset(sum, 0, sizeof sum);
		for (size_t i = 0; i < N; i++) {
			size_t k = keys[trial] == N ? i : rng_below(r, keys[trial]);

			x[i] = (double)k;
			y[i] = rng_uniform(r) * N < (double)k;
			weight[k] += 1;
			sum[k] += y[i];
		}
		for (size_t k = 0; k < keys[trial]; k++)
			CHECK(!pav_add(&one, (double)k, weight[k], sum[k], &e));
		CHECK(!pav_fit(&p, x, y, NULL, N, &e) && !pav_fit(&q, x, y, NULL, N, &e));
		CHECK(p.n == q.n && !memcmp(p.block, q.block, p.n * sizeof *p.block));
		CHECK(p.n == one.n);
		for (size_t k = 0; k < p.n && p.n == one.n; k++)
			CHECK(p.block[k].lo == one.block[k].lo && pav_value(&p.block[k]) == pav_value(&one.block[k]));
		pav_free(&p);
		pav_free(&q);
		pav_free(&one);
	}
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 11, &e))
		return 1;
	test_pav(&r);
	test_factor(&r);
	test_exact();
	test_parts(&r);
	rng_free(&r);
	return check_end();
}
