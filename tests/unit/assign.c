/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/assign/assign: optimality by the dual, feasibility by brute force, prices by solving again. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "assign/assign.h"
#include "assign/residual.h"

static struct names agents;

struct instance {
	size_t n, m, least, most;
	double cost[400 * 8];
	size_t lo[8], hi[8];
};

static struct assign view(const struct instance *t)
{
	return (struct assign){t->n, t->m, t->cost, t->lo, t->hi, t->least, t->most, &agents};
}

/* ties: costs from a few values. */
static void random_instance(struct rng *r, struct instance *t, size_t nmax, size_t mmax, bool ties, double holes)
{
	t->n = 1 + rng_below(r, nmax);
	t->m = 1 + rng_below(r, mmax);
	t->least = rng_below(r, t->m + 1 < 4 ? t->m + 1 : 4);
	t->most = t->least + rng_below(r, 3) * rng_below(r, 2);
	t->most = t->most > t->m ? t->m : t->most ? t->most : 1;
	for (size_t i = 0; i < t->n; i++) {
		size_t left = 0;

		for (size_t a = 0; a < t->m; a++) {
			double c = ties ? (double)rng_below(r, 4) / 4 - .25 : rng_uniform(r) - .3;
			bool hole = rng_uniform(r) < holes && left + t->m - a > t->least;

			t->cost[i * t->m + a] = hole ? INFINITY : c;
			left += !hole;
		}
	}
	for (size_t a = 0; a < t->m; a++) {
		size_t mean = t->n * t->most / t->m, kind = rng_below(r, 5);

		t->lo[a] = kind < 2 ? 0 : kind == 2 ? mean : rng_below(r, mean + 1);
		t->hi[a] = kind == 0 ? SIZE_MAX
			: kind == 1  ? mean + rng_below(r, mean + 2)
				     : t->lo[a] + rng_below(r, mean + 2);
	}
}

static void check_solution(const struct instance *t, const struct assign_result *r)
{
	double total = 0;
	size_t count[8] = {0};

	for (size_t i = 0; i < t->n; i++) {
		size_t k = 0;

		for (; k < t->most && r->chosen[i * t->most + k] != AGENT_NONE; k++) {
			size_t a = r->chosen[i * t->most + k];

			CHECK(a < t->m && isfinite(t->cost[i * t->m + a]));
			CHECK(!k || r->chosen[i * t->most + k - 1] < a);
			total += t->cost[i * t->m + a];
			count[a]++;
		}
		CHECK(k >= t->least);
	}
	for (size_t a = 0; a < t->m; a++)
		CHECK(count[a] == r->count[a] && count[a] >= t->lo[a] && count[a] <= t->hi[a]);
	CHECK_NEAR(total, r->objective, 1e-9);
	CHECK(fabs(r->gap) < 1e-12);
}

/* Every way to give rows to agents, for tiny instances. */
static double brute_force(const struct instance *t, size_t row, size_t *count)
{
	double best = INFINITY;

	if (row == t->n) {
		for (size_t a = 0; a < t->m; a++)
			if (count[a] < t->lo[a] || count[a] > t->hi[a])
				return INFINITY;
		return 0;
	}
	for (size_t set = 0; set < (size_t)1 << t->m; set++) {
		size_t size = (size_t)__builtin_popcountll(set);
		double c = 0;

		if (size < t->least || size > t->most)
			continue;
		for (size_t a = 0; a < t->m; a++)
			if (set >> a & 1) {
				c += t->cost[row * t->m + a];
				count[a]++;
			}
		if (isfinite(c))
			best = fmin(best, c + brute_force(t, row + 1, count));
		for (size_t a = 0; a < t->m; a++)
			count[a] -= set >> a & 1;
	}
	return best;
}

static void test_brute_force(struct rng *rng)
{
	int feasible = 0;

	for (int trial = 0; trial < 600; trial++) {
		struct instance t;
		uint32_t chosen[5 * 3];
		size_t count[8], zero[8] = {0};
		double price[8], best;
		struct assign_result r = {.chosen = chosen, .count = count, .price = price};
		struct err e = {0};
		struct assign p;
		int st;

		random_instance(rng, &t, 5, 3, trial % 3 == 0, trial % 2 ? .3 : 0);
		p = view(&t);
		best = brute_force(&t, 0, zero);
		st = assign_solve(&p, &r, &e);
		CHECK(st == (isinf(best) ? ST_NUMERIC : ST_OK));
		if (st) {
			CHECK(!strncmp(e.text, "the limits clash: ", 18));
			continue;
		}
		feasible++;
		CHECK_NEAR(r.objective, best, 1e-12);
		check_solution(&t, &r);
	}
	CHECK(feasible > 200 && feasible < 550);
}

