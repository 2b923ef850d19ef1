/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Consistency resampling: what calibration errors would be if the confidences were calibrated.  In draw b the event of a row happens
 * with the probability of its confidence.  The rows' keys are their places in the order of confidence and weight, so that
 * no order of rows changes a byte and no ids are needed.
 *
 * O(rows draws) time, 8 (4 + bins' worth of) draws bytes.
 */
#ifndef L2D_RESAMPLING_H
#define L2D_RESAMPLING_H

#include <stddef.h>

#include "math/edges.h"
#include "rank/scored_rows.h"

/* Rows in order of confidence, then weight, then event. */
struct confidences {
	size_t n;
	double *conf, *weight, *event; /* [n] event: 0 or 1 */
	double total;                  /* weight */
};

int confidences_init(struct confidences *c, const struct scored_rows *rows, struct err *e);
void confidences_free(struct confidences *c);

struct resampled {
	double ece, p_ece;
	double mmce, p_mmce;
	double skce, skce_error, p_skce;
};

/* The p-value of what was observed: the share of the draws, what happened among them, that is at least what happened; rounding
 * alone keeps none below. */
double resampled_share(const double *x, size_t draws, double observed);

int resample(const struct confidences *c, const struct edges *edges, size_t draws, size_t seed, struct resampled *r,
	struct err *e);

#endif
