/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a model's probabilities and the answers of experts say together: log-linear in both,
 *
 *   P(class c) ~ exp(intercept_c + slope log p_c + sum over the experts j who answered of weight_j(answer of j, c)).
 *
 * With weight_j(h, c) = log P(j says h | c) that is Bayes' rule for a model and experts whose errors are independent given the
 * class (Kerrigan, Smyth & Steyvers 2021, "Combining human predictions with model probabilities via confusion matrices and
 * calibration", NeurIPS 34, equation 3, for one expert), slope being the inverse temperature; fitted all together they are
 * the coefficients of a logistic regression on log p and indicators of the answers.
 */
#ifndef L2D_COMBINER_H
#define L2D_COMBINER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"

enum combine_method { COMBINE_MAJORITY, COMBINE_WEIGHTED, COMBINE_CONFUSION, COMBINE_STACKING };

/* Next to weights near the largest double a prior is nothing; no answer is impossible all the same. */
#define CHANCE_LEAST 0x1p-1000

struct combiner {
	enum combine_method method; /* one of the two that are fitted */
	struct names classes, experts;
	bool model;        /* it reads p_* */
	double slope;      /* 0 without p_* */
	double *intercept; /* [classes] */
	double *weight;    /* [experts][answers][classes] */
	double *chance;    /* likewise, P(answer | class), of COMBINE_CONFUSION; else NULL */
	/* Columns, and groups of rows by them, that have numbers of their own; none: all rows have the same. */
	struct names by, group;
	struct combiner *own; /* [group.n] their numbers; the names are those of the whole, and no groups */
};

/* Room for the names' numbers, all 0. */
int combiner_alloc(struct combiner *m, struct err *e);
void combiner_free(struct combiner *m);
/* The same for the numbers of every group. */
int combiner_alloc_own(struct combiner *m, struct err *e);

/* The numbers of the group in place g, from 1; 0 and NAMES_NONE: those of all rows. */
const struct combiner *combiner_of(const struct combiner *m, size_t g);

/* log p, where a probability below 2^-52 counts as that. */
double combiner_log(double p);

/* The posterior p [classes] from probabilities prob [classes] (not read without p_*) and what every expert said [experts], NAMES_NONE
 * where it said nothing.  prob may be p. */
void combiner_posterior(const struct combiner *m, const double *prob, const size_t *said, double *p);

#endif
