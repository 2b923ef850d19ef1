/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/limits/laminar and what assign/assign makes of it: classes of rows, limits that nest, rows with their own number of
 * agents, rules about a row's agents, soft limits; against every assignment there is. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assign/assign.h"
#include "assign/exchange.h"
#include "limits/laminar.h"
#include "math/rng.h"

enum { N = 5, M = 4, MOST = 3, CLASSES = 2, LEAVES = M * CLASSES, SETS = 5 };

static struct names agents;

struct instance {
	size_t n;
	double cost[N * M];
	uint32_t readings[N], class[N];
	size_t leaf[SETS][LEAVES], size[SETS], lo[SETS], hi[SETS];
	double soft[SETS]; /* the price of what is beyond; infinite: a hard limit */
	uint32_t set[M], set_lo[2], set_hi[2];
};

static bool crosses(unsigned a, unsigned b)
{
	return (a & b) && (a & ~b) && (b & ~a);
}

static void random_instance(struct rng *r, struct instance *t, unsigned bits[SETS], bool ties)
{
	t->n = 1 + rng_below(r, N);
	for (size_t k = 0; k < N * M; k++)
		t->cost[k] = rng_uniform(r) < .1 ? INFINITY : ties ? (double)rng_below(r, 3) : rng_uniform(r);
	for (size_t i = 0; i < N; i++) {
		t->readings[i] = (uint32_t)(1 + rng_below(r, MOST));
		t->class[i] = (uint32_t)rng_below(r, CLASSES);
	}
	for (size_t s = 0; s < SETS; s++) {
		bits[s] = 1 + (unsigned)rng_below(r, (1 << LEAVES) - 1);
		if (rng_uniform(r) < .4) /* an agent, or a class */
			bits[s] = rng_below(r, 2) ? 0x11u << rng_below(r, M) : 0xfu << M * rng_below(r, CLASSES);
		t->size[s] = 0;
		for (size_t l = 0; l < LEAVES; l++)
			if (bits[s] >> l & 1)
				t->leaf[s][t->size[s]++] = l;
		t->lo[s] = rng_below(r, 2) * rng_below(r, 3);
		t->hi[s] = t->lo[s] + rng_below(r, 6);
		t->soft[s] = rng_below(r, 2) ? INFINITY : ties ? (double)rng_below(r, 3) / 2 : rng_uniform(r);
	}
	for (size_t a = 0; a < M; a++)
		t->set[a] = (uint32_t)rng_below(r, 3);
	for (size_t s = 0; s < 2; s++) {
		t->set_lo[s] = (uint32_t)rng_below(r, 2);
		t->set_hi[s] = t->set_lo[s] + (uint32_t)rng_below(r, 2);
		t->set_hi[s] += !t->set_hi[s];
	}
}

static bool row_may(const struct instance *t, size_t row, unsigned who, bool rule)
{
	size_t have[3] = {0};

	if ((uint32_t)__builtin_popcount(who) != t->readings[row])
		return false;
	for (size_t a = 0; a < M; a++) {
		have[t->set[a]] += who >> a & 1;
		if ((who >> a & 1) && isinf(t->cost[row * M + a]))
			return false;
	}
	for (size_t s = 0; rule && t->readings[row] > 1 && s < 2; s++)
		if (have[s] < t->set_lo[s] || have[s] > t->set_hi[s])
			return false;
	return true;
}

/* What the loads cost beyond soft limits; infinite where they break a hard one. */
static double beyond(const struct instance *t, size_t sets, const unsigned *bits, const size_t *load)
{
	double paid = 0;

	for (size_t s = 0; s < sets; s++) {
		size_t sum = 0, off;

		for (size_t l = 0; l < LEAVES; l++)
			sum += bits[s] >> l & 1 ? load[l] : 0;
		off = sum < t->lo[s] ? t->lo[s] - sum : sum > t->hi[s] ? sum - t->hi[s] : 0;
		paid += off ? t->soft[s] * (double)off : 0;
	}
	return paid;
}

static double brute_force(
	const struct instance *t, size_t sets, const unsigned *bits, bool rule, size_t row, size_t *load)
{
	double best = INFINITY;

	if (row == t->n)
		return beyond(t, sets, bits, load);
	for (unsigned who = 0; who < 1u << M; who++) {
		double c = 0;

		if (!row_may(t, row, who, rule))
			continue;
		for (size_t a = 0; a < M; a++)
			if (who >> a & 1) {
				c += t->cost[row * M + a];
				load[t->class[row] * M + a]++;
			}
		best = fmin(best, c + brute_force(t, sets, bits, rule, row + 1, load));
		for (size_t a = 0; a < M; a++)
			load[t->class[row] * M + a] -= who >> a & 1;
	}
	return best;
}

