/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Frequencies that may be wrong: the worst one in a ball around what was estimated (distributionally robust optimisation).  The
 * event is one of two, so that every ball has a closed form; with e the estimated probability of the bad outcome it may be
 *   interval  e + D: every row's own probability is wrong by at most D
 *   chi2      e + sqrt(D e (1 - e)): sum (q - p)^2 / p <= D over the two outcomes (Duchi & Namkoong 2021, "Learning models with
 *             uniform performance via distributionally robust optimization"; their rho is half of D), which is also the supremum over
 *             all distributions of rows in the ball: the likelihood ratio of the worst one is a function of the loss
 *   tv        e + D: half the sum of |q - p| is at most D: a part D of the mass moves to the bad outcome (Ben-Tal, den Hertog, De
 *             Waegenaere, Melenberg, Rennen 2013, "Robust solutions of optimization problems affected by uncertain probabilities",
 *             table 2: the variation distance)
 * and at most 1.  It rises with e: what is best, or safe enough, of several systems in the worst case is what has the least error
 * (Hu, Niu, Sato, Sugiyama 2018, "Does distributionally robust supervised learning give robust classifiers?", theorem 1).
 */
#ifndef L2D_AMBIGUITY_H
#define L2D_AMBIGUITY_H

#include <stddef.h>

#include "base/err.h"

enum ball { BALL_INTERVAL, BALL_CHI2, BALL_TV };

struct ambiguity {
	int ball;    /* enum ball */
	double size; /* D; 0: what was estimated is true */
};

/* Its name, in options and model files; NULL: there is no such ball. */
const char *ball_name(size_t ball);

/* ST_USAGE: an interval or a variation above 1. */
int ambiguity_check(const struct ambiguity *a, struct err *e);

/* The largest error where `error` was estimated, and the least confidence. */
double ambiguity_error(const struct ambiguity *a, double error);
double ambiguity_confidence(const struct ambiguity *a, double conf);

/* The largest error that is at most `risk` in the worst case; below 0: there is none.  risk below 1. */
double ambiguity_risk(const struct ambiguity *a, double risk);

#endif
