/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/frontier.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "decide/best_agent.h"
#include "number/num_print.h"

static void spending_change(struct spending *s, const struct outcome *o, double weight)
{
	sum_add(&s->weight, weight);
	sum_add_product(&s->cost, weight, o->cost);
	sum_add_product(&s->conf, weight, o->conf);
	if (isnan(o->right))
		return;
	sum_add_product(&s->right, weight, o->right);
	sum_add(&s->scored, weight);
}

void spending_add(struct spending *s, const struct outcome *o, double weight)
{
	spending_change(s, o, weight);
}

void spending_merge(struct spending *s, const struct spending *other)
{
	sum_merge(&s->weight, &other->weight);
	sum_merge(&s->cost, &other->cost);
	sum_merge(&s->conf, &other->conf);
	sum_merge(&s->right, &other->right);
	sum_merge(&s->scored, &other->scored);
}

struct spending_result spending_result(const struct spending *s)
{
	return (struct spending_result){
		.cost = sum_ratio(&s->cost, &s->weight),
		.conf = sum_ratio(&s->conf, &s->weight),
		.accuracy = sum_ratio(&s->right, &s->scored),
	};
}

bool outcome_oracle(const struct outcome *o, size_t n, double unknown, struct outcome *asked)
{
	size_t best = n;
	double most = 0;
	bool known = false;

	for (size_t j = 0; j < n; j++) {
		double right = isnan(o[j].right) ? unknown : o[j].right;

		if (isnan(o[j].conf))
			continue;
		known = known || !isnan(o[j].right);
		if (best == n || right > most || (right == most && o[j].cost < o[best].cost)) {
			best = j;
			most = right;
		}
	}
	if (known) {
		*asked = o[best];
		asked->right = most;
	}
	return known;
}

/* The point from which no other is both cheaper and as good: the cheapest, of those the best. */
static size_t cheapest(const double *x, const double *y, size_t n)
{
	size_t best = n;

	for (size_t j = 0; j < n; j++)
		if (!isnan(y[j]) && (best == n || x[j] < x[best] || (x[j] == x[best] && y[j] > y[best])))
			best = j;
	return best;
}

size_t frontier_hull(const double *x, const double *y, size_t n, size_t *hull)
{
	size_t k = 0, at = cheapest(x, y, n);

	while (at < n) {
		size_t next = n;
		double steepest = 0;

		hull[k++] = at;
		for (size_t j = 0; j < n; j++) {
			double slope = (y[j] - y[at]) / (x[j] - x[at]);

			if (!(y[j] > y[at]) || !(x[j] > x[at]) || slope < steepest
				|| (slope == steepest && !(next < n && y[j] > y[next])))
				continue;
			steepest = slope;
			next = j;
		}
		at = next;
	}
	return k;
}

void frontier_free(struct frontier *f)
{
	free(f->step);
	order_free(&f->order);
	*f = (struct frontier){0};
}

/* The row's step from agent a to agent b at the rate lambda. */
static int add_step(
	struct frontier *f, const struct outcome *o, size_t a, size_t b, double weight, double lambda, struct err *e)
{
	int st = array_reserve(&f->step, &f->cap, f->n + 1, sizeof *f->step, e);
	double value = o[a].conf - lambda * o[a].cost;
	bool first = true;

	if (st)
		return st;
	for (size_t j = 0; j < a; j++)
		first = first && !(o[j].conf - lambda * o[j].cost >= value && o[j].cost > o[a].cost);
	f->step[f->n] = (struct frontier_step){.from = o[a], .to = o[b], .weight = weight, .first = first};
	return order_add(&f->order, -lambda, f->n++, e);
}

int frontier_add(struct frontier *f, const struct outcome *o, size_t n, double weight, struct err *e)
{
	struct arena arena = {0};
	double *x, *y, before = INFINITY;
	size_t *hull, k = 0;
	int st;

	if (!(weight > 0)) /* a step that leads nowhere */
		return ST_OK;
	x = arena_alloc(&arena, n, sizeof *x);
	y = arena_alloc(&arena, n, sizeof *y);
	hull = arena_alloc(&arena, n, sizeof *hull);
	st = arena_status(&arena, e);
	for (size_t j = 0; !st && j < n; j++) {
		x[j] = o[j].cost;
		y[j] = o[j].conf;
	}
	f->begun.conf = NAN;
	if (!st && (k = frontier_hull(x, y, n, hull))) {
		f->begun = o[hull[0]];
		spending_add(&f->at, &f->begun, weight);
		spending_add(&f->free, &o[agent_best(y, NULL, n)], weight);
	}
	for (size_t i = 1; !st && i < k; i++) {
		const struct outcome *from = &o[hull[i - 1]], *to = &o[hull[i]];

		/* slopes fall along a hull, but for rounding */
		before = fmin(before, (to->conf - from->conf) / (to->cost - from->cost));
		st = add_step(f, o, hull[i - 1], hull[i], weight, before, e);
	}
	arena_free(&arena);
	return st;
}

