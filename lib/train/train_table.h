/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The table of a training run: features, labels, experts' answers, costs, weights, and a frozen classifier's
 * logits, as far as the loss needs them.
 *
 * Classes are those of p_* (or z_*) where the table has them, in header order.  Else they are the labels that
 * occur, sorted as numbers if all are numbers, else by bytes, so that the order of rows does not matter; an
 * expert's answer that is none of them is a wrong answer.
 *
 * Where the table has qualities, and the loss takes graded outcomes, they go before answers, on the scale of train/quality_scale.h.
 * A label is needed where a classifier is trained: confidence without one trains the experts' part alone.  A frozen classifier is
 * judged by quality_model, rows without which are no rows.
 */
#ifndef L2D_TRAIN_TABLE_H
#define L2D_TRAIN_TABLE_H

#include "base/opt.h"
#include "table/table_run.h"
#include "train/loss_options.h"
#include "train/train.h"

/* Rows that may be set aside, as the bytes of their ids say (table/part.h): a share of them, or folds. */
struct train_parts {
	double share; /* part 1 is the first part of this share; 0: none */
	size_t folds; /* parts from 1; 0: none */
	size_t seed;
};

/* Reads the table into d, and sets p's names, cost and scale; p->loss and setup are set.  o->costs: "C" or "NAME=C"; without
 * any, the columns cost_*, less cost_model; if these are the same in every row, they are fixed costs.
 * Memory: d, and as csv/pile.h says.  ST_DATA, ST_USAGE (costs, jobs). */
int train_read(struct head *p, struct train_data *d, const struct table_run *table, const struct loss_options *o,
	const struct train_parts *parts, struct err *e);

/* The fixed costs [agents->n - 1] of the experts that the options say; agents are "model", then the experts.
 * ST_USAGE. */
int train_costs(const struct strings *costs, const struct names *agents, double *cost, struct err *e);

#endif
