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
#include "decide/readings.h"
#include "table/cases.h"
#include "threshold/threshold.h"

struct threshold_input {
	struct cases c;
	struct readings readings;
	size_t answer_column; /* beside readings: what they say together; NAMES_NONE where absent */
	size_t score_column;  /* NAMES_NONE but for the rule score */
	double *conf;         /* [1 + experts] */
	struct rule_row row;  /* the current one */
};

/* Binds the columns that the rule reads; `need` are further flags of cases.h.  ST_DATA names what is
 * absent. */
int threshold_input_init(
	struct threshold_input *t, struct table *table, enum rule rule, unsigned need, bool renormalize, struct err *e);
void threshold_input_free(struct threshold_input *t);

/* A threshold for the table's classes and experts. */
int threshold_input_rule(const struct threshold_input *t, enum rule rule, struct threshold *p, struct err *e);

/* The constant confidences that the options "NAME=A" say, A in [0, 1].  ST_USAGE. */
int threshold_constants(
	const struct threshold_input *t, struct threshold *p, const struct strings *options, struct err *e);

/* Every expert has what the threshold's rule needs, from a column or as a constant. */
int threshold_input_check(const struct threshold_input *t, const struct threshold *p, struct err *e);

/* Whether agent, by a decision about the current row of readings, stands for a group of readers. */
bool threshold_input_group(const struct threshold_input *t, size_t agent);

/* The next row.  ST_END after the last. */
int threshold_input_next(struct threshold_input *t, struct err *e);

/* The next row as the threshold sees it, and its choice. */
int threshold_input_choose(
	struct threshold_input *t, struct threshold *p, struct rule_row *r, struct threshold_choice *c, struct err *e);

#endif
