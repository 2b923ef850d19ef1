/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The smallest change d, within limits (math/ball.h), with which several linear functions meet their needs together: a_i . d >= b_i for
 * i < m.  That is the distance of a row to the rows on which a linear head does something else.
 *
 * Any mixture lambda >= 0 of the conditions is one condition, whose distance R(lambda) has a closed form and is a lower bound; the
 * largest R is the distance (duality).  One condition alone is tried first: where its d meets the others, it is the answer.
 *   inf, 1  the best d of norm r is a linear program of m rows (robust/game.h), whose shadow prices are a mixture; r is raised to
 *           the mixture's R until d meets all conditions (Newton's method on a concave function: few steps, and r is a lower bound
 *           all the way)
 *   2       Hildreth's method (1957): one lambda_i after the other is set to its best; then the conditions found to be met with
 *           equality are solved for at once
 * What is returned is R(lambda), which is certain whatever became of the search, but for rounding; d shows that it is attained.
 */
#ifndef L2D_POLYHEDRON_H
#define L2D_POLYHEDRON_H

#include <stdbool.h>

#include "base/arena.h"
#include "math/ball.h"
#include "robust/game.h"

/* A distance beyond this is none: the conditions contradict each other but for rounding. */
#define POLYHEDRON_FAR 1e9

struct polyhedron {
	struct norm_ball *ball;
	size_t m, most; /* conditions, and how many there is room for */
	double *a;      /* [m x n] */
	double *b;      /* [m], and as much scratch behind `most` */
	double *d;      /* [n] the answer */
	double *lambda; /* [m] */
	double *mix, *v, *gram;
	struct game game;
};

/* Room for `most` conditions in the arena; keeps ball, whose n is set. */
void polyhedron_init(struct polyhedron *p, struct arena *arena, struct norm_ball *ball, size_t most);

/* The distance, +inf where there is no such d; p->d. */
double polyhedron_distance(struct polyhedron *p);

#endif
