/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "decide/frontier.h"
#include "math/rng.h"

static struct spending_result threshold_at(const struct outcome *o, const double *w, size_t n, size_t m, double lambda)
{
	struct spending s = {0};

	for (size_t i = 0; i < n; i++) {
		size_t best = m;

		for (size_t j = 0; j < m; j++) {
			const struct outcome *a = &o[i * m + j];

			if (!isnan(a->conf)
				&& (best == m
					|| a->conf - lambda * a->cost
						> o[i * m + best].conf - lambda * o[i * m + best].cost))
				best = j;
		}
		spending_add(&s, &o[i * m + best], w[i]);
	}
	return spending_result(&s);
}

/* The smallest rate that fits: it does, and a little below it, or without a price where it is not 0, the same rule costs
 * more. */
static void check_smallest_rate(const struct outcome *o, const double *w, size_t n, size_t m, double budget)
{
	struct frontier f = {0};
	struct err e = {0};
	double rate, next, part;

	for (size_t i = 0; i < n; i++)
		CHECK(!frontier_add(&f, o + i * m, m, w[i], &e));
	CHECK(!frontier_sort(&f, &e));
	if (!frontier_budget_exact(&f, budget, &rate, &next, &part, &e)) {
		CHECK(threshold_at(o, w, n, m, rate).cost <= budget * (1 + 1e-12));
		if (rate > 0)
			CHECK(threshold_at(o, w, n, m, rate == f.middle ? 0 : rate * (1 - 1e-9)).cost > budget);
	}
	frontier_free(&f);
}

/* Between breakpoints the frontier is what choosing at that lambda gives. */
static void test_frontier(struct rng *r)
{
	enum { N = 12, M = 4 };

	for (int trial = 0; trial < 300; trial++) {
		struct outcome o[N * M];
		double w[N], budget, lambda, last = -1;
		struct frontier f = {0};
		struct frontier_point p;
		struct err e = {0};
		size_t points = 0;

		for (size_t i = 0; i < N; i++)
			w[i] = 1 + (double)rng_below(r, 3);
		for (size_t k = 0; k < N * M; k++)
			o[k] = (struct outcome){trial & 1 ? rng_uniform(r) * 5 : (double)(k % M),
				k % M && rng_below(r, 5) == 0 ? NAN : (double)rng_below(r, 20) / 20,
				rng_below(r, 6) ? (double)rng_below(r, 2) : NAN};
		for (size_t i = 0; i < N; i++)
			CHECK(!frontier_add(&f, o + i * M, M, w[i], &e));
		CHECK(!frontier_sort(&f, &e));
		while (frontier_next(&f, &p)) {
			double at = isinf(p.high) ? p.low + 100 : p.low / 2 + p.high / 2;
			struct spending_result want = threshold_at(o, w, N, M, at);

			CHECK(p.low < p.high && p.mean.cost > last);
			last = p.mean.cost;
			points++;
			CHECK(p.mean.cost == want.cost && p.mean.conf == want.conf);
			CHECK(p.mean.accuracy == want.accuracy);
		}
		CHECK(points > 2);
		frontier_free(&f);
		for (size_t i = 0; i < N; i++)
			frontier_add(&f, o + i * M, M, w[i], &e);
		budget = last * 1.2 * rng_uniform(r);
		frontier_sort(&f, &e);
		if (!frontier_budget(&f, budget, &lambda, &e)) {
			CHECK(threshold_at(o, w, N, M, lambda).cost <= budget);
			CHECK(f.middle == lambda);
		}
		frontier_free(&f);
		check_smallest_rate(o, w, N, M, budget);
	}
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 1;
	test_frontier(&r);
	rng_free(&r);
	return check_end();
}
