/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows as measures of a router see them: what every agent's answer was worth and cost, who was chosen, and the router's score.
 *
 * An agent's quality is quality_* (or minus loss_*), or 1 or 0 as its answer is the label or not; NaN where that is not known.
 */
#ifndef L2D_ROUTER_ROWS_H
#define L2D_ROUTER_ROWS_H

#include "inference/interval.h"
#include "inference/row_keys.h"
#include "cases/cases.h"
#include "router/router_curve.h"

struct router_options {
	const char *pair;        /* "WEAK,STRONG"; NULL: the table's two agents, the better one is the strong one */
	const char *fit;         /* the table of which the best constant is taken; NULL: none is */
	bool hull;               /* shares are taken on the hull of a curve that falls somewhere */
	struct router_range aiq; /* the costs of AIQ; hi not above lo: the curve's own */
	bool renormalize;
	bool partial; /* a state is written */
	struct interval_options interval;
	const struct table_options *table;
};

struct router_rows {
	const struct router_options *opt;
	struct cases c;
	size_t agent_column, score_column, paid_column; /* NAMES_NONE where absent */
	size_t pair[2];                                 /* agents, NAMES_NONE where there is no such pair */
	bool ordered;                                   /* the pair was said to be weak, strong */
	size_t constant;                                /* the best agent of opt->fit; NAMES_NONE without */
	bool decides;                                   /* an agent was chosen */
	struct names agent;                             /* of the table, or of states */
	bool *graded;                                   /* [agents] it has a quality */
	size_t graded_cap;
	struct row_keys keys; /* of the current row */

	/* The current row. */
	double *quality; /* [agents] */
	size_t chosen;   /* an agent; NAMES_NONE without such a column */
	double paid;
	double score; /* NaN without such a column */
};

/* Keeps opt.  t NULL: rows come from states. */
int router_rows_open(struct router_rows *r, struct table *t, const struct router_options *opt, struct err *e);
int router_rows_next(struct router_rows *r, struct err *e);
/* The number of an agent, who is added if he is new. */
int router_rows_agent(struct router_rows *r, const char *name, size_t n, size_t *agent, struct err *e);
void router_rows_close(struct router_rows *r);

#endif
