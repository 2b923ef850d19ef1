/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How large a sum of logits can become at most when a row's features change by a norm of at most r within limits: for maps and
 * networks that are not linear, an upper bound.
 *
 * A network is followed from its logits down: every hidden unit's activation lies between two lines over the interval in which its input
 * can be, and the one that makes the sum larger takes its place, so that what remains is a linear function of the layer below (Zhang et
 * al. 2018, arXiv:1811.00866).  relu: the chord from above; from below 0, or the identity where more of the interval is positive.  tanh,
 * whose slope is least at one end of any interval: lines of that slope through the ends.  The intervals come from the same bound, layer
 * by layer.  What remains at last is a linear function v of the mapped features:
 *   linear     exact (math/ball.h)
 *   quadratic  the linear part at the row, exactly, and the most that the products of two changes add: sum |q_ij| r_i r_j, or by r^2
 *              times the Frobenius norm (norm 2) or the largest |q_ij| (norm 1), whatever is least
 *   rff        the linear part, and r^2 / 2 sum |v_k| |omega_k|_*^2 by Taylor's formula; or feature by feature the most of v_k cos over
 *              the interval of its argument; whatever is less
 *
 * A bound costs O(parameters) for a logit, and for the intervals O(parameters of the layers below) for every hidden unit.
 */
#ifndef L2D_CERTIFICATE_H
#define L2D_CERTIFICATE_H

#include "base/arena.h"
#include "math/ball.h"
#include "robust/stress_model.h"

/* Intervals of hidden units of one part of a head. */
struct certificate_part {
	const struct head *head;
	const struct head_part *part;
	double *lo[NETWORK_HIDDEN], *hi[NETWORK_HIDDEN]; /* of the inputs of hidden units */
};

struct certificate {
	const struct stress_model *model;
	const struct norm_ball *ball;
	const double *unit; /* [features] */
	double r;
	size_t nparts;
	struct certificate_part part[3];
	double *z;        /* [features] the standardised row, of one head at a time */
	double *step;     /* [features] unit / scale */
	double *slope;    /* [features] */
	double *d;        /* [features] */
	double *one;      /* [the widest layer] */
	double *layer[3]; /* [the widest layer] */
	const double *x;
};

/* Keeps model, ball and unit; arrays come from the arena. */
void certificate_init(struct certificate *c, const struct stress_model *model, const struct norm_ball *ball,
	const double *unit, struct arena *a);

/* Gets ready for changes of features x by at most r; the ball has x's limits. */
void certificate_at(struct certificate *c, const double *x, double r);

/* An upper bound of z_up - z_down, either of which may be NAMES_NONE; given [logits] are those that no head computes. */
double certificate_upper(struct certificate *c, size_t up, size_t down, const double *given);

#endif
