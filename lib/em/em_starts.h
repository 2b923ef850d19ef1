/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The EM of em/em.h from several starts, for its optimum is a local one: the first from the parameters that there are, the others from
 * a gate whose logits are random, of about the size 1 for standardised features, and hidden layers that are drawn anew.  The end of
 * the largest objective is kept, of equal ones the first.
 *
 * Time: that of so many runs.  Memory: beside one run's, twice the parameters.
 */
#ifndef L2D_EM_STARTS_H
#define L2D_EM_STARTS_H

#include "em/em.h"

struct em_starts {
	size_t n, seed;    /* starts, at least 1 */
	size_t iterations; /* as in em_run, of each ... */
	double tolerance;
	/* Sees every E-step, with the number of its start, from 1; NULL: nobody does. */
	int (*trace)(void *ctx, size_t start, size_t iteration, const struct em_point *p, struct err *e);
	void *ctx;
};

/* *kept: the start whose end m is, from 1.  *converged: whether that run did.  Otherwise as em_run, or ST_SYSTEM. */
int em_starts_run(struct mixture *m, const struct mixture_rows *d, const struct em_options *o,
	const struct em_starts *s, size_t *kept, bool *converged, struct err *e);

#endif
