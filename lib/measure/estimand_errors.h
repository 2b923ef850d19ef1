/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How well the confidences of an estimand fit its events: an accumulator of the rows that an estimand reads, with a
 * calibration error for every member.
 *
 * Memory: a calibration error's a member.
 */
#ifndef L2D_ESTIMAND_ERRORS_H
#define L2D_ESTIMAND_ERRORS_H

#include <stdbool.h>
#include <stddef.h>

#include "measure/calibration_error.h"
#include "measure/estimand.h"
#include "measure/proper.h"
#include "rank/vector_rows.h"
#include "summary/summary.h"

/* Rows of kind top whose logarithms are taken, and scores added, at once. */
enum { ESTIMAND_SCORES = 64 };

struct estimand_scores {
	size_t n;
	double label[ESTIMAND_SCORES]; /* the label's probability */
	double class_brier[ESTIMAND_SCORES];
	double top[ESTIMAND_SCORES]; /* what the largest one gave to what happened */
	double top_brier[ESTIMAND_SCORES];
	double weight[ESTIMAND_SCORES];
};

struct estimand_errors {
	const struct calibration_error_options *opt;
	struct calibration_error *part; /* [n] of the members */
	size_t n, cap;
	struct proper classes;         /* the whole distribution over classes: top, class, binary */
	struct estimand_scores scores; /* still to be added */
	struct vector_rows vectors;    /* of kind vector, which has no parts */
};

/* Empty, with a part for every member of s.  Keeps opt.  To be freed whatever comes of it. */
int estimand_errors_init(struct estimand_errors *x, const struct estimand *s,
	const struct calibration_error_options *opt, struct err *e);
void estimand_errors_free(struct estimand_errors *x);

/* Adds the current row, which has a weight. */
int estimand_errors_add(struct estimand_errors *x, const struct estimand *s, struct err *e);
/* Adds what the other took, whose members are those of s, or the first of them. */
int estimand_errors_merge(
	struct estimand_errors *x, const struct estimand *s, const struct estimand_errors *other, struct err *e);

int estimand_errors_write(
	const struct estimand_errors *x, const struct estimand *s, struct state_out *o, struct err *e);
/* Adds the item, with its member to s if that is new; *taken is false when it is no part of this. */
int estimand_errors_read(
	struct estimand_errors *x, struct estimand *s, struct state_item *i, bool *taken, struct err *e);
/* After the last item: ST_DATA when the sums contradict each other. */
int estimand_errors_check(const struct estimand_errors *x, struct err *e);

/* The summary of rows that an estimand reads into estimand_errors, but for open, begin, check, head and report, which know the options. */
extern const struct summary_kind estimand_summary;

/* After the last row: sorts, makes equal-mass bins; a part for every member of s. */
int estimand_errors_end(struct estimand_errors *x, const struct estimand *s, struct err *e);

#endif
