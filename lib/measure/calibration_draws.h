/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What calibration measures are in the draws, for their intervals.
 *
 * Two kinds of draws.  Sampled: the rows drawn anew (inference/draws.h), for everything that is estimated without a bias
 * worth the name: debiased L2, mean confidence, frequency, Brier score and log-likelihood.  Calibrated: the same rows with outcomes
 * drawn from their confidences (consistency resampling: Broecker, Smith 2007), for ECE, MCE and RMSCE, which are above 0 for
 * calibrated confidences too: where they lie then is no interval for them, but what to hold them against.
 *
 * Memory: 8 bytes a draw for each limb of a bin's nine sums and of its events, some 15 limbs; time some 2 us a row and 1,000 draws.
 */
#ifndef L2D_CALIBRATION_DRAWS_H
#define L2D_CALIBRATION_DRAWS_H

#include "inference/draw_sums.h"
#include "measure/bins.h"

/* A confidence and what happened. */
struct calibration_row {
	double conf;
	double event; /* 0 or 1, or a number with their mean */
	double nll;   /* -log of what was given to what happened */
	double weight;
	uint64_t key, outcome_key; /* by which the row and its outcome are drawn; unused without intervals */
	bool classes;              /* the row has a distribution over classes, whose scores are */
	double class_brier, class_nll;
};

struct calibration_draws {
	struct draw_sums sampled;    /* a cell a bin */
	struct draw_sums scores;     /* the same sums over all rows, where bins are made at the end */
	struct draw_sums calibrated; /* a cell a bin: the weight of the events */
	/* The bins as they are, at the end. */
	struct bin_numbers *bin; /* [bins] */
	struct sum *weight;      /* [bins] */
	size_t draws;
	bool late;
	bool noisy; /* events are numbers: nothing is drawn from confidences; the caller's to set before the first row */
};

/* late: the bins are made at the end, by calibration_draws_bins.  To be freed whatever comes of it. */
int calibration_draws_init(struct calibration_draws *c, size_t bins, bool late, size_t draws, struct err *e);
void calibration_draws_free(struct calibration_draws *c);

/* A row that falls into that bin; with late ones into any. */
void calibration_draws_add(struct calibration_draws *c, size_t bin, const struct calibration_row *r);
void calibration_draws_merge(struct calibration_draws *c, const struct calibration_draws *other);
int calibration_draws_write(const struct calibration_draws *c, struct state_out *o, struct err *e);
/* Adds the item if it is one of these: true then. */
bool calibration_draws_read(struct calibration_draws *c, struct state_item *i);

/* Late bins: there are n, and this is the one of a row that was added before. */
int calibration_draws_bins(struct calibration_draws *c, size_t n, struct err *e);
void calibration_draws_bin(struct calibration_draws *c, size_t bin, const struct calibration_row *r);

/* After the last row; b are the bins of the rows as they are. */
int calibration_draws_end(struct calibration_draws *c, const struct bins *b, struct err *e);

/* What a draw comes to: ece, mce and rmsce of the calibrated draw (NaN where labels are noisy, which outcomes drawn from confidences are
 * not), everything else of the sampled one. */
struct calibration_draw {
	struct bins_result bins;
	double brier, nll;
	double class_brier, class_nll;
};

struct calibration_draw calibration_draws_result(const struct calibration_draws *c, double norm, size_t draw);

/* The frequency of a bin in a draw, sampled or calibrated; NaN where the bin is empty. */
double calibration_draws_frequency(const struct calibration_draws *c, size_t bin, bool calibrated, size_t draw);

#endif
