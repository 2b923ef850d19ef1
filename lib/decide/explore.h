/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Exploration: a share E of the rows is decided by chance, evenly among the agents that may be asked, so that a log of the decisions
 * says what other rules would have done (l2d-offpolicy).  Which rows, and whom, is a hash of the seed and the row's id.
 *
 * The propensity of agent a on a row where the rule chooses r and m agents may be asked is (1 - E) [a = r] + E / m.
 */
#ifndef L2D_EXPLORE_H
#define L2D_EXPLORE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "table/table.h"

struct explore_options {
	double share; /* NaN: no row is explored, and no propensity written */
	size_t seed;
};

#define EXPLORE_OPTION(o)                                                                                              \
	{                                                                                                              \
		0, "explore", OPT_NUMBER, &(o).share, "E",                                                             \
			"a share of the rows goes to any agent, by chance; writes the propensity", NULL, "(0, 1]"      \
	}

struct explore {
	const struct explore_options *opt; /* NULL: none */
	size_t id_column;
};

/* What chance says of a row, before its rule is asked. */
struct explored {
	uint32_t agent; /* AGENT_NONE: the rule decides */
	uint32_t among; /* agents */
};

static inline bool explores(const struct explore *x)
{
	return x->opt && !isnan(x->opt->share);
}

/* Binds the column id.  Keeps o. */
int explore_open(struct explore *x, struct table *t, const struct explore_options *o, struct err *e);

/* Of the row that the table is at; without exploration the rule decides.  available [n].  As table_cell_missing without an id. */
int explore_next(
	const struct explore *x, struct table *t, const bool *available, size_t n, struct explored *out, struct err *e);

/* *agent, the rule's choice among the agents that may be asked, becomes the decision; returns its propensity. */
double explore_settle(const struct explore *x, const struct explored *row, size_t *agent);

#endif
