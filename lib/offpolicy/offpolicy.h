/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What another rule would have done on the rows of a log, from the outcomes of whom the log's rule asked and the probability with
 * which it asked them.  With the rule's choice c of a row, the log's agent a, its probability p, its reward r (its quality, or 1 where its answer
 * is the label, else 0), what is expected of c (est_c, or conf_c) and rho = [a = c] / p:
 *
 *   ips     mean of rho r                                          (Horvitz, Thompson 1952)
 *   snips   sum of rho r / sum of rho                              (Swaminathan, Joachims 2015)
 *   dr      mean of est_c + rho (r - est_c)                        (Dudik, Langford, Li 2011)
 *   switch  the same with rho = 0 where it is above the cap        (Wang, Agarwal, Dudik 2017)
 *   bounds  no value: the mean of [a = c] r + [a != c] LO, and that with HI, rewards being in [LO, HI], between which the truth over
 *           these rows lies without any assumption: where the agents differ nothing is known
 *
 * ips, and dr whatever is expected, are unbiased if p is right and above 0 for every agent that the rule may choose.  Exact sums:
 * O(rules draws) memory.
 */
#ifndef L2D_OFFPOLICY_H
#define L2D_OFFPOLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inference/draw_sums.h"
#include "inference/interval.h"
#include "math/sum.h"

enum estimator { ESTIMATOR_IPS, ESTIMATOR_SNIPS, ESTIMATOR_DR, ESTIMATOR_SWITCH, ESTIMATOR_BOUNDS, ESTIMATORS };

/* "ips" for ESTIMATOR_IPS. */
const char *estimator_name(enum estimator k);

/* Sums over rows; every one times the row's weight. */
enum { OFFPOLICY_RHO_R, OFFPOLICY_RHO, OFFPOLICY_DR, OFFPOLICY_SWITCH, OFFPOLICY_WEIGHT, OFFPOLICY_SUMS };

/* One rule. */
struct candidate {
	struct sum sum[OFFPOLICY_SUMS];
	struct sum squares;      /* of rho */
	struct sum same, same_r; /* rows with a = c, and their rewards */
	struct sum ips_squares;  /* of rho r */
	struct sum cost;         /* of its choices */
	double largest;          /* rho */
	size_t rows;             /* with weight */
};

struct offpolicy_row {
	bool same;         /* a = c */
	double propensity; /* p */
	double reward;     /* r */
	double expected;   /* of c; NaN: nothing */
	double cost;       /* of c */
	double weight;
};

/* values [OFFPOLICY_SUMS] gets what the row adds, for draw_sums_add. */
void candidate_add(struct candidate *s, const struct offpolicy_row *r, double cap, double *value);
void candidate_merge(struct candidate *s, const struct candidate *other);

/* NaN: not defined. */
double candidate_value(const struct candidate *s, enum estimator k);
/* Rows that a mean without weights would need for the same variance: n (sum rho)^2 / (sum of weights * sum rho^2). */
double candidate_effective(const struct candidate *s);

/* The values of draw_sums' cell i in all draws: draw [draws]. */
void candidate_draws(enum estimator k, const struct draw_sums *sums, size_t i, double *draw);
struct interval candidate_interval(const struct candidate *s, enum estimator k, const struct draw_sums *sums, size_t i,
	double level, double *draw);

struct interval candidate_bounds(const struct candidate *s, double lo, double hi);

/* The empirical Bernstein interval of ips (Maurer, Pontil 2009, "Empirical Bernstein bounds and sample variance penalization",
 * COLT, theorem 4, both sides), of rows of equal weight: with rewards in [lo, hi] its terms lie between min(0, lo) / least and
 * max(0, hi) / least, least being the smallest probability with which the log's rule may ask anybody. */
struct interval candidate_bernstein(const struct candidate *s, double least, double lo, double hi, double level);

#endif
