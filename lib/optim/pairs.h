/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a limited-memory quasi-Newton method knows of the curvature: the last pairs of steps and differences of
 * gradients, and the direction -H g that they make of a gradient (L-BFGS: Nocedal 1980; Nocedal & Wright 2006, algorithm
 * 7.4).
 *
 * Sums run over the variables one after the other: a variable that is always 0 changes no other's last bit.
 * Memory: 2 most n doubles.  A direction takes 4 most n multiplications.
 */
#ifndef L2D_PAIRS_H
#define L2D_PAIRS_H

#include <stddef.h>

#include "base/err.h"

struct pairs {
	size_t n;      /* variables */
	size_t most;   /* pairs kept at most */
	size_t count;  /* pairs kept; 0 forgets them */
	size_t last;   /* the place of the newest one */
	double *s, *y; /* [most x n] steps and differences of gradients */
	double *rho;   /* [most] 1 / (s . y) */
	double *a;     /* [most] scratch */
};

int pairs_init(struct pairs *q, size_t n, size_t most, struct err *e);
void pairs_free(struct pairs *q);

/* d [n] = -H gradient; without pairs, -gradient.  Returns d . gradient. */
double pairs_direction(struct pairs *q, const double *gradient, double *d);

/* Keeps the pair of the step from x to x1, with gradients g and g1, unless its curvature is nothing: then H would not stay
 * positive definite. */
void pairs_keep(struct pairs *q, const double *x, const double *x1, const double *g, const double *g1);

double pairs_dot(const double *a, const double *b, size_t n);

#endif
