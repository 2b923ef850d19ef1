/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows that a map softmax(W l + b) of logarithms l is fitted to, and sums over them.
 *
 * theta is W by rows, or its diagonal, then b.  A pass goes over all rows in blocks; these are cut into SOFTMAX_SEGMENTS fixed
 * segments, each summed block after block, and the segments are added along a fixed binary tree, so that no sum depends on the
 * number of threads, nor on that of the processes (parallel/peers.h), each of which has the rows of its segments only.
 *
 * Memory: SOFTMAX_SEGMENTS sums, two matrices laid out for products, and for each thread two blocks.
 */
#ifndef L2D_SOFTMAX_ROWS_H
#define L2D_SOFTMAX_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { SOFTMAX_SEGMENTS = 8, SOFTMAX_BLOCK = 128 };

struct softmax_problem {
	size_t n, k;      /* rows that are in memory; classes */
	const double *lp; /* [n][k] logarithms of probabilities */
	const size_t *y;  /* [n] */
	const double *w;  /* [n], or NULL for 1 */
	bool full;        /* Dirichlet's W instead of a diagonal */
	double lambda, mu;
	size_t jobs;        /* threads; 0 is 1 */
	size_t all, before; /* rows of all processes, and those before ours; all = 0: there are no others */
};

/* The number of parameters: the diagonal or W by rows, then b. */
size_t softmax_parameters(size_t k, bool full);

struct softmax_rows {
	const struct softmax_problem *p;
	double total; /* the sum of weights */
	size_t jobs;
	double *sum;    /* [SOFTMAX_SEGMENTS][width of the pass, at most parameters + 1] */
	double *work;   /* [jobs][2 SOFTMAX_BLOCK (k + 1)] */
	double *map[2]; /* matrices laid out for products, or the theta of a diagonal */
};

int softmax_rows_init(struct softmax_rows *r, const struct softmax_problem *p, struct err *e);
void softmax_rows_free(struct softmax_rows *r);

/* Of n rows, from .. to - 1 are those of a process. */
void softmax_rows_part(size_t n, size_t peer, size_t *from, size_t *to);

/* Makes theta map number 0 or 1. */
void softmax_rows_map(struct softmax_rows *r, int number, const double *theta);

/* Rows first .. first + n - 1 of those in memory. */
struct softmax_block {
	const struct softmax_rows *r;
	size_t first, n; /* n <= SOFTMAX_BLOCK */
	const double *lp;
	const size_t *y;
};

/* Adds a block to a segment's sums; work is the thread's: u [SOFTMAX_BLOCK][k], v [the same], 2 SOFTMAX_BLOCK numbers. */
typedef void softmax_pass_fn(void *ctx, const struct softmax_block *b, double *work, double *sum);

/* Sums of `width` numbers over all rows, from 0 on, in r->sum. */
void softmax_rows_sum(struct softmax_rows *r, softmax_pass_fn *add, void *ctx, size_t width);

/* The largest number that `add` has raised a segment's to, from 0 on. */
double softmax_rows_most(struct softmax_rows *r, softmax_pass_fn *add);

/* The row's part of all weight. */
double softmax_weight(const struct softmax_rows *r, size_t row);

/* u [b->n][k] = the block's rows under a map. */
void softmax_block_map(const struct softmax_block *b, int number, double *u);

/* Adds to a gradient by theta what the gradients g [b->n][k] by the mapped logarithms make of it. */
void softmax_block_gradient(const struct softmax_block *b, const double *g, double *gradient);

#endif
