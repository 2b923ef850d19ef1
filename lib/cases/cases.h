/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Cases: the rows of a table as learning to defer sees them.  What is asked for is parsed and
 * checked, everything else is left alone.
 *
 * Agents are numbered: 0 is the model, 1 + j is expert j.  Experts are the members of e_*, in header
 * order, then those that only conf_* names, then those that only defer_* names where it is asked for.  A table without
 * experts has one where CASES_REJECT asks for it: `reject`, who never answers.
 *
 * Where p_* is absent and z_* is there, p is the softmax of z.  prob=COLUMN without '*' is the probability of
 * class "1" against class "0".  With neither, the classes are open: the labels that occur with weight.  They are
 * numbered as they turn up in labels and answers, and cases_check, after the last row, refuses an answer with weight that
 * is none of them, so that the order of the rows does not matter.  Where no label is asked for, any answer goes.
 *
 * Where the table has qualities and CASES_QUALITY asks for them, they take the place of "answer equals label": no label is
 * needed, and an answer need not be one.
 *
 * With --other-answers wrong, an answer that is no class is a wrong one, of a number beyond the classes.
 */
#ifndef L2D_CASES_H
#define L2D_CASES_H

#include "cases/case.h"

/* For programs that read answers. */
#define ANSWERS_OPTION(o)                                                                                              \
	{                                                                                                              \
		0, "other-answers", OPT_CHOICE, &(o).other_answers, "error|wrong",                                     \
			"what an answer is that is no class", "error"                                                  \
	}

/* For programs that decide. */
#define AVAILABLE_OPTION(o)                                                                                            \
	{                                                                                                              \
		0, "available", OPT_CHOICE, &(o).available, "columns|answered",                                        \
			"who may be asked: as avail_* say, or also only who has an answer in the row", "columns"       \
	}

#define CASES_OPTIONS(renormalize)                                                                                     \
	{                                                                                                              \
		0, "renormalize", OPT_FLAG, &(renormalize), NULL,                                                      \
			"divide each row's probabilities by their sum instead of refusing it", NULL                    \
	}

/* Binds the columns.  `need` must be there, `want` is taken if it is.  ST_DATA names what is absent, or a quality, where answers
 * are to be compared with labels and qualities are not asked for: they would be passed over. */
int cases_init(struct cases *c, struct table *t, unsigned need, unsigned want, bool renormalize, struct err *e);
void cases_free(struct cases *c);

/* The next row.  Rows that lack a needed cell are dropped under --na-action skip.  ST_END after the last. */
int cases_next(struct cases *c, struct err *e);

/* The row's logits z [classes]: z_* where it was asked for (CASES_LOGIT) and has all classes, else log p. */
void cases_logits(const struct cases *c, double *z);

/* The answer of agent a to the row: the model's most probable class, the first of equals, or the expert's answer;
 * NAMES_NONE where there is none. */
size_t cases_answer(const struct cases *c, size_t a);

/* What an answer that is the class is worth by the row's label: 1 or 0, or where labels are noisy what has that mean; NaN where the label
 * is missing, or the class. */
double cases_right(const struct cases *c, size_t class);

/* The same for whether some agent's answer is right, where labels are noisy. */
double cases_best(const struct cases *c);

/* What came of agent a's answer: its quality where the table has qualities, else 1 or 0 as it is the label or not; NaN where nobody
 * knows. */
double cases_outcome(const struct cases *c, size_t a);

/* Where expert j's cost comes from: its column, or the model's where it has none. */
size_t cases_cost_column(const struct cases *c, size_t j);

/* ST_DATA, naming the first expert who is not among those that answered [nexpert]. */
int cases_check_answered(const struct cases *c, const bool *answered, struct err *e);

/* The name of a class, or of another answer. */
const struct name *cases_class_name(const struct cases *c, size_t class);

/* ST_NUMERIC, with the row's place, when no agent may be asked on this row. */
int cases_some_available(const struct cases *c, struct err *e);

/* Whether a decision that sends the row to agent a, whose answer is the class, sends it to one without: the table has a
 * column of its answers, but none in the row.  t->counts.unanswered counts such rows. */
bool cases_unanswered(const struct cases *c, size_t a, size_t answer);

/* After the last row, of an open table: ST_DATA for the first answer with weight that is no label with weight. */
int cases_check(const struct cases *c, struct err *e);

#endif
