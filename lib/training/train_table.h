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
 *
 * Of several processes (parallel/peers.h) each reads its part of the files, and keeps the rows that its part of the fit needs.
 */
#ifndef L2D_TRAIN_TABLE_H
#define L2D_TRAIN_TABLE_H

#include "network/fit_options.h"
#include "training/train_columns.h"

struct train_reading {
	const struct loss_options
		*loss; /* costs: "C" or "NAME=C"; without any, the columns cost_*, less cost_model; if these are the
	                                   * same in every row, they are fixed costs */
	const struct train_parts *parts;
	enum fit_method method; /* of the fit, and the map of p, which is not made yet: */
	enum feature_map_kind map;
	size_t mapped;
	size_t jobs;
	bool whole;  /* the fit goes over all rows in every process */
	bool stream; /* the rows are not kept: the fit reads them (training/train_stream.h) */
};

/* Reads the table into d, and sets p's names, cost and scale; p->loss, setup and hidden layers are set.
 * Memory: d, and as csv/pile.h says; with `stream` as training/train_stream.h says.  ST_DATA, ST_USAGE (costs, jobs, a file that is read
 * once). */
int train_read(struct head *p, struct train_data *d, const struct table_run *run, const struct train_reading *o,
	struct err *e);

#endif
