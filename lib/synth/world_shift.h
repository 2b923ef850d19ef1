/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A world that shifts from some row on, at once or over some rows, during which l moves linearly from 0 to 1:
 *
 *   inputs:S      other cases, the same answers: of two cases that with the larger x_1 is taken with probability (1 + l S) / 2,
 *                 else the other one.  With F the distribution of x_1, a case is 1 + l S (2 F(x_1) - 1) times as likely, and
 *                 given the features nothing has changed ("covariate shift").
 *   labels:W,...  other labels, each of the same cases: one of class k is 1 - l + l W_k times as likely, a common factor apart
 *                 ("label shift"); others are drawn again.
 *
 * The rows before are those of the world without a shift.
 */
#ifndef L2D_WORLD_SHIFT_H
#define L2D_WORLD_SHIFT_H

#include "synth/synth_world.h"

struct world_shift {
	double inputs;     /* S */
	double *weight;    /* [classes] W; NULL: labels stay */
	double *now;       /* [classes] of the current row */
	double *x;         /* [features] of the other case; NULL: inputs stay */
	size_t from, over; /* the first row of the shift, from 1; the rows that it takes, 0 or 1: at once */
};

/* ST_USAGE for a text that is neither.  from and over are the caller's. */
int world_shift_parse(struct world_shift *s, const char *text, const struct synth_world *w, struct err *e);
void world_shift_free(struct world_shift *s);

/* The case of that row, from 1; synth_world_draw before the shift. */
void world_shift_draw(struct world_shift *s, struct synth_world *w, size_t row, struct synth_case *c);

#endif
