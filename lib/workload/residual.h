/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Whether an assignment is a cheapest one: it is iff no cycle of exchanges is cheaper than nothing (Ahuja, Magnanti,
 * Orlin, "Network Flows", 1993, theorem 9.1).
 *
 * Nodes are the agents and a sink, in which their counts end; of all rows that could change from a to b the cheapest
 * one is the arc a -> b.  Cycles are found by Bellman and Ford's method from the lengths of the arcs alone, so that no
 * price, however large, hides one.  A cycle counts when it is shorter than zero by more than RESIDUAL_TOLERANCE of
 * the sum of its arcs' absolute lengths.
 *
 * O(n m) for the arcs and usually O(m^2) for the cycles, at worst O(m^3).
 */
#ifndef L2D_RESIDUAL_H
#define L2D_RESIDUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "workload/exchange.h"

/* Each length is a difference of two costs and a path has fewer arcs than there are agents: rounding stays far below. */
#define RESIDUAL_TOLERANCE 1e-12

struct residual {
	struct exchange *x;
	size_t n;              /* rows */
	size_t nodes;          /* agents, with nobody, and the sink, the last one */
	const size_t *lo, *hi; /* [na] limits of the counts */
	size_t *load;          /* [na] counts; changed with the assignment */
	double *length;        /* [nodes][nodes] +inf: no arc */
	size_t *row;           /* [nodes][nodes] the row that an arc stands for */
	double *dist;          /* [nodes] */
	size_t *from;          /* [nodes] predecessor on the shortest path */
};

/* Keeps all but e. */
int residual_init(struct residual *r, struct exchange *x, size_t n, const size_t *lo, const size_t *hi, size_t *load,
	struct err *e);
void residual_free(struct residual *r);

/* Finds the arcs; then, while there is a cycle, makes its exchanges, but not more than `most` times.  *made says how
 * often.  ST_NUMERIC: there is still one. */
int residual_settle(struct residual *r, size_t most, size_t *made, struct err *e);

/* Of the arcs that residual_settle found: dist[v] = the shortest distance from the sink, +inf where there is no way. */
void residual_from_sink(struct residual *r);

#endif
