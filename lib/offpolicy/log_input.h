/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a log of decisions, and what other rules would have chosen on them.
 */
#ifndef L2D_LOG_INPUT_H
#define L2D_LOG_INPUT_H

#include "inference/row_keys.h"
#include "offpolicy/log_rules.h"
#include "offpolicy/offpolicy.h"
#include "cases/cases.h"

struct log_options {
	struct log_rule_options rules;
	struct interval_options interval;
	double cap, least; /* of switch; the smallest propensity there can be, NaN: not known */
	double lo, hi;     /* of qualities */
	bool renormalize;
	const char *state; /* the file in which more rows are, or will be; NULL: none */
	bool partial;      /* a state is written */
};

struct log_input {
	const struct log_options *opt;
	struct cases c;
	size_t agent_column, answer_column, propensity_column;
	struct log_rules rules;
	struct row_keys keys;
	bool confs;                  /* of every agent there is an estimate or a confidence */
	struct candidate *candidate; /* [1 + rules] the log's own rule first, as if it had no choice */
	size_t *wanted;              /* [agents x rules] rows on which each rule asks each agent */
	size_t *asked;               /* [agents] rows on which the log's did */
	struct draw_sums sums;       /* with intervals; a cell a candidate */
};

/* Binds the columns; t NULL: what is added is of states.  Keeps opt. */
int log_input_init(struct log_input *in, struct table *t, const struct log_options *opt, struct err *e);
void log_input_free(struct log_input *in);

/* Takes the next row; ST_END after the last. */
int log_input_next(struct log_input *in, struct err *e);
int log_input_merge(struct log_input *in, const struct log_input *other, struct err *e);

/* The agent's number, in an input of states; a new one gets one. */
int log_input_add_agent(struct log_input *in, const char *s, size_t n, size_t *agent, struct err *e);

/* After the last row: ST_DATA for an agent that a rule asks and the log never does. */
int log_input_check(const struct log_input *in, struct err *e);

#endif
