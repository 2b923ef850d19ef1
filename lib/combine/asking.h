/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What asking further experts is worth before they answer, exactly, by the chances of what they may answer given the class.  The gain of asking expert j
 * when up to `left` more may be asked, one after the other, and the asking ends when it does not pay, is, with q the
 * posterior and q_h(c) = q(c) P(j says h | c),
 *
 *   gain_j(q, left) = sum_h max_c q_h(c) - q_h(c*) + max(0, max_i gain_i(q_h, left - 1) - cost_i sum_c q_h(c)),
 *
 * c* being the most probable class: for left = 1 the value of information of one answer (Raiffa & Schlaifer 1961, "Applied
 * statistical decision theory"), in accuracy.  No term is below 0, and a gain is 0 exactly where no answer would change the decision.
 * O((experts classes)^left classes).
 */
#ifndef L2D_ASKING_H
#define L2D_ASKING_H

#include <stdbool.h>
#include <stddef.h>

struct asking {
	size_t classes, experts;
	const double *chance; /* [experts][answers][classes] P(answer | class) */
	bool *may;            /* [experts] who may still be asked */
	double *cost;         /* [experts] in units of accuracy */
	double *room;         /* [left][classes] */
};

/* How many products a row takes, as a double. */
double asking_size(size_t classes, size_t experts, size_t left);

/* q [classes]; left >= 1.  may is as before afterwards. */
double asking_gain(const struct asking *a, const double *q, size_t j, size_t left);

#endif
