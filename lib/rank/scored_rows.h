/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What everything that ranks is computed from: one compact record a row (score, outcome, weight,
 * prices), sorted once by score and then read in tie blocks, so that no result depends on the order
 * of rows.  Sums over a block are exact.
 *
 * Rows without weight are left out.  Sorting takes a common factor out of the weights: where they have a common measure
 * (math/unit.h) they become whole numbers of it, whose sums are exact, else they are divided by a power of two.  So a row of
 * weight 2 is two rows of weight 1, a factor changes nothing, and no sum overflows.
 *
 * An outcome is a number: 1 or 0 as the answer is right or not, or its quality, in the unit of the table.
 *
 * Memory: 16 bytes a row and as much again while sorting; 8 more for weights, for each kind of price, for p and for each kind of
 * outcome that is neither 0 nor 1, as soon as two of them differ; 8 more for keys, where the bootstrap draws rows, and 8 for keys of outcomes that differ from these.
 */
#ifndef L2D_SCORED_ROWS_H
#define L2D_SCORED_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "math/order.h"
#include "rank/scored_block.h"
#include "summary/state.h"

/* A column that costs nothing while all its values are equal. */
struct varying {
	double first;
	double *v; /* [rows], NULL while all are equal to first */
	size_t cap;
};

/* Keys by which rows are drawn (inference/draws.h); they cost nothing while all are 0. */
struct row_key_list {
	uint64_t *v; /* [rows], NULL while all are 0 */
	size_t cap;
};

struct scored_rows {
	struct order order;
	struct varying weight;
	struct varying model_cost, expert_cost, p;
	struct varying right, expert_right; /* outcomes that are neither 0 nor 1, else 0 */
	bool beyond; /* some outcome is not in [0, 1]: 1 - outcome is no risk, unless the caller knows better (noise/label_noise.h) */
	struct row_key_list key, outcome_key; /* the latter is 0 where the row's two keys are one */
	bool whole;                           /* once sorted: weights are whole numbers */
	int cost_unit;                        /* once sorted: costs are in 2^cost_unit */
};

/* The low bits of an order_row's item are the row's outcome, the others its place in the columns that vary. */
enum { SCORED_OUTCOMES = 16, SCORED_OUTCOME_BITS = 4 };

void scored_rows_free(struct scored_rows *t);
int scored_rows_add(struct scored_rows *t, const struct scored_row *r, struct err *e);
int scored_rows_merge(struct scored_rows *t, const struct scored_rows *other, struct err *e);

/* Before sorting: parts row0 ... row9, rowa ... (1: right, 2: the expert answered, 4: the expert is right, 8: the model's outcome
 * is unknown) with the score as the place and weight, model_cost, expert_cost, p as the value, and the halves of both keys,
 * and what outcomes are that are neither 0 nor 1. */
int scored_rows_write(const struct scored_rows *t, struct state_out *o, struct err *e);
int scored_row_write(const struct scored_row *r, struct state_out *o, struct err *e);
/* Whether the item is a row; it is one that may be added unless i->wrong is set. */
bool scored_row_read(struct scored_row *r, struct state_item *i);
/* Adds the row; *taken is false when the item is none. */
int scored_rows_read(struct scored_rows *t, struct state_item *i, bool *taken, struct err *e);

/* The i-th row, in the order of adding until scored_rows_sort. */
struct scored_row scored_row(const struct scored_rows *t, size_t i);

/* Sorts ascending by score, with order.jobs threads; see above for what becomes of weights and costs. */
int scored_rows_sort(struct scored_rows *t, struct err *e);
/* The same for n of them, whose weights become numbers of one measure. */
int scored_rows_sort_together(struct scored_rows *const *t, size_t n, struct err *e);

/* What the two above make of weights and costs, for rows that are sorted elsewhere (rank/scored_runs.h): a weight in its unit, or
 * where that is 0 in 2^power, the power being that of the largest weight; the cost_unit of costs whose largest magnitude is `most`. */
int scored_weight_power(double most);
double scored_weight(double w, double unit, int power);
/* ST_DATA where w is so small beside the largest that, as it was scaled, it has no bits left or fewer than before. */
int scored_weight_check(double w, double scaled, struct err *e);
int scored_cost_unit(double most);
double scored_rows_largest_cost(const struct scored_rows *t);

/* Whether all outcomes are 0 or 1. */
bool scored_rows_binary(const struct scored_rows *t);

/* The block at *at (0 to begin with) of sorted rows; moves *at behind it.  False at the end. */
bool scored_rows_next(const struct scored_rows *t, size_t *at, struct scored_block *b);

/* Whether all rows weigh and cost the same and outcomes are 0 or 1, so that a block is a count of each outcome; all rows as a block. */
bool scored_rows_alike(const struct scored_rows *t);
struct scored_block scored_rows_count(const struct scored_rows *t);

#endif
