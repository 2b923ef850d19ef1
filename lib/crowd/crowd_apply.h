/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A crowd's model applied to a row: what the workers' answers e_* together say, as p_*, conf_model and answer.  Answers of
 * others than the model's workers, and empty ones, say nothing.
 *
 * Where the model has learned from features, a table may have them, or votes, or both.  By features alone the result is the
 * classifier's; by votes alone Pr(z) is the mean of the classifier's over the items of the fit.
 */
#ifndef L2D_CROWD_APPLY_H
#define L2D_CROWD_APPLY_H

#include "apply/chain.h"

extern const struct chain_kind apply_crowd;

#endif
