/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Ridge regression that learns row by row: theta = V^-1 b, V = lambda I + S, S the sum of phi phi', b that of phi r
 * (Li, Chu, Langford, Schapire 2010, "A contextual-bandit approach to personalized news article recommendation", WWW,
 * algorithm 1).  Forgetting multiplies S and b by a discount, or drops blocks: S and b are of the current block of rows and the one
 * before.  O(d^2) memory, O(d^3) after every change, O(d^2) an estimate.
 */
#ifndef L2D_RIDGE_H
#define L2D_RIDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct ridge {
	size_t d;
	double lambda;
	double *s, *b;   /* [d x d], [d] together: the numbers of the state */
	double *block;   /* [d x d + d] the current block's part of them; NULL: there are none */
	double *factor;  /* [d x d] Cholesky's, of V */
	double *theta;   /* [d] */
	double *scratch; /* [d] */
	bool known;      /* factor and theta are those of s and b */
};

int ridge_init(struct ridge *r, size_t d, double lambda, bool blocks, struct err *e);
void ridge_free(struct ridge *r);

void ridge_add(struct ridge *r, const double *phi, double y);
void ridge_discount(struct ridge *r, double factor);
/* Begins the next block: what was before the current one is forgotten. */
void ridge_next_block(struct ridge *r);

/* theta' phi; *width gets sqrt(phi' V^-1 phi). */
double ridge_estimate(struct ridge *r, const double *phi, double *width);

#endif