/* Prices: the saving that solving again with one reading more finds. */
static void check_prices(const struct instance *t, const struct assign_result *r)
{
	uint32_t *chosen = malloc(t->n * t->most * sizeof *chosen);
	size_t count[8];
	double price[8];

	for (size_t a = 0; a < t->m; a++) {
		struct instance more = *t;
		struct assign p = view(&more);
		struct assign_result again = {.chosen = chosen, .count = count, .price = price};
		struct err e = {0};

		if (r->price[a] > 0 && r->count[a] == t->hi[a]) {
			more.hi[a]++;
			if (!assign_solve(&p, &again, &e))
				CHECK_NEAR(r->objective - again.objective, r->price[a], 1e-9);
		} else if (r->price[a] < 0 && r->count[a] == t->lo[a]) {
			more.lo[a]++;
			more.hi[a] += more.hi[a] < more.lo[a];
			if (!assign_solve(&p, &again, &e))
				CHECK_NEAR(r->objective - again.objective, r->price[a], 1e-9);
		} else {
			CHECK(r->price[a] == 0 || t->lo[a] == t->hi[a]);
		}
	}
	free(chosen);
}

/* Settling leads from any assignment to the cheapest one with the same counts. */
static void test_residual(struct rng *rng)
{
	enum { N = 6, M = 3 };

	for (int trial = 0; trial < 200; trial++) {
		struct instance t = {.n = N, .m = M, .least = 1, .most = 1};
		struct exchange x;
		struct residual r;
		struct tree tree;
		uint32_t slot[N];
		size_t load[M] = {0}, zero[M] = {0}, made;
		struct err e = {0};
		double total = 0, scale = pow(10, (double)rng_below(rng, 60) - 30);

		for (size_t k = 0; k < N * M; k++)
			t.cost[k] = scale * exp(20 * rng_uniform(rng));
		for (size_t i = 0; i < N; i++)
			load[slot[i] = (uint32_t)rng_below(rng, M)]++;
		memcpy(t.lo, load, sizeof load);
		memcpy(t.hi, load, sizeof load);
		x = (struct exchange){.m = M, .least = 1, .most = 1, .cost = t.cost, .slot = slot};
		CHECK(!exchange_init(&x, &e) && !tree_init(&tree, M, 0, &e));
		tree_link(&tree);
		memcpy(tree.lo, load, sizeof load);
		memcpy(tree.hi, load, sizeof load);
		CHECK(!residual_init(&r, &x, N, NULL, &tree, load, &e));
		CHECK(!residual_settle(&r, 100, &made, &e));
		for (size_t i = 0; i < N; i++)
			total += t.cost[i * M + slot[i]];
		for (size_t a = 0; a < M; a++)
			CHECK(load[a] == t.lo[a]);
		CHECK_NEAR(total / brute_force(&t, 0, zero), 1, 1e-14);
		tree_free(&tree);
		residual_free(&r);
		exchange_free(&x);
	}
}

static void test_larger(struct rng *rng)
{
	int feasible = 0;

	for (int trial = 0; trial < 400; trial++) {
		struct instance *t = malloc(sizeof *t);
		uint32_t *chosen;
		size_t count[8], slack = 0;
		double price[8], bound;
		struct assign_result r = {.count = count, .price = price};
		struct err e = {0};
		struct assign p;

		random_instance(rng, t, 400, 8, trial % 4 == 0, trial % 2 ? .2 : 0);
		p = view(t);
		r.chosen = chosen = malloc(t->n * t->most * sizeof *chosen);
		if (!assign_solve(&p, &r, &e)) {
			feasible++;
			check_solution(t, &r);
			for (size_t a = 0; a < t->m; a++)
				slack += count[a] > t->lo[a];
			if (slack == t->m)
				check_prices(t, &r);
			for (size_t a = 0; a < t->m; a++)
				price[a] += rng_normal(rng) * .1;
			CHECK(!assign_bound(&p, price, &bound, &e) && bound <= r.objective + 1e-9);
		}
		free(chosen);
		free(t);
	}
	CHECK(feasible > 100);
}

