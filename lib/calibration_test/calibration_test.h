/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Tests of "the confidences are calibrated": of n rows with confidence p_i, weight w_i (their sum W) and event y_i, the y_i are
 * independent and happen with probability p_i.
 *
 *   spiegelhalter          z = sum w (y - p)(1 - 2p) / sqrt(sum w^2 (1 - 2p)^2 p (1 - p)), normal, two-sided: the Brier score
 *                          is not what it would be (Spiegelhalter 1986, "Probabilistic prediction in patient management and
 *                          clinical trials", Statistics in Medicine 5)
 *   spiegelhalter-greater  one-sided: the Brier score is larger
 *   hosmer-lemeshow        sum over the bins that were asked for of n_b (mean confidence - frequency)^2 / (c_b (1 - c_b)), c_b the
 *                          mean confidence, n_b the rows (with weights Kish's number): chi-square with as many degrees of
 *                          freedom as bins with rows, nothing having been fitted to these rows (Hosmer, Lemeshow 1980)
 *   ecce-mad, ecce-r       with C_k = sum over the k least confident rows of w (y - p) / W at the ends of blocks of equal
 *                          confidence, and C_0 = 0: max |C_k|, and max C_k - min C_k.  Divided by sqrt(sum w^2 p (1 - p)) / W they
 *                          are asymptotically the largest distance of a Brownian motion from 0, and its range (Kolmogorov and
 *                          Smirnov's, Kuiper's statistic; Arrieta-Ibarra, Gujral, Tannen, Tygert, Xu 2022, "Metrics of calibration
 *                          for probabilistic predictions", JMLR 23)
 *   consistency-ece        ECE over the bins against that of outcomes drawn from the confidences (Broecker, Smith 2007, "Increasing
 *                          the reliability of reliability diagrams", Weather and Forecasting 22)
 *   mmce                   sqrt(sum_ij w_i w_j (y_i - p_i)(y_j - p_j) k(p_i, p_j)) / W, k(a, b) = exp(-|a - b| / 0.4) (Kumar,
 *                          Sarawagi, Jain 2018, "Trainable calibration measures for neural networks from kernel mean
 *                          embeddings"), against drawn outcomes
 *   skce                   the same sum without i = j over W^2 - sum w^2, which has no bias (Widmann, Lindsten, Zachariah 2019,
 *                          "Calibration tests in multi-class classification"); with the normal interval of a U-statistic by its
 *                          jackknife, which holds only away from calibration: there the statistic is degenerate
 *
 * The kernel makes the double sum one over rows in order of confidence: O(rows) and, for what is drawn, O(rows draws).
 */
#ifndef L2D_CALIBRATION_TEST_H
#define L2D_CALIBRATION_TEST_H

#include "measure/bins.h"
#include "rank/scored_rows.h"

enum calibration_test_kind {
	TEST_SPIEGELHALTER,
	TEST_SPIEGELHALTER_GREATER,
	TEST_HOSMER_LEMESHOW,
	TEST_ECCE_MAD,
	TEST_ECCE_R,
	TEST_CONSISTENCY,
	TEST_MMCE,
	TEST_SKCE,
	CALIBRATION_TESTS, /* of confidences; of whole distributions: */
	TEST_VECTOR_ECE = CALIBRATION_TESTS,
	TEST_VECTOR_SKCE,
	TEST_KINDS
};

/* Numbers are NaN where a test has none. */
struct calibration_test {
	double value, lo, hi; /* the error in its own units, its interval */
	double statistic;     /* what the p-value is of, where that is another number */
	size_t freedom;       /* degrees of it; NAMES_NONE */
	double p;
};

struct calibration_test_options {
	size_t draws, seed;
	double level; /* of intervals */
};

const char *calibration_test_name(enum calibration_test_kind k);
/* Who it is of: "Spiegelhalter 1986". */
const char *calibration_test_source(enum calibration_test_kind k);

/* All tests of sorted rows, `right` being the event; bins are of the same rows. */
int calibration_test_all(const struct scored_rows *rows, const struct bins *bins,
	const struct calibration_test_options *opt, struct calibration_test t[CALIBRATION_TESTS], struct err *e);

#endif
