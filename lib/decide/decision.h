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
 * In a table without experts that has decisions, the expert is `reject`, who never answers (cases.h).
 * Of experts that avail_* says may not be asked none is chosen; a decision that stands in the table is a fact, whatever
 * avail_* says.
 * Where the table has qualities (cases.h) or estimates of them, est_E stands for conf_E, and outcomes are qualities: that of a
 * decision is its agent's, of several readers that of the first whose answer is the combination.
 *
 * The price of an expert is the constant one if it is given, else cost_E, else 0; the model's is cost_model,
 * else 0.  Where the column paid is there, it is what the decision of the row really cost.
 *
 * Where the table has agent_1, agent_2, ... (decide/readings.h), the readers of a row stand in the expert's place: their
 * answers' combination, which the column answer may hold, and the sum of their prices.
 */
#ifndef L2D_DECISION_H
#define L2D_DECISION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/names.h"
#include "decide/readings.h"
#include "inference/interval.h"
#include "noise/label_noise.h"
#include "cases/cases.h"

struct decision_options {
	bool renormalize;
	double cost;                     /* of every expert; NaN: the columns */
	const char *expert;              /* forced; NULL: none */
	bool binary;                     /* outcomes other than 1 and 0 are refused */
	const struct label_noise *noise; /* of the labels; NULL: none */
};

struct decision {
	const struct decision_options *opt;
	struct cases c;
	size_t agent_column, answer_column, score_column; /* NAMES_NONE where absent */
	size_t paid_column;                               /* likewise */
	struct readings readings;
	size_t forced; /* expert, or NAMES_NONE */
	double *conf;  /* [nexpert] for choosing */
	bool any_conf; /* some expert has a conf_ or an est_ column */

	/* The current row. */
	double score; /* NaN without a score column */
	size_t model; /* the model's class, NAMES_NONE without probabilities */
	size_t help; /* the class that the expert, or the readers, answer: `answer` where the table's decision is theirs;
		       * NAMES_NONE where there is none */
	double expert_cost, model_cost;
	const size_t *agent; /* [n] who decided: 0 the model, 1 + j expert j; the model without such a column */
	size_t n;
	size_t one;     /* the agent of the column agent */
	bool kept;      /* the model alone decided */
	double cost;    /* of the decision */
	size_t answer;  /* of the column answer; without that column the agents'; NAMES_NONE where empty */
	double outcome; /* of the decision; NaN where nobody knows it, as of an empty answer */
	double model_outcome, help_outcome; /* of the answers `model` and `help`, likewise */
};

/* Adds to the signature of a state what the options change in sums over decisions: those of the table, of draws, and of decisions. */
int decision_sign(struct buf *signature, const struct table_options *table, const struct interval_options *interval,
	const struct decision_options *opt, struct err *e);

/* Binds the columns.  `need` is of cases.h, on top of the label.  Keeps opt. */
int decision_init(struct decision *r, struct table *t, unsigned need, bool need_score,
	const struct decision_options *opt, struct err *e);
void decision_free(struct decision *r);

/* The next row.  ST_END after the last. */
int decision_next(struct decision *r, struct err *e);
/* The row that the table is at, as cases_read. */
int decision_read(struct decision *r, struct err *e);

#endif
