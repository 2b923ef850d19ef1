/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Tests of "the whole distribution over classes is calibrated": the label of a row with probabilities p is k with probability p_k.
 * With TV(p, q) = sum_k |p_k - q_k| / 2, the total variation distance, weights w and their sum W:
 *
 *   vector-ece   sum over the cells of the simplex with rows of W_c / W TV(mean of p, frequencies of the classes), a cell being
 *                the rows whose every coordinate is in one bin with each other's (Vaicenavicius et al. 2019, "Evaluating model
 *                calibration in classification", AISTATS)
 *   vector-skce  mean over pairs i != j, weighted by w_i w_j, of exp(-TV(p_i, p_j) / 0.4) (y_i - p_i) . (y_j - p_j), y the label as a
 *                unit vector: the unbiased squared kernel calibration error of that kernel times the identity (Widmann, Lindsten,
 *                Zachariah 2019, "Calibration tests in multi-class classification", NeurIPS).  More than VECTOR_BLOCK rows are dealt
 *                by the seed into blocks of one size, and pairs are those within a block (Zaremba, Gretton, Blaschko 2013,
 *                "B-test"), which has no bias either
 *
 * P-values are consistency resampling's: labels are drawn from p, a row's key being its place in the order of p and weight.
 *
 * O(n classes draws + n VECTOR_BLOCK (classes + draws)) time, 8 VECTOR_BLOCK^2 bytes beside some 32 (classes + 2) a row.
 */
#ifndef L2D_VECTOR_TEST_H
#define L2D_VECTOR_TEST_H

#include "calibration_test/calibration_test.h"
#include "math/edges.h"
#include "rank/vector_rows.h"

enum { VECTOR_BLOCK = 1000 };

/* Of sorted rows; t gets value and p of TEST_VECTOR_ECE and TEST_VECTOR_SKCE, in this order. */
int vector_test(const struct vector_rows *rows, const struct edges *edges, const struct calibration_test_options *opt,
	struct calibration_test t[2], struct err *e);

#endif
