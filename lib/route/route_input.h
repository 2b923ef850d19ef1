/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The agents that one row could be routed to: confidences, costs, answers; the input of l2d-route.
 *
 * Agents are the model, if it has conf_model or class probabilities (whose largest is its confidence then),
 * and the experts with conf_*.  An agent is out on rows where its latency_* is above the limit.
 *
 * What a rule that compares agents goes by is est_*, what is expected of an agent's quality before it is asked, or else the
 * confidence; that of an agent with a price (cost_*) is taken to come with its answer, and refused, unless the role `known`
 * says that it is there before anybody is asked.  A rule that asks first reads est_* of an agent without a confidence.
 */
#ifndef L2D_ROUTE_INPUT_H
#define L2D_ROUTE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adaptive/answered.h"
#include "base/arena.h"
#include "base/names.h"
#include "decide/frontier.h"
#include "cases/cases.h"
#include "table/table.h"

struct route_input_options {
	bool label;         /* whether answers are right is asked, where there is a label */
	bool compares;      /* confidences of all agents are read before one is chosen: they must be known by then */
	bool paid_reads;    /* or they need not be */
	bool may_lack_conf; /* agents without confidences and est_* take part: score is 0 */
	bool constants;     /* nothing is compared: confidences are 0 and need not be there */
	bool by_defer;      /* stages go by defer_*: score is minus it, and confidences need not be there */
	bool renormalize;
	double latency; /* of one agent, infinite: no limit */
	bool toss;      /* a coin is tossed for every row, by its id */
	size_t seed;    /* of the coin */
};

struct route_input {
	const struct route_input_options *opt;
	struct cases c;
	struct arena arena;             /* of the arrays */
	struct names agent;             /* [m] */
	size_t *number;                 /* [m] the agent's number in c */
	size_t *latency_column, *defer; /* [m] columns, NAMES_NONE where absent */
	size_t id_column;               /* where a coin is tossed */

	/* The current row. */
	double *conf, *cost;     /* [m] conf is NaN where the agent is out */
	double *score;           /* [m] what a cascade compares with its thresholds */
	double *latency;         /* [m] 0 where there is no column */
	double toss;             /* in [0, 1), of the row's id and the seed; 1 without a coin */
	uint32_t *answer;        /* [m] a class of c.classes, ANSWERED_NONE where there is none */
	struct outcome *outcome; /* [m] the same and, with opt->label, whether the answer is right */
};

/* What a router chooses by. */
struct route_row {
	const double *score, *cost, *latency; /* [m] */
	const uint32_t *answer;               /* [m] */
	double toss;
};

/* Binds the columns.  Keeps opt. */
int route_input_init(struct route_input *p, struct table *t, const struct route_input_options *opt, struct err *e);
void route_input_free(struct route_input *p);

/* The next row.  ST_END after the last, when with labels cases_check is the caller's; ST_NUMERIC where all agents are out. */
int route_input_next(struct route_input *p, struct err *e);

/* Whether the table has a column with the answers of agent a. */
bool route_input_answers(const struct route_input *p, size_t a);

/* The current row; points into p. */
struct route_row route_input_row(const struct route_input *p);

#endif
