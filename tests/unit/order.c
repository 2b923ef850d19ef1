/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/base: the sort by score, pool-adjacent-violators, exact sums as text. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/order.h"
#include "math/pav.h"
#include "math/rng.h"
#include "math/sumtext.h"

/* Few distinct values, so that there are ties; all magnitudes and both signs. */
static double random_key(struct rng *r)
{
	static const double special[] = {0, -0.0, 1, -1, 1e308, -1e308, 5e-324, -5e-324, INFINITY, -INFINITY};

	switch (rng_below(r, 3)) {
	case 0:
		return special[rng_below(r, sizeof special / sizeof *special)];
	case 1:
		return (double)rng_below(r, 7) - 3;
	default:
		return ldexp(rng_normal(r), (int)rng_below(r, 200) - 100);
	}
}

static void test_order(struct rng *r)
{
	struct err e;

	for (size_t n = 0; n < 4000; n = n < 60 ? n + 1 : n * 3 / 2) {
		struct order o = {0};
		size_t seen = 0;

		for (size_t i = 0; i < n; i++)
			CHECK(!order_add(&o, random_key(r), i, &e));
		CHECK(!order_sort(&o, &e) && o.n == n);
		for (size_t i = 1; i < n; i++)
			CHECK(o.row[i - 1].key < o.row[i].key
				|| (o.row[i - 1].key == o.row[i].key && o.row[i - 1].item < o.row[i].item));
		for (size_t i = 0, end; i < n; i = end) {
			end = order_block_end(&o, i);
			seen += end - i;
			CHECK(o.row[i].key == o.row[end - 1].key && (end == n || o.row[end].key > o.row[i].key));
		}
		CHECK(seen == n);
		order_free(&o);
	}
}

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

static void test_sum_text(struct rng *r)
{
	struct buf b = {0};
	struct sum none = {0};
	struct err e;

	CHECK(!sum_print(&none, &b, &e) && b.n == 1 && b.p[0] == '0');
	CHECK(sum_parse(&none, "", 0) && sum_parse(&none, "1+", 2) && sum_parse(&none, "1e-", 3));
	CHECK(sum_parse(&none, "1++2", 4) && sum_parse(&none, "nan", 3));
	for (int trial = 0; trial < 300; trial++) {
		struct sum s = {0}, t = {0};

		for (size_t i = rng_below(r, 20); i-- > 0;)
			sum_add(&s, ldexp(rng_normal(r), (int)rng_below(r, 600) - 300));
		b.n = 0;
		CHECK(!sum_print(&s, &b, &e));
		CHECK(!sum_parse(&t, b.p, b.n));
		sum_subtract(&t, &s);
		CHECK(sum_value(&t) == 0);
	}
	buf_free(&b);
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 11, &e))
		return 1;
	test_order(&r);
	test_pav(&r);
	test_sum_text(&r);
	rng_free(&r);
	return check_end();
}
