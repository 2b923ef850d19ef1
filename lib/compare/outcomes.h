/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What several systems did on the same rows, joined by the rows' ids.  A system is a way of deciding: a table with a decision
 * record, or some columns of one, or the agent who answers every row by itself.
 *
 * Once joined, rows stand in the order of their ids' bytes, so that what is computed in that order does not depend on
 * the order of the tables; rows without weight are gone.  Weights are whole numbers of their common measure where they have one
 * (math/unit.h), else divided by the largest.
 *
 * Memory: about 130 bytes a row and system, and some 120 a row with its id.
 */
#ifndef L2D_OUTCOMES_H
#define L2D_OUTCOMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/names.h"
#include "cases/class_use.h"
#include "summary/groups.h"

/* Where a row stood. */
struct place {
	const char *file; /* NULL: nowhere */
	size_t line;
};

/* An answer to a row. */
enum score_answer { SCORE_NONE, SCORE_WRONG, SCORE_RIGHT };

/* A system on a row.  Numbers are NaN where there is nothing to have one. */
struct outcome {
	struct place place;
	enum score_answer model; /* what the model alone would have answered */
	bool kept;               /* the model alone answered */
	double cost;
	double brier, nll; /* of the model's probabilities: sum over classes of (p - [y])^2, -log p_y */
	double score;      /* of deferral: the higher, the earlier deferred */
	double quality; /* of the system's answer: 1 or 0 as it is right or not, or what quality_* or minus loss_* say */
	double alone;   /* the same of what the model alone would have answered */
	double value;   /* of a table of trials: the column's */
	double positive; /* the system's score of the positive class: the model's probability, or 0 or 1 of who was asked */
};

struct system {
	unsigned has;        /* bits of enum measure_kind: what its columns tell */
	struct outcome *row; /* [rows of the first table] */
	size_t cap;
	struct names classes; /* in a part of the rows: those that turned up in its table, and where */
	struct class_uses uses;
	size_t file; /* in a table of trials: its place among the files; 0 where a column names it */
};

/* What is the same for every system. */
struct joined_row {
	double weight;
	size_t label;   /* among the labels; NAMES_NONE without them */
	bool event;     /* the label is the positive class */
	bool dropped;   /* --na-action skip: some system lacks a cell */
	uint64_t key;   /* of its draws: of its id, or its cluster's name */
	size_t cluster; /* number of it, 0 .. in order of the rows */
	size_t group;   /* among the groups */
};

struct outcomes {
	struct names id, label, cluster;
	struct groups groups;
	struct joined_row *row; /* [n] */
	size_t cap;
	struct names name;     /* of the systems */
	struct system *system; /* [name] */
	size_t system_cap;     /* where systems turn up as rows are read */
	bool clustered;        /* rows share clusters */
	bool graded;           /* quality is of quality_* or loss_* */
	bool chosen;           /* the last system is the best constant, */
	double lambda;         /* at this price; NaN: at none */
	/* Once joined. */
	size_t n;
	size_t *order; /* [n] places in row and system.row, in the order of ids */
	bool whole;    /* weights are whole numbers */
};

void outcomes_free(struct outcomes *o);

/* Room for the systems that there are and for n rows. */
int outcomes_reserve(struct outcomes *o, size_t n, struct err *e);

/* After the last row of every system: ST_DATA for a row of the first system that another lacks. */
int outcomes_join(struct outcomes *o, struct err *e);
/* Then, of all rows that there are: their weights as whole numbers, or in [0, 1]. */
int outcomes_scale(struct outcomes *o, struct err *e);

/* The i-th row in the order of ids, and what a system did there. */
static inline const struct joined_row *outcomes_row(const struct outcomes *o, size_t i)
{
	return &o->row[o->order[i]];
}

static inline const struct outcome *outcomes_of(const struct outcomes *o, size_t system, size_t i)
{
	return &o->system[system].row[o->order[i]];
}

#endif
