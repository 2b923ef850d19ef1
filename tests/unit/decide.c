/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/decide: choosing, pacing, greedy, frontiers and cascades against brute force. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "decide/agent.h"
#include "decide/frontier.h"
#include "math/rng.h"
#include "route/cascade.h"
#include "workload/assign.h"
#include "workload/greedy.h"
#include "workload/pace.h"

static void test_agent(void)
{
	const double conf[] = {.5, .7, .7, NAN}, cost[] = {0, .3, .1, -9};

	CHECK(agent_best(conf, NULL, 4) == 1);
	CHECK(agent_best(conf, cost, 4) == 2);
	CHECK(agent_best(conf + 3, cost, 1) == 1);
}

/* The cheapest sets against all sets. */
static void test_pick(struct rng *r)
{
	for (int trial = 0; trial < 2000; trial++) {
		size_t m = 1 + rng_below(r, 6), most = 1 + rng_below(r, m), least = rng_below(r, most + 1);
		size_t n, free = 0;
		double cost[6], price[6], best = INFINITY, sum = 0;
		uint32_t chosen[6];

		for (size_t a = 0; a < m; a++) {
			cost[a] = rng_below(r, 4) ? floor(rng_normal(r) * 4) : INFINITY;
			price[a] = floor(rng_normal(r) * 2);
			free += cost[a] < INFINITY;
		}
		n = agent_cheapest(cost, price, m, least, most, chosen);
		CHECK(n <= most && n >= (least < free ? least : free));
		for (size_t k = 0; k < n; k++)
			sum += cost[chosen[k]] + price[chosen[k]];
		for (size_t set = 0; set < (size_t)1 << m; set++) {
			size_t size = (size_t)__builtin_popcountll(set);
			double c = 0;

			for (size_t a = 0; a < m; a++)
				c += set >> a & 1 ? cost[a] + price[a] : 0;
			if (size >= least && size <= most)
				best = fmin(best, c);
		}
		CHECK(least > free || sum == best);
	}
}

static void test_greedy(void)
{
	const double cost[2][2] = {{1 - .9, 1 - .8}, {1 - .9, 1 - .1}};
	const size_t zero[] = {0, 0}, one[] = {1, 1}, two[] = {2, 2};
	struct greedy g;
	struct err e = {0};
	uint32_t chosen[2];
	size_t n;

	CHECK(!greedy_init(&g, 2, 2, 1, 1, zero, one, &e));
	CHECK(!greedy_row(&g, cost[0], chosen, &n, &e) && n == 1 && chosen[0] == 0);
	CHECK(!greedy_row(&g, cost[1], chosen, &n, &e) && chosen[0] == 1);
	CHECK(greedy_row(&g, cost[1], chosen, &n, &e) == ST_NUMERIC);
	greedy_free(&g);
	/* the lower limit fills the last rows */
	CHECK(!greedy_init(&g, 3, 2, 1, 1, (size_t[]){0, 2}, two, &e));
	CHECK(!greedy_row(&g, cost[0], chosen, &n, &e) && chosen[0] == 0);
	CHECK(!greedy_row(&g, cost[0], chosen, &n, &e) && chosen[0] == 1);
	CHECK(!greedy_row(&g, cost[0], chosen, &n, &e) && chosen[0] == 1);
	greedy_free(&g);
}

/* Shares within a percent of their limits and the loss near the best assignment's, on a stream of 20,000. */
static void test_pace(struct rng *r)
{
	enum { N = 20000, M = 5 };
	const double lo[] = {0, 0, .1, .3, 0}, hi[] = {.2, 1, 1, 1, .05};
	size_t least[M], most[M], count[M] = {0}, best_count[M];
	double *cost = malloc(N * M * sizeof *cost), price[M], loss = 0;
	uint32_t *chosen = malloc(N * sizeof *chosen);
	struct assign p = {N, M, cost, least, most, 1, 1, NULL};
	struct assign_result best = {.chosen = chosen, .count = best_count, .price = price};
	struct pace pace;
	struct err e = {0};
	double worst = 0;

	for (size_t k = 0; k < N * M; k++)
		cost[k] = rng_uniform(r) * (k % M == 0 ? .5 : 1);
	for (size_t a = 0; a < M; a++) {
		least[a] = (size_t)(lo[a] * N);
		most[a] = (size_t)(hi[a] * N);
	}
	CHECK(!assign_solve(&p, &best, &e));
	CHECK(!pace_init(&pace, M, 1, 1, lo, hi, 1, &e));
	for (size_t i = 0; i < N; i++) {
		uint32_t a;

		CHECK(pace_row(&pace, cost + i * M, &a) == 1);
		loss += cost[i * M + a];
		count[a]++;
	}
	for (size_t a = 0; a < M; a++) {
		double share = (double)count[a] / N;

		worst = fmax(worst, fmax(share - hi[a], lo[a] - share));
		CHECK_NEAR(pace.price[a], price[a], .1);
	}
	printf("pace: shares off by %.4f, regret %.5f a row\n", worst, (loss - best.objective) / N);
	CHECK(worst < .01);
	CHECK(fabs(loss - best.objective) / N < .01);
	pace_free(&pace);
	free(cost);
	free(chosen);
}

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

/* All pairs of thresholds. */
static double best_cascade(const struct cascade *c, double budget)
{
	double best = -1, tau[2];

	for (size_t i = 0; i <= c->n; i++)
		for (size_t j = 0; j <= (c->m > 2 ? c->n : 0); j++) {
			struct cascade_result r;

			tau[0] = i < c->n ? c->conf[i * c->m] : 2;
			tau[1] = c->m > 2 && j < c->n ? c->conf[j * c->m + 1] : 2;
			r = cascade_measure(c, tau);
			if (r.cost <= budget + 1e-12)
				best = fmax(best, r.gain);
		}
	return best;
}

static void test_cascade(struct rng *r)
{
	int reached = 0, trials = 0;

	for (int trial = 0; trial < 400; trial++) {
		struct cascade c;
		struct err e = {0};
		size_t m = 2 + (trial & 1), n = 1 + rng_below(r, 20);
		double tau[2], budget = 1 + rng_uniform(r) * 3, best;
		struct cascade_result got;

		CHECK(!cascade_init(&c, m, &e));
		for (size_t i = 0; i < n; i++) {
			double conf[3], gain[3], cost[] = {1, 2, 3};

			for (size_t k = 0; k < m; k++) {
				conf[k] = (double)rng_below(r, 10) / 10;
				gain[k] = rng_uniform(r) < conf[k] / 2 + .15 * (double)k;
			}
			CHECK(!cascade_add(&c, conf, cost, gain, 1 + (double)rng_below(r, 2), &e));
		}
		best = best_cascade(&c, budget);
		CHECK(!cascade_fit(&c, budget, tau, &e));
		got = cascade_measure(&c, tau);
		CHECK(got.cost <= budget + 1e-9);
		CHECK(got.gain <= best + 1e-12);
		CHECK(m == 3 || got.gain >= best - 1e-9);
		trials += m == 3;
		reached += m == 3 && got.gain >= best - 1e-9;
		cascade_free(&c);
	}
	printf("cascade: the best of all thresholds in %d of %d trials with three stages\n", reached, trials);
	CHECK(reached >= trials * 95 / 100);
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 4;
	test_agent();
	test_pick(&r);
	test_greedy();
	test_pace(&r);
	test_frontier(&r);
	test_cascade(&r);
	rng_free(&r);
	return check_end();
}
