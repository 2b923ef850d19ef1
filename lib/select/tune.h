/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Choosing what a training has to be told, the penalty and alpha, by what the system is worth on rows that it was not trained on:
 * those of every fold in turn, or of a part (train_data.part).
 */
#ifndef L2D_TUNE_H
#define L2D_TUNE_H

#include "base/opt.h"
#include "csv/report.h"
#include "training/train.h"

struct tune_grid {
	double *l2, *alpha; /* to try; none: as it is */
	size_t nl2, nalpha, l2_cap, alpha_cap;
};

/* From "l2=V,V..." and "alpha=V,V...": l2 at least 0, alpha in [0, 1].  ST_USAGE. */
int tune_grid_read(struct tune_grid *g, const struct strings *lists, struct err *e);
void tune_grid_free(struct tune_grid *g);

/* ST_USAGE where a value is given beside those to try, or the loss has no alpha. */
int tune_grid_check(const struct tune_grid *g, const struct loss *l, bool l2_given, bool alpha_given, struct err *e);

/* Opens a table of what is tried: l2, alpha, n (rows held out), value. */
int tune_report_open(struct report *r, const char *path, struct err *e);

/* Sets o->l2 and p->setup.alpha to the pair of the largest value (select/system_value.h), a mean over all rows held out in parts
 * 1 .. parts, of equals the first.  p is as train_run wants it, and left so.  Where o->patience is not 0, fits stop early by the part.
 * tried: NULL for none.  Memory: a copy of the rows, and of the part's. */
int tune_run(struct head *p, const struct train_data *d, size_t parts, const struct tune_grid *g,
	struct train_options *o, struct report *tried, struct err *e);

#endif
