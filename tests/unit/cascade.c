/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/cascade/cascade: fitted thresholds against all thresholds there are, and against the order and number of rows. */
#include "check.h"

#include <stdint.h>
#include <string.h>

#include "math/rng.h"
#include "cascade/cascade_fit.h"

#define ROWS 40
#define STAGES 5

struct toy {
	size_t n, m;
	double conf[ROWS][STAGES], gain[ROWS][STAGES], cost[ROWS][STAGES], latency[ROWS][STAGES], weight[ROWS];
	double limit;
};

/* Ties, weights, weight 0, agents that are out, prices that are equal or 0; gains of 0 and 1 or any. */
static void draw(struct toy *t, size_t m, size_t rows, struct rng *r)
{
	double price[STAGES], size = rng_below(r, 2) ? 10 : 1000;
	bool weighted = rng_below(r, 2), graded = rng_below(r, 2), holes = rng_below(r, 2), priced = rng_below(r, 2);

	*t = (struct toy){.n = 1 + rng_below(r, rows), .m = m, .limit = rng_below(r, 3) ? INFINITY : 2};
	for (size_t k = 0; k < m; k++)
		price[k] = (double)rng_below(r, 4);
	for (size_t i = 0; i < t->n; i++) {
		t->weight[i] = !weighted ? 1 : i > 0 && !rng_below(r, 5) ? 0 : (double)(1 + rng_below(r, 30)) / 10;
		for (size_t k = 0; k < m; k++) {
			double c = floor(rng_uniform(r) * size) / size;

			t->gain[i][k] = graded ? rng_normal(r) : rng_uniform(r) < .4 * c + .15 * (double)k;
			t->conf[i][k] = holes && k != i % m && !rng_below(r, 4) ? NAN : c;
			t->latency[i][k] = rng_uniform(r) * 1.5;
			t->cost[i][k] = priced ? rng_uniform(r) * 3 : price[k];
		}
	}
}

/* What thresholds of an order cost and gain, by the definition; false where a row may ask nobody. */
static bool by_hand(
	const struct toy *t, const size_t *order, size_t stages, const double *tau, double *cost, double *gain)
{
	double w = 0;

	*cost = *gain = 0;
	for (size_t i = 0; i < t->n; i++) {
		double paid = 0, got = 0, late = 0;
		bool any = false;

		for (size_t k = 0; k < stages; k++) {
			size_t a = order[k];

			if (isnan(t->conf[i][a]) || late + t->latency[i][a] > t->limit)
				continue;
			any = true;
			late += t->latency[i][a];
			paid += t->cost[i][a];
			got = t->gain[i][a];
			if (k + 1 < stages && t->conf[i][a] >= tau[k])
				break;
		}
		if (!any && t->weight[i] > 0)
			return false;
		w += t->weight[i];
		*cost += t->weight[i] * paid;
		*gain += t->weight[i] * got;
	}
	*cost /= w;
	*gain /= w;
	return true;
}

/* All cascades there are, as points. */
struct points {
	double cost[1 << 20], gain[1 << 20];
	size_t n;
};

static struct points all;

/* Every confidence of the table as a threshold, and above them. */
static void add_thresholds(const struct toy *t, const size_t *order, size_t stages)
{
	size_t digit[STAGES] = {0}, k;
	double tau[STAGES] = {0};

	do {
		for (k = 0; k + 1 < stages; k++)
			tau[k] = digit[k] < t->n && !isnan(t->conf[digit[k]][order[k]]) ? t->conf[digit[k]][order[k]]
											: 2;
		CHECK(all.n < sizeof all.cost / sizeof *all.cost);
		if (by_hand(t, order, stages, tau, &all.cost[all.n], &all.gain[all.n]))
			all.n++;
		for (k = 0; k + 1 < stages && ++digit[k] > t->n; k++)
			digit[k] = 0;
	} while (k + 1 < stages);
}

/* Every order of every subset that begins with these. */
static void add_orders(const struct toy *t, size_t *order, size_t k)
{
	if (k)
		add_thresholds(t, order, k);
	for (size_t a = 0; a < t->m; a++) {
		size_t j = 0;

		while (j < k && order[j] != a)
			j++;
		order[k] = a;
		if (j == k && k < t->m)
			add_orders(t, order, k + 1);
	}
}

