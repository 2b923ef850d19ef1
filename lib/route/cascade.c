/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/cascade.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"

#define BISECTIONS 30
#define SWEEPS_MAX 50

size_t cascade_stop(const double *conf, const double *tau, size_t stages)
{
	size_t k = 0;

	while (k + 1 < stages && conf[k] < tau[k])
		k++;
	return k;
}

int cascade_init(struct cascade *c, size_t m, struct err *e)
{
	*c = (struct cascade){.m = m};
	c->order = mem_alloc(m, sizeof *c->order, e);
	return c->order ? ST_OK : ST_SYSTEM;
}

void cascade_free(struct cascade *c)
{
	for (size_t k = 0; c->order && k < c->m; k++)
		order_free(&c->order[k]);
	free(c->order);
	free(c->conf);
	free(c->paid);
	free(c->gain);
	free(c->weight);
	*c = (struct cascade){0};
}

int cascade_add(
	struct cascade *c, const double *conf, const double *cost, const double *gain, double weight, struct err *e)
{
	size_t m = c->m, end = (c->n + 1) * m;
	double paid = 0;
	int st;

	if (!(weight > 0))
		return ST_OK;
	st = array_reserve(&c->conf, &c->cap[0], end, sizeof *c->conf, e);

	if (!st)
		st = array_reserve(&c->paid, &c->cap[1], end, sizeof *c->paid, e);
	if (!st)
		st = array_reserve(&c->gain, &c->cap[2], end, sizeof *c->gain, e);
	if (!st)
		st = array_reserve(&c->weight, &c->cap[3], c->n + 1, sizeof *c->weight, e);
	for (size_t k = 0; !st && k < m; k++) {
		paid += cost[k];
		c->conf[c->n * m + k] = conf[k];
		c->paid[c->n * m + k] = paid;
		c->gain[c->n * m + k] = gain[k];
		if (k + 1 < m)
			st = order_add(&c->order[k], conf[k], c->n, e);
	}
	if (!st)
		c->weight[c->n++] = weight;
	return st;
}

struct cascade_result cascade_measure(const struct cascade *c, const double *tau)
{
	double weight = 0, cost = 0, gain = 0;

	for (size_t i = 0; i < c->n; i++) {
		size_t k = i * c->m + cascade_stop(c->conf + i * c->m, tau, c->m);

		weight += c->weight[i];
		cost += c->weight[i] * c->paid[k];
		gain += c->weight[i] * c->gain[k];
	}
	return (struct cascade_result){cost / weight, gain / weight};
}

/* What is maximised: gain - lambda cost among all, or gain among what costs at most the budget. */
struct goal {
	double lambda, budget;
};

static double worth(const struct goal *g, double cost, double gain)
{
	if (cost > g->budget)
		return -INFINITY;
	return gain - g->lambda * cost;
}

/* A threshold at which nobody stops at stage k. */
static double never(const struct cascade *c, size_t k)
{
	const struct order *o = &c->order[k];

	return nextafter(o->row[o->n - 1].key, INFINITY);
}

/* The best threshold of stage k given the others: starts with everybody who reaches the stage stopping there
 * and sends the least confident ones on, tie block by tie block.  True when it is better by more than
 * rounding than the threshold there was. */
static bool scan(const struct cascade *c, size_t k, const struct goal *g, double *tau)
{
	const struct order *o = &c->order[k];
	struct cascade_result now = cascade_measure(c, tau), at;
	double old = tau[k], best, best_tau = old, weight = 0;

	best = worth(g, now.cost, now.gain);
	for (size_t i = 0; i < c->n; i++)
		weight += c->weight[i];
	tau[k] = -INFINITY;
	at = cascade_measure(c, tau);
	tau[k] = old;
	for (size_t from = 0, end;; from = end) {
		double here = from < o->n ? o->row[from].key : never(c, k);
		double value = worth(g, at.cost, at.gain);

		if (isinf(best) ? value > best : value > best + 1e-12 * fabs(best)) {
			best = value;
			best_tau = here;
		}
		if (from >= o->n)
			break;
		end = order_block_end(o, from);
		for (size_t b = from; b < end; b++) {
			size_t i = o->row[b].item, row = i * c->m, next;

			if (cascade_stop(c->conf + row, tau, k + 1) < k)
				continue; /* answered before stage k */
			next = row + k + 1 + cascade_stop(c->conf + row + k + 1, tau + k + 1, c->m - k - 1);
			at.cost += c->weight[i] * (c->paid[next] - c->paid[row + k]) / weight;
			at.gain += c->weight[i] * (c->gain[next] - c->gain[row + k]) / weight;
		}
	}
	tau[k] = best_tau;
	return best_tau != old;
}

