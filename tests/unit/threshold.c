/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Targets of thresholds: brute force, exact binomial bounds, and the guarantee of risk by simulation; the
 * Lagrangian of a budget against brute force. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "decide/frontier.h"
#include "math/rng.h"
#include "real/binomial.h"
#include "tune/risk.h"
#include "tune/tuning.h"

enum { N = 60 };

struct sample {
	struct scored_row row[N];
	size_t n;
	struct scored_rows rows;
};

static void build(struct sample *t, struct rng *r, bool weighted)
{
	struct err e;

	t->n = 1 + rng_below(r, N);
	t->rows = (struct scored_rows){0};
	for (size_t i = 0; i < t->n; i++) {
		struct scored_row k = {.score = (double)rng_below(r, 21) / 4 - 2.5,
			.weight = weighted ? (double)rng_below(r, 3) + 1 : 1,
			.right = rng_below(r, 3) > 0,
			.answered = rng_below(r, 8) > 0,
			.expert_right = rng_below(r, 4) > 0,
			.expert_cost = (double)rng_below(r, 3) / 4};

		t->row[i] = k;
		k.score = -k.score;
		CHECK(!scored_rows_add(&t->rows, &k, &e));
	}
	CHECK(!scored_rows_sort(&t->rows, &e));
}

/* What a threshold does, added up row by row. */
struct truth {
	double coverage, cost, accuracy;
	size_t errors;
};

static struct truth at(const struct sample *t, double threshold)
{
	double w = 0, kept = 0, cost = 0, right = 0, scored = 0;
	struct truth x = {0};

	for (size_t i = 0; i < t->n; i++) {
		const struct scored_row *r = &t->row[i];
		bool defer = r->score > threshold;

		w += r->weight;
		kept += defer ? 0 : r->weight;
		cost += defer ? r->weight * r->expert_cost : 0;
		scored += !defer || r->answered ? r->weight : 0;
		right += (defer ? r->answered && r->expert_right : r->right) ? r->weight : 0;
		x.errors += !(defer ? r->answered && r->expert_right : r->right);
	}
	x.coverage = kept / w;
	x.cost = cost / w;
	x.accuracy = right / scored;
	return x;
}

/* Thresholds on a grid that holds every score and lies between them. */
static double candidate(int i)
{
	return i / 8. - 3;
}
enum { CANDIDATES = 49 };

static void test_brute_force(struct rng *r)
{
	for (int trial = 0; trial < 400; trial++) {
		static struct sample t;
		struct tuning f;
		struct err e;
		double c = rng_uniform(r), b = rng_uniform(r) / 2, best = -1;

		build(&t, r, trial & 1);
		tuning_coverage(&t.rows, c, &f);
		CHECK(at(&t, f.value).coverage >= c);
		CHECK(f.at.coverage == at(&t, f.value).coverage);
		if (f.value > -INFINITY)
			CHECK(at(&t, f.value - .125).coverage < c);
		if (f.part > 0) {
			double now = f.at.coverage, next = at(&t, f.value - .125).coverage;

			CHECK_NEAR(now + f.part * (next - now), c, 1e-12);
		}
		CHECK(!tuning_budget(&t.rows, b, false, &f, &e));
		CHECK(f.value >= 0 && 1 - at(&t, f.value).coverage <= b);
		if (f.value > 0)
			CHECK(1 - at(&t, f.value - .125).coverage > b);
		CHECK_NEAR(f.at.coverage, at(&t, f.value).coverage, 1e-12);
		CHECK(!tuning_budget(&t.rows, b, true, &f, &e));
		CHECK(f.value >= 0 && at(&t, f.value).cost <= b + 1e-12);
		if (f.value > 0)
			CHECK(at(&t, f.value - .125).cost > b - 1e-12);
		CHECK(!tuning_best(&t.rows, &f, &e) || isnan(at(&t, -9).accuracy));
		for (int i = 0; i < CANDIDATES; i++)
			best = fmax(best, at(&t, candidate(i)).accuracy);
		CHECK_NEAR(at(&t, f.value).accuracy, best, 1e-12);
		for (int i = 0; i < CANDIDATES; i++)
			if (at(&t, candidate(i)).coverage > f.at.coverage)
				CHECK(at(&t, candidate(i)).accuracy < best - 1e-13
					|| isnan(at(&t, candidate(i)).accuracy));
		scored_rows_free(&t.rows);
	}
}

