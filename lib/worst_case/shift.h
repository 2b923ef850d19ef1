/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A system under another mix of groups, or of labels (l2d-score --shift-by): rows of value v of a column weigh q_v / p_v, p_v being
 * their share of the weight of the scored rows and q_v the share they are to have, so that the accuracy becomes sum q_v a_v, a_v
 * being the accuracy on them (importance weighting; Horvitz, Thompson 1952; with labels as values Saerens, Latinne, Decaestecker
 * 2002); and the worst one over the mixes of a ball (worst_case/mix.h).
 *
 * The effective number of rows is Kish's, (sum w)^2 / sum w^2 of the new weights.
 *
 * State: exact sums a value.  Memory: these; with intervals two sums a draw for each.
 */
#ifndef L2D_SHIFT_H
#define L2D_SHIFT_H

#include "summary/summary.h"
#include "worst_case/shift_options.h"

/* Opened with struct shift_options.  One row: n, n_unscored, of a mix effective_n, system_accuracy, shifted_accuracy, worst_accuracy, and for each value V share_V, accuracy_V,
 * worst_share_V. */
extern const struct summary_kind shift_summary;

#endif
