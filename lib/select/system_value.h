/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a head's system is worth on rows: the mean of what the agent that it chooses is worth there, 1 for a right answer or a graded
 * outcome on the head's scale, less that agent's price.
 *
 * The choice is that of the loss, as l2d-threshold makes it of what l2d-apply writes: where class and defer logits are on one scale
 * the largest, of equals the model; where shifting the class logits alone changes nothing (train/loss.h), the largest of confidence
 * less price, or, without a link to confidences, the largest d if that is above 0; under a frozen classifier the largest r if that is above
 * 0.  An expert who gave no answer is not asked.
 */
#ifndef L2D_SYSTEM_VALUE_H
#define L2D_SYSTEM_VALUE_H

#include "training/train.h"

/* Of d, whose features are as the table has them.  *value: the weighted sum; *weight: of the rows.  ST_SYSTEM, and ST_DATA
 * where the loss needs a link that this training has not. */
int system_value(const struct head *p, const struct train_data *d, double *value, double *weight, struct err *e);

#endif
