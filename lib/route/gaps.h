/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows on which the outcomes of some agents that may be asked are known and those of others are not: what the policies of a
 * frontier lose against the best single agent is taken over rows where both are known (decide/paired.h), and who that is shows
 * after the last row.
 *
 * They are kept as what the policy does with them: a first choice, and a change at each of the row's steps
 * of the frontier, each with the outcomes of all agents.  Memory: 56 bytes and 8 an agent for each of these; nothing for a
 * table whose outcomes are all known.  In a state one line each, whose member lists the agents.
 */
#ifndef L2D_GAPS_H
#define L2D_GAPS_H

#include "base/names.h"
#include "decide/frontier.h"
#include "summary/state.h"

/* What a policy does with a row at a rate. */
struct gap {
	double rate; /* INFINITY: from the beginning */
	double weight, oracle;
	double from,
		to; /* outcomes of the agents chosen before and from then on, NaN: unknown; from: of a change alone */
	uint64_t key;
	size_t at, m; /* its outcomes of agents are right[at] .. right[at + m - 1] */
};

struct gaps {
	struct gap *gap; /* [n] */
	double *right;
	size_t n, cap, rights, right_cap;
	struct order order; /* by falling rate */
	size_t next;        /* those before it have been taken */
};

void gaps_free(struct gaps *g);

/* A row: o [m] its agents, the oracle's outcome, and what frontier_add has made of it: its steps are those of f from `first`
 * on.  Rows of which nothing is missing are not kept. */
int gaps_add(struct gaps *g, const struct frontier *f, size_t first, const struct outcome *o, size_t m, double oracle,
	double weight, uint64_t key, struct err *e);
int gaps_merge(struct gaps *g, const struct gaps *other, struct err *e);

/* agent: of the row's numbers. */
int gaps_write(const struct gaps *g, const struct names *agent, struct state_out *o, struct err *e);
bool gaps_is(const struct state_item *i);
/* Adds the item, whose agents may be new. */
int gaps_read(struct gaps *g, struct names *agent, struct state_item *i, struct err *e);

/* The outcome of agent a on the row. */
double gaps_right(const struct gaps *g, const struct gap *x, size_t a);

/* After the order was sorted: the i-th one. */
const struct gap *gaps_in_order(const struct gaps *g, size_t i);

#endif
