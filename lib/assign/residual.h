/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Whether an assignment is a cheapest one: it is iff no cycle of exchanges is cheaper than nothing (Ahuja, Magnanti,
 * Orlin, "Network Flows", 1993, theorem 9.1).
 *
 * Nodes are those of the tree of limits, the leaves for each class of rows and agent; of all rows that could change from a
 * to b the cheapest one is the arc a -> b.  Cycles are found by Bellman and Ford's method from the lengths of the arcs alone, so that no
 * price, however large, hides one.  A cycle counts when it is shorter than zero by more than RESIDUAL_TOLERANCE of
 * the sum of its arcs' absolute lengths.
 *
 * O(n m) for the arcs and usually O(a) for the cycles, at worst O(a v), of a = classes m^2 arcs and v nodes.
 */
#ifndef L2D_RESIDUAL_H
#define L2D_RESIDUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "assign/exchange.h"
#include "assign/tree.h"

/* Each length is a difference of two costs and a path has fewer arcs than there are agents: rounding stays far below. */
#define RESIDUAL_TOLERANCE 1e-12

struct residual {
	struct exchange *x;
	size_t n;              /* rows */
	const uint32_t *class; /* [n] NULL: one */
	struct tree *t;        /* limits; its flows are the loads' */
	size_t *load;          /* [leaves] counts; changed with the assignment */
	double *length;        /* [leaves][na] from a leaf to an agent, +inf: no arc */
	size_t *row;           /* [leaves][na] the row that an arc stands for */
	double *dist;          /* [nodes] */
	size_t *from;          /* [nodes] predecessor on the shortest path, the number of nodes: none */
};

/* Keeps all but e. */
int residual_init(struct residual *r, struct exchange *x, size_t n, const uint32_t *class, struct tree *t, size_t *load,
	struct err *e);
void residual_free(struct residual *r);

/* Finds the arcs; then, while there is a cycle, makes its exchanges, but not more than `most` times.  *made says how
 * often.  ST_NUMERIC: there is still one. */
int residual_settle(struct residual *r, size_t most, size_t *made, struct err *e);

/* Of the arcs that residual_settle found: dist[v] = the shortest distance from the root, +inf where there is no way. */
void residual_from_root(struct residual *r);

#endif
