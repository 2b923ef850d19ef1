/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What is known before anybody is asked: the role `known`, for all that compare agents before one of them answers.
 *
 * est_* is known.  A confidence of an agent with a price may come with its answer, so where the role says what is known (in
 * --columns or L2D_COLUMNS) one that it leaves out must not be compared.  Where it says nothing, programs differ in what they
 * take for granted, see l2d-csv(5).
 */
#ifndef L2D_KNOWN_H
#define L2D_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "cases/cases.h"
#include "table/table.h"

/* ST_DATA where the column, NAMES_NONE for none, is what an agent with a price would be compared by and is not known.  doubt: where
 * the role says nothing, a confidence is not; remedy: what else there is to do, the end of the message. */
int known_check(
	const struct table *t, size_t column, const struct name *agent, bool doubt, const char *remedy, struct err *e);

/* The same of conf_* of experts, where these have no est_*.  priced: all have a price, not those with cost_* alone; fixed:
 * [nexpert] what is said of experts in place of a column, NaN: nothing; or NULL. */
int known_check_experts(const struct cases *c, bool priced, const double *fixed, struct err *e);

#endif
