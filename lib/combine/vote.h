/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Votes, which need no fit.  Majority: the probability of a class is its share of the votes.  Weighted: a voter who is right with
 * probability q, and else names each of the k - 1 other classes alike, has the voice log(q / (1 - q)) + log(k - 1); the probabilities
 * are the softmax of the classes' voices, which is the posterior of independent voters when the classes are alike beforehand
 * (Nitzan & Paroush 1982, "Optimal decision rules in uncertain dichotomous choice situations", for k = 2, where the voice is
 * that of decide/readings.h).
 */
#ifndef L2D_VOTE_H
#define L2D_VOTE_H

#include <stdbool.h>
#include <stddef.h>

/* What n voters say: answer [n], NAMES_NONE of one who is silent, with confidences conf [n] if weighted.  Sets p [k], unless nobody
 * votes; returns the class of the largest probability, of equals the one that the first voter named, or NAMES_NONE. */
size_t vote_combine(bool weighted, const size_t *answer, const double *conf, size_t n, size_t k, double *p);

/* The model of voters behind the weighted vote: sets chance [answers][classes], P(answer | class), of one with that confidence. */
void vote_chance(double conf, size_t k, double *chance);

#endif
