/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Intervals from the draws of the bootstrap, and the options that ask for them.
 *
 *   percentile       the k-th smallest and the k-th largest of B draws, k = floor((B + 1) a), a = (1 - level) / 2
 *                    (Efron 1979; Efron, Tibshirani 1993, section 13.3)
 *   bca              the same at Phi(z0 + u / (1 - a u)), u = z0 -+ z_(1 - tail), in place of the tails: bias-corrected and accelerated
 *                    (Efron 1987).  z0 is the normal quantile of the share of draws below the estimate, those equal to it counted
 *                    half; the acceleration a is a sixth of the draws' skewness, which for a mean, where rows count as
 *                    Poisson numbers say, is the sum of cubes over the 3/2-th power of that of squares, Efron's formula
 *
 *   simultaneous     of G, the largest difference between two of several rates: G -+ q, at least 0; q is the k-th largest of the draws'
 *                    largest differences between two deviations of rates from their estimates, k = floor((B + 1) (1 - level)).
 *                    Where no difference is farther than q from its estimate, which is so with that probability, neither is the
 *                    largest one: the method of Tukey's range, with the bootstrap's distribution (Beran 1988).  It holds where all
 *                    rates are equal and the draws of G itself, never below 0, say nothing; with more than two groups it holds the
 *                    truth more often than it says
 *
 * Where simulated (make bench-coverage), the percentile interval of skewed estimates, such as rates near 0 or 1 and areas, is
 * too often on one side of the truth; l2d's tables have bca.
 *
 * Draws in which the estimate is not defined (NaN) are left out.  O(B log B).
 */
#ifndef L2D_INTERVAL_H
#define L2D_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/opt.h"
#include "base/opt_rules.h"

struct interval_options {
	double level;        /* in (0, 1); 0: no intervals */
	size_t draws;        /* of the bootstrap */
	const char *cluster; /* the column whose rows of one value move together; NULL: each row by itself */
	size_t seed;
};

/* Without --seed, of which a program may have one for all it draws. */
#define INTERVAL_DRAWS_OPTIONS(o)                                                                                      \
	{0, "interval", OPT_NUMBER, &(o).level, "LEVEL", "add NAME_lo and NAME_hi, bootstrap intervals", NULL,         \
		"(0, 1)"},                                                                                             \
		{0, "draws", OPT_COUNT, &(o).draws, "N", "draws of the bootstrap", "1000", "[20, 10^5]"},              \
	{                                                                                                              \
		0, "cluster", OPT_STRING, &(o).cluster, "COLUMN", "rows with one value of it are drawn together",      \
			"each row by itself"                                                                           \
	}

#define INTERVAL_OPTIONS(o)                                                                                            \
	INTERVAL_DRAWS_OPTIONS(o),                                                                                     \
	{                                                                                                              \
		's', "seed", OPT_COUNT, &(o).seed, "S", "seed of the draws", "1", "any"                                \
	}

#define INTERVAL_DEFAULTS                                                                                              \
	{                                                                                                              \
		.draws = 1000, .seed = 1                                                                               \
	}

#define INTERVAL_RULES                                                                                                 \
	{                                                                                                              \
		"draws cluster seed", OPT_NEEDS, "interval"                                                            \
	}

/* ST_USAGE when there are too few draws for the level: (B + 1) a is below 1. */
int interval_check(const struct interval_options *o, struct err *e);

struct interval {
	double lo, hi; /* NaN: not defined in enough draws */
};

/* Of n draws, which are put into another order. */
struct interval interval_percentile(double *draw, size_t n, double level);
struct interval interval_bca(double *draw, size_t n, double estimate, double level);
/* The draws are those of the deviations. */
struct interval interval_simultaneous(double *draw, size_t n, double estimate, double level);

#endif
