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
#include "network/fit.h"

struct attack {
	enum norm norm;
	double radius;
	size_t steps;
	struct feature_map map; /* of standardised rows: its means are 0, its scales 1; its z is not used */
	const double *x;        /* [rows x map.nin] standardised */
};

/* The rows that are attacked, at most FIT_BLOCK of them: those of fit_rows_fn. */
struct attacked_rows {
	const struct fit *f;
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
