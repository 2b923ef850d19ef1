/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/agent_sets/agent_set: order, reach, the quantile by counting, the best number by trying all, and the coverage that sets promise, in 2000
 * simulated calibrations. */
#include <string.h>

#include "agent_sets/agent_set.h"
#include "check.h"

static unsigned long state = 1;

static double uniform(void)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (double)(state >> 11) * 0x1p-53;
}

static void test_by_hand(void)
{
	const double conf[] = {.5, NAN, .8, .8}, cost[] = {0, 0, .1, .1};
	const bool right[] = {true, true, false, false}, none[4] = {false};
	struct reach v[9], q;
	uint32_t order[4];

	CHECK(agent_set_order(conf, 4, order) == 3 && order[0] == 2 && order[1] == 3 && order[2] == 0);
	CHECK_NEAR(agent_set_reach(conf, right, order, 3), .96, 1e-15); /* both before err: .2^2 */
	CHECK(isinf(agent_set_reach(conf, none, order, 3)));
	CHECK(agent_set_within(conf, order, 3, &(struct reach){.s = 0, .u = 1}, .5) == 1);
	CHECK(agent_set_within(conf, order, 3, &(struct reach){.s = .9, .u = 1}, .5) == 2);
	CHECK(agent_set_within(
		      conf, order, 3, &(struct reach){.s = agent_set_reach(conf, right, order, 3), .u = .4}, .3)
		== 3);
	CHECK(agent_set_within(
		      conf, order, 3, &(struct reach){.s = agent_set_reach(conf, right, order, 3), .u = .4}, .5)
		== 2);
	/* .2, .04, .02 missed; with prices of .1, .2, .2 */
	CHECK(agent_set_best(conf, cost, 0, 0, order, 3) == 3);
	CHECK(agent_set_best(conf, cost, 1, 0, order, 3) == 3);
	CHECK(agent_set_best(conf, cost, 1, .03, order, 3) == 2);
	CHECK(agent_set_best(conf, cost, 1, .2, order, 3) == 1);
	/* of 9 rows and alpha = .1 the largest, of .2 the second largest; of .05 none */
	for (int i = 0; i < 9; i++)
		v[i] = (struct reach){.s = (i * 4 % 9) / 10., .u = 1, .w = 1};
	q = agent_set_quantile(v, 9, .1);
	CHECK(q.s == .8);
	q = agent_set_quantile(v, 9, .2);
	CHECK(q.s == .7);
	q = agent_set_quantile(v, 9, .05);
	CHECK(isinf(q.s));
	CHECK(isinf(agent_set_quantile(v, 0, .5).s));
}

/* The smallest reach, of rows that are written out as often as they weigh, that at most alpha (n + 1) - 1 exceed. */
static void test_quantile(void)
{
	for (int round = 0; round < 500; round++) {
		size_t n = 1 + (size_t)(uniform() * 12), rows = 0, allowed;
		int percent = 1 + (int)(uniform() * 98);
		struct reach v[12], q;
		double best = INFINITY;

		for (size_t i = 0; i < n; i++) {
			v[i] = (struct reach){.s = floor(uniform() * 6) / 5, .u = 1, .w = 1 + floor(uniform() * 3)};
			rows += (size_t)v[i].w;
		}
		allowed = percent * (rows + 1) / 100;
		for (size_t i = 0; i < n; i++) {
			size_t beyond = 0;

			for (size_t k = 0; k < n; k++)
				beyond += v[k].s > v[i].s ? (size_t)v[k].w : 0;
			if (beyond + 1 <= allowed && v[i].s < best)
				best = v[i].s;
		}
		q = agent_set_quantile(v, n, percent / 100.);
		CHECK(q.s == best);
	}
}

/* A row of a world of m agents whose confidences are wrong; `ties`: they are 1, 2 or 3 quarters. */
static void draw(size_t m, bool ties, double *conf, bool *right)
{
	double hard = uniform();

	for (size_t a = 0; a < m; a++) {
		conf[a] = ties ? floor(1 + 3 * uniform()) / 4 : uniform();
		right[a] = uniform() < .35 + .6 * (1 - hard) * (.3 + .7 * conf[a]);
	}
}

/* The mean share of rows whose set holds a right agent, over `rounds` calibrations of n rows, against 1 - alpha. */
static void test_coverage(size_t m, bool ties, bool coins, double alpha, int rounds)
{
	enum { N = 99, T = 20, M = 8 };
	double conf[M], sum = 0, squares = 0, mean, error;
	bool right[M];
	uint32_t order[M];

	for (int round = 0; round < rounds; round++) {
		struct reach v[N], q;
		int held = 0;

		for (size_t i = 0; i < N; i++) {
			draw(m, ties, conf, right);
			v[i] = (struct reach){.w = 1, .u = coins ? uniform() : 1};
			v[i].s = agent_set_reach(conf, right, order, agent_set_order(conf, m, order));
		}
		q = agent_set_quantile(v, N, alpha);
		for (int i = 0; i < T; i++) {
			size_t k;
			bool any = false;

			draw(m, ties, conf, right);
			k = agent_set_order(conf, m, order);
			if (isfinite(q.s)) /* else whoever may be asked is, and it is said that that may not do */
				k = agent_set_within(conf, order, k, &q, coins ? uniform() : 1);
			for (size_t j = 0; j < k; j++)
				any |= right[order[j]];
			held += any || isinf(q.s);
		}
		sum += held / (double)T;
		squares += held / (double)T * held / T;
	}
	mean = sum / rounds;
	error = sqrt((squares / rounds - mean * mean) / rounds);
	check_report(mean >= 1 - alpha - 3 * error, __FILE__, __LINE__, "m %zu ties %d coins %d: %g, not %g", m, ties,
		coins, mean, 1 - alpha);
	if (coins || !ties) { /* and no more than it must be, where the first agent alone is right less often */
		check_report(mean <= 1 - alpha + 1. / (N + 1) + 3 * error, __FILE__, __LINE__,
			"m %zu ties %d coins %d: %g, above %g", m, ties, coins, mean, 1 - alpha);
	}
}

int main(void)
{
	test_by_hand();
	test_quantile();
	for (int ties = 0; ties < 2; ties++)
		for (int coins = 0; coins < 2; coins++) {
			test_coverage(8, ties, coins, .1, 2000);
			test_coverage(5, ties, coins, .2, 2000);
		}
	return check_end();
}
