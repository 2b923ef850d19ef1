/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Calibration maps: fitted on labelled rows, applied to a row of class probabilities or of logits.
 *
 * A confidence that an agent is right is the case of two classes, "wrong" and "right".
 *
 * temperature, vector and dirichlet map all classes at once.  platt, beta, isotonic and histogram map one
 * number, the probability of one class against the rest; with two classes that is the second class, and the
 * first one gets what is left; with more, every class has its own map and the row is divided by its sum
 * (Zadrozny & Elkan 2002, section 4), a row of zeros becoming uniform.
 *
 * An estimate of quality (opt.estimates) is one number that is mapped to another, by isotonic or linear.
 *
 * log p is a logit up to a constant per row.  Where a logarithm is taken, a probability below
 * CALIBRATION_FLOOR counts as CALIBRATION_FLOOR, and one above 1 - CALIBRATION_FLOOR as that.
 *
 * Memory of a fit: the caller's n k numbers and 32 n more.
 */
#ifndef L2D_CALIBRATION_H
#define L2D_CALIBRATION_H

#include <stdbool.h>

#include "base/err.h"
#include "calibrate/calibration_method.h"

/* The spacing of doubles at 1: a probability written by a softmax in doubles has no smaller complement. */
#define CALIBRATION_FLOOR 0x1p-52

/* Fits c, which needs no initialisation and is to be freed on ST_OK only.  ST_NUMERIC, with words, when the
 * map has no optimum. */
int calibration_fit(
	struct calibration *c, const struct calibration_options *opt, const struct calibration_data *d, struct err *e);
void calibration_free(struct calibration *c);

/* A copy, to be freed on ST_OK only. */
int calibration_copy(struct calibration *to, const struct calibration *from, struct err *e);

/* The calibrated probabilities p [k], or the calibrated estimate p [1], of the row in [k], which may not be p; work [k]. */
void calibration_apply(const struct calibration *c, const double *in, bool logits, double *work, double *p);

#endif
