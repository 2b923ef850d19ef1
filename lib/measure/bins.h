/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Calibration by bins: confidences against events.
 *
 * The bins are those of math/edges.h; equal-mass bins are made from sorted rows, and as many of them as there
 * are rows gives one for each distinct confidence.
 *
 *   gap_b         |mean confidence - frequency of the event| in bin b
 *   ECE           (sum_b (w_b / W) gap_b^p)^(1/p), p = 1 by default (Naeini et al. 2015; Guo et al. 2017);
 *                 p = infinity: MCE.  RMSCE: p = 2.
 *   debiased L2   sqrt(max(0, sum_b (w_b / W) (gap_b^2 - f_b (1 - f_b) / (n_b - 1)))), f_b the frequency; a
 *                 bin with one row counts 0 (Kumar, Liang, Ma 2019, section 4, as in their library).  With
 *                 weights n_b is Kish's effective number of rows, w_b^2 / sum w^2 (a row of weight 2 is one row there).
 *
 * Where labels are noisy an event is a number whose mean is that of 0 or 1 (noise/label_noise.h): the frequency is the mean of these, its
 * variance, f_b (1 - f_b) of 0 and 1, is theirs, and nothing is binomial.
 *
 * State: exact sums; merging is exact.  O(bins) memory, O(1) a row.
 */
#ifndef L2D_BINS_H
#define L2D_BINS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "inference/binomial_interval.h"
#include "math/edges.h"
#include "math/sum.h"
#include "math/tally.h"
#include "rank/scored_rows.h"
#include "summary/state.h"

struct bin {
	size_t n; /* rows */
	struct tally weight;
	struct tally event;   /* weight of the rows with the event */
	struct tally squared; /* sum of squared weights */
	struct sum conf;      /* weighted */
	struct sum square;    /* of events that are numbers, weighted */
};

struct bins {
	bool noisy; /* events are numbers; the caller's to set before the first row */
	struct edges edges;
	struct bin *bin; /* [edges.n] */
};

/* Equal-width bins, n > 0. */
int bins_init(struct bins *b, size_t n, bool left, struct err *e);
/* Bins with given edges, see edges_given. */
int bins_init_given(struct bins *b, const double *inner, size_t n, bool left, struct err *e);

/* How bins are made from rows. */
enum binning {
	BINNING_WIDTH,    /* without them: of equal width, or given */
	BINNING_MASS,     /* of equal mass */
	BINNING_QUANTILE, /* between quantiles of the rows */
	BINNING_NEAREST,  /* between the rows nearest to them, closed on the left */
	BINNING_SWEEP, /* of equal mass, as many as there can be while the frequencies of all coarser ones and of these rise
	                   * (monotone sweep: Roelofs et al. 2022) */
};

/* Bins from rows, filled: rows are sorted by confidence, `right` is the event, a number where labels are noisy.  At most n bins; n = 0: the cube root of the
 * number of rows, rounded up. */
int bins_init_rows(
	struct bins *b, enum binning binning, size_t n, bool noisy, const struct scored_rows *rows, struct err *e);
void bins_free(struct bins *b);

/* conf in [0, 1]; event 0 or 1, unless labels are noisy. */
void bins_add(struct bins *b, double conf, double event, double weight);
/* Both have the same edges. */
void bins_merge(struct bins *b, const struct bins *other);
/* Parts rows, weight, event, squared, conf, and of noisy events square, by bin. */
int bins_write(const struct bins *b, struct state_out *o, struct err *e);
/* Adds the item if it is a part of bins: true then. */
bool bins_read(struct bins *b, struct state_item *i);
/* Whether the sums of every bin can be those of rows: what is read may not be. */
bool bins_are_sound(const struct bins *b);

struct bin_result {
	double lo, hi;
	size_t n;
	double conf, frequency; /* NaN in an empty bin, as the next two */
	struct interval wilson; /* for the frequency (Wilson 1927), n_b as above; NaN where labels are noisy */
};

/* level: of the interval. */
struct bin_result bins_bin(const struct bins *b, size_t i, double level);

struct bins_result {
	size_t n;    /* rows */
	size_t made; /* bins that hold any weight */
	double ece;  /* of the norm asked for */
	double mce, rmsce;
	double debiased;
	double power, square, unbiased; /* sums, until the end */
	double conf, frequency;
};

/* norm >= 1, may be infinite. */
struct bins_result bins_result(const struct bins *b, double norm);

/* A bin as it enters the result. */
struct bin_numbers {
	bool any; /* rows; the rest is unset without */
	double conf, frequency;
	double variance;  /* of the event */
	double share;     /* of the weight of all bins */
	double effective; /* number of rows of equal weight that estimate as well (Kish 1965) */
};

/* k [edges.n] */
void bins_numbers(const struct bins *b, struct bin_numbers *k);

/* Adds a bin to a result that is zero at first, and ends it; n and conf, frequency over all bins are the caller's. */
void bins_result_add(struct bins_result *r, const struct bin_numbers *k, double norm);
void bins_result_end(struct bins_result *r, double norm);

#endif
