/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Cascades: agents are asked in a fixed order until one is confident enough; every agent asked is paid
 * for.
 *
 * A row goes on from stage k while conf_k < tau_k and is answered by the last stage at the latest.  An agent that is not
 * available (conf_k is NaN) is not asked and not paid; the last one of those that are answers what is left.
 */
#ifndef L2D_CASCADE_H
#define L2D_CASCADE_H

#include <stddef.h>

#include "base/err.h"

#define CASCADE_STAGES 16 /* the search takes memory and time for each; nobody pays for so many answers */

/* The stage that answers; `stages` where none is available. */
size_t cascade_stop(const double *conf, const double *tau, size_t stages);

struct cascade {
	size_t n, m;    /* rows, stages */
	double *conf;   /* [n][m] NaN: not available */
	double *paid;   /* [n][m] cost of stages 0 .. k, as far as they are available */
	double *gain;   /* [n][m] */
	double *weight; /* [n] */
	size_t cap[4];
};

struct cascade_result {
	double cost, gain; /* means */
};

/* 0 < m <= CASCADE_STAGES, no rows. */
void cascade_init(struct cascade *c, size_t m);
void cascade_free(struct cascade *c);
/* One row; cost: [m] of each stage alone.  A row of weight 0 is left out.  ST_NUMERIC where no stage is available. */
int cascade_add(
	struct cascade *c, const double *conf, const double *cost, const double *gain, double weight, struct err *e);

/* The means at given thresholds, tau: [m - 1]; exact sums, rounded once. */
struct cascade_result cascade_measure(const struct cascade *c, const double *tau);

#endif