int frontier_merge(struct frontier *f, const struct frontier *other, struct err *e)
{
	int st = array_reserve(&f->step, &f->cap, f->n + other->n, sizeof *f->step, e);

	for (size_t i = 0; !st && i < other->order.n; i++) {
		f->step[f->n] = other->step[other->order.row[i].item];
		st = order_add(&f->order, other->order.row[i].key, f->n, e);
		f->n += !st;
	}
	spending_merge(&f->at, &other->at);
	spending_merge(&f->free, &other->free);
	return st;
}

int frontier_sort(struct frontier *f, struct err *e)
{
	f->next = 0;
	f->started = false;
	return order_sort(&f->order, e);
}

/* The lambda of the next step, 0 after the last. */
static double next_lambda(const struct frontier *f)
{
	return f->next < f->order.n ? -f->order.row[f->next].key : 0;
}

/* The end of the steps that have the next lambda, but for the rounding of their slopes. */
static size_t block_end(const struct frontier *f)
{
	double lambda = next_lambda(f);
	size_t end = f->next;

	while (end < f->order.n && -f->order.row[end].key >= lambda * (1 - 1e-12))
		end++;
	return end;
}

const struct frontier_step *frontier_step(const struct frontier *f, size_t i)
{
	return &f->step[f->order.row[i].item];
}

bool frontier_next(struct frontier *f, struct frontier_point *p)
{
	size_t end;

	if (f->started && f->next >= f->order.n)
		return false;
	p->high = f->started ? next_lambda(f) : INFINITY;
	end = f->started ? block_end(f) : 0;
	f->started = true;
	for (; f->next < end; f->next++) {
		const struct frontier_step *s = frontier_step(f, f->next);

		spending_change(&f->at, &s->from, -s->weight);
		spending_change(&f->at, &s->to, s->weight);
	}
	p->low = next_lambda(f);
	p->mean = spending_result(&f->at);
	return true;
}

/* A rate between the breakpoints, far from both: no rounding error decides. */
static double rate_inside(const struct frontier_point *p)
{
	return !isinf(p->high) ? p->low / 2 + p->high / 2 : p->low > 0 ? 2 * p->low : 1;
}

/* Whether the row has not taken the step at the rate, as rules compare agents: conf - rate cost, the first of equals. */
static bool stays(const struct frontier_step *s, double rate)
{
	double from = s->from.conf - rate * s->from.cost, to = s->to.conf - rate * s->to.cost;

	return from > to || (from == to && s->first);
}

static bool all_stay(const struct frontier *f, size_t from, size_t to, double rate)
{
	for (; from < to; from++)
		if (!stays(frontier_step(f, from), rate))
			return false;
	return true;
}

/* The smallest rate of the policy p, after which the steps from .. to come: its lower end where ties leave the rows with
 * it, else a few units in the last place above. */
static double smallest_rate(const struct frontier *f, const struct frontier_point *p, size_t from, size_t to)
{
	double rate = p->low;

	for (int k = -52; k < -20 && rate < p->high; k++) {
		if (all_stay(f, from, to, rate))
			return rate;
		rate = p->low * (1 + ldexp(1, k));
	}
	return rate_inside(p);
}

/* The budget's policy; *first is the first step that it does not take, which *next has taken where there are *more. */
static int find_policy(struct frontier *f, double may, struct frontier_point *at, struct frontier_point *next,
	size_t *first, bool *more)
{
	if (!frontier_next(f, next) || next->mean.cost > may)
		return ST_NUMERIC;
	do {
		*at = *next;
		*first = f->next;
		*more = frontier_next(f, next);
	} while (*more && next->mean.cost <= may);
	f->chosen = at->mean;
	f->beyond = next->mean;
	return ST_OK;
}

int frontier_budget_exact(struct frontier *f, double budget, double *lambda, double *next, double *part, struct err *e)
{
	/* a mean that is the budget in decimals may come out just above */
	double may = budget + 1e-12 * fabs(budget);
	struct frontier_point at = {0}, after = {0};
	char shown[2][NUM_LENGTH + 1];
	size_t first;
	bool more;

	if (find_policy(f, may, &at, &after, &first, &more)) {
		shown[0][num_print(shown[0], after.mean.cost, 6)] = 0;
		shown[1][num_print(shown[1], budget, 6)] = 0;
		return err_set(e, ST_NUMERIC, "the cheapest agents cost %s a row, more than the budget of %s", shown[0],
			shown[1]);
	}
	f->middle = rate_inside(&at);
	*part = 0;
	if (more) {
		*lambda = smallest_rate(f, &at, first, f->next);
		*next = rate_inside(&after);
		*part = fmax(0, (budget - at.mean.cost) / (after.mean.cost - at.mean.cost));
		return ST_OK;
	}
	/* of agents that are equally confident the free choice takes the first one, not the cheapest */
	*lambda = spending_result(&f->free).cost <= may ? 0 : f->middle;
	*next = *lambda;
	return ST_OK;
}

int frontier_budget(struct frontier *f, double budget, double *lambda, struct err *e)
{
	double smallest, next, part;
	int st = frontier_budget_exact(f, budget, &smallest, &next, &part, e);

	*lambda = st ? *lambda : f->middle;
	return st;
}
