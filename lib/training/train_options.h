/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* How heads are fitted (training/train.h). */
#ifndef L2D_TRAIN_OPTIONS_H
#define L2D_TRAIN_OPTIONS_H

#include "network/fit_options.h"
#include "train/head.h"
#include "train/worst.h"
#include "training/train_data.h"

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

#endif
