/*
 * Deferral rules as scores: a row goes to its best expert when its score is above a threshold.
 *
 * The best expert is the one with the largest conf_E - cost_E; the score is its margin over the model,
 * (conf_E - cost_E) - (max p - cost_model), so that `score > 0` is the rule:
 *
 *   chow      conf_E = 1: defer iff 1 - max p > cost (Chow 1970, "On optimum recognition error and reject tradeoff").
 *   posthoc   conf_E an estimate of P(E is right | x): defer iff 1 - max p > (1 - conf_E) + cost_E
 *             (Narasimhan et al. 2022, "Post-hoc estimators for learning to defer to an expert", eq. 11).
 */
#ifndef L2D_RULE_H
#define L2D_RULE_H

#include <stddef.h>

/* p: [nclass] the model's probabilities.  conf: [nexpert].  cost: [1 + nexpert], the model's first.
 * nexpert > 0.  *expert is the best expert. */
double rule_margin(const double *p, size_t nclass, const double *conf, const double *cost, size_t nexpert,
	size_t *expert);

#endif
