/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Measures of a router between a weak and a strong agent that ranks rows: its curve has a point for every threshold of its
 * score, with the share of rows that go to the strong agent, the mean cost and the mean quality.
 *
 *   APGR  the area between the curve and the weak agent's quality over that between the two agents' (Ong et al. 2024,
 *         "RouteLLM"), trapezoids over the share, from the first share to the last
 *   CPT   the share of strong calls at which a part p of the difference between the two agents is made good, by linear
 *         interpolation; a curve that falls somewhere has no such share
 *   AIQ   the area under the non-decreasing hull of (cost, quality) over the largest cost of the hull, as RouterBench's
 *         code has it, or over its range of costs, as the paper has it (Hu et al. 2024); several routers have one range, of
 *         the least cost and the largest one of all
 */
#ifndef L2D_ROUTER_CURVE_H
#define L2D_ROUTER_CURVE_H

#include <stdbool.h>
#include <stddef.h>

struct router_point {
	double share, cost, quality;
};

/* weak, strong: the agents' qualities.  NaN where they are equal. */
double router_apgr(const struct router_point *p, size_t n, double weak, double strong);

/* Where the quality falls; n where it never does. */
size_t router_falls(const struct router_point *p, size_t n);

/* Of a curve that does not fall; before its first point and beyond its last one the share stays. */
double router_cpt(const struct router_point *p, size_t n, double part, double weak, double strong);

/* Reduces the points, which are by rising x, to their upper concave hull, as far as it rises; x: the share, or the cost.  Returns
 * how many are left.  O(n). */
size_t router_hull(struct router_point *p, size_t n, bool by_cost);

/* The costs over which several routers are compared, hi above lo. */
struct router_range {
	double lo, hi;
};

/* Sorts the points by cost, reduces them to the hull and sets both areas; NaN where there is nothing to divide by.  common NULL: from
 * the hull's first cost to its last one.  Beyond its end a hull goes on at its height; before its beginning nothing is had for
 * the money. */
void router_aiq(struct router_point *p, size_t n, const struct router_range *common, double *code, double *paper);

/* RouterArena's score of an accuracy and of what 1,000 queries cost: a harmonic mean, weighted .1 to 1, of the accuracy and of the
 * logarithmic place of the cost between 200 and .0044 dollars; times 100.  NaN for a cost of 0 or less. */
double router_arena(double accuracy, double dollars);

#endif
