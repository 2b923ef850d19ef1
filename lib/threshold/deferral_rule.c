/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/deferral_rule.h"

#include <math.h>
#include <string.h>

#include "base/names.h"
#include "decide/best_agent.h"
#include "math/vec.h"

static const struct {
	const char *name;
	bool margin; /* the score is a difference of confidences and costs */
	bool conf;   /* reads conf_* of experts */
	bool defer;  /* reads defer_* */
	bool scored; /* the row has its score */
} rules[] = {
	[RULE_CHOW] = {"chow", .margin = true},
	[RULE_POSTHOC] = {"posthoc", .margin = true, .conf = true},
	[RULE_CONFIDENCE] = {"confidence", .margin = true, .conf = true},
	[RULE_CSS] = {"css", .defer = true},
	[RULE_OVA] = {"ova", .defer = true},
	[RULE_REJECTOR] = {"rejector", .defer = true},
	[RULE_SCORE] = {"score", .scored = true},
	[RULE_REGION] = {"region", .scored = true},
};

const char *rule_name(size_t rule)
{
	return rule < sizeof rules / sizeof *rules ? rules[rule].name : NULL;
}

bool rule_takes(size_t rule, const char *option)
{
	return strcmp(option, "sweep") ? rules[rule].conf : rules[rule].margin;
}

bool rule_has_margin(enum rule rule)
{
	return rules[rule].margin;
}

bool rule_scored(enum rule rule)
{
	return rules[rule].scored;
}

bool rule_defers(enum rule rule)
{
	return rules[rule].defer;
}

bool rule_logits(enum rule rule)
{
	return rule == RULE_CSS || rule == RULE_OVA;
}

double rule_model_conf(enum rule rule, const struct rule_row *r)
{
	if (!r->nclass || (rule == RULE_CONFIDENCE && !isnan(r->conf[0])))
		return r->conf[0];
	return vec_max(r->p, r->nclass);
}

static double margin(enum rule rule, const struct rule_row *r, size_t *expert)
{
	*expert = agent_best(r->conf + 1, r->cost + 1, r->nexpert);
	return r->conf[1 + *expert] - r->cost[1 + *expert] - (rule_model_conf(rule, r) - r->cost[0]);
}

static double largest_logit(const struct rule_row *r, size_t *expert)
{
	*expert = agent_best(r->defer + 1, NULL, r->nexpert);
	return r->defer[1 + *expert] - vec_max(r->z, r->nclass);
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
	case RULE_REGION:
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
