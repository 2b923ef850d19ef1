/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assign/master.h"
#include "assign/tree.h"
#include "base/buf.h"
#include "math/sum.h"

#define CLOSE 1e-10   /* of the objective's unit: prices are the best ones */
#define KEPT 1e-12    /* of a limit: rounding of the sum of what is used */
#define ROUNDS 400    /* of one relaxation */
#define WORK 10000000 /* rows times agents times networks of branching: seconds */
#define KEEP 40000    /* rows of which the assignments of a mixture are kept: some dozens of megabytes */

/* What there could be used of every good, into x->use, and by one answer, into x->largest; the sum of the rows' mean costs. */
static double find_reach(struct relax *x)
{
	const struct side *s = x->s;
	double size = 0, amount;
	size_t j;

	memset(x->use, 0, s->k * sizeof *x->use);
	for (size_t i = 0, c = 0; i < x->p.n; i++)
		for (size_t a = 0; a < x->p.m; a++, c++) {
			if (isinf(x->own[c]))
				continue;
			size += fabs(x->own[c]) / (double)x->p.m;
			for (struct relax_uses k = {&x->p, s, i, a}; relax_next_use(&k, &j, &amount);) {
				x->use[j] += fabs(amount);
				x->largest[j] = fmax(x->largest[j], fabs(amount));
			}
		}
	return size;
}

/* Units: of a good its limit; of those that are minimised a common one. */
static void set_units(struct relax *x)
{
	const struct side *s = x->s;
	double *reach = x->use, most = 0, size = find_reach(x);

	for (size_t j = 0; j < s->worst; j++)
		most = fmax(most, reach[j]);
	for (size_t j = 0; j < s->k; j++) {
		double limit = j < s->worst ? 0 : fmin(s->limit[j], reach[j] + 1);

		x->scale[j] = j < s->worst ? most : fmax(fabs(limit), reach[j] * 1e-6);
		x->scale[j] = x->scale[j] > 0 ? x->scale[j] : 1;
		x->limit[j] = limit / x->scale[j];
		x->largest[j] /= x->scale[j];
	}
	x->unit = s->worst ? x->scale[0] : size > 0 ? size : 1;
}

static int reserve(struct relax *x, const struct assign *p, size_t cells, struct err *e)
{
	const struct side *s = x->s;

	x->own = mem_alloc(2 * cells + 7 * s->k, sizeof *x->own, e);
	x->sum = mem_alloc(s->k + 1, sizeof *x->sum, e);
	x->r.chosen = mem_alloc(p->n * p->most, sizeof *x->r.chosen, e);
	x->r.count = mem_alloc(x->counts, sizeof *x->r.count, e);
	x->r.price = mem_alloc(x->counts, sizeof *x->r.price, e);
	if (!x->own || !x->sum || !x->r.chosen || !x->r.count || !x->r.price)
		return ST_SYSTEM;
	if (p->forest) {
		if (!(x->beyond = mem_alloc(p->forest->n, sizeof *x->beyond, e)))
			return ST_SYSTEM;
		x->limits = p->forest;
		x->forest = *p->forest;
		x->forest.price = x->beyond;
		x->p.forest = &x->forest;
	}
	x->priced = x->own + cells;
	x->scale = x->priced + cells;
	x->limit = x->scale + s->k;
	x->use = x->limit + s->k;
	x->price = x->use + s->k;
	x->best_price = x->price + s->k;
	x->aim = x->best_price + s->k;
	x->largest = x->aim + s->k;
	return ST_OK;
}

int relax_init(struct relax *x, const struct assign *p, const struct side *s, struct assign_result *best,
	struct side_result *side, struct err *e)
{
	size_t cells = p->n * p->m, calls = cells ? WORK / cells : 0;

	*x = (struct relax){.s = s, .p = *p, .best = best, .side = side, .value = INFINITY};
	x->counts = p->forest ? p->forest->n : p->m;
	x->branches = p->most == 1 && calls > ROUNDS;
	x->kept = p->most == 1 && (x->branches || (!s->worst && p->n <= KEEP));
	x->most = x->branches ? calls : ROUNDS;
	if (reserve(x, p, cells, e))
		return ST_SYSTEM;
	memcpy(x->own, p->cost, cells * sizeof *x->own);
	x->p.cost = x->priced;
	set_units(x);
	memcpy(x->aim, x->limit, s->k * sizeof *x->aim);
	return ST_OK;
}

