/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How a system of a model and experts does on the decisions that were taken: accuracies, costs, shares of
 * work. Agent 0 is the model, agent 1 + j expert j.  A row whose system gave no answer (it went to an expert
 * who has none) is unscored: it is counted, and left out of the accuracies of the system and of the experts.
 *
 * State: exact sums, O(agents); merging is exact.
 */
#ifndef L2D_SCORE_H
#define L2D_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"
#include "csv/line.h"
#include "math/tally.h"
#include "summary/state.h"

struct score_row {
	double weight;
	const size_t *agent; /* [n] who answers: several readers, or one agent */
	size_t n;
	double system;       /* the outcome: 1 or 0, right or not, or a quality; NaN where nobody knows it */
	const double *alone; /* [agents] what each agent's would have been */
	const double *best;  /* what the best of these is where that is not the largest (label noise), else NULL */
	double cost;         /* the price paid */
};

/* Accuracy, or mean quality, as right / scored. */
struct score_rate {
	struct tally scored, right;
};

void score_rate_add(struct score_rate *r, double outcome, double weight);
void score_rate_merge(struct score_rate *r, const struct score_rate *other);
/* Parts PREFIXscored and PREFIXright; prefix: at most 20 bytes.  Adds the item if it is one of these: true then. */
int score_rate_write(const struct score_rate *r, const char *prefix, struct state_out *o, struct err *e);
bool score_rate_read(struct score_rate *r, const char *prefix, struct state_item *i);

struct score {
	size_t n_agent, alone_cap, share_cap;
	size_t n, n_unscored;
	size_t n_graded; /* rows with an outcome that is neither 0 nor 1 */
	struct tally weight;
	struct tally kept; /* weight of the rows that the model alone answers */
	struct score_rate system, model,
		experts;          /* the system on all rows, on those that the model kept, on the others */
	struct score_rate oracle; /* the best of all agents' outcomes */
	struct score_rate *alone; /* [agents] */
	struct tally *share;      /* [agents] weight of the rows that each read */
	struct sum cost;
};

/* An empty score is all zeros; this makes room for at least n agents. */
int score_reserve(struct score *s, size_t n, struct err *e);
void score_free(struct score *s);
/* A row without weight is none. */
void score_add(struct score *s, const struct score_row *r);
/* other has no more agents. */
void score_merge(struct score *s, const struct score *other);
/* The tallies: those from SCORE_OF_AGENT on are the agent's. */
enum { SCORE_OF_AGENT = 10, SCORE_TALLIES = 13 };
void score_tallies(struct score *s, size_t agent, struct tally *tally[SCORE_TALLIES]);
/* Agents are members of the state, by name. */
int score_write(const struct score *s, const struct names *agent, struct state_out *o, struct err *e);
/* Adds the item if it is a part of this, for the agent given: true then. */
bool score_read(struct score *s, size_t agent, struct state_item *i);
/* Whether what was read can be of rows. */
bool score_is_sound(const struct score *s);

/* right / scored, NaN where nothing is scored. */
double score_rate(const struct score_rate *r);
/* The share of weight given to an agent, and the mean price of a row. */
double score_share(const struct score *s, size_t agent);
/* The share of weight that the model alone answers. */
double score_coverage(const struct score *s);
double score_cost(const struct score *s);

/* Adds the columns of a summary, in which agents go by name. */
void score_columns(const struct score *s, const struct names *agent, struct line *l);

#endif
