/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A decided table when its experts fail (l2d-stress --experts): the system's worst accuracy
 *   rise     when an expert's error rate rises by at most D: on the weight B_j of the rows that he is asked about (or, over answered,
 *            of all that he answers, where the errors fall on rows that he is asked about), so that min(D B_j, R_j) of the
 *            weight R_j on which he is asked and right is lost.  The linear program over rows, 0 <= lost share of a row <= 1, sum at
 *            most D B_j, has this value; as a function of D it has one breakpoint, R_j / B_j.  One expert, and all at once
 *   corrupt  when an adversary turns at most K answers of one expert into wrong ones: min(K, right answers that are used) of n rows
 *   silent   when an expert gives no answer: his rows go to the model, or to the best other expert with an answer there by conf_E -
 *            cost_E, to the model where there is none
 * With a D for each expert: what is lost is the sum again, since the rows of experts are different ones.
 * The expert whose failure costs most is the single point of failure; of equals the first.
 *
 * State: exact sums an expert.
 */
#ifndef L2D_FAILURE_H
#define L2D_FAILURE_H

#include "summary/summary.h"
#include "worst_case/failure_options.h"

/* Opened with the options.  Rows failure, at, expert, n, system_accuracy, worst_accuracy, loss, weakest: for each failure one an expert,
 * and one without a name, of all at once (rise) or of the worst of them, with his name in `weakest`. */
extern const struct summary_kind failure_summary;

#endif
