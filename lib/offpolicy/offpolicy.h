/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What another rule would have done on the rows of a log, from the outcomes of whom the log's rule asked and the probability with
 * which it asked them.  With the rule's choice c of a row, the log's agent a, its probability p, its reward r (1 where its answer
 * is the label, else 0) and rho = [a = c] / p:
 *
 *   ips     mean of rho r                                          (Horvitz, Thompson 1952)
 *   snips   sum of rho r / sum of rho                              (Swaminathan, Joachims 2015)
 *   dr      mean of conf_c + rho (r - conf_c)                      (Dudik, Langford, Li 2011)
 *   switch  the same with rho = 0 where it is above the cap        (Wang, Agarwal, Dudik 2017)
 *   bounds  no value: the mean of [a = c] r, and that of [a = c] r + [a != c], between which the truth over these rows lies
 *           without any assumption: where the agents differ nothing is known
 *
 * ips, and dr whatever conf_* is, are unbiased if p is right and above 0 for every agent that the rule may choose.  Exact sums:
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
	double conf;       /* conf_c; NaN: none */
	double cost;       /* of c */
	double weight;
};

/* values [OFFPOLICY_SUMS] gets what the row adds, for draw_sums_add. */
void candidate_add(struct candidate *s, const struct offpolicy_row *r, double cap, double *value);
void candidate_merge(struct candidate *s, const struct candidate *other);

/* NaN: not defined, also where there is no conf_*. */
double candidate_value(const struct candidate *s, enum estimator k);
/* Rows that a mean without weights would need for the same variance: n (sum rho)^2 / (sum of weights * sum rho^2). */
double candidate_effective(const struct candidate *s);

/* Draws' values to draw [draws] of draw_sums' cell i; the interval. */
struct interval candidate_interval(const struct candidate *s, enum estimator k, const struct draw_sums *sums, size_t i,
	double level, double *draw);

/* The empirical Bernstein interval of ips (Maurer, Pontil 2009, "Empirical Bernstein bounds and sample variance penalization",
 * COLT, theorem 4, both sides), of rows of equal weight: its terms lie in [0, 1 / least], least being the smallest
 * probability with which the log's rule may ask anybody. */
struct interval candidate_bernstein(const struct candidate *s, double least, double level);

#endif
