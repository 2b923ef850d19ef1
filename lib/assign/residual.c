/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/residual.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

/* Sums along two paths that differ by less, relative to what is summed, are equal. */
#define EQUAL 1e-13

int residual_init(struct residual *r, struct exchange *x, size_t n, const uint32_t *class, struct tree *t, size_t *load,
	struct err *e)
{
	size_t pairs = t->leaves * x->na;

	*r = (struct residual){.x = x, .n = n, .class = class, .t = t, .load = load};
	r->length = mem_alloc(pairs + t->nodes, sizeof *r->length, e);
	r->row = mem_alloc(pairs + t->nodes, sizeof *r->row, e);
	if (!r->length || !r->row)
		return ST_SYSTEM;
	r->dist = r->length + pairs;
	r->from = r->row + pairs;
	return ST_OK;
}

void residual_free(struct residual *r)
{
	free(r->length);
	free(r->row);
	*r = (struct residual){0};
}

static void find_arcs(struct residual *r)
{
	size_t na = r->x->na;

	tree_fill(r->t, r->load);
	for (size_t k = 0; k < r->t->leaves * na; k++)
		r->length[k] = INFINITY;
	for (size_t i = 0; i < r->n; i++) {
		size_t n = exchange_arcs(r->x, i), base = r->class ? r->class[i] * na : 0;

		for (size_t j = 0; j < n; j++) {
			const struct exchange_arc *arc = &r->x->arc[j];
			size_t k = (base + arc->from) * na + arc->to;

			if (arc->change < r->length[k]) {
				r->length[k] = arc->change;
				r->row[k] = i;
			}
		}
	}
}

/* Whether the way to b through a is shorter, beyond rounding. */
static bool relax(struct residual *r, size_t a, size_t b, double length)
{
	double d = r->dist[a] + length, size = fabs(r->dist[a]) + fabs(length);

	if (!(d < INFINITY) || (!isinf(r->dist[b]) && !(d < r->dist[b] - EQUAL * (size + fabs(r->dist[b])))))
		return false;
	r->dist[b] = d;
	r->from[b] = a;
	return true;
}

/* The arcs from leaf a; the last node that came nearer, or `last`. */
static size_t relax_leaf(struct residual *r, size_t a, size_t last)
{
	size_t na = r->x->na, base = a - a % na;

	for (size_t b = 0; b < na && !isinf(r->dist[a]); b++)
		if (base + b != a && relax(r, a, base + b, r->length[a * na + b]))
			last = base + b;
	return last;
}

/* Bellman and Ford's method from the distances that are set.  A node whose distance still falls after as many rounds as
 * there are nodes, or their number. */
static size_t shorten(struct residual *r)
{
	const struct tree *t = r->t;
	size_t last = 0, room;

	for (size_t round = 0; round <= t->nodes && last < t->nodes; round++) {
		last = t->nodes;
		for (size_t a = 0; a < t->leaves; a++)
			last = relax_leaf(r, a, last);
		for (size_t v = 0; v < tree_root(t); v++)
			if (relax(r, v, t->up[v], tree_more(t, v, &room)))
				last = t->up[v];
		for (size_t v = tree_root(t); v-- > 0;)
			if (relax(r, t->up[v], v, tree_less(t, v, &room)))
				last = v;
	}
	return last;
}

/* Whether the arc is one of a row. */
static bool of_row(const struct residual *r, size_t a, size_t b)
{
	return a < r->t->leaves && b < r->t->leaves;
}

static double arc_length(const struct residual *r, size_t u, size_t v)
{
	size_t room;

	if (of_row(r, u, v))
		return r->length[u * r->x->na + v % r->x->na];
	return r->t->up[u] == v ? tree_more(r->t, u, &room) : tree_less(r->t, v, &room);
}

/* A node of a cycle that is shorter than nothing; the number of nodes if there is none. */
static size_t find_cycle(struct residual *r)
{
	size_t nodes = r->t->nodes, at, v;
	double sum = 0, size = 0;

	for (v = 0; v < nodes; v++) {
		r->dist[v] = 0;
		r->from[v] = nodes;
	}
	at = shorten(r);
	for (size_t k = 0; k < nodes && at < nodes; k++)
		at = r->from[at];
	if (at == nodes)
		return at;
	v = at;
	do {
		size_t u = r->from[v];
		double length = arc_length(r, u, v);

		sum += length;
		size += fabs(length);
		v = u;
	} while (v != at);
	return sum < -RESIDUAL_TOLERANCE * size ? at : nodes;
}

/* False where a row's rule lets only some of its exchanges on the cycle be made. */
static bool make_cycle(struct residual *r, size_t at)
{
	size_t na = r->x->na, v = at;

	do {
		size_t u = r->from[v], row;

		if (of_row(r, u, v)) {
			row = r->row[u * na + v % na];
			if (!exchange_allowed(r->x, row, u % na, v % na))
				return false;
			exchange_make(r->x, row, u % na, v % na);
			r->load[u]--;
			r->load[v]++;
		}
		v = u;
	} while (v != at);
	return true;
}

int residual_settle(struct residual *r, size_t most, size_t *made, struct err *e)
{
	size_t at;

	for (*made = 0;; ++*made) {
		find_arcs(r);
		at = find_cycle(r);
		if (at == r->t->nodes)
			return ST_OK;
		if (*made == most || !make_cycle(r, at))
			return err_set(e, ST_NUMERIC,
				"the assignment is not proved optimal: after %zu exchanges there is still a better one",
				*made);
	}
}

void residual_from_root(struct residual *r)
{
	for (size_t v = 0; v < r->t->nodes; v++) {
		r->dist[v] = v == tree_root(r->t) ? 0 : INFINITY;
		r->from[v] = r->t->nodes;
	}
	shorten(r);
}
