/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What was said about a row: the answers e_* that are there, or, where the table has a decision, agent and answer or agent_1,
 * answer_1, ..., those of its readers; and the model's probabilities.  The model is a voter where nobody has decided, or the
 * decision asked it.
 */
#ifndef L2D_COMBINE_INPUT_H
#define L2D_COMBINE_INPUT_H

#include "combine/combiner.h"
#include "decide/readings.h"
#include "cases/cases.h"
#include "summary/groups.h"

struct combine_input_options {
	const struct combiner *m; /* what says who the experts are; NULL: the table */
	bool weighted;            /* a voter's confidence is needed */
	bool label;               /* the label, and the weight if there */
	bool renormalize;
	bool silent; /* nobody need have answered: a table without e_* or a decision will do */
};

struct combine_input {
	struct cases c;
	struct readings r;
	struct combine_input_options o;
	size_t agent_column, answer_column; /* of a decision with one reader; NAMES_NONE */
	struct groups groups;               /* those of m, from 1 on */
	size_t *place;                      /* [agents] each one's number in m */
	size_t *class_of; /* [classes of m] each one's number among the cases' classes; NULL without p_* */

	/* The current row. */
	size_t n;                   /* voters */
	size_t *agent, *answer;     /* [agents] the cases' numbers; an answer may be NAMES_NONE */
	double *conf;               /* [agents] of each voter; NaN where that is not asked for */
	size_t *said;               /* [experts of m] what each said, a class of m */
	double *p;                  /* [classes of m] the model's probabilities */
	const struct combiner *own; /* m's numbers for its group */
};

int combine_input_init(struct combine_input *in, struct table *t, const struct combine_input_options *o, struct err *e);
void combine_input_free(struct combine_input *in);

/* The next row.  ST_END after the last. */
int combine_input_next(struct combine_input *in, struct err *e);

/* Adds the name of the role's column for the member to those that are computed. */
int combine_name_column(
	const struct table *t, enum role role, const struct name *member, struct names *computed, struct err *e);

#endif
