/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Fitting one head of training/train.h. */
#ifndef L2D_TRAIN_FIT_H
#define L2D_TRAIN_FIT_H

#include "training/train_job.h"

/* Of the kinks of lee and asm, in logits: see training/train.h. */
#define TRAIN_KINKS 0.01

int train_fit_part(struct job *j, const struct head_part *h, struct err *e);

#endif
