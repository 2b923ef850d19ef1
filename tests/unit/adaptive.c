/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/adaptive/adaptive: against all policies there are on small tables, prices and budgets; never below a cascade. */
#include "check.h"

#include <stdint.h>
#include <string.h>

#include "adaptive/adaptive.h"
#include "math/rng.h"

enum { ROWS = 12, AGENTS = 3 };

struct toy {
	size_t n;
	double conf[ROWS][AGENTS], gain[ROWS][AGENTS], cost[ROWS][AGENTS], weight[ROWS];
	uint32_t answer[ROWS][AGENTS];
};

static void draw(struct toy *t, struct rng *r)
{
	bool weighted = rng_below(r, 2), priced = rng_below(r, 2), holes = !rng_below(r, 3), graded = rng_below(r, 2);
	size_t labels = 1 + rng_below(r, 3);

	*t = (struct toy){.n = 1 + rng_below(r, ROWS)};
	for (size_t i = 0; i < t->n; i++) {
		t->weight[i] = weighted ? (double)(1 + rng_below(r, 9)) : 1;
		for (size_t a = 0; a < AGENTS; a++) {
			t->conf[i][a] = a && holes && !rng_below(r, 4) ? NAN : (double)rng_below(r, 3) / 2;
			t->answer[i][a] = rng_below(r, 8) ? (uint32_t)rng_below(r, labels) : ANSWERED_NONE;
			t->gain[i][a] = graded ? rng_normal(r) : t->answer[i][a] == 0;
			t->cost[i][a] = priced ? rng_uniform(r) : 1 + (double)a;
		}
	}
}

/* By the definition: whether the rows look the same once these agents were asked. */
static bool alike(const struct toy *t, size_t i, size_t j, unsigned asked)
{
	for (size_t a = 0; a < AGENTS; a++) {
		if (isnan(t->conf[i][a]) != isnan(t->conf[j][a]))
			return false;
		if (!(asked >> a & 1))
			continue;
		if (t->conf[i][a] != t->conf[j][a]
			|| (t->answer[i][a] == ANSWERED_NONE) != (t->answer[j][a] == ANSWERED_NONE))
			return false;
		for (size_t b = 0; b < a; b++)
			if (asked >> b & 1 && t->answer[i][a] != ANSWERED_NONE && t->answer[i][b] != ANSWERED_NONE
				&& (t->answer[i][a] == t->answer[i][b]) != (t->answer[j][a] == t->answer[j][b]))
				return false;
	}
	return true;
}

static double best_of(const struct toy *t, unsigned rows, unsigned asked, double price);

/* The sum of what the rows, which look the same, are worth under the best decision tree. */
static double best_tree(const struct toy *t, unsigned rows, unsigned asked, double price)
{
	double best = -INFINITY;

	for (size_t a = 0; a < AGENTS; a++) {
		double sum = 0;
		bool may = true;

		for (size_t i = 0; i < t->n; i++) {
			if (!(rows >> i & 1))
				continue;
			may &= !isnan(t->conf[i][a]);
			sum += t->weight[i] * (asked >> a & 1 ? t->gain[i][a] : -price * t->cost[i][a]);
		}
		if (may)
			best = fmax(best, asked >> a & 1 ? sum : sum + best_of(t, rows, asked | 1U << a, price));
	}
	return best;
}

/* The rows fall into those that look the same. */
static double best_of(const struct toy *t, unsigned rows, unsigned asked, double price)
{
	double sum = 0;

	for (size_t i = 0; i < t->n; i++) {
		unsigned same = 0;

		if (!(rows >> i & 1))
			continue;
		for (size_t j = i; j < t->n; j++)
			if (rows >> j & 1 && alike(t, i, j, asked))
				same |= 1U << j;
		rows &= ~same;
		sum += best_tree(t, same, asked, price);
	}
	return sum;
}

static double weight_of(const struct toy *t)
{
	double w = 0;

	for (size_t i = 0; i < t->n; i++)
		w += t->weight[i];
	return w;
}

static double best_mean(const struct toy *t, double price)
{
	return best_of(t, (1U << t->n) - 1, 0, price) / weight_of(t);
}

/* What a coin between policies gains within a budget: the least of worth + price x budget over all prices, a convex function
 * of the price. */
static double best_mixture(const struct toy *t, double budget)
{
	double lo = 0, hi = 1000;

	for (int k = 0; k < 200; k++) {
		double a = lo + (hi - lo) / 3, b = hi - (hi - lo) / 3;

		if (best_mean(t, a) + a * budget <= best_mean(t, b) + b * budget)
			hi = b;
		else
			lo = a;
	}
	return best_mean(t, lo) + lo * budget;
}

