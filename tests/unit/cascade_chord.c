/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/cascade/cascade_chord: the chord over a budget against all thresholds of all orders of tiny tables, by the definition of a
 * cascade. */
#include "cascade/cascade_chord.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "math/rng.h"

enum { ROWS = 7, AGENTS = 3, LEVELS = 3 };

static struct err e;

struct toy {
	size_t n;
	double conf[ROWS][AGENTS], gain[ROWS][AGENTS], cost[ROWS][AGENTS];
};

static void draw(struct toy *t, struct rng *r)
{
	bool priced = rng_below(r, 2);

	t->n = 1 + rng_below(r, ROWS);
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < AGENTS; k++) {
			t->gain[i][k] = rng_below(r, 2) ? rng_normal(r) : (double)rng_below(r, 2);
			t->conf[i][k] = (double)rng_below(r, LEVELS) / LEVELS;
			t->cost[i][k] = priced ? rng_uniform(r) : (double)k;
		}
}

/* Means of the cascade that stops at stage k from confidence tau[k] on. */
static void by_hand(const struct toy *t, const size_t *order, const double *tau, double *gain, double *cost)
{
	*gain = *cost = 0;
	for (size_t i = 0; i < t->n; i++) {
		size_t k = 0;

		*cost += t->cost[i][order[0]] / (double)t->n;
		while (k + 1 < AGENTS && t->conf[i][order[k]] < tau[k])
			*cost += t->cost[i][order[++k]] / (double)t->n;
		*gain += t->gain[i][order[k]] / (double)t->n;
	}
}

/* All cascades. */
struct all {
	size_t n;
	double gain[6 * (LEVELS + 1) * (LEVELS + 1)], cost[6 * (LEVELS + 1) * (LEVELS + 1)];
	double cheapest;
};

static void list(const struct toy *t, struct all *all)
{
	static const size_t order[6][AGENTS] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	all->n = 0;
	all->cheapest = INFINITY;
	for (size_t o = 0; o < 6; o++)
		for (int a = 0; a <= LEVELS; a++)
			for (int b = 0; b <= LEVELS; b++) {
				const double tau[] = {(double)a / LEVELS, (double)b / LEVELS};
				size_t i = all->n++;

				by_hand(t, order[o], tau, &all->gain[i], &all->cost[i]);
				all->cheapest = fmin(all->cheapest, all->cost[i]);
			}
}

/* Whether some cascade gains and costs that. */
static bool is_one(const struct all *all, const struct cascade_point *p, double budget)
{
	for (size_t i = 0; i < all->n; i++)
		if (fabs(all->gain[i] - p->gain) < 1e-9 && fabs(all->cost[i] - budget - p->cost) < 1e-9)
			return true;
	return false;
}

/* a and b are cascades, the budget is between them, and nothing is above their chord, nor what is within the budget above the bound. */
static void check_chord(const struct all *all, const struct cascade_point *a, const struct cascade_point *b,
	double price, double bound, double budget)
{
	double best = -INFINITY, chord = a->gain - price * a->cost;

	CHECK(is_one(all, a, budget) && is_one(all, b, budget));
	CHECK(a->cost <= 1e-9 && price >= 0);
	for (size_t i = 0; i < all->n; i++) {
		CHECK(all->gain[i] - price * (all->cost[i] - budget) <= chord + 1e-9);
		if (all->cost[i] <= budget)
			best = fmax(best, all->gain[i]);
	}
	CHECK(best <= bound + 1e-9 && a->gain <= best + 1e-9);
	if (price > 0)
		CHECK(b->cost > 0 && b->gain > a->gain && fabs(b->gain - price * b->cost - chord) < 1e-9);
	else
		CHECK_NEAR(a->gain, best, 1e-9);
	CHECK_NEAR(bound, chord, 1e-9);
}

/* The most that those gain who ask everybody and cost more than the budget. */
static double most_of_all(const struct all *all, double budget)
{
	double most = -INFINITY;

	for (size_t i = (LEVELS + 1) * (LEVELS + 1) - 1; i < all->n; i += (LEVELS + 1) * (LEVELS + 1))
		if (all->cost[i] > budget)
			most = fmax(most, all->gain[i]);
	return most;
}

/* True: a coin between two of them gains more than any single one. */
static bool check(struct rng *r)
{
	struct toy t;
	struct all all;
	struct cascade c;
	struct cascade_table table;
	struct cascade_orders orders = {0};
	struct cascade_trial h;
	struct cascade_point a, b;
	double budget, price = NAN, bound = INFINITY;

	draw(&t, r);
	list(&t, &all);
	cascade_init(&c, AGENTS, INFINITY);
	for (size_t i = 0; i < t.n; i++)
		CHECK(!cascade_add(&c, &(struct cascade_row){t.conf[i], t.cost[i], NULL, INFINITY}, t.gain[i], 1, &e));
	budget = all.cheapest + rng_uniform(r) * 2;
	CHECK(!cascade_table_init(&table, &c, budget, &e));
	CHECK(!cascade_orders_all(&orders, AGENTS, false, &e) && orders.n == 6);
	CHECK(!cascade_trial_init(&h, &table, &orders, &e));
	h.s.work = CASCADE_WORK;
	cascade_ends(&h, &a, &b);
	CHECK(is_one(&all, &a, budget) && is_one(&all, &b, budget) && b.gain >= a.gain);
	CHECK_NEAR(a.cost, all.cheapest - budget, 1e-9);
	CHECK_NEAR(b.gain, fmax(a.gain, most_of_all(&all, budget)), 1e-9);
	h.s.best = a;
	CHECK(!cascade_chord(&h, &a, &b, &price, true, &bound, &e));
	check_chord(&all, &a, &b, price, bound, budget);
	cascade_trial_free(&h);
	cascade_orders_free(&orders);
	cascade_table_free(&table);
	cascade_free(&c);
	return price > 0;
}

int main(void)
{
	size_t mixed = 0, trials = check_trials(2000);
	struct rng r;

	CHECK(!rng_init(&r, 4, &e));
	for (size_t t = 0; t < trials; t++)
		mixed += check(&r);
	CHECK(mixed > trials / 5 && mixed < trials);
	rng_free(&r);
	return check_end();
}
