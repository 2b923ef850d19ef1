/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What losses ask of a row: shared by their code (train/loss, train/loss_asm) and by their decomposition (train/loss_terms.c).
 */
#ifndef L2D_LOSS_ROW_H
#define L2D_LOSS_ROW_H

#include <math.h>

#include "math/vec.h"
#include "train/loss_case.h"

static inline bool answered(const struct loss_case *c, size_t j)
{
	return c->worth ? !isnan(c->worth[1 + j]) : c->e[j] != LOSS_MISSING;
}

static inline bool right(const struct loss_case *c, size_t j)
{
	return c->e[j] == (int32_t)c->y;
}

/* What the answer is worth: 1 or 0 as it is right or not, unless outcomes are graded. */
static inline double worth(const struct loss_case *c, size_t j)
{
	return c->worth ? c->worth[1 + j] : right(c, j);
}

static inline double cost(const struct loss_case *c, size_t j)
{
	return c->c0[j] + (1 - worth(c, j));
}

/* What is lost where the frozen classifier of logits f answers. */
static inline double model_loss(const struct loss_setup *s, const struct loss_case *c, const double *f)
{
	return c->worth ? 1 - c->worth[0] : vec_argmax(f, s->nclass) != c->y;
}

/* The weight of the term of y in css: c_max, or alpha of it where an expert is right. */
static inline double css_target(const struct loss_setup *s, const struct loss_case *c, double top)
{
	double best = 0;

	for (size_t j = 0; j < s->nexpert; j++)
		best = answered(c, j) ? fmax(best, worth(c, j)) : best;
	return (best * s->alpha + (1 - best)) * top;
}

/* Whether expert j's logit takes part in the row. */
static inline bool present(const struct loss_setup *s, const struct loss_case *c, size_t j)
{
	return s->lifted || answered(c, j);
}

/* c_j of an answer, lifted by W / W_j where that is asked for; 0 without one. */
static inline double lifted_cost(const struct loss_setup *s, const struct loss_case *c, size_t j)
{
	return !answered(c, j) ? 0 : s->lifted && s->share ? cost(c, j) / s->share[j] : cost(c, j);
}

/* A weight times a loss: 0 times infinity, where a class of probability 0 has no weight, is 0. */
static inline double times(double weight, double loss)
{
	return weight == 0 ? 0 : weight * loss;
}

static inline double cmax(const struct loss_setup *s, const struct loss_case *c)
{
	double top = s->tight ? 1 : 0;

	for (size_t j = 0; j < s->nexpert; j++) {
		if (s->tight && !answered(c, j))
			continue;
		top = fmax(top, s->tight ? cost(c, j) : c->c0[j]);
	}
	return s->tight ? top : 1 + top;
}

/* The cross-entropy of the softmax of the classes, and its gradient. */
static inline double loss_ce(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	double lse = vec_softmax_lse(z, s->nclass, g);

	g[c->y] -= 1;
	return lse - z[c->y];
}

#endif
