/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What must be known of all scored rows before the first block of them can be used (rank/scored_runs.h): their number, the unit of
 * weights, which costs differ, and the sums over all of them, with which a curve begins.  Exact, so that totals of parts merge.
 *
 * The unit of weights is that of all rows, and not known before: sums are kept by weight, of up to TOTALS_WEIGHTS of them.  Of more
 * sums are not kept; then they take a pass over the rows.  Weights themselves are kept as long as they may have a common measure
 * (math/unit.h): where RUNS_WEIGHTS have none, more of them have none.
 *
 * Memory: 40 bytes a weight, some 2 kB each where outcomes are graded or the model has a price, and 100 for its name.
 */
#ifndef L2D_SCORED_TOTALS_H
#define L2D_SCORED_TOTALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/names.h"
#include "math/sum.h"
#include "rank/scored_rows.h"
#include "summary/state.h"

enum { TOTALS_WEIGHTS = 64, RUNS_WEIGHTS = 1 << 18 };

struct weight_total;

struct scored_totals {
	size_t n;                  /* rows */
	struct names weight;       /* the bytes of every weight */
	struct weight_total *each; /* [weight.n] unless there are too many */
	size_t cap;
	bool many;    /* sums are not kept */
	bool no_unit; /* nor are weights */
	bool beyond;  /* as in scored_rows */
	double most_weight, most_cost;
	double cost[2]; /* the first one of the model's and of the expert's */
	bool cost_varies[2];
	uint64_t tag; /* the sum of hashes of the rows */
};

void scored_totals_free(struct scored_totals *t);
/* Adds rows that are not sorted to units yet; those of another one. */
int scored_totals_add(struct scored_totals *t, const struct scored_rows *rows, struct err *e);
int scored_totals_merge(struct scored_totals *t, const struct scored_totals *other, struct err *e);

/* The unit of all weights, or 0. */
int scored_totals_unit(const struct scored_totals *t, double *unit, struct err *e);

/* Exact sums over rows, with which a curve begins: of weights, of weights of rows of known outcome, of outcomes and of the model's
 * costs by weight. */
struct total_sums {
	struct sum weight, known, right, cost;
};

void total_sums_add(struct total_sums *s, const struct scored_row *r);
/* Of sorted rows. */
void total_sums_of_rows(struct total_sums *s, const struct scored_rows *t);

/* Over all rows, in the units of scored_weight and scored_cost_unit; unless there are too many weights. */
void scored_totals_sums(const struct scored_totals *t, double unit, int power, int cost_unit, struct total_sums *s);

/* In a state: the items run (the rows as the place), run_tag, and of every weight, the place, run_weight, run_graded and run_cost.
 * Behind the rows run_tag once more, as run_end. */
int scored_totals_write(const struct scored_totals *t, struct state_out *o, struct err *e);
int scored_totals_write_end(const struct scored_totals *t, struct state_out *o, struct err *e);
/* Takes the item, of one state; *taken is false where it is none that goes before the rows. */
int scored_totals_read(struct scored_totals *t, struct state_item *i, bool *taken, struct err *e);
/* Whether it is one of all these, for whoever adds the rows themselves; *end: run_end. */
bool scored_totals_is(struct state_item *i, bool *end);
/* What run_end is in a file, from the comma before it to the end of its line. */
int scored_totals_last(const struct scored_totals *t, struct buf *line, struct err *e);

#endif
