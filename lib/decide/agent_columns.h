/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The columns agent and answer of a row with one agent, or agent_1 ..., answer_1 ... of a row with several.
 */
#ifndef L2D_AGENT_COLUMNS_H
#define L2D_AGENT_COLUMNS_H

#include <stdint.h>

#include "base/names.h"
#include "cases/cases.h"
#include "table/extend.h"

/* Adds the columns' names. */
int agent_columns_name(struct names *columns, size_t most, struct err *e);

/* Sets the cells.  chosen: [most] agents, AGENT_NONE where there is none; answer: for every agent a class,
 * UINT32_MAX where it gave none; NULL: nobody gave any. */
void agent_columns_write(struct extend *x, const uint32_t *chosen, size_t most, const struct names *agent,
	const uint32_t *answer, const struct cases *c);

#endif