void relax_free(struct relax *x)
{
	free(x->own);
	free(x->beyond);
	free(x->sum);
	free(x->point);
	free(x->r.chosen);
	free(x->r.count);
	free(x->r.price);
	*x = (struct relax){0};
}

/* The costs at the prices [k]; costs: with the rows' own, and those of soft limits. */
static void set_costs(struct relax *x, const double *price, bool costs)
{
	const struct side *s = x->s;

	for (size_t k = 0; x->limits && k < x->limits->n; k++)
		x->beyond[k] = costs || isinf(x->limits->price[k]) ? x->limits->price[k] : 0;
	for (size_t i = 0, c = 0; i < x->p.n; i++)
		for (size_t a = 0; a < x->p.m; a++, c++) {
			struct relax_uses k = {&x->p, s, i, a};
			double sum = isinf(x->own[c]) ? INFINITY : costs ? x->own[c] : 0, amount;
			size_t j;

			while (!isinf(sum) && relax_next_use(&k, &j, &amount))
				sum += price[j] * (x->unit / x->scale[j]) * amount;
			x->priced[c] = sum;
		}
}

/* What the assignment uses, in units, and what it costs. */
static double take_stock(struct relax *x)
{
	const struct side *s = x->s;
	double amount;
	size_t j;

	memset(x->sum, 0, (s->k + 1) * sizeof *x->sum);
	for (size_t k = 0; k < x->p.n * x->p.most; k++) {
		struct relax_uses u = {&x->p, s, k / x->p.most, x->r.chosen[k]};

		if (u.agent == AGENT_NONE)
			continue;
		sum_add(&x->sum[s->k], x->own[u.row * x->p.m + u.agent]);
		while (relax_next_use(&u, &j, &amount))
			sum_add(&x->sum[j], amount);
	}
	if (x->limits)
		sum_add(&x->sum[s->k], forest_paid(x->limits, x->r.count));
	for (j = 0; j < s->k; j++)
		x->use[j] = sum_value(&x->sum[j]) / x->scale[j];
	return sum_value(&x->sum[s->k]);
}

/* Keeps the last assignment if it is the best one that keeps all limits. */
static void consider(struct relax *x, double cost)
{
	const struct side *s = x->s;
	double worst = -INFINITY, value;

	for (size_t j = 0; j < s->k; j++)
		if (j < s->worst)
			worst = fmax(worst, sum_value(&x->sum[j]));
		else if (x->use[j] > x->limit[j] + KEPT * fmax(1, fabs(x->limit[j])))
			return;
	value = s->worst ? worst : cost;
	if (x->found && value >= x->value)
		return;
	x->found = true;
	x->value = value;
	x->side->worst = worst;
	x->best->objective = cost;
	memcpy(x->best->chosen, x->r.chosen, x->p.n * x->p.most * sizeof *x->r.chosen);
	memcpy(x->best->count, x->r.count, x->counts * sizeof *x->r.count);
	for (size_t j = 0; j < s->k; j++)
		x->side->used[j] = sum_value(&x->sum[j]);
}

/* The cheapest assignment at the prices as one point more; *least: what it costs at them, in units. */
static int add_point(struct relax *x, struct master *m, const double *price, double *least, struct err *e)
{
	size_t places = x->p.n * x->p.most;
	bool costs = !m->phase_one && !x->s->worst;
	double cost;
	int st;

	set_costs(x, price, costs);
	x->solved++;
	if (x->s->progress)
		progress_show(x->s->progress, "%zu networks solved", x->solved);
	st = assign_solve(&x->p, &x->r, e);
	if (st)
		return st;
	*least = fmin(x->r.bound, x->r.objective) / x->unit;
	cost = take_stock(x);
	consider(x, cost);
	if (x->kept)
		st = array_reserve(&x->point, &x->point_cap, (x->points + 1) * places, sizeof *x->point, e);
	if (!st && x->kept)
		memcpy(x->point + x->points * places, x->r.chosen, places * sizeof *x->point);
	x->points++;
	return st ? st : master_add(m, x->use, x->s->worst ? 0 : cost / x->unit, e);
}

void relax_consider(struct relax *x)
{
	consider(x, take_stock(x));
}

bool relax_needed(const struct relax *x, size_t good)
{
	return x->price[good] > CLOSE;
}

