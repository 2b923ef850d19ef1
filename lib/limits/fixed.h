/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Who has a row already: the columns of the role fixed, one or, where rows have several agents, several, or fixed_1, fixed_2, ...
 *
 * They stay, or each of them that leaves costs the row something.  Of F agents and p places the cost of the changes,
 * C (F - those who stay), is a sum over the chosen agents: C F / p each, less C for those of the F.
 */
#ifndef L2D_FIXED_H
#define L2D_FIXED_H

#include <float.h>
#include <stdint.h>

#include "base/names.h"
#include "table/table.h"

/* What an agent that stays costs a row of weight 0, which is not decided with the others. */
#define FIXED_STAYS (-DBL_MAX)

struct fixed {
	size_t n, *column;    /* [n]; 0: there are none */
	double change;        /* what it costs when one of them leaves; infinite: none may */
	size_t change_column; /* or where that stands; NAMES_NONE */
	size_t most;          /* agents of a row */

	/* The current row. */
	uint32_t *who; /* [most] AGENT_NONE after the last */
	double cost;   /* of a change */
};

/* Finds the columns.  change: what a change costs, a number or a column, or NULL: there are none. */
int fixed_init(struct fixed *f, const struct table *t, const char *change, size_t most, struct err *e);
void fixed_free(struct fixed *f);

/* Reads the row.  value [m]: infinite for agents who may not answer it, and so may not stay. */
int fixed_next(struct fixed *f, const struct table *t, const struct names *agent, const double *value, struct err *e);

/* Adds what changes cost to the row's values [m], so that the sum over its `places` agents has it.  Where nobody may leave, nothing if
 * there are several places, else infinite to the others. */
void fixed_price(const uint32_t *who, double cost, size_t most, size_t places, double *value, size_t m);

/* How many there are. */
size_t fixed_count(const uint32_t *who, size_t most);

#endif
