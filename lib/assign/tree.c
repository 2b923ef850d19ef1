/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "assign/tree.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int tree_init(struct tree *t, size_t leaves, size_t limits, struct err *e)
{
	size_t nodes = leaves + limits + 1;

	*t = (struct tree){.leaves = leaves, .nodes = nodes};
	t->up = mem_alloc(6 * nodes + 1, sizeof *t->up, e);
	if (!t->up)
		return ST_SYSTEM;
	t->lo = t->up + nodes;
	t->hi = t->lo + nodes;
	t->flow = t->hi + nodes;
	t->child = t->flow + nodes;
	t->first = t->child + nodes;
	for (size_t v = 0; v < nodes; v++) {
		t->up[v] = nodes - 1;
		t->hi[v] = SIZE_MAX;
	}
	return ST_OK;
}

void tree_free(struct tree *t)
{
	free(t->up);
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
