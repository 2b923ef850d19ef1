/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/adaptive/frugal: against all strategies there are on small tables, and all coins between two of them. */
#include "check.h"

#include <stdint.h>
#include <string.h>

#include "adaptive/frugal.h"
#include "math/rng.h"

enum { ROWS = 6, AGENTS = 3, LABELS = 2 };

struct toy {
	size_t n;
	double conf[ROWS][AGENTS], gain[ROWS][AGENTS], cost[ROWS][AGENTS], weight[ROWS];
	uint32_t answer[ROWS][AGENTS];
};

static void draw(struct toy *t, struct rng *r)
{
	bool weighted = rng_below(r, 2), priced = rng_below(r, 2), holes = !rng_below(r, 3);

	*t = (struct toy){.n = 1 + rng_below(r, ROWS)};
	for (size_t i = 0; i < t->n; i++) {
		t->weight[i] = weighted ? (double)(1 + rng_below(r, 9)) : 1;
		for (size_t a = 0; a < AGENTS; a++) {
			t->conf[i][a] = a && holes && !rng_below(r, 4) ? NAN : (double)rng_below(r, 5) / 4;
			t->gain[i][a] = rng_below(r, 2) ? 1 : rng_normal(r);
			t->cost[i][a] = priced ? rng_uniform(r) : 1 + (double)a;
			t->answer[i][a] = rng_below(r, 6) ? (uint32_t)rng_below(r, LABELS) : ANSWERED_NONE;
		}
	}
}

/* The means of a strategy by the definition; false where the base may not be asked. */
static bool by_hand(const struct toy *t, const struct frugal_plan *p, double *cost, double *gain)
{
	double w = 0;

	*cost = *gain = 0;
	for (size_t i = 0; i < t->n; i++) {
		size_t b = p->base, l = t->answer[i][b], who = b;
		double paid = t->cost[i][b];

		if (isnan(t->conf[i][b]))
			return false;
		if (l < LABELS && p->next[l] != FRUGAL_NOBODY && t->conf[i][b] < p->tau[l]
			&& !isnan(t->conf[i][p->next[l]])) {
			who = p->next[l];
			paid += t->cost[i][who];
		}
		w += t->weight[i];
		*cost += t->weight[i] * paid;
		*gain += t->weight[i] * t->gain[i][who];
	}
	*cost /= w;
	*gain /= w;
	return true;
}

static struct {
	double cost[4096], gain[4096];
	size_t n;
} all;

/* Thresholds 0, 1/4, ... 1 and above, and whom to ask, for both labels. */
static void by_force(const struct toy *t)
{
	size_t next[LABELS];
	double tau[LABELS];
	struct frugal_plan p = {0, next, tau};

	all.n = 0;
	for (p.base = 0; p.base < AGENTS; p.base++)
		for (size_t code = 0; code < 18 * 18; code++) {
			for (size_t l = 0, c = code; l < LABELS; l++, c /= 18) {
				next[l] = c % 3;
				tau[l] = (double)(c % 18 / 3) / 4;
				if (next[l] == p.base)
					next[l] = FRUGAL_NOBODY;
			}
			if (by_hand(t, &p, &all.cost[all.n], &all.gain[all.n]))
				all.n++;
		}
}

/* The largest gain of a coin between two whose mean cost is within the budget. */
static double best_mixture(double budget)
{
	double best = -INFINITY;

	for (size_t i = 0; i < all.n; i++) {
		if (all.cost[i] > budget + 1e-12)
			continue;
		best = fmax(best, all.gain[i]);
		for (size_t j = 0; j < all.n; j++)
			if (all.cost[j] > budget + 1e-12)
				best = fmax(best,
					all.gain[i]
						+ (budget - all.cost[i]) / (all.cost[j] - all.cost[i])
							* (all.gain[j] - all.gain[i]));
	}
	return best;
}

static int fit(const struct toy *t, double budget, bool coin, bool reversed, struct frugal *f)
{
	struct err e = {0};

	frugal_init(f, AGENTS, INFINITY);
	for (size_t k = 0; k < t->n; k++) {
		size_t i = reversed ? t->n - 1 - k : k;
		struct cascade_row row = {t->conf[i], t->cost[i], NULL, INFINITY};

		CHECK(!answered_add(&f->seen, &row, t->gain[i], t->answer[i], t->weight[i], &e));
	}
	return frugal_fit(f, LABELS, budget, coin, &e);
}

/* Strategies and coins that were met. */
struct met {
	size_t mixed, bases; /* coins; those between different bases */
};

/* What was fitted costs and gains by the definition; the coin spends the budget. */
static void check_fit(const struct toy *t, const struct frugal *f, double budget, struct met *met)
{
	double best = best_mixture(budget), cost, gain, more[2];

	CHECK(by_hand(t, &f->plan, &cost, &gain));
	if (f->part > 0) {
		CHECK(by_hand(t, &f->beyond, &more[0], &more[1]));
		cost += f->part * (more[0] - cost);
		gain += f->part * (more[1] - gain);
		CHECK_NEAR(cost, budget, 1e-12);
		met->mixed++;
		met->bases += f->plan.base != f->beyond.base;
	}
	CHECK(cost <= budget + 1e-12);
	CHECK_NEAR(gain, best, 1e-11);
	CHECK_NEAR(f->mean.gain, gain, 1e-12);
	CHECK_NEAR(f->mean.cost, cost, 1e-12);
}

static void test(struct rng *r, struct met *met)
{
	struct toy t;
	struct frugal f, again;
	double budget = rng_uniform(r) * 4;

	draw(&t, r);
	by_force(&t);
	if (isinf(best_mixture(budget))) {
		CHECK(fit(&t, budget, true, false, &f) == ST_NUMERIC);
		frugal_free(&f);
		return;
	}
	CHECK(!fit(&t, budget, true, false, &f));
	check_fit(&t, &f, budget, met);
	CHECK(!fit(&t, budget, true, true, &again));
	CHECK(!memcmp(&f.mean, &again.mean, sizeof f.mean) && f.part == again.part);
	CHECK(f.plan.base == again.plan.base && !memcmp(f.plan.tau, again.plan.tau, LABELS * sizeof *f.plan.tau));
	frugal_free(&again);
	/* without the coin: what is within the budget */
	CHECK(!fit(&t, budget, false, false, &again) && again.part == 0 && again.mean.cost <= budget + 1e-12);
	frugal_free(&again);
	frugal_free(&f);
}

int main(void)
{
	struct rng r;
	struct err e = {0};
	struct met met = {0};

	if (rng_init(&r, 5, &e))
		return 4;
	for (int trial = 0; trial < 300; trial++)
		test(&r, &met);
	CHECK(met.mixed > 30 && met.bases > 5);
	rng_free(&r);
	return check_end();
}
