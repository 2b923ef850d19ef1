/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a table as a threshold reads them.
 *
 * Where several readers decided a row (decide/readings.h) they stand in the expert's place: the first expert among them is
 * the only one that may be asked, its answer is their combination, or that of the column answer, and its cost the sum of
 * their prices.  A row that the model read alone has its experts.
 */
#ifndef L2D_THRESHOLD_INPUT_H
#define L2D_THRESHOLD_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "decide/explore.h"
#include "decide/readings.h"
#include "decide/region.h"
#include "cases/cases.h"
#include "threshold/threshold.h"

struct threshold_input {
	struct cases c;
	struct readings readings;
	size_t answer_column;        /* beside readings: what they say together; NAMES_NONE where absent */
	size_t score_column;         /* NAMES_NONE but for the rule score */
	const struct region *region; /* NULL but for the rule region */
	size_t region_column[2];
	struct explore explore;
	struct explored explored; /* of the current row */
	double *conf;             /* [1 + experts] */
	struct rule_row row;      /* the current one */
	struct rule_row seen;     /* the same as the threshold sees it */
	bool steady;              /* that is of all rows the same, but for the probabilities, */
	bool settled;             /* and is there */
};

/* What fixes a rule and how it reads. */
struct threshold_options {
	int rule;                    /* enum rule */
	const struct region *region; /* of the rule region, which keeps it */
	bool renormalize;
	double cost;                    /* of asking any expert; NaN: the columns */
	double threshold;               /* unless it is tuned */
	struct explore_options explore; /* its seed is the coin's, too */
	struct ambiguity ambiguity;
	struct strings accuracy; /* "NAME=A": the constant confidence of an expert, A in [0, 1] */
};

/* The threshold of the options; rejects: deferring a row is to reject it, no expert is there.  ST_USAGE as below. */
int threshold_of_options(struct threshold *p, const struct threshold_options *o, const struct names *classes,
	const struct names *experts, bool rejects, struct err *e);

/* What a state rests on (summary/state.h): the rule with its constants, and how the table is read. */
int threshold_sign(
	struct buf *signature, const struct threshold_options *o, const struct table_options *table, struct err *e);

/* Binds the columns that the rule reads, and makes a threshold for the table's classes and experts; `need` are further flags
 * of cases.h.  ST_DATA names what is absent, ST_USAGE what is wrong in a constant.  Both are to be freed whatever comes of it. */
int threshold_input_open(struct threshold_input *t, struct threshold *p, struct table *table,
	const struct threshold_options *o, unsigned need, struct err *e);
void threshold_input_free(struct threshold_input *t);

/* Whether the table's record of a decision is one that the threshold may take the place of; fit: it is not written.  ST_DATA. */
int threshold_input_check_record(const struct threshold_input *t, bool fit, struct err *e);

/* Whether agent, by a decision about the current row of readings, stands for a group of readers. */
bool threshold_input_group(const struct threshold_input *t, size_t agent);

/* The next row.  ST_END after the last. */
int threshold_input_next(struct threshold_input *t, struct err *e);

/* The next row, which t->seen is as the threshold sees it, and its choice. */
int threshold_input_choose(struct threshold_input *t, struct threshold *p, struct threshold_choice *c, struct err *e);

#endif
