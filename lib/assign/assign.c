/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/assign.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "assign/graph.h"
#include "assign/paths.h"
#include "assign/residual.h"
#include "base/buf.h"
#include "base/clash.h"
#include "math/sum.h"

#define EXCHANGES 1000 /* that the proof may find to be made; usually there is none */
#define GAP_MAX 1e-9   /* relative; rounding leaves some 1e-15 */

/* Prices that no longer depend on the way: the least ones that prove the optimum, which say what one
 * reading more would save.  They are shortest distances from the root. */
static void final_prices(const struct graph *w, struct residual *r, double *price)
{
	double far = 0, low = INFINITY;
	bool equalities = !w->p->forest;

	residual_from_root(r);
	for (size_t v = 0; v < tree_root(&w->t); v++)
		far = isinf(r->dist[v]) ? far : fmax(far, r->dist[v] + w->price[v]);
	for (size_t v = 0; v < tree_root(&w->t); v++) {
		price[v] = 0 - (isinf(r->dist[v]) ? far - w->price[v] : r->dist[v]);
		low = fmin(low, price[v]);
		equalities = equalities && w->t.lo[v] == w->t.hi[v];
	}
	price[tree_root(&w->t)] = 0;
	/* prices have no zero of their own where all limits are equalities */
	for (size_t v = 0; equalities && v < tree_root(&w->t); v++)
		price[v] -= low;
}

/* The dual's value at the prices of the nodes, and the sum of the absolute values of what it consists of. */
static int dual(const struct graph *w, const double *price, double *bound, double *size, struct err *e)
{
	const struct assign *p = w->p;
	const struct tree *t = &w->t;
	struct sum sum = {0}, sizes = {0};
	uint32_t *chosen = mem_alloc(p->most, sizeof *chosen, e);

	if (!chosen)
		return ST_SYSTEM;
	for (size_t i = 0; i < p->n; i++) {
		const double *at = price + graph_base(w, i);
		size_t n = exchange_cheapest(&w->x, i, at, chosen);

		for (size_t k = 0; k < n; k++) {
			sum_add(&sum, p->cost[i * p->m + chosen[k]]);
			sum_add(&sum, at[chosen[k]]);
		}
	}
	for (size_t v = 0; v < tree_root(t); v++) {
		double own = price[v] - price[t->up[v]], limit = (double)(own > 0 ? t->hi[v] : t->lo[v]);
		double beyond = fabs(own) - t->soft[v];

		if (v < t->leaves && v % w->na == p->m) /* nobody's places have no price */
			continue;
		sum_add_product(&sum, -own, limit);
		sum_add_product(&sizes, fabs(own), limit);
		if (beyond > 0) /* all of what there is, or nothing, costs less than the limit */
			sum_add_product(&sum, -beyond, own > 0 ? (double)(p->n * p->most) - limit : limit);
	}
	*bound = sum_value(&sum);
	*size = sum_value(&sizes);
	free(chosen);
	return ST_OK;
}

int assign_bound(const struct assign *p, const double *price, double *bound, struct err *e)
{
	struct graph w;
	double size;
	int st = graph_init(&w, p, NULL, e);

	if (!st) {
		graph_level(&w, p->n);
		memcpy(w.price, price, p->m * sizeof *price);
		st = dual(&w, w.price, bound, &size, e);
	}
	graph_free(&w);
	return st;
}

/* The better one of the two bounds at the prices with which the solver ended and at the final ones: where an agent can
 * get no more at any price, its final one may be so large that it drowns the rest. */
static int prove(const struct graph *w, const double *price, struct assign_result *r, double size, struct err *e)
{
	double bound[2], sizes[2];
	int st = dual(w, w->price, &bound[0], &sizes[0], e), best;

	if (!st)
		st = dual(w, price, &bound[1], &sizes[1], e);
	if (st)
		return st;
	best = bound[1] > bound[0];
	r->bound = bound[best];
	size = fmax(size, sizes[best]);
	r->gap = r->objective == r->bound ? 0 : (r->objective - r->bound) / size;
	if (r->gap <= GAP_MAX)
		return ST_OK;
	return err_set(e, ST_NUMERIC,
		"the assignment is not proved optimal: it costs %.17g, and no bound is above %.17g", r->objective,
		r->bound);
}

/* Writes the row's agents in rising order and adds its cost. */
static void finish_row(const struct exchange *x, size_t row, struct sum *objective, struct sum *size)
{
	uint32_t *slot = x->slot + row * x->most;

	for (size_t k = 0; k < x->most; k++) {
		uint32_t a = slot[k] < x->m ? slot[k] : AGENT_NONE;
		size_t i = k;

		if (a != AGENT_NONE) {
			sum_add(objective, exchange_cost(x, row, a));
			sum_add(size, fabs(exchange_cost(x, row, a)));
		}
		for (; i > 0 && slot[i - 1] > a; i--)
			slot[i] = slot[i - 1];
		slot[i] = a;
	}
}

/* Counts and prices of the agents or, with a forest, of the limits. */
static void give(const struct graph *w, const double *price, struct assign_result *r)
{
	const struct tree *t = &w->t;
	size_t first = w->p->forest ? t->leaves : 0, n = w->p->forest ? w->p->forest->n : w->p->m;

	for (size_t k = 0; k < n; k++) {
		size_t v = first + k;

		r->count[k] = t->flow[v];
		r->price[k] = price[v] - price[t->up[v]];
	}
}

