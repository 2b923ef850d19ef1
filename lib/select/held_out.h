/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Training with rows set aside: values are chosen by them (select/tune.h), and the fit stops by them.
 */
#ifndef L2D_HELD_OUT_H
#define L2D_HELD_OUT_H

#include "select/tune.h"
#include "training/train_table.h"

struct held_out {
	struct tune_grid grid;
	struct train_parts parts; /* as train_read was told */
	const char *tuning;       /* the file of what is tried; NULL: none */
};

/* train_run after the choice of o->l2 and p->setup.alpha, where the grid has values; where parts has a share, to the other rows. */
int held_out_run(
	struct head *p, struct train_data *d, const struct held_out *h, struct train_options *o, struct err *e);

#endif
