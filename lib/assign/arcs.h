/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The arcs of the network: heaps that hold only those whose reduced length is small at the present prices, and are
 * refilled, deeper, when a path would need more.
 */
#ifndef L2D_ARCS_H
#define L2D_ARCS_H

#include "assign/graph.h"

/* The reduced length below which there are some sixteen arcs for every reading to be moved, but at least
 * four times `least`; infinite where that is all. */
double arcs_depth(const struct graph *w, double least);

/* Refills the heaps with all arcs whose reduced length is below the depth. */
int arcs_fill(struct graph *w, double depth, struct err *e);

/* The reduced length of the shortest arc from one leaf to another of its class; infinite if there is none; *guess: only
 * known to be at least that. */
double arcs_length(struct graph *w, size_t from, size_t to, bool *guess);

/* Changes the row of the shortest arc between the leaves.  *moved: it still could. */
int arcs_move(struct graph *w, size_t from, size_t to, bool *moved, struct err *e);

#endif