static void by_force(const struct toy *t, bool any)
{
	size_t order[STAGES + 2] = {0, 1, 2, 3, 4};

	all.n = 0;
	if (any)
		add_orders(t, order, 0);
	else
		add_thresholds(t, order, t->m);
}

/* The largest gain within the budget, of one cascade, or of a coin between two. */
static double best_of(double budget, bool coin)
{
	double may = budget + 1e-12 * fabs(budget), best = -INFINITY;

	for (size_t i = 0; i < all.n; i++)
		if (all.cost[i] <= may && all.gain[i] > best)
			best = all.gain[i];
	if (!coin || isinf(best))
		return best;
	for (size_t i = 0; i < all.n; i++)
		for (size_t j = 0; j < all.n && all.cost[i] <= may; j++) {
			double g = all.gain[i]
				+ (budget - all.cost[i]) / (all.cost[j] - all.cost[i]) * (all.gain[j] - all.gain[i]);

			if (all.cost[j] > may && g > best)
				best = g;
		}
	return best;
}

/* Fits the rows, from the last one to the first if `reversed`, weights times a factor. */
static int fit(const struct toy *t, double budget, bool any, bool coin, bool reversed, double factor,
	struct cascade_fit *found)
{
	struct cascade c;
	struct err e = {0};
	int st;

	cascade_init(&c, t->m, t->limit);
	for (size_t j = 0; j < t->n; j++) {
		size_t i = reversed ? t->n - 1 - j : j;
		struct cascade_row row = {t->conf[i], t->cost[i], t->latency[i], t->limit};

		CHECK(!cascade_add(&c, &row, t->gain[i], factor * t->weight[i], &e));
	}
	memset(found, 0, sizeof *found);
	st = cascade_fit(&c, budget, any ? CASCADE_ANY_ORDER : CASCADE_IN_ORDER, coin, found, &e);
	cascade_free(&c);
	return st;
}

/* What the plan found costs and gains by the definition, and the coin between the two. */
static void plan_by_hand(const struct toy *t, const struct cascade_fit *f, double *cost, double *gain)
{
	double more[2];

	CHECK(by_hand(t, f->plan.order, f->plan.stages, f->plan.tau, cost, gain));
	if (!(f->part > 0))
		return;
	CHECK(by_hand(t, f->beyond.order, f->beyond.stages, f->beyond.tau, &more[0], &more[1]));
	*cost += f->part * (more[0] - *cost);
	*gain += f->part * (more[1] - *gain);
}

static void test_fit(size_t m, size_t rows, size_t trials, bool any, bool coin, struct rng *r)
{
	size_t mixed = 0;

	trials = check_trials(trials);
	for (size_t trial = 0; trial < trials; trial++) {
		struct toy t;
		struct cascade_fit found, again;
		double budget = .5 + rng_uniform(r) * 2.5 * (double)m, best, cost, gain;
		int st;

		draw(&t, m, rows, r);
		by_force(&t, any);
		if (!all.n)
			continue;
		best = best_of(budget, coin);
		st = fit(&t, budget, any, coin, false, 1, &found);
		CHECK(st == (isinf(best) ? ST_NUMERIC : ST_OK));
		if (st)
			continue;
		plan_by_hand(&t, &found, &cost, &gain);
		CHECK_NEAR(found.mean.cost, cost, 1e-12);
		CHECK_NEAR(found.mean.gain, gain, 1e-12);
		CHECK(cost <= budget * (1 + 2e-12));
		CHECK_NEAR(gain, best, 1e-11);
		CHECK(found.bound == found.mean.gain);
		if (found.part > 0)
			CHECK_NEAR(cost, budget, 1e-11);
		mixed += found.part > 0;
		CHECK(!fit(&t, budget, any, coin, true, 1, &again));
		CHECK(!memcmp(&found, &again, sizeof found));
		CHECK(!fit(&t, budget, any, coin, false, 4, &again));
		CHECK(!memcmp(&found, &again, sizeof found));
	}
	CHECK(coin ? mixed > trials / 40 : !mixed);
}

