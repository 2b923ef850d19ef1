/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Numbers that depend on the order of rows by score.  Rows are sorted ascending by the deferral score
 * (scored_rows_sort): the first ones are those that the model is most confident about.  Ties are blocks.
 *
 * With A, R, E the weight, the right and the wrong weight of the rows kept so far and W the total weight:
 *   risk             E / A                                   (El-Yaniv, Wiener 2010)
 *   generalised risk E / W                                   (Traub et al. 2024, eq. 6)
 *   AURC, AUGRC      the area under these against coverage A / W
 *   E-AURC           AURC minus that of the perfect ranking  (Geifman, Uziel, El-Yaniv 2019), which at each A has the least
 *                    risk that any ranking can have, max(0, 1 - R(W) / A), at the same coverages: never below 0
 *   AUCAC            the area under accuracy against coverage: the model's on what it keeps, and the system's
 * Areas, by rule:
 *   mean       the mean over A = u, 2 u, ..., W, u being the common measure of all weights (math/unit.h); with equal
 *              weights that is the mean over k = 1..n of the value at the k most confident rows.  Inside a tie block the
 *              rows come in random order and every weight is taken at its expectation, which for risk and
 *              generalised risk gives the expected area exactly.  Weights without a common measure: the limit of small u,
 *              the integral over A.
 *   trapezoid  over the ends of tie blocks, from coverage 0, where the risk is that of the first block
 *   truncated  over the ends of tie blocks, from the first one's coverage c, divided by 1 - c
 *
 * With outcomes that are qualities, "right" is their sum by weight and "wrong" what is missing to 1 for each row; the areas under
 * risks are undefined where some outcome is not in [0, 1], and where one is neither 0 nor 1 so are E-AURC, AUROC and AP.
 * All rows here have a known outcome of the model.
 *
 * O(n) time, but for sums of up to 64 terms a block.  Undefined numbers are NaN.
 */
#ifndef L2D_AREAS_H
#define L2D_AREAS_H

#include "csv/line.h"
#include "rank/scored_rows.h"

enum areas_rule { AREAS_MEAN, AREAS_TRAPEZOID, AREAS_TRUNCATED };

struct areas_areas {
	double aurc, eaurc, augrc;
	double model_aucac;
	double system_aucac; /* NaN when no expert gave an answer */
};

struct areas_areas areas_areas(const struct scored_rows *t, enum areas_rule rule);

struct areas_separation {
	double auroc; /* P(score of a right row < score of a wrong one) + P(equal) / 2: midranks */
	double ap;    /* sum over tie blocks of (recall gained) * precision, right rows being the positives */
};

struct areas_separation areas_separation(const struct scored_rows *t);

/* The same of blocks in their order, from nothing: of each its weight, and that of its right and of its wrong rows. */
struct separation {
	struct running weight, right, wrong, pairs, precision;
};

void separation_add(struct separation *s, double weight, double right, double wrong);
struct areas_separation separation_value(const struct separation *s);

/* Of sorted rows, adds both to a summary. */
void areas_sorted_columns(const struct scored_rows *t, enum areas_rule rule, struct line *l);
/* Sorts the rows and adds both to a summary; the names of areas end in that of the rule. */
int areas_columns(struct scored_rows *t, enum areas_rule rule, struct line *l, struct err *e);

#endif
