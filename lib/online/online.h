/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Deciding a stream row by row and learning from what comes back: a policy, its rows, the outcomes that are under way, and beside
 * it what others would have done.
 */
#ifndef L2D_ONLINE_H
#define L2D_ONLINE_H

#include "online/online_input.h"
#include "online/pending.h"
#include "online/regret.h"

enum feedback { FEEDBACK_BANDIT, FEEDBACK_FULL, FEEDBACK_DELAYED, FEEDBACK_LATER };

struct online_options {
	struct policy_options policy;
	const char *fixed; /* the agent's name; NULL: none */
	const char *over;  /* the names of hedge's policies (online/over.h); NULL: all */
	enum feedback feedback;
	size_t delay; /* rows until an outcome is known */
	size_t seed;
	bool compares; /* with what others would have done */
	bool renormalize;
};

struct online {
	struct online_options *opt;
	struct online_input in;
	struct adviser *over; /* of hedge */
	struct policy policy;
	struct pending pending;
	uint64_t rows; /* decided so far */
	/* With opt->compares: */
	struct policy_options learner_options;
	struct policy learner;        /* greedy, sees all outcomes */
	struct regret window, regret; /* of the rows since the last row of the report, and of those before */
	size_t *choice;               /* [agents + 2] */

	/* The current row. */
	bool decided; /* or else it was the outcome of an earlier one */
	size_t agent;
	double propensity;
};

/* Whose outcome is learned, and when, as --feedback says it.  ST_USAGE. */
int online_feedback(const char *text, struct online_options *o, struct err *e);

/* Binds the columns.  ST_USAGE for an agent or a policy that is none.  Keeps opt, whose policy.fixed and policy.over are set. */
int online_init(struct online *o, struct table *t, struct online_options *opt, struct err *e);
void online_free(struct online *o);

/* The row of the report after the current row of the stream.  Begins the next window. */
int online_report(struct online *o, struct report *out, struct err *e);

/* The next row; ST_END after the last. */
int online_next(struct online *o, struct err *e);

#endif
