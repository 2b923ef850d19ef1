/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "adaptive/adaptive_induction.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "cascade/cascade_rows.h"
#include "math/order.h"
#include "math/sum.h"

#define ROUNDING 1e-12 /* of the sizes of what is added, as in cascade_search */

double induction_slack(const struct induction *x, double price)
{
	return ROUNDING * (x->gain_size + price * x->cost_size);
}

static struct adaptive_view view(const struct induction *x, size_t i, unsigned asked)
{
	size_t at = x->row[i] * x->m;

	return (struct adaptive_view){x->m, asked, x->rows->conf + at, x->answer + at};
}

/* Rows that are equal in all that cascades see, by which of their answers are equal. */
static double answers_key(const struct induction *x, size_t i)
{
	const struct adaptive_bins none = {0};
	struct adaptive_view v = {x->rows->m, 0, x->rows->conf + i * x->rows->m, x->answer + i * x->rows->m};

	for (size_t a = 0; a < v.m; a++)
		v.asked |= isnan(v.conf[a]) ? 0 : 1U << a;
	return (double)adaptive_state(&none, &v, 2);
}

static int sort_rows(struct induction *x, struct err *e)
{
	const struct cascade *c = x->rows;
	struct order o = {0};
	struct sum all = {0};
	int st = cascade_sort(&o, c, e);

	for (size_t k = 0; !st && k < x->n; k++)
		o.row[k].key = answers_key(x, o.row[k].item);
	if (!st)
		st = order_sort(&o, e);
	for (size_t i = 0; i < x->n; i++)
		sum_add(&all, c->weight[i]);
	for (size_t k = 0; !st && k < x->n; k++) {
		size_t i = o.row[k].item;
		struct sum one = {0};
		double gain = 0, cost = 0;

		sum_add(&one, c->weight[i]);
		x->row[k] = (uint32_t)i;
		x->share[k] = sum_ratio(&one, &all);
		for (size_t a = 0; a < x->m; a++) {
			gain = fmax(gain, fabs(c->gain[i * x->m + a]));
			cost += fabs(c->cost[i * x->m + a]);
		}
		x->gain_size += x->share[k] * gain;
		x->cost_size += x->share[k] * cost;
	}
	order_free(&o);
	return st;
}

static size_t distinct(const struct order *o)
{
	size_t n = 0;

	for (size_t k = 0; k < o->n; k = order_block_end(o, k))
		n++;
	return n;
}

/* Edges between bins of equal mass, at values that occur: a bin is whole distinct values until it has its part of what is
 * left; where there are bins enough, one value. */
static int find_edges(struct induction *x, size_t a, size_t bins, struct err *e)
{
	struct adaptive_bins *b = &x->bins;
	struct order o = {0};
	double left = 0, held = 0;
	int st = ST_OK;
	bool each;

	b->n[a] = 0;
	for (size_t i = 0; !st && i < x->n; i++) {
		double conf = x->rows->conf[x->row[i] * x->m + a];

		if (!isnan(conf))
			st = order_add(&o, conf, i, e);
	}
	if (!st)
		st = order_sort(&o, e);
	each = distinct(&o) <= bins;
	for (size_t k = 0; !st && k < o.n; k++)
		left += x->share[o.row[k].item];
	for (size_t k = 0, end; !st && k < o.n && b->n[a] + 1 < bins; k = end) {
		end = order_block_end(&o, k);
		for (size_t j = k; j < end; j++)
			held += x->share[o.row[j].item];
		if (end == o.n || (!each && held < (1 - ROUNDING) * left / (double)(bins - b->n[a])))
			continue;
		b->edge[a][b->n[a]++] = o.row[end].key;
		left -= held;
		held = 0;
	}
	order_free(&o);
	return st;
}

/* The cell of every row and set of agents, sets with more agents first. */
static int find_cells(struct induction *x, struct err *e)
{
	int st = ST_OK;

	for (size_t s = x->sets; !st && s-- > 0;) {
		x->first[s + 1] = (uint32_t)x->cells.n;
		for (size_t i = 0; !st && i < x->n; i++) {
			struct adaptive_view v = view(x, i, (unsigned)s);
			uint32_t *cell = &x->cell[s * x->n + i];

			*cell = ADAPTIVE_NONE;
			if (!(s & ~adaptive_may(adaptive_state(&x->bins, &v, 3))))
				st = adaptive_cells_add(&x->cells, &x->bins, &v, cell, e);
		}
		if (x->cells.n >= ADAPTIVE_NONE / 2)
			st = err_set(e, ST_NUMERIC, "more than 2^31 states");
	}
	x->first[0] = (uint32_t)x->cells.n;
	return st;
}

static double best_value(const struct adaptive_cell *c)
{
	return c->value[c->action];
}

/* The sums over the rows of one set, in its cells of level 0. */
static void add_rows(struct induction *x, size_t s, double gain_factor, double price)
{
	const struct cascade *c = x->rows;

	for (size_t i = 0; i < x->n; i++) {
		uint32_t at = x->cell[s * x->n + i];
		size_t from = x->row[i] * x->m;
		struct adaptive_cell *here = &x->cells.cell[at == ADAPTIVE_NONE ? 0 : at];

		if (at == ADAPTIVE_NONE)
			continue;
		here->share += x->share[i];
		for (size_t a = 0; a < x->m; a++) {
			if (s >> a & 1)
				here->value[a] += x->share[i] * gain_factor * c->gain[from + a];
			else if (!isnan(c->conf[from + a]))
				here->value[a] += x->share[i]
					* (best_value(&x->cells.cell[x->cell[(s | (size_t)1 << a) * x->n + i]])
						- price * c->cost[from + a]);
		}
	}
}

