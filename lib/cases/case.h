/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* What cases_init, cases_next and what belongs to them share: see cases/cases.h. */
#ifndef L2D_CASE_H
#define L2D_CASE_H

#include <stdbool.h>
#include <stddef.h>

#include "cases/class_use.h"
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
	CASES_AGENTS = 1 << 16, /* experts whom conf_*, est_* or quality_* alone name are agents, asked for or not */
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

#endif
