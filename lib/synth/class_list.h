/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Lists of classes on a command line: "a,b,0..9", names and ranges of integers.
 */
#ifndef L2D_CLASS_LIST_H
#define L2D_CLASS_LIST_H

#include "base/err.h"
#include "base/names.h"
#include "cases/cases.h"

/* Adds the names in order; ST_USAGE where one stands twice. */
int class_list_parse(const char *text, struct names *classes, struct err *e);

/* The table's classes, two at least: those that its columns p_* or z_* name, or else the list's, NULL for none.  ST_USAGE where
 * both name them, or neither does. */
int class_list_bind(struct cases *c, const char *text, struct err *e);

#endif