/* The solved network's result; slots become what was chosen. */
static int finish(struct graph *w, struct assign_result *r, struct err *e)
{
	struct residual residual;
	struct sum objective = {0}, size = {0};
	double *price = mem_alloc(w->t.nodes, sizeof *price, e);
	size_t made = 0;
	int st = residual_init(&residual, &w->x, w->n, w->p->class, &w->t, w->load, e);

	if (!st && !price)
		st = ST_SYSTEM;
	if (!st)
		st = residual_settle(&residual, EXCHANGES, &made, e);
	r->moved = w->moved + made;
	if (!st) {
		final_prices(w, &residual, price);
		give(w, price, r);
		for (size_t i = 0; i < w->n; i++)
			finish_row(&w->x, i, &objective, &size);
		if (w->p->forest) {
			sum_add(&objective, forest_paid(w->p->forest, r->count));
			sum_add(&size, forest_paid(w->p->forest, r->count));
		}
		r->objective = sum_value(&objective);
		st = prove(w, price, r, sum_value(&size), e);
	}
	residual_free(&residual);
	free(price);
	return st;
}

int assign_own_init(struct assign_own *c, const struct assign *p, struct err *e)
{
	const struct forest *f = p->forest;

	*c = (struct assign_own){.p = *p, .n = f ? f->n : p->lo ? p->m : 0};
	if (!(c->lo = mem_alloc(2 * c->n, sizeof *c->lo, e)))
		return ST_SYSTEM;
	c->hi = c->lo + c->n;
	for (size_t k = 0; k < c->n; k++) {
		c->lo[k] = (f ? f->lo : p->lo)[k];
		c->hi[k] = (f ? f->hi : p->hi)[k];
	}
	if (f) {
		c->forest = *f;
		c->forest.lo = c->lo;
		c->forest.hi = c->hi;
		c->p.forest = &c->forest;
	} else if (p->lo) {
		c->p.lo = c->lo;
		c->p.hi = c->hi;
	}
	return ST_OK;
}

void assign_own_free(struct assign_own *c)
{
	free(c->lo);
}

/* Keeps of the limits the sides that are cut between the nodes that excess can reach and the others: they are enough for
 * there to be no way.  Soft limits never are. */
static void core_take(struct assign_own *c, const struct graph *w)
{
	const struct tree *t = &w->t;
	size_t first = c->p.forest ? t->leaves : 0;

	for (size_t k = 0; k < c->n; k++) {
		size_t v = first + k, lo = w->p->forest ? w->p->forest->lo[k] : w->p->lo[k];
		size_t hi = w->p->forest ? w->p->forest->hi[k] : w->p->hi[k];
		bool hard = isinf(t->soft[v]), here = w->done[v], above = w->done[t->up[v]];

		c->lo[k] = hard && (here || !above) ? 0 : lo;
		c->hi[k] = hard && (!here || above) ? SIZE_MAX : hi;
	}
}

/* Leaves out one limit after the other, for good where nobody can keep the rest either (the deletion filter of Chinneck and
 * Dravnieks 1991, ORSA Journal on Computing 3); the message is that of the last such rest. */
static int find_core(const struct graph *failed, uint32_t *chosen, struct err *e)
{
	struct assign_own c;
	int st = assign_own_init(&c, failed->p, e);

	if (!st)
		core_take(&c, failed);
	for (size_t k = 0; !st && k < c.n; k++) {
		size_t lo = c.lo[k], hi = c.hi[k];
		struct graph w;
		struct err rest;

		if (!lo && hi == SIZE_MAX)
			continue;
		c.lo[k] = 0;
		c.hi[k] = SIZE_MAX;
		st = graph_init(&w, &c.p, chosen, &rest);
		if (!st)
			st = paths_solve(&w, &rest);
		if (st)
			*e = rest;
		if (st == ST_NUMERIC)
			core_take(&c, &w);
		if (!st) {
			c.lo[k] = lo;
			c.hi[k] = hi;
		}
		st = st == ST_NUMERIC ? ST_OK : st;
		graph_free(&w);
	}
	assign_own_free(&c);
	return st ? st : ST_NUMERIC;
}

/* Whether any limits cross, each on its own. */
static int check_crossed(const struct assign *p, struct err *e)
{
	for (size_t a = 0; p->lo && a < p->m; a++)
		if (p->lo[a] > p->hi[a])
			return clash_crossed(&p->agent->name[a], e);
	for (size_t k = 0; p->forest && k < p->forest->n; k++)
		if (p->forest->lo[k] > p->forest->hi[k])
			return clash_crossed(&p->forest->name.name[k], e);
	return ST_OK;
}

/* Without limits every row has its cheapest agent; of rows with one. */
static void solve_free(const struct assign *p, struct assign_result *r)
{
	struct sum sum = {0};

	memset(r->count, 0, p->m * sizeof *r->count);
	memset(r->price, 0, p->m * sizeof *r->price);
	for (size_t i = 0; i < p->n; i++) {
		const double *cost = p->cost + i * p->m;

		agent_cheapest(cost, NULL, p->m, 1, 1, r->chosen + i);
		sum_add(&sum, cost[r->chosen[i]]);
		r->count[r->chosen[i]]++;
	}
	r->objective = r->bound = sum_value(&sum);
	r->gap = 0;
	r->moved = 0;
}

int assign_solve(const struct assign *p, struct assign_result *r, struct err *e)
{
	struct graph w;
	int st;

	if (!p->lo && !p->forest && p->most == 1 && p->least == 1) {
		solve_free(p, r);
		return ST_OK;
	}
	st = graph_init(&w, p, r->chosen, e);
	if (!st)
		st = check_crossed(p, e);
	if (!st && (st = paths_solve(&w, e)) == ST_NUMERIC)
		st = find_core(&w, r->chosen, e);
	if (!st)
		st = finish(&w, r, e);
	graph_free(&w);
	return st;
}
