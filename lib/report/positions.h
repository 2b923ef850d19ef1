/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The section about the threshold: what the system is worth at every position of it, as a table, which the slider looks up; with the
 * curve over coverage and the frontier of cost, in which a mark follows the slider.
 *
 * Every row of the table is deferred by l2d-threshold at the lowest threshold there is, so that each row has its expert, and
 * l2d-curve says what is left of that at the others: what l2d-score says of l2d-threshold --threshold T.
 */
#ifndef L2D_POSITIONS_H
#define L2D_POSITIONS_H

#include "report/page.h"

bool positions_apply(const struct source *s);
int positions_write(struct page *p, struct err *e);

/* Cost against accuracy, with a mark that follows the slider, if there is one. */
bool frontier_applies(const struct source *s);
int frontier_write(struct page *p, struct err *e);

#endif
