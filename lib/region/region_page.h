/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A page on which a region is drawn, in the plane of two columns, whose rows are deferred: the "interactive intuition" of learning to
 * defer (Montreuil).  The picture and the thresholds' numbers need no script; region.js counts the rows in what is drawn, by
 * the predicates of math/polygon.h, so that `l2d-threshold --rule region` decides the saved region as the page has shown it.
 *
 * The same rows in any order, and a row of weight k as k rows, give the same bytes.
 */
#ifndef L2D_REGION_PAGE_H
#define L2D_REGION_PAGE_H

#include "report/source.h"

/* Appends the page; columns: two names, as a CSV record.  ST_USAGE for others. */
int region_page(const char *title, const char *columns, const struct source *s, struct buf *out, struct err *e);

#endif
