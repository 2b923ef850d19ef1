/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Deferral rules as scores: a row goes to an expert when its score is above a threshold, 0 by itself.
 *
 * chow, posthoc, confidence: the expert is the best one by conf_E - cost_E, the score its margin over the
 * model, (conf_E - cost_E) - (conf_model - cost_model):
 *   chow        conf_E = 1, conf_model = max p: defer iff 1 - max p > cost (Chow 1970, "On optimum
 *               recognition error and reject tradeoff")
 *   posthoc     conf_E an estimate of P(E is right | x), conf_model = max p: defer iff
 *               1 - max p > (1 - conf_E) + cost_E (Narasimhan et al. 2022, "Post-hoc estimators for
 *               learning to defer to an expert", eq. 11)
 *   confidence  conf_model an estimate of its own as well (Raghu et al. 2019, "The algorithmic automation
 *               problem"); max p where there is none
 *
 * Where there are no classes, conf_model stands for max p.
 *
 * css, ova: the largest of all class logits and defer logits decides (Mozannar & Sontag 2020; Verma &
 * Nalisnick 2022); the score is max_j d_j - max_y z_y.  Costs are in the logits, from training.
 *
 * rejector: defer_j = r_j compares expert j with the model, whose own r is 0 (Narasimhan et al. 2022, eq. 14:
 * at the optimum r_j = log of the model's expected loss over the expert's).  Agents stand in order of
 * increasing cost, the model first; the rejector of agent k says stop when no costlier agent has a larger
 * r, and the smallest k whose rejector says stop answers.  That is the agent with the largest r, of equals
 * the cheapest; the score is max_j r_j.
 *
 * score: a score that the row brings; its expert is the best one by conf_E - cost_E, all conf_E equal where
 * there are none.
 *
 * region: the score is 1 in a region that was drawn (decide/region.h) and 0 outside; experts as under score.
 *
 * An expert who may not be asked on the row is never the best.  Where none may, the row stays with the model, whatever the
 * threshold; its score is the lowest number there is.  Where the model may not answer, the row is deferred, whatever the
 * threshold, and its score is the highest.
 */
#ifndef L2D_DEFERRAL_RULE_H
#define L2D_DEFERRAL_RULE_H

#include <float.h>
#include <stdbool.h>
#include <stddef.h>

#define RULE_KEPT (-DBL_MAX)
#define RULE_DEFERRED DBL_MAX

enum rule { RULE_CHOW, RULE_POSTHOC, RULE_CONFIDENCE, RULE_CSS, RULE_OVA, RULE_REJECTOR, RULE_SCORE, RULE_REGION };

/* Its name, in options and model files; NULL: there is no such rule. */
const char *rule_name(size_t rule);

/* Whether the rule has a use for the option of l2d-threshold. */
bool rule_takes(size_t rule, const char *option);

/* Agent 0 is the model, 1 + j is expert j. */
struct rule_row {
	size_t nclass,
		nexpert; /* nexpert > 0; nclass 0: the model's confidence is conf[0] under all rules that need one */
	const double *p; /* [nclass] */
	const double *z; /* [nclass] css, ova */
	const double *
		conf; /* [1 + nexpert] NaN where there is none or the agent may not be asked; for chow those of experts are 1 */
	const double *cost;  /* [1 + nexpert] */
	const double *defer; /* [1 + nexpert] css, ova, rejector; NaN likewise */
	double score;        /* of the rules score and region */
	bool alone;          /* no expert may be asked */
	bool deferred;       /* the model may not answer */
	size_t asked;        /* experts who are asked at once where one would be: 1 but for readers of a group */
	double beside;       /* the model's price where it reads along with them */
};

/* Whether the score is a difference of confidences and costs, so that costs can be moved. */
bool rule_has_margin(enum rule rule);

/* Whether the score is what the row says of itself, so that no confidence is needed. */
bool rule_scored(enum rule rule);

/* Whether it reads defer_*. */
bool rule_defers(enum rule rule);

/* Whether it compares that with logits of classes. */
bool rule_logits(enum rule rule);

/* conf_model, as the rule takes it; without classes it is the only one. */
double rule_model_conf(enum rule rule, const struct rule_row *r);

/* The score; *expert is where the row goes if it is deferred, NAMES_NONE where no expert may be asked.
 * O(nclass + nexpert). */
double rule_score(enum rule rule, const struct rule_row *r, size_t *expert);

#endif
