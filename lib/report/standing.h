/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The sections about the decisions that stand in the table: what the system is worth, who answers how much, by group, and who is right
 * on which class.
 */
#ifndef L2D_STANDING_H
#define L2D_STANDING_H

#include "report/page.h"

bool standing_applies(const struct source *s);
int standing_write(struct page *p, struct err *e);
/* What it shows, of a table that is told as a source. */
int standing_show(struct page *p, const struct source *of, struct err *e);

/* The decisions in the table as a point over that column of l2d-score; where there are none, x is NaN.  `p->score` has the rest. */
int standing_point(struct page *p, const char *column, struct point *at, struct err *e);
/* A paragraph about that point, if there is one. */
void put_decided(struct page *p, const struct point *at);

bool slices_apply(const struct source *s);
int slices_write(struct page *p, struct err *e);

bool skills_apply(const struct source *s);
int skills_write(struct page *p, struct err *e);

#endif
