/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Everything that is measured about how well confidences fit events, as one accumulator: bins, proper scores
 * and, when asked for, the smooth calibration error, equal-mass bins and the CORP decomposition.  The last
 * two need the sorted rows: O(rows) memory; without them O(bins).
 */
#ifndef L2D_CALIBRATION_ERROR_H
#define L2D_CALIBRATION_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "measure/bins.h"
#include "measure/calibration_draws.h"
#include "measure/corp.h"
#include "measure/proper.h"
#include "rank/scored_rows.h"
#include "measure/smooth.h"
#include "summary/state.h"

struct calibration_error_options {
	size_t bins; /* 0: by the number of rows; > 0 of binning width */
	enum binning binning;
	double *edge; /* [edges] given ones, of binning width; NULL: none */
	size_t edges;
	bool left; /* equal-width bins are closed on the left */
	bool smooth, corp;
	bool rows;        /* keep them whatever else is asked for */
	size_t jobs;      /* threads that sort */
	size_t draws;     /* for intervals; 0: none */
	double level;     /* of the intervals */
	bool consistency; /* the reliability table's band is that of calibrated confidences, not the bootstrap's */
	bool noisy; /* events are numbers that correct for wrong labels: neither smooth, corp, rows nor BINNING_SWEEP */
};

struct calibration_error {
	const struct calibration_error_options *opt;
	struct bins bins; /* of equal width; those of equal mass are made at the end */
	struct proper proper;
	struct smooth smooth;           /* when opt->smooth */
	struct scored_rows rows;        /* when opt->binning or opt->corp */
	struct calibration_draws draws; /* when opt->draws */
};

/* Reads --bins, "auto" (which binning width has not) or a number, and --edges, numbers separated by commas or NULL; ST_USAGE.
 * o->draws is set, as bins in all draws have a limit.  o->edge is the caller's to free. */
int calibration_error_bins(struct calibration_error_options *o, const char *bins, const char *edges, struct err *e);

/* Keeps opt. */
int calibration_error_init(struct calibration_error *c, const struct calibration_error_options *opt, struct err *e);
void calibration_error_free(struct calibration_error *c);
/* -log of what a confidence gives to what happened. */
double calibration_error_nll(double conf, double event);
int calibration_error_add(struct calibration_error *c, const struct calibration_row *r, struct err *e);
/* All but the proper scores, which are for the caller to add to c->proper. */
int calibration_error_add_but_scores(struct calibration_error *c, const struct calibration_row *r, struct err *e);
int calibration_error_merge(struct calibration_error *c, const struct calibration_error *other, struct err *e);
int calibration_error_write(const struct calibration_error *c, struct state_out *o, struct err *e);
/* Adds the item; *taken is false when it is no part of this. */
int calibration_error_read(struct calibration_error *c, struct state_item *i, bool *taken, struct err *e);
/* Whether what was read can be of rows. */
bool calibration_error_is_sound(const struct calibration_error *c);

/* After the last row: sorts, makes equal-mass bins.  c->bins holds the bins that were asked for from then on.
 */
int calibration_error_end(struct calibration_error *c, struct err *e);

struct calibration_error_result {
	struct bins_result bins;
	double brier, nll;
	double class_brier, class_nll; /* of a draw, else NaN */
	double smooth;                 /* NaN when not asked for, as corp */
	struct corp corp;
};

/* After calibration_error_end. */
int calibration_error_result(
	const struct calibration_error *c, double norm, struct calibration_error_result *r, struct err *e);

/* What a draw comes to, after calibration_error_end. */
struct calibration_error_result calibration_error_of_draw(const struct calibration_error *c, double norm, size_t draw);

/* The mean of n results: of errors the power mean of their norm (the marginal calibration error of Kumar,
 * Liang, Ma 2019, definition 2.4), of everything else the mean.  share [n]:
 * of each in the means, NULL: all the same.  bins.n is that of the first, bins.made 0. */
struct calibration_error_result calibration_error_mean(
	const struct calibration_error_result *r, const double *share, size_t n, double norm);

#endif
