/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/residual.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

/* Sums along two paths that differ by less, relative to what is summed, are equal. */
#define EQUAL 1e-13

int residual_init(struct residual *r, struct exchange *x, size_t n, const size_t *lo, const size_t *hi, size_t *load,
	struct err *e)
{
	size_t nodes = x->na + 1;

	*r = (struct residual){.x = x, .n = n, .nodes = nodes, .lo = lo, .hi = hi, .load = load};
	r->length = mem_alloc(nodes * nodes + nodes, sizeof *r->length, e);
	r->row = mem_alloc(nodes * nodes + nodes, sizeof *r->row, e);
	if (!r->length || !r->row)
		return ST_SYSTEM;
	r->dist = r->length + nodes * nodes;
	r->from = r->row + nodes * nodes;
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
	size_t nodes = r->nodes, sink = nodes - 1;

	for (size_t k = 0; k < nodes * nodes; k++)
		r->length[k] = INFINITY;
	for (size_t a = 0; a < sink; a++) {
		if (r->load[a] < r->hi[a])
			r->length[a * nodes + sink] = 0;
		if (r->load[a] > r->lo[a])
			r->length[sink * nodes + a] = 0;
	}
	for (size_t i = 0; i < r->n; i++) {
		size_t n = exchange_arcs(r->x, i);

		for (size_t j = 0; j < n; j++) {
			const struct exchange_arc *arc = &r->x->arc[j];
			size_t k = arc->from * nodes + arc->to;

			if (arc->change < r->length[k]) {
				r->length[k] = arc->change;
				r->row[k] = i;
			}
		}
	}
}

/* Whether the way to b through a is shorter, beyond rounding. */
static bool relax(struct residual *r, size_t a, size_t b)
{
	double length = r->length[a * r->nodes + b], d = r->dist[a] + length;
	double size = fabs(r->dist[a]) + fabs(length);

	if (!(d < INFINITY) || (!isinf(r->dist[b]) && !(d < r->dist[b] - EQUAL * (size + fabs(r->dist[b])))))
		return false;
	r->dist[b] = d;
	r->from[b] = a;
	return true;
}

/* Bellman and Ford's method from the distances that are set.  A node whose distance still falls after as many rounds as
 * there are nodes, or their number. */
static size_t shorten(struct residual *r)
{
	size_t last = 0;

	for (size_t round = 0; round <= r->nodes && last < r->nodes; round++) {
		last = r->nodes;
		for (size_t a = 0; a < r->nodes; a++)
			for (size_t b = 0; b < r->nodes; b++)
				if (a != b && relax(r, a, b))
					last = b;
	}
	return last;
}

/* A node of a cycle that is shorter than nothing; the number of nodes if there is none. */
static size_t find_cycle(struct residual *r)
{
	double sum = 0, size = 0;
	size_t at, v;

	for (v = 0; v < r->nodes; v++) {
		r->dist[v] = 0;
		r->from[v] = r->nodes;
	}
	at = shorten(r);
	for (size_t k = 0; k < r->nodes && at < r->nodes; k++)
		at = r->from[at];
	if (at == r->nodes)
		return at;
	v = at;
	do {
		double length = r->length[r->from[v] * r->nodes + v];

		sum += length;
		size += fabs(length);
		v = r->from[v];
	} while (v != at);
	return sum < -RESIDUAL_TOLERANCE * size ? at : r->nodes;
}

static void make_cycle(struct residual *r, size_t at)
{
	size_t sink = r->nodes - 1, v = at;

	do {
		size_t u = r->from[v];

		if (u != sink && v != sink) {
			exchange_make(r->x, r->row[u * r->nodes + v], u, v);
			r->load[u]--;
			r->load[v]++;
		}
		v = u;
	} while (v != at);
}

int residual_settle(struct residual *r, size_t most, size_t *made, struct err *e)
{
	size_t at;

	for (*made = 0;; ++*made) {
		find_arcs(r);
		at = find_cycle(r);
		if (at == r->nodes)
			return ST_OK;
		if (*made == most)
			return err_set(e, ST_NUMERIC,
				"the assignment is not proved optimal: after %zu exchanges there is still a better one",
				most);
		make_cycle(r, at);
	}
}

void residual_from_sink(struct residual *r)
{
	for (size_t v = 0; v < r->nodes; v++) {
		r->dist[v] = v + 1 == r->nodes ? 0 : INFINITY;
		r->from[v] = r->nodes;
	}
	shorten(r);
}
