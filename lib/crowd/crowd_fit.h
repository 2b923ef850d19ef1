/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The fit of a crowd's model (crowd/crowd.h): expectation maximisation from one or several starts, of which the best one's classes are
 * named at the end (crowd/crowd_names.h).
 */
#ifndef L2D_CROWD_FIT_H
#define L2D_CROWD_FIT_H

#include "crowd/crowd_head.h"

struct crowd_options {
	double prior; /* S > 0 */
	size_t starts, seed, iterations;
	size_t jobs;      /* threads, at least 1; the result is the same for any number */
	double tolerance; /* stop when the mean objective of an item rises by less */
	/* Says how it goes. */
	int (*trace)(void *ctx, size_t start, size_t iteration, double loglik, double objective, struct err *e);
	void *ctx;
};

/* Fits c, which is initialised, to the patterns; head: where items' priors are learned of features, else NULL.  Further
 * starts perturb the first one at random; the best end is kept.  *converged: its last iteration raised the mean objective by less than
 * the tolerance.  ST_NUMERIC when an iteration lowers the objective. */
int crowd_fit(struct crowd *c, const struct votes *v, struct crowd_head_fit *head, const struct crowd_options *o,
	bool *converged, struct err *e);

#endif
