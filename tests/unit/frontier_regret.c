/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/route/frontier_regret, gaps: what every policy of a frontier loses against the oracle and the best single agent, row by row over
 * those where both outcomes are known, of tables where some are not. */
#include "route/frontier_regret.h"

#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "math/rng.h"

enum { ROWS = 12, AGENTS = 3 };

static struct err e;

struct world {
	size_t n;
	struct outcome o[ROWS][AGENTS];
	double weight[ROWS], oracle[ROWS]; /* NaN: nothing is known */
};

static void make(struct world *w, struct rng *r, bool graded, bool shut)
{
	w->n = 1 + rng_below(r, ROWS);
	for (size_t i = 0; i < w->n; i++) {
		struct outcome asked = {.right = NAN};

		w->weight[i] = 1 + (double)rng_below(r, 3);
		for (size_t a = 0; a < AGENTS; a++) {
			struct outcome *o = &w->o[i][a];

			o->conf = shut && a && rng_below(r, 4) == 0 ? NAN : rng_uniform(r);
			o->cost = (double)a * rng_uniform(r);
			o->right = rng_below(r, 4) == 0 ? NAN : graded ? rng_normal(r) : (double)rng_below(r, 2);
			if (isnan(o->conf))
				o->right = NAN;
		}
		w->oracle[i] = outcome_oracle(w->o[i], AGENTS, graded ? -INFINITY : 0, &asked) ? asked.right : NAN;
	}
}

static void fill(struct frontier_report *r, const struct world *w)
{
	*r = (struct frontier_report){0};
	CHECK(!frontier_report_reserve(r, AGENTS, &e));
	for (size_t i = 0; i < w->n; i++) {
		size_t first = r->frontier.n;

		for (size_t a = 0; a < AGENTS; a++)
			if (!isnan(w->o[i][a].conf)) {
				spending_add(&r->single[a], &w->o[i][a], w->weight[i]);
				r->asked[a]++;
			}
		if (!isnan(w->oracle[i]))
			spending_add(&r->oracle, &(struct outcome){.right = w->oracle[i]}, w->weight[i]);
		r->rows++;
		CHECK(!frontier_add(&r->frontier, w->o[i], AGENTS, w->weight[i], &e));
		if (!isnan(w->oracle[i]))
			CHECK(!gaps_add(
				&r->gaps, &r->frontier, first, w->o[i], AGENTS, w->oracle[i], w->weight[i], i, &e));
	}
}

static void empty(struct frontier_report *r)
{
	frontier_free(&r->frontier);
	gaps_free(&r->gaps);
	paired_free(&r->lost);
	free(r->alone);
	free(r->single);
	free(r->asked);
}

/* The mean of a - b over the rows where both are known, and the oracle is. */
static double mean_difference(const struct world *w, const double *a, const double *b)
{
	double above = 0, below = 0;

	for (size_t i = 0; i < w->n; i++)
		if (!isnan(a[i]) && !isnan(b[i]) && !isnan(w->oracle[i])) {
			above += w->weight[i] * (a[i] - b[i]);
			below += w->weight[i];
		}
	return above / below;
}

/* Of the agents that all rows may ask that of the best mean outcome, the first of equals; AGENTS for none. */
static size_t best_single(const struct world *w)
{
	double best = NAN;
	size_t found = AGENTS;

	for (size_t a = 0; a < AGENTS; a++) {
		double above = 0, below = 0;
		bool all = true;

		for (size_t i = 0; i < w->n; i++) {
			all &= !isnan(w->o[i][a].conf);
			if (!isnan(w->o[i][a].right)) {
				above += w->weight[i] * w->o[i][a].right;
				below += w->weight[i];
			}
		}
		if (all && below > 0 && !(best >= above / below)) {
			best = above / below;
			found = a;
		}
	}
	return found;
}

static void check_policy(const struct world *w, const struct frontier_report *r, size_t policy, const double *own)
{
	struct regret got = frontier_regret(r, policy);
	size_t constant = best_single(w);
	double right[ROWS], want = mean_difference(w, w->oracle, own);

	CHECK(isnan(want) ? isnan(got.oracle) : fabs(got.oracle - want) < 1e-9);
	CHECK(r->constant == constant);
	for (size_t i = 0; i < w->n && constant < AGENTS; i++)
		right[i] = w->o[i][constant].right;
	want = constant < AGENTS ? mean_difference(w, right, own) : NAN;
	CHECK(isnan(want) ? isnan(got.constant) : fabs(got.constant - want) < 1e-9);
}

/* Of whom the largest conf - rate cost asks. */
static void at_rate(const struct world *w, double rate, double *own)
{
	for (size_t i = 0; i < w->n; i++) {
		double best = -INFINITY;

		own[i] = NAN;
		for (size_t a = 0; a < AGENTS; a++)
			if (w->o[i][a].conf - rate * w->o[i][a].cost > best) {
				best = w->o[i][a].conf - rate * w->o[i][a].cost;
				own[i] = w->o[i][a].right;
			}
	}
}

/* Returns the policies that were looked at. */
static size_t check(struct rng *g, bool graded, bool shut)
{
	static struct world w;
	struct frontier_report r;
	struct frontier_point p;
	double own[ROWS];
	size_t policies = 0;

	make(&w, g, graded, shut);
	fill(&r, &w);
	CHECK(!frontier_regret_begin(&r, &e));
	for (size_t a = 0; a < AGENTS; a++) {
		for (size_t i = 0; i < w.n; i++)
			own[i] = w.o[i][a].right;
		if (r.asked[a] == r.rows)
			check_policy(&w, &r, a, own);
	}
	check_policy(&w, &r, AGENTS + FRONTIER_ORACLE, w.oracle);
	CHECK(!frontier_sort(&r.frontier, &e));
	for (; frontier_next(&r.frontier, &p); policies++) {
		frontier_regret_follow(&r);
		at_rate(&w, isinf(p.high) ? 2 * p.low + 1 : (p.low + p.high) / 2, own);
		check_policy(&w, &r, AGENTS + FRONTIER_AT, own);
	}
	empty(&r);
	return policies;
}

int main(void)
{
	size_t policies = 0, trials = check_trials(800);
	struct rng r;

	CHECK(!rng_init(&r, 8, &e));
	for (size_t t = 0; t < trials; t++)
		policies += check(&r, t % 2, t / 2 % 2);
	CHECK(policies > 4 * trials);
	rng_free(&r);
	return check_end();
}
