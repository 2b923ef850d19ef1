/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Training a head under a surrogate loss (train/loss.h): standardise and map the features, then fit
 * each head (network/fit_run.h); triage is training/triage.h.
 *
 * lee and asm have kinks (the hinge, the largest class), where a quasi-Newton method stalls: they are
 * rounded off over a width of 0.01 in logits (struct loss_setup), which moves lee's objective by at most
 * 0.005 times the sum of costs.  lee's optimum lies on kinks, where the rounded gradient goes from one slope to the
 * next within that width: at a gradient of 1e-4 of the first, the logits there are within some 1e-6 of their end, and the
 * objective within 1e-6, far below what the rounding moved.  So 1e-4 is as good there as 1e-5 is elsewhere.
 *
 * Memory: of rows that are in memory the features in doubles (after a map other than linear also the mapped ones, while mapping both, and
 * under attack to the end), and little more a row.
 */
#ifndef L2D_TRAIN_H
#define L2D_TRAIN_H

#include "training/train_options.h"

/* Fits p, whose loss, setup, names, cost, map (initialised) and hidden layers are set.  ST_NUMERIC when a fit
 * did not converge, unless it was stopped early; ST_DATA when there is no weight.  Under early stopping every head has the parameters
 * that were best on the rows held out; not for triage, nor under attack. */
int train_run(struct head *p, struct train_data *d, const struct train_options *o, struct err *e);

#endif
