/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Limits that nest, as a tree: its leaves are where readings end, each other node is a limit on the sum of what is below
 * it, and the root takes everything.  The flow of a node, from it to the node above, is the number of readings below.
 * Beyond soft limits every unit has a price: the cost of a flow is convex, of slopes -price, 0 and price.
 */
#ifndef L2D_TREE_H
#define L2D_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "assign/problem.h"
#include "base/err.h"

struct tree {
	size_t leaves,
		nodes;   /* leaves come first; a node's number is below that of the node above; the root is the last */
	size_t *up;      /* [nodes] the node above; of the root itself */
	size_t *lo, *hi; /* [nodes] limits of the flow */
	size_t *flow;    /* [nodes] */
	double *soft;    /* [nodes] what each unit beyond the limits costs; infinite: there are none */
	size_t *first;   /* [nodes + 1] node v has the children child[first[v]] to child[first[v + 1] - 1] */
	size_t *child;   /* [nodes] */
};

/* All nodes below the root, without limits. */
int tree_init(struct tree *t, size_t leaves, size_t limits, struct err *e);
void tree_free(struct tree *t);

/* Once `up` is set. */
void tree_link(struct tree *t);

/* Flows that the loads [leaves] make. */
void tree_fill(struct tree *t, const size_t *load);

/* What one unit more of the node's flow costs, or one less, infinite where there can be none; *room: how many at that. */
double tree_more(const struct tree *t, size_t v, size_t *room);
double tree_less(const struct tree *t, size_t v, size_t *room);

/* What the limits' counts [n] cost. */
double forest_paid(const struct forest *f, const size_t *count);

static inline size_t tree_root(const struct tree *t)
{
	return t->nodes - 1;
}

#endif