static void ascend(const struct cascade *c, const struct goal *g, double *tau)
{
	bool better = true;

	for (int sweep = 0; better && sweep < SWEEPS_MAX; sweep++) {
		better = false;
		for (size_t k = c->m - 1; k-- > 0;)
			better |= scan(c, k, g, tau);
	}
}

/* Everybody stops at the first stage: the cheapest cascade. */
static void stop_at_once(const struct cascade *c, double *tau)
{
	for (size_t k = 0; k + 1 < c->m; k++)
		tau[k] = c->order[k].row[0].key;
}

/* Improves `tau` within the budget and keeps it in `best` if it gains more. */
static void keep_better(const struct cascade *c, double budget, double *tau, double *best, double *gain)
{
	struct goal g = {0, budget};
	struct cascade_result r;

	ascend(c, &g, tau);
	r = cascade_measure(c, tau);
	if (r.cost <= budget && r.gain > *gain) {
		*gain = r.gain;
		memcpy(best, tau, (c->m - 1) * sizeof *best);
	}
}

/* Everybody stops at the first stage, or passes stage `skip` without stopping. */
static void set_start(const struct cascade *c, size_t skip, double *tau)
{
	stop_at_once(c, tau);
	if (skip + 1 < c->m)
		tau[skip] = never(c, skip);
}

/* Bisects the price of cost until ascents from this start meet the budget. */
static void search_from(const struct cascade *c, double budget, size_t skip, double *tau, double *trial, double *gain)
{
	double low = 0, high = INFINITY, first = 1 / fmax(budget, DBL_MIN);

	for (int i = 0; i < BISECTIONS && high > 0; i++) {
		double lambda = !i ? 0 : !isinf(high) ? low / 2 + high / 2 : low > 0 ? 4 * low : first;
		struct goal g = {lambda, INFINITY};

		set_start(c, skip, trial);
		ascend(c, &g, trial);
		if (cascade_measure(c, trial).cost > budget) {
			low = lambda;
			continue;
		}
		high = lambda;
		keep_better(c, budget, trial, tau, gain);
	}
}

static void search(const struct cascade *c, double budget, double *tau, double *trial)
{
	double gain = cascade_measure(c, tau).gain;

	memcpy(trial, tau, (c->m - 1) * sizeof *tau);
	keep_better(c, budget, trial, tau, &gain);
	for (size_t skip = 0; c->m > 2 && skip < c->m; skip++)
		search_from(c, budget, skip, tau, trial, &gain);
}

int cascade_fit(struct cascade *c, double budget, double *tau, struct err *e)
{
	double *trial = mem_alloc(c->m, sizeof *trial, e);
	struct cascade_result r;
	char shown[2][NUM_LENGTH + 1];
	int st = trial ? ST_OK : ST_SYSTEM;

	budget += 1e-12 * fabs(budget); /* a sum that is the budget in decimals may come out just above */
	for (size_t k = 0; !st && k + 1 < c->m; k++)
		st = order_sort(&c->order[k], e);
	if (!st) {
		stop_at_once(c, tau);
		r = cascade_measure(c, tau);
		if (r.cost > budget) {
			shown[0][num_print(shown[0], r.cost, 6)] = 0;
			shown[1][num_print(shown[1], budget, 6)] = 0;
			st = err_set(e, ST_NUMERIC, "the first stage alone costs %s a row, more than the budget of %s",
				shown[0], shown[1]);
		}
	}
	if (!st)
		search(c, budget, tau, trial);
	free(trial);
	return st;
}
