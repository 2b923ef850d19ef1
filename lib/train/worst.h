/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Training a linear head against an attacker who changes every row's standardised features by a norm of at most R.
 *
 * The attacker raises a difference of logits z_k - z_t by at most rho_kt = R |w_k - w_t|_*, whatever the row is, and every term of a loss
 * (train/loss_terms.h) to at most what all its differences raised together make it.  For a term of one difference (ova, rejector; two
 * logits in a softmax) that is the maximum over the ball exactly; for more it is the bound that the worst logit differences give (as in
 * Wong & Kolter 2018, arXiv:1711.00851), since one change need not raise all of them by the most.  It is what is minimised: convex in the
 * weights, an upper bound of the loss under attack, and at R = 0 the loss.
 *
 * Dual norms have kinks at 0, where optima lie when R is large; each |v_i| is rounded off to sqrt(v_i^2 + width^2) - width (norm inf), the
 * norm 2 likewise, and the largest |v_i| (norm 1) to width log mean (exp(v_i / width) + exp(-v_i / width)) / 2, which are below by at
 * most the width a feature, the width, and the width times log(2 n).
 *
 * smooth: in the place of that, of twostage, the smooth adversarial surrogate SARD of Montreuil et al. (2025, arXiv:2502.01027), whose form is
 * that of Awasthi et al. (2023): the loss without an attack, and for every target t nu times the most that an attack can change the vector of
 * differences z_k - z_t, in the Euclidean norm.  The most is bounded by the root of sum_k rho_kt^2, which it is for one expert; the
 * margin parameter of the paper, which divides the logits, is 1.
 */
#ifndef L2D_WORST_H
#define L2D_WORST_H

#include "math/ball.h"
#include "network/network.h"
#include "train/loss_terms.h"

#define WORST_WIDTH 1e-3

struct worst {
	double radius;
	enum norm norm;
	double nu;    /* of the smooth surrogate; NAN: none */
	double width; /* of the rounding: WORST_WIDTH, larger on the way */
};

/* rho [n + 1][n + 1] of a linear network's n logits and a base that is 0. */
void worst_rho(const struct worst *w, const struct network *h, const double *theta, double *rho);

/* Adds to grad what the gradient by rho makes of it. */
void worst_back(const struct worst *w, const struct network *h, const double *theta, const double *grho, double *grad);

/* nu sum_t target_t (sum_k rho_kt^2)^1/2, and its gradient by rho, times share, added to grho. */
double worst_smooth(const struct worst *w, const struct loss_terms *t, const double *rho, double share, double *grho);

#endif
