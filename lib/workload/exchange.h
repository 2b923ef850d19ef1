/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows' places, each filled with an agent, and the exchanges that a row could make: one of its agents for
 * another one.  Where rows may have fewer agents than places, an agent "nobody" of cost 0 fills the others.
 */
#ifndef L2D_EXCHANGE_H
#define L2D_EXCHANGE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct exchange_arc {
	size_t from, to;
	double change; /* of the row's cost */
};

struct exchange {
	size_t m;                 /* agents */
	size_t na;                /* agents, with nobody */
	size_t least, most;       /* agents per row */
	const double *cost;       /* [rows][m], +inf where the agent may not be used */
	uint32_t *slot;           /* [rows][most] who fills the row's places; the caller's */
	struct exchange_arc *arc; /* [na most] of the row last asked for */
};

int exchange_init(
	struct exchange *x, const double *cost, size_t m, size_t least, size_t most, uint32_t *slot, struct err *e);
void exchange_free(struct exchange *x);

static inline double exchange_cost(const struct exchange *x, size_t row, size_t agent)
{
	return agent < x->m ? x->cost[row * x->m + agent] : 0;
}

/* How many of the row's places the agent fills. */
static inline size_t exchange_places(const struct exchange *x, size_t row, size_t agent)
{
	size_t n = 0;

	for (size_t k = 0; k < x->most; k++)
		n += x->slot[row * x->most + k] == agent;
	return n;
}

/* May the row take one reading more from the agent? */
static inline bool exchange_has_room(const struct exchange *x, size_t row, size_t agent)
{
	if (agent >= x->m)
		return exchange_places(x, row, agent) < x->most - x->least;
	return isfinite(exchange_cost(x, row, agent)) && !exchange_places(x, row, agent);
}

/* Sets x->arc to everything that the row could change; returns how many. */
size_t exchange_arcs(struct exchange *x, size_t row);

/* The row gives up `from`, which it has, for `to`. */
void exchange_make(struct exchange *x, size_t row, size_t from, size_t to);

#endif
