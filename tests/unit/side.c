/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/assign/side, relax, master: all assignments of small tables, bounds from below, prices by solving again. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "assign/side.h"
#include "math/rng.h"

enum { ROWS = 300, AGENTS = 4, GOODS = 8 };

static struct names agents, goods;

struct instance {
	size_t n, m, k, worst;
	double cost[ROWS * AGENTS], effort[ROWS * AGENTS], money[ROWS * AGENTS], loss[ROWS * AGENTS], limit[GOODS];
	uint32_t group[ROWS];
	size_t lo[AGENTS], hi[AGENTS];
	struct side side;
	struct side_use use[3];
};

/* Minutes by agent, money of all, and, with worst, mean losses of two groups. */
static void random_instance(struct rng *r, struct instance *t, size_t n, bool worst)
{
	size_t base = worst ? 2 : 0, size[2] = {0}, m = t->m = 2 + rng_below(r, 2);

	t->n = n;
	t->worst = base;
	for (size_t i = 0; i < n; i++)
		size[t->group[i] = (uint32_t)rng_below(r, 2)]++;
	for (size_t c = 0; c < n * m; c++) {
		t->cost[c] = rng_uniform(r) < .1 && c % m ? INFINITY : rng_uniform(r);
		t->effort[c] = 1 + (double)rng_below(r, 9);
		t->money[c] = rng_uniform(r);
		t->loss[c] = t->cost[c] / (double)size[t->group[c / m]];
	}
	t->k = base + m + 1;
	for (size_t j = 0; j < base; j++)
		t->limit[j] = INFINITY;
	for (size_t a = 0; a < m; a++) {
		t->limit[base + a] = rng_uniform(r) < .4 ? INFINITY : 2 + (double)rng_below(r, 4 * n);
		t->lo[a] = rng_below(r, 2) * rng_below(r, 1 + n / 4);
		t->hi[a] = n - rng_below(r, 2) * rng_below(r, 1 + n / 2);
	}
	t->limit[base + m] = rng_uniform(r) < .4 ? INFINITY : (.2 + .5 * rng_uniform(r)) * (double)n;
	t->use[0] = (struct side_use){.amount = t->effort, .by_agent = true, .first = base};
	t->use[1] = (struct side_use){.amount = t->money, .first = base + m};
	t->use[2] = (struct side_use){.amount = t->loss, .of = t->group};
	t->side = (struct side){t->k, base, t->limit, &goods, t->use, worst ? 3 : 2};
}

static double value_of(const struct instance *t, const uint32_t *chosen)
{
	double used[GOODS] = {0}, cost = 0;
	size_t count[AGENTS] = {0};

	for (size_t i = 0; i < t->n; i++) {
		size_t a = chosen[i], c = i * t->m + a;

		cost += t->cost[c];
		count[a]++;
		used[t->worst + a] += t->effort[c];
		used[t->worst + t->m] += t->money[c];
		if (t->worst)
			used[t->group[i]] += t->loss[c];
	}
	for (size_t a = 0; a < t->m; a++)
		if (count[a] < t->lo[a] || count[a] > t->hi[a])
			return INFINITY;
	for (size_t j = t->worst; j < t->k; j++)
		if (used[j] > t->limit[j] + 1e-12)
			return INFINITY;
	return t->worst ? fmax(used[0], used[1]) : cost;
}

static double brute_force(const struct instance *t)
{
	uint32_t chosen[ROWS] = {0};
	double best = INFINITY;
	size_t i;

	do {
		best = fmin(best, value_of(t, chosen));
		for (i = 0; i < t->n && ++chosen[i] == t->m; i++)
			chosen[i] = 0;
	} while (i < t->n);
	return best;
}

static int solve(const struct instance *t, uint32_t *chosen, struct assign_result *r, struct side_result *x)
{
	static size_t count[AGENTS];
	static double price[AGENTS], used[GOODS], worth[GOODS];
	struct assign p = {t->n, t->m, t->cost, t->lo, t->hi, 1, 1, &agents};
	struct err e = {0};

	*r = (struct assign_result){.chosen = chosen, .count = count, .price = price};
	*x = (struct side_result){.used = used, .price = worth};
	return side_solve(&p, &t->side, r, x, &e);
}

static void test_small(struct rng *rng, bool worst)
{
	size_t feasible = 0, impossible = 0, trials = check_trials(300);

	for (size_t trial = 0; trial < trials; trial++) {
		static struct instance t;
		uint32_t chosen[ROWS];
		struct assign_result r;
		struct side_result x;
		double best, value;
		int st;

		random_instance(rng, &t, 1 + rng_below(rng, 7), worst);
		best = brute_force(&t);
		st = solve(&t, chosen, &r, &x);
		CHECK((st == ST_OK) == (best < INFINITY));
		feasible += best < INFINITY;
		impossible += isinf(best);
		if (st)
			continue;
		value = value_of(&t, chosen);
		CHECK_NEAR(value, best, 1e-8);
		CHECK(x.bound <= best + 1e-8);
		CHECK_NEAR(r.gap, 0, 1e-8);
	}
	CHECK(feasible > trials / 3 && impossible > trials / 15);
}

/* Of hundreds of rows the bound is near, and prices are slopes of that of the mixture, which branching has improved a little. */
static void test_bound(struct rng *rng, bool worst)
{
	for (int trial = 0; trial < 1 + !worst; trial++) {
		static struct instance t;
		uint32_t chosen[ROWS];
		struct assign_result r;
		struct side_result x;
		double bound, price[GOODS];

		do
			random_instance(rng, &t, ROWS, worst);
		while (solve(&t, chosen, &r, &x));
		CHECK_NEAR(value_of(&t, chosen), worst ? x.worst : r.objective, 1e-9);
		CHECK(r.gap >= 0 && r.gap < 5e-3);
		bound = x.bound;
		memcpy(price, x.price, sizeof price);
		for (size_t j = t.worst; j < t.k; j += check_everything() ? 1 : 2) {
			double step = isinf(t.limit[j]) ? 1 : t.limit[j] / 100;

			t.limit[j] += step;
			CHECK(!solve(&t, chosen, &r, &x));
			CHECK(x.bound >= bound * (1 - 5e-3) - step * price[j]);
			CHECK(x.bound <= bound * (1 + 5e-3));
			t.limit[j] -= step;
		}
	}
}

int main(void)
{
	struct rng rng;

	if (rng_init(&rng, 1, &(struct err){0}))
		return 1;
	names_add_list(&agents, (struct name[]){{(char *)"a", 1}, {(char *)"b", 1}, {(char *)"c", 1}, {(char *)"d", 1}},
		4, &(struct err){0});
	for (size_t j = 0; j < GOODS; j++)
		names_add_list(&goods, &(struct name){(char *)"abcdefgh" + j, 1}, 1, &(struct err){0});
	for (int worst = 0; worst < 2; worst++) {
		test_small(&rng, worst);
		test_bound(&rng, worst);
	}
	names_free(&agents);
	names_free(&goods);
	rng_free(&rng);
	return check_end();
}
