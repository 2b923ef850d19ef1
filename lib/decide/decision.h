/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What would become of a row whoever answers it: the model's answer, the expert whom the row goes to when it
 * is deferred, its answer, and the prices of both.  Curves and scores of a system are measured on this.
 *
 * The expert of a row is
 *   the one that is forced, if any;
 *   else the one that the column agent names, if it names an expert;
 *   else the best by conf_E - cost_E.  An expert without a conf_E cannot be the best while another one has
 *   it; where none has, all count as equally good: the cheapest one, the first of equals.
 * The price of an expert is the constant one if it is given, else cost_E, else 0; the model's is cost_model,
 * else 0.
 */
#ifndef L2D_DECISION_H
#define L2D_DECISION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "table/cases.h"

struct decision_options {
	bool renormalize;
	double cost;        /* of every expert; NaN: the columns */
	const char *expert; /* forced; NULL: none */
};

struct decision {
	const struct decision_options *opt;
	struct cases c;
	size_t agent_column, answer_column, score_column; /* NAMES_NONE where absent */
	size_t forced;                                    /* expert, or NAMES_NONE */
	double *conf;                                     /* [nexpert] for choosing */
	bool any_conf;                                    /* some expert has a conf_ column */

	/* The current row. */
	double score;  /* NaN without a score column */
	size_t model;  /* the model's class, NAMES_NONE without probabilities */
	size_t expert; /* NAMES_NONE when there are none */
	size_t help;   /* the expert's class, NAMES_NONE where there is none */
	double expert_cost, model_cost;
	size_t agent;  /* of the column agent: 0 the model, 1 + j expert j; 0 without that column */
	size_t answer; /* of the column answer; without that column the agent's; NAMES_NONE where empty */
};

/* Binds the columns.  `need` is of cases.h, on top of the label.  Keeps opt. */
int decision_init(struct decision *r, struct table *t, unsigned need, bool need_score,
	const struct decision_options *opt, struct err *e);
void decision_free(struct decision *r);

/* The next row.  ST_END after the last. */
int decision_next(struct decision *r, struct err *e);

/* What expert j asks for on this row. */
double decision_price(const struct decision *r, size_t j);

#endif
