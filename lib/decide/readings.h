/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Several readers of one row: the columns agent_1, answer_1, agent_2, ..., as l2d-workload --agents-per-row writes them, and
 * what their answers say together.
 *
 * The combination is a weighted vote: reader j's vote weighs log(conf_j / (1 - conf_j)), which for independent readers who
 * err alike is the most probable answer (Nitzan & Paroush 1982, "Optimal decision rules in uncertain dichotomous choice
 * situations"); where a reader of the row has no conf_*, all votes weigh the same.  Of classes with equal weight the one that
 * the first reader named answers.  Readers without an answer do not vote.
 */
#ifndef L2D_READINGS_H
#define L2D_READINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "cases/cases.h"

/* Confidences of 0 and 1 count as this far from them: a vote of about 36 others of confidence .73. */
#define READINGS_FLOOR 0x1p-52

struct readings {
	size_t most;                          /* readers a row at most; 0: the table has no agent_1 */
	size_t *agent_column, *answer_column; /* [most] */

	/* The current row. */
	size_t n;       /* readers */
	size_t *agent;  /* [most] their numbers among the cases' agents, in the order of the columns */
	size_t *answer; /* [most] classes, NAMES_NONE where there is none */
	double *conf;   /* [most] */
};

/* The place of NAME_k in the header, or NAMES_NONE. */
size_t readings_numbered(const struct table *t, const char *name, size_t k);

/* Finds agent_1, agent_2, ... and answer_1, ...; ST_DATA where answers are missing between them, or where the table has
 * the column agent as well. */
int readings_init(struct readings *r, const struct cases *c, struct err *e);
void readings_free(struct readings *r);

/* Reads the row.  ST_DATA for a row without readers or with one twice. */
int readings_next(struct readings *r, struct cases *c, struct err *e);

/* What answers [n] of readers with confidences [n], NaN where they have none, say together; NAMES_NONE where nobody answered.
 * O(n^2). */
size_t readings_combine(const size_t *answer, const double *conf, size_t n);

/* What came of that combination: 1 or 0 as it is the label or not; where the table has qualities, the quality of a single reader's
 * answer, else of the first one that is the combination.  NaN where nobody knows. */
double readings_outcome(const struct readings *r, const struct cases *c, size_t combination);

/* Whether the model is the only reader. */
bool readings_model_alone(const struct readings *r);

#endif
