/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows of a training run that are set aside, and the others.
 */
#ifndef L2D_TRAIN_PART_H
#define L2D_TRAIN_PART_H

#include <stdbool.h>

#include "training/train.h"

/* The rows of that part of d (train_data.part), or all but them, as a copy of their own.  p says how wide rows are.  ST_DATA when there
 * are none of weight, ST_SYSTEM. */
int train_part(const struct head *p, const struct train_data *d, size_t part, bool others, struct train_data *out,
	struct err *e);

#endif
