/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The section about calibration: reliability diagrams of the model, of each expert and by group.
 */
#ifndef L2D_RELIABILITY_H
#define L2D_RELIABILITY_H

#include "report/page.h"

bool reliability_applies(const struct source *s);
int reliability_write(struct page *p, struct err *e);

#endif
