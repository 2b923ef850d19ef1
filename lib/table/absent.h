/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What to say when a column is not there: the roles that were sought; what in the header may have been meant, or how the table
 * is not CSV; or which program writes such a column.
 *
 * What may have been meant is, in this order: columns that are named after the role, "prob_a" for prob; columns with the
 * role's prefix in other letters or with another sign behind it, "P_a" or "p.a" for p_*; the nearest name, if it is nearer than
 * a third of the length of what was sought (names_nearest); else nothing.
 */
#ifndef L2D_ABSENT_H
#define L2D_ABSENT_H

#include "base/err.h"
#include "base/names.h"
#include "table/role.h"

/* None of these n roles has a column.  ST_DATA. */
int absent_roles(const struct roles *r, const struct names *header, const char *file, const enum role *role, size_t n,
	struct err *e);

/* A family of classes, of the role prob or logit, has one column. */
int absent_second_class(const struct names *header, const char *file, enum role role, size_t column, struct err *e);

/* An item of --columns has no column. */
int absent_item(
	const struct names *header, const char *file, enum role role, const struct role_item *item, struct err *e);

/* No column has that name of n bytes. */
int absent_column(const struct names *header, const char *file, const char *name, size_t n, struct err *e);

#endif
