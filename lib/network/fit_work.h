/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* What the files of a fit share: see network/fit.h. */
#ifndef L2D_FIT_WORK_H
#define L2D_FIT_WORK_H

#include "network/fit.h"

/* L-BFGS over so many rows or more goes first to every FIT_STRIDE-th of them. */
#define FIT_SAMPLED 32768
#define FIT_STRIDE 16

struct fit_failure {
	int status;
	struct err err;
};

struct fit_work {
	const struct fit *f;
	size_t nthread;
	size_t stride;   /* every how manieth row is used */
	size_t nscratch; /* doubles a thread */
	double *scratch; /* [nthread x nscratch]: a block's gradients by the logits, its rows if
			       * gathered, the head's */
	size_t ngrad;    /* parameters and extra numbers */
	double *extra;   /* [f->extra->n] */
	double *grad; /* [FIT_SEGMENTS x (ngrad + 2)] gradients, each with its value behind it, and whether reading failed */
	size_t from; /* the process's first segment */
	const double *theta;
	double *packed;  /* theta's, see network_pack */
	size_t attacked; /* doubles of scratch of an attack */
	int status;      /* what has kept rows from being read */
	struct err err;
	struct fit_failure *failed; /* [FIT_SEGMENTS] of the process's own */
};

/* Rows first, first + stride, ..: n of them, at most FIT_BLOCK. */
struct fit_block {
	size_t first, n;
	const double *x;
	void *ctx;
	const size_t *row; /* what a fit_rows_fn is told of them: */
	size_t at;
	size_t number[FIT_BLOCK];
};

/* Makes theta the one that is evaluated. */
void fit_work_theta(struct fit_work *w, const double *theta);

/* Has b, of which first and n are set, show the rows; x may be room, [FIT_BLOCK x network->width[0]]. */
int fit_work_take(const struct fit_work *w, size_t thread, struct fit_block *b, double *room, struct err *e);

/* The blocks of every stride-th row that a process has, of n rows: from .. to - 1. */
void fit_work_blocks(size_t n, size_t stride, size_t peer, size_t *from, size_t *to);

/* F's gradient, and returned the sum of the losses, of rows that are in memory. */
double fit_work_batch(struct fit_work *w, const size_t *row, size_t n, const double *theta, double *grad);

#endif