/* The cost of what was chosen, with what is beyond soft limits; infinite where it breaks a limit or a rule. */
static double chosen_cost(
	const struct instance *t, size_t sets, const unsigned *bits, bool rule, const uint32_t *chosen)
{
	size_t load[LEAVES] = {0};
	double cost = 0;

	for (size_t i = 0; i < t->n; i++) {
		unsigned who = 0;

		for (size_t k = 0; k < MOST && chosen[i * MOST + k] != AGENT_NONE; k++) {
			who |= 1u << chosen[i * MOST + k];
			cost += t->cost[i * M + chosen[i * MOST + k]];
			load[t->class[i] * M + chosen[i * MOST + k]]++;
		}
		if (!row_may(t, i, who, rule))
			return INFINITY;
	}
	return cost + beyond(t, sets, bits, load);
}

static int solve(struct instance *t, const struct laminar *l, bool rule, uint32_t *chosen, struct assign_result *r,
	struct err *e)
{
	size_t lo[SETS], hi[SETS];
	double price[SETS];
	struct forest forest = {
		.n = l->n, .first = l->first, .up = l->up, .lo = lo, .hi = hi, .price = price, .name = agents};
	struct exchange_rule of_row = {2, t->set, t->set_lo, t->set_hi};
	struct assign p = {.n = t->n,
		.m = M,
		.cost = t->cost,
		.least = MOST,
		.most = MOST,
		.agent = &agents,
		.readings = t->readings,
		.class = t->class,
		.classes = CLASSES,
		.forest = &forest,
		.rule = rule ? &of_row : NULL};
	struct exchange x = {
		.m = M, .least = MOST, .most = MOST, .cost = t->cost, .readings = t->readings, .rule = p.rule};

	for (size_t k = 0; k < l->n; k++) {
		lo[k] = t->lo[l->order[k]];
		hi[k] = t->hi[l->order[k]];
		price[k] = t->soft[l->order[k]];
	}
	for (size_t i = 0; i < t->n; i++)
		if (!exchange_possible(&x, i))
			return ST_NUMERIC;
	r->chosen = chosen;
	return assign_solve(&p, r, e);
}

static void one(struct rng *rng, int trial, int *feasible, int *crossed)
{
	struct instance t;
	unsigned bits[SETS];
	struct laminar_set set[SETS];
	size_t sets = rng_below(rng, SETS + 1), load[LEAVES] = {0}, count[SETS];
	bool rule = trial & 1, cross = false;
	double price[SETS], best;
	uint32_t chosen[N * MOST];
	struct assign_result r = {.count = count, .price = price};
	struct laminar l;
	struct err e = {0};
	int st;

	random_instance(rng, &t, bits, trial % 3 == 0);
	for (size_t s = 0; s < sets; s++) {
		set[s] = (struct laminar_set){t.leaf[s], t.size[s]};
		for (size_t k = 0; k < s; k++)
			cross |= crosses(bits[s], bits[k]);
	}
	CHECK(!laminar_init(&l, set, sets, LEAVES, &e));
	CHECK(cross == (l.crossing[0] < sets));
	if (cross) {
		CHECK(crosses(bits[l.crossing[0]], bits[l.crossing[1]]));
		++*crossed;
	} else {
		best = brute_force(&t, sets, bits, rule, 0, load);
		st = solve(&t, &l, rule, chosen, &r, &e);
		CHECK(st == (isinf(best) ? ST_NUMERIC : ST_OK));
		*feasible += !st;
		if (!st) {
			CHECK_NEAR(r.objective, best, 1e-12);
			CHECK_NEAR(chosen_cost(&t, sets, bits, rule, chosen), best, 1e-12);
			CHECK(fabs(r.gap) < 1e-12);
		}
	}
	laminar_free(&l);
}

int main(void)
{
	struct rng r;
	struct err e = {0};
	int feasible = 0, crossed = 0;

	if (rng_init(&r, 1, &e))
		return 4;
	for (const char *s = "abcdefgh"; *s; s++)
		if (names_add(&agents, s, 1, &(size_t){0}, &e))
			return 4;
	for (int trial = 0; trial < 3000; trial++)
		one(&r, trial, &feasible, &crossed);
	printf("%d feasible, %d crossed\n", feasible, crossed);
	CHECK(feasible > 400 && crossed > 400);
	names_free(&agents);
	rng_free(&r);
	return check_end();
}
