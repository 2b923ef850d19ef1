/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Who could answer a row, and at what expected loss: the input of the workload programs.
 *
 * Agents are the members of est_*, else of conf_*, or of q_*, in header order.  The loss of an agent is (1 - conf) + cost,
 * with est, in its unit, in the place of conf where the table has estimates of qualities,
 * or -log q of its gate, times the row's weight; on rows of weight 0, which are none, by themselves.  An agent may not be used on a row where its column
 * avail_* is empty or 0, nor where its gate is 0.
 */
#ifndef L2D_WORKLOAD_INPUT_H
#define L2D_WORKLOAD_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/names.h"
#include "cases/cases.h"
#include "table/table.h"
#include "limits/fixed.h"
#include "limits/readers.h"
#include "workload/side_input.h"

enum workload_input_value {
	WORKLOAD_INPUT_LOSS,  /* (1 - conf) + cost */
	WORKLOAD_INPUT_WORTH, /* cost - conf: minus what asking one agent more would add */
	WORKLOAD_INPUT_LOG,   /* -log q */
	WORKLOAD_INPUT_GATE,  /* q itself; 0 where the agent may not be used */
};

struct workload_input {
	struct table *t;
	struct cases c;       /* answers, the model's probabilities, weights */
	struct names agent;   /* [m] */
	struct family source; /* [m] est_*, conf_* or q_* */
	bool estimates;       /* est_*: of any range */
	enum workload_input_value kind;
	bool renormalize;
	size_t *cost, *avail; /* [m] columns, NAMES_NONE where absent */
	size_t *expert;       /* [m] its number among the cases' agents, NAMES_NONE without answers */

	struct side_input side; /* minutes, money, a group */
	struct fixed fixed;     /* who has the row already */
	struct readers readers; /* rows have their own number of readers */

	size_t *class_column; /* of limits on sets; NULL */
	struct buf class;     /* the current row's */

	/* The current row. */
	double *value; /* [m] by kind; +inf (a gate: 0) where the agent may not be used; what changes cost is in it where no row
	                     has several agents */
	uint32_t *answer; /* [m] a class of c.classes, UINT32_MAX where there is none */
	uint32_t places;  /* how many agents it has, if rows have their own number */
	double score;     /* of which the largest ones have more */
};

/* Binds the columns; gates: q_*, else est_* or conf_*.  Under a budget costs are money, and no part of the loss. */
int workload_input_init(struct workload_input *r, struct table *t, enum workload_input_value kind, bool renormalize,
	const struct side_options *side, struct err *e);
void workload_input_free(struct workload_input *r);

/* Binds effort_*, if it is not bound. */
int workload_input_minutes(struct workload_input *r, struct err *e);

/* Whether the table has est_* or conf_*. */
int workload_input_has_confidences(const struct table *t, bool *has, struct err *e);

/* Whether the losses are expected numbers of wrong answers: without costs, weights, gates, estimates and changes that cost. */
bool workload_input_counts_errors(const struct workload_input *r);

/* Whether a chosen [most] agent of a row has no answer there, though the table has a column for it; answer [m]: classes, or
 * UINT32_MAX; NULL: nobody's are known. */
bool workload_input_unanswered(
	const struct workload_input *r, const uint32_t *chosen, size_t most, const uint32_t *answer);

/* The next row.  ST_END after the last. */
int workload_input_next(struct workload_input *r, struct err *e);

#endif
