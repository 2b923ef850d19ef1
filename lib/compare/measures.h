/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What two systems are compared by.  The names and values are those of l2d-score and l2d-curve.
 *
 *   accuracy                right / answered, over the rows on which both systems have an answer; where the table has qualities the mean
 *                           quality, in their unit, over the rows on which both are known
 *   cost                    what a row cost
 *   cost_adjusted_accuracy  right, or quality, - lambda cost, over the same rows as accuracy
 *   brier, nll              of the model's probabilities, over all classes
 *   auroc                   of the binary system's scores: the model's probability of the positive class on the rows that it
 *                           kept, 0 or 1 where others answered (Mozannar, Sontag 2020)
 *   auroc_midrank           how well the deferral score separates the model's errors from what it has right
 *   aurc_mean               the area under risk over coverage, rows ordered by the deferral score
 *   coverage                the share that the model alone answers
 */
#ifndef L2D_MEASURES_H
#define L2D_MEASURES_H

#include <stdbool.h>

#include "base/names.h"
#include "compare/outcomes.h"

enum measure_kind {
	MEASURE_ACCURACY,
	MEASURE_COST,
	MEASURE_ADJUSTED,
	MEASURE_BRIER,
	MEASURE_NLL,
	MEASURE_AUROC,
	MEASURE_AUROC_MIDRANK,
	MEASURE_AURC,
	MEASURE_COVERAGE,
	MEASURE_VALUE, /* of a column of a table of trials, whose name the measure has */
	MEASURES
};

struct measure {
	const char *name;
	bool larger_is_better;
	/* The value of a row, of whose weighted mean the measure is; NULL: the measure depends on the order of rows. */
	double (*value)(const struct outcome *x, double lambda);
};

const struct measure *measure_of(enum measure_kind k);

/* The measures of a list that commas separate as bits; NULL: all.  ST_USAGE names an unknown one. */
int measures_parse(const char *list, unsigned *bits, struct err *e);

#endif