/* Bin(10, p): the bounds in closed form for k = 0 and k = n - 1, and a value of published tables. */
static void test_binomial(void)
{
	CHECK_NEAR(risk_upper_bound(10, 0, .05), 1 - pow(.05, .1), 1e-12);
	CHECK_NEAR(risk_upper_bound(10, 9, .05), pow(.95, .1), 1e-12);
	CHECK_NEAR(risk_upper_bound(10, 10, .05), 1, 0);
	CHECK_NEAR(risk_upper_bound(20, 3, .025), .3789, 5e-5); /* two-sided 95 % of 3/20 */
	CHECK(risk_most_errors(10, .3, 1e-9) == -1);
	CHECK(risk_most_errors(10, .5, 1.0001 / 1024) == 0);
	CHECK(risk_most_errors(10, .5, 11.0001 / 1024) == 1);
	CHECK(risk_most_errors(10, .5, 10.9 / 1024) == 0);
	for (size_t n = 5; n < 400; n += 17)
		for (double p = .05; p < 1; p += .1) {
			double k = risk_most_errors(n, p, .05);

			if (k >= 0)
				CHECK(risk_upper_bound(n, (size_t)k, .05) <= p + 1e-12);
			CHECK(risk_upper_bound(n, (size_t)(k + 1), .05) > p - 1e-12);
		}
}

/* Both sequences, on small tables, against their definition. */
static void test_risk_brute_force(struct rng *r)
{
	for (int trial = 0; trial < 400; trial++) {
		static struct sample t;
		struct tuning f;
		struct err e;
		double risk = .2 + .6 * rng_uniform(r), delta = .05 + .4 * rng_uniform(r), most, expect = NAN;
		int st, i;

		build(&t, r, false);
		most = risk_most_errors(t.n, risk, delta / 2);
		for (i = 0; i < CANDIDATES && (double)at(&t, candidate(i)).errors <= most; i++)
			expect = candidate(i);
		for (i = 24; i < CANDIDATES && (double)at(&t, candidate(i)).errors <= most; i++)
			expect = fmax(isnan(expect) ? -9 : expect, candidate(i));
		st = risk_tune(&t.rows, risk, delta, false, &f, &e);
		CHECK(st == (isnan(expect) ? ST_FALSE : ST_OK));
		if (!st) {
			CHECK(at(&t, f.value).coverage == at(&t, expect).coverage);
			CHECK(f.bound <= risk + 1e-12);
			CHECK_NEAR(f.bound, risk_upper_bound(t.n, at(&t, f.value).errors, delta / 2), 1e-12);
		}
		scored_rows_free(&t.rows);
	}
}

/* The sequence from 0 where deferred rows are rejected, against its definition. */
static void test_selective_brute_force(struct rng *r)
{
	for (int trial = 0; trial < 400; trial++) {
		static struct sample t;
		struct tuning f;
		struct err e;
		double risk = .2 + .6 * rng_uniform(r), delta = .05 + .4 * rng_uniform(r), expect = NAN;
		size_t errors = 0, kept = 0;
		int st;

		build(&t, r, false);
		for (int i = 24; i < CANDIDATES; i++) {
			size_t k = 0, n = 0;

			for (size_t j = 0; j < t.n; j++)
				if (!(t.row[j].score > candidate(i))) {
					n++;
					k += !t.row[j].right;
				}
			if (!n || binomial_below((double)k, (double)n, risk) > delta)
				break;
			expect = candidate(i);
			errors = k;
			kept = n;
		}
		st = risk_tune(&t.rows, risk, delta, true, &f, &e);
		CHECK(st == (isnan(expect) ? ST_FALSE : ST_OK));
		if (!st) {
			CHECK(at(&t, f.value).coverage == at(&t, expect).coverage);
			CHECK_NEAR(f.bound, risk_upper_bound(kept, errors, delta), 1e-12);
		}
		scored_rows_free(&t.rows);
	}
}

/*
 * The guarantee: 2,000 calibration tables are drawn from a population whose system error is known at every
 * threshold; in at most a share delta of them, and three standard errors, may the chosen threshold's true
 * error be above the risk asked for.  The score is uniform on [-1, 1]; the model is wrong with probability
 * q(s), the expert with probability u(s), so that error(T) = (int_-1^T q + int_T^1 u) / 2, or int_-1^T q / (T + 1) where
 * deferred rows are rejected.
 */
struct population {
	double q0, q1, u0, u1; /* q = q0 + q1 s, u = u0 + u1 s */
	bool reject;
};

static double true_error(const struct population *p, double t)
{
	if (t < -1)
		t = -1;
	if (t > 1)
		t = 1;
	if (p->reject)
		return p->q0 + p->q1 * (t - 1) / 2;
	return (p->q0 * (t + 1) + p->q1 * (t * t - 1) / 2 + p->u0 * (1 - t) + p->u1 * (1 - t * t) / 2) / 2;
}

/* n rows of the weight, and as many of weight 0 on which everybody is right: the guarantee must not take them, nor the
 * weight, for evidence. */
static void simulate(
	struct rng *r, const struct population *p, double risk, double delta, size_t n, double grain, double weight)
{
	const size_t draws = check_trials(2000);
	size_t violated = 0, found = 0;

