/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* How a fit (network/fit_run.h) goes on, and when it ends. */
#ifndef L2D_FIT_OPTIONS_H
#define L2D_FIT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "optim/optim.h"

enum fit_method { FIT_AUTO, FIT_LBFGS, FIT_ADAM };

struct fit_options {
	enum fit_method method; /* auto: adam for hidden layers or beyond 2^30 cells, else lbfgs */
	double tolerance;       /* relative norm of the gradient at which to stop */
	double absolute;        /* and norm; 0: none.  A fit that starts near its end needs it: the norm is
				  * small at once */
	size_t iterations;      /* of L-BFGS, at most */
	size_t epochs, batch;   /* of Adam, before L-BFGS finishes */
	double rate;            /* Adam's first */
	size_t seed;            /* Adam's order of rows */
	bool sample;            /* L-BFGS over FIT_SAMPLED rows or more goes first to every 16th and every
				  * 4th of them, not traced, and on in a metric (network/precondition.h): a third of
				  * the time, from a far start */
	optim_trace_fn *
		trace; /* may be NULL; iterations of Adam's epochs and of L-BFGS count on, and theta is then what the iteration
				 * came to, but with `sample` */
	void *trace_ctx;
};

#endif
