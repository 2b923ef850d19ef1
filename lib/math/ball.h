/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What an attacker may do to a row: change its features by d with a norm of at most r, every d_i between limits.
 *
 * How far a linear function a.d can be raised so, and the smallest norm that raises it by a need, have a closed form.  Without
 * limits it is need / |a|_*, with |.|_* the dual norm (1 for inf, 2 for 2, inf for 1; Hoelder).  With limits c_i >= 0 in the direction of
 * the sign of a_i, all d_i share one number v until each meets its limit:
 *   inf  |d_i| = min(c_i, v)           a.d = sum |a_i| min(c_i, v)
 *   2    |d_i| = min(c_i, v |a_i|)     a.d = sum a_i^2 min(c_i / |a_i|, v)
 * and for 1 the features with the largest |a_i| are used up first.  The sums are piecewise linear in v: their breakpoints are sorted.
 *
 * O(n log n) a call, O(n) without limits.
 */
#ifndef L2D_BALL_H
#define L2D_BALL_H

#include <stddef.h>

#include "base/err.h"

enum norm { NORM_INF, NORM_2, NORM_1 };

/* Its name in options; NULL: there is none of that number. */
const char *norm_name(size_t norm);

struct ball_break {
	double at, slope, rest; /* rest: the slopes from here on */
	size_t i;
};

struct norm_ball {
	enum norm norm;
	size_t n;
	const double *lo, *hi;     /* [n] lo <= 0 <= hi, may be infinite */
	struct ball_break *sorted; /* [n] scratch */
};

double ball_norm(enum norm norm, const double *d, size_t n);

/* The dual norm: the most that d of norm 1 raises a.d. */
double ball_dual(enum norm norm, const double *a, size_t n);

/* The smallest norm with which a.d >= need, and d [n]; +inf where no d does it (d is then as far as the limits let it, or 0 where they do
 * not).  0 when need <= 0. */
double ball_reach(const struct norm_ball *b, const double *a, double need, double *d);

/* The most that d of a norm of at most r raises a.d, and that d [n]. */
double ball_raise(const struct norm_ball *b, const double *a, double r, double *d);

/* The nearest d' of that norm and within the limits, by scaling (norms 1 and 2) or clipping: not a projection for the norm 1. */
void ball_clip(const struct norm_ball *b, double r, double *d);

#endif
