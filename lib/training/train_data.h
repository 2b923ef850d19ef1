/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a training run: all of them in memory, those that one of several processes (parallel/peers.h) needs, or none, where they
 * are read anew for every pass (training/train_stream.h).
 */
#ifndef L2D_TRAIN_DATA_H
#define L2D_TRAIN_DATA_H

#include <stddef.h>
#include <stdint.h>

/* Arrays belong to it (train_data_free). */
struct train_data {
	size_t n;           /* rows, of all processes */
	double total;       /* their weight */
	size_t first, here; /* the number of the first row in memory, and how many are; elsewhere [n] is [here] */
	double *x;          /* [n x features]; mapped in place or anew by train_run */
	int32_t *y;         /* [n] classes; 0 without any */
	int32_t *e;         /* [n x experts] classes, LOSS_MISSING or LOSS_OTHER; NULL where outcomes are graded */
	double *c0;         /* [n x experts]; NULL: the head's fixed costs */
	double *w;          /* [n]; NULL: all 1 */
	double *f;          /* [n x classes] logits of a frozen classifier; NULL: none */
	double *q; /* [n x (1 + experts)] graded outcomes on the head's scale, NaN where nobody knows; NULL: none */
	uint32_t *
		part; /* [n] from 1 which part or fold the row is in that may be set aside, 0: in none; NULL: there are none */
	struct train_stream *stream; /* what reads the rows, and is whoever's to free; NULL: they are in memory */
};

void train_data_free(struct train_data *d);

#endif