	for (size_t draw = 0; draw < draws; draw++) {
		struct scored_rows rows = {0};
		struct tuning f;
		struct err e;
		int st;

		for (size_t i = 0; i < n; i++) {
			double s = 2 * rng_uniform(r) - 1;
			struct scored_row k = {.weight = weight, .answered = true};

			k.right = rng_uniform(r) >= p->q0 + p->q1 * s;
			k.expert_right = rng_uniform(r) >= p->u0 + p->u1 * s;
			k.score = grain > 0 ? -floor(s / grain) * grain : -s;
			CHECK(!scored_rows_add(&rows, &k, &e));
			k.weight = 0;
			k.right = k.expert_right = true;
			CHECK(!scored_rows_add(&rows, &k, &e));
		}
		CHECK(!scored_rows_sort(&rows, &e));
		st = risk_tune(&rows, risk, delta, p->reject, &f, &e);
		CHECK(st == ST_OK || st == ST_FALSE);
		if (!st) {
			/* a score on the grain stands for [value, value + grain) */
			double t = grain > 0 && isfinite(f.value) ? f.value + grain : f.value;

			found++;
			violated += true_error(p, t) > risk + 1e-12;
		}
		scored_rows_free(&rows);
	}
	check_report((double)violated / (double)draws <= delta + 3 * sqrt(delta * (1 - delta) / (double)draws),
		__FILE__, __LINE__, "violated in %zu of %zu draws, found in %zu", violated, draws, found);
}

static void test_guarantee(struct rng *r)
{
	/* Rising error of the model, a fair expert; the error is U-shaped in the threshold. */
	const struct population bowl = {.3, .3, .2, 0};
	/* An expert who is hardly ever right where the model is not. */
	const struct population poor = {.3, .3, .6, .35};
	/* The risk asked for is that of deferring everything: half of all draws must fail by luck. */
	const struct population flat = {.2, 0, .2, 0};
	/* No expert: the kept rows' error rises from 0 to .3, and is .15 at the threshold 0. */
	const struct population alone = {.3, .3, .reject = true};

	simulate(r, &bowl, .22, .1, 300, 0, 1);
	simulate(r, &bowl, .22, .1, 300, .25, 2);
	simulate(r, &bowl, true_error(&bowl, .3), .2, 200, 0, 1);
	simulate(r, &poor, .31, .1, 300, 0, .1);
	simulate(r, &flat, .2 - 1e-9, .1, 150, 0, 1);
	simulate(r, &alone, .2, .1, 300, 0, 1);
	simulate(r, &alone, .15 - 1e-9, .1, 300, 0, 2);
	simulate(r, &alone, .2, .2, 200, .25, 1);
	simulate(r, &flat, .2 - 1e-9, .1, 150, 0, 2);
}

/* Moving the share that is told from the one rate's decisions to the other's spends the budget. */
static void test_exact_budget(struct rng *r)
{
	enum { ROWS = 12, AGENTS = 4 };

	for (int trial = 0; trial < 300; trial++) {
		struct outcome o[ROWS][AGENTS];
		double budget = rng_uniform(r), rate[2], part, cheapest = 0, spent[2] = {0};
		struct frontier f = {0};
		struct err e;
		int st;

		for (int i = 0; i < ROWS; i++) {
			double least = INFINITY;

			for (int a = 0; a < AGENTS; a++) {
				o[i][a] = (struct outcome){
					a ? (double)rng_below(r, 9) / 8 : 0, (double)rng_below(r, 17) / 16, NAN};
				least = fmin(least, o[i][a].cost);
			}
			cheapest += least / ROWS;
			CHECK(!frontier_add(&f, o[i], AGENTS, 1, &e));
		}
		CHECK(!frontier_sort(&f, &e));
		st = frontier_budget_exact(&f, budget, &rate[0], &rate[1], &part, &e);
		CHECK(st == (cheapest > budget ? ST_NUMERIC : ST_OK));
		for (int k = 0; !st && k < 2; k++)
			for (int i = 0; i < ROWS; i++) {
				int best = 0;

				for (int a = 1; a < AGENTS; a++)
					if (o[i][a].conf - rate[k] * o[i][a].cost
						> o[i][best].conf - rate[k] * o[i][best].cost)
						best = a;
				spent[k] += o[i][best].cost / ROWS;
			}
		if (!st) {
			CHECK(part >= 0 && part < 1 && spent[0] <= budget + 1e-9);
			if (part > 0)
				CHECK_NEAR(spent[0] + part * (spent[1] - spent[0]), budget, 1e-9);
		}
		frontier_free(&f);
	}
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 11, &e))
		return 1;
	test_brute_force(&r);
	test_binomial();
	test_risk_brute_force(&r);
	test_selective_brute_force(&r);
	test_exact_budget(&r);
	test_guarantee(&r);
	rng_free(&r);
	return check_end();
}
