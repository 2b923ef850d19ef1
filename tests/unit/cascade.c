/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/cascade/cascade: fitted thresholds against all thresholds there are, and against the order and number of rows. */
#include "check.h"

#include <string.h>

#include "math/rng.h"
#include "cascade/cascade_fit.h"

#define ROWS 40
#define STAGES 5

struct toy {
	size_t n, m;
	double conf[ROWS][STAGES], gain[ROWS][STAGES], cost[ROWS][STAGES], weight[ROWS];
};

/* Ties, weights, weight 0 and agents that are out; gains of 0 and 1 or any. */
static void draw(struct toy *t, size_t m, size_t rows, struct rng *r)
{
	double price[STAGES], size = rng_below(r, 2) ? 10 : 1000;
	bool weighted = rng_below(r, 2), graded = rng_below(r, 2), holes = rng_below(r, 2), priced = rng_below(r, 2);

	*t = (struct toy){.n = 1 + rng_below(r, rows), .m = m};
	for (size_t k = 0; k < m; k++)
		price[k] = 1 + (double)rng_below(r, 4);
	for (size_t i = 0; i < t->n; i++) {
		t->weight[i] = !weighted ? 1 : i > 0 && !rng_below(r, 5) ? 0 : (double)(1 + rng_below(r, 30)) / 10;
		for (size_t k = 0; k < m; k++) {
			double c = floor(rng_uniform(r) * size) / size;

			t->gain[i][k] = graded ? rng_normal(r) : rng_uniform(r) < .4 * c + .15 * (double)k;
			t->conf[i][k] = holes && k != i % m && !rng_below(r, 4) ? NAN : c;
			t->cost[i][k] = priced ? rng_uniform(r) * 3 : price[k];
		}
	}
}

/* What thresholds cost and gain, by the definition. */
static void by_hand(const struct toy *t, const double *tau, double *cost, double *gain)
{
	double w = 0;

	*cost = *gain = 0;
	for (size_t i = 0; i < t->n; i++) {
		double paid = 0, got = 0;

		for (size_t k = 0; k < t->m; k++) {
			if (isnan(t->conf[i][k]))
				continue;
			paid += t->cost[i][k];
			got = t->gain[i][k];
			if (k + 1 < t->m && t->conf[i][k] >= tau[k])
				break;
		}
		w += t->weight[i];
		*cost += t->weight[i] * paid;
		*gain += t->weight[i] * got;
	}
	*cost /= w;
	*gain /= w;
}

/* The largest gain within the budget over all thresholds: every confidence of the table, and above them. */
static double by_force(const struct toy *t, double budget)
{
	size_t digit[STAGES] = {0}, k;
	double best = -INFINITY, tau[STAGES], cost, gain;

	do {
		for (k = 0; k + 1 < t->m; k++)
			tau[k] = digit[k] < t->n && !isnan(t->conf[digit[k]][k]) ? t->conf[digit[k]][k] : 2;
		by_hand(t, tau, &cost, &gain);
		if (cost <= budget + 1e-12 * fabs(budget) && gain > best)
			best = gain;
		for (k = 0; k + 1 < t->m && ++digit[k] > t->n; k++)
			digit[k] = 0;
	} while (k + 1 < t->m);
	return best;
}

/* Fits the rows, from the last one to the first if `reversed`, weights times a factor. */
static int fit(const struct toy *t, double budget, bool reversed, double factor, double *tau, struct cascade_fit *found)
{
	struct cascade c;
	struct err e = {0};
	int st;

	cascade_init(&c, t->m);
	for (size_t j = 0; j < t->n; j++) {
		size_t i = reversed ? t->n - 1 - j : j;

		CHECK(!cascade_add(&c, t->conf[i], t->cost[i], t->gain[i], factor * t->weight[i], &e));
	}
	st = cascade_fit(&c, budget, tau, found, &e);
	cascade_free(&c);
	return st;
}