/* The best action; of equals one that stops, then the first. */
static void decide(const struct induction *x, struct adaptive_cell *c, double slack)
{
	unsigned asked = adaptive_asked(c->state), may = adaptive_may(c->state) & ~asked;
	bool any = false;

	for (int stops = 1; stops >= 0; stops--)
		for (size_t a = 0; a < x->m; a++) {
			if (!((stops ? asked : may) >> a & 1))
				continue;
			if (!any || c->value[a] > best_value(c) + slack)
				c->action = (uint8_t)a;
			any = true;
		}
}

/* The sums of the cells of set s, up to their coarser ones. */
static void sum_up(struct induction *x, size_t s)
{
	struct adaptive_cell *cell = x->cells.cell;

	for (uint32_t j = x->first[s]; j-- > x->first[s + 1];) {
		if (cell[j].parent == ADAPTIVE_NONE)
			continue;
		cell[cell[j].parent].share += cell[j].share;
		for (size_t a = 0; a < x->m; a++)
			cell[cell[j].parent].value[a] += cell[j].value[a];
	}
}

/* Values from sums, the coarser cells first, and the actions. */
static void smooth(struct induction *x, size_t s, double slack)
{
	struct adaptive_cell *cell = x->cells.cell;

	for (uint32_t j = x->first[s + 1]; j < x->first[s]; j++) {
		bool top = cell[j].parent == ADAPTIVE_NONE;
		double prior = top ? 0 : x->smoothing;

		for (size_t a = 0; a < x->m; a++) {
			double coarse = top ? 0 : cell[cell[j].parent].value[a];

			cell[j].value[a] = (cell[j].value[a] + prior * coarse) / (cell[j].share + prior);
		}
		decide(x, &cell[j], slack);
	}
}

/* The exact means of a policy. */
static struct cascade_result measure(const struct induction *x, const uint8_t *action)
{
	const struct cascade *c = x->rows;
	struct sum weight = {0}, cost = {0}, gain = {0};

	for (size_t i = 0; i < x->n; i++) {
		size_t from = x->row[i] * x->m, s = 0, a;
		double w = c->weight[x->row[i]], paid = 0;

		while (a = action[x->cell[s * x->n + i]], !(s >> a & 1)) {
			paid += c->cost[from + a];
			s |= (size_t)1 << a;
		}
		sum_add(&weight, w);
		sum_add_product(&cost, w, paid);
		sum_add_product(&gain, w, c->gain[from + a]);
	}
	return (struct cascade_result){sum_ratio(&cost, &weight), sum_ratio(&gain, &weight)};
}

void induction_solve(struct induction *x, double gain_factor, double price, struct adaptive_policy *p)
{
	struct adaptive_cell *cell = x->cells.cell;
	double slack = ROUNDING * (gain_factor * x->gain_size + price * x->cost_size);

	for (size_t s = x->sets; s-- > 0;) {
		for (uint32_t j = x->first[s + 1]; j < x->first[s]; j++) {
			cell[j].share = 0;
			memset(cell[j].value, 0, sizeof cell[j].value);
		}
		add_rows(x, s, gain_factor, price);
		sum_up(x, s);
		smooth(x, s, slack);
	}
	for (size_t j = 0; j < x->cells.n; j++)
		p->action[j] = cell[j].action;
	p->mean = measure(x, p->action);
}

void induction_reach(const struct induction *x, const uint8_t *action, uint8_t bit, uint8_t *reached)
{
	for (size_t i = 0; i < x->n; i++)
		for (size_t s = 0;;) {
			uint32_t cell = x->cell[s * x->n + i];

			reached[cell] |= bit;
			if (s >> action[cell] & 1)
				break;
			s |= (size_t)1 << action[cell];
		}
}

int induction_init(struct induction *x, const struct cascade *rows, const uint32_t *answer, size_t bins,
	double smoothing, struct err *e)
{
	int st;

	*x = (struct induction){.rows = rows,
		.answer = answer,
		.smoothing = smoothing,
		.n = rows->n,
		.m = rows->m,
		.sets = (size_t)1 << rows->m};
	x->row = arena_alloc(&x->arena, x->n, sizeof *x->row);
	x->share = arena_alloc(&x->arena, x->n, sizeof *x->share);
	x->cell = arena_alloc(&x->arena, x->sets * x->n, sizeof *x->cell);
	x->first = arena_alloc(&x->arena, x->sets + 1, sizeof *x->first);
	st = arena_status(&x->arena, e);
	if (!st)
		st = sort_rows(x, e);
	for (size_t a = 0; !st && a < x->m; a++)
		st = find_edges(x, a, bins, e);
	return st ? st : find_cells(x, e);
}

void induction_free(struct induction *x)
{
	adaptive_cells_free(&x->cells);
	arena_free(&x->arena);
	*x = (struct induction){0};
}
