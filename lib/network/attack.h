/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A fit under attack: every row is replaced by one within a norm of it that projected gradient ascent of its loss reaches from the row, in
 * `steps` steps of 2.5 radius / steps (Madry et al. 2018, arXiv:1706.06083, without a random start).  The gradient by the
 * parameters is that at the row found (Danskin).
 *
 * What moves are the standardised features, before any map.
 */
#ifndef L2D_ATTACK_H
#define L2D_ATTACK_H

#include "math/ball.h"
#include "network/feature_map.h"
#include "network/network.h"

#define FIT_BLOCK 256 /* rows: a block of 64 features and its logits stay in the second-level cache */

/* The sum of the losses of n rows with logits z [n x nout]; writes their gradients g [n x nout].  The rows
 * are first, first + 1, ..., or row[0..n) when row is not NULL.  Called by several threads at once, for
 * different rows. */
typedef double fit_rows_fn(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g);

struct attack {
	enum norm norm;
	double radius;
	size_t steps;
	struct feature_map map; /* of standardised rows: its means are 0, its scales 1; its z is not used */
	const double *x;        /* [rows x map.nin] standardised */
};

/* The rows that are attacked, at most FIT_BLOCK of them: those of fit_rows_fn. */
struct attacked_rows {
	const struct network *network;
	fit_rows_fn *rows;
	void *ctx;
	const double *theta, *packed;
	size_t first;
	const size_t *row;
	size_t n;
};

/* Sets map and x: of rows x [n x nin + 2 nin] before mapping by m, which become standardised; behind them is room. */
void attack_init(struct attack *a, const struct feature_map *m, double *x, size_t n);

/* Doubles of scratch. */
size_t attack_scratch(const struct attack *a);

/* The mapped rows that it makes of them, in scratch.  g: a block's gradients by the logits; rest: the network's scratch. */
const double *attack_rows(
	const struct attack *a, const struct attacked_rows *r, double *scratch, double *g, double *rest);

#endif
