/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Fitting a combiner by confusion matrices: every expert's P(answer h | class c) is the mean of its posterior,
 *
 *   (n(c, h) + a + b [h = c]) / (n(c) + k a + b),
 *
 * n being weights of rows that the expert answered, under a Dirichlet prior of a on every answer and b more on the right one
 * (Kerrigan, Smyth & Steyvers 2021, section 4); the slope is the inverse temperature of scaling/temperature.h, of the model's
 * probabilities alone.  Without p_* the classes' frequencies, by the same a, stand in their place.
 * Sums are exact.  O(n (k + experts)); memory beside the rows: 1.1 kB k^2.
 */
#ifndef L2D_CONFUSION_H
#define L2D_CONFUSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "combine/combiner.h"

/* The rows that a combiner is fitted on. */
struct combine_data {
	size_t n;
	const double *logp;     /* [n][classes] combiner_log; NULL without p_* */
	const uint32_t *answer; /* [n][experts] UINT32_MAX: none */
	const uint32_t *y;      /* [n] */
	const double *w;        /* [n] above 0 */
};

struct confusion_options {
	double prior, right; /* a and b */
	bool calibrated;     /* the slope is 1 */
};

/* m has its names and room.  ST_NUMERIC: there is no temperature. */
int confusion_fit(struct combiner *m, const struct confusion_options *o, const struct combine_data *d, struct err *e);

#endif
