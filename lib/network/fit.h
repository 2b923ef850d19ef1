/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Fitting a head to rows: the mean over rows of any loss of the logits, plus l2 / 2 times the squares
 * of the weights (not of the biases)
 *
 *   F(theta) = (1 / total) sum_i loss_i(logits(x_i; theta)) + (l2 / 2) |W|^2
 *
 * The loss comes as a function that sees a block of rows' logits and answers with the sum of their
 * losses and with the gradients; weights are its business.  Training under a surrogate loss, a
 * rejector's logistic regression and the M-step of an EM are all this.
 *
 * The rows are cut into FIT_SEGMENTS fixed segments, each summed block after block, and the
 * segments are added along a fixed binary tree: the result does not depend on the number of
 * threads.  Memory: FIT_SEGMENTS gradients, and a block's scratch for every thread.
 */
#ifndef L2D_FIT_H
#define L2D_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "optim/optim.h"
#include "network/attack.h"
#include "network/network.h"

#define FIT_SEGMENTS 32

#define FIT_SAMPLED 32768

/* Of a linear head: a loss that depends on numbers made of the parameters beside the logits.  The gradient by them is summed over rows
 * along with that by the parameters. */
struct fit_extra {
	size_t n;
	void (*from)(void *ctx, const double *theta, double *extra);
	/* As fit_rows_fn; adds to gextra [n].  spare: `scratch` doubles. */
	double (*rows)(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g,
		const double *extra, double *gextra, double *spare);
	size_t scratch;
	/* Adds to grad what gextra makes of it. */
	void (*back)(void *ctx, const double *theta, const double *gextra, double *grad);
};

struct fit {
	const struct network *network;
	const double *x; /* [n x network->width[0]], mapped features */
	size_t n;        /* rows */
	fit_rows_fn *rows;
	void *ctx;
	const struct fit_extra
		*extra; /* in the place of rows, where there is one; fit_options.sample must be false then */
	const struct attack *attack; /* of every row (network/attack.h); NULL: none */
	double total;                /* the sum of weights, positive */
	double l2;
	size_t jobs;  /* threads, at least 1 */
	size_t gauge; /* logits 0 .. gauge - 1 may be shifted together without changing any loss (the
			      * classes of a softmax); 0: none.  For speed only */
};

struct fit_work;

/* Memory to evaluate F with; NULL when there is none (e).  Keeps f. */
struct fit_work *fit_work_new(const struct fit *f, struct err *e);
void fit_work_free(struct fit_work *w);

/* F(theta), and its gradient grad [nparam]. */
double fit_value(struct fit_work *w, const double *theta, double *grad);

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

/* Minimises F from theta [nparam] in place.  Adam, where chosen, is followed by L-BFGS, so that both stop at
 * the gradient's norm, relative to the norm at the given theta.  ST_OK even if that was not reached:
 * see r->converged and fit_check. */
int fit_run(const struct fit *f, const struct fit_options *o, double *theta, struct optim_result *r, struct err *e);

/* ST_NUMERIC, with words, unless r converged. */
int fit_check(const struct fit_options *o, const struct optim_result *r, struct err *e);

#endif
