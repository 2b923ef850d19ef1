/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/tree.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/sum.h"

int tree_init(struct tree *t, size_t leaves, size_t limits, struct err *e)
{
	size_t nodes = leaves + limits + 1;

	*t = (struct tree){.leaves = leaves, .nodes = nodes};
	t->up = mem_alloc(6 * nodes + 1, sizeof *t->up, e);
	if (!t->up)
		return ST_SYSTEM;
	t->soft = mem_alloc(nodes, sizeof *t->soft, e);
	if (!t->soft)
		return ST_SYSTEM;
	t->lo = t->up + nodes;
	t->hi = t->lo + nodes;
	t->flow = t->hi + nodes;
	t->child = t->flow + nodes;
	t->first = t->child + nodes;
	for (size_t v = 0; v < nodes; v++) {
		t->up[v] = nodes - 1;
		t->hi[v] = SIZE_MAX;
		t->soft[v] = INFINITY;
	}
	return ST_OK;
}

void tree_free(struct tree *t)
{
	free(t->up);
	free(t->soft);
	*t = (struct tree){0};
}

void tree_link(struct tree *t)
{
	memset(t->first, 0, (t->nodes + 1) * sizeof *t->first);
	for (size_t v = 0; v < tree_root(t); v++)
		t->first[t->up[v] + 1]++;
	for (size_t v = 0; v < t->nodes; v++)
		t->first[v + 1] += t->first[v];
	for (size_t v = tree_root(t); v-- > 0;)
		t->child[--t->first[t->up[v] + 1]] = v;
	/* now first[v + 1] is where v's begin */
	memmove(t->first, t->first + 1, t->nodes * sizeof *t->first);
	t->first[t->nodes] = t->nodes - 1;
}

void tree_fill(struct tree *t, const size_t *load)
{
	for (size_t v = 0; v < t->nodes; v++)
		t->flow[v] = v < t->leaves ? load[v] : 0;
	for (size_t v = 0; v < tree_root(t); v++)
		t->flow[t->up[v]] += t->flow[v];
}

double tree_more(const struct tree *t, size_t v, size_t *room)
{
	size_t flow = t->flow[v];

	if (flow < t->lo[v] && !isinf(t->soft[v])) {
		*room = t->lo[v] - flow;
		return -t->soft[v];
	}
	*room = flow < t->hi[v] ? t->hi[v] - flow : SIZE_MAX;
	return flow < t->hi[v] ? 0 : t->soft[v];
}

double tree_less(const struct tree *t, size_t v, size_t *room)
{
	size_t flow = t->flow[v];

	if (flow > t->hi[v] && !isinf(t->soft[v])) {
		*room = flow - t->hi[v];
		return -t->soft[v];
	}
	*room = flow > t->lo[v] ? flow - t->lo[v] : flow;
	return flow > t->lo[v] ? 0 : flow ? t->soft[v] : INFINITY;
}

double forest_paid(const struct forest *f, const size_t *count)
{
	struct sum sum = {0};

	for (size_t k = 0; k < f->n; k++) {
		size_t n = count[k];

		if (!isinf(f->price[k]))
			sum_add_product(&sum, f->price[k],
				n > f->hi[k]           ? (double)(n - f->hi[k])
					: n < f->lo[k] ? (double)(f->lo[k] - n)
						       : 0);
	}
	return sum_value(&sum);
}
