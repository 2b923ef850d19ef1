/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The columns of a table that training reads, as far as the loss needs them, and a row of it.
 */
#ifndef L2D_TRAIN_COLUMNS_H
#define L2D_TRAIN_COLUMNS_H

#include "cases/cases.h"
#include "csv/pile.h"
#include "table/table_run.h"
#include "train/head.h"
#include "train/loss_options.h"
#include "training/train_data.h"

/* Rows that may be set aside, as the bytes of their ids say (table/part.h): a share of them, or folds. */
struct train_parts {
	double share; /* part 1 is the first part of this share; 0: none */
	size_t folds; /* parts from 1; 0: none */
	size_t seed;
};

bool train_has_parts(const struct train_parts *p);

/* Arrays of the pile: those of struct train_data. */
enum { TRAIN_X, TRAIN_Y, TRAIN_E, TRAIN_C0, TRAIN_W, TRAIN_F, TRAIN_Q, TRAIN_PART, TRAIN_ARRAYS };

struct train_columns {
	struct head *p; /* its loss and setup are set; its names of features and experts get set */
	const struct loss_options *o;
	const struct train_parts *parts;
	size_t id_column; /* where there are parts */
	struct table *t;
	struct cases c;
	struct family feature;
	bool row_costs; /* cost_* are read */
	bool graded;    /* outcomes are */
	bool classes;   /* there are some: the head has a classifier, or is of a frozen one */
	struct quality_scale scale;
	struct pile rows; /* with room for the next one */
};

/* Binds the columns; the fields above id_column are set.  ST_DATA, ST_USAGE. */
int train_columns_start(struct train_columns *r, struct table *t, struct err *e);
void train_columns_free(struct train_columns *r);

/* Reads the next row to the pile's room, where it is not counted yet.  ST_SKIP: it is none; ST_END after the last. */
int train_columns_row(struct train_columns *r, struct err *e);

/* The pile's rows, whose arrays stay the pile's, as data. */
struct train_data train_columns_data(const struct train_columns *r);

/* What labels and answers are by another numbering; NAMES_NONE: an answer that is no class.  Of a table whose classes are open. */
void train_columns_renumber(struct train_columns *r, const size_t *to);

/* The fixed costs [agents->n - 1] of the experts that the options say; agents are "model", then the experts.
 * ST_USAGE. */
int train_costs(const struct strings *costs, const struct names *agents, double *cost, struct err *e);

#endif
