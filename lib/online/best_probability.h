/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The probability of each of independent normal numbers to be the largest, for Thompson sampling (Thompson 1933): the
 * integral of its density times the others' distribution functions, by the midpoint rule on 32 parts of its range.  The result
 * sums to 1, and who chooses by it chooses with exactly that probability, whatever the rule's error.
 */
#ifndef L2D_BEST_PROBABILITY_H
#define L2D_BEST_PROBABILITY_H

#include <stdbool.h>
#include <stddef.h>

enum { BEST_PARTS = 32 };

/* Of the standard normal distribution on [-6, 6]. */
struct best_parts {
	double middle[BEST_PARTS], mass[BEST_PARTS];
};

void best_parts_init(struct best_parts *b);

/* mean, deviation [n], deviations above 0; p [n] is 0 where not allowed; some are.  O(32 n^2). */
void best_probability(const struct best_parts *b, const double *mean, const double *deviation, const bool *allowed,
	size_t n, double *p);

#endif
