/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The section about the model against each expert: who of the two is right where both answer, and what the one says where the other says
 * what.  Counts of rows with a weight, made here: no program writes them.  Memory: O(experts x classes^2).
 */
#ifndef L2D_REPORT_AGREEMENT_H
#define L2D_REPORT_AGREEMENT_H

#include "report/page.h"

bool agreement_applies(const struct source *s);
int agreement_write(struct page *p, struct err *e);

#endif
