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

#include <stdbool.h>
#include <stddef.h>

#include "table/class_use.h"
#include "table/table.h"

/* What a program asks for; the same flags say what it must have and what it takes if it is there. */
enum {
	CASES_LABEL = 1 << 0,
	CASES_PROB = 1 << 1,   /* p_* or the softmax of z_* */
	CASES_ANSWER = 1 << 2, /* e_* */
	CASES_CONF = 1 << 3,
	CASES_COST = 1 << 4,
	CASES_WEIGHT = 1 << 5,
	CASES_LOGIT = 1 << 6,       /* z_* as they are, or log p */
	CASES_DEFER = 1 << 7,       /* defer_*; an expert that only they name is one */
	CASES_QUALITY = 1 << 8,     /* quality_* or loss_*; of what must be there, one of them */
	CASES_ESTIMATE = 1 << 9,    /* est_* */
	CASES_UNLABELLED = 1 << 10, /* with CASES_LABEL: the label's cell may be missing */
	CASES_AVAILABLE = 1 << 11,  /* avail_* */
	CASES_UNPRICED = 1 << 12,   /* with CASES_COST: so may the cost of an expert who gave no answer; it is NaN */
	CASES_BINARY = 1 << 14,     /* with CASES_QUALITY: a quality is 1 or 0 */
	CASES_TRUTH = 1 << 15,      /* with CASES_LABEL and CASES_QUALITY: qualities do not make up for a label */
	CASES_REJECT = 1 << 13,     /* without experts, rows may be rejected: that is one agent, without answers */
};

struct cases {
	struct table *t;
	unsigned asked; /* flags asked for and there */
	bool renormalize;
	bool open; /* classes are numbered as they turn up */
	struct names classes;
	struct class_uses uses; /* where they are open and labels were asked for */
	struct names other;     /* answers that are none of fixed classes: their numbers follow on those */
	struct names agent;     /* [1 + nexpert], "model" first */
	size_t nexpert;
	bool rejects;       /* the one expert is `reject` */
	struct family prob; /* p_*, or z_* when from_logits */
	bool from_logits;
	struct family logit;                /* z_* when asked for as such */
	size_t *logit_class;                /* [logit.n] each one's class; NULL unless z_* has all classes */
	size_t label_column, weight_column; /* NAMES_NONE where absent */
	size_t *answer_column;              /* [nexpert] NAMES_NONE where the expert has no e_ column */
	size_t *conf_column;                /* [1 + nexpert] likewise */
	size_t *cost_column;                /* [1 + nexpert] likewise */
	size_t *defer_column;               /* [1 + nexpert] likewise */
	size_t *avail_column;               /* [1 + nexpert] likewise */
	size_t *quality_column;             /* [1 + nexpert] likewise */
	size_t *estimate_column;            /* [1 + nexpert] likewise */
	bool graded;                        /* some agent has a quality */
	bool losses;                        /* it is minus a loss */

	/* The current row. */
	double weight; /* 1 without a weight column */
	size_t label;  /* a class; NAMES_NONE where it is missing and may be */
	double *unmix; /* [classes][classes] noise/label_noise.h: what an answer is worth where the label is the first class; NULL: labels
	                 * are right.  It is put there after cases_init. */
	double *p;        /* [classes] */
	double *z;        /* [classes] */
	size_t *answer;   /* [nexpert] a class, NAMES_NONE where the expert was not asked */
	double *conf;     /* [1 + nexpert] NaN without a column */
	double *cost;     /* [1 + nexpert] 0 without a column */
	double *defer;    /* [1 + nexpert] NaN without a column */
	double *quality;  /* [1 + nexpert] of the agent's answer, NaN where nobody knows */
	double *estimate; /* [1 + nexpert] of the quality, NaN without a column */
	bool *available;  /* [1 + nexpert] whether the agent may be asked; its other cells may be missing where not */
};

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
/* The row that the table is at, for several cases of one row.  ST_SKIP where it lacks a needed cell under --na-action skip. */
int cases_read(struct cases *c, struct err *e);

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

/* Whether the table has qualities or losses. */
int cases_find_graded(const struct table *t, bool *graded, struct err *e);

/* Where expert j's cost comes from: its column, or the model's where it has none. */
size_t cases_cost_column(const struct cases *c, size_t j);

/* ST_DATA, naming the first expert who is not among those that answered [nexpert]. */
int cases_check_answered(const struct cases *c, const bool *answered, struct err *e);

/* The answer in the cell as a class, or as another number (--other-answers wrong); NAMES_NONE where it is missing. */
int cases_class(struct cases *c, size_t column, size_t *class, struct err *e);

/* The name of a class, or of another answer. */
const struct name *cases_class_name(const struct cases *c, size_t class);

/* The cell as an agent's number; NAMES_NONE where it is missing. */
int cases_agent(const struct cases *c, size_t column, size_t *agent, struct err *e);

/* ST_NUMERIC, with the row's place, when no agent may be asked on this row. */
int cases_some_available(const struct cases *c, struct err *e);

/* Whether a decision that sends the row to agent a, whose answer is the class, sends it to one without: the table has a
 * column of its answers, but none in the row.  t->counts.unanswered counts such rows. */
bool cases_unanswered(const struct cases *c, size_t a, size_t answer);

/* After the last row, of an open table: ST_DATA for the first answer with weight that is no label with weight. */
int cases_check(const struct cases *c, struct err *e);

/* Adds where classes have turned up in the rows of another thread. */
int cases_merge(struct cases *c, const struct cases *other, struct err *e);

/* The same of all names that the other has given numbers to: *to, the caller's to free, has what they are in c. */
int cases_take_over(struct cases *c, const struct cases *other, size_t **to, struct err *e);

/* The same of the cases of all processes (parallel/peers.h), which have read parts of the same files: c has the names of all, and *to says
 * what its own numbers are. */
int cases_gather(struct cases *c, size_t **to, struct err *e);

#endif
