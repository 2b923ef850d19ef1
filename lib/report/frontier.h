/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Cost against accuracy: the frontier of l2d-route over all prices, every single agent, what mixing them reaches, the oracle.
 */
#ifndef L2D_REPORT_FRONTIER_H
#define L2D_REPORT_FRONTIER_H

#include "report/page.h"

bool frontier_applies(const struct source *s);

/* The figure, with a mark at the slider's position. */
int frontier_draw(struct page *p, struct err *e);

#endif
