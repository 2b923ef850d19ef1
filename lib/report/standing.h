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

bool slices_apply(const struct source *s);
int slices_write(struct page *p, struct err *e);

bool skills_apply(const struct source *s);
int skills_write(struct page *p, struct err *e);

#endif