static int fit(const struct toy *t, const struct adaptive_options *o, bool reversed, struct adaptive *f)
{
	struct err e = {0};

	adaptive_init(f, AGENTS);
	for (size_t k = 0; k < t->n; k++) {
		size_t i = reversed ? t->n - 1 - k : k;
		struct cascade_row row = {t->conf[i], t->cost[i], NULL, INFINITY};

		CHECK(!answered_add(&f->seen, &row, t->gain[i], t->answer[i], t->weight[i], &e));
	}
	return adaptive_fit(f, o, &e);
}

/* What was fitted costs and gains what it says. */
static void check_means(const struct toy *t, const struct adaptive *f)
{
	double cost = 0, gain = 0, w = weight_of(t);

	for (size_t i = 0; i < t->n; i++)
		for (int beyond = 0; beyond < 2; beyond++) {
			struct cascade_row row = {t->conf[i], t->cost[i], NULL, INFINITY};
			double part = beyond ? f->part : 1 - f->part, paid;
			size_t a;

			if (!(part > 0))
				continue;
			a = adaptive_ask(f, beyond, &row, t->answer[i], &paid);
			CHECK(a < AGENTS && !isnan(t->conf[i][a]));
			cost += part * t->weight[i] * paid / w;
			gain += part * t->weight[i] * t->gain[i][a] / w;
		}
	CHECK_NEAR(f->mean.cost, cost, 1e-11);
	CHECK_NEAR(f->mean.gain, gain, 1e-11);
}

static struct {
	size_t coins, cascades, dear, asked; /* that were met; policies that go by what they heard */
} met;

static void test_price(const struct toy *t, double price, double smoothing)
{
	struct adaptive f, again;
	const struct adaptive_options o = {NAN, price, smoothing, 12, false};
	double best = best_mean(t, price), worth;
	struct cascade_fit cascade;
	struct err e = {0};
	bool above;

	CHECK(!fit(t, &o, false, &f));
	check_means(t, &f);
	worth = f.mean.gain - price * f.mean.cost;
	CHECK(worth <= best + 1e-11);
	if (smoothing == 0)
		CHECK_NEAR(worth, best, 1e-11);
	CHECK(isnan(f.bound));
	CHECK(!cascade_fit_price(&f.seen.rows, price, 0, -INFINITY, true, &cascade, &above, &e));
	CHECK(worth >= cascade.mean.gain - price * cascade.mean.cost - 1e-11);
	met.asked += worth > cascade.mean.gain - price * cascade.mean.cost + 1e-9;
	met.cascades += f.by_cascade;
	CHECK(!fit(t, &o, true, &again));
	CHECK(!memcmp(&f.mean, &again.mean, sizeof f.mean));
	adaptive_free(&again);
	adaptive_free(&f);
}

static void test_budget(const struct toy *t, double budget, double smoothing, bool coin)
{
	struct adaptive f;
	const struct adaptive_options o = {budget, NAN, smoothing, 12, coin};
	struct cascade_fit cascade;
	struct err e = {0};

	if (fit(t, &o, false, &f)) {
		CHECK(cascade_fit(&f.seen.rows, budget, CASCADE_ANY_ORDER, coin, &cascade, &e) == ST_NUMERIC);
		met.dear++;
		adaptive_free(&f);
		return;
	}
	check_means(t, &f);
	met.coins += f.part > 0 && !f.by_cascade;
	CHECK(f.mean.cost <= budget + 1e-11);
	if (coin && smoothing == 0)
		CHECK_NEAR(f.mean.gain, best_mixture(t, budget), 1e-7);
	if (!cascade_fit(&f.seen.rows, budget, CASCADE_ANY_ORDER, coin, &cascade, &e))
		CHECK(f.mean.gain >= cascade.mean.gain - 1e-11);
	adaptive_free(&f);
}

int main(void)
{
	struct rng r;
	struct err e = {0};
	struct toy t;
	size_t trials = check_everything() ? 200 : 70;

	if (rng_init(&r, 5, &e))
		return 4;
	for (size_t trial = 0; trial < trials; trial++) {
		double smoothing = trial % 3 == 2 ? rng_uniform(&r) : 0;

		draw(&t, &r);
		test_price(&t, rng_uniform(&r) * .3, smoothing);
		test_budget(&t, rng_uniform(&r) * 5, smoothing, trial % 2);
	}
	CHECK(met.coins > trials / 40 && met.dear > trials / 40 && met.asked > trials / 10);
	CHECK(met.cascades > 5 || !check_everything());
	rng_free(&r);
	return check_end();
}
