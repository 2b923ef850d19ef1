/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Losses as sums of terms of differences of logits, for those that are: over targets t, weights and the logits k that are present,
 *
 *   sum_t target_t log sum_k exp(z_k - z_t)  +  sum_k yes_k log(1 + exp(-z_k - offset)) + no_k log(1 + exp(z_k + offset))
 *
 * with a base, a logit 0 after the others, which may be a target and be present.  An attack that raises z_k - z_t by at most rho_kt
 * raises a term to no more than what that adds to each difference in it; so many numbers know all about the attack.
 */
#ifndef L2D_LOSS_TERMS_H
#define L2D_LOSS_TERMS_H

#include "train/loss.h"

/* n logits: all of them of a joint loss, else those of the part. */
struct loss_terms {
	size_t n;
	double *target;   /* [n + 1] */
	bool *present;    /* [n + 1] */
	double *yes, *no; /* [n] */
	double offset;
};

/* Whether loss l is such a sum: ce, css, ova, sova, rejector, twostage. */
bool loss_has_terms(const struct loss *l);

/* The terms of a row; f are the logits of a frozen classifier. */
void loss_terms_row(const struct loss *l, const struct loss_setup *s, const struct loss_case *c, const double *f,
	struct loss_terms *t);

/* The value with every difference z_k - z_t raised by rho [n + 1][n + 1] (a row k, a column t; the base is n); its gradient g [n] by z,
 * and added to grho by rho.  share: 1, or by how much what is added to grho is weighed. */
double loss_terms_value(
	const struct loss_terms *t, const double *z, const double *rho, double *g, double share, double *grho);

#endif