/* Weight 2 is the row twice. */
static void test_twice(struct rng *r)
{
	for (size_t trial = 0; trial < check_trials(200); trial++) {
		struct toy t, twice;
		struct cascade_fit found, again;
		double budget = 1 + 6 * rng_uniform(r);
		bool coin = trial % 3 == 0;

		draw(&t, 3 + trial % 2, ROWS / 2, r);
		by_force(&t, false);
		if (!all.n)
			continue;
		twice = t;
		twice.n = 2 * t.n;
		for (size_t i = 0; i < t.n; i++) {
			t.weight[i] = 2;
			twice.weight[i] = twice.weight[t.n + i] = 1;
			memcpy(twice.conf[t.n + i], t.conf[i], sizeof t.conf[i]);
			memcpy(twice.gain[t.n + i], t.gain[i], sizeof t.gain[i]);
			memcpy(twice.cost[t.n + i], t.cost[i], sizeof t.cost[i]);
			memcpy(twice.latency[t.n + i], t.latency[i], sizeof t.latency[i]);
		}
		if (fit(&t, budget, false, coin, false, 1, &found))
			continue;
		CHECK(!fit(&twice, budget, false, coin, false, 1, &again));
		CHECK(!memcmp(&found, &again, sizeof found));
	}
}

/* Nobody who may be asked; nobody of a stage who may; who comes too late. */
static void test_nobody(void)
{
	const double conf[] = {.5, NAN, .2}, none[] = {NAN, NAN, NAN}, cost[] = {1, 2, 4}, gain[] = {0, 0, 1};
	const double latency[] = {3, 0, 2};
	struct cascade_plan p = {.stages = 3, .order = {0, 1, 2}, .tau = {.9, .9}};
	struct cascade_row row = {conf, cost, latency, 4};
	struct cascade c;
	struct cascade_fit found;
	struct err e = {0};
	double paid;

	cascade_init(&c, 3, INFINITY);
	CHECK(!cascade_add(&c, &row, gain, 1, &e));
	CHECK(!cascade_fit(&c, 5, CASCADE_IN_ORDER, false, &found, &e) && found.mean.gain == 1 && found.mean.cost == 5);
	CHECK(!cascade_fit(&c, 4, CASCADE_IN_ORDER, false, &found, &e) && found.mean.gain == 0 && found.mean.cost == 1);
	CHECK(!cascade_fit(&c, 4, CASCADE_ANY_ORDER, false, &found, &e) && found.mean.gain == 1
		&& found.mean.cost == 4);
	cascade_free(&c);
	CHECK(cascade_ask(&p, &(struct cascade_row){none, cost}, &paid) == SIZE_MAX && paid == 0);
	CHECK(cascade_ask(&p, &(struct cascade_row){(double[]){.5, NAN, NAN}, cost}, &paid) == 0 && paid == 1);
	CHECK(cascade_ask(&p, &row, &paid) == 0 && paid == 1);
	row.limit = 5;
	CHECK(cascade_ask(&p, &row, &paid) == 2 && paid == 5);
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 4;
	test_fit(1, 12, 50, false, false, &r);
	test_fit(2, 12, 400, false, false, &r);
	test_fit(2, ROWS, 100, false, false, &r);
	test_fit(3, 12, 800, false, false, &r);
	test_fit(3, ROWS, 200, false, false, &r);
	test_fit(4, 9, 400, false, false, &r);
	test_fit(4, 24, 20, false, false, &r);
	test_fit(5, 5, 200, false, false, &r);
	test_fit(2, 12, 200, false, true, &r);
	test_fit(3, 9, 200, false, true, &r);
	test_fit(4, 6, 60, false, true, &r);
	test_fit(2, 9, 200, true, false, &r);
	test_fit(3, 9, 200, true, false, &r);
	test_fit(4, 5, 60, true, false, &r);
	test_fit(2, 9, 100, true, true, &r);
	test_fit(3, 6, 60, true, true, &r);
	test_twice(&r);
	test_nobody();
	rng_free(&r);
	return check_end();
}
