/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The network of assign.h while it is solved: a leaf for every class of rows and agent (and "nobody", where rows may have
 * fewer agents than `most`: its readings are the unused places), the tree of limits above them, and of all rows of a class
 * that could change from one agent to another the cheapest ones, in a heap.
 */
#ifndef L2D_GRAPH_H
#define L2D_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "assign/exchange.h"
#include "assign/heap.h"
#include "assign/problem.h"
#include "assign/tree.h"

struct graph {
	const struct assign *p;
	size_t n;  /* rows of this level */
	size_t na; /* agents, with nobody; leaf class * na + agent */
	size_t classes;
	struct exchange x;
	struct tree t;     /* limits and flows at this level */
	size_t *load;      /* [leaves] readings */
	long long *excess; /* [nodes] what comes in less what goes out */
	double *price;     /* [nodes] potentials */
	struct heap *heap; /* [leaves][na] rows that could change from a leaf to an agent, by the cost of it */
	double *depth;     /* [leaves][na] the heap has all rows below this cost */
	bool *stale;       /* [leaves][na] the top of the heap may have gone */
	bool *cut;         /* [leaves][na] the last filling left arcs out */
	double *dist;      /* [nodes] */
	size_t *from;      /* [nodes] predecessor in the tree of shortest paths */
	size_t *reached;   /* [nodes] nodes that have a distance and are not done */
	size_t *path;      /* [nodes] */
	bool *done;        /* [nodes] */
	bool *guess;       /* [nodes] the path ends in an arc of which only a lower bound is known */
	size_t moved;
};

/* slot: the rows' places [n][most]. */
int graph_init(struct graph *w, const struct assign *p, uint32_t *slot, struct err *e);
void graph_free(struct graph *w);

/* The leaf of the row's first agent. */
static inline size_t graph_base(const struct graph *w, size_t row)
{
	return w->p->class ? w->p->class[row] * w->na : 0;
}

/* The level of the first `n` rows, with limits in proportion, rounded outwards. */
void graph_level(struct graph *w, size_t n);

/* Gives every row its cheapest agents at the prices, and the tree the flows that go with them. */
void graph_start(struct graph *w);

size_t graph_excess(const struct graph *w);

#endif
