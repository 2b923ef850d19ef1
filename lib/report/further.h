/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The sections about further tables: other decisions about the same cases, each worth what l2d-score says and compared with the first
 * table's by l2d-compare; and what other programs wrote before, drawn and shown as it is.
 */
#ifndef L2D_FURTHER_H
#define L2D_FURTHER_H

#include "report/page.h"

bool others_apply(const struct source *s);
int others_write(struct page *p, struct err *e);

bool tables_apply(const struct source *s);
int tables_write(struct page *p, struct err *e);

#endif