static void test_fit(size_t m, size_t rows, int trials, struct rng *r)
{
	for (int trial = 0; trial < trials; trial++) {
		struct toy t;
		struct cascade_fit found, again;
		double tau[STAGES] = {0}, other[STAGES] = {0}, budget = .5 + rng_uniform(r) * 2.5 * (double)m, best,
		       cost, gain;
		int st;

		draw(&t, m, rows, r);
		best = by_force(&t, budget);
		st = fit(&t, budget, false, 1, tau, &found);
		CHECK(st == (isinf(best) ? ST_NUMERIC : ST_OK));
		if (st)
			continue;
		by_hand(&t, tau, &cost, &gain);
		CHECK_NEAR(found.mean.cost, cost, 1e-12);
		CHECK_NEAR(found.mean.gain, gain, 1e-12);
		CHECK(cost <= budget * (1 + 2e-12));
		CHECK_NEAR(gain, best, 1e-11);
		CHECK(found.bound == found.mean.gain);
		CHECK(!fit(&t, budget, true, 1, other, &again));
		CHECK(!memcmp(tau, other, (m - 1) * sizeof *tau) && !memcmp(&found, &again, sizeof found));
		CHECK(!fit(&t, budget, false, 4, other, &again));
		CHECK(!memcmp(tau, other, (m - 1) * sizeof *tau) && !memcmp(&found, &again, sizeof found));
	}
}

/* Weight 2 is the row twice. */
static void test_twice(struct rng *r)
{
	for (int trial = 0; trial < 200; trial++) {
		struct toy t, twice;
		struct cascade_fit found, again;
		double tau[STAGES], other[STAGES], budget = 1 + 6 * rng_uniform(r);
		size_t m = 3 + (size_t)trial % 2;

		draw(&t, m, ROWS / 2, r);
		twice = t;
		twice.n = 2 * t.n;
		for (size_t i = 0; i < t.n; i++) {
			t.weight[i] = 2;
			twice.weight[i] = twice.weight[t.n + i] = 1;
			memcpy(twice.conf[t.n + i], t.conf[i], sizeof t.conf[i]);
			memcpy(twice.gain[t.n + i], t.gain[i], sizeof t.gain[i]);
			memcpy(twice.cost[t.n + i], t.cost[i], sizeof t.cost[i]);
		}
		if (fit(&t, budget, false, 1, tau, &found))
			continue;
		CHECK(!fit(&twice, budget, false, 1, other, &again));
		CHECK(!memcmp(tau, other, (m - 1) * sizeof *tau) && !memcmp(&found, &again, sizeof found));
	}
}

/* Nobody who may be asked; nobody of a stage who may. */
static void test_nobody(void)
{
	const double conf[] = {.5, NAN, .2}, none[] = {NAN, NAN, NAN}, cost[] = {1, 2, 4}, gain[] = {0, 0, 1};
	double tau[2];
	struct cascade c;
	struct cascade_fit found;
	struct err e = {0};

	cascade_init(&c, 3);
	CHECK(cascade_add(&c, none, cost, gain, 1, &e) == ST_NUMERIC);
	CHECK(!cascade_add(&c, conf, cost, gain, 1, &e));
	CHECK(!cascade_fit(&c, 5, tau, &found, &e) && found.mean.gain == 1 && found.mean.cost == 5);
	CHECK(!cascade_fit(&c, 4, tau, &found, &e) && found.mean.gain == 0 && found.mean.cost == 1);
	cascade_free(&c);
	CHECK(cascade_stop(none, tau, 3) == 3);
	CHECK(cascade_stop((double[]){.5, NAN, NAN}, (double[]){.9, .9}, 3) == 0);
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 4;
	test_fit(1, 12, 50, &r);
	test_fit(2, 12, 400, &r);
	test_fit(2, ROWS, 100, &r);
	test_fit(3, 12, 800, &r);
	test_fit(3, ROWS, 200, &r);
	test_fit(4, 9, 400, &r);
	test_fit(4, 24, 20, &r);
	test_fit(5, 5, 200, &r);
	test_twice(&r);
	test_nobody();
	rng_free(&r);
	return check_end();
}