/* Every row's agent with the largest part of the mixture, into x->r.chosen; the row where that part is smallest. */
static int find_open(struct relax *x, const struct master *m, size_t *row, size_t *agent, struct err *e)
{
	size_t n = x->p.n, agents = x->p.m;
	double *part = mem_alloc(n * agents, sizeof *part, e), least = 1 - 1e-6;

	*row = n;
	if (!part)
		return ST_SYSTEM;
	for (size_t c = 0; c < x->points; c++) {
		double share = master_share(m, c);

		for (size_t i = 0; share > 0 && i < n; i++)
			part[i * agents + x->point[c * n + i]] += share;
	}
	for (size_t i = 0; i < n; i++) {
		size_t best = 0;

		for (size_t a = 1; a < agents; a++)
			best = part[i * agents + a] > part[i * agents + best] ? a : best;
		x->r.chosen[i] = (uint32_t)best;
		if (part[i * agents + best] < least) {
			least = part[i * agents + best];
			*row = i;
			*agent = best;
		}
	}
	free(part);
	return ST_OK;
}

/* The bound at the prices with which the point has been found. */
static double bound_at(const struct relax *x, const double *price, double least)
{
	for (size_t j = 0; j < x->s->k; j++)
		least -= price[j] * x->aim[j];
	return least;
}

/* Moves on from the master's prices; *done: they cannot be better, or in phase one, limits clash. */
static int advance(struct relax *x, struct master *m, size_t round, double *bound, bool *done, struct err *e)
{
	bool one = m->phase_one, half = !one && round % 2 && isfinite(*bound);
	double least, at, *price = x->price;
	int st;

	for (size_t j = 0; half && j < x->s->k; j++)
		price[j] = (price[j] + x->best_price[j]) / 2;
	st = add_point(x, m, price, &least, e);
	if (st)
		return st;
	at = bound_at(x, price, least);
	if (one) {
		*done = at > CLOSE && at >= m->value - CLOSE;
		return ST_OK;
	}
	if (at > *bound) {
		*bound = at;
		memcpy(x->best_price, price, x->s->k * sizeof *price);
		for (size_t k = 0; !x->side->solved && k < x->counts; k++)
			x->best->price[k] = x->r.price[k];
	}
	*done = m->value - *bound <= CLOSE * fmax(1, fabs(m->value)) || (!half && least >= master_threshold(m) - CLOSE);
	return ST_OK;
}

/* Rounds until the prices are the best ones, or, where it is only asked whether there is any mixture, until there is. */
static int find_prices(struct relax *x, struct master *m, bool any, double *bound, struct err *e)
{
	bool done = false;
	double least;
	int st = ST_OK;

	x->clash = false;
	*bound = -INFINITY;
	memset(x->price, 0, x->s->k * sizeof *x->price);
	m->phase_one = x->s->worst > 0;
	st = add_point(x, m, x->price, &least, e);
	if (!st && !x->s->worst) {
		*bound = least;
		memset(x->best_price, 0, x->s->k * sizeof *x->price);
		for (size_t k = 0; !x->side->solved && k < x->counts; k++)
			x->best->price[k] = x->r.price[k];
	}
	m->phase_one = true;
	for (size_t round = 0; !st && !done && round < ROUNDS; round++) {
		st = master_solve(m, x->price, e);
		if (any && !m->phase_one)
			return st;
		if (!st)
			st = advance(x, m, round, bound, &done, e);
	}
	x->clash = !st && m->phase_one && done;
	if (!st && m->phase_one)
		return err_set(e, ST_NUMERIC, "no mixture of assignments that keeps all limits was found");
	if (!st)
		st = master_solve(m, x->price, e);
	return st;
}

int relax_possible(struct relax *x, struct err *e)
{
	struct master m;
	double bound;
	int st = master_init(&m, x->s->k, x->s->worst, x->aim, e);

	x->points = 0;
	if (!st)
		st = find_prices(x, &m, true, &bound, e);
	master_free(&m);
	return x->clash ? ST_OK : st;
}

int relax_solve(struct relax *x, double *bound, size_t *row, size_t *agent, struct err *e)
{
	struct master m;
	int st = master_init(&m, x->s->k, x->s->worst, x->aim, e);

	x->points = 0;
	*row = x->p.n;
	if (!st)
		st = find_prices(x, &m, false, bound, e);
	if (!st && x->kept)
		st = find_open(x, &m, row, agent, e);
	for (size_t j = 0; !st && !x->side->solved && j < x->s->k; j++)
		x->side->price[j] = x->best_price[j] * x->unit / x->scale[j];
	x->side->solved = x->solved;
	*bound *= x->unit;
	master_free(&m);
	return st;
}
