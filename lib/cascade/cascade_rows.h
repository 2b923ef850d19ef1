/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a cascade as its search wants them: ranks for confidences, shares for weights, the budget taken off the
 * costs.
 *
 * The rows are sorted by all that they are, and equal ones are one row: whatever order they came in, the sums of doubles
 * that follow have the same terms in the same order.  Then, for one order of agents at a time, what each stage gains and
 * costs.  A threshold of a stage is a rank 1 .. levels + 1: that many distinct confidences of its agent, and above them all.
 * Memory and time O(n m), radix sorts.
 */
#ifndef L2D_CASCADE_ROWS_H
#define L2D_CASCADE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "cascade/cascade.h"
#include "math/order.h"

struct cascade_table {
	size_t n, m;        /* rows, agents */
	struct arena arena; /* of the arrays */
	double *share;      /* [n] of all weight */
	size_t *row;        /* [n] a row of the cascade */
	double *gain;       /* [n][m] of that row, so that orders are arranged along the memory */
	double *cost;       /* [n][m] */
	uint32_t *rank;     /* [n][m] of the confidence; 0: not available */
	uint32_t *levels;   /* [m] distinct confidences */
	double **level;     /* [m][levels] they, rising */
	bool holes;         /* some agent may not be asked on some row, or not after others */
	double budget;
	const struct cascade *cascade;
};

struct cascade_orders {
	size_t n;
	size_t (*order)[CASCADE_STAGES]; /* [n] agents */
	size_t *stages;                  /* [n] */
	size_t cap[2];
};

void cascade_orders_free(struct cascade_orders *o);
int cascade_orders_add(struct cascade_orders *o, const size_t *order, size_t stages, struct err *e);

/* All orders of m agents, m! of them; where `subsets`, those of every subset too, which else are cascades that stop
 * always at some stage. */
int cascade_orders_all(struct cascade_orders *o, size_t m, bool subsets, struct err *e);

/* The rows in an order of their own, by all that they are. */
int cascade_sort(struct order *o, const struct cascade *c, struct err *e);

/* Keeps c. */
int cascade_table_init(struct cascade_table *t, const struct cascade *c, double budget, struct err *e);
void cascade_table_free(struct cascade_table *t);

struct cascade_amount {
	double gain, cost; /* what was paid, less the budget */
};

static inline void cascade_amount_add(struct cascade_amount *sum, const struct cascade_amount *by)
{
	sum->gain += by->gain;
	sum->cost += by->cost;
}

static inline struct cascade_amount cascade_amount_less(struct cascade_amount a, struct cascade_amount b)
{
	return (struct cascade_amount){a.gain - b.gain, a.cost - b.cost};
}

static inline double cascade_amount_worth(const struct cascade_amount *a, double price)
{
	return a->gain - price * a->cost;
}

struct cascade_rows {
	size_t n, m;                   /* rows, stages */
	const size_t *order;           /* [m] agents */
	struct cascade_amount *amount; /* [n][m] of stopping there, times the row's share of all weight */
	uint32_t *rank; /* [n][m - 1] stops where it is >= the threshold; 0: never, it is not available */
	uint32_t levels[CASCADE_STAGES];     /* [m - 1] distinct confidences */
	const double *level[CASCADE_STAGES]; /* [m - 1][levels] they, rising */
};

/* Room in the arena for any order of the table's agents; check arena_status. */
void cascade_rows_init(struct cascade_rows *r, const struct cascade_table *t, struct arena *a);

/* The rows for an order of m agents, which is kept.  False where on some row none of them may be asked. */
bool cascade_rows_arrange(struct cascade_rows *r, const struct cascade_table *t, const size_t *order, size_t m);

/* The stage where row i stops, of those from `from` on. */
size_t cascade_rows_stop(const struct cascade_rows *r, size_t i, const uint32_t *at, size_t from);

/* A table of so many of the rows, spread over all, in `rows`. */
int cascade_table_sample(
	struct cascade_table *t, struct cascade *rows, const struct cascade_table *from, size_t n, struct err *e);

/* Ranks from a plan for the order at hand. */
void cascade_rows_ranks(const struct cascade_rows *r, const struct cascade_plan *p, uint32_t *at);

/* A plan from ranks; above all confidences is the next double. */
void cascade_rows_plan(const struct cascade_rows *r, const uint32_t *at, struct cascade_plan *p);

#endif