static void check_message(const struct err *e, const char *words)
{
	check_report(!strcmp(e->text, words), __FILE__, __LINE__, "'%s', not '%s'", e->text, words);
}

static void test_known(void)
{
	const double cost[] = {1 - .9, 1 - .8, 1 - .9, 1 - .1};
	const size_t lo[] = {0, 0}, hi[] = {1, 1};
	struct assign p = {2, 2, cost, lo, hi, 1, 1, &agents};
	uint32_t chosen[2];
	size_t count[2];
	double price[2];
	struct assign_result r = {.chosen = chosen, .count = count, .price = price};
	struct err e = {0};

	CHECK(assign_solve(&p, &r, &e) == ST_OK);
	CHECK_NEAR(2 - r.objective, 1.7, 1e-15);
	CHECK(chosen[0] == 1 && chosen[1] == 0);
	CHECK_NEAR(price[0], .1, 1e-15);
	CHECK(price[1] == 0);
	p.hi = (size_t[]){1, 0};
	CHECK(assign_solve(&p, &r, &e) == ST_NUMERIC);
	check_message(&e, "the limits clash: a, b: upper limits 1, but nobody else can make 2 readings");
	p.hi = (size_t[]){5, 5};
	p.lo = (size_t[]){0, 3};
	CHECK(assign_solve(&p, &r, &e) == ST_NUMERIC);
	check_message(&e, "the limits clash: b: lower limits 3, but at most 2 readings can be had");
}

/* Enough rows for levels, where prices from the samples and refilled heaps are at work. */
static void test_levels(struct rng *rng)
{
	enum { N = 40000, M = 6 };
	double *cost = malloc(N * M * sizeof *cost), objective = 0, price[M];
	uint32_t *chosen = malloc(N * 2 * sizeof *chosen);
	size_t count[M], lo[M], hi[M];

	for (size_t a = 0; a < M; a++) {
		lo[a] = a == 5 ? N / 3 : a == 4 ? N / 20 : 0;
		hi[a] = a < 2 ? N / 10 : a == 2 ? 0 : N;
	}
	for (int trial = 0; trial < 7; trial++) {
		struct assign p = {N, M, cost, lo, hi, 1, trial < 4 ? 1 : 2, &agents};
		struct assign_result r = {.chosen = chosen, .count = count, .price = price};
		struct err e = {0};

		for (size_t k = 0; k < N * M; k++) {
			double x = rng_uniform(rng) - .1 * (double)(k % M == 0) + .3 * (double)(k % M == 5);

			x = trial == 6 ? .01 * (double)(k % M) : x; /* rows that differ in nothing */
			cost[k] = trial & 1 ? floor(x * 10) / 10 : x - .4 * (trial >= 4);
		}
		CHECK(assign_solve(&p, &r, &e) == ST_OK);
		CHECK(fabs(r.gap) < 1e-12);
		printf("levels %d: %zu moved, gap %g\n", trial, r.moved, r.gap);
		for (size_t a = 0; a < M; a++)
			CHECK(count[a] >= lo[a] && count[a] <= hi[a]);
		if (trial)
			continue;
		for (size_t i = 0, last = N - 1; i < last; i++, last--) /* another order of the rows */
			for (size_t a = 0; a < M; a++) {
				double x = cost[i * M + a];

				cost[i * M + a] = cost[last * M + a];
				cost[last * M + a] = x;
			}
		objective = r.objective;
		CHECK(assign_solve(&p, &r, &e) == ST_OK);
		CHECK(objective == r.objective);
	}
	free(cost);
	free(chosen);
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 4;
	for (const char *s = "abcdefgh"; *s; s++)
		if (names_add(&agents, s, 1, &(size_t){0}, &e))
			return 4;
	test_known();
	test_brute_force(&r);
	test_residual(&r);
	test_larger(&r);
	test_levels(&r);
	names_free(&agents);
	rng_free(&r);
	return check_end();
}
