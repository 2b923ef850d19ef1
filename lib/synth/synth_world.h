/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Synthetic worlds: the distributions on which learning to defer has been studied.  The parameters are drawn
 * from the seed first, then the cases one after the other, so a longer table begins with the shorter one.
 *
 *   two-groups      Narasimhan et al. 2022, section 5.1: a hidden group a; a = 0 is a mixture of isotropic
 *                   Gaussians, a = 1 two concentric circles.  The parameters are ours: P(a = 1) = 1/2 and, in
 *                   either group, P(y = 1) = 1/2; a = 0: mean (-2, -1) for y = 0, (-2, 1) for y = 1, sd 0.75;
 *                   a = 1: centre (2, 0), radius 1 for y = 0, 2 for y = 1, plus noise of sd 0.2.
 *   four-gaussians  Mozannar & Sontag 2020, section 7.2: d = 10; P(a = 1) uniform on (0, 1); four Gaussians
 *                   with diagonal covariance, means and variances uniform on (0, 10), for the pairs
 *                   (a, y) = (0, 1), (0, 0), (1, 1), (1, 0); y is a fair coin in either group.
 *   realizable      Mozannar et al. 2023: d = 30; x uniform on [0, 1]^d, or a mixture of Gaussians with means
 *                   uniform on it and sd 0.3; two random half spaces.  a = 1 on the reject side of the first: y
 *                   is a fair coin there.  Elsewhere y is the side of the second, flipped with probability
 *                   `error`.  With an expert who is perfect where a = 1 the best system errs with probability 0
 *                   there and `error` elsewhere.  The half spaces' boundaries lie within half a standard
 *                   deviation of the centre, so that all sides have a fair share.
 *   pocket          After Montreuil et al.: d = 2; 0.7 of the cases are uniform on [-1, 1]^2 with y the sign of
 *                   x_1 + x_2 / 2, the others (a = 1) uniform on the disc of radius 0.3 around (0, 0.6), in the
 *                   upper region, with y a fair coin.
 *   blobs           K classes, equally likely; x = s m_y + z with m_k and z standard normal in d dimensions.
 *                   The spread s is set so that the best classifier errs with probability `error`: bisection
 *                   on 2000 cases with common random numbers, good to about 0.005.  The stand-in for the
 *                   embeddings of a network.
 *
 * The optimal error of a case is what the best system (realizable) or the best classifier (blobs) has there, from
 * the true distribution; its mean over cases is the optimal error of the world.
 */
#ifndef L2D_SYNTH_WORLD_H
#define L2D_SYNTH_WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "math/rng.h"

/* The name of world i; NULL after the last. */
const char *synth_world_name(size_t i);

struct synth_world_options {
	size_t features;  /* 0: the world's own number */
	size_t classes;   /* blobs; 0: 10 */
	size_t gaussians; /* realizable; 0: uniform */
	double error;     /* realizable, blobs; NaN: 0 and 0.1 */
	size_t seed;
};

/* Features times classes or Gaussians at most: as many doubles are kept. */
enum { SYNTH_WORLD_NUMBERS = 100000000 };

struct synth_world_kind;

struct synth_world {
	const struct synth_world_kind *kind;
	struct rng rng;
	size_t features, classes, gaussians;
	double error;
	bool has_group, has_optimal; /* a and optimal_error are defined */
	double *mean;                /* [gaussians or classes x features] */
	double *sd;                  /* the same shape; four-gaussians only */
	double share;                /* P(a = 1) */
	double *normal;              /* [2 x features] realizable: of the reject side's boundary, of the classifier's */
	double bound[2];             /* their inner products at the boundaries */
	double *score;               /* [classes] work space of blobs */
	const double *weight;        /* [classes] as many times as likely is a class for optimal_error; NULL: once */
};

struct synth_case {
	size_t y, a;
	double optimal_error;
	double *x; /* [features], the caller's */
};

/* ST_USAGE for an unknown world, an option that it does not have, an error that it cannot have, or more than
 * SYNTH_WORLD_NUMBERS. */
int synth_world_init(struct synth_world *w, const char *name, const struct synth_world_options *opt, struct err *e);
void synth_world_free(struct synth_world *w);

/* Draws the next case.  O(features), blobs O(features classes). */
void synth_world_draw(struct synth_world *w, struct synth_case *c);

#endif
