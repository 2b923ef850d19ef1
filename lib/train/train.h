/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Training a head under a surrogate loss (train/loss.h): standardise and map the features, then fit
 * each head (network/fit.h).
 *
 * triage (Okati et al. 2021, algorithm 1, by full fits): the classifier is fitted to all rows; then, in
 * rounds, the rows where its cross-entropy exceeds the cost of the best expert who answered by most, at most
 * the share `budget` of the weight, are given to that expert, tie blocks whole, and the classifier is fitted
 * again to the rest, until the parts no longer change or TRAIN_ROUNDS have passed; last, the experts' head
 * learns who got each row.
 *
 * lee and asm have kinks (the hinge, the largest class), where a quasi-Newton method stalls: they are
 * rounded off over a width of 0.01 in logits (struct loss_setup), which moves lee's objective by at most
 * 0.005 times the sum of costs.  lee's optimum lies on kinks, where the rounded gradient goes from one slope to the
 * next within that width: at a gradient of 1e-4 of the first, the logits there are within some 1e-6 of their end, and the
 * objective within 1e-6, far below what the rounding moved.  So 1e-4 is as good there as 1e-5 is elsewhere.
 *
 * Memory: the features in doubles (after a map other than linear also the mapped ones, while mapping both, and
 * under attack to the end), and little more a row.
 */
#ifndef L2D_TRAIN_H
#define L2D_TRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "network/fit_run.h"
#include "train/head.h"
#include "train/worst.h"

#define TRAIN_ROUNDS 20

/* The rows.  Arrays belong to it (train_data_free). */
struct train_data {
	size_t n;
	double *x;  /* [n x features]; mapped in place or anew by train_run */
	int32_t *y; /* [n] classes; 0 without any */
	int32_t *e; /* [n x experts] classes, LOSS_MISSING or LOSS_OTHER; NULL where outcomes are graded */
	double *c0; /* [n x experts]; NULL: the head's fixed costs */
	double *w;  /* [n]; NULL: all 1 */
	double *f;  /* [n x classes] logits of a frozen classifier; NULL: none */
	double *q;  /* [n x (1 + experts)] graded outcomes on the head's scale, NaN where nobody knows; NULL: none */
	uint32_t *
		part; /* [n] from 1 which part or fold the row is in that may be set aside, 0: in none; NULL: there are none */
};

void train_data_free(struct train_data *d);

/* One iteration of the fit of a head. */
typedef int train_trace_fn(void *ctx, const char *head, size_t round, const struct optim_point *p, struct err *e);

struct train_options {
	struct fit_options fit; /* trace is overridden */
	double l2;
	size_t jobs;
	size_t seed;
	double budget; /* triage: the largest share of weight that experts get */
	struct worst
		worst; /* radius 0: no attack; else a loss of terms (train/loss_terms.h), or, of a head that is not linear, projected gradient steps (network/attack.h) */
	bool standardize;
	bool allow_unconverged;
	struct train_data *
		held; /* early stopping by these rows (network/early.h), whose features are mapped in place; NULL: none */
	size_t patience;       /* iterations, or epochs of Adam */
	train_trace_fn *trace; /* may be NULL */
	void *trace_ctx;
};

/* Fits p, whose loss, setup, names, cost, map (initialised) and hidden layers are set.  ST_NUMERIC when a fit
 * did not converge, unless it was stopped early; ST_DATA when there is no weight.  Under early stopping every head has the parameters
 * that were best on the rows held out; not for triage, nor under attack. */
int train_run(struct head *p, struct train_data *d, const struct train_options *o, struct err *e);

#endif
