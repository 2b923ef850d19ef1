/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The CORP decomposition of the Brier score (Dimitriadis, Gneiting, Jordan 2021, eq. 6): with S the score of
 * the confidences, S_C that of their isotonic recalibration (pool-adjacent-violators) and S_R that of the
 * overall frequency, S = MCB - DSC + UNC with miscalibration MCB = S - S_C >= 0, discrimination DSC = S_R -
 * S_C >= 0 and uncertainty UNC = S_R.  O(distinct confidences) memory on top of the sorted rows.
 */
#ifndef L2D_CORP_H
#define L2D_CORP_H

#include "base/err.h"
#include "rank/scored_rows.h"

struct corp {
	double score, mcb, dsc, unc;
};

/* rows: sorted by confidence, `right` is the event.  NaN without rows. */
int corp_decompose(struct corp *c, const struct scored_rows *rows, struct err *e);

#endif
