/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/decide/paired: regret of rows, some outcomes of which are unknown, against sums over the pairs; sums that lack rows. */
#include "decide/paired.h"

#include <math.h>

#include "check.h"
#include "math/rng.h"

enum { ROWS = 50, AGENTS = 3 };

static struct err e;

struct world {
	double right[ROWS][AGENTS], weight[ROWS];
	size_t policy[ROWS];
};

static void make(struct world *w, struct rng *r)
{
	for (int i = 0; i < ROWS; i++) {
		w->weight[i] = 1 + (double)rng_below(r, 3);
		w->policy[i] = rng_below(r, AGENTS);
		for (int a = 0; a < AGENTS; a++)
			w->right[i][a] = rng_below(r, 4) ? (double)rng_below(r, 9) / 4 - 1 : NAN;
	}
}

static double best(const double *right)
{
	return fmax(right[0], fmax(right[1], right[2]));
}

static void add(struct paired_total *t, double right, double weight)
{
	if (isnan(right))
		return;
	sum_add_product(&t->right, right, weight);
	sum_add(&t->scored, weight);
}

/* The mean of a - b over the rows where both are known. */
static double over_pairs(const double *a, const double *b, const double *weight)
{
	double above = 0, below = 0;

	for (int i = 0; i < ROWS; i++)
		if (!isnan(a[i]) && !isnan(b[i])) {
			above += weight[i] * (a[i] - b[i]);
			below += weight[i];
		}
	return above / below;
}

/* Of a pair that lost nothing. */
static void check_whole(const struct paired_total *oracle, const struct sum *lost)
{
	struct regret r = paired_regret(oracle, oracle, oracle, lost);

	CHECK(r.oracle == 0 && r.constant == 0);
}

/* skip: the row of that number with gaps is not told, as in a state that does not have it. */
static struct regret told(const struct world *w, int skip)
{
	struct paired_total oracle = {0}, policy = {0}, constant = {0};
	struct paired x = {0}, merged = {0};
	struct regret r;
	int gap = 0;

	CHECK(!paired_reserve(&x, 1, 0, &e));
	for (int i = 0; i < ROWS; i++) {
		const double *right = w->right[i], mine = right[w->policy[i]];
		const struct paired_row row = {best(right), w->weight[i], 0};

		add(&oracle, row.best, row.weight);
		add(&policy, mine, row.weight);
		add(&constant, right[0], row.weight);
		if (isnan(row.best) || ((isnan(mine) || isnan(right[0])) && gap++ == skip))
			continue;
		paired_add(&x, 1, &row, right[1], right[0], 1); /* another policy, which is left again */
		paired_add(&x, 1, &row, right[1], right[0], -1);
		paired_add(&x, 1, &row, mine, right[0], 1);
	}
	r = paired_regret(&oracle, &policy, &constant, paired_lost(&x, 1));
	CHECK(isnan(paired_regret(&oracle, &policy, NULL, paired_lost(&x, 1)).constant));
	check_whole(&oracle, paired_lost(&x, 0));
	CHECK(x.n == 2 && !x.pair[0]);
	CHECK(!paired_merge(&merged, &x, &e) && !merged.pair[0]);
	for (int i = 0; i < PAIRED_SUMS; i++)
		CHECK(!sum_compare(&paired_lost(&merged, 1)[i], &paired_lost(&x, 1)[i]));
	paired_free(&merged);
	check_whole(&oracle, paired_lost(&x, 2));
	paired_free(&x);
	return r;
}

int main(void)
{
	struct rng r;

	CHECK(!rng_init(&r, 3, &e));
	for (int trial = 0; trial < 50; trial++) {
		double oracle[ROWS], mine[ROWS], constant[ROWS];
		struct world w;
		struct regret got;

		make(&w, &r);
		for (int i = 0; i < ROWS; i++) {
			oracle[i] = best(w.right[i]);
			mine[i] = w.right[i][w.policy[i]];
			constant[i] = w.right[i][0];
		}
		got = told(&w, -1);
		CHECK_NEAR(got.oracle, over_pairs(oracle, mine, w.weight), 1e-12);
		CHECK_NEAR(got.constant, over_pairs(constant, mine, w.weight), 1e-12);
		got = told(&w, 0);
		CHECK(isnan(got.constant));
	}
	rng_free(&r);
	return check_end();
}
