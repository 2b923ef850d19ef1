/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A linear program in the shape in which distances to polyhedra need it: the largest t so that
 *
 *   a_i . u - t >= b_i  for i < m,   0 <= u_j <= w_j (finite),   and, where there is a budget, sum u_j <= budget
 *
 * by the simplex method with bounded variables (Dantzig 1963, chapter 18) on a dense tableau of m rows: u = 0 is a start, so
 * that there is no first phase.  The shadow prices of the m rows are the weights lambda of a mixture of them: at the end t is the most that
 * the mixture can be raised by.  It ends for certain: after many steps the entering variable is the first that will do (Bland 1977).
 *
 * O(m (n + m)) a step.
 */
#ifndef L2D_GAME_H
#define L2D_GAME_H

#include <stddef.h>

struct game {
	size_t m, n;      /* rows, variables; m > 0 */
	double *a;        /* [m x n] */
	double *b;        /* [m] */
	double *w;        /* [n] */
	double budget;    /* +inf: none */
	double *lambda;   /* [m] the answer: at least 0, sum 1 */
	double *u;        /* [n] the answer */
	double *tableau;  /* [game_scratch(m, n)] */
	size_t *variable; /* [m + n + 2] scratch */
};

size_t game_scratch(size_t m, size_t n);

/* t; lambda and u. */
double game_solve(struct game *g);

#endif
