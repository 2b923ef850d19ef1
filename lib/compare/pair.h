/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * One system against another by one measure: B less A over the rows that both have.
 *
 *   interval   percentiles of the paired bootstrap: in a draw a row counts as often for A as for B; of trials Student's
 *   test       accuracy: McNemar's, exact.  auroc, auroc_midrank: DeLong's.  The others, and accuracy where rows weigh
 *              differently or come in clusters: the sum of differences with turned signs (rows or clusters are exchangeable
 *              between A and B), over all ways where few rows differ.  aurc_mean: rows exchanged between the rankings
 *   margin     "B is worse than A by `margin` or more": Tango's score test for accuracy, else a normal one with the
 *              standard error of the difference
 *
 * The standard error: of a mean that of the differences about it; of AUROC DeLong's; of AURC the bootstrap's.  In clusters it is that of
 * the clusters' sums, times G / (G - 1) for G clusters.
 */
#ifndef L2D_PAIR_H
#define L2D_PAIR_H

#include "compare/measures.h"
#include "compare/outcomes.h"
#include "inference/interval.h"

struct pair_options {
	struct interval_options interval;
	size_t permutations;
	size_t jobs; /* threads */
	double lambda;
	double margin; /* NaN: not asked for */
	double detect; /* --power: the difference to be told; NaN: not asked for */
	double power;  /* with this probability */
};

struct pair {
	const struct outcomes *o;
	const struct pair_options *opt;
	const size_t *row; /* [n] the rows, of outcomes_row; rising */
	size_t n;
	size_t a, b; /* systems */
	enum measure_kind kind;
};

struct pair_result {
	size_t n; /* rows that count */
	double a, b, difference, lo, hi, error;
	const char *test; /* NULL: none */
	double p;
	double p_margin;
	double rows;           /* needed for --power */
	size_t only_a, only_b; /* rows on which only one is right; NAMES_NONE unless the measure is accuracy */
};

int pair_compare(const struct pair *p, struct pair_result *r, struct err *e);

#endif
