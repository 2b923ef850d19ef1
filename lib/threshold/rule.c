/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/rule.h"

#include <math.h>

#include "base/names.h"
#include "decide/agent.h"
#include "math/vec.h"

bool rule_has_margin(enum rule rule)
{
	return rule == RULE_CHOW || rule == RULE_POSTHOC || rule == RULE_CONFIDENCE;
}

bool rule_defers(enum rule rule)
{
	return rule == RULE_CSS || rule == RULE_OVA || rule == RULE_REJECTOR;
}

double rule_model_conf(enum rule rule, const struct rule_row *r)
{
	if (rule == RULE_CONFIDENCE && !isnan(r->conf[0]))
		return r->conf[0];
	return r->p[vec_argmax(r->p, r->nclass)];
}

static double margin(enum rule rule, const struct rule_row *r, size_t *expert)
{
	*expert = agent_best(r->conf + 1, r->cost + 1, r->nexpert);
	return r->conf[1 + *expert] - r->cost[1 + *expert] - (rule_model_conf(rule, r) - r->cost[0]);
}

static double largest_logit(const struct rule_row *r, size_t *expert)
{
	*expert = agent_best(r->defer + 1, NULL, r->nexpert);
	return r->defer[1 + *expert] - r->z[vec_argmax(r->z, r->nclass)];
}

static double largest_rejector(const struct rule_row *r, size_t *expert)
{
	size_t best = agent_best(r->defer + 1, NULL, r->nexpert);

	*expert = best;
	for (size_t j = best + 1; j < r->nexpert; j++)
		if (r->defer[1 + j] == r->defer[1 + best] && r->cost[1 + j] < r->cost[1 + *expert])
			*expert = j;
	return r->defer[1 + best];
}

static double score(enum rule rule, const struct rule_row *r, size_t *expert)
{
	switch (rule) {
	case RULE_CSS:
	case RULE_OVA:
		return largest_logit(r, expert);
	case RULE_REJECTOR:
		return largest_rejector(r, expert);
	case RULE_SCORE:
		*expert = agent_best(r->conf + 1, r->cost + 1, r->nexpert);
		return r->score;
	default:
		return margin(rule, r, expert);
	}
}

double rule_score(enum rule rule, const struct rule_row *r, size_t *expert)
{
	double x;

	if (r->alone) {
		*expert = NAMES_NONE;
		return RULE_KEPT;
	}
	x = score(rule, r, expert);
	return r->deferred ? RULE_DEFERRED : x;
}
