/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/graph.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "decide/best_agent.h"

#define TIE 1e-13 /* of a row's agents, those that differ by less, relative to their size, are equal */

static int allocate(struct graph *w, struct err *e)
{
	size_t leaves = w->t.leaves, nodes = w->t.nodes, pairs = leaves * w->na;

	w->load = mem_alloc(leaves + 3 * nodes, sizeof *w->load, e);
	w->excess = mem_alloc(nodes, sizeof *w->excess, e);
	w->price = mem_alloc(2 * nodes + pairs, sizeof *w->price, e);
	w->heap = mem_alloc(pairs, sizeof *w->heap, e);
	w->done = mem_alloc(2 * nodes + 2 * pairs, sizeof *w->done, e);
	if (!w->load || !w->excess || !w->price || !w->heap || !w->done)
		return ST_SYSTEM;
	w->from = w->load + leaves;
	w->reached = w->from + nodes;
	w->path = w->reached + nodes;
	w->dist = w->price + nodes;
	w->depth = w->dist + nodes;
	w->guess = w->done + nodes;
	w->stale = w->guess + nodes;
	w->cut = w->stale + pairs;
	return ST_OK;
}

/* The tree: leaves below the smallest limit that holds them. */
static void grow(struct graph *w)
{
	const struct assign *p = w->p;
	size_t inner = p->forest ? p->forest->n : 0;

	for (size_t c = 0; inner && c < w->classes; c++)
		for (size_t a = 0; a < p->m; a++)
			w->t.up[c * w->na + a] = w->t.leaves + p->forest->first[c * p->m + a];
	for (size_t k = 0; k < inner; k++)
		w->t.up[w->t.leaves + k] = w->t.leaves + p->forest->up[k];
	for (size_t k = 0; k < inner; k++)
		w->t.soft[w->t.leaves + k] = p->forest->price[k];
	tree_link(&w->t);
}

int graph_init(struct graph *w, const struct assign *p, uint32_t *slot, struct err *e)
{
	int st;

	*w = (struct graph){.p = p, .classes = p->class ? p->classes : 1};
	w->x = (struct exchange){.m = p->m,
		.least = p->least,
		.most = p->most,
		.cost = p->cost,
		.readings = p->readings,
		.rule = p->rule,
		.kept = p->kept,
		.slot = slot};
	st = exchange_init(&w->x, e);
	w->na = w->x.na;
	if (!st)
		st = tree_init(&w->t, w->classes * w->na, p->forest ? p->forest->n : 0, e);
	if (st)
		return st;
	grow(w);
	return allocate(w, e);
}

void graph_free(struct graph *w)
{
	for (size_t k = 0; w->heap && k < w->t.leaves * w->na; k++)
		heap_free(&w->heap[k]);
	exchange_free(&w->x);
	tree_free(&w->t);
	free(w->load);
	free(w->excess);
	free(w->price);
	free(w->heap);
	free(w->done);
}

/* Limits of a node at the level of a share of all rows; every row has an agent once, at most. */
static void scale(struct graph *w, size_t v, size_t lo, size_t hi, double share)
{
	bool all = w->n == w->p->n;

	w->t.lo[v] = all ? lo : (size_t)floor((double)lo * share);
	w->t.hi[v] = all ? hi : (size_t)ceil((double)hi * share);
}

void graph_level(struct graph *w, size_t n)
{
	const struct assign *p = w->p;
	double share = (double)n / (double)p->n;
	size_t root = tree_root(&w->t);

	w->n = n;
	for (size_t l = 0; l < w->t.leaves; l++) {
		size_t a = l % w->na;

		if (a == p->m)
			w->t.hi[l] = n * (p->most - p->least);
		else if (p->lo)
			scale(w, l, p->lo[a], p->hi[a] < p->n ? p->hi[a] : p->n, share);
		else
			w->t.hi[l] = n;
	}
	for (size_t v = w->t.leaves; v < root; v++) {
		size_t k = v - w->t.leaves, most = p->n * p->most;

		scale(w, v, p->forest->lo[k], p->forest->hi[k] < most ? p->forest->hi[k] : most, share);
	}
}

/* Fills the row's places with the agents whom it keeps, and then one after the other with the cheapest agent at the present
 * prices; of equally cheap ones, with the one that lacks most readings. */
static void choose(struct graph *w, size_t row)
{
	uint32_t *slot = w->x.slot + row * w->x.most;
	size_t base = graph_base(w, row), places = exchange_size(&w->x, row), kept = exchange_kept(&w->x, row);

	for (size_t k = 0; k < w->x.most; k++)
		slot[k] = k < kept ? w->x.kept[row * w->x.most + k] : AGENT_NONE;
	for (size_t k = 0; k < kept; k++)
		w->load[base + slot[k]]++;
	for (size_t k = kept; k < places; k++) {
		double least = INFINITY, size = 0;
		long long lacking = 0;

		for (size_t a = 0; a < w->na; a++) {
			double price = w->price[base + a], cost = exchange_cost(&w->x, row, a), c = cost + price;
			double own = fmax(fabs(cost), fabs(price)), tie = TIE * fmax(own, size);
			long long lack = (long long)w->t.flow[base + a] - (long long)w->load[base + a];

			if (c > least + tie || (c >= least - tie && lack <= lacking)
				|| !exchange_has_room(&w->x, row, a) || !exchange_completes(&w->x, row, k, a))
				continue;
			least = c;
			size = own;
			lacking = lack;
			slot[k] = (uint32_t)a;
		}
		w->load[base + slot[k]]++;
	}
}

/* What a node passes on follows from the prices: the upper limit where its price is above that of the node above, the
 * lower one where it is below, and what there is, within limits, where they are equal; where they differ by the price of what is
 * beyond a limit, any of that, too. */
static void pass(struct graph *w, size_t v, long long in)
{
	struct tree *t = &w->t;
	double d = w->price[v] - w->price[t->up[v]], soft = t->soft[v];
	long long lo = (long long)t->lo[v], hi = (long long)t->hi[v];
	long long from = d > 0 ? hi : d > -soft ? lo : 0, to = d < 0 ? lo : d < soft ? hi : LLONG_MAX;

	t->flow[v] = (size_t)(in < from ? from : in > to ? to : in);
	w->excess[v] = in - (long long)t->flow[v];
	w->excess[t->up[v]] += (long long)t->flow[v];
}

void graph_start(struct graph *w)
{
	struct tree *t = &w->t;
	size_t root = tree_root(t), all = 0;

	memset(w->load, 0, t->leaves * sizeof *w->load);
	for (size_t l = 0; l < t->leaves; l++)
		t->flow[l] = w->price[l] < w->price[t->up[l]] ? t->lo[l] : t->hi[l];
	for (size_t i = 0; i < w->n; i++) {
		choose(w, i);
		all += exchange_size(&w->x, i);
	}
	memset(w->excess, 0, t->nodes * sizeof *w->excess);
	for (size_t v = 0; v < root; v++)
		pass(w, v, v < t->leaves ? (long long)w->load[v] : w->excess[v]);
	w->excess[root] -= (long long)all;
}

size_t graph_excess(const struct graph *w)
{
	size_t sum = 0;

	for (size_t v = 0; v < w->t.nodes; v++)
		sum += w->excess[v] > 0 ? (size_t)w->excess[v] : 0;
	return sum;
}
