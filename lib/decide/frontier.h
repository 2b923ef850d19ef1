/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What choosing agents costs and yields, over all exchange rates between cost and confidence.
 *
 * The policy at rate lambda sends every row to the agent with the largest conf - lambda cost.  As lambda
 * falls from infinity to zero a row walks along the upper concave hull of its agents in the (cost, conf)
 * plane, from the cheapest one to the most confident one, and changes at the slopes of the hull.  All
 * rows' slopes, sorted, are the breakpoints of the frontier: between two of them no row changes.  So the
 * whole range is found exactly, in O(n m^2 + steps log steps) time and O(steps) memory, at most n (m - 1)
 * steps.  Sums are exact: the rows' order does not matter.
 */
#ifndef L2D_FRONTIER_H
#define L2D_FRONTIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "math/order.h"
#include "math/sum.h"

/* What one agent would do with one row. */
struct outcome {
	double cost;
	double conf;  /* probability of being right; NaN: the agent may not be asked */
	double right; /* 1 or 0, or its quality; NaN where it is not known */
};

/* Weighted sums over rows. */
struct spending {
	struct sum weight, cost, conf, right, scored; /* scored: weight of the rows where right is known */
};

struct spending_result {
	double cost, conf; /* means */
	double accuracy;   /* mean over the scored rows, NaN without any */
};

void spending_add(struct spending *s, const struct outcome *o, double weight);
void spending_merge(struct spending *s, const struct spending *other);
struct spending_result spending_result(const struct spending *s);

/* What an oracle would ask: of the agents of the best outcome the cheapest.  unknown: what an outcome that nobody knows counts
 * as; 0 where there are labels, so that where none is right the cheapest is wrong, also without an answer, and -infinity
 * where there are qualities.  False, and nothing is set, where of no agent that may be asked the outcome is known. */
bool outcome_oracle(const struct outcome *o, size_t n, double unknown, struct outcome *asked);

/* The upper concave hull of points (x, y): sets hull[0..] to the indices of its vertices from the cheapest
 * to the best, of equal points the first.  Random mixing of policies reaches the hull of their points.
 * O(n^2). */
size_t frontier_hull(const double *x, const double *y, size_t n, size_t *hull);

struct frontier_step {
	struct outcome from, to;
	double weight;
	uint64_t key; /* of the row, where whoever added it has set one */
	bool first; /* where both are equally good, and others between them, no more expensive one goes before `from` */
};

struct frontier {
	struct spending at;         /* of the policy that frontier_next tells */
	struct outcome begun;       /* the cheapest agent of the row added last; conf is NaN where none may answer */
	struct frontier_step *step; /* [n] */
	size_t n, cap;
	struct order order; /* steps by falling lambda */
	size_t next;
	bool started;
	struct spending free;          /* without a price: the most confident agents, the first of equals */
	struct spending_result chosen; /* of the policy that frontier_budget found */
	struct spending_result beyond; /* of the next one, where there is one */
	double middle;                 /* a rate of it, far from both ends */
};

struct frontier_point {
	double low, high; /* the policy is the best one for low < lambda < high */
	struct spending_result mean;
};

void frontier_free(struct frontier *f);
/* o: [n] agents; a row that none may answer, or of weight 0, is left out. */
int frontier_add(struct frontier *f, const struct outcome *o, size_t n, double weight, struct err *e);

/* Adds what the other took; both before they are sorted. */
int frontier_merge(struct frontier *f, const struct frontier *other, struct err *e);

/* After the last row: puts the steps in order. */
int frontier_sort(struct frontier *f, struct err *e);
/* The points from the cheapest policy to the most confident one; false after the last.  The steps taken are those before
 * f->next. */
bool frontier_next(struct frontier *f, struct frontier_point *p);
/* The i-th step in order. */
const struct frontier_step *frontier_step(const struct frontier *f, size_t i);

/* A rate whose policy costs at most `budget` a row on average, and as much of it as is possible without
 * separating rows that change together: the middle of its range, so that no rounding decides.  ST_NUMERIC when the cheapest
 * agents already cost more. */
int frontier_budget(struct frontier *f, double budget, double *lambda, struct err *e);

/* The same with the smallest rate of that policy (0 where everything is affordable), and what comes next: moving the share *part of the rows that change between the rates *lambda
 * and *next to what they do at *next spends the whole budget.  *part is 0 when everything is affordable. */
int frontier_budget_exact(struct frontier *f, double budget, double *lambda, double *next, double *part, struct err *e);

#endif
