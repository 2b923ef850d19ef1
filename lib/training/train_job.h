/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* The fit of one head: what the files of training/train.h share. */
#ifndef L2D_TRAIN_JOB_H
#define L2D_TRAIN_JOB_H

#include "network/attack.h"
#include "network/early.h"
#include "network/fit.h"
#include "train/loss_case.h"
#include "training/train_options.h"

struct job {
	struct head *p;
	const struct train_data *d;
	const struct train_options *o;
	struct loss_setup setup;
	struct worst worst;
	const struct head_part *part;
	struct fit_extra extra; /* of a training under attack */
	struct attack attack;   /* the same of heads that are not linear */
	struct early early;     /* network: NULL where there is none */
	const size_t *who;      /* [n] triage; NULL: none */
	size_t round;
	struct job *apart; /* [jobs] of rows that are read anew: what a thread's losses see, its rows among them */
	double absolute;   /* norm of the gradient at which to stop in later rounds, which start near their
			     * end */
};

#endif
