/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Cascades: agents are asked in a fixed order until one is confident enough; every agent asked is paid
 * for.
 *
 * A row goes on from stage k while conf < tau_k and is answered by the last stage at the latest.  An agent that is not
 * available (conf is NaN), or whose latency would bring the sum of the latencies of those asked above a limit, is not asked
 * and not paid; the last one of those that are answers what is left.
 */
#ifndef L2D_CASCADE_H
#define L2D_CASCADE_H

#include <stddef.h>

#include "base/err.h"

#define CASCADE_STAGES 16 /* the search takes memory and time for each; nobody pays for so many answers */

struct cascade_plan {
	size_t stages, order[CASCADE_STAGES]; /* agents */
	double tau[CASCADE_STAGES];           /* [stages - 1] */
};

/* What a row's agents are like: [m] each. */
struct cascade_row {
	const double *conf, *cost; /* conf is NaN where the agent is not available */
	const double *latency;     /* NULL: of no account */
	double limit;              /* of the sum of latencies */
};

/* The agent that answers, SIZE_MAX where none may be asked, and what is paid. */
size_t cascade_ask(const struct cascade_plan *p, const struct cascade_row *r, double *paid);

struct cascade {
	size_t n, m;     /* rows, agents */
	double *conf;    /* [n][m] NaN: not available */
	double *cost;    /* [n][m] */
	double *gain;    /* [n][m] */
	double *weight;  /* [n] */
	double *latency; /* [n][m], NULL where no limit is set */
	double limit;    /* of the sum of latencies */
	size_t cap[5];
};

struct cascade_result {
	double cost, gain; /* means */
};

/* 0 < m <= CASCADE_STAGES, no rows; limit: infinite for none. */
void cascade_init(struct cascade *c, size_t m, double limit);
void cascade_free(struct cascade *c);
/* One row; gain: [m].  A row of weight 0 is left out.  r's limit is not looked at. */
int cascade_add(struct cascade *c, const struct cascade_row *r, const double *gain, double weight, struct err *e);

/* ST_NUMERIC: what alone is the cheapest way, as a "first stage", costs more than the budget. */
int cascade_too_dear(const char *what, double cost, double budget, struct err *e);

/* Row i of those added. */
struct cascade_row cascade_row_at(const struct cascade *c, size_t i);

/* The means under a plan that finds somebody to ask on every row; exact sums, rounded once. */
struct cascade_result cascade_measure(const struct cascade *c, const struct cascade_plan *p);

#endif
