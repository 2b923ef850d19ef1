/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What losses ask of a row: shared by their code (train/loss.c) and by their decomposition (train/loss_terms.c).
 */
#ifndef L2D_LOSS_ROW_H
#define L2D_LOSS_ROW_H

#include <math.h>

#include "train/loss_case.h"

static inline bool answered(const struct loss_case *c, size_t j)
{
	return c->e[j] != LOSS_MISSING;
}

static inline bool right(const struct loss_case *c, size_t j)
{
	return c->e[j] == (int32_t)c->y;
}

static inline double cost(const struct loss_case *c, size_t j)
{
	return c->c0[j] + !right(c, j);
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

#endif
