/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows' places, each filled with an agent, and the exchanges that a row could make: one of its agents for
 * another one.  Where rows may have fewer agents than places, an agent "nobody" of cost 0 fills the others.
 *
 * What a row may have under a rule about disjoint sets of agents are the bases of a matroid, so that its cheapest choice is
 * the greedy one, and a choice is a cheapest one where no single exchange is cheaper (Schrijver, "Combinatorial
 * Optimization", 2003, corollary 39.12b).
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

/* How many of a row's agents are from each set, in every row of two places or more. */
struct exchange_rule {
	size_t n;                /* sets; no agent is in two */
	const uint32_t *set;     /* [m] the agent's set, n: none */
	const uint32_t *lo, *hi; /* [n] */
};

struct exchange {
	size_t m;                         /* agents */
	size_t na;                        /* agents, with nobody */
	size_t least, most;               /* agents per row */
	const double *cost;               /* [rows][m], +inf where the agent may not be used */
	const uint32_t *readings;         /* [rows] the row's own number of places; NULL: `most` */
	const struct exchange_rule *rule; /* NULL: none */
	const uint32_t *kept;             /* [rows][most] agents who stay, AGENT_NONE after the last; NULL: none */
	uint32_t *slot;                   /* [rows][most] who fills the row's places; the caller's */
	struct exchange_arc *arc;         /* [na most] of the row last asked for */
};

/* For x's m, least, most, cost, readings, rule, kept and slot, which are set. */
int exchange_init(struct exchange *x, struct err *e);
void exchange_free(struct exchange *x);

static inline double exchange_cost(const struct exchange *x, size_t row, size_t agent)
{
	return agent < x->m ? x->cost[row * x->m + agent] : 0;
}

/* The row's places. */
static inline size_t exchange_size(const struct exchange *x, size_t row)
{
	return x->readings ? x->readings[row] : x->most;
}

/* How many agents the row keeps. */
size_t exchange_kept(const struct exchange *x, size_t row);

/* How many of the row's places the agent fills. */
static inline size_t exchange_places(const struct exchange *x, size_t row, size_t agent)
{
	size_t n = 0, size = exchange_size(x, row);

	for (size_t k = 0; k < size; k++)
		n += x->slot[row * x->most + k] == agent;
	return n;
}

/* May the row take one reading more from the agent, whatever the rule? */
static inline bool exchange_has_room(const struct exchange *x, size_t row, size_t agent)
{
	if (agent >= x->m)
		return exchange_places(x, row, agent) < x->most - x->least;
	return isfinite(exchange_cost(x, row, agent)) && !exchange_places(x, row, agent);
}

/* Does the rule let the row change from a, which it has, to b? */
bool exchange_allowed(const struct exchange *x, size_t row, size_t a, size_t b);

/* Can the row, the first `filled` places of which are filled, take the agent and still be completed by the rule? */
bool exchange_completes(const struct exchange *x, size_t row, size_t filled, size_t agent);

/* Can the rule be kept by the row with the agents that it may use, and must? */
bool exchange_possible(const struct exchange *x, size_t row);

/* The sum of the cheapest choice for the row at cost + price [m], into chosen [most]; how many they are. */
size_t exchange_cheapest(const struct exchange *x, size_t row, const double *price, uint32_t *chosen);

/* Sets x->arc to everything that the row could change; returns how many. */
size_t exchange_arcs(struct exchange *x, size_t row);

/* The row gives up `from`, which it has, for `to`. */
void exchange_make(struct exchange *x, size_t row, size_t from, size_t to);

#endif
