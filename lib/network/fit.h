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
 * threads, nor on that of the processes (parallel/peers.h), each of which needs the rows of its segments only.  Memory: FIT_SEGMENTS
 * gradients, and a block's scratch for every thread.
 */
#ifndef L2D_FIT_H
#define L2D_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "network/attack.h"
#include "network/network.h"
#include "network/rows_read.h"

#define FIT_SEGMENTS 32

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
	const double *x; /* mapped features, network->width[0] of each row, of those that are in memory */
	size_t n;        /* rows, of all processes */
	size_t first;    /* the number of the first that is in memory */
	fit_rows_fn *rows;
	void *ctx;          /* its rows are those that are in memory */
	rows_read_fn *read; /* NULL: all that the process needs are; else none is, and this reads them */
	void *read_ctx;
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

/* F(theta), and its gradient grad [nparam].  NaN where rows could not be read, by any process, now or before: see fit_status. */
double fit_value(struct fit_work *w, const double *theta, double *grad);

/* The same in steps, for whoever makes more of the logits than F, without an attack and extra: between fit_begin and fit_end, for each
 * block of at most FIT_BLOCK rows x of the process's segments, fit_logits and, where F is wanted, fit_add with the sum of their losses.
 * A segment's blocks come in order. */
void fit_begin(struct fit_work *w, const double *theta);
/* The logits [n x nout]; *g has room for the gradients by them.  Both last until the thread's next block. */
const double *fit_logits(struct fit_work *w, size_t thread, const double *x, size_t n, double **g);
void fit_add(struct fit_work *w, size_t segment, size_t thread, const double *x, size_t n, double losses);
double fit_end(struct fit_work *w, double *grad);

/* ST_OK, or what has kept rows from being read; the same for all processes. */
int fit_status(const struct fit_work *w, struct err *e);

/* The largest change of a logit that parameters v, added to any, make in a row; NaN as fit_value. */
double fit_largest_logit(struct fit_work *w, const double *v);

/* The rows, of n, that a process needs: from .. to - 1. */
void fit_needs(size_t n, size_t peer, size_t *from, size_t *to);

#endif
